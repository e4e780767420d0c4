"""What a field holds below its limits, and the field once numbers stand in the place of that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .parsed_field import ParsedField

# A substitute above this percentile of the detected values is no information: it becomes a blank.
HIGHEST_SUBSTITUTE_PERCENTILE = 95.0
# A line through fewer detected values says nothing about those that were not.
FEWEST_DETECTED = 3


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
    replaced : (n,) bool
        A number stands in the place of a non-detect or a zero.
    method : str
        The method used.
    fallback : str
        Why "half" was used instead of the method asked for; empty where it was not.
    n_capped : int
        Substitutes that came out above their own limit and were lowered to it.
    """

    values: np.ndarray
    blanked: np.ndarray
    n_detected: int
    n_below: int
    n_zero: int
    ceiling: float
    replaced: np.ndarray
    method: str = "half"
    fallback: str = ""
    n_capped: int = 0


@dataclass(frozen=True, eq=False)
class FoundValues:
    """What a field holds: its non-detects and zeros, their limits, and the detected values.

    `smallest` and `ceiling` are those of the field itself, or of the survey that it is read like.
    """

    parsed: ParsedField
    below: np.ndarray
    zero: np.ndarray
    detected: np.ndarray
    limits: np.ndarray  # nan but for non-detects and zeros
    of_survey: tuple[float, float] | None = None

    @classmethod
    def of(cls, parsed: ParsedField, of_survey: tuple[float, float] | None = None) -> FoundValues:
        """What the field holds; `of_survey` is the smallest and the ceiling of another, where given."""
        values = parsed.values
        zero = (values == 0) & (not parsed.signed)
        below = parsed.below & ~zero
        detected = ~(np.isnan(values) | below | zero)
        found = cls(parsed, below, zero, detected, np.where(below, values, np.nan), of_survey)
        if zero.any():
            found.limits[zero] = found.smallest
        return found

    @property
    def detected_values(self) -> np.ndarray:
        return self.parsed.values[self.detected]

    @property
    def smallest(self) -> float:
        """The smallest positive value, or limit where nothing was detected; nan without either."""
        if self.of_survey is not None:
            return self.of_survey[0]
        positive = self.detected_values if self.detected.any() else self.limits[self.below]
        return float(positive.min()) if positive.size else np.nan

    @property
    def highest_substitute(self) -> float:
        """The value above which a substitute would become a blank; nan where there is none."""
        if self.of_survey is not None:
            return self.of_survey[1]
        if self.parsed.signed or not self.detected.any():
            return np.nan
        return float(np.percentile(self.detected_values, HIGHEST_SUBSTITUTE_PERCENTILE))

    @property
    def ceiling(self) -> float:
        """The highest substitute where there are any; else nan."""
        return self.highest_substitute if self.below.any() else np.nan

    def unfit_for_ros(self) -> str:
        """Why regression on order statistics cannot be used; empty where it can."""
        n_detected = int(self.detected.sum())
        if self.parsed.signed or not (self.below | self.zero).any():
            return self.signed_reason
        if n_detected < FEWEST_DETECTED:
            return f"ros needs {FEWEST_DETECTED} detected values, there are {n_detected}"
        alike = np.ptp(self.detected_values) == 0
        return "ros needs 2 different detected values, all are alike" if alike else ""

    @property
    def signed_reason(self) -> str:
        signed = self.parsed.signed and self.below.any()
        return "zeros and negative values are data in this field" if signed else ""

    def replacement(self, values: np.ndarray, blanked: np.ndarray, **more) -> Replacement:
        values[blanked] = np.nan
        return Replacement(
            values=values,
            blanked=blanked,
            n_detected=int(self.detected.sum()),
            n_below=int(self.below.sum()),
            n_zero=int(self.zero.sum()),
            ceiling=self.ceiling,
            replaced=(self.below | self.zero) & ~np.isnan(values),
            **more,
        )
