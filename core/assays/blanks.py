"""Numbers in the place of values that were never measured: medians, or the nearest samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..checks import check_whole_number
from ..errors import InputError, Progress, report_progress

# Distances of one block of rows to all samples: 8 MB, and some times that on the way.
BLOCK_DISTANCES = 1 << 20
PAIRS_AT_A_TIME = 1 << 15
# A distance needs two parts, and half of the row's parts to be the row's.
FEWEST_COMMON, LEAST_SHARED = 2, 0.5
# Mean squared log-ratios are one distance if they agree to so many decimals: far below what an
# analysis resolves, far above rounding, so that the row order decides between true ties.
TIE_DECIMALS = 10
# Rounding of the matrix products never moves a mean squared log-ratio by as much.
ROUNDING = 1e-7


@dataclass(frozen=True, eq=False)
class Filled:
    """A table without blanks; unpacks as `values, mask`.

    Attributes
    ----------
    values : (n, D) float
    mask : (n, D) bool
        Cells that were blank.
    partial : (n, D) bool
        Of them, those with a donor that lacks some of the row's parts.
    by_median : (n, D) bool
        Of them, those that took the column's median.
    """

    values: np.ndarray
    mask: np.ndarray
    partial: np.ndarray
    by_median: np.ndarray

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.values, self.mask))


def fill_medians(values: np.ndarray, *, names: Sequence[str] | None = None) -> Filled:
    """Give each blank the median of its column.

    Parameters
    ----------
    values : (n, D) float
        nan where blank; may be negative.
    names : sequence of D str, optional
        Name the columns in messages; their number from 1 if not given.

    Returns
    -------
    Filled

    Raises
    ------
    InputError
        For a column without any value.
    """
    values = np.array(np.asarray(values, dtype=float))
    mask = np.isnan(values)
    medians = _medians(values, mask, names)
    values[mask] = np.broadcast_to(medians, values.shape)[mask]
    return Filled(values, mask, np.zeros_like(mask), mask.copy())


def fill_nearest(
    values: np.ndarray,
    *,
    neighbours: int = 5,
    row_names: Sequence[Any] | None = None,
    names: Sequence[str] | None = None,
    progress: Progress = None,
) -> Filled:
    """Give each blank what the samples of nearest composition have there.

    The donors of a blank are the samples that have it and at least half of the parts that its row
    has (and at least 2 of them). Nearness is the Aitchison distance over the parts that donor and
    row share, divided by the root of their number; of equally near samples those that come first
    are taken. The values of the k nearest are brought to the row's level by the geometric mean of
    the ratios of the shared parts, and the blank takes their median, taken of logarithms. Only
    measured values are donated, never filled ones. Where there is no donor, the blank takes its
    column's median.

    Two things differ from Hron et al. They compare levels by sums or medians of the shared parts,
    which change with the unit of one part; ratios do not. And their donors have all parts of the
    row: where blanks are scattered, few samples have, and the nearest of few is not near (with a
    tenth of the cells of 752 soils of 53 elements removed, the root mean squared logarithmic error
    was 0.86 so, 0.56 here and 0.91 with medians). Where blanks come from a campaign that analysed
    fewer elements, the donors are the same.

    Parameters
    ----------
    values : (n, D) float
        Positive, nan where blank; each column in a unit of its own.
    neighbours : int
        k.
    row_names : sequence of n names, optional
        For messages; the row's number from 1 if not given.
    names : sequence of D str, optional
        For messages; the column's number from 1 if not given.
    progress : callable, optional
        Called with the fraction done; False stops.

    Returns
    -------
    Filled

    Raises
    ------
    InputError
        For a value that is not positive and a column without any value; `Cancelled` on request.

    References
    ----------
    Hron, Templ & Filzmoser (2010), Computational Statistics & Data Analysis 54, 3095-3107,
    doi 10.1016/j.csda.2009.11.023.
    """
    neighbours = check_whole_number(neighbours, "neighbours", 1)
    values = np.array(np.asarray(values, dtype=float))
    mask = np.isnan(values)
    _refuse_not_positive(values, row_names, names)
    medians = _medians(values, mask, names)
    filled = Filled(values, mask, np.zeros_like(mask), np.zeros_like(mask))

    samples = _Samples.of(np.log(values) - np.log(medians))
    rows = np.flatnonzero(mask.any(axis=1))
    # Rows with the same blanks come together: their columns can then be filled together.
    patterns = np.unique(mask[rows], axis=0, return_inverse=True)[1].reshape(-1)
    rows = rows[np.argsort(patterns, kind="stable")]
    size = max(1, BLOCK_DISTANCES // max(1, len(values)))
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        samples.fill(block, neighbours, medians, filled)
        report_progress(progress, (start + len(block)) / len(rows))
    return filled


@dataclass(frozen=True, eq=False)
class _Samples:
    """All samples, as rows to fill and as donors.

    Attributes
    ----------
    logarithms : (n, D) float
        Less the column's median and the row's mean, which cancel in log-ratios and only keep the
        products small, hence exact; 0 where blank.
    levels : (n,) float
        The means taken off the rows.
    has : (n, D) bool
    donors : list of (list of int, (s,) int)
        Columns that the same rows have, and these rows.
    """

    logarithms: np.ndarray
    levels: np.ndarray
    has: np.ndarray
    donors: list[tuple[list[int], np.ndarray]]

    @classmethod
    def of(cls, logarithms: np.ndarray) -> _Samples:
        has = ~np.isnan(logarithms)
        levels = np.where(has, logarithms, 0.0).sum(axis=1) / np.maximum(has.sum(axis=1), 1)
        distinct: dict[bytes, tuple[list[int], np.ndarray]] = {}
        for column, present in enumerate(has.T):
            columns, _ = distinct.setdefault(present.tobytes(), ([], np.flatnonzero(present)))
            columns.append(column)
        centred = np.where(has, logarithms - levels[:, None], 0.0)
        return cls(centred, levels, has, list(distinct.values()))

    def fill(self, block: np.ndarray, neighbours: int, medians: np.ndarray, filled: Filled) -> None:
        """Fill the blanks of the rows `block`."""
        wanted = ~self.has[block].all(axis=0)
        candidates = np.flatnonzero(self.has[:, wanted].any(axis=1))
        rough = self._rough_distances(block, candidates)
        for columns, donors in self.donors:
            together: dict[bytes, list[int]] = {}
            for column in columns:
                together.setdefault(self.has[block, column].tobytes(), []).append(column)
            for same in together.values():
                here = np.flatnonzero(~self.has[block, same[0]])
                if here.size:
                    places = np.searchsorted(candidates, donors)
                    nearest, shift = self._nearest(
                        block[here], donors, rough[np.ix_(here, places)], neighbours
                    )
                    for column in same:
                        self._donate(block[here], column, nearest, shift, medians, filled)

    def _donate(
        self,
        rows: np.ndarray,
        column: int,
        nearest: np.ndarray,
        shift: np.ndarray,
        medians: np.ndarray,
        filled: Filled,
    ) -> None:
        """Fill one column of `rows` from their nearest donors, or from the median."""
        found = ~np.isnan(shift[:, 0])
        filled.values[rows[~found], column] = medians[column]
        filled.by_median[rows[~found], column] = True

        rows, nearest, shift = rows[found], nearest[found], shift[found]
        donated = np.nanmedian(self.logarithms[nearest, column] + shift, axis=1)
        filled.values[rows, column] = medians[column] * np.exp(donated + self.levels[rows])
        lacking = (self.has[rows][:, None] & ~self.has[nearest]).any(axis=2) & ~np.isnan(shift)
        filled.partial[rows, column] = lacking.any(axis=1)

    def _rough_distances(self, block: np.ndarray, candidates: np.ndarray) -> np.ndarray:
        """Mean squared log-ratios (b, c) of two lots of rows; infinite where they share too little.

        Over the q parts that both have, of u - v: sum (u - v)^2 less (sum u - v)^2 / q, over q.
        """
        u, v = self.logarithms[block], self.logarithms[candidates].T
        u_has, v_has = self.has[block].astype(float), self.has[candidates].T.astype(float)
        shared = u_has @ v_has
        enough = shared >= np.maximum(LEAST_SHARED * u_has.sum(axis=1), FEWEST_COMMON)[:, None]
        gap = u @ v_has - u_has @ v
        np.maximum(shared, 1.0, out=shared)
        squares = u**2 @ v_has - 2.0 * (u @ v) + u_has @ v**2
        squares -= gap * gap / shared
        squares /= shared
        squares[~enough] = np.inf
        return squares

    def _nearest(
        self, rows: np.ndarray, donors: np.ndarray, rough: np.ndarray, neighbours: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """The nearest donors (b, k), and what brings each to the row's level; nan if there are fewer.

        The rough distances choose who is measured exactly, so how they were rounded is forgotten.
        """
        k = min(neighbours, len(donors))
        kth = np.partition(rough, k - 1, axis=1)[:, k - 1]
        row, place = np.nonzero((rough <= kth[:, None] + ROUNDING) & (rough < np.inf))
        donor = donors[place]
        squares, levels = np.empty(len(row)), np.empty(len(row))
        for start in range(0, len(row), PAIRS_AT_A_TIME):
            part = slice(start, start + PAIRS_AT_A_TIME)
            own, other = rows[row[part]], donor[part]
            both = self.has[own] & self.has[other]
            gap = self.logarithms[own] - self.logarithms[other]
            shared = both.sum(axis=1)
            levels[part] = np.where(both, gap, 0.0).sum(axis=1) / shared
            gap = np.where(both, gap - levels[part][:, None], 0.0)
            squares[part] = np.einsum("md,md->m", gap, gap) / shared

        order = np.lexsort((donor, np.round(squares, TIE_DECIMALS), row))
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        order, rank = order[rank < k], rank[rank < k]
        nearest, shift = np.zeros((len(rows), k), dtype=int), np.full((len(rows), k), np.nan)
        nearest[row[order], rank], shift[row[order], rank] = donor[order], levels[order]
        return nearest, shift


def _medians(values: np.ndarray, mask: np.ndarray, names: Sequence[str] | None) -> np.ndarray:
    """Median (D,) of the values that each column has."""
    empty = np.flatnonzero(mask.all(axis=0)).tolist()
    if empty:
        one = len(empty) == 1
        raise InputError(
            f"{'Field' if one else 'Fields'} {', '.join(_name(c, names) for c in empty)} "
            f"{'has' if one else 'have'} no value to fill blanks from: take "
            f"{'it' if one else 'them'} out."
        )
    return np.array([np.median(column[~gap]) for column, gap in zip(values.T, mask.T)])


def _refuse_not_positive(
    values: np.ndarray, row_names: Sequence[Any] | None, names: Sequence[str] | None
) -> None:
    unusable = (values <= 0) | np.isinf(values)
    if unusable.any():
        row, column = np.argwhere(unusable)[0].tolist()
        raise InputError(
            f"Field {_name(column, names)} is {values[row, column]:g} in row "
            f"{_name(row, row_names)}, but the nearest samples are found by log-ratios of positive "
            "values: replace non-detects first, or set MISSING to median."
        )


def _name(place: int, names: Sequence[Any] | None) -> str:
    return str(place + 1 if names is None else names[place])
