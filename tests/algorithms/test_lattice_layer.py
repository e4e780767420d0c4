"""Promises of LATTICE: the units of a map as polygons that tell what the map learned."""

from types import SimpleNamespace

import numpy as np
import pytest
from geochem_som.algorithms.compat import plain
from layers import column, make_layer
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsPythonRunner,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize

MEMORY = "TEMPORARY_OUTPUT"
ROWS, COLS = 6, 5


def train(run, survey, method="batchsom", **parameters):
    settings = {"FIELDS": survey.elements, "ROWS": ROWS, "COLS": COLS, "CLUSTERS": 3}
    done = run(method, SAMPLES=survey.samples, OUTPUT=MEMORY, **{**settings, **parameters})
    assert done.ok, done.log.text
    return done


@pytest.fixture(scope="module", params=["rectangular", "hexagonal"])
def trained(request, run, survey):
    """A map with its samples, units and lattice in memory."""
    done = train(run, survey, TOPOLOGY=request.param, UNITS=MEMORY, LATTICE=MEMORY)
    held = SimpleNamespace(topology=request.param, done=done, lattice=done.layer("LATTICE"))
    yield held
    vars(held).clear()  # pytest keeps the last test's fixtures until after QGIS has closed


@pytest.fixture(scope="module")
def written(run, survey, tmp_path_factory):
    """A map of hexagons whose lattice is read back from a GeoPackage."""
    path = tmp_path_factory.mktemp("lattice") / "lattice.gpkg"
    done = train(run, survey, TOPOLOGY="hexagonal", LATTICE=str(path))
    held = SimpleNamespace(done=done, path=path, lattice=opened(path))
    yield held
    vars(held).clear()


@pytest.fixture
def in_project():
    """in_project(*layers) puts layers into the project for the time of one test."""
    project, held = QgsProject.instance(), []

    def put(*layers):
        project.addMapLayers(layers, False)
        held.extend(layers)

    yield put
    for layer in held:
        project.takeMapLayer(layer)


def opened(path):
    layer = QgsVectorLayer(str(path), "lattice", "ogr")
    assert layer.isValid()
    return layer


def names(layer):
    return [field.name() for field in layer.fields() if field.name() != "fid"]


# What it holds


def test_no_lattice_is_made_unless_it_is_wanted(run, survey):
    assert "LATTICE" not in train(run, survey).results


def test_the_fields_are_those_of_the_units_and_the_height_of_the_u_matrix(trained, survey):
    wanted = ["unit", "unit_row", "unit_col", "hits", "u_dist", "cluster", "method"]
    wanted += [*survey.elements, *(f"z_{e}" for e in survey.elements)]
    assert names(trained.lattice) == wanted


def test_every_unit_has_the_values_of_the_table_of_units(trained):
    units = trained.done.layer("UNITS")
    assert trained.lattice.featureCount() == ROWS * COLS
    for name in names(units):
        assert column(trained.lattice, name) == column(units, name), name


def test_hits_count_the_samples_of_a_unit(trained):
    bmu = column(trained.done.layer("OUTPUT"), "bmu")
    assert column(trained.lattice, "hits") == [bmu.count(unit) for unit in range(ROWS * COLS)]


def test_u_dist_is_the_mean_distance_to_the_prototypes_of_the_units_that_touch(trained, survey):
    features = list(trained.lattice.getFeatures())
    prototypes = np.array([[f[f"z_{e}"] for e in survey.elements] for f in features])
    for feature in features:
        gaps = [
            np.linalg.norm(prototypes[other["unit"]] - prototypes[feature["unit"]])
            for other in features
            if feature["unit"] != other["unit"]
            and feature.geometry().intersection(other.geometry()).length() > 0.1
        ]
        assert feature["u_dist"] == pytest.approx(np.mean(gaps))


def test_units_of_a_deep_map_are_decoded_and_their_u_matrix_is_latent(run, survey):
    pytest.importorskip("torch")
    done = train(run, survey, "desom", EPOCHS=2, UNITS=MEMORY, LATTICE=MEMORY)
    lattice, units = done.layer("LATTICE"), done.layer("UNITS")
    for name in names(units):
        assert column(lattice, name) == column(units, name)
    assert set(column(lattice, "method")) == {"desom"}
    assert min(column(lattice, "u_dist")) > 0


