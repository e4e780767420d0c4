"""Logarithms and log-ratios of concentrations, and the way back."""

from __future__ import annotations

import numpy as np


def log10(concentrations: np.ndarray) -> np.ndarray:
    """Common logarithm of positive concentrations (n, D); the inverse is `power10`."""
    return np.log10(concentrations)


def power10(logarithms: np.ndarray) -> np.ndarray:
    """Inverse of `log10`."""
    return np.power(10.0, logarithms)


def clr(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centred log-ratio of each row: ln x_j - mean_k ln x_k.

    A unit change of a column adds a constant to that column's logarithm and, divided by P, to every
    row's centre: to each column a constant, which centring removes. Units may therefore be mixed.

    Parameters
    ----------
    parts : (n, P) float
        Positive concentrations of the whole analysed composition, each column in its own unit.

    Returns
    -------
    ratios : (n, P) float
    log_centre : (n,) float
        Mean natural logarithm of the row, which `inverse_clr` needs.

    References
    ----------
    Aitchison (1986), The Statistical Analysis of Compositional Data, section 4.6.
    """
    logarithms = np.log(parts)
    log_centre = logarithms.mean(axis=1)
    return logarithms - log_centre[:, None], log_centre


def inverse_clr(ratios: np.ndarray, log_centre: float | np.ndarray) -> np.ndarray:
    """Concentrations (n, D) from log-ratios (n, D) and the rows' mean logarithms (n,) or one."""
    return np.exp(ratios + np.reshape(log_centre, (-1, 1)))


def pivot_basis(n_parts: int) -> np.ndarray:
    """Orthonormal contrasts V (P, P - 1) of the pivot coordinates z = ln(x) V.

    Column i weighs part i against the geometric mean of the parts after it:
    z_i = sqrt((P - i) / (P - i + 1)) ln(x_i / (x_i+1 ... x_P)^(1 / (P - i))), i = 1 to P - 1.
    V^T V = I and V V^T = I - 1 1^T / P, so distances are those of the centred log-ratios.

    References
    ----------
    Egozcue et al. (2003), doi 10.1023/A:1023818214614; Filzmoser, Hron & Templ (2018), Applied
    Compositional Data Analysis, section 3.3.4.
    """
    basis = np.zeros((n_parts, n_parts - 1))
    for i in range(n_parts - 1):
        after = n_parts - 1 - i
        basis[i, i] = 1.0
        basis[i + 1 :, i] = -1.0 / after
        basis[:, i] *= np.sqrt(after / (after + 1.0))
    return basis


def ilr(parts: np.ndarray, n_coordinates: int | None = None) -> np.ndarray:
    """Isometric log-ratios of each row in the basis of `pivot_basis`.

    Parameters
    ----------
    parts : (n, P) float
        Positive concentrations; units may be mixed, as with `clr`.
    n_coordinates : int, optional
        How many of the P - 1 coordinates, from the first; all if not given.

    Returns
    -------
    (n, n_coordinates) float
    """
    return np.log(parts) @ pivot_basis(parts.shape[1])[:, :n_coordinates]


def inverse_ilr(
    coordinates: np.ndarray, log_centre: float | np.ndarray, n_parts: int, n_wanted: int
) -> np.ndarray:
    """Concentrations of the first parts from the first pivot coordinates.

    With S_i the mean logarithm of the parts from i on, S_1 = `log_centre`, and
    a_i = z_i sqrt((P - i + 1) / (P - i)): S_i+1 = S_i - a_i / (P - i + 1), ln x_i = S_i+1 + a_i.

    Parameters
    ----------
    coordinates : (n, C) float
    log_centre : (n,) float or one
        Mean natural logarithm of the rows' composition.
    n_parts : int
        P, the parts of the composition.
    n_wanted : int
        Parts to return: up to C, or P where C = P - 1.

    Returns
    -------
    (n, n_wanted) float
    """
    logarithms = np.empty((len(coordinates), n_wanted))
    mean_from_here = np.broadcast_to(np.asarray(log_centre, dtype=float), len(coordinates))
    for i in range(min(n_wanted, n_parts - 1)):
        after = n_parts - 1 - i
        against_rest = coordinates[:, i] * np.sqrt((after + 1.0) / after)
        mean_from_here = mean_from_here - against_rest / (after + 1.0)
        logarithms[:, i] = mean_from_here + against_rest
    if n_wanted == n_parts:
        logarithms[:, -1] = mean_from_here
    return np.exp(logarithms)
