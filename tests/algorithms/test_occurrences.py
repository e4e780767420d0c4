"""Promises of the known occurrences: which count, how often, and on whose ground."""

import numpy as np
import pytest
from layers import column, make_layer
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsPointXY,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
)

MEMORY = "TEMPORARY_OUTPUT"
UTM, WGS84, FEET, MERCATOR = "EPSG:32618", "EPSG:4326", "EPSG:2263", "EPSG:3857"
X, Y = 580000.0, 4505000.0


def place(column_, row):
    """Position in the grid of samples: (0, 0) is the first sample, the step is 1 km."""
    return X + 1000.0 * column_, Y + 1000.0 * row


def move(xy, target, source=UTM):
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(source),
        QgsCoordinateReferenceSystem(target),
        QgsCoordinateTransformContext(),
    )
    moved = [transform.transform(QgsPointXY(*map(float, position))) for position in xy]
    return [(p.x(), p.y()) for p in moved]


SAMPLES = [place(i, j) for j in range(5) for i in range(6)]
# One cluster per sample: the table then tells on whose ground an occurrence falls.
COLUMNS = {"cluster": list(range(1, 31)), "sample_id": [f"S{i}" for i in range(1, 31)]}


@pytest.fixture(scope="module")
def count(run):
    """count(places, ...): occurrences of each cluster that has any, on cells of 1 km."""

    def occurrences_of_clusters(places, *, columns=None, crs=UTM, samples_crs=UTM, **parameters):
        kind = parameters.pop("kind", "Point")
        occurrences = parameters.pop("OCCURRENCES", None) or make_layer(
            places, columns, crs=crs, name="mines", kind=kind
        )
        wanted = {"SUPPORT": "cells", "CELL_SIZE": 1000.0, "OUTPUT": MEMORY, "TABLE": MEMORY}
        samples = make_layer(move(SAMPLES, samples_crs), COLUMNS, crs=samples_crs, name="samples")
        done = run(
            "predictionarea", INPUT=samples, OCCURRENCES=occurrences, **{**wanted, **parameters}
        )
        assert done.ok, done.log.text
        table = done.layer("TABLE")
        pairs = zip(column(table, "cluster"), column(table, "n_occ"))
        done.found = {cluster: n for cluster, n in pairs if n}
        return done

    return occurrences_of_clusters


def test_an_occurrence_falls_to_the_ground_it_lies_on(count):
    done = count([place(0, 0), place(1.4, 0.4), place(5, 4), place(5.2, 3.9)])
    assert done.found == {1: 1, 2: 1, 30: 2}
    assert done.results["OCCURRENCES_USED"] == 4
    assert done.results["OCCURRENCES_OUT"] == 0


@pytest.mark.parametrize("support", ["voronoi", "equal"])
def test_on_voronoi_ground_an_occurrence_falls_to_the_nearest_sample(count, support):
    rng = np.random.default_rng(0)
    places = [place(*p) for p in rng.uniform(0, 4, (40, 2))]
    done = count(places, SUPPORT=support)
    nearest = [
        1 + int(np.argmin(((np.array(SAMPLES) - p) ** 2).sum(axis=1))) for p in np.array(places)
    ]
    assert done.found == {c: nearest.count(c) for c in set(nearest)}


@pytest.mark.parametrize("crs", [WGS84, FEET, MERCATOR, "EPSG:32617"])
def test_occurrences_in_another_crs_fall_to_the_same_ground(count, crs):
    places = [place(0, 0), place(1.45, 0.45), place(2.55, 3.4), place(5.2, 3.9)]
    assert count(move(places, crs), crs=crs).found == count(places).found


@pytest.mark.parametrize("samples_crs", [UTM, WGS84, FEET, MERCATOR])
def test_occurrences_farther_from_the_ground_than_the_limit_are_left_out(count, samples_crs):
    places = [place(0, 0), place(-0.5 - 0.3, 0), place(-0.5 - 0.7, 1), place(-9, 0)]
    for reach, found, out in ((0.0, {1: 1}, 3), (500.0, {1: 2}, 2), (800.0, {1: 2, 7: 1}, 1)):
        done = count(places, samples_crs=samples_crs, MAX_DISTANCE=reach)
        assert done.found == found
        assert done.results["OCCURRENCES_OUT"] == out
        assert f"{out} sites lie off the ground of the samples and were left out" in done.log.text


