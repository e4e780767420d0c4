"""Algorithm `factoranalysis`: which elements vary together, and how much of it each sample has."""

from __future__ import annotations

import re

from . import parameters as p
from .base import PREPARE, GeochemAlgorithm
from .factor_run import FactorRun, FactorSettings, analyse_factors, reading_of
from .factor_words import carried_said, factors_said
from .inputs import Inputs
from .messages import progress_of, replaced_said, say, stop_if_cancelled, warn
from .numbers import FACTOR_NUMBERS, add_number_outputs
from .outputs import write_rows, write_table
from .points import LayerRows
from .provenance import history_of
from .styles import LayerLook
from .training import read_samples


class FactorAnalysisAlgorithm(GeochemAlgorithm):
    """Factor analysis of geochemical samples."""

    ID = "factoranalysis"
    TITLE = "Factor analysis"
    GROUP = PREPARE
    ICON = "factors.svg"
    TAGS = "geochemistry,anomaly,factor,principal,component,pca,varimax,loadings,gmpi,staged,robust"
    HELP = (
        "Draws factors from the elements of a sample layer: groups of elements that vary together, as "
        "rock types, alteration and mineralization make them do. Each sample gets a score on each "
        "factor; the factors that carry the target elements also a mineralization probability index, "
        "GMPI = e^F / (1 + e^F).\n\n"
        "The values are transformed with log10 and standardised unless you choose otherwise: "
        "factors rest on correlations, which skewed concentrations distort. Principal axes, varimax and "
        "parallel analysis for the number of factors are good defaults for most surveys. Name the "
        "target elements, run, and read the report: it tells whether the elements are worth "
        "analysing (Kaiser-Meyer-Olkin), how many factors stand out, what they carry, and why "
        "factors were picked.\n\n"
        "Train a map on the scores with TRANSFORM none, or look at them as they are: the layer has a "
        "style for every factor."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.samples(),
            p.sample_id(),
            p.elements(),
            *p.factor_data_parameters(),
            p.composition(),
            *p.factor_parameters(),
            p.point_sink("Factor scores"),
            p.loadings_sink(),
            p.factors_sink(),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT", *FACTOR_NUMBERS))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        settings = FactorSettings.of(inputs)
        reading, changes = reading_of(inputs, settings)
        say(feedback, changes)
        samples = read_samples(reading, feedback)
        run = analyse_factors(samples.prepared, settings, progress_of(feedback, 5, 90))
        feedback.setProgress(90)
        stop_if_cancelled(feedback)
        say(feedback, [*factors_said(run), *carried_said(run)])
        values = {"sample_id": samples.rows.ids, **run.fields()}
        warn(feedback, [*run.warnings, *_older_fields_said(samples.rows, values)])
        page = None
        if inputs.has(p.REPORT):
            from .factor_reports import factor_report

            page = factor_report(inputs, samples, run, changes)
            stop_if_cancelled(feedback)

        history = history_of(inputs)
        results = write_rows(
            inputs, p.OUTPUT, samples.rows, values, _look(samples.rows.name, run, history)
        )
        results |= _write_tables(inputs, run, history)
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "SAMPLES_USED": len(samples.rows),
            "SAMPLES_OUT": len(samples.left_out),
            **run.numbers(),
        }


def _look(layer_name: str, run: FactorRun, history: tuple) -> LayerLook:
    """Every factor is a style; the first picked one is on show."""
    names = run.analysis.factor_names_
    order = dict.fromkeys([*run.on_show, *range(len(names))])
    return LayerLook(
        "Factor analysis: scores of the samples",
        f"Factor scores of the samples of {layer_name}. " + " ".join(carried_said(run)),
        history,
        style="scores",
        scores=tuple((names[f], run.scores[:, f]) for f in order),
        aliases=run.aliases(),
    )


def _write_tables(inputs: Inputs, run: FactorRun, history: tuple) -> dict:
    results = {}
    if inputs.has(p.LOADINGS) or inputs.has(p.FACTORS):
        from .factor_tables import factors_table, loadings_table

        look = LayerLook(
            "Factor analysis: loadings",
            "One row per element; an element that was dropped on the way has the number of that stage.",
            history,
            aliases=run.aliases(),
        )
        results |= write_table(inputs, p.LOADINGS, loadings_table(run), look)
        look = LayerLook("Factor analysis: factors", "One row per factor.", history)
        results |= write_table(inputs, p.FACTORS, factors_table(run), look)
    return results


def _older_fields_said(rows: LayerRows, values: dict) -> list:
    """Warnings: fields of the layer that results replace, or that could be taken for results."""
    ours = {name.lower() for name in values} - {"sample_id"}
    names = [field.name() for field in rows.fields]
    lost = [name for name in names if name.lower() in ours]
    alike = [
        name
        for name in names
        if re.fullmatch(r"(gmpi_)?f\d+", name.lower()) and name.lower() not in ours
    ]
    said = replaced_said(lost, rows.name)
    if alike:
        said.append(
            f"{', '.join(alike)} of the output come from the layer {rows.name}, perhaps from an earlier "
            "analysis, and not from this one."
        )
    return said
