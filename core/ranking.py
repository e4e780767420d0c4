"""One model ranked: its table, its curve, and the figures and class of every sample.

The meeting point of prediction_area, classes and unsupervised_order, so that a ranked model looks
the same whether its ground is ranked by clusters, by a score, or by pathfinders alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .classes import (
    classify_by_natural_breaks,
    classify_groups,
    classify_scores,
    group_fractal,
    score_fractal,
)
from .errors import InputError
from .fractal import ConcentrationArea
from .lattice import Lattice
from .palette import ANOMALY, BACKGROUND, CLASS_NAMES, HALO
from .prediction_area import LOG_BASES, PredictionArea, rank_groups, rank_scores
from .unsupervised_order import group_means
from .validation.scorers import unit_scorer

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RankedModel:
    """A model ranked on its ground.

    Attributes
    ----------
    prediction_area : PredictionArea
        Of the clusters, or of the score's thresholds.
    table : DataFrame
        Columns cluster, n_samples, area_km2, area_pct, n_occ, pred_rate, nd, weight, weight_s,
        path_mean, class_id, class; one row per cluster in rank order, or per class of a score.
    class_id : (N,) class of each sample; 0 where it has no score
    nd, weight, weight_s, path_mean : (N,) figures of each sample: of its row in the table, but for
        units see `rank_units` and `with_clusters`
    described : DataFrame or None
        The clusters of a model that is ranked by units, with the columns of `table`; see
        `with_clusters`.
    by_pathfinders : bool
        True where no occurrence was known and pathfinders gave the order.
    concentration_area : ConcentrationArea or None
        What the rule "fractal" cut by; its `sentence` says what was found.
    """

    prediction_area: PredictionArea
    table: pd.DataFrame
    class_id: np.ndarray
    nd: np.ndarray
    weight: np.ndarray
    weight_s: np.ndarray
    path_mean: np.ndarray
    by_pathfinders: bool
    concentration_area: ConcentrationArea | None = None
    described: pd.DataFrame | None = None

    @property
    def ordered_by(self) -> tuple[str, np.ndarray]:
        """Name and values (N,) of what the ground is ordered by."""
        name = "path_mean" if self.by_pathfinders else "weight_s"
        return name, getattr(self, name)


def rank_clusters(
    clusters,
    area,
    occurrences,
    *,
    rule: str = "weights",
    thresholds=None,
    log_base: str = "e",
    pathfinder_scores=None,
) -> RankedModel:
    """Rank clusters by their occurrences, or without any by the pathfinders, and classify them.

    Parameters
    ----------
    clusters : (N,) array
        Cluster of each sample.
    area, occurrences : (N,) arrays
        Ground (km2) and occurrences of each sample, see `support.Support`.
    rule, thresholds
        See `classes.classify_groups`.
    log_base : {"e", "10"}
    pathfinder_scores : (N,) array, optional
        From `unsupervised_order.pathfinder_scores`; used only when there are no occurrences.

    Raises
    ------
    InputError
        With neither occurrences nor pathfinders.
    """
    ranked = rank_groups(clusters, area, occurrences, log_base=log_base)
    by_pathfinders = ranked.crossing is None
    fractal = group_fractal(ranked) if rule == "fractal" and not by_pathfinders else None
    if by_pathfinders:
        ranked, means, classes = _order_by_pathfinders(ranked, clusters, pathfinder_scores)
    else:
        means = {}
        classes = classify_groups(ranked, rule=rule, thresholds=thresholds)
    table = _table(ranked.table, classes, means).rename(columns={"group": "cluster"})
    rows = dict(zip(table["cluster"], range(len(table))))
    row_of_sample = [rows[c] for c in np.asarray(clusters).tolist()]
    return _ranked(ranked, table, row_of_sample, by_pathfinders, fractal)


def rank_score(
    scores,
    area,
    occurrences,
    *,
    rule: str = "weights",
    thresholds=None,
    log_base: str = "e",
    floor: float = -np.inf,
) -> RankedModel:
    """Rank the ground by a score and classify it; without occurrences by natural breaks.

    Parameters
    ----------
    scores : (N,) array
        Higher is more anomalous; NaN for none.
    area, occurrences, rule, thresholds, log_base
        As in `rank_clusters`, see `classes.classify_scores`.
    floor : float
        Ground that scores no more is background, see `classes.classify_scores`.
    """
    scores = np.asarray(scores, dtype=float)
    known = np.isfinite(scores)
    if not known.any():
        raise InputError("The score is empty everywhere; choose a field that holds numbers.")
    area, occurrences = np.asarray(area, dtype=float), np.asarray(occurrences, dtype=float)
    ranked = rank_scores(scores, area, occurrences, log_base=log_base)
    by_pathfinders = ranked.crossing is None
    if by_pathfinders and rule in ("weights", "crossing"):
        rule = "natural_breaks"
    fractal = score_fractal(ranked) if rule == "fractal" else None
    class_id = classify_scores(ranked, scores, rule=rule, thresholds=thresholds, floor=floor)
    table, row_of_sample = _table_of_classes(class_id, area, occurrences, log_base)
    return _ranked(ranked, table, row_of_sample, by_pathfinders, fractal)


def rank_units(
    bmu,
    lattice: Lattice,
    area,
    occurrences,
    *,
    rule: str = "weights",
    thresholds=None,
    log_base: str = "e",
    pathfinder_scores=None,
) -> RankedModel:
    """Rank the units of a map without merging them into clusters.

    A unit has too few samples to be judged alone: its weight is smoothed over the lattice, see
    `validation.scorers.unit_scorer`. `weight_s` of a sample is that of its unit; the other figures
    are those of its class. Without occurrences the units are ordered by the pathfinders, and
    `path_mean` of a sample is that of its unit.

    Parameters
    ----------
    bmu : (N,) array of int
        Best-matching unit of each sample; -1 for none.
    lattice : Lattice
    area, occurrences, rule, thresholds, log_base, pathfinder_scores
        As in `rank_clusters`; the rules cut the smoothed weights of the units.
    """
    bmu, area = np.asarray(bmu, dtype=int), np.asarray(area, dtype=float)
    occurrences = np.asarray(occurrences, dtype=float)
    if not occurrences.sum() > 0:
        return _units_by_pathfinders(bmu, area, occurrences, pathfinder_scores)
    known = bmu >= 0
    found = np.bincount(bmu[known], occurrences[known], lattice.size)
    ground = np.bincount(bmu[known], area[known], lattice.size)
    weight = unit_scorer(bmu, lattice).score(found, ground) / np.log(LOG_BASES[log_base])
    score = np.where(known, weight[bmu], np.nan)
    ranked = rank_score(
        score, area, occurrences, rule=rule, thresholds=thresholds, log_base=log_base, floor=0.0
    )
    return replace(ranked, weight_s=score)


def with_clusters(
    ranked: RankedModel, clusters, area, occurrences, *, log_base="e", pathfinder_scores=None
) -> RankedModel:
    """A model ranked by units, with its clusters described as if they were ranked.

    `described` is their table, each with the class that most of its ground has (of equal ones the
    lowest; without ground, that most of its samples have; without any, none), and `nd` and `weight`
    of a sample are those of its cluster. Its class and `weight_s` stay those of its unit.

    Parameters
    ----------
    ranked : RankedModel
        From `rank_units`.
    clusters : (N,) array
        Cluster of each sample.
    area, occurrences, log_base, pathfinder_scores
        As in `rank_clusters`.
    """
    described = rank_clusters(
        clusters, area, occurrences, log_base=log_base, pathfinder_scores=pathfinder_scores
    )
    table, clusters = described.table.copy(), np.asarray(clusters)
    area = np.asarray(area, dtype=float)
    members = [clusters == c for c in table["cluster"]]
    class_id = [_most_common(ranked.class_id[inside], area[inside]) for inside in members]
    table["class_id"] = class_id
    table["class"] = [CLASS_NAMES.get(c) for c in class_id]
    return replace(ranked, described=table, nd=described.nd, weight=described.weight)


def _most_common(class_id: np.ndarray, area: np.ndarray) -> int:
    for weight in (area, np.ones(area.size)):
        ground = np.bincount(class_id, weight, ANOMALY + 1)
        ground[0] = 0.0  # samples without a class
        if ground.any():
            return int(np.argmax(ground))
    return 0


def demoted(ranked: RankedModel, labels, clusters) -> RankedModel:
    """The same model with some anomalous clusters as halo.

    Parameters
    ----------
    ranked : RankedModel
    labels : (N,) array
        Cluster of each sample.
    clusters : sequence
        Those that are no anomaly.
    """
    table, clusters = ranked.table.copy(), list(clusters)
    rows = table["cluster"].isin(clusters) & (table["class_id"] == ANOMALY)
    table.loc[rows, "class_id"] = HALO
    table.loc[rows, "class"] = CLASS_NAMES[HALO]
    fell = np.isin(labels, clusters) & (ranked.class_id == ANOMALY)
    return replace(ranked, table=table, class_id=np.where(fell, HALO, ranked.class_id))


def without_anomaly(ranked: RankedModel, area, occurrences, log_base: str = "e") -> RankedModel:
    """The same model, ranked by a score or by units, with its anomaly as halo.

    Parameters
    ----------
    ranked : RankedModel
    area, occurrences, log_base
        As in `rank_clusters`.
    """
    class_id = np.where(ranked.class_id == ANOMALY, HALO, ranked.class_id)
    area, occurrences = np.asarray(area, dtype=float), np.asarray(occurrences, dtype=float)
    table, row_of_sample = _table_of_classes(class_id, area, occurrences, log_base)
    again = _ranked(
        ranked.prediction_area,
        table,
        row_of_sample,
        ranked.by_pathfinders,
        ranked.concentration_area,
    )
    return replace(again, weight_s=ranked.weight_s)


def _table_of_classes(class_id, area, occurrences, log_base: str):
    """The table of a model that has classes but no clusters, and each sample's row in it or -1."""
    known = class_id > 0
    by_class = rank_groups(class_id[known], area[known], occurrences[known], log_base=log_base)
    classes = {int(c): int(c) for c in by_class.table["group"]}
    table = _table(by_class.table, classes, {})
    table = table.sort_values("class_id", ascending=False).reset_index(drop=True)
    table = table.rename(columns={"group": "cluster"})
    table["cluster"] = None
    rows = dict(zip(table["class_id"], range(len(table))))
    return table, [rows.get(c, -1) for c in class_id.tolist()]