def test_elements_named_like_our_fields_are_numbered(run, survey):
    table = {name: survey.table[element] for name, element in
             zip(["u_dist", "class", "method", "geom"], survey.elements)}  # fmt: skip
    table = {**survey.table, **table}
    samples = make_layer(survey.xy, table, name="samples")
    done = run("batchsom", SAMPLES=samples, FIELDS=["u_dist", "class", "method", "geom", "Cr"],
               ROWS=4, COLS=4, OUTPUT=MEMORY, LATTICE=MEMORY)  # fmt: skip
    assert done.ok, done.log.text
    found = names(done.layer("LATTICE"))
    assert len({name.lower() for name in found}) == len(found)
    assert {"u_dist_1", "class_1", "method_1", "geom_1", "Cr"} <= set(found)


# Where it lies


def test_units_are_drawn_where_the_report_draws_them_row_0_on_top(trained):
    pitch = np.sqrt(3) / 2 if trained.topology == "hexagonal" else 1.0
    for feature in trained.lattice.getFeatures():
        centre = feature.geometry().centroid().asPoint()
        row, col = feature["unit_row"], feature["unit_col"]
        shift = 0.5 * (row % 2) if trained.topology == "hexagonal" else 0.0
        assert (centre.x(), centre.y()) == pytest.approx((col + shift, -row * pitch), abs=1e-5)


def test_units_fill_the_lattice_without_gap_or_overlap(trained):
    shapes = [feature.geometry() for feature in trained.lattice.getFeatures()]
    corners = 6 if trained.topology == "hexagonal" else 4
    assert all(shape.isGeosValid() for shape in shapes)
    assert all(shape.constGet().vertexCount() == corners + 1 for shape in shapes)
    joined = QgsGeometry.unaryUnion(shapes)
    assert len(joined.asGeometryCollection()) == 1
    assert len(joined.asGeometryCollection()[0].asPolygon()) == 1  # no holes
    assert joined.area() == pytest.approx(sum(shape.area() for shape in shapes), rel=1e-9)


def test_the_lattice_has_a_crs_of_its_own_that_is_no_ground(trained, written):
    for layer in (trained.lattice, written.lattice):
        assert layer.crs().isValid()
        assert not layer.crs().isGeographic()
        assert layer.crs().authid() == ""
        assert layer.crs().description() == "Lattice of a self-organizing map"


@pytest.mark.parametrize("project_crs", ["EPSG:32640", "EPSG:4326", ""])
def test_a_lattice_of_a_geopackage_is_drawn_in_any_project(written, project_crs):
    settings = QgsMapSettings()
    settings.setLayers([written.lattice])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(project_crs))
    settings.setOutputSize(QSize(60, 60))
    extent = settings.layerExtentToOutputExtent(written.lattice, written.lattice.extent())
    assert extent.width() == pytest.approx(COLS + 0.5, abs=0.01)
    settings.setExtent(extent)
    settings.setFlag(QgsMapSettings.Flag.DrawLabeling, False)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    colours = {picture.pixelColor(x, y).name() for x in range(60) for y in range(60)}
    assert len(colours) > 5
    assert not job.errors()


# How it looks


def renderer_of(path, style):
    """The renderer of a layer opened anew after that style was loaded from the GeoPackage."""
    from qgis.PyQt.QtXml import QDomDocument

    layer = opened(path)
    _, ids, found, *_ = layer.listStylesInDatabase()
    text, _ = layer.getStyleFromDatabase(ids[found.index(style)])
    document = QDomDocument()
    document.setContent(text)
    assert layer.importNamedStyle(document)[0]
    return layer, layer.renderer()


def test_a_geopackage_holds_a_style_for_every_thing_a_unit_says(written, survey):
    count, _, found, *_ = written.lattice.listStylesInDatabase()
    wanted = {"U-matrix", "Clusters", "Hits", *(f"Component {e}" for e in survey.elements)}
    assert set(found) == wanted
    assert count == len(wanted)


def test_a_memory_layer_offers_the_same_styles(trained, survey):
    manager = trained.lattice.styleManager()
    wanted = {"U-matrix", "Clusters", "Hits", *(f"Component {e}" for e in survey.elements)}
    assert set(manager.styles()) == wanted
    assert manager.currentStyle() == "U-matrix"


def test_the_lattice_opens_as_a_u_matrix_in_greys(written):
    renderer = written.lattice.renderer()
    assert renderer.type() == "graduatedSymbol"
    assert renderer.classAttribute() == "u_dist"
    for entry in renderer.ranges():
        red, green, blue, _ = entry.symbol().color().getRgb()
        assert red == green == blue
    lightness = [entry.symbol().color().lightness() for entry in renderer.ranges()]
    assert lightness == sorted(lightness)  # the legend runs from the ridges down


