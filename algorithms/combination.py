"""Models of the same samples combined by maximin and ranked like every model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.maximin import Combination, maximin, score_floor
from ..core.palette import ANOMALY, label_of
from ..core.ranking import RankedModel
from . import parameters as p
from .fields import COMBINED_SCORES
from .inputs import Inputs
from .messages import say
from .models import Model
from .ranking import BY_PATHFINDERS, Site, rank, rank_fields, standing_of
from .styles import LayerLook, class_labels

MADE_OF = {
    "maximin": "Worst score of {names} at each place.",
    "majority": "Share of {names} that call each place anomalous.",
    "mean_rank": "Mean rank of each place in {names}.",
}
# Natural breaks of ranks are a third each, whatever the models say.
CLASSED_BY_WEIGHTS = (
    "Ranks and rescaled scores have no natural breaks that mean anything, so the combination is classed "
    "by CLASS_RULE weights."
)


@dataclass(frozen=True)
class CombinedModels:
    """The combination and what it was made of.

    Attributes
    ----------
    names : of the M models
    scores, class_ids : (M, N)
    rule : what joined the models
    notes : sentences on how it was classed, where that is not as asked
    combination : Combination
    ranked : RankedModel of the combined score
    """

    names: list
    scores: np.ndarray
    class_ids: np.ndarray
    rule: str
    combination: Combination
    ranked: RankedModel
    notes: tuple = ()

    def fields(self, ids) -> dict:
        """Field name -> values of the combined layer."""
        worst = np.array([*self.names, None], dtype=object)[self.combination.worst]
        values = {"sample_id": ids}
        for i, tag in enumerate(_tags(self.names)):
            values[f"s_{tag}"] = self.scores[i]
            values[f"c_{tag}"] = [c or None for c in self.class_ids[i].tolist()]
        return {
            **values,
            COMBINED_SCORES[self.rule]: self.combination.score,
            "worst": worst,
            "spread": self.combination.spread,
            "votes": [v if v >= 0 else None for v in self.combination.votes.tolist()],
            "confidence": self.combination.confidence,
            **rank_fields(self.ranked),
        }


def combine(inputs: Inputs, site: Site, names, scores, class_ids, feedback) -> CombinedModels:
    """Combine M models: scores (M, N), NaN for none, and class numbers (M, N), 0 for none."""
    scores, class_ids = np.asarray(scores, dtype=float), np.asarray(class_ids, dtype=int)
    scale, rule = inputs.choice(p.SCALE), inputs.choice(p.COMBINE_BY)
    combination = maximin(scores, class_ids == ANOMALY, scale=scale, area=site.area, rule=rule)
    floor, class_rule, notes = score_floor(rule, scale), inputs.choice(p.CLASS_RULE), ()
    if site.occurrences.used and floor == -np.inf and class_rule == "natural_breaks":
        class_rule, notes = "weights", (CLASSED_BY_WEIGHTS,)
    say(feedback, notes)
    ranked = rank(inputs, site, Model(score=combination.score), floor, class_rule)
    return CombinedModels(list(names), scores, class_ids, rule, combination, ranked, notes)


def _tags(names) -> list:
    """Short unique names for the fields of single models: the name itself where it fits."""
    short = [name for name in names if name.isascii() and name.isidentifier() and len(name) <= 8]
    if len({name.lower() for name in short}) == len(names):
        return list(names)
    return [str(i) for i in range(1, len(names) + 1)]


def combination_look(
    combined: CombinedModels, history: tuple, order: str = BY_PATHFINDERS, evidence=None
) -> LayerLook:
    """Style and metadata of the combined layer; `order` says what it is without occurrences."""
    ranked = combined.ranked
    held_out = evidence.class_rates("maximin", ranked.table) if evidence is not None else {}
    made_of = MADE_OF[combined.rule].format(names=", ".join(combined.names))
    return LayerLook(
        f"{label_of(combined.rule)}: anomaly, halo and background",
        " ".join([standing_of("maximin", ranked, order, evidence), made_of, *combined.notes]),
        history,
        style="classes",
        class_labels=class_labels(ranked.table, held_out),
        score=(COMBINED_SCORES[combined.rule], combined.combination.score),
    )
