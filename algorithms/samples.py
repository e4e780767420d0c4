"""From a layer of samples to prepared samples: what every algorithm that takes assays shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..core.assays import flag_field_of
from ..core.assays.field_state import BLANK, MARK_NAMES, NON_DETECT
from ..core.assays.rules import CleaningRules
from ..core.errors import InputError
from ..core.preparation import PreparedSamples, prepare_samples
from . import parameters as p
from .compat import may_hold_numbers, row_name
from .fields import index_of
from .inputs import Inputs
from .messages import progress_of, say, warn
from .points import LayerRows
from .prepared_layer import MARK_ENDING

if TYPE_CHECKING:
    from .factor_run import FactorRun

# Fields that "Select all" ticks along with the elements.
NO_ELEMENTS = {
    *("fid", "id", "objectid", "ogc_fid", "x", "y", "lon", "lat", "long", "longitude", "latitude"),
    *("easting", "northing", "year", "n_samples", "n_below", "n_blank", "n_replaced", "n_averaged"),
}
_ROWS_SAID = 20
_NOT_MEASURED = (MARK_NAMES[NON_DETECT], MARK_NAMES[BLANK])


@dataclass(frozen=True)
class Samples:
    """Samples ready for an analysis.

    Attributes
    ----------
    rows : the layer's rows that are used, aligned with `prepared.X`
    prepared : matrix and account of what is analysed
    left_out : (row, reason) of every row of the layer that is not used
    elements : the elements behind `prepared`, which are the same unless factors stand between
    factors : the analysis that stands between, or None
    """

    rows: LayerRows
    prepared: PreparedSamples
    left_out: tuple
    elements: PreparedSamples
    factors: FactorRun | None = None


def prepare(
    inputs: Inputs,
    rows: LayerRows,
    feedback,
    *,
    signed: bool,
    repeats: str = "keep",
    least_fields: int = 2,
    for_map: bool = True,
    done: float = 5.0,
) -> Samples:
    """Prepare FIELDS of the rows by the rules of the dialog, and say what was done.

    Parameters
    ----------
    signed : bool
        Negative values and zeros are data (factor scores), not non-detects.
    repeats : {"report", "keep", "average", "first"}
        What becomes of samples at one place.
    least_fields : int
        Fewer fields that can be used are refused.
    for_map : bool
        Refuse what tells a map nothing: a single sample, and fields that do not vary.
    done : float
        Percent of the progress bar that this takes.
    """
    fields = measured(rows, inputs.fields(p.FIELDS))
    composition = measured(rows, inputs.fields(p.COMPOSITION))
    wanted = list(dict.fromkeys([*fields, *composition]))
    group_field = inputs.text(p.LEVEL_FIELD)
    flags = flags_of(inputs, rows, wanted)
    prepared = prepare_samples(
        {name: rows.column(name) for name in wanted},
        fields,
        composition=composition,
        transform=inputs.choice(p.TRANSFORM),
        scaling=inputs.choice(p.SCALING),
        winsorize=inputs.number(p.WINSORIZE),
        rules=rules_of(inputs, signed, repeats),
        flags={field: rows.column(flag) for field, flag in flags.items()},
        xy=rows.xy if repeats != "keep" else None,
        groups=[row_name(g) for g in rows.column(group_field)] if group_field else None,
        group_field=group_field,
        row_names=rows.ids,
        layer_name=rows.name,
        least_fields=least_fields,
        for_map=for_map,
        progress=progress_of(feedback, 0.0, done),
    )
    first, *steps = prepared.steps
    found = [flags_said(flags, wanted)] if flags else []
    found += earlier_marks_said(rows, wanted)
    prepared = replace(prepared, steps=(first, *found, *steps))
    left_out = rows.left_out + tuple(
        (rows.ids[i], reason) for i, reason in prepared.rows_left_out.items()
    )
    samples = Samples(rows.take(prepared.rows), prepared, left_out, prepared)
    say(feedback, samples_said(samples))
    warn(feedback, [*no_elements_said(fields), *prepared.warnings])
    return samples


def measured(rows: LayerRows, names) -> list:
    """The names as the layer writes them; refuses fields that hold neither numbers nor text."""
    exact = rows.exact(names)
    for name in exact:
        index = index_of(rows.fields, name)
        if index >= 0 and not may_hold_numbers(rows.fields[index]):
            raise InputError(
                f"The field {name} of the layer {rows.name} is of the type "
                f"{rows.fields[index].typeName() or 'unknown'} and holds no measurements; take it out "
                "of the chosen fields."
            )
    return exact


def rules_of(inputs: Inputs, signed: bool, repeats: str) -> CleaningRules:
    """The rules that the dialog asks for."""
    return CleaningRules(
        not_analysed=inputs.not_analysed(),
        non_detects=inputs.choice(p.NON_DETECTS),
        max_blank=inputs.number(p.MAX_BLANK),
        max_censored=inputs.number(p.MAX_CENSORED),
        max_blank_sample=inputs.number(p.MAX_BLANK_SAMPLE),
        missing=inputs.choice(p.MISSING),
        neighbours=inputs.integer(p.NEIGHBOURS),
        repeats=repeats,
        signed=signed,
        random_state=inputs.integer(p.SEED),
    )


def samples_said(samples: Samples) -> list:
    """Sentences: which samples are used, which are left out and why, what was done to the values."""
    used, out = len(samples.rows), len(samples.left_out)
    sentences = [f"{used + out} samples were read from {samples.rows.name}; {used} are used."]
    for row, reason in samples.left_out[:_ROWS_SAID]:
        sentences.append(f"Left out: {row} ({reason}).")
    if out > _ROWS_SAID:
        sentences.append(f"Left out: {out - _ROWS_SAID} more samples.")
    return [*sentences, *samples.prepared.steps]


def flags_of(inputs: Inputs, rows: LayerRows, fields: list) -> dict:
    """Field -> flag field, of the fields that have one; refuses a suffix that finds none."""
    suffix = inputs.text(p.FLAG_SUFFIX)
    if not suffix:
        return {}
    names = [field.name() for field in rows.fields]
    found = {field: flag_field_of(field, names, suffix) for field in fields}
    flags = {field: flag for field, flag in found.items() if flag is not None}
    if not flags:
        raise InputError(
            f"FLAG_SUFFIX is '{suffix}', but no field of the layer {rows.name} that ends so belongs to "
            f"one of FIELDS ({', '.join(fields[:3])}, ...); correct it or leave it empty."
        )
    return flags


def flags_said(flags: dict, fields: list) -> str:
    """A sentence on which fields have a flag field, and which have none."""
    without = [field for field in fields if field not in flags]
    said = f"Flags were read from {', '.join(flags.values())}"
    return f"{said}; {', '.join(without)} have none." if without else f"{said}."


def earlier_marks_said(rows: LayerRows, fields: list) -> list:
    """A sentence where an earlier preparation marked numbers as not measured."""
    names = {field.name() for field in rows.fields}
    counts = {}
    for field in fields:
        if f"{field}_{MARK_ENDING}" in names:
            marks = rows.column(f"{field}_{MARK_ENDING}")
            if set(marks) - {None, ""} <= set(MARK_NAMES):
                counts[field] = sum(mark in _NOT_MEASURED for mark in marks)
    marked = ", ".join(f"{field} {count:,}" for field, count in counts.items() if count)
    if not marked:
        return []
    return [
        f"An earlier preparation marked numbers as not measured, which count as measured here: {marked}."
    ]


def no_elements_said(fields) -> list:
    """A warning where row numbers or coordinates were ticked along with the elements."""
    odd = [name for name in fields if name.lower() in NO_ELEMENTS]
    if not odd:
        return []
    return [
        f"FIELDS names {', '.join(odd)}, which looks like a row number or a coordinate and not like "
        "an element; leave it out unless it is one."
    ]
