"""Factor scores of the samples, and the mineralization index made from them."""

from __future__ import annotations

import numpy as np

from ..errors import InputError
from .rotation import Rotation
from .samples import SINGULAR

SCORES = ("regression", "bartlett")


def score_weights(
    method: str, correlation: np.ndarray, rotated: Rotation, unique: np.ndarray
) -> np.ndarray:
    """Weights W (D, F) that turn standardised samples Z (N, D) into scores Z W.

    "regression" (Thomson, Thurstone): W = R^-1 L Phi, the least expected error; the scores shrink
    and correlate a little. "bartlett": W = Psi^-1 L (L^T Psi^-1 L)^-1, unbiased given the true
    factors.

    Parameters
    ----------
    method : {"regression", "bartlett"}
    correlation : (D, D) array
        R. Closed data make it singular; its pseudoinverse then serves.
    rotated : Rotation
        Loadings L and factor correlation Phi.
    unique : (D, D) array
        Psi, covariance of the unique parts.

    References
    ----------
    Lawley & Maxwell (1971), Factor Analysis as a Statistical Method, chapter 8.
    """
    if method == "regression":
        inverse = np.linalg.pinv(correlation, SINGULAR, True)
        return inverse @ rotated.loadings @ rotated.factor_correlation
    if not (np.diag(unique) > 1e-8).all():
        raise InputError(
            "Bartlett scores divide by the uniqueness of each element, but the factors explain some "
            "element fully: choose SCORES regression, or a smaller N_FACTORS."
        )
    weighted = np.linalg.pinv(unique, SINGULAR, True) @ rotated.loadings
    return weighted @ np.linalg.inv(rotated.loadings.T @ weighted)


def gmpi(scores) -> np.ndarray:
    """Geochemical mineralization probability index e^F / (1 + e^F), between 0 and 1.

    Parameters
    ----------
    scores : array
        Factor scores F of any shape; NaN stays NaN.

    References
    ----------
    Yousefi, Kamkar-Rouhani & Carranza (2012), doi 10.1016/j.gexplo.2012.02.002.
    """
    scores = np.asarray(scores, dtype=float)
    small = np.exp(-np.abs(scores))  # at most 1: never overflows
    return np.where(scores >= 0, 1.0, small) / (1.0 + small)
