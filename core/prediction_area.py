"""Prediction-area (P-A) analysis: how many occurrences a group of samples holds for its ground.

Yousefi & Carranza (2015), doi 10.1016/j.cageo.2015.03.007. The same occurrences rank the groups and
fill the figures, so every figure here is a fit (success rate on known occurrences), not a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .errors import InputError

if TYPE_CHECKING:
    import pandas as pd

LOG_BASES = {"e": np.e, "10": 10.0}


@dataclass(frozen=True)
class Crossing:
    """Where the two curves of a P-A plot meet: rate + area = 100 percent."""

    rate: float
    area: float
    normalized_density: float


@dataclass(frozen=True)
class PredictionArea:
    """Groups ranked by falling normalized density (or scores from high to low), and their curve.

    Attributes
    ----------
    table : DataFrame, one row per group in rank order
        Columns group, n_samples, area_km2, area_pct, n_occ, pred_rate, nd, weight, weight_s.
        `nd` and `weight` are empty (NaN) where they do not exist: no ground, or nd = 0 for weight.
    curve : DataFrame, one row more than `table`
        Cumulative pred_rate and area_pct, from (0, 0) to (100, 100).
    crossing : Crossing or None
        None without occurrences.
    """

    table: pd.DataFrame
    curve: pd.DataFrame
    crossing: Crossing | None


def rank_groups(groups, area, occurrences, *, log_base: str = "e") -> PredictionArea:
    """Rank groups of samples (clusters, classes) by falling normalized density.

    Parameters
    ----------
    groups : (N,) array of int
        The group of each sample.
    area : (N,) array
        Ground each sample stands for, in km2.
    occurrences : (N,) array
        Occurrences that fall to each sample (a share where samples share their ground).
    log_base : {"e", "10"}
        Base of the weights; "10" gives the figures of Hoseinzade & Bazoobandi (2024).
    """
    labels, index = np.unique(np.asarray(groups), return_inverse=True)
    return rank_counts(
        labels,
        np.bincount(index, minlength=labels.size),
        np.bincount(index, weights=area, minlength=labels.size),
        np.bincount(index, weights=occurrences, minlength=labels.size),
        log_base=log_base,
    )


def rank_counts(labels, n_samples, area, n_occ, *, log_base: str = "e") -> PredictionArea:
    """Rank groups given their totals: samples, ground (km2) and occurrences of each, all (G,)."""
    table = _group_table(labels, n_samples, area, n_occ, log_base)
    # Equal densities: the group that was tested least comes first, then the lower label.
    order = np.lexsort((table["group"], -table["weight_s"], -table["nd"].fillna(-1.0)))
    return _with_curve(table.iloc[order].reset_index(drop=True))


def rank_scores(scores, area, occurrences, *, log_base: str = "e") -> PredictionArea:
    """P-A analysis of a score: each distinct value is a threshold, taken from high to low.

    Parameters
    ----------
    scores : (N,) array
        Higher means more anomalous; samples without a score (NaN) are no part of the ground.
    area, occurrences, log_base
        As in `rank_groups`.
    """
    scores = np.asarray(scores, dtype=float)
    known = np.isfinite(scores)
    values, index = np.unique(scores[known], return_inverse=True)
    table = _group_table(
        values,
        np.bincount(index, minlength=values.size),
        np.bincount(index, weights=np.asarray(area, dtype=float)[known], minlength=values.size),
        np.bincount(
            index, weights=np.asarray(occurrences, dtype=float)[known], minlength=values.size
        ),
        log_base,
    )
    return _with_curve(table.iloc[::-1].reset_index(drop=True))


def smoothed_weight(n_occ, total_occ: float, area_share, *, log_base: str = "e"):
    """ln((n_c + 1) / (N_occ a_c + 1)): a finite score for every group, near 0 where little was tested.

    The logarithm of the posterior mean of the relative density under a Gamma(1, 1) prior: a tiny
    group without occurrences scores near 0, a large one is strongly negative.
    """
    ratio = (np.asarray(n_occ, dtype=float) + 1.0) / (
        total_occ * np.asarray(area_share, dtype=float) + 1.0
    )
    return np.log(ratio) / np.log(_base(log_base))


def find_crossing(rate, area) -> Crossing | None:
    """Where cumulative rate + area = 100 percent, by linear interpolation between two points.

    Parameters
    ----------
    rate, area : (n + 1,) arrays
        Cumulative percentages from (0, 0) to (100, 100), as in the curve of a PredictionArea.
    """
    rate, area = np.asarray(rate, dtype=float), np.asarray(area, dtype=float)
    total = rate + area
    if not np.isfinite(total).all():
        return None
    i = int(np.argmax(total >= 100.0 - 1e-9))
    if i == 0:
        return None
    step = total[i] - total[i - 1]
    t = (100.0 - total[i - 1]) / step if step > 0 else 0.0
    crossing_rate = float(rate[i - 1] + t * (rate[i] - rate[i - 1]))
    crossing_area = 100.0 - crossing_rate
    density = crossing_rate / crossing_area if crossing_area > 0 else np.inf
    return Crossing(crossing_rate, crossing_area, float(density))


def _group_table(labels, n_samples, area, n_occ, log_base: str) -> pd.DataFrame:
    import pandas as pd

    area, n_occ = np.asarray(area, dtype=float), np.asarray(n_occ, dtype=float)
    total_area, total_occ = area.sum(), n_occ.sum()
    if not total_area > 0:
        raise InputError(
            "None of the samples stands for any ground; check the study area and the support."
        )
    share = area / total_area
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = n_occ / total_occ if total_occ > 0 else np.full(area.size, np.nan)
        nd = np.where(share > 0, rate / share, np.nan)
        weight = np.where(nd > 0, np.log(nd) / np.log(_base(log_base)), np.nan)
    weight_s = (
        smoothed_weight(n_occ, total_occ, share, log_base=log_base)
        if total_occ > 0
        else np.full(area.size, np.nan)
    )
    return pd.DataFrame(
        {
            "group": labels,
            "n_samples": np.asarray(n_samples),
            "area_km2": area,
            "area_pct": 100.0 * share,
            "n_occ": n_occ,
            "pred_rate": 100.0 * rate,
            "nd": nd,
            "weight": weight,
            "weight_s": weight_s,
        }
    )


def _with_curve(table: pd.DataFrame) -> PredictionArea:
    import pandas as pd

    curve = pd.DataFrame(
        {
            "pred_rate": np.concatenate([[0.0], np.cumsum(table["pred_rate"])]),
            "area_pct": np.concatenate([[0.0], np.cumsum(table["area_pct"])]),
        }
    )
    return PredictionArea(table, curve, find_crossing(curve["pred_rate"], curve["area_pct"]))


def _base(log_base: str) -> float:
    if log_base not in LOG_BASES:
        raise InputError(f"The base of the logarithm is {log_base!r}; choose 'e' or '10'.")
    return LOG_BASES[log_base]
