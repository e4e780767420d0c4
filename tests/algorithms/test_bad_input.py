"""Promises on bad input: one sentence that names what is wrong, and nothing written or changed."""

import hashlib
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.classes import classify_by_natural_breaks
from geochem_som.core.palette import ANOMALY, BACKGROUND, HALO
from layers import ELEMENTS, column, make_layer
from qgis.core import (
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = "TEMPORARY_OUTPUT"
TRAIN = {"FIELDS": ELEMENTS, "ROWS": 4, "COLS": 4, "CLUSTERS": 3, "EPOCHS": 3}
WORKFLOW = {**TRAIN, "METHODS": ["batchsom"]}
NOWHERE = "/proc"  # a folder in which nobody, not even root, can make a file


def square(x, y, side):
    return f"POLYGON(({x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y}))"


def polygons(shapes, name="polygons", **columns):
    return make_layer(shapes, columns or {"n": [1] * len(shapes)}, kind="Polygon", name=name)


EVERYWHERE = square(599000, 2699000, 14000)
ELSEWHERE = square(0, 0, 10)


@pytest.fixture(scope="module")
def refused(fails):
    """refused(id, *words, **parameters): the one sentence; it must hold the words."""

    def sentence(name, *words, **parameters):
        said = fails(name, **{"OUTPUT": MEMORY, **parameters})
        assert "defect" not in said, said
        assert "\n" not in said.strip()
        for word in words:
            assert word in said, said
        return said

    return sentence


@pytest.fixture(scope="module")
def samples(survey):
    """samples(xy=..., crs=..., kind=..., name=..., **columns): the survey with some of it changed."""

    def layer(xy=survey.xy, crs="EPSG:32640", kind="Point", name="soil", **columns):
        return make_layer(xy, {**survey.table, **columns}, crs=crs, kind=kind, name=name)

    return layer


@pytest.fixture(scope="module")
def train_refused(refused, samples):
    def sentence(*words, algorithm="batchsom", **parameters):
        given = {"SAMPLES": samples(), **TRAIN, **parameters}
        return refused(algorithm, *words, **given)

    return sentence


@pytest.fixture(scope="module")
def train(run, samples):
    def result(algorithm="batchsom", **parameters):
        done = run(algorithm, **{"SAMPLES": samples(), "OUTPUT": MEMORY, **TRAIN, **parameters})
        assert done.ok, done.log.text
        return done

    return result


@pytest.fixture(scope="module")
def workflow_refused(refused, survey):
    def sentence(*words, **parameters):
        given = {"SAMPLES": survey.samples, "OCCURRENCES": survey.occurrences, **WORKFLOW}
        return refused("separateanomalies", *words, **{**given, **parameters})

    return sentence


@pytest.fixture(scope="module")
def workflow(run, survey):
    def result(**parameters):
        given = {"SAMPLES": survey.samples, "OCCURRENCES": survey.occurrences, **WORKFLOW}
        done = run("separateanomalies", **{"OUTPUT": MEMORY, **given, **parameters})
        assert done.ok, done.log.text
        return done

    return result


# Layers and fields


def test_a_layer_without_features(train_refused):
    empty = make_layer([], {e: [] for e in ELEMENTS}, name="drill <core>")
    train_refused("drill <core>", "no features", SAMPLES=empty)


def test_a_missing_layer(train_refused):
    train_refused("SAMPLES", SAMPLES=None)
    train_refused("SAMPLES", "/no/such.gpkg", SAMPLES="/no/such.gpkg")


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("Polygon", ELSEWHERE),
        ("LineString", "LINESTRING(0 0,1 1)"),
        ("NoGeometry", None),
    ],
)
def test_samples_that_are_no_points(train_refused, kind, shape):
    layer = make_layer([shape], {e: [1.0] for e in ELEMENTS}, kind=kind, name="wrong")
    train_refused("wrong", "does not hold points", SAMPLES=layer)


@pytest.mark.parametrize("fields", [[], ["Cu"]])
def test_fewer_than_two_fields(train_refused, fields):
    train_refused("at least 2 fields", "soil", FIELDS=fields)


def test_too_few_fields_are_left(train_refused, samples):
    layer = samples(Cu=[None] * 144)
    train_refused("Fewer than 2 fields", "Cu", SAMPLES=layer, FIELDS=["Cu", "Au"])


def test_unknown_fields(train_refused):
    train_refused("soil", "no field Nope", FIELDS=["Cu", "Nope"])
    train_refused("soil", "no field Nope", COMPOSITION=["Nope"])
    train_refused("soil", "no field Nope", SAMPLE_ID="Nope")


@pytest.mark.parametrize("fields", [["Cu", "Cu", "Au"], ["Cu", "cu", "Au"]])
def test_a_field_named_twice(train_refused, fields):
    train_refused("FIELDS names Cu more than once", FIELDS=fields)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([5.0] * 144, ["same value"]),
        (["abc", *["1.5"] * 143], ["'abc' in row 1", "cannot be read as a number"]),
        (["0,5", *["1.5"] * 143], ["'0,5' in row 1", "decimal point"]),
        ([np.inf, *[1.5] * 143], ["1 infinite value (row 1)"]),
        (["1e400", *["1.5"] * 143], ["1 infinite value (row 1)"]),
        ([1e300, *[1.5] * 143], ["1 value beyond 1e+100 (row 1)"]),
        ([-1e300] * 144, ["144 values beyond 1e+100 (row 1, row 2"]),
    ],
)
def test_values_that_cannot_train_a_map(train_refused, samples, values, words):
    train_refused("Cu", "soil", *words, SAMPLES=samples(Cu=values))


def test_all_values_empty(train_refused, samples):
    layer = samples(**{e: [None] * 144 for e in ELEMENTS})
    train_refused("All values", "soil", "empty", SAMPLES=layer)


