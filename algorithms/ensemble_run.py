"""Maps of resamples, each ranked on the ground like any other, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.ensemble import Ensemble, fit_ensemble
from ..core.lattice import Lattice
from ..core.palette import (
    AGREEMENT_LEVELS,
    CLASS_NAMES,
    PROBABILITY_LEVELS,
    label_of,
    levels_of,
)
from ..core.prediction_area import rank_groups
from ..core.ranking import RankedModel
from . import parameters as p
from .fields import TABLE_FIELDS
from .inputs import Inputs
from .map_choices import map_maker, thread_count
from .messages import progress_of
from .models import UNITS, Model
from .numbers import crossing_numbers
from .ranking import Site, rank
from .styles import LayerLook
from .training import make_map

CLOSER_FIT = (
    "The mean weight of many maps takes far more values than that of one, so it fits the occurrences "
    "that made it more closely: a higher crossing than that of single maps is no sign of a better map."
)


@dataclass(frozen=True)
class RankedEnsemble:
    """An ensemble on its ground.

    Attributes
    ----------
    method : of the maps
    ensemble : Ensemble
    models : Model of each of the M maps
    members : RankedModel of each of the M maps
    ranked : RankedModel of the mean score
    """

    method: str
    ensemble: Ensemble
    models: list[Model]
    members: list[RankedModel]
    ranked: RankedModel

    @property
    def name(self) -> str:
        """What tables and layers call the model."""
        return f"{self.method} ensemble"

    @property
    def by_pathfinders(self) -> bool:
        """True where no occurrence was known and pathfinders gave the order."""
        return self.members[0].by_pathfinders

    @property
    def crossings(self) -> np.ndarray:
        """(M,) success rate at the crossing of each map in percent; empty without occurrences."""
        found = [member.prediction_area.crossing for member in self.members]
        return np.array([crossing.rate for crossing in found if crossing is not None])

    @property
    def cluster_counts(self) -> list[int]:
        """Number of clusters of each map; empty where units were ranked."""
        return [len(m.table) for m, of in zip(self.members, self.models) if of.units is None]

    def fields(self, ids) -> dict:
        """Field name -> values of the output layer."""
        votes = self.ensemble.votes
        p_anomaly, p_halo, p_background = votes.probability.T
        return {
            "sample_id": ids,
            "method": [self.name] * len(ids),
            "p_anomaly": p_anomaly,
            "p_halo": p_halo,
            "p_backgr": p_background,
            "entropy": votes.entropy,
            "agreement": votes.agreement,
            "weight_m": _mean_of([member.weight_s for member in self.members]),
            "path_mean": _mean_of([member.path_mean for member in self.members]),
            "class_id": [c or None for c in votes.class_id.tolist()],
            "class": [CLASS_NAMES.get(c) for c in votes.class_id.tolist()],
        }

    def numbers(self) -> dict:
        """Number outputs."""
        rates = self.crossings
        return {
            "AGREEMENT": float(np.nanmean(self.ensemble.votes.agreement)),
            **crossing_numbers(self.ranked.prediction_area.crossing),
            "CROSSING_LOW": float(rates.min()) if rates.size else None,
            "CROSSING_HIGH": float(rates.max()) if rates.size else None,
        }

    def said(self) -> list[str]:
        """Sentences on how sure the classes are and how far the maps' crossings differ."""
        said = [self.ensemble.sentence]
        rates, crossing = self.crossings, self.ranked.prediction_area.crossing
        if rates.size and crossing is not None:
            low, high = np.percentile(rates, [25, 75])
            said.append(
                f"The P-A curves of single maps cross at {rates.min():.1f} to {rates.max():.1f} % of "
                f"the occurrences, those of half of the maps at {low:.1f} to {high:.1f} %; that of "
                f"their mean weight at {crossing.rate:.1f} % in {crossing.area:.1f} % of the ground "
                "(fit, not prediction)."
            )
        return said


