"""From a laboratory's table to complete positive numbers, with an account in which nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError, Progress
from .account import account_table
from .blanks import fill_medians, fill_nearest
from .field_state import (
    ABOVE_RANGE,
    BLANK,
    LOG_RATIO_ONLY,
    MAP,
    MEASURED,
    NON_DETECT,
    UNCERTAIN,
    FieldState,
)
from .leaving_out import choose_rows, leave_out_fields
from .names import read_field_name
from .non_detects import replace_all
from .reading import parse_field
from .repeats import resolve_repeats
from .rules import CleaningRules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class CleanAssays:
    """Complete numbers, and how they became so.

    Attributes
    ----------
    values : (n_used, P) float
        In the fields' own units; no blanks.
    marks : (n_used, P) int
        What stands behind each number: MEASURED, NON_DETECT (replaced), BLANK (imputed),
        ABOVE_RANGE (the range's end), UNCERTAIN. Of averaged samples the most doubtful counts.
    fields : tuple of P str
        The fields kept, those of the map first.
    n_map : int
        How many of them train the map.
    rows : (n_used,) int
        Index (from 0) of each used row in the input, ascending.
    n_averaged : (n_used,) int
        Rows behind each used row; 1 unless samples at one place were averaged.
    place : (n_used,) int
        Samples of one place share a number; -1 throughout if no positions were given.
    rows_left_out : dict
        Index of each row not used to the reason; with `rows` it makes up the input.
    fields_left_out : dict
        Name to reason.
    account : DataFrame
        A row per field asked for: the columns of `account.account_table`, then role,
        substituted_blanked (high substitutes made blank), imputed (blanks filled in used rows),
        used and reason.
    states : tuple of FieldState
        Of all fields asked for, for sentences.
    n_by_median : int
        Blanks that took their field's median although nearest samples were asked for.
    repeats_done, repeats_warnings : tuple of str
        What was found at one place and what became of it, sentences.
    rules : CleaningRules
        By which it was cleaned.
    """

    values: np.ndarray
    marks: np.ndarray
    fields: tuple[str, ...]
    n_map: int
    rows: np.ndarray
    n_averaged: np.ndarray
    place: np.ndarray
    rows_left_out: dict[int, str]
    fields_left_out: dict[str, str]
    account: pd.DataFrame
    states: tuple[FieldState, ...] = field(repr=False)
    n_by_median: int = 0
    repeats_done: tuple[str, ...] = ()
    repeats_warnings: tuple[str, ...] = ()
    rules: CleaningRules = field(default_factory=CleaningRules)


def clean_assays(
    raw: Mapping[str, Sequence[Any]],
    fields: Sequence[str],
    *,
    extra: Sequence[str] = (),
    rules: CleaningRules | None = None,
    flags: Mapping[str, Sequence[Any]] | None = None,
    xy: np.ndarray | None = None,
    groups: Sequence[Any] | None = None,
    row_names: Sequence[Any] | None = None,
    layer_name: str = "the samples layer",
    progress: Progress = None,
) -> CleanAssays:
    """Read a table and fill its gaps by rule.

    In this order: values, flags and codes are read; non-detects are replaced; samples at one place
    become one, where wished; fields with too many blanks or non-detects are left out; then samples
    without any value in the fields of the map, with too many blanks, or without a group; last, the
    blanks that remain are filled, or their samples left out. A median is that of all rows.

    Parameters
    ----------
    raw : mapping of field name to n values
        As delivered, see `reading.parse_field`; it may hold more fields than are used.
    fields : sequence of str
        The fields of the map.
    extra : sequence of str
        Fields that only take part in the log-ratio.
    rules : CleaningRules, optional
    flags : mapping of field name to n values, optional
        Flag columns of the fields that have one.
    xy : (n, 2) float, optional
        Positions; needed to find samples at one place.
    groups : sequence of n values, optional
        Groups to be levelled; a sample without one is left out.
    row_names : sequence of n names, optional
        Name the rows in messages; their number from 1 if not given.
    layer_name : str
        For messages.
    progress : callable, optional

    Returns
    -------
    CleanAssays

    Raises
    ------
    InputError
        For an empty layer, unknown or repeated fields, values that are no numbers, and when no
        field or no sample remains.
    """
    rules = rules or CleaningRules()
    rules.check()
    fields, extra = tuple(fields), tuple(extra)
    check_table(raw, fields + extra, row_names, layer_name)
    states = read_states(
        raw, fields, extra, rules=rules, flags=flags, row_names=row_names, layer_name=layer_name
    )
    leave_out_fields(states, rules, layer_name)
    kept = [state for state in states if not state.reason]
    n_map = sum(state.role == MAP for state in kept)
    table = _settled(kept, raw, xy, rules, row_names)
    reasons = {**table.rows_left_out, **rows_without_group(groups)}
    rows = choose_rows(table.values, kept, n_map, rules, reasons, layer_name)
    marks = table.marks[rows]
    for state, column in zip(kept, marks.T):
        state.n_imputed = int((column == BLANK).sum())
    values, n_by_median = _filled(table.values, rows, kept, rules, row_names, progress)
    return CleanAssays(
        values=values,
        marks=marks,
        fields=tuple(state.name for state in kept),
        n_map=n_map,
        rows=rows,
        n_averaged=table.n_averaged[rows],
        place=table.place[rows],
        rows_left_out=dict(sorted(reasons.items())),
        fields_left_out={state.name: state.reason for state in states if state.reason},
        account=_account(states),
        states=tuple(states),
        n_by_median=n_by_median,
        repeats_done=table.steps,
        repeats_warnings=table.warnings,
        rules=rules,
    )


def check_table(
    raw: Mapping[str, Sequence[Any]],
    wanted: tuple[str, ...],
    row_names: Sequence[Any] | None,
    layer_name: str,
) -> None:
    """Refuse a table that lacks a wanted field, whose fields differ in length, or without rows."""
    unknown = [name for name in wanted if name not in raw]
    if unknown:
        raise InputError(
            f"There is no field {' and no field '.join(unknown)} in {layer_name}; "
            "choose among the fields it has."
        )
    if not wanted:
        raise InputError(f"No field of {layer_name} is chosen; choose at least one in FIELDS.")
    lengths = {name: len(raw[name]) for name in wanted}
    if row_names is not None:
        lengths["row_names"] = len(row_names)
    n_rows = lengths[wanted[0]]
    for name, length in lengths.items():
        if length != n_rows:
            raise InputError(
                f"Field {wanted[0]} of {layer_name} has {n_rows:,} rows but {name} has "
                f"{length:,}; give every field the same number of rows."
            )
    if n_rows == 0:
        raise InputError(
            f"There are no rows in {layer_name}; choose a layer with samples, or clear the "
            "selection or the filter."
        )


def read_states(
    raw: Mapping[str, Sequence[Any]],
    fields: tuple[str, ...],
    extra: tuple[str, ...] = (),
    *,
    rules: CleaningRules,
    flags: Mapping[str, Sequence[Any]] | None = None,
    row_names: Sequence[Any] | None = None,
    layer_name: str = "the samples layer",
) -> list[FieldState]:
    """Read fields and replace their non-detects; the first two steps of `clean_assays`."""
    names, flags = fields + extra, flags or {}
    parsed = [
        parse_field(
            raw[name],
            name,
            rules.not_analysed,
            row_names,
            signed=rules.signed,
            layer_name=layer_name,
            flags=flags.get(name),
        )
        for name in names
    ]
    replaced = replace_all(
        parsed,
        rules.non_detects,
        ppm_per_unit=[read_field_name(name).ppm_per_unit for name in names],
        random_state=rules.random_state,
    )
    roles = [MAP] * len(fields) + [LOG_RATIO_ONLY] * len(extra)
    return [FieldState(*parts) for parts in zip(parsed, replaced, roles)]


@dataclass(frozen=True, eq=False)
class _Table:
    """All rows once samples at one place are settled; n rows and the P fields kept."""

    values: np.ndarray
    marks: np.ndarray
    n_averaged: np.ndarray
    place: np.ndarray
    rows_left_out: dict[int, str]
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _settled(
    states: list[FieldState],
    raw: Mapping[str, Sequence[Any]],
    xy: np.ndarray | None,
    rules: CleaningRules,
    row_names: Sequence[Any] | None,
) -> _Table:
    """Settle samples at one place; without positions every row stands for itself."""
    values = np.column_stack([state.replaced.values for state in states])
    marks = np.column_stack([state.marks() for state in states])
    n_averaged = np.ones(len(values), dtype=int)
    if xy is None:
        return _Table(values, marks, n_averaged, np.full(len(values), -1), {})
    settled = resolve_repeats(
        xy,
        values,
        row_names,
        policy=rules.repeats,
        columns={state.name: raw[state.name] for state in states},
    )
    values[settled.rows], n_averaged[settled.rows] = settled.values, settled.n_averaged
    place = settled.repeats.place
    if rules.repeats == "average":
        marks = _most_doubtful(marks, place)
        marks[(marks == BLANK) & ~np.isnan(values)] = (
            MEASURED  # some sample of the place has a value
        )
    return _Table(
        *(values, marks, n_averaged, place, settled.rows_left_out, settled.steps, settled.warnings)
    )


def _most_doubtful(marks: np.ndarray, place: np.ndarray) -> np.ndarray:
    """(n, P) for each row the mark of its place: that of a non-detect if any is one.

    A blank beside a value is none: the average is that of the values.
    """
    worst = np.zeros((place.max() + 1, marks.shape[1]), dtype=marks.dtype)
    for mark in (BLANK, UNCERTAIN, ABOVE_RANGE, NON_DETECT):
        rows, columns = np.nonzero(marks == mark)
        worst[place[rows], columns] = mark
    return worst[place]


def rows_without_group(groups: Sequence[Any] | None) -> dict[int, str]:
    """Rows that belong to no group, with the reason."""
    return {
        row: "no group in LEVEL_FIELD"
        for row, group in enumerate(groups if groups is not None else ())
        if group is None or group != group or not str(group).strip()
    }


def _filled(
    values: np.ndarray,
    rows: np.ndarray,
    kept: list[FieldState],
    rules: CleaningRules,
    row_names: Sequence[Any] | None,
    progress: Progress,
) -> tuple[np.ndarray, int]:
    """The used rows without blanks, and how many took the median for want of near samples."""
    names = [state.name for state in kept]
    if rules.missing == "knn" and not rules.signed:
        filled = fill_nearest(
            values[rows],
            neighbours=rules.neighbours,
            row_names=[row + 1 if row_names is None else row_names[row] for row in rows.tolist()],
            names=names,
            progress=progress,
        )
        return filled.values, int(filled.by_median.sum())
    # The median of all rows, those that are not used as well: they were measured too.
    return fill_medians(values, names=names).values[rows], 0


def _account(states: list[FieldState]) -> pd.DataFrame:
    table = account_table([state.parsed for state in states])
    table["role"] = [state.role for state in states]
    table["substituted_blanked"] = [state.n_blanked for state in states]
    table["imputed"] = [state.n_imputed for state in states]
    table["used"] = [not state.reason for state in states]
    table["reason"] = [state.reason for state in states]
    return table
