"""Samples at one place and rows that occur twice: find them, and settle what becomes of them.

Field duplicates, re-analyses and merged exports put several rows at one place. They say how well
the laboratory repeats itself, but as samples of the ground they count it more than once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..averages import average_groups, check_statistic
from ..errors import InputError
from ..support import distinct_positions, merge_records

REPEATS = ("report", "keep", "average", "first")

_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Repeats:
    """Which rows lie at one place, and which say the same.

    Attributes
    ----------
    place : (N,) int
        Place of each row, numbered in order of first appearance.
    duplicate_of : (N,) int
        The first row at the same place with the same values in every column, for each row that
        repeats one; else -1.
    """

    place: np.ndarray
    duplicate_of: np.ndarray

    @property
    def n_places(self) -> int:
        """Number of places."""
        return int(self.place.max(initial=-1)) + 1

    @property
    def n_at_place(self) -> np.ndarray:
        """(N,) number of rows at each row's place, itself included."""
        return np.bincount(self.place, minlength=1)[self.place]

    @property
    def n_sharing(self) -> int:
        """Number of rows that share their place with others."""
        return int((self.n_at_place > 1).sum())

    @property
    def n_shared_places(self) -> int:
        """Number of places with more than one row."""
        return int((np.bincount(self.place) > 1).sum())

    @property
    def n_duplicates(self) -> int:
        """Number of rows that repeat an earlier row exactly."""
        return int((self.duplicate_of >= 0).sum())

    @property
    def first(self) -> np.ndarray:
        """(n_places,) first row of each place, ascending."""
        return np.unique(self.place, return_index=True)[1]

    def sentences(self, row_names: Sequence[Any] | None = None) -> tuple[str, ...]:
        """What was found, a sentence each; none where every row has a place of its own."""
        said = []
        if self.n_sharing:
            places = "1 place" if self.n_shared_places == 1 else f"{self.n_shared_places:,} places"
            sharing = np.flatnonzero(self.n_at_place > 1)
            sharing = sharing[np.argsort(self.place[sharing], kind="stable")]
            said.append(
                f"{self.n_sharing:,} samples lie at {places} together with others "
                f"({_shown(sharing, row_names)})."
            )
        if self.n_duplicates:
            repeated = np.flatnonzero(self.duplicate_of >= 0)
            repeat = "1 row repeats" if len(repeated) == 1 else f"{len(repeated):,} rows repeat"
            said.append(
                f"{repeat} an earlier one: same place, same values ({_shown(repeated, row_names)})."
            )
        return tuple(said)


@dataclass(frozen=True, eq=False)
class ResolvedRepeats:
    """Rows after repeats were settled.

    Attributes
    ----------
    rows : (n,) int
        Index (from 0) of each row kept, ascending; with `rows_left_out` it makes up the input.
    values : (n, D) float
        nan for blanks.
    n_averaged : (n,) int
        Rows behind each row kept: 1 where nothing was averaged.
    rows_left_out : dict
        Index of each row left out to the reason.
    repeats : Repeats
    steps, warnings : tuple of str
        What was done, and what the user should look at, a sentence each.
    """

    rows: np.ndarray
    values: np.ndarray
    n_averaged: np.ndarray
    rows_left_out: dict[int, str]
    repeats: Repeats
    steps: tuple[str, ...]
    warnings: tuple[str, ...]


def find_repeats(
    xy: np.ndarray, columns: Mapping[str, Sequence[Any]] | None = None, *, tolerance: float = 0.0
) -> Repeats:
    """Find rows at one place, and among them rows that repeat another in every column.

    Parameters
    ----------
    xy : (N, 2) float
        Positions in a plane.
    columns : mapping of field name to N cells, optional
        As delivered: numbers, texts with qualifiers, blanks. Blanks are equal to each other, '<0.5'
        is not 0.5. Without columns no row counts as repeated.
    tolerance : float
        Rows within this distance (by single linkage) lie at one place; 0: at the same coordinates.

    Returns
    -------
    Repeats

    Raises
    ------
    InputError
        For positions that are no numbers, columns of another length, and a negative tolerance.
    """
    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    bad = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if bad.size:
        raise InputError(f"Row {bad[0] + 1} has no position; leave out rows without coordinates.")
    if not 0 <= tolerance < np.inf:
        raise InputError(f"The tolerance is {tolerance:g}; give a distance of 0 or more.")
    positions, place = distinct_positions(xy)
    if tolerance > 0:
        place = merge_records(positions, tolerance)[place]
    place = _in_order_of_appearance(place)
    return Repeats(place, _duplicates(place, columns or {}))


