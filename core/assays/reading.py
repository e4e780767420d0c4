"""Laboratory values as numbers: text, detection limits and blanks are read as they come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError

# What laboratories and database exports write for "no value", in lower case.
BLANK_MARKS = frozenset(
    {"", "-", "--", "–", "—", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none"}
    | {"<na>", "<null>"}
)

ROWS_SHOWN = 5
# No measurement is larger, and the square of one that is would overflow.
LARGEST = 1e100

_DIGITS = r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_READING = re.compile(
    rf"(?P<qualifier>[<>])\s*(?P<limit>{_DIGITS})|(?P<number>[+-]?(?:{_DIGITS}|inf(?:inity)?))",
    re.ASCII | re.IGNORECASE,
)
_WITH_COMMA = re.compile(r"[<>]?\s*[+-]?[\d.]*,[\d.,]*", re.ASCII)


@dataclass(frozen=True, eq=False)
class ParsedField:
    """One field read as numbers.

    Attributes
    ----------
    name : str
    values : (n,) float64
        The value; the detection limit itself where `below`; nan where there is none.
    below : (n,) bool
        Below a detection limit.
    above : (n,) bool
        Above the analytical range ('>10000'); the value is then the end of the range.
    n_blank, n_not_analysed : int
        Rows that were empty, and rows that held a not-analysed code (together: the nans).
    signed : bool
        Negative values and zeros are data, not non-detects (factor scores).
    """

    name: str
    values: np.ndarray
    below: np.ndarray
    above: np.ndarray
    n_blank: int
    n_not_analysed: int
    signed: bool = False


def parse_field(
    raw: Sequence[Any],
    name: str,
    not_analysed: Sequence[float] = (-9999.0,),
    row_names: Sequence[Any] | None = None,
    signed: bool = False,
    layer_name: str = "the samples layer",
) -> ParsedField:
    """Read one field as a laboratory or a database delivers it.

    Numbers and text numbers are read; '<0.5' is below the limit 0.5, '>10000' is above range.
    None, nan and `BLANK_MARKS` (any case) are blanks; a not-analysed code is a blank counted apart.
    Unless `signed`, a negative v is below the limit abs(v).

    Parameters
    ----------
    raw : sequence of n float, int, str or None, or a numeric array
    name : str
        The field's name, for messages.
    not_analysed : sequence of float
        Codes that mean "not analysed"; they are recognised before the sign is looked at.
    row_names : sequence of n names, optional
        For messages; the row's number from 1 if not given.
    signed : bool
        Let negative values and zeros pass as they are (TRANSFORM none).
    layer_name : str
        For messages.

    Returns
    -------
    ParsedField

    Raises
    ------
    InputError
        For text that is no number, infinite values and values over 1e100; the first five rows are
        named.
    """
    values, below, above = _read_cells(raw, name, row_names, layer_name)
    if values.ndim != 1:
        raise InputError(
            f"Field {name} of {layer_name} has several values per row; give one value per row."
        )
    _refuse_huge(values, name, row_names, layer_name)
    n_blank = int(np.isnan(values).sum())

    coded = np.zeros(len(values), dtype=bool)
    for code in not_analysed:
        coded |= values == code
    coded &= ~(below | above)
    values[coded] = np.nan

    if not signed:
        below |= values < 0
        np.abs(values, out=values)
    return ParsedField(name, values, below, above, n_blank, int(coded.sum()), signed)


def _read_cells(
    raw: Sequence[Any], name: str, row_names: Sequence[Any] | None, layer_name: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return values, below and above of the cells, nan where blank."""
    numbers = _as_numbers(raw)
    if numbers is not None:
        return numbers, np.zeros(len(numbers), dtype=bool), np.zeros(len(numbers), dtype=bool)

    texts = ["" if cell is None else str(cell).strip() for cell in raw]
    # Laboratories repeat themselves: each distinct text is read once.
    readings: dict[str, tuple[float, str]] = {}
    for text in set(texts):
        reading = _read_text(text)
        if reading is not None:
            readings[text] = reading
    bad = [row for row, text in enumerate(texts) if text not in readings]
    if bad:
        raise InputError(_no_number_message(texts, bad, name, row_names, layer_name))
    values = np.array([readings[text][0] for text in texts])
    qualifiers = np.array([readings[text][1] for text in texts])
    return values, qualifiers == "<", qualifiers == ">"


def _as_numbers(raw: Sequence[Any]) -> np.ndarray | None:
    """Return a new float64 array if every cell is a number or None, else None."""
    dtype = getattr(raw, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind in "iuf":
        return np.array(raw, dtype=float)
    kinds = set(map(type, raw))
    plain = (float, int, type(None), np.integer, np.floating)
    if all(issubclass(kind, plain) and kind is not bool for kind in kinds):
        return np.array(raw, dtype=float)
    return None


def _read_text(text: str) -> tuple[float, str] | None:
    """Return value and qualifier ('<', '>' or ''); None for what is no number."""
    if text.lower() in BLANK_MARKS:
        return np.nan, ""
    match = _READING.fullmatch(text)
    if match is None:
        return None
    return float(match["limit"] or match["number"]), match["qualifier"] or ""


def _no_number_message(
    texts: list[str],
    bad: list[int],
    name: str,
    row_names: Sequence[Any] | None,
    layer_name: str,
) -> str:
    shown = ", ".join(
        f"'{texts[row]}' in row {_row_name(row, row_names)}" for row in bad[:ROWS_SHOWN]
    )
    if any(_WITH_COMMA.fullmatch(texts[row]) for row in bad):
        remedy = "write numbers with a decimal point and no comma (0.5, not 0,5)"
    else:
        remedy = "write a number, '<' or '>' with a number, or nothing, or choose another field"
    return (
        f"Field {name} of {layer_name} has {_count(len(bad), 'value')} that cannot be read as "
        f"a number ({shown}{', ...' if len(bad) > ROWS_SHOWN else ''}): {remedy}."
    )


def _refuse_huge(
    values: np.ndarray, name: str, row_names: Sequence[Any] | None, layer_name: str
) -> None:
    rows = np.flatnonzero(np.abs(values) > LARGEST)
    if rows.size:
        infinite = np.isinf(values[rows]).all()
        what = (
            _count(len(rows), "infinite value")
            if infinite
            else f"{_count(len(rows), 'value')} beyond {LARGEST:g}"
        )
        shown = ", ".join(f"row {_row_name(row, row_names)}" for row in rows[:ROWS_SHOWN])
        raise InputError(
            f"Field {name} of {layer_name} has {what} "
            f"({shown}{', ...' if len(rows) > ROWS_SHOWN else ''}): "
            f"correct {'it or make it' if len(rows) == 1 else 'them or make them'} empty."
        )


def _row_name(row: int, row_names: Sequence[Any] | None) -> str:
    return str(row + 1 if row_names is None else row_names[row])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
