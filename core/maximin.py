"""Combination of models: maximin, majority vote or mean of ranks.

Maximin is decision under uncertainty (Ihara 1981; Hoseinzade & Bazoobandi 2024, section 6): each
place gets the worst score any model gives it, and the places that still score high are the targets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError

SCALES = ("weight", "rank", "minmax", "logistic")
RULES = ("maximin", "majority", "mean_rank")


@dataclass(frozen=True)
class Combination:
    """Several models in one, all arrays (N,); empty where any model has no score.

    Attributes
    ----------
    score : what the rule makes of the models' scores (NaN where empty)
    worst : index of the model with the least scaled score, the first of equals (-1 where empty)
    spread : greatest minus least scaled score (NaN where empty)
    votes : number of models that call the place anomalous (-1 where empty)
    confidence : share of the models on the side of the majority, whether that calls the place
        anomalous or not: from 1/2 (a tie) to 1 (all agree) (NaN where empty)
    """

    score: np.ndarray
    worst: np.ndarray
    spread: np.ndarray
    votes: np.ndarray
    confidence: np.ndarray


def maximin(
    scores, anomalous, *, scale: str = "weight", area=None, rule: str = "maximin"
) -> Combination:
    """Combine models place by place.

    Parameters
    ----------
    scores : (M, N) array
        Score of each of M models at each of N places; NaN where a model has none.
    anomalous : (M, N) array of bool
        Whether each model calls the place anomalous.
    scale : {"weight", "rank", "minmax", "logistic"}
        How the models' scores are brought to one scale, see `scale_scores`; "mean_rank" always
        takes "rank".
    area : (N,) array, optional
        Ground of each place (km2), for the scales that look at the whole ground.
    rule : {"maximin", "majority", "mean_rank"}
        "maximin": the least of the models' scaled scores, M_i = min_j s_ij. A common monotone
        transform of all scores changes no order.

        "majority": the share of the models that call the place anomalous, v_i / M; above 1/2 is
        the majority. `confidence` says how many stand by the verdict, max(v_i, M - v_i) / M. Votes
        and an index of confidence in them were proposed by Yousefi, Lindsay & Kreuzer (2024, doi
        10.1016/j.oregeorev.2024.105930); the definition here is our own. Scores play no part.

        "mean_rank": the mean over the models of their rank at the place, the share of the ground
        that scores lower (half of the ground that scores the same): from 0 to 1, with the mean
        1/2. A monotone transform of any model's scores changes nothing.
    """
    _check_rule(rule)
    scores = np.atleast_2d(np.asarray(scores, dtype=float))
    known = np.isfinite(scores).all(axis=0)
    area = np.ones(scores.shape[1]) if area is None else np.asarray(area, dtype=float)
    scaled = np.zeros(scores.shape)
    if known.any():
        scale = "rank" if rule == "mean_rank" else scale
        scaled[:, known] = [scale_scores(row, area[known], scale) for row in scores[:, known]]
    votes = np.asarray(anomalous, dtype=bool).reshape(scores.shape).sum(axis=0)
    if rule == "majority":
        score = votes / len(scores)
    else:
        score = scaled.min(axis=0) if rule == "maximin" else scaled.mean(axis=0)
    return Combination(
        score=np.where(known, score, np.nan),
        worst=np.where(known, scaled.argmin(axis=0), -1),
        spread=np.where(known, np.ptp(scaled, axis=0), np.nan),
        votes=np.where(known, votes, -1),
        confidence=np.where(known, np.maximum(votes, len(scores) - votes) / len(scores), np.nan),
    )


def score_floor(rule: str = "maximin", scale: str = "weight") -> float:
    """What a combined score must exceed to be more than background, see `classes.classify_scores`.

    0 for the maximin of weights: at or under it some model finds no more occurrences than anywhere.
    1/2 for the majority. The other scores have no such point.
    """
    _check_rule(rule)
    if rule == "majority":
        return 0.5
    return 0.0 if rule == "maximin" and scale == "weight" else -np.inf


def _check_rule(rule: str) -> None:
    if rule not in RULES:
        raise InputError(
            f"There is no combination rule {rule!r}; choose one of {', '.join(RULES)}."
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
