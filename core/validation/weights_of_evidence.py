"""Weights of evidence of groups of ground, and the success-rate curve and AUC of a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError
from .midrank import area_under_curve, stand_of_cells

if TYPE_CHECKING:
    import pandas as pd


def weights_of_evidence(n_occ, area, *, unit_cell: float = 0.0) -> pd.DataFrame:
    """W+, W-, contrast and studentized contrast of each group, as a pattern that is there or not.

    Parameters
    ----------
    n_occ : (C,) array
        Occurrences of each group.
    area : (C,) array
        Its ground in km2.
    unit_cell : float
        Ground that one occurrence takes, in km2: the ground is counted in such cells, each with one
        occurrence or none. 0 is the limit of small cells, where W+ = ln(normalized density) and
        s(W+) = 1 / sqrt(n_occ): nothing then depends on a choice of cell.

    Returns
    -------
    DataFrame, one row per group
        Columns w_plus, w_minus, contrast (W+ - W-), s_contrast, studentized (contrast over its
        standard deviation; above 2 is the usual mark). Empty (NaN) where a group holds none or all
        of the occurrences or of the ground. The standard deviation takes occurrences as
        independent; where they cluster it is too small.

    References
    ----------
    Bonham-Carter (1994), Geographic Information Systems for Geoscientists, ch. 9;
    Agterberg et al. (1990) for the deviations.
    """
    import pandas as pd

    inside, ground = np.asarray(n_occ, dtype=float), np.asarray(area, dtype=float)
    if not 0 <= unit_cell < np.inf:
        raise InputError(f"The unit cell must have an area of 0 km2 or more, not {unit_cell!r}.")
    outside, other_ground = inside.sum() - inside, ground.sum() - ground
    if unit_cell > 0:
        empty, other_empty = ground / unit_cell - inside, other_ground / unit_cell - outside
        spread_of_empty = _inverse(empty) + _inverse(other_empty)
    else:
        empty, other_empty = ground, other_ground
        spread_of_empty = np.where((empty > 0) & (other_empty > 0), 0.0, np.nan)
    w_plus = _log_ratio(inside, inside.sum(), empty, empty + other_empty)
    w_minus = _log_ratio(outside, inside.sum(), other_empty, empty + other_empty)
    contrast = w_plus - w_minus
    deviation = np.sqrt(_inverse(inside) + _inverse(outside) + spread_of_empty)
    return pd.DataFrame(
        {
            "w_plus": w_plus,
            "w_minus": w_minus,
            "contrast": contrast,
            "s_contrast": np.where(np.isfinite(contrast), deviation, np.nan),
            "studentized": contrast / deviation,
        }
    )


def success_rate_curve(scores, area, occurrences) -> pd.DataFrame:
    """Share of the occurrences that the best so much of the ground holds (Chung & Fabbri 2003).

    Parameters
    ----------
    scores : (N,) array
        Higher is more anomalous; NaN for none, which is no part of the ground.
    area, occurrences : (N,) arrays
        Ground in km2 and occurrences of each sample.

    Returns
    -------
    DataFrame
        Columns area_pct and success_rate, from (0, 0) to (100, 100), one row per distinct score.
    """
    import pandas as pd

    scores, area, occurrences = _with_scores(scores, area, occurrences)
    levels, index = np.unique(-scores, return_inverse=True)
    columns = [
        np.concatenate([[0.0], np.cumsum(np.bincount(index, values, levels.size))])
        for values in (area, occurrences)
    ]
    with np.errstate(invalid="ignore"):
        ground, found = (100.0 * column / column[-1] for column in columns)
    return pd.DataFrame({"area_pct": ground, "success_rate": found})


def roc_auc(scores, area, occurrences) -> float:
    """Area under the ROC curve of the occurrences against all the ground, ties counting half.

    The background is the ground, weighted by area, not places without occurrences: whether more
    will be found there is not known. NaN without occurrences or ground.

    Parameters
    ----------
    scores, area, occurrences
        As in `success_rate_curve`.
    """
    scores, area, occurrences = _with_scores(scores, area, occurrences)
    if not area.sum() > 0:
        return float("nan")
    return area_under_curve(*stand_of_cells(scores, area), occurrences)


def _with_scores(scores, area, occurrences) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scores = np.asarray(scores, dtype=float)
    known = np.isfinite(scores)
    return (
        scores[known],
        np.asarray(area, dtype=float)[known],
        np.asarray(occurrences, dtype=float)[known],
    )


def _log_ratio(a, a_total, b, b_total) -> np.ndarray:
    """ln of (a / a_total) / (b / b_total), NaN where it is not finite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(a / a_total) - np.log(b / b_total)
    return np.where(np.isfinite(value), value, np.nan)


def _inverse(n: np.ndarray) -> np.ndarray:
    return np.where(n > 0, 1.0 / np.where(n > 0, n, 1.0), np.nan)
