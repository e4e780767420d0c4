"""Averages of groups of samples: of those that lie at one place, of those in one cell."""

from __future__ import annotations

import numpy as np

from .errors import InputError

STATISTICS = ("mean", "median", "geometric_mean")


def average_groups(
    values: np.ndarray, group: np.ndarray, n_groups: int, statistic: str = "mean"
) -> tuple[np.ndarray, np.ndarray]:
    """Average the samples of each group, column by column, over the values that there are.

    The order of the rows changes nothing, to the bit. An average is never outside the range of its
    values, so that one value, or several equal ones, give just that value.

    Parameters
    ----------
    values : (N, D) float
        nan for blanks; with "geometric_mean" positive.
    group : (N,) int
        Group of each sample, from 0; -1 for samples that belong to none.
    n_groups : int
    statistic : {"mean", "median", "geometric_mean"}

    Returns
    -------
    averages : (n_groups, D) float
        nan where a group has no value.
    n_values : (n_groups, D) int
        Number of values behind each average.

    Raises
    ------
    InputError
        For an unknown statistic, groups that do not fit the values, infinite values, and values that
        have no geometric mean.
    """
    values, group = np.asarray(values, dtype=float), np.asarray(group)
    _check(values, group, statistic)
    average = {"mean": _mean, "median": _median, "geometric_mean": _geometric_mean}[statistic]
    averages = np.full((n_groups, values.shape[1]), np.nan)
    n_values = np.zeros((n_groups, values.shape[1]), dtype=int)
    for j, column in enumerate(values.T):
        rows = np.flatnonzero((group >= 0) & ~np.isnan(column))
        # By value inside each group: a sum then does not depend on the order of the rows.
        rows = rows[np.lexsort((column[rows], group[rows]))]
        groups, first, count = np.unique(group[rows], return_index=True, return_counts=True)
        if groups.size:
            averages[groups, j] = average(column[rows], first, count)
            n_values[groups, j] = count
    return averages, n_values


def check_statistic(statistic: str) -> None:
    """Refuse a statistic that is not known."""
    if statistic not in STATISTICS:
        raise InputError(f"STATISTIC is '{statistic}'; choose one of {', '.join(STATISTICS)}.")


def _check(values: np.ndarray, group: np.ndarray, statistic: str) -> None:
    check_statistic(statistic)
    if values.ndim != 2 or group.shape != values.shape[:1]:
        raise InputError(
            f"Values of the shape {values.shape} and groups of the shape {group.shape} do not "
            "belong together; give one row of values and one group per sample."
        )
    usable = ~np.isinf(values)
    if statistic == "geometric_mean":
        usable &= ~(values <= 0)
    if not usable.all():
        row, column = np.argwhere(~usable)[0]
        remedy = (
            "a geometric mean needs positive numbers: choose STATISTIC mean or median"
            if statistic == "geometric_mean"
            else "make it blank"
        )
        raise InputError(
            f"The value in row {row + 1} and column {column + 1} is {values[row, column]:g}; {remedy}."
        )


def _mean(ordered: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    mean = np.add.reduceat(ordered, first) / count
    return np.clip(mean, ordered[first], ordered[first + count - 1])


def _median(ordered: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    return 0.5 * (ordered[first + (count - 1) // 2] + ordered[first + count // 2])


def _geometric_mean(ordered: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    mean = np.exp(np.add.reduceat(np.log(ordered), first) / count)
    return np.clip(mean, ordered[first], ordered[first + count - 1])