@pytest.mark.parametrize(
    ("style", "field"), [("U-matrix", "u_dist"), ("Hits", "hits"), ("Component Au", "Au")]
)
def test_every_unit_falls_into_a_class_of_a_graduated_style(written, style, field):
    layer, renderer = renderer_of(written.path, style)
    assert renderer.classAttribute() == field
    values = np.array(column(layer, field))
    held = [
        np.flatnonzero((values >= r.lowerValue()) & (values <= r.upperValue())).tolist()
        for r in renderer.ranges()
    ]
    assert sorted(unit for units in held for unit in units) == list(range(ROWS * COLS))
    assert len(held) >= 3


def test_units_without_samples_are_pale_among_the_hits(run, survey):
    done = train(run, survey, ROWS=11, COLS=11, LATTICE=MEMORY)
    layer = done.layer("LATTICE")
    assert 0 in column(layer, "hits")
    layer.styleManager().setCurrentStyle("Hits")
    none = [r for r in layer.renderer().ranges() if r.label() == "none"]
    assert [(r.lowerValue(), r.upperValue()) for r in none] == [(0.0, 0.0)]
    assert none[0].symbol().color().name() == "#f1f1ee"


def test_clusters_have_the_colours_of_the_samples(trained):
    trained.lattice.styleManager().setCurrentStyle("Clusters")
    renderer, samples = trained.lattice.renderer(), trained.done.layer("OUTPUT").renderer()
    assert renderer.classAttribute() == samples.classAttribute() == "cluster"
    look, wanted = (
        [(int(c.value()), c.symbol().color().name(), c.label()) for c in of.categories()]
        for of in (renderer, samples)
    )
    assert look == wanted
    trained.lattice.styleManager().setCurrentStyle("U-matrix")


def test_choosing_a_style_keeps_names_labels_and_the_action(trained, written):
    trained.lattice.styleManager().setCurrentStyle("Component Cu")
    loaded, _ = renderer_of(written.path, "Component Cu")
    for layer in (trained.lattice, loaded):
        assert layer.renderer().classAttribute() == "Cu"
        index = layer.fields().lookupField("u_dist")
        assert layer.attributeAlias(index) == "Mean distance to neighbouring units (U-matrix)"
        assert layer.labelsEnabled()
        assert len(layer.actions().actions()) == 1
    trained.lattice.styleManager().setCurrentStyle("U-matrix")


def test_labels_are_the_hits_and_grow_with_the_units(written):
    settings = written.lattice.labeling().settings()
    assert written.lattice.labelsEnabled()
    assert settings.fieldName == "hits"
    assert settings.format().sizeUnit() == QgsUnitTypes.RenderUnit.RenderMapUnits
    assert 0 < settings.format().size() < 0.5


def test_metadata_say_what_it_is_and_where_it_comes_from(trained, written):
    for layer in (trained.lattice, written.lattice):
        metadata = layer.metadata()
        assert metadata.title() == "Batch SOM: units of the map"
        assert "no ground" in metadata.abstract()
        assert metadata.history()[0].startswith("Made by geochemsom:batchsom")
        assert "CLUSTERS: 3" in metadata.history()


def test_a_second_run_into_the_same_table_replaces_the_styles(run, survey, tmp_path):
    place = f"ogr:dbname='{tmp_path / 'all.gpkg'}' table=\"units\" (geom)"
    for clusters in (3, 4):
        train(run, survey, LATTICE=place, CLUSTERS=clusters)
    layer = QgsVectorLayer(f"{tmp_path / 'all.gpkg'}|layername=units", "units", "ogr")
    assert layer.listStylesInDatabase()[0] == 3 + len(survey.elements)
    assert "CLUSTERS: 4" in layer.metadata().history()


def test_a_constant_component_is_drawn_all_the_same():
    from geochem_som.algorithms.renderers import graduated_renderer

    symbol = QgsFillSymbol.createSimple
    assert graduated_renderer("Cu", [2.0, 2.0], lambda c: symbol({"color": c})) is None


# Ranked


