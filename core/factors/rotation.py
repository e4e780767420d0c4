"""Rotation of loadings: varimax, promax, and Procrustes to compare two sets of loadings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError

PROMAX_POWER = 4
# Radians: varimax has converged when a round over all pairs of factors turns none by more.
SMALLEST_ANGLE = 1e-10
MOST_ROUNDS = 1000


@dataclass(frozen=True, eq=False)
class Rotation:
    """Rotated loadings.

    Attributes
    ----------
    loadings : (D, F) array
        The unrotated loadings times `matrix`.
    matrix : (F, F) array
    factor_correlation : (F, F) array
        (T^T T)^-1 for T the matrix: the identity for orthogonal rotations.
    """

    loadings: np.ndarray
    matrix: np.ndarray
    factor_correlation: np.ndarray


@dataclass(frozen=True, eq=False)
class Procrustes:
    """Loadings rotated onto a target.

    Attributes
    ----------
    loadings : (D, F) array
    matrix : (F, F) array
        Orthogonal; `loadings` is the given loadings times it.
    rms : float
        Root mean square difference from the target.
    congruence : (F,) array
        Tucker's coefficient of each factor: 1 for proportional columns.
    """

    loadings: np.ndarray
    matrix: np.ndarray
    rms: float
    congruence: np.ndarray


def varimax(loadings: np.ndarray, normalize: bool = True) -> Rotation:
    """Orthogonal rotation that maximises the variance of the squared loadings within factors.

    sum_f [ mean_j l_jf^4 - (mean_j l_jf^2)^2 ], by planar rotations of all pairs of factors, each by
    the angle that is best in its plane, until none turns any more.

    Parameters
    ----------
    loadings : (D, F) array
    normalize : bool
        Kaiser normalisation: elements are scaled to communality 1 for the search, so that each
        counts alike.

    References
    ----------
    Kaiser (1958), doi 10.1007/BF02289233.
    """
    loadings = np.asarray(loadings, dtype=float)
    n_factors = loadings.shape[1]
    turned = _unit_rows(loadings) if normalize else loadings.copy()
    matrix = np.eye(n_factors)
    for _ in range(MOST_ROUNDS):
        largest = 0.0
        for p in range(n_factors - 1):
            for q in range(p + 1, n_factors):
                angle = _best_angle(turned[:, p], turned[:, q])
                largest = max(largest, abs(angle))
                turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                turned[:, [p, q]] = turned[:, [p, q]] @ turn
                matrix[:, [p, q]] = matrix[:, [p, q]] @ turn
        if largest < SMALLEST_ANGLE:
            break
    return Rotation(loadings @ matrix, matrix, np.eye(n_factors))


def promax(loadings: np.ndarray, power: int = PROMAX_POWER, normalize: bool = True) -> Rotation:
    """Oblique rotation: varimax loadings fitted to their own powers, which pull small ones to 0.

    With L the varimax loadings, the target is sign(L) |L|^power element by element, U its least
    squares fit L U, and U is scaled so that factors have variance 1: columns times the square root
    of diag((U^T U)^-1). As R's `promax`.

    Parameters
    ----------
    loadings : (D, F) array
        Unrotated.
    power : int
    normalize : bool
        Kaiser normalisation of the varimax step.

    References
    ----------
    Hendrickson & White (1964), doi 10.1111/j.2044-8317.1964.tb00244.x.
    """
    first = varimax(loadings, normalize)
    target = first.loadings * np.abs(first.loadings) ** (power - 1)
    target /= np.abs(target).max(axis=0)  # sizes do not matter, but tiny ones lose digits
    fit = np.linalg.lstsq(first.loadings, target, rcond=None)[0]
    fit = fit * np.sqrt(np.diag(np.linalg.inv(fit.T @ fit)))
    correlation = np.linalg.inv(fit.T @ fit)
    return Rotation(first.loadings @ fit, first.matrix @ fit, correlation)


def procrustes_rotation(loadings: np.ndarray, target: np.ndarray) -> Procrustes:
    """Rotate loadings orthogonally as near to a target as they come, to compare the two.

    Two factor analyses that differ in rotation, order or signs span the same space. The orthogonal
    T that minimises ||L T - target||^2 is U V^T from the singular value decomposition
    L^T target = U s V^T (reflections allowed, no scaling: sizes stay comparable).

    Parameters
    ----------
    loadings, target : (D, F) arrays
        Rows in the same order.

    References
    ----------
    Schoenemann (1966), doi 10.1007/BF02289451.
    """
    loadings, target = np.asarray(loadings, dtype=float), np.asarray(target, dtype=float)
    if loadings.ndim != 2 or loadings.shape != target.shape:
        raise InputError(
            f"The loadings are a table of shape {loadings.shape} but the target's is "
            f"{target.shape}: compare the same elements and the same number of factors."
        )
    u, _, vt = np.linalg.svd(loadings.T @ target)
    matrix = u @ vt
    turned = loadings @ matrix
    lengths = np.sqrt((turned**2).sum(axis=0) * (target**2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        congruence = (turned * target).sum(axis=0) / lengths
    return Procrustes(turned, matrix, float(np.sqrt(((turned - target) ** 2).mean())), congruence)


def _best_angle(x: np.ndarray, y: np.ndarray) -> float:
    """The angle by which to turn two columns for the greatest varimax criterion in their plane."""
    u, v = x**2 - y**2, 2.0 * x * y
    across = 2.0 * (u @ v - u.sum() * v.sum() / len(x))
    along = (u @ u - v @ v) - (u.sum() ** 2 - v.sum() ** 2) / len(x)
    # All angles alike but for rounding: leave the plane as it is.
    if np.hypot(across, along) < 1e-14 * (u @ u + v @ v):
        return 0.0
    return float(np.arctan2(across, along) / 4.0)


def _unit_rows(loadings: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1; a row of zeros stays."""
    lengths = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    return loadings / np.where(lengths > 0, lengths, 1.0)
