"""Algorithm `applymodel`: new samples the way of a model's own, to the same classes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np

from ..core.assays.field_matching import FieldMatch, match_fields, read_field_map
from ..core.kept_model import ClassifiedSamples, KeptModel
from ..core.palette import CLASS_NAMES
from . import parameters as p
from .base import MAPS, GeochemAlgorithm
from .compat import may_hold_numbers, row_name
from .fields import index_of
from .inputs import Inputs
from .messages import replaced_said, say, stop_if_cancelled, warn
from .numbers import add_number_outputs
from .outputs import replaced_names, write_rows
from .points import LayerRows, read_points
from .provenance import history_of
from .ranking import rank_fields
from .samples import flags_of, flags_said
from .styles import LayerLook
from .training import map_fields

# Samples farther from their unit than this percentage of the model's, and how many of them are
# too many: four times what there would be of samples like the model's own.
FAR, MANY_FAR = 95.0, 0.2
_ROWS_SAID = 20
_FIELDS_SAID = 5


@dataclass(frozen=True)
class Applied:
    """New samples and what the model says of them.

    Attributes
    ----------
    rows : the layer's rows that are used
    found : ClassifiedSamples of these rows
    left_out : (row, reason) of every row of the layer that is not used
    matches : FieldMatch of every field that the model reads
    steps : what was done to the values, sentences
    warnings : sentences
    """

    kept: KeptModel
    rows: LayerRows
    found: ClassifiedSamples
    left_out: tuple
    matches: tuple
    steps: tuple
    warnings: tuple

    @property
    def n_outside(self) -> int:
        """Samples with a value beyond the range that the model was trained on."""
        return int(self.found.outside.any(axis=1).sum())


class ApplyModel(GeochemAlgorithm):
    """New samples by a model that is kept in a file."""

    ID = "applymodel"
    TITLE = "Apply a model to new samples"
    GROUP = MAPS
    ICON = "maps.svg"
    TAGS = "geochemistry,anomaly,model,apply,predict,classify,new,samples,som,geosom"
    HELP = (
        "Gives new samples the unit, cluster and, where the model was ranked, the class and weight that "
        "a model's own samples got: the same preparation, the same map, the same classes, on any "
        "computer. Values beyond those that the model was trained on are named in the field 'outside'. "
        "'dist_pct' tells how far a sample is from its unit: 50 on average for samples like the model's "
        "own, 100 for one that is farther off than any of these would be. Models come from the output "
        "MODEL of the training algorithms and of 'Separate geochemical anomalies'. No PyTorch is needed, "
        "for DE-SOM either."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.model_file(),
            p.new_samples(),
            p.sample_id(),
            p.field_map(),
            p.group_of_new_samples(),
            p.flag_suffix(),
            p.codes_of_new_samples(),
            p.point_sink("Samples, classified by the model"),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT", "SAMPLES_OUTSIDE"))

    def execute(self, parameters, context, feedback):
        from ..core.kept_model_file import load_kept_model

        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        kept = load_kept_model(inputs.input_file(p.MODEL))
        say(feedback, model_said(kept))
        applied = _apply(inputs, kept, feedback)
        say(feedback, [*applied.steps, *result_said(applied)])
        warn(feedback, applied.warnings)
        stop_if_cancelled(feedback)
        page = None
        if inputs.has(p.REPORT):
            from .apply_report import apply_report

            page = apply_report(inputs, applied)
        values = _fields(applied)
        lost = [name for name in replaced_names(applied.rows, values) if name != "sample_id"]
        warn(feedback, replaced_said(lost, applied.rows.name))
        results = write_rows(inputs, p.OUTPUT, applied.rows, values, _look(inputs, applied))
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "SAMPLES_USED": len(applied.rows),
            "SAMPLES_OUT": len(applied.left_out),
            "SAMPLES_OUTSIDE": applied.n_outside,
        }


def model_said(kept: KeptModel) -> list:
    """What a model is and how it stands, sentences."""
    about, lattice = kept.about, kept.model.lattice_
    said = [
        f"The model is a {kept.method} map of {lattice.rows} x {lattice.cols} units in "
        f"{kept.n_clusters} clusters, of {len(kept.distances):,} samples of "
        f"{about.get('survey', 'a survey')}"
        + (f", made on {about['made']}." if about.get("made") else "."),
        str(about.get("made_by", "")) and f"{about['made_by']}.",
        f"It reads {', '.join(kept.cleaning.parts)}.",
    ]
    if kept.figures is not None:
        said += [
            str(about.get("standing", "")),
            "Its classes come from the ground on which it was ranked: that the same chemistry means "
            "the same on other ground is an assumption.",
        ]
    return [sentence for sentence in said if sentence]


def result_said(applied: Applied) -> list:
    """How the new samples came out, sentences."""
    n, found = len(applied.rows), applied.found
    said = [
        f"{n + len(applied.left_out):,} samples were read from {applied.rows.name}; {n:,} are "
        "classified."
    ]
    said += [f"Left out: {row} ({reason})." for row, reason in applied.left_out[:_ROWS_SAID]]
    if len(applied.left_out) > _ROWS_SAID:
        said.append(f"Left out: {len(applied.left_out) - _ROWS_SAID:,} more samples.")
    if found.figures is not None:
        counts = [
            f"{name} {int((found.figures.class_id == class_id).sum()):,}"
            for class_id, name in CLASS_NAMES.items()
        ]
        said.append(f"Classes: {', '.join(counts)}.")
    said.append(
        f"{applied.n_outside:,} of {n:,} samples have a value outside the range that the model was "
        "trained on."
    )
    return said


def outside_counts(found: ClassifiedSamples) -> list:
    """(field, samples above, samples below) of the fields with any, most first."""
    above, below = (found.outside == 1).sum(axis=0), (found.outside == -1).sum(axis=0)
    counts = [(f, int(a), int(b)) for f, a, b in zip(found.fields, above, below) if a or b]
    return sorted(counts, key=lambda count: -(count[1] + count[2]))


def _apply(inputs: Inputs, kept: KeptModel, feedback) -> Applied:
    rows = read_points(
        inputs.source(p.SAMPLES), id_field=inputs.text(p.SAMPLE_ID), feedback=feedback
    )
    cleaning = kept.cleaning
    matches = match_fields(
        cleaning.parts,
        [field.name() for field in rows.fields if may_hold_numbers(field)],
        given=read_field_map(inputs.text(p.FIELD_MAP)),
        optional=cleaning.optional,
        layer_name=rows.name,
    )
    flags = flags_of(inputs, rows, [match.field for match in matches])
    group_field, groups = _groups(inputs, kept, rows)
    codes = inputs.not_analysed() if inputs.has(p.NOT_ANALYSED) else None
    found = kept.classify(
        {match.wanted: rows.column(match.field) for match in matches},
        unit_factors={match.wanted: match.factor for match in matches},
        groups=groups,
        flags={m.wanted: rows.column(flags[m.field]) for m in matches if m.field in flags},
        not_analysed=codes,
        row_names=rows.ids,
        layer_name=rows.name,
        own_names={match.wanted: match.field for match in matches},
    )
    left_out = rows.left_out + tuple((rows.ids[i], r) for i, r in found.rows_left_out.items())
    steps = [match.said for match in matches if match.said]
    steps += [flags_said(flags, [match.field for match in matches])] if flags else []
    steps += [f"Groups are read from {group_field}."] if groups is not None else []
    return Applied(
        kept,
        rows.take(found.rows),
        found,
        left_out,
        matches,
        (*steps, *found.steps),
        tuple(_warnings(found, matches)),
    )


def _groups(inputs: Inputs, kept: KeptModel, rows: LayerRows) -> tuple:
    """The field of groups and its values, where the model levelled; else none."""
    name = inputs.text(p.LEVEL_FIELD)
    if kept.transform.levels is None:
        return "", None
    if not name and index_of(rows.fields, kept.group_field) >= 0:
        name = kept.group_field
    return name, [row_name(group) for group in rows.column(name)] if name else None


def _warnings(found: ClassifiedSamples, matches: tuple[FieldMatch, ...]) -> list:
    said = []
    beyond = [f"{f} ({a + b:,})" for f, a, b in outside_counts(found)]
    if beyond:
        more = ", ..." if len(beyond) > _FIELDS_SAID else ""
        said.append(
            "Values lie outside the range that the model was trained on, where it can only guess: "
            f"{', '.join(beyond[:_FIELDS_SAID])}{more}; see the field 'outside'."
        )
    far = float(np.mean(found.distance_percentile >= FAR))
    if far > MANY_FAR:
        said.append(
            f"{100 * far:.0f} % of the samples lie farther from their unit than {FAR:g} % of the model's "
            f"own would if they were new (of samples like those it is about {100 - FAR:g} %): the model "
            "has seen few like them, as with another laboratory, medium or ground; see the field "
            "'dist_pct'."
        )
    return said


def _fields(applied: Applied) -> dict:
    """Field name -> values of the output layer."""
    kept, found = applied.kept, applied.found
    values = map_fields(kept.method, kept.model.lattice_, found, applied.rows.ids)
    if found.figures is not None:
        values |= rank_fields(found.figures)
    return {**values, "outside": found.outside_texts, "dist_pct": found.distance_percentile}


def _look(inputs: Inputs, applied: Applied) -> LayerLook:
    kept, figures = applied.kept, applied.found.figures
    # QGIS shows an abstract as HTML, and what a model says of itself may be a stranger's words.
    abstract = escape(" ".join([*model_said(kept), *result_said(applied)[-1:]]), quote=False)
    history = history_of(inputs)
    title = f"{applied.rows.name}: classified by a model"
    if figures is None:
        return LayerLook(title, abstract, history, style="clusters", n_clusters=kept.n_clusters)
    labels = {
        class_id: f"{name.capitalize()}: {int((figures.class_id == class_id).sum()):,} samples"
        for class_id, name in CLASS_NAMES.items()
    }
    ranked = np.isfinite(figures.weight_s).any()
    score = ("weight_s", figures.weight_s) if ranked else ("path_mean", figures.path_mean)
    return LayerLook(title, abstract, history, style="classes", class_labels=labels, score=score)