def test_the_units_of_a_ranked_map_carry_the_class_of_their_samples(run, survey, tmp_path):
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        METHODS=["som", "batchsom"],
        ROWS=ROWS,
        COLS=COLS,
        CLUSTERS=4,
        OUTPUT=MEMORY,
        OUTPUT_BATCHSOM=MEMORY,
        LATTICE_SOM=MEMORY,
        LATTICE_BATCHSOM=str(tmp_path / "lattice.gpkg"),
    )
    assert done.ok, done.log.text
    lattice, samples = opened(tmp_path / "lattice.gpkg"), done.layer("OUTPUT_BATCHSOM")
    class_of = {f["unit"]: (f["class_id"], f["class"]) for f in lattice.getFeatures()}
    for sample in samples.getFeatures():
        assert class_of[sample["bmu"]] == (sample["class_id"], sample["class"])
    assert {c for c, _ in class_of.values()} >= {1, 3}
    renderer = lattice.renderer()
    assert renderer.classAttribute() == "class_id"
    assert {plain(class_id) for class_id, _ in class_of.values()} <= {
        1,
        2,
        3,
    }  # also without samples
    shown = {int(c.value()): c.symbol().color().name() for c in renderer.categories()}
    assert shown == {3: "#c8102e", 2: "#f5a03c", 1: "#d4d4d0"}
    assert {"Classes", "U-matrix", "Clusters", "Hits"} <= set(lattice.listStylesInDatabase()[2])
    assert set(column(done.layer("LATTICE_SOM"), "method")) == {"som"}


def test_the_lattice_of_a_map_that_is_not_trained_is_refused(fails, survey):
    said = fails(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        METHODS=["batchsom"],
        OUTPUT=MEMORY,
        LATTICE_SOM=MEMORY,
    )
    assert "LATTICE_SOM" in said
    assert "METHODS" in said


# The action


class Runner(QgsPythonRunner):
    """Runs what an action asks for, as the console of QGIS does, and keeps it."""

    def __init__(self):
        super().__init__()
        self.commands = []

    def runCommand(self, command, messageOnError=""):
        self.commands.append(command)
        exec(command, {})  # noqa: S102 (the action under test)
        return True

    def evalCommand(self, command):
        return False, ""


@pytest.fixture(scope="module")
def runner():
    """The runner of Python actions for these tests; QGIS takes ownership and keeps the last."""
    runner = Runner()
    QgsPythonRunner.setInstance(runner)
    return runner


def click(layer, feature):
    """Run the action of the layer as a click on the feature does."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFeature(feature)
    layer.actions().defaultAction("Canvas").run(context)


def test_the_action_selects_the_samples_of_the_unit_in_every_layer_of_that_map(
    runner, written, in_project
):
    samples = written.done.layer("OUTPUT").clone()
    bmu = column(samples, "bmu")
    other = make_layer([(0, 0)] * 2, {"bmu": [bmu[0], bmu[0]], "method": ["som", "batchsom"]})
    nameless = make_layer([(0, 0)] * 2, {"bmu": [bmu[0], bmu[0] + 1]})
    strange = make_layer([(0, 0)], {"Cu": [1.0]})
    in_project(written.lattice, samples, other, nameless, strange)
    for layer in (written.lattice, strange):
        layer.selectAll()
    unit = next(f for f in written.lattice.getFeatures() if f["unit"] == bmu[0])
    click(written.lattice, unit)
    assert [f["bmu"] for f in samples.selectedFeatures()] == [bmu[0]] * unit["hits"]
    assert [f["method"] for f in other.selectedFeatures()] == ["batchsom"]
    assert [f["bmu"] for f in nameless.selectedFeatures()] == [bmu[0]]
    assert strange.selectedFeatureCount() == 1
    assert written.lattice.selectedFeatureCount() == ROWS * COLS


@pytest.mark.parametrize("value", ["0; raise SystemExit", "'), print('evil'), ('", "", None])
def test_no_text_of_a_layer_becomes_part_of_the_actions_code(runner, written, in_project, value):
    """A lattice that somebody made up, with text in place of unit numbers."""
    crafted = make_layer([(0, 0), (1, 1)], {"unit": [value or "x", value], "method": ["raise"] * 2})
    samples = make_layer([(0, 0)] * 2, {"bmu": [0, 1]})
    in_project(crafted, samples)
    crafted.actions().addAction(written.lattice.actions().actions()[0])
    crafted.actions().setDefaultAction("Canvas", crafted.actions().actions()[0].id())
    click(crafted, list(crafted.getFeatures())[1])
    assert "unit = -1\n" in runner.commands[-1]
    assert "evil" not in runner.commands[-1]
    assert "raise" not in runner.commands[-1]
    assert samples.selectedFeatureCount() == 0
