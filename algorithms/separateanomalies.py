"""Algorithm `separateanomalies`: the whole way from samples to ranked maps and their combination."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core.errors import InputError, MissingPackageError
from . import parameters as p
from .base import WORKFLOW, GeochemAlgorithm
from .combination import CombinedModels, combination_look, combine
from .evidence import examine
from .factor_step import read_for_maps
from .inputs import Inputs
from .kept import write_model
from .lattice_layer import write_lattice
from .messages import say, stop_if_cancelled, warn
from .models import model_of_map
from .numbers import (
    CROSSING_NUMBERS,
    EVIDENCE_NUMBERS,
    MAP_NUMBERS,
    add_number_outputs,
    crossing_numbers,
)
from .outputs import write_ground, write_rows, write_table
from .provenance import history_of
from .ranking import (
    BY_PATHFINDERS,
    FIT,
    describe,
    groups_of,
    rank,
    rank_fields,
    result_said,
    rule_said,
    standing_of,
    survey_ground,
    table_of,
)
from .signatures import class_with_geochemistry, signatures_of, with_geochemistry
from .styles import LayerLook, class_labels
from .targets import find_targets
from .training import require_method, train
from .workflow import Workflow

METHODS = ("som", "batchsom", "desom")
# Where units are ranked, a row says things of two kinds.
BY_UNITS = {
    "nd": "Normalized density of the cluster",
    "weight": "Weight of the cluster (log of normalized density)",
    "weight_s": "Smoothed weight of the unit",
    "class": "Class of the unit",
}
# Share of the progress bar that each method's training is worth.
EFFORT = {"som": 1.0, "batchsom": 0.5, "desom": 4.0}


class SeparateAnomalies(GeochemAlgorithm):
    """Three maps, ranked, classified and combined in one run."""

    ID = "separateanomalies"
    TITLE = "Separate geochemical anomalies"
    GROUP = WORKFLOW
    ICON = "workflow.svg"
    TAGS = "geochemistry,anomaly,som,maximin,prediction-area,targets,exploration,mineral"
    HELP = (
        "Trains self-organizing maps of geochemical samples (SOM, Batch SOM, DE-SOM), ranks their "
        "units or clusters against known mineral occurrences, maps anomaly, halo and background, and "
        "combines the models by maximin. Targets are the contiguous anomalies of the combination. "
        "Occurrences are held out to see what the maps predict (held-out crossing, 50 = chance); figures "
        "made with the ranking occurrences are a fit.\n\nFill in the samples, the "
        "elements and the occurrences; the rest has defaults. Point at a label for its help."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.samples(),
            p.sample_id(),
            p.fields(),
            *p.occurrence_parameters(),
            p.methods(),
            *p.factor_step_parameters(),
            *p.data_parameters(),
            p.composition(),
            *p.map_parameters(),
            *p.schedule_parameters(),
            *p.som_parameters(),
            *p.desom_parameters(),
            *p.ground_parameters(),
            *p.class_parameters("natural_breaks"),
            p.rank_by(),
            p.evaluation(),
            p.pathfinders(p.SAMPLES),
            p.combine_by(),
            p.scale(),
            p.point_sink("Combined models (maximin)"),
            p.point_sink("SOM, ranked", "OUTPUT_SOM", optional=True),
            p.point_sink("Batch SOM, ranked", "OUTPUT_BATCHSOM", optional=True),
            p.point_sink("DE-SOM, ranked", "OUTPUT_DESOM", optional=True),
            p.lattice_sink("Lattice of the SOM, ranked", "LATTICE_SOM"),
            p.lattice_sink("Lattice of the Batch SOM, ranked", "LATTICE_BATCHSOM"),
            p.lattice_sink("Lattice of the DE-SOM, ranked", "LATTICE_DESOM"),
            p.model_sink("Model of the SOM, to apply to other samples", "MODEL_SOM"),
            p.model_sink("Model of the Batch SOM, to apply to other samples", "MODEL_BATCHSOM"),
            p.model_sink("Model of the DE-SOM, to apply to other samples", "MODEL_DESOM"),
            p.ground_sink(),
            p.targets_sink(),
            p.table_sink(p.TABLE, "Table of clusters and classes"),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT"))
        add_number_outputs(self, ("OCCURRENCES_USED", "OCCURRENCES_OUT"))
        for method in METHODS:
            numbers = (*MAP_NUMBERS, *EVIDENCE_NUMBERS, *CROSSING_NUMBERS)
            add_number_outputs(self, numbers, prefix_of(method))
        add_number_outputs(self, (*EVIDENCE_NUMBERS, *CROSSING_NUMBERS), prefix_of("maximin"))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        methods = _methods(inputs)
        inputs.check_destinations()
        samples = read_for_maps(inputs, feedback)
        site = survey_ground(inputs, samples.rows, feedback)
        maps = _train_all(inputs, methods, samples, feedback)
        models = {m: model_of_map(maps[m], inputs.choice(p.RANK_BY)) for m in methods}
        signatures = {m: signatures_of(maps[m].cluster, samples.elements) for m in methods}
        ranked = _rank_all(inputs, site, models, signatures, samples.elements, feedback)
        combined = _combine_all(inputs, site, ranked, samples.elements, feedback)
        evidence = examine(inputs, site, models, feedback, 85.0, 97.0, combination="maximin")
        everything = {**ranked, "maximin": combined.ranked}
        say(feedback, _results_said(everything, evidence))
        targets, target_shapes = find_targets(
            site.ground,
            combined.ranked.class_id,
            combined.combination.score,
            site.occurrences,
            samples.elements.element_values,
            samples.elements.fields,
        )
        stop_if_cancelled(feedback)
        done = Workflow(
            samples=samples,
            site=site,
            maps=maps,
            ranked=ranked,
            combined=combined,
            evidence=evidence,
            signatures=signatures,
            targets=targets,
            target_shapes=target_shapes,
        )
        page = None
        if inputs.has(p.REPORT):
            from .reports import workflow_report

            feedback.pushInfo("Drawing the report.")
            page = workflow_report(inputs, done)

        history = history_of(inputs)
        results = _write_models(inputs, done, history)
        results |= _write_targets(inputs, targets, target_shapes, site, history)
        results |= _write_table(inputs, done, history)
        results |= inputs.write_page(p.REPORT, page)
        numbers = {
            "SAMPLES_USED": len(samples.rows),
            "SAMPLES_OUT": len(samples.left_out),
            **site.numbers(),
        }
        for method, trained in maps.items():
            numbers.update(trained.numbers(prefix_of(method)))
        for method, model in everything.items():
            prefix = prefix_of(method)
            numbers.update(evidence.numbers(method, prefix))
            numbers.update(crossing_numbers(model.prediction_area.crossing, prefix))
        return {**results, **numbers}


def prefix_of(method: str) -> str:
    """Prefix of a model's number outputs."""
    return f"{method.upper()}_"