def resolve_repeats(
    xy: np.ndarray,
    values: np.ndarray,
    row_names: Sequence[Any] | None = None,
    *,
    policy: str = "report",
    statistic: str = "mean",
    columns: Mapping[str, Sequence[Any]] | None = None,
    tolerance: float = 0.0,
) -> ResolvedRepeats:
    """Settle what becomes of rows at one place.

    Every row at a place weighs the same in an average, also one that repeats another exactly: two
    samples may well have the same few values. Non-detects must be replaced before.

    Parameters
    ----------
    xy : (N, 2) float
        Positions in a plane.
    values : (N, D) float
        nan for blanks.
    row_names : sequence of N names, optional
        For reasons and sentences; the row's number from 1 if not given.
    policy : {"report", "keep", "average", "first"}
        report: all rows stay, and a warning says so. keep: all rows stay, counted only. average: the
        rows of a place become one at the first row's position. first: only the first row stays.
    statistic : {"mean", "median", "geometric_mean"}
        For "average"; over the values that a place has.
    columns, tolerance
        See `find_repeats`.

    Returns
    -------
    ResolvedRepeats

    Raises
    ------
    InputError
        See `find_repeats` and `average_groups`; and for an unknown policy.
    """
    if policy not in REPEATS:
        raise InputError(f"REPEATS is '{policy}'; choose one of {', '.join(REPEATS)}.")
    check_statistic(statistic)
    values = np.asarray(values, dtype=float)
    repeats = find_repeats(xy, columns, tolerance=tolerance)
    if values.ndim != 2 or len(values) != len(repeats.place):
        raise InputError(
            f"Values of the shape {values.shape} do not belong to {len(repeats.place):,} positions; "
            "give one row of values per position."
        )
    said = repeats.sentences(row_names)
    if policy in ("report", "keep"):
        rows, ones = np.arange(len(values)), np.ones(len(values), dtype=int)
        kept = tuple(f"{sentence[:-1]}; all are kept." for sentence in said)
        reported = policy == "report"
        return ResolvedRepeats(
            rows,
            values.copy(),
            ones,
            {},
            repeats,
            () if reported else kept,
            kept if reported else (),
        )
    rows = repeats.first
    reason = "averaged into" if policy == "average" else "same place as"
    left_out = {
        row: f"{reason} {_name(int(rows[repeats.place[row]]), row_names)}"
        for row in np.setdiff1d(np.arange(len(values)), rows).tolist()
    }
    if policy == "average":
        averages, _ = average_groups(values, repeats.place, len(rows), statistic)
        n_averaged = np.bincount(repeats.place, minlength=len(rows))
        done = f"The rows of each place were averaged ({statistic.replace('_', ' ')})"
    else:
        averages, n_averaged = values[rows], np.ones(len(rows), dtype=int)
        done = "Only the first row of each place was kept"
    done = f"{done}: {len(values):,} rows became {len(rows):,}."
    steps = (*said, done) if left_out else said
    return ResolvedRepeats(rows, averages, n_averaged, left_out, repeats, steps, ())


def _duplicates(place: np.ndarray, columns: Mapping[str, Sequence[Any]]) -> np.ndarray:
    """First row with the same place and cells for each row that repeats one, else -1."""
    import pandas as pd

    for name, cells in columns.items():
        if len(cells) != len(place):
            raise InputError(
                f"Field {name} has {len(cells):,} rows, but there are {len(place):,} positions; give "
                "every field one value per position."
            )
    if not columns or not len(place):
        return np.full(len(place), -1)
    # Each distinct cell has a number; pandas gives all blanks the same one.
    numbers = [pd.factorize(_cells(cells))[0] for cells in columns.values()]
    _, first, index = np.unique(
        np.column_stack([place, *numbers]), axis=0, return_index=True, return_inverse=True
    )
    original = first[np.ravel(index)]
    return np.where(original < np.arange(len(place)), original, -1)


def _cells(cells: Sequence[Any]) -> np.ndarray:
    """Cells that can be compared: texts without blanks around them, None for empty ones."""
    stripped = np.empty(len(cells), dtype=object)
    stripped[:] = [(cell.strip() or None) if isinstance(cell, str) else cell for cell in cells]
    return stripped


def _in_order_of_appearance(place: np.ndarray) -> np.ndarray:
    _, first, index = np.unique(place, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[index]


def _shown(rows: np.ndarray, row_names: Sequence[Any] | None) -> str:
    names = [_name(row, row_names) for row in rows[:_SHOWN].tolist()]
    return ", ".join(names) + (", ..." if len(rows) > _SHOWN else "")


def _name(row: int, row_names: Sequence[Any] | None) -> str:
    return str(row + 1 if row_names is None else row_names[row])
