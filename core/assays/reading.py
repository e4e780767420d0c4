"""Laboratory values as numbers: text, detection limits, flags and blanks are read as they come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError
from .cells import AMBIGUOUS, AMBIGUOUS_REMEDY, BLANK_MARKS, read_text, text_of
from .flags import ABOVE, BELOW, UNCERTAIN, read_flags
from .origin import Origin, count
from .parsed_field import ParsedField

__all__ = ["BLANK_MARKS", "ParsedField", "parse_field"]

# No measurement is larger, and the square of one that is would overflow.
LARGEST = 1e100

_WITH_COMMA = re.compile(r"[<>~]?=?\s*[+-]?[\d.]*,[\d.,]*", re.ASCII)


@dataclass
class _Cells:
    """Cells on their way: what is written in them, before codes and signs are looked at."""

    values: np.ndarray
    below: np.ndarray
    above: np.ndarray
    uncertain: np.ndarray


def parse_field(
    raw: Sequence[Any],
    name: str,
    not_analysed: Sequence[float] = (-9999.0,),
    row_names: Sequence[Any] | None = None,
    signed: bool = False,
    layer_name: str = "the samples layer",
    flags: Sequence[Any] | None = None,
) -> ParsedField:
    """Read one field as a laboratory or a database delivers it.

    Numbers and text numbers are read; '<0.5' is below the limit 0.5, '>10000' is above range, '~5'
    is uncertain and kept; '<=' and '>=' are read as '<' and '>'.
    None, nan and `BLANK_MARKS` (any case) are blanks; a not-analysed code is a blank counted apart.
    Unless `signed`, a negative v is below the limit abs(v).
    A limit that is not known is read as 0: words such as 'bdl', '<LOD' and 'trace', and a flag '<'
    beside a 0 or beside nothing. So every zero of an unsigned field is one and the same thing,
    `ParsedField.limit_unknown`, and `ParsedField.below` always has a limit. 'ND' is refused: it may
    mean not detected or not determined.

    Parameters
    ----------
    raw : sequence of n float, int, str, bytes or None, or a numeric (masked) array
    name : str
        The field's name, for messages.
    not_analysed : sequence of float
        Codes that mean "not analysed"; they are recognised before the sign is looked at. A limit
        that equals a code ('<99') is a limit.
    row_names : sequence of n names, optional
        For messages; the row's number from 1 if not given.
    signed : bool
        Let negative values and zeros pass as they are (TRANSFORM none).
    layer_name : str
        For messages.
    flags : sequence of n str or None, optional
        The field's flag column, see `read_flags`: below the limit that the value gives, above
        range, uncertain, or nothing.

    Returns
    -------
    ParsedField

    Raises
    ------
    InputError
        For text that is no number, infinite values, values over 1e100, flags that are not known
        and flags that contradict their value; the first five rows are named.
    """
    origin = Origin(name, layer_name, row_names)
    cells = _read_cells(raw, origin)
    values = cells.values
    if values.ndim != 1:
        raise InputError(f"Field {origin} has several values per row; give one value per row.")
    _refuse_huge(values, origin)

    coded = np.zeros(len(values), dtype=bool)
    for code in not_analysed:
        coded |= values == code
    if flags is not None:
        marks = read_flags(flags, len(values), origin)
        contradicted = _contradicted(cells, coded, marks, signed)
        if contradicted:
            raise InputError(_contradiction_message(raw, flags, contradicted, origin))
        _apply_flags(cells, marks)
    coded &= ~(cells.below | cells.above)
    n_blank = int(np.isnan(values).sum())
    values[coded] = np.nan

    below = cells.below
    if not signed:
        below |= values < 0
        np.abs(values, out=values)
        below &= values > 0
    uncertain = cells.uncertain & ~np.isnan(values)
    return ParsedField(
        name, values, below, cells.above, n_blank, int(coded.sum()), signed, uncertain
    )


def _read_cells(raw: Sequence[Any], origin: Origin) -> _Cells:
    numbers = _as_numbers(raw)
    if numbers is not None:
        none = np.zeros((3, len(numbers) if numbers.ndim else 0), dtype=bool)
        return _Cells(numbers, *none)

    texts = [text_of(cell) for cell in raw]
    # Laboratories repeat themselves: each distinct text is read once.
    readings = {text: read_text(text) for text in set(texts)}
    if None in readings.values():
        bad = [row for row, text in enumerate(texts) if readings[text] is None]
        raise InputError(_no_number_message(texts, bad, origin))
    place = {text: i for i, text in enumerate(readings)}
    rows = np.fromiter(map(place.__getitem__, texts), dtype=np.intp, count=len(texts))
    values = np.array([reading[0] for reading in readings.values() if reading], dtype=float)
    marks = np.array([reading[1] for reading in readings.values() if reading], dtype="U1")
    return _Cells(values[rows], *((marks == mark)[rows] for mark in (BELOW, ABOVE, UNCERTAIN)))


def _as_numbers(raw: Sequence[Any]) -> np.ndarray | None:
    """Return a new float64 array if every cell is a number or None, else None."""
    dtype = getattr(raw, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind in "iuf":
        if isinstance(raw, np.ma.MaskedArray):
            return np.ma.filled(raw.astype(float), np.nan)
        return np.array(np.asarray(raw, dtype=float))  # pandas may answer np.array with its own
    kinds = set(map(type, raw))
    plain = (float, int, type(None), np.integer, np.floating)
    if all(issubclass(kind, plain) and kind is not bool for kind in kinds):
        return np.array(raw, dtype=float)
    return None


def _contradicted(cells: _Cells, coded: np.ndarray, marks: np.ndarray, signed: bool) -> list[int]:
    """Return the rows whose flag '<' or '>' stands beside what cannot be a limit or a range's end."""
    values = cells.values
    no_limit = cells.above | (coded & (values < 0))
    no_end = cells.below | np.isnan(values)
    if signed:
        no_limit |= values < 0  # half of a negative limit would lie above it
    else:
        no_end |= values <= 0
    return np.flatnonzero((marks == BELOW) & no_limit | (marks == ABOVE) & no_end).tolist()


