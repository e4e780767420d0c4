"""Where occurrences stand in a ranked ground, their P-A curve and its crossing, with ties halved.

A discrete map scores much ground alike, and an occurrence on it could stand anywhere in that
ground: it is spread evenly over it. So a map that tells nothing crosses at 50 and has an AUC of .5,
whatever its number of classes.
"""

from __future__ import annotations

import numpy as np

# Halvings of the search for the crossing: to the last bit.
HALVINGS = 60


def stand_of_cells(score, area) -> tuple[np.ndarray, np.ndarray]:
    """Share of the ground that scores higher than each cell, and that scores the same.

    Parameters
    ----------
    score : (C,) array
        Higher is more anomalous; NaN comes last.
    area : (C,) array
        Ground of each cell, with a positive sum.

    Returns
    -------
    above, level : (C,) arrays
        Shares from 0 to 1; `level` includes the cell itself.
    """
    score = np.where(np.isnan(score), -np.inf, score)
    levels, index = np.unique(score, return_inverse=True)
    ground = np.bincount(np.ravel(index), area, levels.size)
    from_top = np.cumsum(ground[::-1])
    above = np.concatenate([[0.0], from_top[:-1] / from_top[-1]])[::-1]
    return above[index], (ground / from_top[-1])[index]


def stand_within(part, score, area) -> tuple[np.ndarray, np.ndarray]:
    """As `stand_of_cells`, of cells that are ranked among those of their own part of the ground.

    Parameters
    ----------
    part : (L,) array of int
        Part of each cell, rising.
    score, area : (L,) arrays
        The ground of each part must have a positive sum.
    """
    score = np.where(np.isnan(score), -np.inf, score)
    order = np.lexsort((-score, part))
    score = score[order]
    part_begins = np.ones(score.size, dtype=bool)
    part_begins[1:] = part[1:] != part[:-1]
    begins = part_begins.copy()
    begins[1:] |= score[1:] != score[:-1]
    # Levels, the same score in the same part, from the top.
    first = np.flatnonzero(begins)
    ground = np.add.reduceat(area[order], first)
    before = np.concatenate([[0.0], np.cumsum(ground)[:-1]])
    top = np.flatnonzero(part_begins[first])
    n_levels = np.diff(top, append=first.size)
    total = np.repeat(np.add.reduceat(ground, top), n_levels)
    above_level = (before - np.repeat(before[top], n_levels)) / total
    index = np.empty(score.size, dtype=np.intp)
    index[order] = np.cumsum(begins) - 1
    return above_level[index], (ground / total)[index]


def crossing(above, level, weight=None) -> float:
    """Prediction rate in percent at which rate + area = 100.

    With x the share of ground taken from the top, P(x) = mean clip((x - above) / level, 0, 1), a
    step where level is 0; the crossing is 100 (1 - x) where P(x) + x = 1.

    Parameters
    ----------
    above, level : (R,) arrays
        Of each occurrence, see `stand_of_cells`.
    weight : (R,) array, optional
        The parts of occurrences that stand there.

    Returns
    -------
    float
        NaN without occurrences.
    """
    weight = np.ones(np.shape(above)) if weight is None else np.asarray(weight, dtype=float)
    total = weight.sum()
    if not total > 0:
        return float("nan")
    above, level = np.asarray(above, dtype=float), np.asarray(level, dtype=float)
    # As `found_within`, with what does not depend on x made once.
    steps = np.flatnonzero(~(level > 0))
    divisor = np.where(level > 0, level, 1.0)
    part = np.empty(np.shape(above))
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        x = (low + high) / 2.0
        np.subtract(x, above, out=part)
        reached = part[steps] >= 0.0
        np.divide(part, divisor, out=part)
        np.minimum(np.maximum(part, 0.0, out=part), 1.0, out=part)
        part[steps] = reached
        np.multiply(part, weight, out=part)
        if part.sum() >= (1.0 - x) * total:
            high = x
        else:
            low = x
    return 100.0 * (1.0 - high)


def found_within(x, above, level) -> np.ndarray:
    """Part of each occurrence that the best share `x` of the ground finds, from 0 to 1."""
    above, level = np.asarray(above, dtype=float), np.asarray(level, dtype=float)
    into = np.subtract(x, above)
    spread = level > 0
    part = into / np.where(spread, level, 1.0)
    return np.where(spread, np.clip(part, 0.0, 1.0), into >= 0.0)


def area_under_curve(above, level, weight=None) -> float:
    """AUC: the chance that an occurrence outranks ground taken at random, ties counting half.

    The mean of 1 - above - level / 2; NaN without occurrences.
    """
    weight = np.ones(np.shape(above)) if weight is None else np.asarray(weight, dtype=float)
    total = weight.sum()
    if not total > 0:
        return float("nan")
    # About one half, so that a score that tells nothing gets exactly that.
    gain = 0.5 - np.asarray(above) - np.asarray(level) / 2.0
    return float(0.5 + (weight * gain).sum() / total)
