"""Order and signs of factors, which the mathematics leaves open: made the same every time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import InputError
from .rotation import Rotation

# A smaller loading of the target says nothing about a factor, and must not turn it round.
DECISIVE = 0.3


def oriented(
    rotated: Rotation, weight: np.ndarray, targets: Sequence[int] = ()
) -> tuple[Rotation, np.ndarray]:
    """Factors by falling explained variance, each with its sign fixed.

    A factor's sign makes the largest absolute loading of the targets positive if that is 0.3 or
    more, else the largest absolute loading of all. A factor explains sum_j w_j l_jf s_jf, l being
    loadings and s their structure; summed over factors these make up the communalities.

    Parameters
    ----------
    rotated : Rotation
    weight : (D,) array
        Share of each element in the variance to be explained.
    targets : sequence of int
        Columns of the target elements.

    Returns
    -------
    Rotation
    explained : (F,) array
        Share of the variance that each factor explains, falling.
    """
    structure = rotated.loadings @ rotated.factor_correlation
    explained = weight @ (rotated.loadings * structure)
    order = np.argsort(-explained, kind="stable")
    ordered = rotated.loadings[:, order]
    signs = np.array([_sign(column, targets) for column in ordered.T])
    turned = Rotation(
        ordered * signs,
        rotated.matrix[:, order] * signs,
        rotated.factor_correlation[np.ix_(order, order)] * np.outer(signs, signs),
    )
    return turned, explained[order]


def target_columns(target, names: Sequence[str]) -> list[int]:
    """Columns of the target elements: a name, a column from 0, several of these or None.

    Raises
    ------
    InputError
        If there is no such element.
    """
    if target is None:
        return []
    several = target if isinstance(target, (list, tuple)) else [target]
    columns = []
    for one in several:
        if isinstance(one, str) and one in names:
            columns.append(list(names).index(one))
        elif isinstance(one, (int, np.integer)) and 0 <= one < len(names):
            columns.append(int(one))
        else:
            raise InputError(
                f"The target {one!r} is none of the elements: choose among {', '.join(names)}."
            )
    return columns


def _sign(loadings: np.ndarray, targets: Sequence[int]) -> float:
    decisive = loadings[list(targets)]
    if np.abs(decisive).max(initial=0.0) < DECISIVE:
        decisive = loadings
    return -1.0 if decisive[np.argmax(np.abs(decisive))] < 0 else 1.0