def test_values_too_small_to_scale(train_refused, samples, survey):
    layer = samples(Cu=(1e-300 * np.array(survey.table["Cu"])).tolist())
    train_refused("Cu", "too little", SAMPLES=layer, TRANSFORM="none")


def test_an_empty_field_among_others_is_a_warning(train, samples):
    done = train(SAMPLES=samples(Cu=[None] * 144))
    assert any("Cu (all values are blank)" in w for w in done.log.warnings)
    assert done.results["SAMPLES_USED"] == 144


def test_samples_without_a_reference_system(train_refused, samples):
    train_refused("soil", "no coordinate reference system", SAMPLES=samples(crs=""))


def test_rows_without_a_point_are_left_out_counted_and_named_in_a_warning(train, samples, survey):
    two = "MULTIPOINT((600000 2700000),(600001 2700001))"
    rest = [f"MULTIPOINT(({x} {y}))" for x, y in survey.xy[3:]]
    layer = samples(xy=[None, "MULTIPOINT EMPTY", two, *rest], kind="MultiPoint")
    done = train(SAMPLES=layer, SAMPLE_ID="name")
    assert done.results["SAMPLES_USED"] == done.layer("OUTPUT").featureCount() == 141
    assert done.results["SAMPLES_OUT"] == 3
    said = next(w for w in done.log.warnings if "left out" in w)
    for row in ("S000 (no geometry)", "S001 (empty geometry)", "S002 (2 points in one feature)"):
        assert row in said
    assert column(done.layer("OUTPUT"), "sample_id") == survey.table["name"][3:]


def test_no_row_with_a_point(train_refused, samples):
    train_refused("soil", "no geometry", SAMPLES=samples(xy=[None] * 144))


def test_heights_and_measures_are_kept_and_do_no_harm(train, samples, survey):
    layer = samples(xy=[f"POINT ZM({x} {y} 5 7)" for x, y in survey.xy], kind="PointZM")
    done = train(SAMPLES=layer)
    geometries = [f.geometry() for f in done.layer("OUTPUT").getFeatures()]
    points = [geometry.constGet() for geometry in geometries]
    assert [(p.x(), p.y(), p.z(), p.m()) for p in points] == [(x, y, 5, 7) for x, y in survey.xy]


@pytest.mark.parametrize("missing", [None, "", "  "])
def test_a_missing_sample_number(train_refused, samples, missing):
    layer = samples(site=["A", missing, *map(str, range(142))])
    train_refused("soil", "feature 2 has no site", SAMPLES=layer, SAMPLE_ID="site")


def test_a_repeated_sample_number(train_refused, samples):
    layer = samples(site=["A7", "A7", *map(str, range(142))])
    train_refused("soil", "A7 occurs more than once", "site", SAMPLES=layer, SAMPLE_ID="site")


def test_a_field_of_the_user_that_results_replace_is_a_warning(train, samples, survey):
    done = train(SAMPLES=samples(Method=["ICP"] * 144, sample_id=survey.table["name"]))
    assert any("Method of the layer soil" in w for w in done.log.warnings)
    assert any("choose that field as SAMPLE_ID" in w for w in done.log.warnings)
    done = train(SAMPLES=samples(sample_id=survey.table["name"]), SAMPLE_ID="sample_id")
    assert done.log.warnings == []


def test_row_numbers_and_coordinates_among_the_elements_are_a_warning(train, samples):
    numbers = list(map(float, range(144)))
    done = train(SAMPLES=samples(fid=numbers, X=numbers), FIELDS=[*ELEMENTS, "fid", "X"])
    assert any("FIELDS names fid, X" in w for w in done.log.warnings)


# Parameters


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ROWS", -3, "ROWS is -3; give a whole number of at least 0"),
        ("EPOCHS", -1, "EPOCHS is -1"),
        ("CLUSTERS", -1, "CLUSTERS is -1"),
        ("CLUSTERS", 1, "CLUSTERS is 1"),
        ("CLUSTERS", 99, "CLUSTERS is 99, but the samples fall on"),
        ("SEED", -1, "SEED is -1"),
        ("SEED", 3_000_000_000, "SEED is 3000000000; give a whole number from 0 to 2147483647"),
        ("SEED", "abc", "SEED is abc"),
        ("T_MAX", float("nan"), "T_MAX is nan"),
        ("T_MIN", -1.0, "T_MIN is -1"),
        ("T_MIN", 99.0, "t_min (99) must not be above t_max"),
        ("MAX_BLANK", 101, "MAX_BLANK is 101; give a number from 0 to 100"),
        ("NOT_ANALYSED", "-9999; n.d.", "NOT_ANALYSED is '-9999; n.d.'"),
        ("NOT_ANALYSED", "nan", "NOT_ANALYSED is 'nan'"),
        ("TRANSFORM", "ln", "TRANSFORM is ln; choose one of none, log10, clr, ilr"),
        ("TRANSFORM", 1, "TRANSFORM is 1"),
        ("TOPOLOGY", "penrose", "TOPOLOGY is penrose"),
    ],
)
def test_parameters_out_of_range(train_refused, name, value, words):
    train_refused(words, **{name: value})


@pytest.mark.parametrize(
    ("rows", "cols", "words"),
    [
        (1, 1, "1 x 1, a map of one unit"),
        (20, 20, "400 units, but there are only 144 samples"),
        (200, 0, "ROWS is 200, but there are only 144 samples"),
    ],
)
def test_maps_that_do_not_fit_the_samples(train_refused, rows, cols, words):
    train_refused(words, ROWS=rows, COLS=cols)


def test_no_codes_for_not_analysed(train):
    train(NOT_ANALYSED="")


