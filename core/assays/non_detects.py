"""Numbers in the place of values below a detection limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .reading import ParsedField

# A non-detect is replaced by this share of its limit, a zero by this share of the field's
# smallest positive value.
SHARE_OF_LIMIT = 0.5
# A substitute above this percentile of the detected values is no information: it becomes a blank.
HIGHEST_SUBSTITUTE_PERCENTILE = 95.0


@dataclass(frozen=True, eq=False)
class Replacement:
    """A field whose non-detects are replaced by numbers.

    Attributes
    ----------
    values : (n,) float64
        In the field's own unit; nan where there is no value.
    blanked : (n,) bool
        Substitutes that were too high to keep and became blanks.
    n_detected, n_below, n_zero : int
        Values that were measured, values below a limit (the blanked included), zeros replaced.
    ceiling : float
        The 95th percentile of the detected values; nan where it was not needed.
    """

    values: np.ndarray
    blanked: np.ndarray
    n_detected: int
    n_below: int
    n_zero: int
    ceiling: float


def replace_non_detects(parsed: ParsedField) -> Replacement:
    """Replace values below a limit by half the limit, zeros by half the smallest positive value.

    "Detected" is every value that is neither blank, zero nor below a limit; values above range
    count as detected. A substitute above the 95th percentile of the detected values (linear
    interpolation) becomes a blank: the old campaign's limit is higher than nearly all that was ever
    measured, and half of it is no number to work with. Where nothing was detected there is no such
    percentile: the substitutes stay, a zero takes half the smallest limit (a blank if there is no
    limit either), and `n_detected` = 0 tells the caller.
    In a signed field only '<' values are replaced, and none of them becomes a blank.

    Parameters
    ----------
    parsed : ParsedField

    Returns
    -------
    Replacement
    """
    values = parsed.values.copy()
    zero = (values == 0) & (not parsed.signed)
    below = parsed.below & ~zero
    detected = values[~(np.isnan(values) | below | zero)]
    values[below] *= SHARE_OF_LIMIT

    blanked = np.zeros(len(values), dtype=bool)
    ceiling = np.nan
    if not parsed.signed:
        positive = detected if detected.size else parsed.values[below]
        values[zero] = SHARE_OF_LIMIT * positive.min() if positive.size else np.nan
        if below.any() and detected.size:
            ceiling = float(np.percentile(detected, HIGHEST_SUBSTITUTE_PERCENTILE))
            blanked = below & (values > ceiling)
            values[blanked] = np.nan
    return Replacement(values, blanked, detected.size, int(below.sum()), int(zero.sum()), ceiling)
