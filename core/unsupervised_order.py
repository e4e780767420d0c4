"""Order of clusters where no occurrence is known: by the pathfinder elements the user names."""

from __future__ import annotations

import numpy as np


def pathfinder_scores(values) -> np.ndarray:
    """Mean normal score of the pathfinders, signed: high values are enriched, 0 is the average.

    Each pathfinder is replaced by its normal scores (van der Waerden): the standard normal quantile
    of rank / (n + 1). So units, logarithms and outliers change nothing. Blanks are left out of a
    sample's mean.

    Parameters
    ----------
    values : (N, P) array
        Pathfinder values, NaN for blank.

    Returns
    -------
    (N,) array, NaN where a sample has no pathfinder value.
    """
    from scipy.stats import norm, rankdata

    values = np.asarray(values, dtype=float)
    scores = np.full(values.shape, np.nan)
    for j, column in enumerate(values.T):
        known = np.isfinite(column)
        if known.any():
            scores[known, j] = norm.ppf(rankdata(column[known]) / (known.sum() + 1))
    count = np.isfinite(scores).sum(axis=1)
    return np.where(count > 0, np.nansum(scores, axis=1) / np.maximum(count, 1), np.nan)


def group_means(scores, groups) -> dict:
    """Mean score of the samples of each group, samples without a score left out."""
    scores = np.asarray(scores, dtype=float)
    names, index = np.unique(np.asarray(groups), return_inverse=True)
    index, known = np.ravel(index), np.isfinite(scores)
    count = np.bincount(index[known], minlength=names.size)
    total = np.bincount(index[known], scores[known], names.size)
    means = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return dict(zip(names.tolist(), means.tolist()))
