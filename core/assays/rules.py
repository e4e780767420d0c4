"""The rules by which a laboratory's table is cleaned: every choice in one place."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError
from .non_detects import NON_DETECTS
from .repeats import REPEATS

MISSING = ("median", "knn", "drop")


@dataclass(frozen=True)
class CleaningRules:
    """How a laboratory's table becomes numbers.

    Attributes
    ----------
    not_analysed : tuple of float
        Codes that mean "not analysed".
    non_detects : {"half", "sqrt2", "multiplicative", "ros"}
        What takes the place of values below a limit, see `non_detects`.
    max_blank : float
        Percent; fields with a larger share of blanks in all rows are left out.
    max_censored : float
        Percent; fields with a larger share of non-detects among their values are left out.
    max_blank_sample : float
        Percent; samples with a larger share of blanks in the fields kept are left out.
    missing : {"median", "knn", "drop"}
        Blanks take their field's median, the median of the nearest samples (see
        `blanks.fill_nearest`), or their sample is left out.
    neighbours : int
        Nearest samples, for "knn".
    repeats : {"report", "keep", "average", "first"}
        Samples at one place, see `repeats`.
    signed : bool
        Negative values and zeros are data (factor scores), not non-detects.
    random_state : int
        Seed of what "ros" deals out.
    """

    not_analysed: tuple[float, ...] = (-9999.0,)
    non_detects: str = "half"
    max_blank: float = 20.0
    max_censored: float = 80.0
    max_blank_sample: float = 50.0
    missing: str = "median"
    neighbours: int = 5
    repeats: str = "keep"
    signed: bool = False
    random_state: int = 42

    def check(self) -> None:
        """Raise an InputError that names the parameter which is out of range."""
        for name, value, choices in (
            ("NON_DETECTS", self.non_detects, NON_DETECTS),
            ("MISSING", self.missing, MISSING),
            ("REPEATS", self.repeats, REPEATS),
        ):
            if value not in choices:
                raise InputError(f"{name} is '{value}'; choose one of {', '.join(choices)}.")
        for name, percent in (
            ("MAX_BLANK", self.max_blank),
            ("MAX_CENSORED", self.max_censored),
            ("MAX_BLANK_SAMPLE", self.max_blank_sample),
        ):
            if not 0 <= percent <= 100:
                raise InputError(f"{name} is {percent:g}; give a percentage from 0 to 100.")
