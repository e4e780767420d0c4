"""Robust covariance: FAST-MCD on log-ratio coordinates, brought back to centred log-ratios.

A few odd samples (mineralised, contaminated, mislabelled) can make up a factor of their own. The
minimum covariance determinant looks for the half of the samples that lies closest together and
lets it decide what is ordinary. Centred log-ratios sum to 0, so their covariance is singular and
has no determinant to minimise; orthonormal (ilr) coordinates have one dimension less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..errors import InputError, Progress, report_progress
from .samples import Moments, joined, unit_diagonal

# Rousseeuw & Van Driessen (1999), section 3.
STARTS, KEPT, FIRST_STEPS = 500, 10, 2
SUBSET, MOST_SUBSETS = 300, 5
MOST_STEPS = 200
# Samples beyond this quantile of chi^2 are outliers, without weight in the final estimate.
INLIER_QUANTILE = 0.975
# A covariance whose least eigenvalue is under this share of the greatest lies in a hyperplane.
FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class RobustCovariance:
    """Reweighted minimum covariance determinant estimate.

    Attributes
    ----------
    location : (p,) array
    covariance : (p, p) array
        Consistent for normal samples.
    inliers : (N,) array of bool
        The samples that the estimate rests on.
    subset : (N,) array of bool
        The half with the least determinant, which all else follows from.
    """

    location: np.ndarray
    covariance: np.ndarray
    inliers: np.ndarray
    subset: np.ndarray


class FlatSamplesError(InputError):
    """More than half of the samples lie in a hyperplane, with these normal vectors (p, k)."""

    def __init__(self, normals: np.ndarray) -> None:
        super().__init__(
            "More than half of the samples lie in a hyperplane, so there is no robust covariance: "
            "take out a column that others determine."
        )
        self.normals = normals


def robust_moments(
    samples: np.ndarray,
    names: Sequence[str],
    *,
    random_state: int = 42,
    progress: Progress = None,
) -> Moments:
    """Robust centre, spread and correlation of the centred log-ratios.

    With Z = Y V the ilr coordinates of the centred log-ratios Y and V orthonormal contrasts, MCD
    gives centre m and covariance C of Z; V m and V C V^T are those of Y. They do not depend on V.

    Parameters
    ----------
    samples : (N, D) array
        Logarithms (of any base) or log-ratios, not scaled; each row's mean is taken off anyway.
    names : sequence of D str
    random_state : int
    progress : callable, optional

    Raises
    ------
    InputError
        For scaled samples, too few of them, and elements that stand in fixed ratios in most.

    References
    ----------
    Filzmoser, Hron & Reimann (2009), doi 10.1002/env.966 and 10.1016/j.cageo.2008.12.005.
    """
    _refuse_scaled(samples)
    n_samples, n_parts = samples.shape
    if n_samples < 2 * n_parts:
        raise InputError(
            f"There are {n_samples} samples of {n_parts} elements, but ROBUST needs at least twice as "
            "many samples as elements: choose fewer FIELDS, or switch ROBUST off."
        )
    basis = contrast_basis(n_parts)
    try:
        found = fast_mcd(samples @ basis, random_state=random_state, progress=progress)
    except FlatSamplesError as flat:
        weights = np.linalg.norm(basis @ flat.normals, axis=1)
        tied = np.flatnonzero(weights > 0.2 * weights.max())
        raise InputError(
            f"In more than half of the samples {joined(names, tied)} stand in fixed ratios (often "
            f"detection limits replaced by one number): take {'one' if tied.size == 2 else 'some'} of "
            "them out of FIELDS, or switch ROBUST off."
        ) from None
    covariance = basis @ found.covariance @ basis.T
    scale = np.sqrt(np.diag(covariance))
    return Moments(
        basis @ found.location,
        scale,
        unit_diagonal(covariance / np.outer(scale, scale)),
        found.inliers,
        closed=True,
    )


def contrast_basis(n_parts: int) -> np.ndarray:
    """Orthonormal contrasts V (D, D - 1): column i weighs part i + 1 against the parts before it.

    V^T V = I and V V^T = I - 1 1^T / D, so Z = Y V are isometric log-ratio coordinates.

    References
    ----------
    Egozcue et al. (2003), doi 10.1023/A:1023818214614.
    """
    basis = np.zeros((n_parts, n_parts - 1))
    for i in range(1, n_parts):
        basis[:i, i - 1] = 1.0 / i
        basis[i, i - 1] = -1.0
        basis[:, i - 1] *= np.sqrt(i / (i + 1.0))
    return basis


def fast_mcd(
    X: np.ndarray, *, random_state: int = 42, progress: Progress = None
) -> RobustCovariance:
    """Minimum covariance determinant by the FAST-MCD algorithm, then reweighted.

    Of all subsets of h = (N + p + 1) // 2 samples, the one whose covariance has the least
    determinant. A C-step takes the h samples nearest to a subset's centre by its covariance as
    the next subset, which never raises the determinant; from many small random subsets two C-steps
    each, and from the best ten as many as it takes. From 600 samples on the first part is done in
    up to five random groups of about 300, then in these together.

    The subset's covariance is scaled by med(d^2) / chi^2_p,0.5 to fit normal samples; then samples
    with d^2 over chi^2_p,0.975 get weight 0, the others 1, and the covariance of the latter is
    multiplied by 0.975 / F_p+2(chi^2_p,0.975) for the tails that are missing.

    Parameters
    ----------
    X : (N, p) array
        At least twice as many samples as columns.
    random_state : int
    progress : callable, optional

    Raises
    ------
    FlatSamplesError
        If more than half of the samples lie in a hyperplane.

    References
    ----------
    Rousseeuw & Van Driessen (1999), doi 10.1080/00401706.1999.10485670; Croux & Haesbroeck (1999),
    doi 10.1006/jmva.1999.1839, for the factor of the reweighted estimate.
    """
    from scipy.stats import chi2

    p = X.shape[1]
    # On one scale for all columns, so that "flat" means the same whatever the units.
    centre, spread = np.median(X, axis=0), X.std(axis=0)
    spread[spread == 0] = 1.0
    Z = (X - centre) / spread
    subset = _least_determinant(Z, np.random.default_rng(random_state), progress)
    half = _Ellipsoid.of(Z[subset])
    if half.is_flat:
        raise FlatSamplesError(
            half.axes[:, half.values <= FLAT * half.values[-1]] / spread[:, None]
        )
    distances = half.squared_distances(Z)
    fit_to_normal = np.median(distances) / chi2.ppf(0.5, p)
    inliers = distances / fit_to_normal < chi2.ppf(INLIER_QUANTILE, p)
    covariance = np.atleast_2d(np.cov(X[inliers].T)) * consistency_factor(INLIER_QUANTILE, p)
    in_subset = np.zeros(len(X), dtype=bool)
    in_subset[subset] = True
    return RobustCovariance(X[inliers].mean(axis=0), covariance, inliers, in_subset)


def consistency_factor(share: float, p: int) -> float:
    """What the covariance of the central `share` of a p-variate normal is to be multiplied by."""
    from scipy.stats import chi2

    return float(share / chi2.cdf(chi2.ppf(share, p), p + 2))


class _Ellipsoid(NamedTuple):
    """Mean and covariance of some samples, the latter by its eigenvalues and axes."""

    location: np.ndarray
    values: np.ndarray
    axes: np.ndarray

    @classmethod
    def of(cls, Z: np.ndarray) -> _Ellipsoid:
        location = Z.mean(axis=0)
        centred = Z - location
        return cls(location, *np.linalg.eigh(centred.T @ centred / (len(Z) - 1)))

    @property
    def is_flat(self) -> bool:
        return bool(self.values[0] <= FLAT * self.values[-1])

    @property
    def log_determinant(self) -> float:
        return -np.inf if self.is_flat else float(np.log(self.values).sum())

    def squared_distances(self, Z: np.ndarray) -> np.ndarray:
        """Squared Mahalanobis distances (N,); off a flat ellipsoid's plane they are huge."""
        values = np.maximum(self.values, FLAT * self.values[-1])
        along = (Z - self.location) @ (self.axes / np.sqrt(values))
        return np.einsum("np,np->n", along, along)


