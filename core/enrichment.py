"""What sets a group of samples apart: the elements that are enriched in it."""

from __future__ import annotations

import numpy as np


def enrichment(X, inside) -> np.ndarray:
    """Difference of medians, group minus rest, in robust standard units of all samples.

    Parameters
    ----------
    X : (N, D) array
        Transformed values (logarithms, log-ratios or factor scores).
    inside : (N,) array of bool
        The group.

    Returns
    -------
    (D,) array
        Positive where the group is enriched; NaN without a group, without a rest, or where all
        samples are equal.
    """
    X, inside = np.asarray(X, dtype=float), np.asarray(inside, dtype=bool)
    if not inside.any() or inside.all():
        return np.full(X.shape[1], np.nan)
    median = np.median(X, axis=0)
    mad = 1.4826 * np.median(np.abs(X - median), axis=0)
    # Half of the values tied: fall back on the standard deviation rather than divide by 0.
    spread = np.where(mad > 0, mad, X.std(axis=0))
    gap = np.median(X[inside], axis=0) - np.median(X[~inside], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, gap / spread, np.nan)


def most_enriched(X, inside, names, n: int = 3) -> list[tuple[str, float]]:
    """The `n` most enriched elements of a group with their enrichment; only positive ones."""
    values = enrichment(X, inside)
    order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")[:n]
    return [(names[j], float(values[j])) for j in order if values[j] > 0]