def test_a_chosen_size_fits_a_toroidal_hexagonal_map(train):
    for size in ({"ROWS": 0, "COLS": 0}, {"ROWS": 0, "COLS": 7}):
        train(TOPOLOGY="hexagonal", BOUNDARY="toroidal", **size)


@pytest.mark.parametrize("n", [1, 3])
def test_too_few_samples(train_refused, survey, n):
    layer = make_layer(survey.xy[:n], {e: survey.table[e][:n] for e in ELEMENTS}, name="few")
    train_refused("samples", SAMPLES=layer, ROWS=0, COLS=0, CLUSTERS=0)


def test_samples_that_are_all_alike_but_two(train_refused, survey):
    layer = make_layer(survey.xy[:6], {e: [1.0, 2.0] * 3 for e in ELEMENTS}, name="two kinds")
    train_refused(
        "fall on only 2 units",
        "give CLUSTERS",
        SAMPLES=layer,
        TRANSFORM="none",
        ROWS=2,
        COLS=3,
        CLUSTERS=0,
    )


@pytest.mark.parametrize(
    "hidden", ["", "abc", "128,64.5", "0", "-5", "inf", "nan", "1e9", "128 64", ";"]
)
def test_hidden_layers_that_are_none(train_refused, hidden):
    pytest.importorskip("torch")
    train_refused("HIDDEN is", algorithm="desom", HIDDEN=hidden)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LATENT", -1),
        ("VARIANT", "images"),
        ("SOM_WEIGHT", -1.0),
        ("GAMMA", -1.0),
        ("BATCH_SIZE", 0),
        ("LEARNING_RATE", 0.0),
        ("LEARNING_RATE", 100.0),
        ("PRETRAIN_EPOCHS", -1),
        ("DEVICE", "abacus"),
    ],
)
def test_desom_parameters_out_of_range(train_refused, name, value):
    pytest.importorskip("torch")
    train_refused(f"{name} is", algorithm="desom", **{name: value})


def test_a_training_that_diverges(train_refused):
    pytest.importorskip("torch")
    train_refused("diverged", algorithm="desom", VARIANT="published", EPOCHS=2, GAMMA=1e300)


def test_desom_on_tiny_data(train, survey):
    pytest.importorskip("torch")
    layer = make_layer(survey.xy[:5], {e: survey.table[e][:5] for e in ELEMENTS}, name="five")
    done = train("desom", SAMPLES=layer, ROWS=2, COLS=2, CLUSTERS=2)
    assert done.layer("OUTPUT").featureCount() == 5


def test_learning_rates_that_rise(train_refused):
    train_refused("alpha_max", "alpha_min", algorithm="som", ALPHA_MIN=0.9)


def test_torch_missing_is_said_before_anything_else(train_refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    train_refused("torch", "pip install", algorithm="desom", FIELDS=["Nope"])


# Occurrences


def test_neither_occurrences_nor_pathfinders(workflow_refused, survey):
    workflow_refused("No layer of occurrences was given", "PATHFINDERS", OCCURRENCES=None)
    none = make_layer([], {"name": []}, name="mines")
    workflow_refused("mines, has no features", "PATHFINDERS", OCCURRENCES=none)


def test_this_is_said_before_the_maps_are_trained(run, survey):
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        OCCURRENCES=survey.occurrences,
        OCCURRENCE_FILTER="false",
        OUTPUT=MEMORY,
        **WORKFLOW,
    )
    assert not done.ok
    assert "training" not in done.log.text
    assert "pathfinders alone" not in done.log.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\"metal\" = 'Xx'", ["selects none of the 7 records", "occurrences", "PATHFINDERS"]),
        ('"metal" =', ["OCCURRENCE_FILTER", "cannot be read"]),
        ("nothing(1)", ["OCCURRENCE_FILTER", "cannot be read"]),
        ('"ore" = 1', ["OCCURRENCE_FILTER", "field ore", "occurrences"]),
    ],
)
def test_filters_that_find_nothing_or_cannot_be_read(workflow_refused, text, words):
    workflow_refused(*words, OCCURRENCE_FILTER=text)


def test_a_filter_that_finds_nothing_is_a_warning_where_pathfinders_give_the_order(workflow):
    done = workflow(OCCURRENCE_FILTER="\"metal\" = 'Xx'", PATHFINDERS=["Cu"])
    assert any("selects none of the 7 records" in w for w in done.log.warnings)
    assert any("pathfinders" in w for w in done.log.warnings)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (["Nope"], "no field Nope"),
        (["name"], "cannot be read as a number"),
        (["empty"], "PATHFINDERS (empty)"),
        (["same"], "PATHFINDERS (same)"),
    ],
)
def test_pathfinders_that_give_no_order(workflow_refused, samples, fields, words):
    layer = samples(empty=[None] * 144, same=[2.0] * 144)
    workflow_refused(words, "soil", SAMPLES=layer, OCCURRENCES=None, PATHFINDERS=fields)


def test_occurrences_without_a_reference_system(workflow_refused):
    layer = make_layer([(609000, 2709000)], {"name": ["a"]}, crs="", name="mines")
    workflow_refused("mines", "no coordinate reference system", OCCURRENCES=layer)


@pytest.mark.parametrize("kind", ["Polygon", "LineString"])
def test_occurrences_that_are_no_points(workflow_refused, kind):
    inside = {"Polygon": square(609000, 2709000, 100)}
    shape = inside.get(kind, "LINESTRING(609000 2709000,609100 2709100)")
    layer = make_layer([shape], {"name": ["a"]}, kind=kind, name="mines")
    workflow_refused("mines", "does not hold points", OCCURRENCES=layer)


