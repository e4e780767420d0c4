"""How large a map should be."""

from __future__ import annotations

import numpy as np

from .errors import InputError
from .initialisation import leading_components
from .lattice import HEXAGON_ROW_PITCH
from .matching import one_blas_thread

UNITS_PER_ROOT_SAMPLE = 5.0
# A longer map would be a chain of units rather than a plane.
LONGEST_RATIO = 4.0


def suggest_map_size(
    X: np.ndarray, topology: str = "rectangular", boundary: str = "planar"
) -> tuple[int, int]:
    """Rows and columns of a map for these samples.

    About 5 sqrt(N) units, never more than there are samples; sides in the ratio
    sqrt(l1 / l2) of the two leading eigenvalues of the covariance, at most 4. There are at least
    as many rows as columns, and at least 2 of each.

    Parameters
    ----------
    X : (N, D) array
        Finite samples, scaled as they will be for training.
    topology, boundary : str
        Of the lattice. Rows of hexagons are closer together, so there are more of them; on a
        toroidal hexagonal map their number is even.

    Returns
    -------
    rows, cols : int

    Raises
    ------
    InputError
        If there are fewer than 4 samples.

    References
    ----------
    Vesanto, J. et al. (2000). SOM Toolbox for Matlab 5, report A57, Helsinki University of
    Technology.
    """
    if len(X) < 4:
        raise InputError(f"{len(X)} samples are too few for a map: use at least 4.")
    units = min(UNITS_PER_ROOT_SAMPLE * np.sqrt(len(X)), len(X))
    ratio = _side_ratio(X)
    even = topology == "hexagonal" and boundary == "toroidal"
    if topology == "hexagonal":
        ratio /= HEXAGON_ROW_PITCH
    cols = max(2, round(float(np.sqrt(units / ratio))))
    step = 2 if even else 1
    rows = max(2, cols + cols % step, step * round(units / cols / step))
    while rows * cols > len(X):
        if rows - step >= cols:
            rows -= step
        else:
            cols -= 1
    return rows, cols


def sizes_to_compare(
    X: np.ndarray, topology: str = "rectangular", boundary: str = "planar"
) -> list[tuple[int, int]]:
    """Rows and columns of up to three maps: half, all and twice the suggested number of units.

    Parameters and errors are those of `suggest_map_size`; the sides keep their ratio, and no map
    has more units than there are samples.
    """
    rows, cols = suggest_map_size(X, topology, boundary)
    step = 2 if topology == "hexagonal" and boundary == "toroidal" else 1
    sizes = []
    for factor in (np.sqrt(0.5), 1.0, np.sqrt(2.0)):
        size = max(2, step * round(rows * factor / step)), max(2, round(cols * factor))
        if size not in sizes and size[0] * size[1] <= len(X):
            sizes.append(size)
    return sizes


def _side_ratio(X: np.ndarray) -> float:
    with one_blas_thread():
        _, deviations, _ = leading_components(np.asarray(X, dtype=float), 2)
    if len(deviations) < 2 or deviations[1] * LONGEST_RATIO <= deviations[0]:
        return LONGEST_RATIO if deviations[0] > 0 else 1.0
    return float(deviations[0] / deviations[1])
