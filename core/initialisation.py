"""Where the prototypes start."""

from __future__ import annotations

import numpy as np

from .errors import InputError
from .lattice import Lattice

STARTS = ("pca", "sample")

# Samples centred at a time, to stay small in memory.
BLOCK = 1 << 15


def initial_prototypes(
    init: str | np.ndarray, X: np.ndarray, lattice: Lattice, rng: np.random.Generator
) -> np.ndarray:
    """Prototypes (K, D) to start from.

    Parameters
    ----------
    init : {"pca", "sample"} or (K, D) array
    X : (N, D) array
        Samples in the space of the prototypes.
    lattice : Lattice
    rng : numpy.random.Generator
        Used by "sample" alone.

    Raises
    ------
    InputError
        If `init` is an unknown word or an array of another shape.
    """
    check_start(init)
    if isinstance(init, str):
        if init == "pca":
            return principal_plane(X, lattice)
        return X[rng.choice(len(X), lattice.size, replace=False)]
    prototypes = np.array(init, dtype=float, order="C")
    expected = (lattice.size, X.shape[1])
    if prototypes.shape != expected:
        raise InputError(
            f"init must have one row per unit and one column per variable, {expected}, "
            f"but its shape is {prototypes.shape}."
        )
    return prototypes


def check_start(init: str | np.ndarray) -> None:
    """Raise InputError unless `init` is a known word or an array of finite numbers."""
    if isinstance(init, str):
        if init not in STARTS:
            raise InputError(f"init must be one of {', '.join(STARTS)} or an array, not {init!r}.")
        return
    try:
        finite = np.isfinite(np.asarray(init, dtype=float)).all()
    except (TypeError, ValueError):
        finite = False
    if not finite:
        raise InputError(f"init must be one of {', '.join(STARTS)} or an array of finite numbers.")


def principal_plane(X: np.ndarray, lattice: Lattice) -> np.ndarray:
    """Lay the lattice on the plane of the first two principal components of the samples.

    The longer side of the map follows the first component. Each side reaches from one standard
    deviation of the scores below the mean to one above. Repeatable: in each component the loading
    with the largest absolute value is positive.

    Returns
    -------
    (K, D) array
    """
    mean, deviations, loadings = leading_components(X, 2)
    sides = _scaled_to_one(lattice.positions())
    if np.ptp(lattice.positions()[:, 1]) >= np.ptp(lattice.positions()[:, 0]):
        sides = sides[:, ::-1]
    count = len(deviations)
    return mean + (sides[:, :count] * deviations) @ loadings


def leading_components(X: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean (D,), standard deviations (C,) and loadings (C, D) of the leading components.

    C is `count` or D, whichever is less. The largest absolute loading of each is positive.
    """
    mean = X.mean(axis=0)
    covariance = np.zeros((X.shape[1], X.shape[1]))
    for start in range(0, len(X), BLOCK):
        centred = X[start : start + BLOCK] - mean
        covariance += centred.T @ centred / max(len(X) - 1, 1)
    variances, vectors = np.linalg.eigh(covariance)
    leading = np.argsort(variances)[::-1][:count]
    loadings = vectors[:, leading].T
    largest = np.abs(loadings).argmax(axis=1)
    signs = np.sign(loadings[np.arange(len(leading)), largest])
    deviations = np.sqrt(np.maximum(variances[leading], 0.0))
    return mean, deviations, loadings * signs[:, None]


def _scaled_to_one(positions: np.ndarray) -> np.ndarray:
    """Positions with each side from -1 to 1; a side of one unit lies at 0."""
    middle = (positions.max(axis=0) + positions.min(axis=0)) / 2
    half = np.ptp(positions, axis=0) / 2
    return (positions - middle) / np.where(half > 0, half, 1.0)