def test_all_occurrences_outside(workflow_refused):
    layer = make_layer([(0, 0), (10, 10)], {"name": ["a", "b"]}, name="mines")
    workflow_refused("All 2 sites of the layer mines lie outside", OCCURRENCES=layer)


def test_occurrences_that_lie_nowhere_are_counted(workflow, survey):
    places = [None, "POINT EMPTY", (609000, 2709000), (900000, 2709000)]
    layer = make_layer(places, {"name": list("abcd")}, name="mines")
    done = workflow(OCCURRENCES=layer)
    assert done.results["OCCURRENCES_USED"] == 1
    assert done.results["OCCURRENCES_OUT"] == 3


def test_occurrences_in_another_reference_system_are_moved(workflow, survey):
    lonlat = survey.occurrences.materialize(_in_degrees(survey.occurrences))
    done, same = workflow(OCCURRENCES=lonlat), workflow()
    assert done.results["OCCURRENCES_USED"] == same.results["OCCURRENCES_USED"] == 6
    assert column(done.layer("OUTPUT"), "weight_s") == column(same.layer("OUTPUT"), "weight_s")


def _in_degrees(layer):
    from qgis.core import QgsCoordinateReferenceSystem, QgsFeatureRequest

    request = QgsFeatureRequest()
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    return request.setDestinationCrs(degrees, QgsProject.instance().transformContext())


def test_areas_of_samples_in_degrees_are_right(workflow, survey):
    lonlat = survey.samples.materialize(_in_degrees(survey.samples))
    done, same = (workflow(SAMPLES=layer, GROUND=MEMORY) for layer in (lonlat, survey.samples))
    areas = [column(d.layer("GROUND"), "area_km2") for d in (done, same)]
    assert sum(areas[0]) == pytest.approx(sum(areas[1]), rel=1e-3)


def test_degrees_that_claim_to_be_metres_are_doubted(workflow, samples):
    grid = [(56 + i % 12 / 100, 24 + i // 12 / 100) for i in range(144)]
    done = workflow(SAMPLES=samples(xy=grid), OCCURRENCES=None, PATHFINDERS=["Cu"])
    assert any("0.01 m apart" in w and "CRS" in w for w in done.log.warnings)


@pytest.mark.parametrize("scale", [1e9, 1e290])
def test_coordinates_beyond_the_earth(workflow_refused, samples, survey, scale):
    workflow_refused("coordinates of the samples", SAMPLES=samples(xy=survey.xy * scale))


# The ground


@pytest.mark.parametrize("support", ["voronoi", "cells", "equal"])
def test_all_samples_at_one_place(workflow_refused, samples, support):
    layer = samples(xy=[(600000, 2700000)] * 144)
    workflow_refused(
        "one place", SAMPLES=layer, SUPPORT=support, OCCURRENCES=None, PATHFINDERS="Cu"
    )


@pytest.mark.parametrize("support", ["voronoi", "cells", "equal"])
@pytest.mark.parametrize("places", [2, 144])
def test_samples_on_a_line_stand_on_ground(workflow, samples, support, places):
    xy = [(600000 + 700 * (i % places), 2700000 + 700 * (i % places)) for i in range(144)]
    done = workflow(
        SAMPLES=samples(xy=xy),
        SUPPORT=support,
        OCCURRENCES=None,
        PATHFINDERS=["Cu"],
        GROUND=MEMORY,
        TARGETS=MEMORY,
    )
    assert min(column(done.layer("GROUND"), "area_km2")) > 0


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"SUPPORT": "foo"}, "SUPPORT is foo; choose one of voronoi"),
        ({"SUPPORT": "cells", "CELL_SIZE": -1.0}, "CELL_SIZE is -1"),
        ({"SUPPORT": "cells", "CELL_SIZE": 1e-9}, "CELL_SIZE is 1e-09 m"),
        ({"SUPPORT": "cells", "CELL_SIZE": 1e9}, "CELL_SIZE is 1e+09 m"),
        ({"MERGE_DISTANCE": -1.0}, "MERGE_DISTANCE is -1"),
        ({"MAX_DISTANCE": float("inf")}, "MAX_DISTANCE is inf"),
        ({"SUPPORT": "polygons"}, "SUPPORT_POLYGONS needs a layer"),
        ({"CLASS_RULE": "thresholds"}, "ANOMALY_FROM and HALO_FROM need numbers"),
        ({"CLASS_RULE": "thresholds", "ANOMALY_FROM": 1.0}, "ANOMALY_FROM and HALO_FROM"),
        (
            {"CLASS_RULE": "thresholds", "ANOMALY_FROM": 1.0, "HALO_FROM": 2.0},
            "HALO_FROM not above ANOMALY_FROM",
        ),
        ({"CLASS_RULE": "foo"}, "CLASS_RULE is foo"),
        ({"LOG_BASE": "2"}, "LOG_BASE is 2; choose one of e, 10"),
        ({"SCALE": "foo"}, "SCALE is foo"),
        ({"METHODS": []}, "METHODS is empty; choose one or more of som"),
        ({"METHODS": ["batchsom", "foo"]}, "METHODS is batchsom, foo"),
        ({"OUTPUT_SOM": MEMORY}, "OUTPUT_SOM is wanted but METHODS does not name som"),
    ],
)
def test_parameters_of_ground_and_ranking(workflow_refused, parameters, words):
    workflow_refused(words, **parameters)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (lambda: polygons([ELSEWHERE]), "None of the samples belongs to a polygon"),
        (lambda: polygons([None]), "has no polygon"),
        (lambda: polygons([]), "has no polygon"),
        (lambda: make_layer([(0, 0)], {"n": [1]}, name="p"), "does not hold polygons"),
        (
            lambda: make_layer([ELSEWHERE], {"n": [1]}, kind="Polygon", crs="", name="p"),
            "no coordinate reference system",
        ),
    ],
)
def test_support_polygons_that_hold_no_sample(workflow_refused, layer, words):
    workflow_refused(words, SUPPORT="polygons", SUPPORT_POLYGONS=layer())