def test_an_occurrence_in_reach_of_several_grounds_falls_to_the_nearest(count):
    done = count([place(-0.6, 0.6), place(2, 2)], MAX_DISTANCE=500.0)
    assert done.found == {7: 1, 15: 1}


def test_occurrences_outside_the_study_area_are_left_out_even_in_reach(count):
    x, y = place(-0.5, -0.5)
    area = make_layer(
        [f"POLYGON(({x} {y},{x + 3000} {y},{x + 3000} {y + 5000},{x} {y + 5000},{x} {y}))"],
        crs=UTM,
        kind="Polygon",
    )
    done = count(
        [place(0, 0), place(2.6, 0), place(4, 4), place(1, 1)],
        STUDY_AREA=area,
        MAX_DISTANCE=5000.0,
    )
    assert done.found == {1: 1, 8: 1}
    assert done.results["OCCURRENCES_OUT"] == 2
    assert "2 sites lie outside the study area and were left out" in done.log.text


@pytest.mark.parametrize("samples_crs", [UTM, WGS84, FEET, MERCATOR])
def test_records_within_the_merge_distance_count_once(count, samples_crs):
    places = [place(0, 0), place(0.3, 0), place(3, 3), place(0.3, 0)]
    for distance, found in ((0.0, {1: 2, 22: 1}), (280.0, {1: 2, 22: 1}), (320.0, {1: 1, 22: 1})):
        done = count(places, samples_crs=samples_crs, MERGE_DISTANCE=distance)
        assert done.found == found
        assert done.results["OCCURRENCES_USED"] == sum(found.values())
        assert done.results["OCCURRENCES_OUT"] == 0


def test_records_merge_in_chains_and_it_is_said(count):
    done = count([place(0.1 * i, 2) for i in range(5)] + [place(4, 4)], MERGE_DISTANCE=120.0)
    assert done.results["OCCURRENCES_USED"] == 2
    assert "6 records lie at 2 sites; each site counts once." in done.log.text


def test_a_filter_chooses_the_occurrences(count):
    columns = {"metal": ["Cu", "Pb", "Cu", None], "t": [5.0, 1.0, 0.5, 9.0]}
    places = [place(0, 0), place(1, 0), place(2, 0), place(3, 0)]
    assert count(places, columns=columns, OCCURRENCE_FILTER="\"metal\" = 'Cu'").found == {
        1: 1,
        3: 1,
    }
    both = "\"metal\" = 'Cu' AND t > 1"
    assert count(places, columns=columns, OCCURRENCE_FILTER=both).found == {1: 1}


@pytest.mark.parametrize(
    ("expression", "said"),
    [("\"ore\" = 'Cu'", "uses the field ore"), ("metal = ", "cannot be read")],
)
def test_a_filter_that_cannot_work_is_refused(fails, expression, said):
    layer = make_layer(SAMPLES, {**COLUMNS, "metal": ["Cu"] * 30}, crs=UTM, name="mines")
    sentence = fails(
        "predictionarea",
        INPUT=layer,
        OCCURRENCES=layer,
        OCCURRENCE_FILTER=expression,
        OUTPUT=MEMORY,
    )
    assert "OCCURRENCE_FILTER" in sentence
    assert said in sentence


def test_every_part_of_a_multipoint_is_a_record(count):
    parts = [place(0, 0), place(3, 3)]
    text = ", ".join(f"({x} {y})" for x, y in parts)
    lone = "MULTIPOINT(({} {}))".format(*place(5, 4))
    done = count([f"MULTIPOINT({text})", lone], kind="MultiPoint")
    assert done.found == {1: 1, 22: 1, 30: 1}
    assert "3 records of occurrences were read" in done.log.text


def test_only_selected_occurrences_are_used(count):
    layer = make_layer([place(0, 0), place(1, 0), place(2, 0)], crs=UTM, name="mines")
    QgsProject.instance().addMapLayer(layer, False)
    try:
        layer.selectByIds([f.id() for f in layer.getFeatures()][1:])
        source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        assert count([], OCCURRENCES=source).found == {2: 1, 3: 1}
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_records_without_a_geometry_are_left_out_and_counted(count):
    done = count([place(0, 0), None, place(2, 2), None])
    assert done.found == {1: 1, 15: 1}
    assert done.results["OCCURRENCES_OUT"] == 2
    assert "2 records have no geometry" in done.log.text