def fit_and_rank(inputs: Inputs, method: str, X, site: Site, feedback) -> RankedEnsemble:
    """Train the maps, rank and classify each on the site, and put their classes together."""
    ranked: list[RankedModel] = []
    by = inputs.choice(p.RANK_BY)
    if by == UNITS and inputs.integer(p.CLUSTERS):
        feedback.pushInfo("CLUSTERS is not used: RANK_BY is units.")

    def model_of(groups: np.ndarray, lattice: Lattice) -> Model:
        return Model(units=(groups, lattice)) if by == UNITS else Model(clusters=groups)

    def classify(groups: np.ndarray, lattice: Lattice) -> np.ndarray:
        ranked.append(rank(inputs, site, model_of(groups, lattice)))
        return ranked[-1].class_id

    template = make_map(inputs, method, X)
    members, threads = inputs.integer(p.MEMBERS), thread_count(inputs)
    feedback.pushInfo(
        f"{method}: training {members} maps of {template.rows} x {template.cols} units on resamples of "
        f"{len(X)} samples, {threads} at a time."
    )
    ensemble = fit_ensemble(
        X,
        map_maker(template),
        classify,
        members=members,
        groups=by,
        n_clusters=inputs.integer(p.CLUSTERS),
        cluster_method=inputs.choice(p.CLUSTER_METHOD),
        threads=threads,
        random_state=inputs.integer(p.SEED),
        progress=progress_of(feedback, 5.0, 90.0),
    )
    together = rank(inputs, site, Model(score=_mean_of([m.ordered_by[1] for m in ranked])))
    models = [model_of(groups, ensemble.lattice) for groups in ensemble.groups]
    return RankedEnsemble(method, ensemble, models, ranked, together)


def class_table(site: Site, model: RankedEnsemble, log_base: str):
    """Rows of TABLE: each class that most maps give, with its ground, occurrences and success rate."""
    class_id = model.ensemble.votes.class_id
    known = class_id > 0
    table = rank_groups(
        class_id[known],
        site.area[known],
        site.occurrences.per_sample[known],
        log_base=log_base,
    ).table
    table = table.sort_values("group", ascending=False).reset_index(drop=True)
    table = table.rename(columns={"group": "class_id"})
    table["method"], table["cluster"] = model.name, None
    table["class"] = table["class_id"].map(CLASS_NAMES)
    agreement = model.ensemble.votes.agreement
    table["agreement"] = [agreement[class_id == c].mean() for c in table["class_id"]]
    return table.reindex(columns=[*TABLE_FIELDS, "agreement"])


def confidence_look(site: Site, model: RankedEnsemble, abstract: str, history) -> LayerLook:
    """Style and metadata of the ensemble's layers; the legend tells the shares of ground."""
    votes = model.ensemble.votes
    levels = levels_of(votes.agreement, AGREEMENT_LEVELS)
    chances = levels_of(votes.probability[:, 0], PROBABILITY_LEVELS)
    agreement_labels = {
        (
            c,
            i,
        ): f"{name.capitalize()}, {words}: {_ground(site, (votes.class_id == c) & (levels == i))}"
        for c, name in CLASS_NAMES.items()
        for i, (_, words, _) in enumerate(AGREEMENT_LEVELS)
    }
    probability_labels = {
        i: f"Anomaly by {words}: {_ground(site, chances == i)}"
        for i, (_, words, _) in enumerate(PROBABILITY_LEVELS)
    }
    return LayerLook(
        f"{model.name}: class and confidence",
        abstract,
        history,
        style="confidence",
        agreement_labels=agreement_labels,
        probability_labels=probability_labels,
        layer_name=f"{label_of(model.method)} ensemble, confidence",
    )


def _ground(site: Site, inside: np.ndarray) -> str:
    """Share of the ground, with a decimal where it is small."""
    share = 100.0 * site.area[inside].sum() / site.area.sum()
    if not inside.any():
        return "none"
    return f"{share:.0f} % of ground" if share >= 10 else f"{share:.1f} % of ground"


def _mean_of(rows) -> np.ndarray:
    """Mean (N,) of M arrays (N,), of those that have a value; NaN where none has."""
    rows = np.asarray(rows, dtype=float)
    count = np.isfinite(rows).sum(axis=0)
    total = np.where(np.isfinite(rows), rows, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