@pytest.mark.parametrize(
    ("sites", "field", "words"),
    [
        (["S001"], "Nope", "no field Nope"),
        ([None], "site", "field site of the layer basins is empty"),
        (["X"], "site", "None of the samples belongs"),
        (["S001", "S001"], "site", "Two polygons"),
    ],
)
def test_support_polygons_joined_by_a_field(workflow_refused, sites, field, words):
    layer = polygons([EVERYWHERE] * len(sites), "basins", site=sites)
    workflow_refused(
        words,
        SUPPORT="polygons",
        SUPPORT_POLYGONS=layer,
        SUPPORT_ID=field,
        SAMPLE_ID="name",
    )


@pytest.mark.parametrize("support", ["voronoi", "cells", "equal"])
def test_a_study_area_elsewhere(workflow_refused, support):
    workflow_refused("study area", "CRS", STUDY_AREA=polygons([ELSEWHERE]), SUPPORT=support)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (lambda: polygons([], "claim"), "claim has no polygon"),
        (lambda: polygons([None], "claim"), "claim has no polygon"),
        (lambda: make_layer([(0, 0)], {"n": [1]}, name="claim"), "claim does not hold polygons"),
        (
            lambda: make_layer([EVERYWHERE], {"n": [1]}, kind="Polygon", crs="", name="claim"),
            "claim has no coordinate reference system",
        ),
    ],
)
def test_a_study_area_that_is_none(workflow_refused, layer, words):
    workflow_refused(words, STUDY_AREA=layer())


# Ranking a layer


@pytest.fixture(scope="module")
def rank_refused(refused, samples, survey):
    def sentence(*words, **parameters):
        given = {"INPUT": samples(cluster=[1 + i % 4 for i in range(144)])}
        given["OCCURRENCES"] = survey.occurrences
        return refused("predictionarea", *words, **{**given, **parameters})

    return sentence


@pytest.fixture(scope="module")
def rank(run, survey):
    def result(layer, **parameters):
        given = {"INPUT": layer, "OCCURRENCES": survey.occurrences, "OUTPUT": MEMORY}
        done = run("predictionarea", **{**given, **parameters})
        assert done.ok, done.log.text
        return done

    return result


def test_nothing_or_too_much_to_rank(rank_refused, samples):
    rank_refused(
        "CLUSTER_FIELD (cluster)", "SCORE_FIELD (Cu)", CLUSTER_FIELD="cluster", SCORE_FIELD="Cu"
    )
    rank_refused("soil", "no field 'cluster'", INPUT=samples())
    rank_refused("soil", "no field Nope", CLUSTER_FIELD="Nope")
    rank_refused("soil", "no field Nope", SCORE_FIELD="Nope")
    rank_refused("name", "cannot be read as a number", SCORE_FIELD="name")


def test_empty_clusters_and_scores(rank_refused, samples):
    empty = samples(c=[None] * 144, s=[np.nan] * 144)
    rank_refused("field c of the layer soil is empty", INPUT=empty, CLUSTER_FIELD="c")
    rank_refused("field s of the layer soil is empty", INPUT=empty, SCORE_FIELD="s")


def test_samples_without_a_cluster_are_left_out_and_counted(rank, samples):
    done = rank(samples(c=[None] * 30 + [1 + i % 4 for i in range(114)]), CLUSTER_FIELD="c")
    assert done.results["SAMPLES_OUT"] == 30
    assert done.results["SAMPLES_USED"] == done.layer("OUTPUT").featureCount() == 114
    assert any("30 samples have no c" in w for w in done.log.warnings)


def test_samples_without_a_score_stay_and_are_said(rank, samples):
    done = rank(samples(s=[None] * 50 + [1.0 * i for i in range(94)]), SCORE_FIELD="s")
    assert done.layer("OUTPUT").featureCount() == 144
    assert column(done.layer("OUTPUT"), "class")[:50] == [None] * 50
    assert any("50 samples have no s" in w for w in done.log.warnings)


def test_a_score_that_is_zero_nearly_everywhere_is_not_anomalous_everywhere():
    classes = classify_by_natural_breaks([0.0] * 9997 + [1.0, 9.0, 10.0])
    assert classes.tolist() == [BACKGROUND] * 9997 + [HALO, ANOMALY, ANOMALY]


def test_no_occurrence_on_ground_that_has_a_score(rank_refused, samples, survey):
    layer = samples(s=[float(i) if x < 605000 else None for i, (x, _) in enumerate(survey.xy)])
    mines = make_layer([(609000, 2709000)], {"name": ["a"]}, name="mines")
    rank_refused(
        "None of the occurrences lies on ground that has a score",
        INPUT=layer,
        SCORE_FIELD="s",
        OCCURRENCES=mines,
    )


@pytest.mark.parametrize(
    "labels",
    [["granite", "gabbro", "<script>", 'O\'x "q"'], [0.5, 1.0, 2.0, 3.0], [1e30, 1.0, 2.0, 3.0]],
)
@pytest.mark.parametrize("order", ["occurrences", "pathfinders"])
def test_clusters_of_any_label_are_ranked(rank, samples, labels, order):
    without = {"OCCURRENCES": None, "PATHFINDERS": ["Cu"]} if order == "pathfinders" else {}
    layer = samples(c=[labels[i % 4] for i in range(144)])
    done = rank(layer, CLUSTER_FIELD="c", TABLE=MEMORY, **without)
    assert set(column(done.layer("TABLE"), "cluster")) == {str(label) for label in labels}