def test_coordinates_that_do_not_fit_their_crs_are_left_out_and_counted(count):
    good = move([place(0, 0), place(2, 2)], WGS84)
    done = count([*good, (580000.0, 4505000.0), (np.nan, 40.0)], crs=WGS84)
    assert done.found == {1: 1, 15: 1}
    assert done.results["OCCURRENCES_OUT"] == 2


def test_occurrences_on_a_shared_border_count_once(count):
    done = count([place(0.5, 0), place(0.5, 0.5), place(3, 3)])
    assert done.results["OCCURRENCES_USED"] == sum(done.found.values()) == 3
    assert all(n == int(n) for n in done.found.values())
    assert set(done.found) <= {1, 2, 7, 8, 22}


def test_an_occurrence_on_shared_ground_falls_to_its_samples_in_parts(run):
    samples = make_layer(
        [*SAMPLES, SAMPLES[0]], {"cluster": [*COLUMNS["cluster"], 31]}, crs=UTM, name="samples"
    )
    mines = make_layer([SAMPLES[0], SAMPLES[0], place(0.1, 0)], crs=UTM)
    done = run("predictionarea", INPUT=samples, OCCURRENCES=mines, OUTPUT=MEMORY, TABLE=MEMORY)
    table = done.layer("TABLE")
    found = dict(zip(column(table, "cluster"), column(table, "n_occ")))
    assert found[1] == found[31] == 1.0  # two sites: equal positions are one


def test_occurrences_that_all_miss_the_ground_are_an_error(fails):
    samples = make_layer(SAMPLES, COLUMNS, crs=UTM)
    mines = make_layer([place(400, 400)], crs=UTM, name="mines")
    said = fails("predictionarea", INPUT=samples, OCCURRENCES=mines, OUTPUT=MEMORY)
    assert "All 1 sites of the layer mines lie outside the ground" in said


def test_occurrences_of_which_none_has_a_position_are_an_error(fails):
    samples = make_layer(SAMPLES, COLUMNS, crs=UTM)
    mines = make_layer(SAMPLES, crs=WGS84, name="mines")  # metres taken for degrees
    said = fails("predictionarea", INPUT=samples, OCCURRENCES=mines, OUTPUT=MEMORY)
    assert "None of the 30 records of the layer mines has a position that can be used" in said


def test_occurrences_without_a_crs_are_refused(fails):
    samples = make_layer(SAMPLES, COLUMNS, crs=UTM)
    mines = make_layer(SAMPLES, crs="", name="mines")
    mines.setCrs(QgsCoordinateReferenceSystem())
    said = fails("predictionarea", INPUT=samples, OCCURRENCES=mines, OUTPUT=MEMORY)
    assert "The layer mines has no coordinate reference system" in said


def test_a_filter_that_leaves_no_occurrence_asks_for_pathfinders(fails):
    layer = make_layer(SAMPLES, COLUMNS, crs=UTM, name="mines")
    said = fails(
        "predictionarea",
        INPUT=layer,
        OCCURRENCES=layer,
        OCCURRENCE_FILTER="cluster > 99",
        OUTPUT=MEMORY,
    )
    assert "PATHFINDERS" in said


def test_few_occurrences_are_warned_of(count):
    few = count([place(0, 0), place(2, 2)])
    assert any("2 occurrences are few" in warning for warning in few.log.warnings)
    many = count([place(*p) for p in np.random.default_rng(0).uniform(0, 4, (45, 2))])
    assert not any("are few" in warning for warning in many.log.warnings)


def test_the_layer_of_occurrences_is_not_changed(count):
    layer = make_layer([place(0, 0), place(2, 2)], {"name": ["A", "B"]}, crs=UTM)
    before = layer.renderer().dump(), [f.alias() for f in layer.fields()]
    count([], OCCURRENCES=layer)
    assert (layer.renderer().dump(), [f.alias() for f in layer.fields()]) == before
    assert layer.featureCount() == 2
    assert layer.metadata().title() == ""