def _results_said(models: dict, evidence) -> list:
    """Held-out headline and fit of every model, the combination first."""
    said = []
    if not evidence.models:  # what holds for all is said once
        said = [evidence.why_none] if evidence.why_none else []
        evidence = None
    for name in sorted(models, key=lambda name: name != "maximin"):
        said += [result_said(name, models[name], evidence), *rule_said(models[name])]
    return said


def _methods(inputs: Inputs) -> list:
    methods = [method for method in METHODS if method in inputs.choices(p.METHODS)]
    if not methods:
        raise InputError("METHODS is empty; choose at least one of som, batchsom and desom.")
    for method in methods:
        try:
            require_method(method)
        except MissingPackageError as error:
            raise MissingPackageError(f"{error} Or leave {method} out of METHODS.") from error
    for method in METHODS:
        for name in (f"{output}_{method.upper()}" for output in ("OUTPUT", "LATTICE", "MODEL")):
            if method not in methods and inputs.has(name):
                raise InputError(
                    f"{name} is wanted but METHODS does not name {method}; add it there."
                )
    return methods


def _train_all(inputs: Inputs, methods, samples, feedback) -> dict:
    maps, done = {}, 5.0
    per_effort = 80.0 / sum(EFFORT[method] for method in methods)
    for method in methods:
        following = done + EFFORT[method] * per_effort
        maps[method] = train(inputs, method, samples, feedback, done, following)
        done = following
    return maps


