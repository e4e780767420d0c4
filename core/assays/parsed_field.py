"""One field of a laboratory's table as numbers, and what can be told from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# When a low value repeats so often that it may stand for a detection limit; see `ties`.
TIE_COUNT = 5
TIE_SHARE = 0.02
TIE_LOWEST = 6
TIE_NEXT = 5
TIE_FACTOR = 2


@dataclass(frozen=True, eq=False)
class ParsedField:
    """One field read as numbers.

    A value is below a limit that is known (`below`), below one that is not (`limit_unknown`, read
    as 0), above range (`above`) or measured; any of them may be `uncertain` besides.

    Attributes
    ----------
    name : str
    values : (n,) float64
        The value; the detection limit itself where `below`; nan where there is none.
    below : (n,) bool
        Below a detection limit. In an unsigned field the limit is known and greater than 0.
    above : (n,) bool
        Above the analytical range ('>10000'); the value is then the end of the range.
    n_blank, n_not_analysed : int
        Rows that were empty, and rows that held a not-analysed code (together: the nans).
    signed : bool
        Negative values and zeros are data, not non-detects (factor scores).
    uncertain : (n,) bool
        The laboratory calls the value uncertain ('~5', or a flag); it is kept as it is.
    """

    name: str
    values: np.ndarray
    below: np.ndarray
    above: np.ndarray
    n_blank: int
    n_not_analysed: int
    signed: bool = False
    uncertain: np.ndarray = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.uncertain is None:
            object.__setattr__(self, "uncertain", np.zeros(len(self.values), dtype=bool))

    @property
    def limit_unknown(self) -> np.ndarray:
        """(n,) bool: below a limit that nobody gave, read as 0.

        In an unsigned field every zero, whether the laboratory wrote 0, '<0', 'bdl' or a flag '<'
        beside a 0 or beside nothing; in a signed field only what was called below.
        """
        return (self.values == 0) & (self.below | (not self.signed))

    @property
    def n_values(self) -> int:
        """Rows with a number or a limit."""
        return len(self.values) - self.n_blank - self.n_not_analysed

    @property
    def n_uncertain(self) -> int:
        """Values that the laboratory calls uncertain."""
        return int(self.uncertain.sum())

    @property
    def limits(self) -> np.ndarray:
        """(n_limits,) float64: the distinct detection limits given, ascending."""
        return np.unique(self.values[self.below & (self.values != 0)])

    @property
    def censored_share(self) -> float:
        """Share of the values that are below a limit, known or not; 0 without values."""
        censored = int((self.below | self.limit_unknown).sum())
        return censored / self.n_values if self.n_values else 0.0

    @property
    def ties(self) -> tuple[float, int]:
        """A low value that repeats suspiciously, and how often; (nan, 0) if there is none.

        Half a detection limit that was put in the place of non-detects shows as a spike at the low
        end of the detected values. Of the 6 smallest distinct ones, this is the smallest that

        - occurs at least 5 times and in at least 2 % of the field's values;
        - is the smallest of all and occurs more often than any of the next 5 distinct values, or is
          not the smallest (surveys with different limits were joined) and occurs more than twice as
          often as any of the next 5 and as the one before: at the low end of a distribution the
          counts rise, and a rounded mode has neighbours;
        - is no detection limit of the field itself: the lowest step that a laboratory reports.

        It is a hint, nothing is changed. Signed fields have none.
        """
        if self.signed:
            return np.nan, 0
        detected = self.values[(self.values > 0) & ~self.below & ~self.above]
        distinct, counts = np.unique(detected, return_counts=True)
        least = max(TIE_COUNT, TIE_SHARE * self.n_values)
        for i in np.flatnonzero(counts[:TIE_LOWEST] >= least):
            near = counts[max(i - 1, 0) : i + 1 + TIE_NEXT]
            highest_near = max((int(c) for c in np.delete(near, min(i, 1))), default=0)
            stands_out = counts[i] > (highest_near if i == 0 else TIE_FACTOR * highest_near)
            if stands_out and distinct[i] not in self.limits:
                return float(distinct[i]), int(counts[i])
        return np.nan, 0
