"""Algorithm `compositesamples`: average the samples of each cell or polygon into one composite."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ..core.assays import CleaningRules, find_repeats
from ..core.assays.cleaning import read_states
from ..core.assays.sentences import reading_steps
from ..core.composites import Composites, composite
from ..core.errors import InputError
from . import parameters as p
from .base import PREPARE, GeochemAlgorithm
from .cells import Cells, grid_of, polygons_of
from .compat import make_field
from .destinations import cut_names_said
from .fields import COMPOSITE_FIELDS, free_name
from .ground import make_plane
from .inputs import Inputs
from .messages import say, stop_if_cancelled, warn
from .numbers import add_number_outputs
from .outputs import POINT, write_table
from .points import LayerRows, read_points
from .provenance import history_of
from .samples import earlier_marks_said, flags_of, flags_said, measured, no_elements_said
from .styles import LayerLook

_SHOWN = 10


class CompositeSamples(GeochemAlgorithm):
    """One sample per cell: the average of the samples that lie in it."""

    ID = "compositesamples"
    TITLE = "Composite samples"
    GROUP = PREPARE
    ICON = "prepare.svg"
    TAGS = "geochemistry,composite,grid,cell,catchment,average,aggregate,samples,assays,non-detects"
    HELP = (
        "Averages the samples of each square cell, or of each of your polygons, into one composite "
        "sample. A dense or uneven survey becomes an even one, and the chance of a single sample "
        "weighs less; what a single high sample says is diluted. Values below the detection limit "
        "are replaced for the whole survey first. A composite lies at the centre of its cell; of a "
        "polygon, at its centroid or, where that lies outside, at a point on its surface. An element "
        "that no sample of a cell has is blank there. n_below counts the values below the limit "
        "behind a composite, zeros included; censored names the elements of which half the samples "
        "or more are such."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.samples(),
            p.sample_id(),
            p.composite_fields(),
            *p.composite_parameters(),
            p.non_detects(),
            p.not_analysed(),
            p.flag_suffix(),
            p.seed(),
            p.point_sink("Composites"),
            p.cells_sink(),
            p.table_sink(p.TABLE, "Samples and the composite of each"),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT", "COMPOSITES"))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        rows = read_points(
            inputs.source(p.SAMPLES), id_field=inputs.text(p.SAMPLE_ID), feedback=feedback
        )
        assays = _read_assays(inputs, rows, feedback)
        feedback.setProgress(30)
        plane = make_plane(rows.crs, rows.xy, context.transformContext())
        xy = plane.points(rows.xy, rows.crs)
        if inputs.has(p.POLYGONS):
            cells = polygons_of(inputs.source(p.POLYGONS), plane, xy)
        else:
            cells = grid_of(plane, xy, inputs.number(p.CELL_SIZE))
        say(feedback, [cells.said])
        stop_if_cancelled(feedback)
        feedback.setProgress(60)
        made = composite(
            assays.values,
            cells.of_sample,
            below=assays.below,
            statistic=inputs.choice(p.STATISTIC),
            least_samples=inputs.integer(p.LEAST_SAMPLES),
            thing=cells.thing,
        )
        _check_made(made, rows)
        say(feedback, _made_said(made, inputs.choice(p.STATISTIC), rows))
        warn(feedback, _doubts_said(made, assays.names))
        stop_if_cancelled(feedback)
        feedback.setProgress(90)
        results = _write(inputs, rows, assays.names, plane, cells, made, feedback)
        return {
            **results,
            "SAMPLES_USED": int(made.n_samples.sum()),
            "SAMPLES_OUT": len(made.rows_left_out) + len(rows.left_out),
            "COMPOSITES": len(made.cells),
        }


@dataclass(frozen=True)
class _Assays:
    """Elements as numbers: their names, values (N, D), and which of them are substitutes (N, D)."""

    names: list
    values: np.ndarray
    below: np.ndarray


def _read_assays(inputs: Inputs, rows: LayerRows, feedback) -> _Assays:
    names = measured(rows, inputs.fields(p.FIELDS))
    if not names:
        raise InputError("FIELDS is empty; choose the elements to average.")
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise InputError(f"FIELDS names {', '.join(twice)} more than once; name it once.")
    columns = {name: rows.column(name) for name in names}
    rules = CleaningRules(
        not_analysed=inputs.not_analysed(),
        non_detects=inputs.choice(p.NON_DETECTS),
        random_state=inputs.integer(p.SEED),
    )
    flags = flags_of(inputs, rows, names)
    states = read_states(
        columns,
        tuple(names),
        rules=rules,
        flags={field: rows.column(flag) for field, flag in flags.items()},
        row_names=rows.ids,
        layer_name=rows.name,
    )
    say(
        feedback,
        [
            f"{len(rows) + len(rows.left_out):,} rows were read from {rows.name}; {len(names)} fields.",
            *([flags_said(flags, names)] if flags else []),
            *earlier_marks_said(rows, names),
            *reading_steps(states, rules),
        ],
    )
    undetected = [
        state.name
        for state in states
        if state.replaced.n_detected == 0 and state.replaced.replaced.any()
    ]
    warn(
        feedback,
        [
            *no_elements_said(names),
            *(
                [
                    f"Nothing was detected in {', '.join(undetected)}: its composites are substitutes."
                ]
                if undetected
                else []
            ),
            *(
                f"{sentence[:-1]}; each counts in its composite."
                for sentence in find_repeats(rows.xy, columns).sentences(rows.ids)
            ),
        ],
    )
    return _Assays(
        names,
        np.column_stack([state.replaced.values for state in states]),
        np.column_stack([state.replaced.replaced for state in states]),
    )


def _check_made(made: Composites, rows: LayerRows) -> None:
    if not len(made.cells):
        reasons = Counter(made.rows_left_out.values())
        counted = "; ".join(f"{count:,} samples {reason}" for reason, count in reasons.items())
        raise InputError(
            f"No composite can be made of the layer {rows.name} ({counted}): lower LEAST_SAMPLES, "
            "choose larger cells, or other FIELDS."
        )


def _made_said(made: Composites, statistic: str, rows: LayerRows) -> list:
    """Sentences: how many composites of how many samples, and which samples are left out why."""
    n = made.n_samples
    said = [
        f"{n.sum():,} samples became {len(n):,} composites ({_words(statistic)} of "
        f"{n.min()} to {n.max()} samples, {n.mean():.3g} on average)."
    ]
    for reason in dict.fromkeys(made.rows_left_out.values()):
        out = [rows.ids[row] for row, why in made.rows_left_out.items() if why == reason]
        shown = ", ".join(out[:_SHOWN]) + (", ..." if len(out) > _SHOWN else "")
        said.append(f"Left out, {reason}: {len(out):,} samples ({shown}).")
    return said


def _doubts_said(made: Composites, names) -> list:
    blank, censored = np.isnan(made.values).sum(axis=0), made.censored.sum(axis=0)
    title = f"of {len(made.cells):,} composites"
    return [
        *_per_field(f"Blank for want of a value, {title}", names, blank),
        *_per_field(
            f"Half the samples or more are below the detection limit, {title}", names, censored
        ),
    ]


def _per_field(title: str, names, counts) -> list:
    """One sentence for all fields with a count, or none."""
    counted = [f"{name} {int(count):,}" for name, count in zip(names, counts) if count]
    return [f"{title}: {', '.join(counted)}."] if counted else []


def _write(
    inputs: Inputs, rows: LayerRows, names, plane, cells: Cells, made: Composites, feedback
) -> dict:
    statistic = _words(inputs.choice(p.STATISTIC))
    taken = {*COMPOSITE_FIELDS, "fid", "geom"}  # the last two are a GeoPackage's own
    written = [free_name(name, taken) for name in names]
    fields = {
        field: make_field(field, float, f"{name} ({statistic} of the samples)")
        for field, name in zip(written, names)
    }
    look = LayerLook(
        f"Composites of {rows.name}",
        f"The {statistic} of the samples of {rows.name} in each {cells.thing}; n_below counts the "
        "values below the detection limit behind a composite.",
        history_of(inputs),
        style="counts",
        counts=("n_samples", made.n_samples, "sample", "samples"),
    )
    frame = _composites_table(made, names, written)
    for name in (p.OUTPUT, p.CELLS):
        warn(feedback, cut_names_said(inputs, name, written))
    points, shapes = (
        [plane.to_source(shapes[i]) for i in made.cells.tolist()]
        for shapes in (cells.points, cells.shapes)
    )
    layer = {"crs": rows.crs, "fields": fields}
    results = write_table(inputs, p.OUTPUT, frame, look, geometries=points, wkb_type=POINT, **layer)
    results |= write_table(inputs, p.CELLS, frame, look, geometries=shapes, **layer)
    table = _samples_table(made, rows)
    look = LayerLook(f"Samples of {rows.name}", "The composite of each sample.", look.history)
    return results | write_table(inputs, p.TABLE, table, look)


def _composites_table(made: Composites, names, written):
    """DataFrame with one row per composite; elements under the names that are `written`."""
    import pandas as pd

    censored = [", ".join(np.array(names)[row]) or None for row in made.censored]
    return pd.DataFrame(
        {
            "sample_id": _ids(made),
            "n_samples": made.n_samples,
            **dict(zip(written, made.values.T)),
            "n_below": made.n_below.sum(axis=1),
            "censored": pd.Series(censored, dtype=object),
        }
    )


def _samples_table(made: Composites, rows: LayerRows):
    """DataFrame with every row of the layer: its composite, or the reason why it has none."""
    import pandas as pd

    ids = [*_ids(made), None]  # the last is for samples in no composite
    read = [
        (row, ids[place], made.rows_left_out.get(i))
        for i, (row, place) in enumerate(zip(rows.ids, made.place.tolist()))
    ]
    unusable = [(row, None, reason) for row, reason in rows.left_out]
    columns = ["sample_id", "composite", "reason"]
    return pd.DataFrame([*read, *unusable], columns=columns, dtype=object)


def _ids(made: Composites) -> list:
    """Numbers of the composites, from the north-west on."""
    digits = max(4, len(str(len(made.cells))))
    return [f"C{number:0{digits}d}" for number in range(1, len(made.cells) + 1)]


def _words(statistic: str) -> str:
    return statistic.replace("_", " ")