def _units_by_pathfinders(bmu, area, occurrences, pathfinder_scores) -> RankedModel:
    _check_pathfinders(pathfinder_scores)
    of_unit = group_means(pathfinder_scores, bmu)
    means = np.where(bmu >= 0, [of_unit[unit] for unit in bmu.tolist()], np.nan)
    if not np.isfinite(means).any():
        raise InputError("No sample on the map has a pathfinder value; choose other PATHFINDERS.")
    # What has no pathfinder value shows nothing: it comes last.
    score = np.where(np.isnan(means) & (bmu >= 0), np.nanmin(means), means)
    ranked = rank_score(score, area, occurrences, rule="natural_breaks", floor=0.0)
    of_class = group_means(pathfinder_scores, ranked.class_id)
    table = ranked.table.assign(path_mean=ranked.table["class_id"].map(of_class))
    return replace(ranked, table=table, path_mean=means)


def _check_pathfinders(scores) -> None:
    if scores is None:
        raise InputError(
            "There are no mineral occurrences on the ground to rank the map by; give PATHFINDERS "
            "(the elements or factors that mineralization enriches) to order it without occurrences."
        )


def _order_by_pathfinders(ranked: PredictionArea, clusters, pathfinder_scores):
    _check_pathfinders(pathfinder_scores)
    # Clusters may be named; their means go by number.
    labels, number = np.unique(np.asarray(clusters), return_inverse=True)
    by_number = group_means(pathfinder_scores, number)
    means = {label: by_number[i] for i, label in enumerate(labels.tolist())}
    values = ranked.table["group"].map(means).to_numpy(dtype=float)
    table = ranked.table.iloc[np.argsort(-values, kind="stable")].reset_index(drop=True)
    known = np.isfinite(values)
    class_ids = np.full(len(values), BACKGROUND)  # what has no pathfinder value shows nothing
    class_ids[known] = classify_by_natural_breaks(values[known])
    class_ids[known & (values <= 0.0)] = BACKGROUND  # poorer than the survey's average
    classes = dict(zip(ranked.table["group"].tolist(), class_ids.tolist()))
    return PredictionArea(table, ranked.curve, None), means, classes


def _table(table: pd.DataFrame, classes: dict, means: dict) -> pd.DataFrame:
    table = table.copy()
    table["path_mean"] = [means.get(g, np.nan) for g in table["group"].tolist()]
    table["class_id"] = [classes[g] for g in table["group"].tolist()]
    table["class"] = table["class_id"].map(CLASS_NAMES)
    return table


def _ranked(
    ranked, table, row_of_sample, by_pathfinders: bool, fractal: ConcentrationArea | None
) -> RankedModel:
    rows = np.asarray(row_of_sample, dtype=int)

    def per_sample(column: str) -> np.ndarray:
        return np.where(rows >= 0, table[column].to_numpy(dtype=float)[rows], np.nan)

    class_id = np.where(rows >= 0, table["class_id"].to_numpy()[rows], 0).astype(int)
    return RankedModel(
        ranked,
        table,
        class_id,
        per_sample("nd"),
        per_sample("weight"),
        per_sample("weight_s"),
        per_sample("path_mean"),
        by_pathfinders,
        fractal,
    )
