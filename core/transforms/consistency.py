"""Whether the parts of a fitted transform fit together, for one that somebody else has kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from .levelling import Levels
from .transform import LOG_RATIOS, SCALINGS, TRANSFORMS, Transform

# Log-ratios ask for a matrix of parts by parts.
MOST_PARTS = 2000


def fits_together(transform: Transform) -> bool:
    """Whether `apply` can work: names, shapes and numbers agree.

    Parameters
    ----------
    transform : Transform
        Of any content.
    """
    words = transform.transform in TRANSFORMS and transform.scaling in SCALINGS
    if not (words and all(map(_are_names, (transform.fields, transform.parts)))):
        return False
    fields, parts = transform.fields, transform.parts
    columns = fields[: len(parts) - 1] if transform.transform == "ilr" else fields
    extra = len(parts) - len(fields)
    if not fields or parts[: len(fields)] != fields or len(parts) > MOST_PARTS:
        return False
    if (extra and transform.transform not in LOG_RATIOS) or transform.columns != columns:
        return False
    if not columns or not isinstance(transform.log_centre, (int, float)):
        return False
    width = len(columns)
    vectors = (transform.centre, transform.scale, transform.lower, transform.upper)
    if not all(_is_array(vector, (width,)) for vector in vectors):
        return False
    numbers = np.isfinite(transform.centre).all() and np.isfinite(transform.scale).all()
    # False also for what is no number.
    limits = (transform.lower <= transform.upper) & (transform.lower < np.inf)
    limits &= transform.upper > -np.inf
    return bool(
        numbers
        and limits.all()
        and (transform.scale > 0).all()
        and np.isfinite(transform.log_centre)
        and _levels_fit(transform.levels, width)
    )


def _levels_fit(levels: Any, width: int) -> bool:
    if levels is None:
        return True
    if not isinstance(levels, Levels) or not _are_names(levels.groups) or not levels.groups:
        return False
    n = len(levels.groups)
    counts = levels.n_samples
    if not isinstance(counts, np.ndarray) or counts.dtype.kind != "i" or counts.shape != (n,):
        return False
    tables = (levels.centre, levels.spread)
    common = (levels.common_centre, levels.common_spread)
    if not all(_is_array(t, (n, width)) for t in tables):
        return False
    if not all(_is_array(vector, (width,)) for vector in common):
        return False
    finite = all(np.isfinite(array).all() for array in (*tables, *common))
    return bool(finite and (levels.spread > 0).all())


def _are_names(value: Any) -> bool:
    texts = isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    return texts and len(set(value)) == len(value)


def _is_array(value: Any, shape: tuple) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == float and value.shape == shape
