"""Promises of composite samples: the average of each cell, where it belongs, and nothing lost."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from layers import column, make_layer
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorLayer,
)
from scipy import stats

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MEMORY = "TEMPORARY_OUTPUT"
WANTED = {"OUTPUT": MEMORY, "CELLS": MEMORY, "TABLE": MEMORY}
SIZE = 2500.0


@pytest.fixture(scope="module")
def composited(run, survey):
    """composited(**parameters): a run on the survey whose outputs are tables and geometries."""
    held = []  # a layer lives as long as the run that made it

    def result(**parameters):
        given = {"SAMPLES": survey.samples, "SAMPLE_ID": "name", "FIELDS": survey.elements}
        done = run("compositesamples", **{**given, "CELL_SIZE": SIZE, **WANTED, **parameters})
        held.append(done)
        assert done.ok, done.log.text
        return SimpleNamespace(
            done=done,
            log=done.log,
            results=done.results,
            made=frame_of(done.layer("OUTPUT")),
            cells=frame_of(done.layer("CELLS")),
            table=frame_of(done.layer("TABLE")),
        )

    return result


@pytest.fixture(scope="module")
def refused(fails, survey):
    """refused(*words, **parameters): the one sentence; it must hold the words."""

    def sentence(*words, **parameters):
        given = {"SAMPLES": survey.samples, "FIELDS": survey.elements, "CELL_SIZE": SIZE}
        said = fails("compositesamples", **{**given, **WANTED, **parameters})
        assert "defect" not in said, said
        for word in words:
            assert word in said, said
        return said

    return sentence


def frame_of(layer):
    """A layer as a DataFrame with its geometries."""
    names = [field.name() for field in layer.fields()]
    frame = pd.DataFrame({name: column(layer, name) for name in names})
    return frame.assign(geometry=[QgsGeometry(f.geometry()) for f in layer.getFeatures()])


def xy_of(made):
    return np.array([(g.asPoint().x(), g.asPoint().y()) for g in made["geometry"]])


def centres(xy, size):
    """Centre of the cell of each position."""
    return (np.floor(np.asarray(xy) / size) + 0.5) * size


def square(x, y, side):
    return f"POLYGON(({x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y}))"


def polygons(*shapes, crs="EPSG:32640", name="catchments"):
    return make_layer(shapes, {"n": [1] * len(shapes)}, kind="Polygon", crs=crs, name=name)


def assays(xy, **columns):
    return make_layer(xy, {"name": [f"S{i}" for i in range(len(xy))], **columns}, name="soil")


# Averages


@pytest.mark.parametrize(
    ("statistic", "peer"), [("mean", "mean"), ("median", "median"), ("geometric_mean", stats.gmean)]
)
def test_each_cell_has_the_average_of_its_samples(composited, survey, statistic, peer):
    found = composited(STATISTIC=statistic)
    frame = pd.DataFrame(survey.table)[survey.elements]
    x, y = centres(survey.xy, SIZE).T
    expected = frame.groupby([-y, x]).agg(peer)  # from north to south, then from west to east
    assert 20 < len(expected) < 40
    np.testing.assert_allclose(found.made[survey.elements], expected, rtol=1e-12)
    np.testing.assert_array_equal(found.made["n_samples"], frame.groupby([-y, x]).size())
    places = np.array(list(expected.index)) * [-1, 1]
    np.testing.assert_array_equal(xy_of(found.made), places[:, ::-1])
    assert found.made["sample_id"].tolist() == [f"C{i + 1:04d}" for i in range(len(expected))]
    assert (found.made["n_below"] == 0).all()
    assert found.made["censored"].isna().all()


def test_elements_keep_their_names_and_order_and_become_numbers(composited, survey):
    layer = composited(FIELDS=["Zn", "cu"]).done.layer("OUTPUT")
    assert [f.name() for f in layer.fields()] == [
        *("sample_id", "n_samples", "Zn", "Cu", "n_below", "censored")
    ]
    assert layer.fields().field("Zn").isNumeric()
    assert layer.attributeAlias(2) == "Zn (mean of the samples)"
    assert layer.crs() == survey.samples.crs()


def test_the_cells_are_squares_around_the_composites_with_the_same_fields(composited):
    found = composited()
    pd.testing.assert_frame_equal(
        found.cells.drop(columns="geometry"), found.made.drop(columns="geometry")
    )
    for cell, point in zip(found.cells["geometry"], xy_of(found.made)):
        box = cell.boundingBox()
        assert cell.area() == pytest.approx(SIZE**2)
        assert (box.center().x(), box.center().y()) == pytest.approx(tuple(point))
        assert box.xMinimum() % SIZE == box.yMinimum() % SIZE == 0


def test_cells_that_are_chosen_hold_four_samples(composited):
    found = composited(CELL_SIZE=0)
    assert "cells of 2000 m (chosen, for four samples on average)" in found.log.text
    assert found.made["n_samples"].median() == 4


def test_text_values_are_read_with_their_qualifiers(composited):
    layer = assays(
        [(100, 900), (200, 800), (300, 900), (1500, 500), (1600, 400)],
        Au=["<0.5", "0.75", "<0.5", "-9999", "2"],
        Cu=["10", "20", "", "<8", " 40 "],
        Zn=[1.0, 0.0, 3.0, 6.0, None],
    )
    made = composited(SAMPLES=layer, FIELDS=["Au", "Cu", "Zn"], CELL_SIZE=1000).made
    # Half of 0.5, half of 8, and half of the smallest positive value, 1.
    np.testing.assert_allclose(made["Au"], [(0.25 + 0.75 + 0.25) / 3, 2.0])
    np.testing.assert_allclose(made["Cu"], [15.0, (4 + 40) / 2])
    np.testing.assert_allclose(made["Zn"], [(1 + 0.5 + 3) / 3, 6.0])
    assert made["n_samples"].tolist() == [3, 2]
    assert made["n_below"].tolist() == [3, 1]
    assert made["censored"].tolist() == ["Au", "Cu"]


def test_non_detects_are_replaced_for_the_whole_survey_before_any_average(composited):
    rng = np.random.default_rng(0)
    detected = rng.uniform(1, 2, 40).round(3).tolist()
    xy = [(10.0 * i, 500.0) for i in range(40)] + [(1500.0, 500.0), (1500.0, 510.0)]
    layer = assays(xy, Au=[str(v) for v in detected] + ["<100", "1.5"])
    found = composited(SAMPLES=layer, FIELDS=["Au"], CELL_SIZE=1000)
    # In its own cell the substitute 50 would stand; in the survey it is above the 95th percentile.
    assert found.made["Au"].tolist() == [pytest.approx(np.mean(detected)), 1.5]
    assert "95th percentile of the detected values, made blank: Au 1." in found.log.text
    assert found.results["SAMPLES_OUT"] == 1
    assert found.table["reason"].tolist()[-2:] == ["no value in any of the fields", None]


def test_an_element_that_no_sample_of_a_cell_has_is_blank_there(composited, survey):
    north = survey.xy[:, 1] >= 2705000
    values = np.where(north, np.nan, survey.table["Pb"])
    layer = assays(
        survey.xy,
        Pb=[None if np.isnan(v) else v for v in values.tolist()],
        Zn=survey.table["Zn"],
    )
    found = composited(SAMPLES=layer, FIELDS=["Pb", "Zn"])
    np.testing.assert_array_equal(found.made["Pb"].isna(), xy_of(found.made)[:, 1] > 2705000)
    assert found.made["Zn"].notna().all()
    assert f"Pb {found.made['Pb'].isna().sum()}" in "".join(found.log.warnings)


# Nothing is lost


def test_rows_in_are_rows_in_composites_and_rows_listed(composited, survey):
    values = [None if i in (5, 77) else v for i, v in enumerate(survey.table["Cu"])]
    places = [None if i in (3, 9) else tuple(p) for i, p in enumerate(survey.xy)]
    layer = make_layer(places, {**survey.table, "Cu": values}, name="soil")
    found = composited(SAMPLES=layer, FIELDS=["Cu"], LEAST_SAMPLES=6)
    table = found.table.set_index("sample_id")
    assert sorted(table.index) == survey.table["name"]
    used = table["composite"].notna()
    assert (used != table["reason"].notna()).all()
    assert found.results["SAMPLES_USED"] == used.sum() == found.made["n_samples"].sum()
    assert found.results["SAMPLES_OUT"] == (~used).sum()
    assert found.results["COMPOSITES"] == len(found.made)
    assert found.made["n_samples"].min() >= 6
    assert (
        table["composite"].value_counts().to_dict()
        == found.made.set_index("sample_id")["n_samples"].to_dict()
    )
    reasons = table["reason"].value_counts()
    assert reasons["no geometry"] == reasons["no value in any of the fields"] == 2
    assert reasons["in a cell with fewer than 6 samples"] == 144 - 4 - used.sum() > 0
    for row, place in zip(survey.table["name"], places):
        if table.loc[row, "composite"]:
            made = found.made[found.made["sample_id"] == table.loc[row, "composite"]]
            assert tuple(xy_of(made)[0]) == tuple(centres(place, SIZE))


def test_the_order_of_rows_changes_nothing_but_the_table(composited, survey):
    order = np.random.default_rng(2).permutation(144)
    columns = {name: [values[i] for i in order] for name, values in survey.table.items()}
    mixed = composited(SAMPLES=make_layer(survey.xy[order], columns))
    straight = composited()
    pd.testing.assert_frame_equal(
        mixed.made.drop(columns="geometry"), straight.made.drop(columns="geometry")
    )
    assert mixed.table["sample_id"].tolist() == columns["name"]


def test_only_selected_samples_go_in(composited, survey):
    layer = survey.samples.clone()
    QgsProject.instance().addMapLayer(layer, False)
    layer.selectByExpression("\"name\" < 'S024'")
    source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    found = composited(SAMPLES=source)
    QgsProject.instance().removeMapLayer(layer.id())
    assert found.results["SAMPLES_USED"] == 24
    assert sorted(found.table["sample_id"]) == survey.table["name"][:24]


def test_the_log_tells_what_was_done_in_order(composited, survey):
    values = ["<1", *map(str, survey.table["Cu"][1:])]
    layer = make_layer(survey.xy, {**survey.table, "Cu": values}, name="soil")
    said = composited(SAMPLES=layer, LEAST_SAMPLES=6).log.infos
    wanted = [
        "144 rows were read from soil; 9 fields.",
        "Values below the detection limit, replaced by half the limit: Cu 1.",
        "square cells of 2500 m hold samples; the grid lies at multiples of it in EPSG:32640.",
        "samples became",
        "Left out, in a cell with fewer than 6 samples:",
    ]
    at = [next(i for i, line in enumerate(said) if part in line) for part in wanted]
    assert at == sorted(at)


def test_samples_at_one_place_are_reported(composited, survey):
    columns = {name: [*values, values[0]] for name, values in survey.table.items()}
    columns["name"][-1] = "S000 again"
    layer = make_layer([*survey.xy, survey.xy[0]], columns)
    warned = "\n".join(composited(SAMPLES=layer).log.warnings)
    assert "2 samples lie at 1 place together with others (S000, S000 again)" in warned
    assert "1 row repeats an earlier one: same place, same values (S000 again)" in warned
    assert "repeats" not in composited().log.text


def test_fields_that_look_like_no_element_are_pointed_out(composited, survey):
    layer = make_layer(survey.xy, {**survey.table, "Easting": survey.xy[:, 0].tolist()})
    found = composited(SAMPLES=layer, FIELDS=["Cu", "Easting"])
    assert "FIELDS names Easting" in "".join(found.log.warnings)


# Coordinates in degrees


def test_in_degrees_cells_are_squares_in_metres_that_hold_their_samples(composited, survey):
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(survey.samples.crs(), degrees, QgsProject.instance())
    xy = [transform.transform(QgsPointXY(*place)) for place in survey.xy]
    layer = make_layer([(p.x(), p.y()) for p in xy], survey.table, crs="EPSG:4326")
    found = composited(SAMPLES=layer)
    assert found.done.layer("OUTPUT").crs() == found.done.layer("CELLS").crs() == degrees
    measure = QgsDistanceArea()
    measure.setSourceCrs(degrees, QgsProject.instance().transformContext())
    measure.setEllipsoid("EPSG:7030")
    cells = found.cells.set_index("sample_id")["geometry"]
    for cell, point in zip(cells, found.made["geometry"]):
        assert measure.measureArea(cell) == pytest.approx(SIZE**2, rel=0.001)
        assert cell.contains(point)
        assert cell.centroid().distance(point) < 1e-5
    for place, name in zip(xy, found.table["composite"]):
        assert cells[name].buffer(1e-7, 1).contains(QgsGeometry.fromPointXY(place))
    assert found.results["SAMPLES_USED"] == 144
    assert "equal-area plane" in found.log.text
    north = [g.asPoint().y() for g in found.made["geometry"]]
    assert north[0] == pytest.approx(max(north), abs=0.001)


# Polygons


def test_a_sample_belongs_to_the_smallest_polygon_that_contains_it(composited, survey):
    west, inner, empty = (
        square(599500, 2699500, 6000),
        square(600500, 2700500, 2000),
        square(590000, 2699500, 500),
    )
    found = composited(POLYGONS=polygons(west, inner, empty))
    frame = pd.DataFrame(survey.table)
    x, y = survey.xy.T
    in_inner = (x > 600500) & (x < 602500) & (y > 2700500) & (y < 2702500)
    in_west = (x < 605500) & (y < 2705500) & ~in_inner
    assert found.made["n_samples"].tolist() == [in_west.sum(), in_inner.sum()] == [32, 4]
    np.testing.assert_allclose(
        found.made["Cu"], [frame["Cu"][i].mean() for i in (in_west, in_inner)]
    )
    assert xy_of(found.made).tolist() == [[602500, 2702500], [601500, 2701500]]
    shapes = [g.asWkt() for g in found.cells["geometry"]]
    for shape, wkt in zip(shapes, (west, inner)):
        assert QgsGeometry.fromWkt(shape).isGeosEqual(QgsGeometry.fromWkt(wkt))
    outside = found.table[found.table["composite"].isna()]
    assert len(outside) == 144 - 36 == found.results["SAMPLES_OUT"]
    assert set(outside["reason"]) == {"outside every polygon"}
    assert "2 of 3 polygons of catchments hold samples" in found.log.text


def test_where_the_centroid_lies_outside_the_composite_is_on_the_surface(composited):
    u_shape = "POLYGON((0 0,30 0,30 30,20 30,20 5,10 5,10 30,0 30,0 0))"
    layer = assays([(2, 2), (25, 20), (15, 15)], Cu=[1.0, 3.0, 50.0])
    found = composited(SAMPLES=layer, FIELDS=["Cu"], POLYGONS=polygons(u_shape))
    shape = QgsGeometry.fromWkt(u_shape)
    assert not shape.contains(shape.centroid())
    assert shape.contains(found.made["geometry"][0])
    assert found.made["Cu"].tolist() == [2.0]
    assert found.table["composite"].tolist() == ["C0001", "C0001", None]


def test_polygons_may_lie_in_another_crs(composited, survey):
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(survey.samples.crs(), wgs84, QgsProject.instance())
    shapes = [square(599500, 2699500, 6000), square(605500, 2699500, 6000)]
    moved = []
    for wkt in shapes:
        shape = QgsGeometry.fromWkt(wkt)
        shape.transform(transform)
        moved.append(shape.asWkt(12))
    here = composited(POLYGONS=polygons(*shapes))
    there = composited(POLYGONS=polygons(*moved, crs="EPSG:4326"))
    assert here.made["n_samples"].tolist() == there.made["n_samples"].tolist() == [36, 36]
    np.testing.assert_allclose(here.made["Cu"], there.made["Cu"])
    assert there.done.layer("CELLS").crs() == survey.samples.crs()
    np.testing.assert_allclose(xy_of(here.made), xy_of(there.made), atol=0.5)


# Files, styles, names


def test_files_open_with_the_style_of_counts(composited, tmp_path):
    files = {"OUTPUT": tmp_path / "c.gpkg", "CELLS": tmp_path / "cells.shp"}
    composited(TABLE=str(tmp_path / "t.csv"), **{name: str(path) for name, path in files.items()})
    for path in files.values():
        layer = QgsVectorLayer(str(path), "opened", "ogr")
        assert layer.featureCount() == 25
        renderer = layer.renderer()
        assert renderer.classAttribute() == "n_samples"
        counts = np.array(column(layer, "n_samples"))
        assert [r.label() for r in renderer.ranges()] == [
            f"{n} sample{'s' if n > 1 else ''}" for n in sorted(set(counts), reverse=True)
        ]
    metadata = QgsVectorLayer(str(files["OUTPUT"]), "opened", "ogr").metadata()
    assert metadata.title() == "Composites of samples"
    assert {"STATISTIC: mean", f"CELL_SIZE: {SIZE}"} <= set(metadata.history())
    assert len((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()) == 145


def test_many_counts_are_shown_in_five_classes_that_hold_all(composited):
    rng = np.random.default_rng(8)
    counts = rng.integers(1, 15, 100)
    xy = [(1000.0 * i + j, 500.0) for i, n in enumerate(counts) for j in range(n)]
    found = composited(SAMPLES=assays(xy, Cu=[1.0] * len(xy)), FIELDS=["Cu"], CELL_SIZE=1000)
    assert found.made["n_samples"].tolist() == counts.tolist()
    ranges = found.done.layer("OUTPUT").renderer().ranges()
    assert len({r.symbol().color().name() for r in ranges}) == 5
    held = [((counts > r.lowerValue()) & (counts < r.upperValue())).sum() for r in ranges]
    assert sum(held) == 100
    assert [r.label() for r in ranges] == [
        f"{count} samples" for count in ("13 to 14", "10 to 12", "7 to 9", "4 to 6", "1 to 3")
    ]


def test_equal_counts_have_one_symbol(composited):
    layer = composited(CELL_SIZE=1000).done.layer("OUTPUT")
    assert set(column(layer, "n_samples")) == {1}
    assert layer.renderer().type() == "singleSymbol"
    assert layer.renderer().symbol().color().name() == "#6baed6"


def test_fields_with_our_names_are_numbered_not_lost(composited, survey, tmp_path):
    columns = {**survey.table, "fid": survey.table["Cu"], "N_samples": survey.table["Zn"]}
    found = composited(
        SAMPLES=make_layer(survey.xy, columns),
        FIELDS=["fid", "N_samples", "Zn"],
        OUTPUT=str(tmp_path / "c.gpkg"),
    )
    np.testing.assert_array_equal(found.made["N_samples_1"], found.made["Zn"])
    np.testing.assert_allclose(found.made["fid_1"], composited().made["Cu"])
    assert found.made["n_samples"].sum() == 144


def test_composites_train_a_map(run, composited, survey):
    layer = composited(CELL_SIZE=2000).done.layer("OUTPUT")
    trained = run(
        "batchsom",
        SAMPLES=layer,
        SAMPLE_ID="sample_id",
        FIELDS=survey.elements,
        CLUSTERS=3,
        OUTPUT=MEMORY,
    )
    assert trained.ok, trained.log.text
    assert trained.results["SAMPLES_USED"] == layer.featureCount()
    assert column(trained.layer("OUTPUT"), "sample_id") == column(layer, "sample_id")


def test_only_the_composites_are_written_by_default(run, survey):
    done = run("compositesamples", SAMPLES=survey.samples, FIELDS=["Cu"], OUTPUT=MEMORY)
    assert done.ok, done.log.text
    assert set(done.results) == {"OUTPUT", "SAMPLES_USED", "SAMPLES_OUT", "COMPOSITES"}


def test_cancel_leaves_nothing(run, survey, tmp_path):
    path = tmp_path / "c.gpkg"
    done = run(
        "compositesamples",
        cancel_at=60,
        SAMPLES=survey.samples,
        FIELDS=["Cu"],
        OUTPUT=str(path),
    )
    assert not done.ok
    assert "Stopped by the user" in done.log.text
    assert not path.exists()


# Bad input


def test_text_that_is_no_number_is_named_with_its_row(refused, survey):
    values = ["much", *map(str, survey.table["Cu"][1:])]
    layer = make_layer(survey.xy, {**survey.table, "Cu": values}, name="soil")
    refused("Field Cu of soil", "'much' in row S000", SAMPLES=layer, SAMPLE_ID="name")


def test_fields_that_are_missing_or_named_twice(refused):
    refused("no field Nope", FIELDS=["Cu", "Nope"])
    refused("names Cu more than once", FIELDS=["Cu", "cu"])
    refused("FIELDS is empty", FIELDS=[])


def test_parameters_out_of_range(refused):
    refused("CELL_SIZE", CELL_SIZE=-1)
    refused("CELL_SIZE is 0.01 m", CELL_SIZE=0.01)
    refused("LEAST_SAMPLES", LEAST_SAMPLES=0)
    refused("STATISTIC", "mean, median, geometric_mean", STATISTIC="mode")
    refused("NON_DETECTS", NON_DETECTS="zero")


def test_no_composite_at_all_is_an_error_that_says_why(refused, survey):
    refused("144 samples in a cell with fewer than 99 samples", LEAST_SAMPLES=99)
    blank = make_layer(survey.xy, {**survey.table, "Cu": [None] * 144}, name="soil")
    refused("layer soil", "no value in any of the fields", SAMPLES=blank, FIELDS=["Cu"])


def test_polygons_without_samples_or_shapes(refused):
    far = polygons(square(0, 0, 9), name="far")
    refused("None of the samples lies in a polygon of far", POLYGONS=far)
    refused("no polygon", POLYGONS=polygons(None, name="hollow"))
    refused("does not hold polygons", POLYGONS=make_layer([(0, 0)], name="points"))


def test_samples_at_one_place_leave_no_cell_size_to_choose(refused):
    layer = assays([(5, 5), (5, 5)], Cu=[1.0, 2.0])
    refused("at one place", "CELL_SIZE", SAMPLES=layer, FIELDS=["Cu"], CELL_SIZE=0)


def test_an_output_may_not_overwrite_the_other(refused, tmp_path):
    path = str(tmp_path / "c.gpkg")
    refused("overwrite each other", OUTPUT=path, CELLS=path)


# A real survey


def test_the_tellus_survey_agrees_with_pandas(run):
    path = DATA / "tellus_ireland" / "samples.csv"
    if not path.exists():
        pytest.skip(f"the survey tellus_ireland is not at hand: {path} does not exist")
    raw = pd.read_csv(path)
    fields = ["Zn_ppm", "As_ppm", "Au_ppb", "SiO2_pct"]
    done = run(
        "compositesamples",
        SAMPLES=f"delimitedtext://file://{path}?type=csv&xField=x&yField=y&crs=EPSG:29903&detectTypes=yes",
        SAMPLE_ID="sample_id",
        FIELDS=fields,
        CELL_SIZE=2000,
        **WANTED,
    )
    assert done.ok, done.log.text
    made, table = frame_of(done.layer("OUTPUT")), frame_of(done.layer("TABLE"))
    zeros = raw["As_ppm"] == 0
    raw.loc[zeros, "As_ppm"] = raw.loc[~zeros, "As_ppm"].min() / 2
    grouped = raw.groupby([-(raw["y"] // 2000), raw["x"] // 2000])
    assert len(raw) == 11382 == done.results["SAMPLES_USED"] == len(table)
    assert len(made) == grouped.ngroups == 5798
    np.testing.assert_array_equal(made["n_samples"], grouped.size())
    np.testing.assert_allclose(made[fields], grouped[fields].mean(), rtol=1e-12)
    np.testing.assert_array_equal(xy_of(made)[:, 0], (grouped["x"].first() // 2000 + 0.5) * 2000)
    assert made["n_below"].sum() == zeros.sum() == 7
    share = zeros.groupby([-(raw["y"] // 2000), raw["x"] // 2000]).mean()
    np.testing.assert_array_equal(made["censored"] == "As_ppm", share >= 0.5)
    assert table["composite"].notna().all()
