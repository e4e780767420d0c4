"""How many factors: Kaiser's criterion and Horn's parallel analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Progress, report_progress

REFERENCES = ("permuted", "normal")


@dataclass(frozen=True, eq=False)
class ParallelAnalysis:
    """Eigenvalues beside those of data in which nothing is correlated.

    Attributes
    ----------
    eigenvalues : (D,) array
        Of the samples, falling.
    reference : (D,) array
        Percentile (or mean) of the eigenvalues of uncorrelated data: the line in a scree plot.
    n_factors : int
        Leading eigenvalues above the reference; counting stops at the first that is not.
    """

    eigenvalues: np.ndarray
    reference: np.ndarray
    n_factors: int


def kaiser_criterion(eigenvalues: np.ndarray) -> int:
    """Number of eigenvalues above their mean, which is 1 for a correlation matrix (Kaiser 1960)."""
    eigenvalues = np.asarray(eigenvalues, dtype=float)
    return int((eigenvalues > eigenvalues.mean() * (1 + 1e-9)).sum())


def parallel_analysis(
    X: np.ndarray,
    *,
    eigenvalues: np.ndarray | None = None,
    covariance: bool = False,
    closed: bool = False,
    data: str = "permuted",
    percentile: float | None = 95.0,
    replicates: int = 200,
    random_state: int = 42,
    progress: Progress = None,
) -> ParallelAnalysis:
    """Parallel analysis: keep the factors whose eigenvalues exceed those of uncorrelated data.

    The eigenvalues are those of the whole correlation (or covariance) matrix, as in Horn's paper,
    whatever the extraction. Samples are taken as independent; a survey's neighbours resemble each
    other, so the last factor kept can still be one of chance.

    Parameters
    ----------
    X : (N, D) array
    eigenvalues : (D,) array, optional
        To compare; those of `X` if not given.
    covariance : bool
        Eigenvalues of the covariance instead of the correlation matrix.
    closed : bool
        Rows are centred log-ratios or logarithms to be centred: each replicate is centred too.
    data : {"permuted", "normal"}
        Replicates: each column of `X` shuffled (keeps skewness and ties at detection limits), or
        independent normal numbers with the columns' variances (Horn's).
    percentile : float or None
        Of the replicates' eigenvalues; None for their mean, Horn's own rule, which keeps more.
    replicates : int
    random_state : int
    progress : callable, optional

    Returns
    -------
    ParallelAnalysis

    References
    ----------
    Horn (1965), doi 10.1007/BF02289447; Buja & Eyuboglu (1992) for permutations and percentiles.
    """
    if data not in REFERENCES:
        raise InputError(
            f"There is no parallel analysis of {data!r} data; choose permuted or normal."
        )
    if replicates < 1 or not (percentile is None or 0 < percentile < 100):
        raise InputError(
            "Parallel analysis needs at least one replicate and a percentile between 0 and 100."
        )
    X = np.asarray(X, dtype=float)
    if eigenvalues is None:
        eigenvalues = _eigenvalues(X, covariance, closed)
    rng = np.random.default_rng(random_state)
    spread = X.std(axis=0, ddof=1)
    drawn = np.empty((replicates, X.shape[1]))
    for i in range(replicates):
        if data == "permuted":
            replicate = rng.permuted(X, axis=0)
        else:
            replicate = rng.standard_normal(X.shape) * spread
        drawn[i] = _eigenvalues(replicate, covariance, closed)
        report_progress(progress, (i + 1) / replicates)
    reference = (
        drawn.mean(axis=0) if percentile is None else np.percentile(drawn, percentile, axis=0)
    )
    above = eigenvalues > reference
    n_factors = len(above) if above.all() else int(np.argmin(above))
    return ParallelAnalysis(eigenvalues, reference, n_factors)


def _eigenvalues(X: np.ndarray, covariance: bool, closed: bool) -> np.ndarray:
    if closed:
        X = X - X.mean(axis=1, keepdims=True)
    centred = X - X.mean(axis=0)
    if not covariance:
        centred /= centred.std(axis=0, ddof=1)
    return np.linalg.eigvalsh(centred.T @ centred / (len(X) - 1))[::-1]
