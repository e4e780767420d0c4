"""From a laboratory's table to the matrix that trains a map, with an account of what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .assays import ParsedField, Replacement, parse_field, replace_non_detects
from .errors import InputError
from .transforms import Transform, clr

if TYPE_CHECKING:
    import pandas as pd

MISSING = ("median", "drop")

# Under this many parts a log-ratio removes much of the enrichment that its elements share.
FEWEST_PARTS = 8

# Dividing by less than this overflows.
SMALLEST_SCALE = 1e-100

# A field with a larger share of non-detects, or of one repeated value, deserves a second thought.
MOSTLY = 0.5

MAP, LOG_RATIO_ONLY = "map", "log-ratio only"

_SCALING_DONE = {
    "none": "The fields were not scaled.",
    "standard": "Each field was scaled to mean 0 and standard deviation 1.",
    "robust": "Each field was scaled to median 0 and median absolute deviation 1 (times 1.4826).",
}


@dataclass(frozen=True, eq=False)
class PreparedSamples:
    """Samples ready for a map, and the account of how they became so.

    Attributes
    ----------
    X : (n_used, D) float
        Transformed and scaled; no blanks.
    fields : tuple of D str
        The fields used, in the order chosen.
    fields_left_out : dict
        Name to reason; fields that were only asked for in the log-ratio included.
    concentrations : (n_used, D) float
        In original units, non-detects replaced and blanks imputed.
    rows : (n_used,) int
        Index (from 0) of each used row in the input, ascending.
    rows_left_out : dict
        Index of each row not used to the reason; with `rows` it makes up the input.
    account : pandas.DataFrame
        A row per field, counts over all input rows: field, role ("map" or "log-ratio only"),
        values (rows with a number or a limit), blank, not_analysed (these three make up the input),
        below, above, zero (of the values), substituted_blanked (of below), imputed (in used rows),
        used, reason.
    steps : tuple of str
        What was done, in order, a sentence each.
    warnings : tuple of str
        What the user should look at, a sentence each.
    transform_ : Transform
        Fitted: applies the same to new samples and returns to original units.
    log_centre : (n_used,) float or None
        With "clr": mean natural logarithm of each row's composition.
    """

    X: np.ndarray
    fields: tuple[str, ...]
    fields_left_out: dict[str, str]
    concentrations: np.ndarray
    rows: np.ndarray
    rows_left_out: dict[int, str]
    account: pd.DataFrame
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    transform_: Transform
    log_centre: np.ndarray | None


@dataclass
class _Field:
    """One field on its way."""

    name: str
    role: str
    parsed: ParsedField
    replaced: Replacement
    reason: str = ""  # why it is left out; empty for a field that is used
    n_imputed: int = 0

    @property
    def n_blanked(self) -> int:
        return int(self.replaced.blanked.sum())


def prepare_samples(
    raw: Mapping[str, Sequence[Any]],
    fields: Sequence[str],
    *,
    composition: Sequence[str] = (),
    transform: str = "log10",
    scaling: str = "none",
    not_analysed: Sequence[float] = (-9999.0,),
    max_blank: float = 20.0,
    missing: str = "median",
    row_names: Sequence[Any] | None = None,
    layer_name: str = "the samples layer",
) -> PreparedSamples:
    """Read, clean, transform and scale the samples of a map.

    In this order: not-analysed codes become blank; non-detects are replaced (`replace_non_detects`;
    with "none" only '<' values, the rest passes unchanged); fields with too many blanks are left
    out; then rows with a blank are dropped, or blanks take their field's median. The median is that
    of all concentrations the field has, before the transform: a monotone transform keeps it. A row
    without a value in any field of the map is left out with either choice: filled with medians
    it would be a sample that nobody took.

    Parameters
    ----------
    raw : mapping of field name to n values
        As delivered, see `parse_field`; it may hold more fields than are used.
    fields : sequence of str
        The fields of the map.
    composition : sequence of str
        With "clr": fields that take part in the log-ratio besides `fields`; units may be mixed.
    transform : {"log10", "none", "clr"}
    scaling : {"none", "standard", "robust"}
    not_analysed : sequence of float
        Codes that mean "not analysed".
    max_blank : float
        Percent; fields with a greater share of blanks in all rows are left out.
    missing : {"median", "drop"}
        Blanks take their field's median, or rows with a blank in any used field are left out.
    row_names : sequence of n names, optional
        Name the rows in messages; their number from 1 if not given.
    layer_name : str
        Names the layer in messages.

    Returns
    -------
    PreparedSamples

    Raises
    ------
    InputError
        For an empty layer, unknown or repeated fields, values that are no numbers, fields that tell
        a map nothing, and when fewer than two fields or samples remain.
    """
    fields, composition = tuple(fields), tuple(composition)
    extra = tuple(f for f in composition if f not in fields) if transform == "clr" else ()
    _check_request(fields, composition, transform, max_blank, missing)
    n_rows = _check_table(raw, fields, fields + extra, row_names, layer_name)

    table = []
    for name in fields + extra:
        parsed = parse_field(
            raw[name],
            name,
            not_analysed,
            row_names,
            signed=transform == "none",
            layer_name=layer_name,
        )
        role = MAP if name in fields else LOG_RATIO_ONLY
        table.append(_Field(name, role, parsed, replace_non_detects(parsed)))
    _leave_out_fields(table, max_blank, layer_name)
    used = [field for field in table if not field.reason]
    n_map = sum(field.role == MAP for field in used)

    values = np.column_stack([field.replaced.values for field in used])
    rows, rows_left_out = _choose_rows(values, used, n_map, missing, layer_name)
    values = _impute_medians(values, used, rows)
    names = tuple(field.name for field in used)
    fitted = Transform.fit(
        values,
        names[:n_map],
        names[n_map:],
        transform=transform,
        scaling=scaling,
        layer_name=layer_name,
    )
    _refuse_tiny_spread(fitted, layer_name)
    return PreparedSamples(
        X=fitted.apply(values),
        fields=fitted.fields,
        fields_left_out={field.name: field.reason for field in table if field.reason},
        concentrations=np.ascontiguousarray(values[:, :n_map]),
        rows=rows,
        rows_left_out=rows_left_out,
        account=_account(table),
        steps=_steps(table, n_rows, rows_left_out, not_analysed, fitted, layer_name, composition),
        warnings=_warnings(table, n_map, rows_left_out, missing, fitted),
        transform_=fitted,
        log_centre=clr(values)[1] if transform == "clr" else None,
    )


def _check_request(
    fields: tuple[str, ...],
    composition: tuple[str, ...],
    transform: str,
    max_blank: float,
    missing: str,
) -> None:
    for parameter, names in (("FIELDS", fields), ("COMPOSITION", composition)):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"{parameter} names {', '.join(twice)} more than once; name it once.")
    if missing not in MISSING:
        raise InputError(f"MISSING is '{missing}'; choose one of {', '.join(MISSING)}.")
    if not 0 <= max_blank <= 100:
        raise InputError(f"MAX_BLANK is {max_blank:g}; give a percentage from 0 to 100.")


def _check_table(
    raw: Mapping[str, Sequence[Any]],
    fields: tuple[str, ...],
    wanted: tuple[str, ...],
    row_names: Sequence[Any] | None,
    layer_name: str,
) -> int:
    """Return the number of rows of a table that has the wanted fields."""
    unknown = [name for name in wanted if name not in raw]
    if unknown:
        raise InputError(
            f"There is no field {' and no field '.join(unknown)} in {layer_name}; "
            "choose among the fields it has."
        )
    if len(fields) < 2:
        raise InputError(f"A map needs at least 2 fields of {layer_name}; choose more in FIELDS.")
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
    return n_rows


def _leave_out_fields(table: list[_Field], max_blank: float, layer_name: str) -> None:
    """Give the fields that cannot be used their reason; refuse when too few remain."""
    for field in table:
        n_rows = len(field.replaced.values)
        n_empty = field.parsed.n_blank + field.parsed.n_not_analysed + field.n_blanked
        if n_empty == n_rows or 100 * n_empty > max_blank * n_rows:
            field.reason = _blank_reason(field, n_empty, max_blank)
        elif field.replaced.n_detected == 0 and field.role == LOG_RATIO_ONLY:
            field.reason = "nothing was detected"

    if all(np.isnan(field.parsed.values).all() for field in table if field.role == MAP):
        raise InputError(
            f"All values of the chosen fields of {layer_name} are empty or not analysed; "
            "choose other fields or another layer."
        )
    undetected = [f.name for f in table if not f.reason and f.replaced.n_detected == 0]
    if undetected:
        raise InputError(
            f"Nothing was detected in {', '.join(undetected)} of {layer_name}: every value is "
            "zero or below a detection limit; take "
            f"{'them' if len(undetected) > 1 else 'it'} out of FIELDS."
        )
    if sum(field.role == MAP and not field.reason for field in table) < 2:
        reasons = "; ".join(f"{f.name}: {f.reason}" for f in table if f.role == MAP and f.reason)
        raise InputError(
            f"Fewer than 2 fields of {layer_name} can be used ({reasons}): choose other fields or "
            "raise MAX_BLANK."
        )


def _blank_reason(field: _Field, n_empty: int, max_blank: float) -> str:
    n_rows = len(field.replaced.values)
    if n_empty == n_rows:
        return "all values are blank"
    high = f" ({field.n_blanked:,} for a high detection limit)" if field.n_blanked else ""
    return f"{100 * n_empty / n_rows:.4g} % blank{high}, over {max_blank:g} %"


def _choose_rows(
    values: np.ndarray, used: list[_Field], n_map: int, missing: str, layer_name: str
) -> tuple[np.ndarray, dict[int, str]]:
    """Return the rows to use, and the others with the reason."""
    blank = np.isnan(values)
    empty = blank[:, :n_map].all(axis=1)
    out = blank.any(axis=1) if missing == "drop" else empty
    reasons = {}
    for row in np.flatnonzero(out).tolist():
        blanks = [field.name for field, is_blank in zip(used, blank[row]) if is_blank]
        reasons[row] = (
            "no value in any field of the map" if empty[row] else f"blank in {', '.join(blanks)}"
        )
    rows = np.flatnonzero(~out)
    if len(rows) < 2 and missing == "drop" and reasons:
        worst = sorted(zip(blank.sum(axis=0).tolist(), (f.name for f in used)), reverse=True)
        most = ", ".join(f"{name} {count:,}" for count, name in worst[:5] if count)
        raise InputError(
            f"With MISSING drop, {len(reasons):,} of the {len(values):,} rows of {layer_name} are "
            f"left out for a blank (most blanks: {most}), too many for a map: set MISSING to "
            "median, lower MAX_BLANK or take these fields out."
        )
    return rows, reasons


def _impute_medians(values: np.ndarray, used: list[_Field], rows: np.ndarray) -> np.ndarray:
    """Return the used rows with each blank replaced by the median of its field in all rows."""
    chosen = values[rows]
    for column, field in enumerate(used):
        blank = np.isnan(chosen[:, column])
        field.n_imputed = int(blank.sum())
        if field.n_imputed:
            present = values[~np.isnan(values[:, column]), column]
            chosen[blank, column] = np.median(present)
    return chosen


def _refuse_tiny_spread(fitted: Transform, layer_name: str) -> None:
    names = [n for n, scale in zip(fitted.fields, fitted.scale) if not scale > SMALLEST_SCALE]
    if names:
        raise InputError(
            f"The values of {', '.join(names)} of {layer_name} differ by too little to be scaled; "
            "give them in smaller units, or take them out of FIELDS."
        )


def _account(table: list[_Field]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "field": field.name,
                "role": field.role,
                "values": int((~np.isnan(field.parsed.values)).sum()),
                "blank": field.parsed.n_blank,
                "not_analysed": field.parsed.n_not_analysed,
                "below": field.replaced.n_below,
                "above": int(field.parsed.above.sum()),
                "zero": field.replaced.n_zero,
                "substituted_blanked": field.n_blanked,
                "imputed": field.n_imputed,
                "used": not field.reason,
                "reason": field.reason,
            }
            for field in table
        ]
    )


def _steps(
    table: list[_Field],
    n_rows: int,
    rows_left_out: dict[int, str],
    not_analysed: Sequence[float],
    fitted: Transform,
    layer_name: str,
    composition: tuple[str, ...],
) -> tuple[str, ...]:
    codes = ", ".join(f"{code:g}" for code in not_analysed)
    left_out = "; ".join(f"{field.name} ({field.reason})" for field in table if field.reason)
    n_used = n_rows - len(rows_left_out)
    sentences = [
        f"{n_rows:,} rows and {len(table)} fields were read from {layer_name}.",
        _per_field(table, lambda f: f.parsed.n_blank, "Blank as delivered"),
        _per_field(
            table, lambda f: f.parsed.n_not_analysed, f"Not-analysed codes ({codes}), read as blank"
        ),
        _per_field(
            table,
            lambda f: f.replaced.n_below,
            "Values below the detection limit, replaced by half the limit",
        ),
        _per_field(
            table,
            lambda f: f.replaced.n_zero,
            "Zeros, replaced by half the field's smallest positive value",
        ),
        _per_field(
            table, lambda f: f.parsed.above.sum(), "Values above range, read as the range's end"
        ),
        _per_field(
            table,
            lambda f: f.n_blanked,
            "Half limits above the 95th percentile of the detected values, made blank",
        ),
        f"Fields left out: {left_out}." if left_out else "",
        f"Rows left out for blanks: {len(rows_left_out):,} of {n_rows:,}." if rows_left_out else "",
        _per_field(table, lambda f: f.n_imputed, "Blanks, replaced by the field's median"),
        _transform_done(fitted, composition),
        _SCALING_DONE[fitted.scaling],
        f"{n_used:,} rows and {len(fitted.fields)} fields go into the map: "
        f"{', '.join(fitted.fields)}.",
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _transform_done(fitted: Transform, composition: tuple[str, ...]) -> str:
    if fitted.transform == "clr":
        return f"Centred log-ratios were taken over {len(fitted.parts)} fields."
    unused = " COMPOSITION was not used: it belongs to the log-ratio." if composition else ""
    if fitted.transform == "log10":
        return f"The values were transformed with log10.{unused}"
    return f"The values were not transformed.{unused}"


def _warnings(
    table: list[_Field],
    n_map: int,
    rows_left_out: dict[int, str],
    missing: str,
    fitted: Transform,
) -> tuple[str, ...]:
    sentences = []
    left_out = [f"{field.name} ({field.reason})" for field in table if field.reason]
    if left_out:
        sentences.append(f"{len(left_out)} of {len(table)} fields left out: {'; '.join(left_out)}.")
    blanked = [
        f"{field.name} {field.n_blanked:,} (above {field.replaced.ceiling:.4g})"
        for field in table
        if field.n_blanked
    ]
    if blanked:
        sentences.append(
            "Half the detection limit is above the 95th percentile of the detected values, so "
            f"these values were made blank: {', '.join(blanked)}."
        )
    censored = [
        f"{field.name} {100 * share:.0f} %"
        for field in table
        if not field.reason and (share := _censored_share(field)) > MOSTLY
    ]
    if censored:
        sentences.append(
            "Most values are below the detection limit: "
            f"{', '.join(censored)}. Such a field maps the laboratory rather than the ground; "
            "consider leaving it out."
        )
    tied = [
        f"{field.name} {100 * share:.0f} %"
        for field in table
        if not field.reason
        and _censored_share(field) <= MOSTLY
        and (share := _tied_share(field)) > MOSTLY
    ]
    if tied:
        sentences.append(
            "Most values are one and the same number, perhaps a substituted detection limit: "
            f"{', '.join(tied)}; consider leaving the field out."
        )
    if rows_left_out and missing == "median":
        sentences.append(
            f"Rows left out because none of the {n_map} fields has a value there: "
            f"{len(rows_left_out):,}."
        )
    n_parts = len(fitted.parts)
    if fitted.transform == "clr" and n_parts < FEWEST_PARTS:
        sentences.append(
            f"The log-ratio is taken over only {n_parts} fields, which removes the enrichment "
            "they share: add the other analysed elements to COMPOSITION, or use log10."
        )
    return tuple(sentences)


def _censored_share(field: _Field) -> float:
    """Share of the field's values that are below the limit or zero."""
    values = int((~np.isnan(field.parsed.values)).sum())
    return (field.replaced.n_below + field.replaced.n_zero) / values if values else 0.0


def _tied_share(field: _Field) -> float:
    """Share of the field's values that are its most common value."""
    values = field.parsed.values[~np.isnan(field.parsed.values)]
    return np.unique(values, return_counts=True)[1].max() / values.size if values.size else 0.0


def _per_field(table: Iterable[_Field], count: Callable[[_Field], int], done: str) -> str:
    """Return one sentence for all fields with a count, or nothing."""
    counts = [f"{field.name} {int(count(field)):,}" for field in table if count(field)]
    return f"{done}: {', '.join(counts)}." if counts else ""