def test_a_cluster_without_pathfinder_values_is_background(rank, samples):
    clusters = [1 + i % 4 for i in range(144)]
    values = [None if c == 2 else float(c * 100 + i) for i, c in enumerate(clusters)]
    layer = samples(cluster=clusters, P=values)
    done = rank(layer, OCCURRENCES=None, PATHFINDERS=["P"], TABLE=MEMORY)
    table = dict(zip(*(column(done.layer("TABLE"), f) for f in ("cluster", "class"))))
    assert table[2] == "background"
    assert table[4] == "anomaly"


def test_a_layer_that_holds_neither_points_nor_polygons(rank_refused):
    roads = make_layer(["LINESTRING(0 0,1 1)"], {"cluster": [1]}, kind="LineString", name="roads")
    rank_refused("roads", "neither points nor polygons", INPUT=roads)


def test_polygons_without_ground_are_said(rank):
    side = [square(600000 + 3000 * i, 2700000, 3000) for i in range(4)]
    layer = polygons([None, "POLYGON EMPTY", *side], cluster=[1, 2, 1, 2, 3, 4])
    done = rank(layer, MAX_DISTANCE=20000)
    assert done.results["SAMPLES_OUT"] == 2
    assert any("left out" in w and "1 (no geometry)" in w for w in done.log.warnings)


# Combining layers


@pytest.fixture(scope="module")
def models(samples, survey):
    """Two ranked layers of the same samples."""

    def layer(name, **columns):
        given = {"sample_id": survey.table["name"], "weight_s": survey.table[name]}
        given["class_id"] = [1 + i % 3 for i in range(144)]
        return samples(name=f"model {name}", **{**given, **columns})

    return layer


@pytest.fixture(scope="module")
def combine_refused(refused, models, survey):
    def sentence(*words, **parameters):
        given = {"LAYERS": [models("Cu"), models("Au")], "OCCURRENCES": survey.occurrences}
        return refused("maximin", *words, **{**given, **parameters})

    return sentence


def test_layers_that_are_too_few_or_missing(combine_refused, models):
    combine_refused("two or more", LAYERS=[models("Cu")])
    combine_refused("/no/such.gpkg", LAYERS=[models("Cu"), models("Au"), "/no/such.gpkg"])
    combine_refused("does not hold points", LAYERS=[models("Cu"), polygons([ELSEWHERE])])


def test_layers_without_the_fields(combine_refused, models, samples):
    combine_refused("soil", "no field sample_id", LAYERS=[models("Cu"), samples()])
    combine_refused("model Cu", "no field Nope", SCORE_FIELD="Nope")
    combine_refused("model Cu", "no field Nope", ID_FIELD="Nope")
    combine_refused("SCORE_FIELD is empty", SCORE_FIELD="")
    combine_refused("ID_FIELD is empty", ID_FIELD="")
    plain = samples(sample_id=list(map(str, range(144))), weight_s=[1.0] * 144)
    combine_refused("soil", "no field class_id", LAYERS=[plain, plain])


@pytest.mark.parametrize("classes", [["anomaly"] * 144, [99] * 144])
def test_classes_that_are_none(combine_refused, models, classes):
    combine_refused("class_id", "model Cu", LAYERS=[models("Au"), models("Cu", class_id=classes)])


def test_an_empty_score(combine_refused, models):
    empty = models("Cu", weight_s=[None] * 144)
    combine_refused("weight_s", "model Cu", "empty", LAYERS=[models("Au"), empty])


def test_no_sample_scored_by_all(combine_refused, models):
    first = models("Cu", weight_s=[None] * 100 + [1.0] * 44)
    second = models("Au", weight_s=[1.0] * 100 + [None] * 44)
    combine_refused("No sample has a score in all", LAYERS=[first, second])


def test_layers_of_other_samples(combine_refused, models, samples, survey):
    ids = ["X1", *survey.table["name"][1:]]
    combine_refused("S000 is in model Cu", LAYERS=[models("Cu"), models("Au", sample_id=ids)])
    same = ["X1"] * 144
    combine_refused("X1 occurs more than once", LAYERS=[models("Cu"), models("Au", sample_id=same)])
    moved = samples(
        xy=survey.xy + 50000,
        name="moved",
        sample_id=survey.table["name"],
        weight_s=survey.table["Cu"],
        class_id=[1] * 144,
    )
    combine_refused("lies elsewhere", "moved", LAYERS=[models("Cu"), moved])


def test_numbers_join_however_a_file_stores_them(run, models, survey):
    whole = models("Cu", sample_id=list(range(144)))
    real = models("Au", sample_id=[float(i) for i in range(144)])
    text = models("Pb", sample_id=[str(i) for i in range(144)])
    done = run("maximin", LAYERS=[whole, real, text], OCCURRENCES=survey.occurrences, OUTPUT=MEMORY)
    assert done.ok, done.log.text
    least = np.min([survey.table[e] for e in ("Cu", "Au", "Pb")], axis=0)
    assert column(done.layer("OUTPUT"), "maximin") == least.tolist()


def test_models_whose_names_differ_in_case_alone(run, models, survey, tmp_path):
    layers = [models(e, method=[m] * 144) for e, m in (("Cu", "som"), ("Au", "SOM"))]
    path = str(tmp_path / "both.gpkg")
    done = run("maximin", LAYERS=layers, OCCURRENCES=survey.occurrences, OUTPUT=path)
    assert done.ok, done.log.text
    names = [f.name() for f in QgsVectorLayer(path, "both", "ogr").fields()]
    assert {"s_1", "c_1", "s_2", "c_2"} <= set(names)


# Outputs


