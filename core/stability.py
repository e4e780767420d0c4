"""How far clusterings of the same samples agree, and how stable a map's clusters are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError


@dataclass(frozen=True)
class Stability:
    """Agreement of clusterings of the same samples, over all pairs of them.

    Attributes
    ----------
    mean : float
        Mean adjusted Rand index: 0 is what chance gives, 1 full agreement.
    standard_error : float
        Of the mean, by leaving out one clustering at a time (jackknife): pairs that share a
        clustering are not independent. NaN for two clusterings.
    pairs : int
        R (R - 1) / 2 pairs of R clusterings.
    """

    mean: float
    standard_error: float
    pairs: int


def adjusted_rand_index(a, b) -> float:
    """Agreement of two clusterings of the same samples, whatever their clusters are called.

    Pairs of samples that both put together, less what is expected of clusters of these sizes by
    chance, over the most there could be: 1 for the same clustering, about 0 for unrelated ones.

    Parameters
    ----------
    a, b : (N,) arrays

    References
    ----------
    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    doi 10.1007/BF01908075.
    """
    table = _contingency(*_numbered(a, b))
    both = _pairs(table).sum()
    of_a, of_b = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    every = float(_pairs(table.sum()))
    chance = of_a * of_b / every if every else 0.0
    most = (of_a + of_b) / 2.0
    # Both put all samples together, or none: the same clustering.
    return float((both - chance) / (most - chance)) if most != chance else 1.0


def align_clusters(reference, labels) -> np.ndarray:
    """Number clusters like those of another clustering that they share most samples with.

    One to one, so that as many samples as possible keep the number (Kuhn 1955, the Hungarian
    method). Clusters left over are numbered on from the highest number of the reference.

    Parameters
    ----------
    reference, labels : (N,) arrays of int

    Returns
    -------
    (N,) array of int
    """
    from scipy.optimize import linear_sum_assignment

    (names, _), (left, right) = _names(reference, labels), _numbered(reference, labels)
    shared = _contingency(left, right)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    number = np.full(shared.shape[1], -1)
    number[columns] = names[rows]
    over = np.flatnonzero(~np.isin(np.arange(shared.shape[1]), columns))
    number[over] = names.max() + 1 + np.arange(over.size)
    return number[right]


def cluster_stability(labels) -> Stability:
    """Mean adjusted Rand index of all pairs of clusterings of the same samples.

    Parameters
    ----------
    labels : (R, N) array of int
        Clusters of all N samples by R maps, each fitted to a resample of its own.

    Raises
    ------
    InputError
        If there are fewer than two clusterings.
    """
    labels = np.asarray(labels)
    count = len(labels)
    if count < 2:
        raise InputError("Stability compares maps with each other: use at least 2 resamples.")
    values = np.zeros((count, count))
    for i in range(count):
        for j in range(i):
            values[i, j] = values[j, i] = adjusted_rand_index(labels[i], labels[j])
    pairs = count * (count - 1) // 2
    total = values.sum() / 2.0
    error = np.nan
    if count > 2:
        without = (total - values.sum(axis=1)) / (pairs - count + 1)
        error = float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))
    return Stability(float(total / pairs), error, pairs)


def _names(a, b) -> tuple[np.ndarray, np.ndarray]:
    return np.unique(np.asarray(a)), np.unique(np.asarray(b))


def _numbered(a, b) -> tuple[np.ndarray, np.ndarray]:
    """Both clusterings with their clusters numbered from 0."""
    a, b = np.asarray(a).ravel(), np.asarray(b).ravel()
    if a.size != b.size or not a.size:
        raise InputError(
            f"Clusterings of the same samples are compared, not of {a.size} and {b.size} samples."
        )
    return np.unique(a, return_inverse=True)[1], np.unique(b, return_inverse=True)[1]


def _contingency(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Samples in each cluster of one and each of the other."""
    columns = int(b.max()) + 1
    flat = np.bincount(a * columns + b, minlength=(int(a.max()) + 1) * columns)
    return flat.reshape(-1, columns)


def _pairs(count):
    """Number of pairs among so many."""
    count = np.asarray(count, dtype=float)
    return count * (count - 1.0) / 2.0
