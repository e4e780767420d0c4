"""Scores in the five groups of the maps: cut at percentiles, where anomalies are looked for."""

from __future__ import annotations

import numpy as np

# Half of the samples are ground, the last 2.5 percent are the anomalies of a normal distribution.
PERCENTILES = (50.0, 75.0, 90.0, 97.5)


def percentile_groups(values, percentiles=PERCENTILES) -> np.ndarray:
    """The group of each value, counted from the lowest.

    A value's percentile is that of the middle of all values equal to it: equal values share a group,
    and many of them do not lift each other.

    Parameters
    ----------
    values : (N,) array
    percentiles : sequence of float
        Where groups end, rising.

    Returns
    -------
    (N,) array of int
        From 0 to the number of percentiles; -1 where there is no finite value.
    """
    values = np.asarray(values, dtype=float)
    known = np.isfinite(values)
    groups = np.full(values.shape, -1)
    if known.any():
        _, level, count = np.unique(values[known], return_inverse=True, return_counts=True)
        middle = 100.0 * (np.cumsum(count) - count / 2) / count.sum()
        groups[known] = np.searchsorted(percentiles, middle, side="right")[level.ravel()]
    return groups