@pytest.mark.parametrize(
    ("name", "path", "words"),
    [
        ("OUTPUT", "none/out.gpkg", "No such file"),
        ("OUTPUT", "folder.gpkg", "a folder"),
        ("OUTPUT", ".", "a folder"),
        ("OUTPUT", "out.foo", "format cannot be written"),
        ("OUTPUT", "out", "format cannot be written"),
        ("OUTPUT", "out.dxf", "format cannot be written"),
        ("OUTPUT", "out.gpx", "format cannot be written"),
        ("OUTPUT", f"{NOWHERE}/out.gpkg", "cannot be written"),
        ("OUTPUT", "file.txt/out.gpkg", "Not a directory"),
        ("OUTPUT", f"{'x' * 300}.gpkg", "too long"),
        ("OUTPUT", "ogr:dbname='{}/none/out.gpkg' table=\"t\" (geom)", "No such file"),
        ("UNITS", f"{NOWHERE}/out.gpkg", "cannot be written"),
        ("UNITS", "units.shp", "table without geometry"),
        ("REPORT", f"{NOWHERE}/out.html", "cannot be written"),
        ("REPORT", "none/out.html", "No such file"),
        ("REPORT", ".", "a folder"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="paths of Linux")
def test_outputs_that_cannot_be_written(train_refused, tmp_path, name, path, words):
    (tmp_path / "folder.gpkg").mkdir()
    (tmp_path / "file.txt").write_text("x")
    before = sorted(tmp_path.rglob("*"))
    path = path.format(tmp_path) if path.startswith("ogr:") else str(tmp_path / path)
    train_refused(f"{name} ", words, **{name: path})
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"OUTPUT": "a.gpkg"}, {"UNITS": "a.gpkg"}),
        ({"OUTPUT": "a.gpkg"}, {"UNITS": "./A.GPKG"}),
        ({"OUTPUT": "a.gpkg"}, {"REPORT": "a.gpkg"}),
        ({"OUTPUT": "a.shp"}, {"UNITS": "a.csv"}),
    ],
)
def test_two_outputs_in_one_file(train_refused, tmp_path, first, second):
    paths = {k: str(tmp_path / v) for k, v in {**first, **second}.items()}
    train_refused(*paths, "overwrite each other", **paths)
    assert list(tmp_path.iterdir()) == []


def test_two_tables_of_one_geopackage(train, tmp_path):
    path = tmp_path / "all.gpkg"
    sinks = {n: f"ogr:dbname='{path}' table=\"{n}\" (geom)" for n in ("OUTPUT", "UNITS")}
    train(**sinks)
    counts = [QgsVectorLayer(f"{path}|layername={n}", n, "ogr").featureCount() for n in sinks]
    assert counts == [144, 16]


def _save(layer, path):
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = QgsVectorFileWriter.driverForExtension(path.suffix[1:])
    options.layerName = "soil"
    context = QgsProject.instance().transformContext()
    error, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), context, options)
    assert error == QgsVectorFileWriter.WriterError.NoError


@pytest.fixture
def stored(survey, tmp_path):
    """stored(name): the samples in a file of that name, with their path."""

    def path_of(name):
        _save(survey.samples, tmp_path / name)
        return tmp_path / name

    return path_of


def digest(path):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(path.iterdir())}


