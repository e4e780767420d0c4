"""Promises of the whole workflow in one run."""

import numpy as np
import pytest
from geochem_som.algorithms.compat import plain
from geochem_som.core.classes import classify_by_natural_breaks
from layers import ELEMENTS, column, make_layer
from qgis.core import QgsWkbTypes

QUICK = {"METHODS": ["som", "batchsom"], "ROWS": 6, "COLS": 5, "CLUSTERS": 4}
MEMORY = "TEMPORARY_OUTPUT"
ALL = dict.fromkeys(
    ("OUTPUT", "OUTPUT_SOM", "OUTPUT_BATCHSOM", "GROUND", "TARGETS", "TABLE"), MEMORY
)


@pytest.fixture(scope="module")
def done(run, survey):
    return run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        **QUICK,
        **ALL,
    )


def test_it_runs_and_says_the_crossing_of_every_model(done):
    assert done.ok, done.log.text
    labels = {"som": "SOM", "batchsom": "Batch SOM", "maximin": "Maximin combination"}
    for model, label in labels.items():
        rate = done.results[f"{model.upper()}_CROSSING_RATE"]
        assert rate > 50
        said = f"{label}: Fit, not prediction: the P-A curves cross at {rate:.1f} %"
        assert sum(line.startswith(said) for line in done.log.infos) == 1


def test_every_sample_is_in_the_output_with_its_own_attributes(done, survey):
    layer = done.layer("OUTPUT")
    assert layer.featureCount() == done.results["SAMPLES_USED"] == 144
    assert done.results["SAMPLES_OUT"] == 0
    assert column(layer, "Cu") == survey.table["Cu"]
    assert QgsWkbTypes.geometryType(layer.wkbType()) == QgsWkbTypes.GeometryType.PointGeometry


def test_the_planted_anomaly_is_found(done, survey):
    classes = np.array(column(done.layer("OUTPUT"), "class"))
    assert (classes[survey.inside] == "anomaly").mean() > 0.8
    assert (classes[~survey.inside] == "anomaly").mean() < 0.2


def test_maximin_is_the_least_smoothed_weight_of_the_models(done):
    som, batch = (column(done.layer(f"OUTPUT_{m}"), "weight_s") for m in ("SOM", "BATCHSOM"))
    layer = done.layer("OUTPUT")
    assert column(layer, "maximin") == [min(pair) for pair in zip(som, batch)]
    assert column(layer, "s_som") == som
    worst = ["som" if a <= b else "batchsom" for a, b in zip(som, batch)]
    assert column(layer, "worst") == worst


def test_occurrences_off_the_ground_are_left_out_and_counted(done):
    assert done.results["OCCURRENCES_USED"] == 6
    assert done.results["OCCURRENCES_OUT"] == 1
    assert "1 sites lie off the ground" in done.log.text


def test_the_ground_is_polygons_with_the_fields_of_the_output(done):
    ground, points = done.layer("GROUND"), done.layer("OUTPUT")
    assert QgsWkbTypes.geometryType(ground.wkbType()) == QgsWkbTypes.GeometryType.PolygonGeometry
    names = {f.name() for f in ground.fields()}
    assert {f.name() for f in points.fields()} <= names
    assert column(ground, "class_id") == column(points, "class_id")


def test_the_table_has_a_row_per_cluster_and_per_class_of_the_combination(done):
    table = done.layer("TABLE")
    methods = column(table, "method")
    assert methods.count("som") == methods.count("batchsom") == 4
    assert set(methods) == {"som", "batchsom", "maximin"}
    areas = dict.fromkeys(set(methods), 0.0)
    for method, area in zip(methods, column(table, "area_pct")):
        areas[method] += area
    assert list(areas.values()) == pytest.approx([100, 100, 100])


def test_targets_are_contiguous_anomalies_ranked_by_their_least_score(done, survey):
    targets = done.layer("TARGETS")
    assert column(targets, "target") == list(range(1, targets.featureCount() + 1))
    least = column(targets, "min_score")
    assert least == sorted(least, reverse=True)
    classes = column(done.layer("OUTPUT"), "class")
    assert sum(column(targets, "n_samples")) == classes.count("anomaly")
    richest = max(targets.getFeatures(), key=lambda f: f["n_samples"])
    assert {"Cu", "Au"} <= {name.split(" ")[0] for name in richest["enriched"].split(", ")}
    assert richest["n_occ"] == 5
    assert "Mine 0" in richest["occ_known"]


def test_the_same_seed_gives_the_same_result(run, survey, done):
    again = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        **QUICK,
        **ALL,
    )
    for field in ("maximin", "class_id", "s_som"):
        assert column(again.layer("OUTPUT"), field) == column(done.layer("OUTPUT"), field)


def test_optional_outputs_are_not_made_unless_wanted(run, survey):
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        OUTPUT=MEMORY,
        **QUICK,
    )
    assert done.ok, done.log.text
    assert not {"GROUND", "TARGETS", "TABLE", "REPORT", "OUTPUT_SOM"} & set(done.results)