def _contradiction_message(
    raw: Sequence[Any], flags: Sequence[Any], rows: list[int], origin: Origin
) -> str:
    pairs = [(text_of(cell), text_of(flag)) for cell, flag in zip(raw, flags)]
    shown = origin.rows(rows, [f"'{pairs[row][0]}' flagged '{pairs[row][1]}'" for row in rows])
    return (
        f"Field {origin} has {count(len(rows), 'value')} that a flag contradicts ({shown}): "
        "correct the value or the flag."
    )


def _apply_flags(cells: _Cells, marks: np.ndarray) -> None:
    lower = marks == BELOW
    cells.below |= lower
    cells.above |= marks == ABOVE
    cells.uncertain |= marks == UNCERTAIN
    cells.values[lower & np.isnan(cells.values)] = 0.0


def _no_number_message(texts: list[str], bad: list[int], origin: Origin) -> str:
    shown = origin.rows(bad, [f"'{texts[row]}'" for row in bad])
    if any(_WITH_COMMA.fullmatch(texts[row]) for row in bad):
        remedy = "write numbers with a decimal point and no comma (0.5, not 0,5)"
    elif all(texts[row].lower() in AMBIGUOUS for row in bad):
        remedy = AMBIGUOUS_REMEDY
    else:
        remedy = "write a number, '<' or '>' with a number, or nothing, or choose another field"
    return (
        f"Field {origin} has {count(len(bad), 'value')} that cannot be read as a number "
        f"({shown}): {remedy}."
    )


def _refuse_huge(values: np.ndarray, origin: Origin) -> None:
    rows = np.flatnonzero(np.abs(values) > LARGEST)
    if rows.size:
        infinite = np.isinf(values[rows]).all()
        what = (
            count(len(rows), "infinite value")
            if infinite
            else f"{count(len(rows), 'value')} beyond {LARGEST:g}"
        )
        raise InputError(
            f"Field {origin} has {what} ({origin.rows(rows.tolist())}): "
            f"correct {'it or make it' if len(rows) == 1 else 'them or make them'} empty."
        )
