"""The errors users meet, and the one tie of long computations to the outside: progress."""

from __future__ import annotations

from typing import Callable, Optional

# Called with the fraction done (0 to 1); returns False to stop.
Progress = Optional[Callable[[float], bool]]


class GeochemSOMError(Exception):
    """Anything GeochemSOM refuses to do; its text is one sentence meant for the user."""


class InputError(GeochemSOMError, ValueError):
    """Bad input: the sentence names the layer, field, row or parameter and says what to do."""


class MissingPackageError(GeochemSOMError):
    """A package that the chosen method needs is not installed; the sentence says how to get it."""


class Cancelled(GeochemSOMError):
    """The user stopped the computation."""

    def __init__(self) -> None:
        super().__init__("Stopped by the user; nothing was written.")


def report_progress(progress: Progress, fraction: float) -> None:
    """Report the fraction done (0 to 1); raise Cancelled when the answer is to stop."""
    if progress is not None and not progress(fraction):
        raise Cancelled
