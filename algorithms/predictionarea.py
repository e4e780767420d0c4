"""Algorithm `predictionarea`: rank a classified or scored layer against known occurrences."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsGeometry, QgsWkbTypes

from ..core.assays import parse_field
from ..core.errors import InputError
from ..core.palette import label_of
from . import parameters as p
from .base import RANKING, GeochemAlgorithm
from .compat import make_field
from .evidence import examine
from .fields import LEARNED_FIELDS, RANK_FIELDS, index_of
from .ground import make_plane, polygon_ground, read_area
from .inputs import Inputs
from .messages import say
from .models import Model, units_of_fields
from .numbers import add_number_outputs, crossing_numbers
from .outputs import write_ground, write_rows, write_table
from .points import POINTS, LayerRows, is_areal, name_of, read_points, read_polygon_rows
from .provenance import history_of
from .ranking import (
    BY_PATHFINDERS,
    BY_SCORE,
    Site,
    add_ranking_numbers,
    describe,
    groups_of,
    rank,
    rank_fields,
    ranks_units,
    result_said,
    rule_said,
    site_on,
    standing_of,
    survey_ground,
    table_of,
)
from .styles import LayerLook, class_labels


class PredictionArea(GeochemAlgorithm):
    """Prediction-area (P-A) analysis of clusters or of a score."""

    ID = "predictionarea"
    TITLE = "Rank by prediction-area analysis"
    GROUP = RANKING
    ICON = "ranking.svg"
    TAGS = "geochemistry,anomaly,prediction-area,p-a plot,normalized density,weights,occurrences"
    HELP = (
        "Ranks clusters, classes or a score by how many known mineral occurrences they hold for the "
        "ground they take, and classifies the ground as anomaly, halo and background. The crossing "
        "of the prediction-area plot is a fit: random sites cross above 50 percent too. The held-out "
        "crossing tells what a map predicts: occurrences are ranked by maps that never saw them, 50 is "
        "chance. Without occurrences, pathfinder elements give the order."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.classified_input(),
            p.cluster_field(),
            p.score_field_of_input(),
            *p.occurrence_parameters(),
            *p.ground_parameters(),
            *p.class_parameters(),
            p.rank_by("clusters"),  # the layer need not be of a map
            *p.lattice_parameters(),
            p.evaluation(),
            p.seed(),
            p.pathfinders(p.INPUT),
            p.input_sink("Ranked layer"),
            p.ground_sink(),
            p.table_sink(p.TABLE, "Table of clusters"),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT", "CLUSTER_COUNT"))
        add_ranking_numbers(self)

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        rows = read_rows(inputs.source(p.INPUT), feedback)
        n_read = len(rows) + len(rows.left_out)
        rows, model = _what_to_rank(inputs, rows, feedback)
        order = BY_PATHFINDERS if model.score is None else BY_SCORE
        site = ground_of(inputs, rows, feedback, order)
        ranked = rank(inputs, site, model)
        if model.units is not None and model.clusters is not None:
            ranked = describe(inputs, site, ranked, model.clusters)
        method = _method_of(rows)
        _warn_of_many_groups(model, ranked, site, feedback)
        evidence = examine(inputs, site, {method: model}, feedback, 10.0, 95.0)
        say(feedback, [result_said(method, ranked, evidence), *rule_said(ranked)])
        page = None
        if inputs.has(p.REPORT):
            from .reports import ranking_report

            page = ranking_report(inputs, rows, site, method, ranked, evidence)

        look = LayerLook(
            f"{method}: anomaly, halo and background",
            standing_of(method, ranked, order, evidence),
            history_of(inputs),
            style="classes",
            class_labels=class_labels(ranked.table, evidence.class_rates(method, ranked.table)),
            layer_name=f"{label_of(method)}, ranked",
            score=_shown_score(rows, inputs.text(p.SCORE_FIELD), ranked, model.score),
        )
        values = {"sample_id": rows.ids, **rank_fields(ranked)}
        results = write_rows(inputs, p.OUTPUT, rows, values, look)
        results |= write_ground(inputs, rows, site.ground, values, look)
        table = table_of(method, groups_of(ranked), evidence)
        text = {"cluster": make_field("cluster", str, "Cluster")}
        named = model.clusters is not None and model.clusters.dtype == object
        results |= write_table(
            inputs,
            p.TABLE,
            table,
            LayerLook(f"{method}: clusters", look.abstract, look.history),
            fields=text if named else None,
        )
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "SAMPLES_USED": len(rows),
            "SAMPLES_OUT": n_read - len(rows),
            "CLUSTER_COUNT": len(table),
            **site.numbers(),
            **evidence.numbers(method),
            **crossing_numbers(ranked.prediction_area.crossing),
        }


def _warn_of_many_groups(model: Model, ranked, site, feedback) -> None:
    ranks_clusters = model.clusters is not None and model.units is None
    if ranks_clusters and len(ranked.table) > max(1, site.occurrences.used):
        feedback.pushWarning(
            f"There are more groups ({len(ranked.table)}) than occurrences "
            f"({site.occurrences.used}): the fit says nothing, any map would look good."
        )


def read_rows(source, feedback) -> LayerRows:
    """The rows of a layer of points or polygons."""
    if not is_areal(source) and QgsWkbTypes.geometryType(source.wkbType()) != POINTS:
        raise InputError(
            f"The layer {name_of(source)} holds neither points nor polygons; choose a layer that does."
        )
    id_field = "sample_id" if index_of(source.fields(), "sample_id") >= 0 else ""
    read = read_polygon_rows if is_areal(source) else read_points
    return read(source, id_field=id_field, feedback=feedback)


def _what_to_rank(inputs: Inputs, rows: LayerRows, feedback) -> tuple[LayerRows, Model]:
    """The rows that belong to the model, and the model."""
    cluster_field, score_field = inputs.text(p.CLUSTER_FIELD), inputs.text(p.SCORE_FIELD)
    if cluster_field and score_field:
        raise InputError(
            f"Both CLUSTER_FIELD ({cluster_field}) and SCORE_FIELD ({score_field}) are given; "
            "choose one."
        )
    if ranks_units(inputs):
        if cluster_field or score_field:
            raise InputError(
                f"RANK_BY is units, so {'CLUSTER_FIELD' if cluster_field else 'SCORE_FIELD'} must be "
                "empty; empty it, or rank by clusters."
            )
        return rows, _units(inputs, rows, feedback)
    if score_field:
        return rows, score_model(rows, score_field, feedback)
    if not cluster_field and index_of(rows.fields, "cluster") < 0:
        raise InputError(
            f"The layer {rows.name} has no field 'cluster'; give CLUSTER_FIELD or SCORE_FIELD."
        )
    return cluster_model(rows, cluster_field or "cluster", feedback)


def cluster_model(rows: LayerRows, name: str, feedback) -> tuple[LayerRows, Model]:
    """The rows that have a label in a field, and the model of these groups."""
    labels = rows.column(name)
    known = [i for i, label in enumerate(labels) if label not in (None, "")]
    if not known:
        raise InputError(f"The field {name} of the layer {rows.name} is empty; choose another.")
    if len(known) < len(labels):
        feedback.pushWarning(f"{len(labels) - len(known)} samples have no {name}; left out.")
    clusters = _labels([labels[i] for i in known])
    return rows.take(known), Model(clusters=clusters, learned_from=why_learned(rows, name))


def score_model(rows: LayerRows, name: str, feedback) -> Model:
    """The model of a score, with a warning where samples have none."""
    score = score_column(rows, name)
    without = int(np.isnan(score).sum())
    if without:
        feedback.pushWarning(
            f"{without} samples have no {name}; their ground and its occurrences count for nothing."
        )
    return Model(score=score, learned_from=why_learned(rows, name))


def score_column(rows: LayerRows, name: str) -> np.ndarray:
    """A score (N,), NaN for none; refuses one that is empty everywhere."""
    parsed = parse_field(rows.column(name), name, (), rows.ids, True, layer_name=rows.name)
    if parsed.n_blank == len(rows):
        raise InputError(
            f"The field {name} of the layer {rows.name} is empty everywhere; choose another."
        )
    return parsed.values


def why_learned(rows: LayerRows, name: str) -> str:
    """Why nothing can be held out of a field that GeochemSOM made from occurrences; else empty.

    A combined layer has s_MODEL and c_MODEL of every model, beside `worst`; S_ppm and C_pct alone
    are sulphur and carbon.
    """
    lower = name.lower()
    of_model = lower.startswith(("s_", "c_")) and all(
        index_of(rows.fields, other) >= 0 for other in (f"s_{name[2:]}", f"c_{name[2:]}", "worst")
    )
    if lower not in LEARNED_FIELDS and not of_model:
        return ""
    return (
        f"Nothing could be held out: {name} is a field that GeochemSOM makes from occurrences, so the "
        "figures are a fit, not a prediction. Rank the clusters instead, or rename the field if it is "
        "your own."
    )


def _units(inputs: Inputs, rows: LayerRows, feedback) -> Model:
    for name in ("bmu_row", "bmu_col"):
        if index_of(rows.fields, name) < 0:
            raise InputError(
                f"RANK_BY is units, but the layer {rows.name} has no field {name}; take the output of a "
                "training algorithm, or rank by clusters."
            )
    row, col = (score_column(rows, name) for name in ("bmu_row", "bmu_col"))
    shape = (inputs.choice(name) for name in (p.TOPOLOGY, p.BOUNDARY, p.DISTANCE))
    bmu, lattice = units_of_fields(row, col, *shape)
    without = int((bmu < 0).sum())
    if without:
        feedback.pushWarning(
            f"{without} samples have no unit; their ground and its occurrences count for nothing."
        )
    return Model(clusters=_clusters_beside(rows, feedback), units=(bmu, lattice))


def _clusters_beside(rows: LayerRows, feedback) -> np.ndarray | None:
    """The clusters of a map whose units are ranked; None where a sample has none."""
    if index_of(rows.fields, "cluster") < 0:
        return None
    labels = rows.column("cluster")
    without = sum(label in (None, "") for label in labels)
    if without:
        feedback.pushWarning(
            f"{without} samples have no cluster, so the clusters are not described."
        )
        return None
    return _labels(labels)


def _labels(values: list) -> np.ndarray:
    """Cluster labels as whole numbers where they all are, else as text."""
    texts = np.array([str(v) for v in values], dtype=object)
    try:
        numbers = np.array([float(v) for v in values])
    except (TypeError, ValueError):
        return texts
    # Fields hold 32 bits; labels such as 01 and 1 are two clusters, not one.
    whole = np.all(np.abs(numbers) < 2**31) and np.all(numbers == np.floor(numbers))
    if whole and np.unique(numbers).size == len(set(values)):
        return numbers.astype(int)
    return texts


def _shown_score(rows: LayerRows, name: str, ranked, score) -> tuple:
    """Field and values of the second style: what the order comes from."""
    if score is not None and rows.fields.field(name).isNumeric() and name not in RANK_FIELDS:
        return name, score
    return ranked.ordered_by


def ground_of(inputs: Inputs, rows: LayerRows, feedback, order: str, plane=None) -> Site:
    """The ground of points or polygons and the occurrences on it; see `ranking.survey_ground`."""
    if QgsWkbTypes.geometryType(rows.wkb_type) == POINTS:
        return survey_ground(inputs, rows, feedback, order, plane)
    if plane is None:
        plane = make_plane(rows.crs, rows.xy, inputs.context.transformContext())
    area_source = inputs.source(p.STUDY_AREA)
    transform = plane.transform_from(rows.crs)
    shapes = []
    for feature in rows.features:
        shape = QgsGeometry(feature.geometry())
        shape.transform(transform)
        shapes.append(shape)
    area = read_area(area_source, plane) if area_source is not None else None
    ground = polygon_ground(plane, shapes, rows.ids, area, feedback)
    return site_on(inputs, ground, rows, feedback, order)


def _method_of(rows: LayerRows) -> str:
    """What the table calls the model: its field `method` where it has one, else the layer's name."""
    if index_of(rows.fields, "method") >= 0:
        methods = {m for m in rows.column("method") if m}
        if len(methods) == 1:
            return str(methods.pop())
    return rows.name
