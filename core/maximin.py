"""Combination of models by maximin: each place gets the worst score any model gives it.

Decision under uncertainty (Ihara 1981; Hoseinzade & Bazoobandi 2024, section 6): the places that
still score high in their worst case are the targets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError

SCALES = ("weight", "rank", "minmax", "logistic")


@dataclass(frozen=True)
class Combination:
    """Maximin of several models, all arrays (N,); empty where any model has no score.

    Attributes
    ----------
    score : the least of the models' scaled scores (NaN where empty)
    worst : index of the model that gave it, the first of equals (-1 where empty)
    spread : greatest minus least scaled score (NaN where empty)
    votes : number of models that call the place anomalous (-1 where empty)
    """

    score: np.ndarray
    worst: np.ndarray
    spread: np.ndarray
    votes: np.ndarray


def maximin(scores, anomalous, *, scale: str = "weight", area=None) -> Combination:
    """Combine models place by place.

    Parameters
    ----------
    scores : (M, N) array
        Score of each of M models at each of N places; NaN where a model has none.
    anomalous : (M, N) array of bool
        Whether each model calls the place anomalous.
    scale : {"weight", "rank", "minmax", "logistic"}
        How the models' scores are brought to one scale, see `scale_scores`.
    area : (N,) array, optional
        Ground of each place (km2), for the scales that look at the whole ground.
    """
    scores = np.atleast_2d(np.asarray(scores, dtype=float))
    known = np.isfinite(scores).all(axis=0)
    area = np.ones(scores.shape[1]) if area is None else np.asarray(area, dtype=float)
    scaled = np.full(scores.shape, np.nan)
    if known.any():
        scaled[:, known] = [scale_scores(row, area[known], scale) for row in scores[:, known]]
    filled = np.where(known, scaled, 0.0)
    votes = np.asarray(anomalous, dtype=bool).reshape(scores.shape).sum(axis=0)
    return Combination(
        score=np.where(known, filled.min(axis=0), np.nan),
        worst=np.where(known, filled.argmin(axis=0), -1),
        spread=np.where(known, np.ptp(filled, axis=0), np.nan),
        votes=np.where(known, votes, -1),
    )


def scale_scores(scores, area, scale: str = "weight") -> np.ndarray:
    """Bring one model's scores (N,) to a scale that models share.

    "weight" leaves smoothed weights as they are: they already share their meaning, the logarithm of
    a density relative to the mean. "rank" is the share of ground that scores lower (half of the
    ground that scores the same), "minmax" runs from 0 to 1, and "logistic" is 1/(1 + exp(-z)) of the
    standard score over the ground.
    """
    scores = np.asarray(scores, dtype=float)
    area = np.asarray(area, dtype=float)
    # Ground-weighted scales still need an answer where no place has ground.
    share = area / area.sum() if area.sum() > 0 else np.full(scores.size, 1.0 / scores.size)
    if scale == "weight":
        return scores
    if scale == "rank":
        levels, index = np.unique(scores, return_inverse=True)
        level_share = np.bincount(index, weights=share, minlength=levels.size)
        return (np.cumsum(level_share) - level_share / 2.0)[index]
    if scale == "minmax":
        width = np.ptp(scores)
        return (scores - scores.min()) / width if width > 0 else np.full(scores.size, 0.5)
    if scale == "logistic":
        mean = np.sum(share * scores)
        sd = np.sqrt(np.sum(share * (scores - mean) ** 2))
        z = (scores - mean) / sd if sd > 0 else np.zeros(scores.size)
        return 1.0 / (1.0 + np.exp(-z))
    raise InputError(f"There is no scale {scale!r}; choose one of {', '.join(SCALES)}.")
