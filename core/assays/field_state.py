"""One field on its way from the laboratory's table to complete numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .non_detects import Replacement
from .reading import ParsedField

# What a field is for: MAP trains the map, LOG_RATIO_ONLY takes part in the log-ratio alone.
MAP, LOG_RATIO_ONLY = "map", "log-ratio only"
# What stands behind a number: `CleanAssays.marks`.
MEASURED, NON_DETECT, BLANK, ABOVE_RANGE, UNCERTAIN = range(5)
MARK_NAMES = ("", "below limit", "blank", "above range", "uncertain")


@dataclass
class FieldState:
    """One field on its way through the cleaning.

    Attributes
    ----------
    parsed, replaced
        As it was read, and with its non-detects replaced.
    role : {"map", "log-ratio only"}
    reason : str
        Why it is left out; empty for a field that is used.
    n_imputed : int
        Blanks that were filled, in the rows used.
    """

    parsed: ParsedField
    replaced: Replacement
    role: str
    reason: str = ""
    n_imputed: int = 0

    @property
    def name(self) -> str:
        return self.parsed.name

    @property
    def n_blanked(self) -> int:
        """Substitutes that were too high to keep and became blanks."""
        return int(self.replaced.blanked.sum())

    def marks(self) -> np.ndarray:
        """(n,) what stands behind each number, from MEASURED to UNCERTAIN."""
        marks = np.zeros(len(self.replaced.values), dtype=np.int8)
        marks[self.parsed.uncertain] = UNCERTAIN
        marks[self.parsed.above] = ABOVE_RANGE
        marks[self.replaced.replaced] = NON_DETECT
        marks[np.isnan(self.replaced.values)] = BLANK
        return marks