def _least_determinant(Z: np.ndarray, rng: np.random.Generator, progress: Progress) -> np.ndarray:
    """The best subset (h,) that the stages find, as ascending row numbers."""
    n, p = Z.shape
    h = (n + p + 1) // 2
    groups = _random_groups(n, max(SUBSET, 5 * p), rng)
    candidates, done = [], 0
    for group in groups:
        own, own_h = Z[group], -(-len(group) * h // n)
        found = []
        for _ in range(STARTS // len(groups)):
            found.append(_concentrate(own, own_h, _random_start(own, rng), FIRST_STEPS)[0])
            done += 1
            report_progress(progress, 0.7 * done / STARTS)
        candidates += sorted(found, key=_determinant)[:KEPT]
    if len(groups) > 1:
        merged = np.sort(np.concatenate(groups))
        own, own_h = Z[merged], -(-len(merged) * h // n)
        found = [_concentrate(own, own_h, start, FIRST_STEPS)[0] for start in candidates]
        candidates = sorted(found, key=_determinant)[:KEPT]
    best = (np.inf, np.arange(h))
    for i, start in enumerate(candidates):
        shape, subset = _concentrate(Z, h, start, MOST_STEPS)
        if shape.log_determinant < best[0]:
            best = (shape.log_determinant, subset)
        report_progress(progress, 0.7 + 0.3 * (i + 1) / len(candidates))
    return best[1]


def _random_groups(n: int, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """All rows as one group, or up to five groups of at least `size` rows, ascending in each."""
    n_groups = min(MOST_SUBSETS, n // size)
    if n_groups < 2:
        return [np.arange(n)]
    rows = rng.permutation(n)
    if n_groups == MOST_SUBSETS:
        rows = rows[: n_groups * size]
    return [np.sort(group) for group in np.array_split(rows, n_groups)]


def _determinant(shape: _Ellipsoid) -> float:
    return shape.log_determinant


def _concentrate(
    Z: np.ndarray, h: int, shape: _Ellipsoid, steps: int
) -> tuple[_Ellipsoid, np.ndarray]:
    """C-steps until the subset stays or `steps` are done."""
    subset = np.empty(0, dtype=int)
    for _ in range(steps):
        nearest = np.sort(np.argpartition(shape.squared_distances(Z), h - 1)[:h])
        if np.array_equal(nearest, subset):
            break
        subset, shape = nearest, _Ellipsoid.of(Z[nearest])
    return shape, subset


def _random_start(Z: np.ndarray, rng: np.random.Generator) -> _Ellipsoid:
    """The ellipsoid of p + 1 random samples, or of as many more as it takes to fill space."""
    n, p = Z.shape
    order = rng.permutation(n)
    for size in range(p + 1, n + 1):
        shape = _Ellipsoid.of(Z[order[:size]])
        if not shape.is_flat:
            break
    return shape


def _refuse_scaled(samples: np.ndarray) -> None:
    """Scaled log-ratios are no log-ratios any more; standard scaling gives itself away."""
    standard = np.abs(samples.mean(axis=0)).max() < 1e-8 and np.ptp(samples.std(axis=0)) < 1e-8
    deviation = np.abs(samples - np.median(samples, axis=0))
    spread = np.median(deviation, axis=0)
    robust = np.abs(np.median(samples, axis=0)).max() < 1e-8 and np.ptp(spread) < 1e-8
    if standard or robust:
        raise InputError(
            "The samples are scaled, but ROBUST works on log-ratios: give logarithms or centred "
            "log-ratios without scaling."
        )
