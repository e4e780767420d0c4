"""Promises of `selectbyunit`: the selection of units and that of samples follow each other."""

import pytest
from layers import column, make_layer
from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsVectorLayer

MEMORY = "TEMPORARY_OUTPUT"
SQUARE = "POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))"


@pytest.fixture
def lattice():
    """Units 0 to 3."""
    return make_layer([SQUARE] * 4, {"unit": [0, 1, 2, 3]}, kind="Polygon", name="lattice")


@pytest.fixture
def samples():
    """Seven samples, one of them without a unit."""
    return make_layer([(0, 0)] * 7, {"bmu": [2, 0, 2, 1, None, 3, 2]}, name="samples")


def select(layer, field, values):
    layer.selectByIds([f.id() for f in layer.getFeatures() if f[field] in values])


def selected(layer, field):
    return sorted(f[field] for f in layer.getSelectedFeatures())


def test_selected_units_select_their_samples(run, lattice, samples):
    select(lattice, "unit", [1, 2])
    done = run("selectbyunit", LATTICE=lattice, SAMPLES=samples)
    assert done.ok, done.log.text
    assert selected(samples, "bmu") == [1, 2, 2, 2]
    assert done.results["SELECTED"] == 4
    assert selected(lattice, "unit") == [1, 2]


def test_selected_samples_select_their_units(run, lattice, samples):
    select(samples, "bmu", [2, 3])
    done = run("selectbyunit", LATTICE=lattice, SAMPLES=samples, DIRECTION="samples_to_units")
    assert done.ok, done.log.text
    assert selected(lattice, "unit") == [2, 3]
    assert done.results["SELECTED"] == 2
    assert selected(samples, "bmu") == [2, 2, 2, 3]


@pytest.mark.parametrize(
    ("behavior", "left"),
    [("new", [1, 2, 2, 2]), ("add", [0, 1, 2, 2, 2]), ("within", [1]), ("remove", [0])],
)
def test_the_selection_that_is_there_is_treated_as_the_user_says(
    run, lattice, samples, behavior, left
):
    select(lattice, "unit", [1, 2])
    select(samples, "bmu", [0, 1])
    done = run("selectbyunit", LATTICE=lattice, SAMPLES=samples, BEHAVIOR=behavior)
    assert done.ok, done.log.text
    assert selected(samples, "bmu") == left
    assert done.results["SELECTED"] == len(left)


def test_samples_without_a_unit_are_never_selected(run, samples):
    lattice = make_layer([SQUARE] * 2, {"unit": [1, None]}, kind="Polygon")
    lattice.selectAll()
    done = run("selectbyunit", LATTICE=lattice, SAMPLES=samples)
    assert done.ok, done.log.text
    assert selected(samples, "bmu") == [1]


@pytest.mark.parametrize("bmu", [["2", "0", "2"], [2.0, 0.0, 2.0]])
def test_numbers_of_units_may_come_back_as_text_or_with_a_point(run, lattice, bmu):
    samples = make_layer([(0, 0)] * 3, {"BMU": bmu})
    select(lattice, "unit", [2])
    done = run("selectbyunit", LATTICE=lattice, SAMPLES=samples)
    assert done.ok, done.log.text
    assert done.results["SELECTED"] == 2


def test_the_method_must_agree_where_both_layers_have_it(run):
    table = {"unit": [0, 0], "method": ["som", "batchsom"]}
    lattice = make_layer([SQUARE] * 2, table, kind="Polygon")
    samples = make_layer([(0, 0)] * 3, {"bmu": [0, 0, 0], "method": ["som", "batchsom", None]})
    select(lattice, "method", ["som"])
    done = run("selectbyunit", LATTICE=lattice, SAMPLES=samples)
    assert done.ok, done.log.text
    assert selected(samples, "method") == ["som"]


def test_layers_of_different_maps_are_refused(fails):
    lattice = make_layer([SQUARE], {"unit": [0], "method": ["som"]}, kind="Polygon", name="map A")
    samples = make_layer([(0, 0)], {"bmu": [0], "method": ["batchsom"]}, name="soil")
    lattice.selectAll()
    samples.selectAll()
    said = fails("selectbyunit", LATTICE=lattice, SAMPLES=samples)
    for word in ("map A", "som", "soil", "batchsom"):
        assert word in said
    assert samples.selectedFeatureCount() == 1


def test_what_is_no_lattice_or_no_map_of_samples_is_refused(fails, lattice, samples):
    lattice.selectAll()
    assert "has no field unit" in fails("selectbyunit", LATTICE=samples, SAMPLES=samples)
    assert "has no field bmu" in fails("selectbyunit", LATTICE=lattice, SAMPLES=lattice)


def test_without_any_selection_it_says_what_to_do(fails, lattice, samples):
    said = fails("selectbyunit", LATTICE=lattice, SAMPLES=samples)
    assert "lattice is selected" in said
    samples.removeSelection()
    said = fails("selectbyunit", LATTICE=lattice, SAMPLES=samples, DIRECTION="samples_to_units")
    assert "samples is selected" in said


def test_a_word_that_is_no_behavior_is_refused(fails, lattice, samples):
    lattice.selectAll()
    assert "BEHAVIOR" in fails("selectbyunit", LATTICE=lattice, SAMPLES=samples, BEHAVIOR="all")


def test_it_runs_where_the_users_layers_live(provider):
    algorithm = QgsApplication.processingRegistry().algorithmById("geochemsom:selectbyunit")
    flag = QgsProcessingAlgorithm.Flag
    assert algorithm.flags() & flag.FlagNoThreading
    assert algorithm.flags() & flag.FlagNotAvailableInStandaloneTool


@pytest.mark.parametrize("units", ["LATTICE", "UNITS"])
def test_what_a_map_wrote_can_be_joined(run, survey, tmp_path, units):
    trained = run(
        "batchsom",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        ROWS=4,
        COLS=4,
        OUTPUT=str(tmp_path / "samples.gpkg"),
        **{units: MEMORY},
    )
    assert trained.ok, trained.log.text
    samples = QgsVectorLayer(str(tmp_path / "samples.gpkg"), "samples", "ogr")
    of_map = trained.layer(units)
    assert "method" in [f.name() for f in of_map.fields()] or units == "UNITS"
    select(of_map, "unit", [5, 6])
    done = run("selectbyunit", LATTICE=of_map, SAMPLES=samples)
    assert done.ok, done.log.text
    hits = column(of_map, "hits")
    assert done.results["SELECTED"] == hits[5] + hits[6] > 0
    back = run("selectbyunit", LATTICE=of_map, SAMPLES=samples, DIRECTION="samples_to_units")
    assert back.ok, back.log.text
    assert set(selected(of_map, "unit")) == {u for u in (5, 6) if hits[u]}
