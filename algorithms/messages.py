"""What the user reads while an algorithm runs, and how a running core hears of Cancel."""

from __future__ import annotations

from ..core.errors import Cancelled


def say(feedback, sentences) -> None:
    """Write sentences to the log."""
    for sentence in sentences:
        feedback.pushInfo(sentence)


def warn(feedback, sentences) -> None:
    """Write warnings to the log, so that they stand out."""
    for sentence in sentences:
        feedback.pushWarning(sentence)


def replaced_said(names, layer_name: str) -> list:
    """A warning where results take the place of fields that the user brought."""
    if not names:
        return []
    return [
        f"Results take the place of {', '.join(names)} of the layer {layer_name} in the outputs; "
        "rename fields of these names to keep them."
    ]


def progress_of(feedback, start: float = 0.0, stop: float = 100.0):
    """A progress callback for the core that fills `start` to `stop` percent of the bar."""

    def progress(fraction: float) -> bool:
        feedback.setProgress(start + (stop - start) * fraction)
        return not feedback.isCanceled()

    return progress


def stop_if_cancelled(feedback) -> None:
    """Raise Cancelled if the user pressed Cancel."""
    if feedback.isCanceled():
        raise Cancelled