def _score(ranked) -> np.ndarray:
    """What maximin combines: smoothed weights, or pathfinder means where no occurrence is known.

    Ground that has a class but no pathfinder value shows nothing: it comes last.
    """
    score = ranked.ordered_by[1]
    if not ranked.by_pathfinders:
        return score
    return np.where(np.isnan(score) & (ranked.class_id > 0), np.nanmin(score), score)


def _rank_all(inputs: Inputs, site, models: dict, signatures: dict, elements, feedback) -> dict:
    """Every model ranked; what no element sets apart is no anomaly."""
    ranked, log_base = {}, inputs.choice(p.LOG_BASE)
    for method, model in models.items():
        found = rank(inputs, site, model)
        if model.units is None:
            signs = signatures[method]
            ranked[method], warnings = with_geochemistry(method, found, model.clusters, signs)
        else:
            found, warnings = class_with_geochemistry(method, found, elements, site, log_base)
            ranked[method] = describe(inputs, site, found, model.clusters)
        warn(feedback, warnings)
    return ranked


def _combine_all(inputs: Inputs, site, ranked: dict, elements, feedback) -> CombinedModels:
    scores = [_score(model) for model in ranked.values()]
    class_ids = [model.class_id for model in ranked.values()]
    combined = combine(inputs, site, list(ranked), scores, class_ids, feedback)
    again, warnings = class_with_geochemistry(
        "maximin", combined.ranked, elements, site, inputs.choice(p.LOG_BASE)
    )
    warn(feedback, warnings)
    return replace(combined, ranked=again)


def _model_look(method: str, ranked, evidence, history) -> LayerLook:
    return LayerLook(
        f"{method}: anomaly, halo and background",
        standing_of(method, ranked, BY_PATHFINDERS, evidence),
        history,
        style="classes",
        class_labels=class_labels(ranked.table, evidence.class_rates(method, ranked.table)),
        aliases=BY_UNITS if ranked.described is not None else {},
        score=(ranked.ordered_by[0], _score(ranked)),
    )


def _write_models(inputs: Inputs, done: Workflow, history) -> dict:
    results, rows = {}, done.samples.rows
    for method, trained in done.maps.items():
        model = done.ranked[method]
        values = {**trained.fields(rows.ids), **rank_fields(model)}
        look = _model_look(method, model, done.evidence, history)
        results |= write_rows(inputs, f"OUTPUT_{method.upper()}", rows, values, look)
        results |= write_lattice(
            inputs, f"LATTICE_{method.upper()}", trained, done.samples.prepared, history, model
        )
        standing = standing_of(method, model, BY_PATHFINDERS, done.evidence)
        results |= write_model(
            inputs, f"MODEL_{method.upper()}", done.samples, trained, model, standing
        )
    look = combination_look(done.combined, history, BY_PATHFINDERS, done.evidence)
    values = done.combined.fields(rows.ids)
    results |= write_rows(inputs, p.OUTPUT, rows, values, look)
    return results | write_ground(inputs, rows, done.site.ground, values, look)


def _write_targets(inputs: Inputs, targets, shapes, site, history) -> dict:
    look = LayerLook(
        "Targets",
        "Contiguous anomalies of the combination, ranked by the least score inside.",
        history,
        style="targets",
    )
    plane = site.ground.plane
    geometries = [plane.to_source(shape) for shape in shapes]
    return write_table(
        inputs, p.TARGETS, targets, look, geometries=geometries, crs=plane.source_crs
    )


def _write_table(inputs: Inputs, done: Workflow, history) -> dict:
    import pandas as pd

    tables = {method: groups_of(model) for method, model in done.models.items()}
    frames = [
        table_of(method, table, done.evidence, done.signatures_of(method, table))
        for method, table in tables.items()
    ]
    said = _results_said(done.models, done.evidence)
    aliases = {"enriched": "Elements that stand out most"}
    abstract = " ".join([FIT, *said])
    look = LayerLook("Clusters and classes of all models", abstract, history, aliases=aliases)
    return write_table(inputs, p.TABLE, pd.concat(frames, ignore_index=True), look)
