"""The sampled ground as validation sees it: places with a position and an area.

A place is the piece of ground that an occurrence falls to. Samples that share a place split its
area and its occurrences equally (see `core.support`), and are always held out together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..errors import InputError
from ..support import Support, median_spacing

# Decimals of a metre.
MILLIMETRE = 3


@dataclass(frozen=True, eq=False)
class Ground:
    """Samples and the places they stand on.

    Parameters
    ----------
    xy : (N, 2) array
        Positions of the samples in metres.
    support : Support
        Place of each sample and area of each place in km2.

    Raises
    ------
    InputError
        If the two do not fit, no place has ground, or a sample with ground has no position.
    """

    xy: np.ndarray
    support: Support

    def __post_init__(self) -> None:
        xy = np.asarray(self.xy, dtype=float)
        if xy.shape != (len(self.support.place), 2):
            raise InputError(
                f"The positions must be an array of shape ({len(self.support.place)}, 2), one row "
                f"per sample, not {xy.shape}."
            )
        object.__setattr__(self, "xy", xy)
        if not self.area.sum() > 0:
            raise InputError("None of the samples stands for any ground; check the support.")
        if not np.isfinite(xy[self.area > 0]).all():
            raise InputError("A sample that stands for ground has no position; leave it out.")

    @classmethod
    def of_samples(cls, xy, area=None) -> Ground:
        """Ground on which each sample (N, 2) has a place of its own, of equal area if none is given."""
        area = np.ones(len(xy)) if area is None else np.asarray(area, dtype=float)
        return cls(xy, Support(np.arange(len(area)), area))

    @cached_property
    def area(self) -> np.ndarray:
        """(N,) ground of each sample in km2."""
        return self.support.area

    @cached_property
    def places(self) -> np.ndarray:
        """(G,) numbers of the places that have samples and an area, from west to east.

        Blocks and simulated patterns are drawn in this order, so they do not hang on the order of
        the samples.
        """
        return self._placed[0]

    @cached_property
    def place_xy(self) -> np.ndarray:
        """(G, 2) position of each of `places`: the mean of its samples'."""
        return self._placed[1]

    @cached_property
    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and positions of the places, by easting, northing and area."""
        at = np.flatnonzero(self.area > 0)
        numbers, index, count = np.unique(
            self.support.place[at], return_inverse=True, return_counts=True
        )
        xy = np.column_stack([np.bincount(index, self.xy[at, i]) / count for i in (0, 1)])
        east, north = np.round(xy, MILLIMETRE).T  # sums round as the samples are ordered
        order = np.lexsort((self.support.place_area[numbers], north, east))
        return numbers[order], xy[order]

    @cached_property
    def place_area(self) -> np.ndarray:
        """(G,) area of each of `places` in km2."""
        return np.asarray(self.support.place_area, dtype=float)[self.places]

    @cached_property
    def extent(self) -> float:
        """Longer side of the box around the places, in metres; 0 if they are one."""
        return float(np.ptp(self.place_xy, axis=0).max())

    @cached_property
    def spacing(self) -> float:
        """Median distance of a place to the nearest other, in metres; 0 if there is no other."""
        if not self.extent > 0:
            return 0.0
        return median_spacing(self.place_xy)

    def rows_of(self, places) -> np.ndarray:
        """(M,) row in `places` of each place number, of occurrences for example.

        Raises
        ------
        InputError
            If one is no place with ground.
        """
        places = np.asarray(places, dtype=int).reshape(-1)
        last = len(self._row_of_place) - 1
        rows = np.where(places < 0, -1, self._row_of_place[np.clip(places, 0, last)])
        wrong = np.flatnonzero((rows < 0) | (places > last))
        if wrong.size:
            raise InputError(
                f"Occurrence {wrong[0]} (counted from 0) falls to place {places[wrong[0]]}, on which "
                "no sample has ground; leave it out."
            )
        return rows

    def shares(self, rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What occurrences give to the samples of their places.

        Parameters
        ----------
        rows : (M,) array
            Place of each occurrence, as its row in `places`.

        Returns
        -------
        occurrence, sample : (R,) arrays of int
            One entry for each occurrence and each sample of its place.
        share : (R,) array
            The part of the occurrence that falls to the sample; the parts sum to 1.
        """
        order, first, count = self._samples_by_place
        number = count[rows]
        occurrence = np.repeat(np.arange(len(number)), number)
        nth = np.arange(len(occurrence)) - np.repeat(np.cumsum(number) - number, number)
        sample = order[np.repeat(first[rows], number) + nth]
        return occurrence, sample, 1.0 / number[occurrence]

    @cached_property
    def sample_rows(self) -> np.ndarray:
        """(N,) row in `places` of each sample's place; -1 for samples without ground."""
        rows = np.full(len(self.area), -1)
        held = self.area > 0
        rows[held] = self._row_of_place[self.support.place[held]]
        return rows

    @cached_property
    def _row_of_place(self) -> np.ndarray:
        """Row in `places` of each place number up to the highest; -1 for none."""
        rows = np.full(self.places.max() + 1, -1)
        rows[self.places] = np.arange(len(self.places))
        return rows

    @cached_property
    def _samples_by_place(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Samples in the order of their places, where each place's begin, and how many they are."""
        order = np.argsort(self.sample_rows, kind="stable")
        order = order[np.count_nonzero(self.sample_rows < 0) :]
        count = np.bincount(self.sample_rows[order], minlength=len(self.places))
        return order, np.cumsum(count) - count, count
