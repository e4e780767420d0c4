"""Columns brought to one scale, and their tails drawn in."""

from __future__ import annotations

import numpy as np

# Makes the median absolute deviation estimate the standard deviation of a normal distribution.
MAD_TO_SD = 1.4826


def standard_scaling(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column, with divisor n (as scikit-learn scales)."""
    return columns.mean(axis=0), columns.std(axis=0)


def robust_scaling(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median and 1.4826 times the median absolute deviation of each column."""
    centre = np.median(columns, axis=0)
    return centre, MAD_TO_SD * np.median(np.abs(columns - centre), axis=0)


def winsor_limits(columns: np.ndarray, percent: float) -> tuple[np.ndarray, np.ndarray]:
    """The percentiles `percent` and 100 - `percent` of each column (linear interpolation).

    Values outside take the nearer limit. At 0 percent there are no limits: those of a survey must
    not cut a new sample that goes beyond it.

    Parameters
    ----------
    columns : (n, D) float
    percent : float
        In each tail, from 0 to under 50.

    Returns
    -------
    lower, upper : (D,) float
    """
    n_columns = columns.shape[1]
    if percent == 0:
        return np.full(n_columns, -np.inf), np.full(n_columns, np.inf)
    lower, upper = np.percentile(columns, [percent, 100.0 - percent], axis=0)
    return lower, upper