def test_without_occurrences_pathfinders_give_the_order_and_every_output_says_so(run, survey):
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        PATHFINDERS=["Cu", "Au"],
        **QUICK,
        **ALL,
    )
    assert done.ok, done.log.text
    classes = np.array(column(done.layer("OUTPUT"), "class"))
    assert (classes[survey.inside] == "anomaly").mean() > 0.8
    assert "mean score of the pathfinders alone" in done.log.text
    for output in ("OUTPUT", "OUTPUT_SOM", "GROUND"):
        assert "pathfinders" in done.layer(output).metadata().abstract()
        assert set(column(done.layer(output), "weight")) == {None}
    assert done.results["SOM_CROSSING_RATE"] is None


def test_ground_poorer_in_pathfinders_than_the_average_is_background(run, survey):
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        PATHFINDERS=["Cu", "Au"],
        **QUICK,
        **ALL,
    )
    for output, field in (("OUTPUT", "maximin"), ("OUTPUT_SOM", "path_mean")):
        layer = done.layer(output)
        score, class_id = (np.array(column(layer, name)) for name in (field, "class_id"))
        breaks = classify_by_natural_breaks(score)
        np.testing.assert_array_equal(class_id, np.where(score > 0, breaks, 1))
        assert (breaks[score <= 0] > 1).any()


def test_ground_without_a_pathfinder_value_is_background_of_the_combination_too(run, survey):
    blank = {**survey.table, "Path": [None if i % 3 == 0 else float(i) for i in range(144)]}
    done = run(
        "separateanomalies",
        SAMPLES=make_layer(survey.xy, blank, name="soil"),
        FIELDS=survey.elements,
        PATHFINDERS=["Path"],
        **{**QUICK, "ROWS": 12, "COLS": 12},
        **ALL,
    )
    assert done.ok, done.log.text
    som, layer = done.layer("OUTPUT_SOM"), done.layer("OUTPUT")
    nothing = [plain(value) is None for value in column(som, "path_mean")]
    assert any(nothing)
    assert {c for c, bare in zip(column(som, "class"), nothing) if bare} == {"background"}
    assert None not in {plain(value) for value in column(layer, "class")}
    assert {c for c, bare in zip(column(layer, "class"), nothing) if bare} == {"background"}


def test_ranks_are_not_cut_at_natural_breaks(run, survey):
    given = {
        "SAMPLES": survey.samples,
        "FIELDS": survey.elements,
        "OCCURRENCES": survey.occurrences,
        "COMBINE_BY": "mean_rank",
        "OUTPUT": MEMORY,
        **QUICK,
    }
    done, by_weights = (
        run("separateanomalies", **given, **rule) for rule in ({}, {"CLASS_RULE": "weights"})
    )
    assert "classed by CLASS_RULE weights" in done.log.text
    assert "classed by CLASS_RULE weights" not in by_weights.log.text
    assert column(done.layer("OUTPUT"), "class_id") == column(
        by_weights.layer("OUTPUT"), "class_id"
    )


def test_only_selected_samples_are_used(run, survey):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject

    QgsProject.instance().addMapLayer(survey.samples, False)
    try:
        survey.samples.selectByIds([f.id() for f in survey.samples.getFeatures()][:100])
        done = run(
            "separateanomalies",
            SAMPLES=QgsProcessingFeatureSourceDefinition(survey.samples.id(), True),
            FIELDS=survey.elements,
            PATHFINDERS=["Cu"],
            OUTPUT=MEMORY,
            **QUICK,
        )
    finally:
        survey.samples.removeSelection()
    assert done.results["SAMPLES_USED"] == 100


def test_the_input_layers_are_not_changed(run, survey, done):
    assert [f.name() for f in survey.samples.fields()] == ["name", *ELEMENTS]
    assert survey.samples.featureCount() == 144
    assert not survey.samples.isEditable()
    assert survey.occurrences.renderer().type() == "singleSymbol"


def test_progress_rises_and_reaches_the_end_of_training(done):
    assert done.log.fractions == sorted(done.log.fractions)
    assert done.log.fractions[-1] >= 90


@pytest.mark.parametrize("percent", [10, 50, 80])
def test_cancel_stops_it_and_leaves_nothing_behind(run, survey, tmp_path, percent):
    done = run(
        "separateanomalies",
        cancel_at=percent,
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        OUTPUT=str(tmp_path / "out.gpkg"),
        REPORT=str(tmp_path / "report.html"),
        **QUICK,
    )
    assert not done.ok
    assert "Stopped by the user" in done.log.text
    assert list(tmp_path.iterdir()) == []


def test_the_report_is_one_page_with_the_figures_and_the_parameters(run, survey, tmp_path):
    page = tmp_path / "report.html"
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        OUTPUT=MEMORY,
        REPORT=str(page),
        **QUICK,
    )
    assert done.ok, done.log.text
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") >= 10
    assert "the figures are a fit, not a prediction" in html
    assert "SEED" in html
    for model in ("SOM", "Batch SOM", "Maximin combination"):
        assert model in html
