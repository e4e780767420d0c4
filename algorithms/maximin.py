"""Algorithm `maximin`: combine ranked models of the same samples by their worst score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from qgis.core import QgsCoordinateTransform, QgsCsException, QgsPointXY

from ..core.assays import parse_field
from ..core.errors import InputError
from ..core.palette import CLASS_NAMES
from ..core.support import median_spacing
from . import parameters as p
from .base import RANKING, GeochemAlgorithm
from .combination import combination_look, combine
from .evidence import examine_combination
from .fields import index_of
from .inputs import Inputs
from .messages import say
from .models import Model, units_of_fields
from .numbers import add_number_outputs, crossing_numbers
from .outputs import without_results, write_ground, write_rows, write_table
from .points import LayerRows, read_points
from .predictionarea import score_column, why_learned
from .provenance import history_of
from .ranking import (
    BY_SCORE,
    add_ranking_numbers,
    result_said,
    rule_said,
    survey_ground,
    table_of,
)
from .styles import LayerLook


class Maximin(GeochemAlgorithm):
    """Maximin combination of ranked models."""

    ID = "maximin"
    TITLE = "Combine models (maximin)"
    GROUP = RANKING
    ICON = "ranking.svg"
    TAGS = "geochemistry,anomaly,combination,maximin,ensemble,uncertainty,votes"
    HELP = (
        "Combines two or more ranked layers of the same samples: each place gets the worst score any "
        "model gives it, so what remains high is high in every model. Layers are joined by the "
        "sample number. The combination is ranked against the occurrences like every model."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.layers(),
            p.score_field_of_layers(),
            p.id_field(),
            p.combine_by(),
            p.scale(),
            *p.occurrence_parameters(),
            *p.ground_parameters(),
            *p.class_parameters(),
            *p.lattice_parameters(),
            p.evaluation(),
            p.seed(),
            p.point_sink("Combined models"),
            p.ground_sink(),
            p.table_sink(p.TABLE, "Table of classes"),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT"))
        add_ranking_numbers(self)

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        layers = _read_layers(inputs, feedback)
        rows, names = layers.rows, layers.names
        site = survey_ground(inputs, rows, feedback, BY_SCORE)
        combined = combine(inputs, site, names, layers.scores, layers.class_ids, feedback)
        models = dict(zip(names, layers.models))
        evidence = examine_combination(inputs, site, "maximin", models, feedback, 10.0, 95.0)
        ranked = combined.ranked
        say(feedback, [result_said("maximin", ranked, evidence), *rule_said(ranked)])
        page = None
        if inputs.has(p.REPORT):
            from .reports import ranking_report

            page = ranking_report(inputs, rows, site, "maximin", ranked, evidence, combined.notes)

        look = combination_look(combined, history_of(inputs), BY_SCORE, evidence)
        values = combined.fields(rows.ids)
        results = write_rows(inputs, p.OUTPUT, rows, values, look)
        results |= write_ground(inputs, rows, site.ground, values, look)
        results |= write_table(
            inputs,
            p.TABLE,
            table_of("maximin", ranked.table, evidence),
            LayerLook("Combination: classes", look.abstract, look.history),
        )
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "SAMPLES_USED": len(rows),
            "SAMPLES_OUT": len(rows.left_out),
            **site.numbers(),
            **evidence.numbers("maximin"),
            **crossing_numbers(ranked.prediction_area.crossing),
        }


@dataclass(frozen=True)
class Layers:
    """Ranked layers of the same samples.

    Attributes
    ----------
    rows : the first layer's samples, with the user's own fields only
    names : of the M models
    scores, class_ids : (M, N)
    models : what each layer's score was learned by, M times Model
    """

    rows: LayerRows
    names: list
    scores: np.ndarray
    class_ids: np.ndarray
    models: list


def _read_layers(inputs: Inputs, feedback) -> Layers:
    layers = inputs.layers(p.LAYERS)
    if len(layers) < 2:
        raise InputError("LAYERS needs two or more ranked layers to combine.")
    id_field, score_field = inputs.text(p.ID_FIELD), inputs.text(p.SCORE_FIELD)
    tables = [read_points(layer, id_field=id_field, feedback=feedback) for layer in layers]
    first = tables[0]
    scores, class_ids, models = [], [], []
    for table in tables:
        order = _order_by_id(first, table, id_field)
        score = parse_field(
            table.column(score_field), score_field, (), table.ids, True, layer_name=table.name
        ).values
        if not np.isfinite(score).any():
            raise InputError(
                f"The field {score_field} of the layer {table.name} is empty; give a field that "
                "holds scores (weight_s where occurrences ranked it, path_mean where pathfinders did)."
            )
        _check_places(first, table, order, inputs.context.transformContext())
        scores.append(score[order])
        class_ids.append(_class_ids(table)[order])
        models.append(_model_of(inputs, table.take(order), score[order], score_field))
    _say_without_score(np.array(scores), [t.name for t in tables], feedback)
    rows = _without_results(first)
    return Layers(rows, model_names(tables), np.array(scores), np.array(class_ids), models)


def _model_of(inputs: Inputs, table: LayerRows, score: np.ndarray, score_field: str) -> Model:
    """By what the layer's score was learned: its clusters, its units, or neither.

    A score made from occurrences is the same for all samples of a cluster, or of a unit; what that
    is can be learned again without the occurrences that are held out.
    """
    learned = why_learned(table, score_field)
    if not learned:
        return Model(score=score)
    if index_of(table.fields, "cluster") >= 0:
        clusters = np.array([str(c) for c in table.column("cluster")], dtype=object)
        if _is_made_of(score, clusters):
            return Model(clusters=clusters)
    places = [index_of(table.fields, name) for name in ("bmu_row", "bmu_col")]
    if min(places) >= 0:
        row, col = (score_column(table, name) for name in ("bmu_row", "bmu_col"))
        shape = (inputs.choice(name) for name in (p.TOPOLOGY, p.BOUNDARY, p.DISTANCE))
        bmu, lattice = units_of_fields(row, col, *shape)
        if _is_made_of(score, bmu):
            return Model(units=(bmu, lattice))
    return Model(score=score, learned_from=learned)


def _is_made_of(score: np.ndarray, groups: np.ndarray) -> bool:
    """Whether all samples of a group have the same score."""
    _, index = np.unique(groups, return_inverse=True)
    filled = np.nan_to_num(score, nan=-1e300)
    low, high = np.full(index.max() + 1, np.inf), np.full(index.max() + 1, -np.inf)
    np.minimum.at(low, index, filled)
    np.maximum.at(high, index, filled)
    return bool((high - low <= 1e-9).all())


def _say_without_score(scores: np.ndarray, names: list, feedback) -> None:
    without = int((~np.isfinite(scores).all(axis=0)).sum())
    if without == scores.shape[1]:
        raise InputError(
            f"No sample has a score in all of the layers {', '.join(names)}; combine models that "
            "score the same samples."
        )
    if without:
        feedback.pushWarning(
            f"{without} samples have no score in one layer or more; they have no combined score, and "
            "their ground and its occurrences count for nothing."
        )


def _check_places(first: LayerRows, table: LayerRows, order: list, transform_context) -> None:
    """Refuse layers whose samples bear the same numbers but lie elsewhere."""
    xy = table.xy[order]
    if table.crs != first.crs:
        transform = QgsCoordinateTransform(table.crs, first.crs, transform_context)
        try:
            xy = np.array([transform.transform(QgsPointXY(x, y)) for x, y in xy.tolist()])
        except QgsCsException:
            xy = np.full(first.xy.shape, np.inf)
    gap = np.hypot(*(xy - first.xy).T)
    if len(first) > 1 and gap.max() > median_spacing(first.xy):
        row = first.ids[int(np.argmax(gap))]
        raise InputError(
            f"The sample {row} lies elsewhere in the layer {table.name} than in {first.name}; "
            "combine models of the same samples."
        )


def _order_by_id(first: LayerRows, table: LayerRows, id_field: str) -> list:
    at = {row: i for i, row in enumerate(table.ids)}
    missing = [row for row in first.ids if row not in at]
    extra = sorted(set(at) - set(first.ids))
    if missing or extra:
        row, layer, other = (
            (missing[0], first.name, table.name) if missing else (extra[0], table.name, first.name)
        )
        raise InputError(
            f"The layers do not hold the same samples: {id_field} {row} is in {layer} but not in "
            f"{other} ({len(first)} and {len(table)} samples); combine models of the same samples."
        )
    return [at[row] for row in first.ids]


def _class_ids(table: LayerRows) -> np.ndarray:
    if index_of(table.fields, "class_id") < 0:
        raise InputError(
            f"The layer {table.name} has no field class_id; rank it with the prediction-area "
            "algorithm first."
        )
    parsed = parse_field(
        table.column("class_id"), "class_id", (), table.ids, True, layer_name=table.name
    )
    values = np.nan_to_num(parsed.values)  # 0 for none
    strange = np.setdiff1d(values, [0, *CLASS_NAMES])
    if strange.size:
        raise InputError(
            f"The field class_id of the layer {table.name} holds {strange[0]:g}, but classes are 3 "
            "(anomaly), 2 (halo) and 1 (background); rank it with the prediction-area algorithm."
        )
    return values.astype(int)


def model_names(tables) -> list:
    """One name per model: its field `method` if that tells them apart, else the layers' names."""
    methods = [
        {str(m) for m in t.column("method") if m} if index_of(t.fields, "method") >= 0 else set()
        for t in tables
    ]
    if all(len(m) == 1 for m in methods):
        names = [next(iter(m)) for m in methods]
        if len(set(names)) == len(names):
            return names
    names = [t.name for t in tables]
    if len(set(names)) == len(names):
        return names
    return [f"{name} ({i})" for i, name in enumerate(names, 1)]


def _without_results(rows: LayerRows) -> LayerRows:
    """The first layer's rows with the user's own fields only."""
    return rows.keep_fields([f.name() for f in without_results(rows.fields)])
