"""The account of a laboratory's table: what was found in each field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .names import read_field_name
from .parsed_field import ParsedField

if TYPE_CHECKING:
    import pandas as pd

LIMITS_SHOWN = 4


def account_table(parsed: Sequence[ParsedField]) -> pd.DataFrame:
    """Count what was found in each field.

    Parameters
    ----------
    parsed : sequence of ParsedField

    Returns
    -------
    pandas.DataFrame
        A row per field, in the order given:

        - field, analyte, element, unit : the field's name and what it says (`read_field_name`);
        - rows : all rows; values + blank + not_analysed make them up;
        - values : rows with a number or a limit;
        - blank, not_analysed : rows that were empty, rows with a not-analysed code;
        - below, zero, above : of the values, those below a limit that is known, those read as zero
          because the limit is not known or a zero was written (none in a signed field), and those
          above range; no value is in two of them, the rest was measured;
        - uncertain : of the values, measured or not, those that the laboratory calls uncertain;
        - limits : the detection limits found, '0.5; 1; 5' or '7 limits, 0.5 to 20';
        - censored_pct : below + zero in percent of the values, empty (nan) without values;
        - missing_pct : blank + not_analysed in percent of the rows, empty without rows;
        - tie_value, tie_count : a low value that repeats suspiciously, perhaps half a limit put in
          the place of non-detects (`ParsedField.ties`); empty and 0 if there is none.
    """
    import pandas as pd

    return pd.DataFrame([_row(field) for field in parsed], columns=_COLUMNS)


_COLUMNS = (
    *("field", "analyte", "element", "unit", "rows", "values", "blank", "not_analysed"),
    *("below", "zero", "above", "uncertain", "limits", "censored_pct", "missing_pct"),
    *("tie_value", "tie_count"),
)


def _row(field: ParsedField) -> tuple:
    name = read_field_name(field.name)
    n_rows = len(field.values)
    n_missing = field.n_blank + field.n_not_analysed
    zero = field.limit_unknown & (not field.signed)
    return (
        *(field.name, name.analyte, name.element, name.unit),
        *(n_rows, field.n_values, field.n_blank, field.n_not_analysed),
        int((field.below & ~zero).sum()),
        int(zero.sum()),
        int(field.above.sum()),
        field.n_uncertain,
        _limits_text(field.limits),
        100 * field.censored_share if field.n_values else np.nan,
        100 * n_missing / n_rows if n_rows else np.nan,
        *field.ties,
    )


def _limits_text(limits: np.ndarray) -> str:
    if len(limits) > LIMITS_SHOWN:
        return f"{len(limits)} limits, {limits[0]:g} to {limits[-1]:g}"
    return "; ".join(f"{limit:g}" for limit in limits)