@pytest.mark.parametrize("output", ["OUTPUT", "UNITS", "REPORT"])
@pytest.mark.parametrize("how", ["path", "table", "layer", "selected", "link"])
def test_an_output_never_overwrites_an_input(train_refused, stored, tmp_path, output, how):
    path = stored("samples.gpkg")
    target = path
    layer = QgsVectorLayer(f"{path}|layername=soil", "soil", "ogr")
    # The project owns the layer: one that Python owns and QGIS keeps would crash at the exit.
    QgsProject.instance().addMapLayer(layer, False)
    given = {"path": str(path), "table": f"{path}|layername=soil"}.get(how, layer)
    if how == "selected":
        layer.selectAll()
        given = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    if how == "link":
        target = tmp_path / "link.gpkg"
        target.symlink_to(path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    train_refused(output, "SAMPLES", "overwrite", SAMPLES=given, **{output: str(target)})
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    QgsProject.instance().removeMapLayer(layer.id())


@pytest.mark.parametrize("name", ["in.shp", "in.geojson"])
def test_neither_an_input_nor_its_style_is_overwritten(train_refused, stored, tmp_path, name):
    path = stored(name)
    (tmp_path / "in.qml").write_text("<qgis/>")
    before = digest(tmp_path)
    for other in (name, "in.csv"):
        train_refused("SAMPLES", "or its style", SAMPLES=str(path), OUTPUT=str(tmp_path / other))
    assert digest(tmp_path) == before


def test_a_table_of_the_inputs_geopackage_is_not_overwritten_but_may_be_added(
    train, train_refused, stored
):
    path = stored("samples.gpkg")
    same, other = (f"ogr:dbname='{path}' table=\"{t}\" (geom)" for t in ("soil", "map"))
    for source in (str(path), f"{path}|layername=soil"):
        train_refused("SAMPLES", "overwrite", SAMPLES=source, OUTPUT=same)
    train(SAMPLES=str(path), OUTPUT=other)
    assert rows_and_fields(path, "map")[0] == 144
    assert rows_and_fields(path, "soil") == (144, ["fid", "name", *ELEMENTS])


def rows_and_fields(path, table):
    """A function of its own: a refused run keeps its callers' frames, and so their layers."""
    layer = QgsVectorLayer(f"{path}|layername={table}", table, "ogr")
    return layer.featureCount(), [f.name() for f in layer.fields()]


def test_the_other_inputs_are_safe_too(workflow_refused, stored, tmp_path):
    path = stored("mines.gpkg")
    workflow_refused("OCCURRENCES", "overwrite", OCCURRENCES=str(path), GROUND=str(path))


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson", "csv"])
def test_awkward_names_stay_unique_in_every_format(train, survey, tmp_path, suffix):
    awkward = ["Cu_ppm_ICPMS_2020", "Cu_ppm_ICPMS_2021", "cu_PPM_icpms_2020"]
    awkward += ["<script>alert(1)</script>", "a\"b'c", "x" * 80, "Größe, %", "geom"]
    columns = {name: survey.table[e] for name, e in zip(awkward, ELEMENTS)}
    layer = make_layer(survey.xy, {**columns, "fid": ["7"] * 144}, name='<b>"soil" & more</b>')
    report, path = tmp_path / "report.html", tmp_path / f"out.{suffix}"
    train(SAMPLES=layer, FIELDS=awkward, OUTPUT=str(path), UNITS=MEMORY, REPORT=str(report))
    written = QgsVectorLayer(str(path), "out", "ogr")
    names = [f.name() for f in written.fields()]
    assert len({n.lower() for n in names}) == len(names)
    assert names[-7:] == ["sample_id", "method", "bmu", "bmu_row", "bmu_col", "bmu_dist", "cluster"]
    first = 1 if suffix == "gpkg" else 0  # its key
    for place, name in enumerate(awkward):
        values = [float(f[first + place]) for f in written.getFeatures()]
        assert values == pytest.approx(columns[name], abs=1e-9)
    assert (tmp_path / "out.qml").exists() == (suffix != "gpkg")
    html = report.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<b>" not in html


def test_fields_that_differ_in_case_alone_are_told_apart(train, survey, tmp_path):
    columns = {"Cu": survey.table["Cu"], "CU": survey.table["U"], "Zn": survey.table["Zn"]}
    layer = make_layer(survey.xy, columns, name="twice")
    path = tmp_path / "out.gpkg"
    done = train(
        SAMPLES=layer, FIELDS=["CU", "Zn"], TRANSFORM="none", OUTPUT=str(path), UNITS=MEMORY
    )
    units = column(done.layer("UNITS"), "CU")
    assert min(survey.table["U"]) < np.mean(units) < max(survey.table["U"])
    assert column(QgsVectorLayer(str(path), "out", "ogr"), "CU_1") == survey.table["U"]


def test_fields_named_like_those_of_the_units_keep_their_column(train, survey):
    names = ["unit", "hits", "z_hits", "Cluster"]
    columns = {name: survey.table[e] for name, e in zip(names, ELEMENTS)}
    layer = make_layer(survey.xy, columns, name="names")
    done = train(SAMPLES=layer, FIELDS=names, TRANSFORM="log10", UNITS=MEMORY)
    units = done.layer("UNITS")
    assert column(units, "unit") == list(range(16))
    assert sum(column(units, "hits")) == 144
    assert 0 < min(column(units, "hits_1")) < max(column(units, "hits_1")) < 60


def test_layers_are_as_they_were(workflow, train, survey):
    before = [[f.attributes() for f in survey.samples.getFeatures()] for _ in range(1)]
    geometries = [f.geometry().asWkt() for f in survey.samples.getFeatures()]
    names = [f.name() for f in survey.samples.fields()]
    workflow(GROUND=MEMORY, TARGETS=MEMORY, TABLE=MEMORY)
    train(SAMPLES=survey.samples)
    assert [f.attributes() for f in survey.samples.getFeatures()] == before[0]
    assert [f.geometry().asWkt() for f in survey.samples.getFeatures()] == geometries
    assert [f.name() for f in survey.samples.fields()] == names
    assert not survey.samples.isEditable()


def test_the_dialog_and_the_command_line_say_the_same_about_a_number(provider):
    from qgis.core import QgsApplication, QgsProcessingContext

    algorithm = QgsApplication.processingRegistry().algorithmById("geochemsom:som")
    ok, said = algorithm.checkParameterValues({"ROWS": -3}, QgsProcessingContext())
    assert not ok
    assert said == "ROWS is -3; give a whole number of at least 0."


# The command line


@pytest.fixture(scope="module")
def command_line(survey, tmp_path_factory):
    """command_line(id, **parameters): the exit code of qgis_process in a clean profile."""
    file = ROOT / "resources" / "demo" / "run_demo.py"
    spec = importlib.util.spec_from_file_location("run_demo", file)
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    environment = demo.clean_environment(tmp_path_factory.mktemp("profile"))
    soil = tmp_path_factory.mktemp("soil") / "soil.gpkg"
    _save(survey.samples, soil)

    def exit_code(name, **parameters):
        given = {"SAMPLES": str(soil), **parameters}
        return demo.run_algorithm(f"geochemsom:{name}", given, environment)[0]

    return exit_code


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("batchsom", {"FIELDS": "Cu;Nope"}, "has no field Nope"),
        ("som", {"FIELDS": "Cu;Au", "ROWS": "-3"}, "ROWS is -3; give a whole number of at least 0"),
        ("batchsom", {"FIELDS": "Cu;Au", "ROWS": "30", "COLS": "30"}, "900 units"),
        ("separateanomalies", {"FIELDS": "Cu;Au", "METHODS": "batchsom"}, "PATHFINDERS"),
    ],
)
def test_the_command_line_fails_with_one_sentence(
    command_line, tmp_path, capfd, name, parameters, words
):
    code = command_line(name, **parameters, OUTPUT=str(tmp_path / "out.gpkg"))
    said = capfd.readouterr()
    assert code != 0
    errors = [line for line in said.err.splitlines() if line.startswith("ERROR")]
    assert len(errors) == 1, said.err
    assert words in said.err
    assert "Traceback" not in said.out + said.err
    assert "defect" not in said.err
    assert list(tmp_path.iterdir()) == []
