"""Extraction: the loadings of a given number of factors from a correlation or covariance matrix.

All methods describe a matrix A (D, D) by loadings L (D, F) and what is unique to each element.
Signs are arbitrary here and factors are ordered by their eigenvalues.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..errors import InputError

# Uniqueness is held at this share of an element's variance or above, as R's factanal does: nothing
# measured is free of error, and at 0 the likelihood has no bound (a Heywood case).
LEAST_UNIQUE = 0.005
MOST_STEPS = 5000
# A minimum has been found where no slope is steeper.
FLAT_SLOPE = 1e-6


@dataclass(frozen=True, eq=False)
class Extraction:
    """Unrotated factors.

    Attributes
    ----------
    loadings : (D, F) array
        On the scale of the matrix that was factored.
    unique : (D, D) array
        Covariance of the unique parts: diagonal, but for closed data.
    heywood : (D,) array of bool
        Elements whose uniqueness was held at its least value.
    rank : int
        Factors that have a positive variance; less than F when there are not so many.
    converged : bool
    """

    loadings: np.ndarray
    unique: np.ndarray
    heywood: np.ndarray
    rank: int
    converged: bool = True

    def scaled(self, factor: np.ndarray) -> Extraction:
        """The same factors of the elements times `factor` (D,)."""
        return replace(
            self,
            loadings=self.loadings * factor[:, None],
            unique=self.unique * np.outer(factor, factor),
        )


def principal_components(matrix: np.ndarray, n_factors: int) -> Extraction:
    """L = V sqrt(theta): the leading eigenvectors of A, scaled; all variance counts as common.

    Parameters
    ----------
    matrix : (D, D) array
    n_factors : int
    """
    values, vectors = leading_eigenvectors(matrix, n_factors)
    loadings = vectors * np.sqrt(np.maximum(values, 0.0))
    unique = np.maximum(np.diag(matrix) - (loadings**2).sum(axis=1), 0.0)
    rank = int((values > 1e-10 * values[0]).sum())
    return Extraction(loadings, np.diag(unique), np.zeros(len(matrix), dtype=bool), rank)


def principal_axis(
    matrix: np.ndarray, n_factors: int, closure: np.ndarray | None = None
) -> Extraction:
    """Principal axes: for the best Psi the leading eigenvectors of A - Psi, scaled.

    Iterating Psi = diag(A - L L^T) settles where the sum of squared residuals of A - L L^T - Psi is
    least (minres, unweighted least squares), often after thousands of rounds. With theta the
    eigenvalues of A - Psi, from the largest, that sum is sum over j > F of theta_j^2: its minimum is
    sought directly, from Psi = 1 / diag(A^-1), that is 1 minus the squared multiple correlations.

    Closed data (centred log-ratios y, each row of which sums to 0) have errors P e with
    P = I - 1 1^T / D, so that Cov(y) = L L^T + P Psi P, Psi diagonal (Filzmoser, Hron & Reimann
    2009); P Psi P then takes the place of Psi. (robCompositions' `pfa` makes five rounds with
    Psi = diag(A - L L^T) and takes the same P for correlations: near to this with many parts, off
    by more the fewer there are.)

    Parameters
    ----------
    matrix : (D, D) array
    n_factors : int
    closure : (D,) array, optional
        For closed data the vector s with A s = 0: ones for covariances, the standard deviations
        for correlations, where S^-1 P S stands for P.

    References
    ----------
    Harman & Jones (1966), doi 10.1007/BF02289468.
    Filzmoser, Hron, Reimann & Garrett (2009), doi 10.1016/j.cageo.2008.12.005.
    """
    variance = np.diag(matrix)
    projection = np.eye(len(matrix)) if closure is None else _closed_projection(closure)

    def unique_part(share: np.ndarray) -> np.ndarray:
        return (projection * (share * variance)) @ projection.T

    def residual(share: np.ndarray) -> tuple[float, np.ndarray]:
        theta, v = np.linalg.eigh(matrix - unique_part(share))
        rest = theta[:-n_factors] / variance.mean()
        # d theta_j / d psi_i = -(P^T v_j)_i^2
        slope = -2.0 * (projection.T @ v[:, :-n_factors]) ** 2 @ rest * variance / variance.mean()
        return float(rest @ rest), slope

    singular = closure is not None
    inverse = np.linalg.pinv(matrix, 1e-10, True) if singular else np.linalg.inv(matrix)
    start = 1.0 / np.diag(inverse) / variance
    # Projection takes off a share of up to 2 / D of what is unique to a part.
    found = _minimum(residual, start, LEAST_UNIQUE, 2.0 if singular else 1.0)
    unique = unique_part(found.at)
    values, vectors = leading_eigenvectors(matrix - unique, n_factors)
    loadings = vectors * np.sqrt(np.maximum(values, 0.0))
    rank = int((values > 1e-6 * variance.mean()).sum())
    return Extraction(loadings, unique, found.at_low, rank, found.converged)


def maximum_likelihood(correlation: np.ndarray, n_factors: int) -> Extraction:
    """Maximum likelihood factors of normal samples: the least ln|S| + tr(S^-1 R), S = L L^T + Psi.

    With theta the eigenvalues, from the largest, of Psi^-1/2 R Psi^-1/2 and v its eigenvectors, the
    best L for a given Psi is Psi^1/2 v sqrt(theta - 1), and what is left to minimise over Psi is
    sum over j > F of (theta_j - ln theta_j - 1).

    Parameters
    ----------
    correlation : (D, D) array
        Positive definite.
    n_factors : int

    References
    ----------
    Joereskog (1967), doi 10.1007/BF02289658; Lawley & Maxwell (1971), chapter 4.
    """

    def discrepancy(log_psi: np.ndarray) -> tuple[float, np.ndarray]:
        psi = np.exp(log_psi)
        theta, v = np.linalg.eigh(correlation / np.sqrt(np.outer(psi, psi)))
        rest = theta[:-n_factors]
        # d theta_j / d ln psi_i = -theta_j v_ij^2
        return float(np.sum(rest - np.log(rest) - 1.0)), v[:, :-n_factors] ** 2 @ (1.0 - rest)

    start = (1.0 - 0.5 * n_factors / len(correlation)) / np.diag(np.linalg.inv(correlation))
    found = _minimum(discrepancy, np.log(start), np.log(LEAST_UNIQUE), 0.0)
    psi = np.exp(found.at)
    theta, v = leading_eigenvectors(correlation / np.sqrt(np.outer(psi, psi)), n_factors)
    loadings = np.sqrt(psi)[:, None] * v * np.sqrt(np.maximum(theta - 1.0, 0.0))
    rank = int((theta > 1.0 + 1e-6).sum())
    return Extraction(loadings, np.diag(psi), found.at_low, rank, found.converged)


def most_factors(extraction: str, n_elements: int, closed: bool = False) -> int:
    """The most factors that so many elements determine.

    Common factors need as many correlations as free parameters: degrees of freedom of 0 or more.

    Raises
    ------
    InputError
        If not even one is determined.
    """
    if extraction == "principal_components":
        return n_elements - closed
    numbers = range(1, n_elements)
    most = max((f for f in numbers if degrees_of_freedom(n_elements, f, closed) >= 0), default=0)
    if most < 1:
        raise InputError(
            f"{n_elements} elements are too few for {extraction}: choose more FIELDS, or EXTRACTION "
            "principal_components."
        )
    return most


def degrees_of_freedom(n_elements: int, n_factors: int, closed: bool = False) -> int:
    """Covariances less free parameters: ((D - F)^2 - (D + F)) / 2.

    Closed data have a dimension less but no uniqueness less: the same of D - 1, less 1.
    """
    d = n_elements - closed
    return ((d - n_factors) ** 2 - (d + n_factors)) // 2 - closed


class _Minimum(NamedTuple):
    at: np.ndarray
    at_low: np.ndarray
    converged: bool


def _minimum(function, start: np.ndarray, low: float, high: float) -> _Minimum:
    """Where a function, which returns its value and its slope, is least between two bounds."""
    from scipy.optimize import minimize

    found = minimize(
        function,
        np.clip(start, low, high),
        jac=True,
        method="L-BFGS-B",
        bounds=[(low, high)] * len(start),
        options={"maxiter": MOST_STEPS, "maxfun": MOST_STEPS, "ftol": 0.0, "gtol": 1e-12},
    )
    inside = (found.x > low) & (found.x < high)
    steepest = np.abs(found.jac)[inside].max(initial=0.0)
    return _Minimum(found.x, found.x <= low, bool(steepest < FLAT_SLOPE))


def leading_eigenvectors(matrix: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The `n` greatest eigenvalues (n,), falling, and their eigenvectors (D, n)."""
    values, vectors = np.linalg.eigh(matrix)
    return values[::-1][:n], vectors[:, ::-1][:, :n]


def _closed_projection(closure: np.ndarray) -> np.ndarray:
    """S^-1 (I - 1 1^T / D) S, S = diag(s): what centring log-ratios does to scaled ones."""
    return np.eye(len(closure)) - np.outer(1.0 / closure, closure) / len(closure)
