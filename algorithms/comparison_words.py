"""A comparison of models in sentences, for the log, the metadata and the report."""

from __future__ import annotations

from ..core.palette import label_of
from ..core.validation.headline import p_text
from ..core.validation.paired import difference_sentence
from .comparison import Comparison
from .ranking import result_said

RANGES = (
    "A resampling range of a difference is narrow: in simulations of two models without any difference "
    "it left out 0 in 9 to 40 % of the cases. The p-value is not: it asks how often occurrences "
    "that cluster as these do, but know nothing of the two maps, put them as far apart."
)


def models_said(comparison: Comparison) -> list:
    """Of each model its held-out headline, the highest first, and its fit."""
    return [result_said(m.name, m.ranked, m.evidence) for m in comparison.best_first]


def headlines_said(comparison: Comparison) -> list:
    """Of each model the one sentence that may stand alone, the highest held-out crossing first."""
    return [
        f"{label_of(m.name)}: {m.evidence.headline(m.name)}"
        for m in comparison.best_first
        if m.held_out is not None
    ]


def best_said(comparison: Comparison) -> list:
    """That the first of several owes something to having been picked."""
    judged = [m for m in comparison.best_first if m.held_out is not None]
    if len(judged) < 2:
        return []
    sentence = (
        f"The first of {len(judged)} models owes part of its figure to being picked by these "
        "occurrences, which cannot judge it once more: its p-value is spent."
    )
    if judged[0].chance is not None:
        allowed = min(1.0, len(judged) * judged[0].chance.p_value)
        sentence += (
            f" Allowing for the choice, p = {p_text(allowed)} for {label_of(judged[0].name)} "
            "(its own times the number of models)."
        )
    return [f"{sentence} Choose by occurrences that are kept aside, or by other reasons."]


def differences_said(comparison: Comparison) -> list:
    """Every two models, in words."""
    return [
        difference_sentence(row, label_of(row["first"]), label_of(row["second"]))
        for _, row in comparison.pairs.iterrows()
    ]
