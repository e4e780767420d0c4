"""Promises of the look: colours, legends, names and metadata travel with the data."""

from types import SimpleNamespace

import numpy as np
import pytest
from geochem_som.algorithms.renderers import graduated_renderer
from geochem_som.algorithms.styles import class_labels
from layers import column, make_layer
from qgis.core import QgsMarkerSymbol, QgsVectorLayer

MEMORY = "TEMPORARY_OUTPUT"
RED, ORANGE, GREY = "#c8102e", "#f5a03c", "#d4d4d0"
XY = np.random.default_rng(0).uniform(0, 12000, (90, 2)) + [500000.0, 2700000.0]
LEAD = "geochemsom:predictionarea"


@pytest.fixture(scope="module")
def layers(qgis_app):
    """Samples in three clusters with fields of the user's own, and occurrences in two clusters."""
    third = ((XY[:, 0] - 500000) // 4000).astype(int)
    columns = {
        "cluster": (third + 1).tolist(),
        "unit": ["granite"] * 90,
        "z": (XY[:, 0] / 1000).round(2).tolist(),
    }
    inside = [*XY[third == 0][:9], *XY[third == 1][:7], *XY[third == 2][:2]]
    mines = make_layer([p + 1.0 for p in np.array(inside)], name="mines")
    return SimpleNamespace(samples=make_layer(XY, columns, name="samples"), mines=mines)


@pytest.fixture
def ranked(run, layers):
    """ranked(**destinations): a run of predictionarea; opened(path) is a layer opened anew."""
    held = []

    def rank(**parameters):
        held.append(
            run("predictionarea", INPUT=layers.samples, OCCURRENCES=layers.mines, **parameters)
        )
        assert held[-1].ok, held[-1].log.text
        return held[-1]

    return rank


def opened(path, table=""):
    return QgsVectorLayer(f"{path}|layername={table}" if table else str(path), "opened", "ogr")


def looks(layer):
    """(value, colour, label) of each entry of the legend."""
    return [
        (int(c.value()), c.symbol().color().name(), c.label())
        for c in layer.renderer().categories()
    ]


def check_class_style(layer):
    renderer = layer.renderer()
    assert renderer.type() == "categorizedSymbol"
    assert renderer.classAttribute() == "class_id"
    assert [look[:2] for look in looks(layer)] == [(3, RED), (2, ORANGE), (1, GREY)]
    labels = [look[2] for look in looks(layer)]
    assert [label.split(":")[0] for label in labels] == ["Anomaly", "Halo", "Background"]
    assert renderer.orderByEnabled()
    assert [(c.expression().expression(), c.ascending()) for c in renderer.orderBy().list()] == [
        ('"class_id"', True)
    ]


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson", "fgb", "sqlite"])
def test_files_open_in_red_orange_and_grey(ranked, tmp_path, ending):
    points, ground = tmp_path / f"points.{ending}", tmp_path / f"ground.{ending}"
    ranked(OUTPUT=str(points), GROUND=str(ground))
    for path in (points, ground):
        check_class_style(opened(path))
    assert (tmp_path / "points.qml").exists() == (ending != "gpkg")


def test_memory_layers_are_in_red_orange_and_grey(ranked):
    done = ranked(OUTPUT=MEMORY, GROUND=MEMORY)
    for name in ("OUTPUT", "GROUND"):
        check_class_style(done.layer(name))


def test_the_legend_gives_the_share_of_ground_and_of_occurrences(ranked):
    done = ranked(OUTPUT=MEMORY, TABLE=MEMORY)
    table = done.layer("TABLE")
    sums = {}
    for name, area, rate in zip(*(column(table, f) for f in ("class", "area_pct", "pred_rate"))):
        sums.setdefault(name, np.zeros(2))
        sums[name] += (area, rate)
    for _, _, label in looks(done.layer("OUTPUT")):
        name = label.split(":")[0].lower()
        area, rate = sums[name]
        assert f"{area:.0f} % of ground, {rate:.0f} % of occurrences" in label


def test_a_class_that_does_not_occur_says_so():
    import pandas as pd

    table = pd.DataFrame(
        {"class_id": [3, 1], "area_pct": [20.0, 80.0], "pred_rate": [60.0, 40.0], "n_occ": [6, 4]}
    )
    labels = class_labels(table)
    assert labels[3] == "Anomaly: 20 % of ground, 60 % of occurrences (fit)"
    assert labels[2] == "Halo: none"
    held_out = class_labels(table, {3: 31.4, 1: 68.6})
    assert held_out[3] == "Anomaly: 20 % of ground, 60 % of occurrences (fit), 31 % if held out"
    assert held_out[2] == "Halo: none"
    assert class_labels(table.assign(n_occ=0, pred_rate=np.nan))[3] == "Anomaly: 20 % of ground"


def test_a_score_is_a_second_style_in_a_geopackage(ranked, tmp_path):
    path = tmp_path / "points.gpkg"
    ranked(OUTPUT=str(path))
    layer = opened(path)
    count, ids, names, *_ = layer.listStylesInDatabase()
    assert count == 2
    assert set(names) == {"Classes", "Score"}
    style, _ = layer.getStyleFromDatabase(ids[names.index("Score")])
    assert 'type="graduatedSymbol"' in style
    assert 'attr="weight_s"' in style


def test_a_score_is_a_second_style_of_a_memory_layer(ranked):
    done = ranked(OUTPUT=MEMORY)
    layer = done.layer("OUTPUT")
    manager = layer.styleManager()
    assert "Score" in manager.styles()
    assert manager.currentStyle() != "Score"
    manager.setCurrentStyle("Score")
    renderer = layer.renderer()
    assert renderer.type() == "graduatedSymbol"
    weights = set(column(layer, "weight_s"))
    covered = [
        r for w in weights for r in renderer.ranges() if r.lowerValue() <= w <= r.upperValue()
    ]
    assert len(covered) >= len(weights)
    uppers = [r.upperValue() for r in renderer.ranges()]
    assert uppers == sorted(uppers, reverse=True)


def test_the_second_style_of_a_score_shows_that_score(ranked):
    done = ranked(OUTPUT=MEMORY, SCORE_FIELD="z")
    layer = done.layer("OUTPUT")
    layer.styleManager().setCurrentStyle("Score")
    ranges = layer.renderer().ranges()
    assert layer.renderer().classAttribute() == "z"
    assert len(ranges) == 5
    z = np.array(column(layer, "z"))
    held = [int(((z >= r.lowerValue()) & (z <= r.upperValue())).sum()) for r in ranges]
    assert sum(held) == 90
    # Cut at the percentiles 97.5, 90, 75 and 50.
    assert held == pytest.approx([0.025 * 90, 0.075 * 90, 0.15 * 90, 0.25 * 90, 0.5 * 90], abs=1.5)


def marker(colour):
    return QgsMarkerSymbol.createSimple({"color": colour})


def test_the_few_anomalies_of_a_score_have_a_colour_of_their_own():
    values = [*np.linspace(-2, -0.1, 86), 2.0, 2.0, 2.0, 2.0]
    ranges = graduated_renderer("s", values, marker).ranges()
    assert ranges[0].label() == "2.00"
    assert ranges[0].symbol().color().name() == "#993404"
    assert ranges[1].upperValue() < 2.0


def test_the_extremes_of_a_score_stay_inside_when_a_saved_style_rounds_its_numbers():
    values = np.random.default_rng(1).normal(size=200) / 3.0
    for scale in (1.0, 1e-6, 1e6):
        ranges = graduated_renderer("s", values * scale, marker).ranges()
        for digits in (10, 15):
            assert float(f"{ranges[0].upperValue():.{digits}g}") >= values.max() * scale
            assert float(f"{ranges[-1].lowerValue():.{digits}g}") <= values.min() * scale


def test_few_values_of_a_score_have_each_their_own_colour():
    ranges = graduated_renderer("s", [0.5] * 80 + [1.0] * 9 + [7.0], marker).ranges()
    assert [r.label() for r in ranges] == ["7.00", "1.00", "0.50"]
    assert len({r.symbol().color().name() for r in ranges}) == 3
    assert graduated_renderer("s", [1.0, 1.0, np.nan], marker) is None


def test_a_shapefile_opens_with_its_classes_and_not_with_the_score(ranked, tmp_path):
    path = tmp_path / "points.shp"
    ranked(OUTPUT=str(path), SCORE_FIELD="z")
    assert opened(path).renderer().classAttribute() == "class_id"


# Names


def test_fields_have_names_for_people(ranked, tmp_path):
    path = tmp_path / "points.gpkg"
    done = ranked(OUTPUT=str(path), GROUND=MEMORY, TABLE=str(tmp_path / "table.gpkg"))
    wanted = {"nd": "Normalized density", "weight_s": "Smoothed weight", "class": "Class"}
    for layer in (opened(path), done.layer("GROUND"), opened(tmp_path / "table.gpkg")):
        for name, alias in wanted.items():
            assert layer.attributeAlias(layer.fields().lookupField(name)) == alias


def test_the_users_fields_keep_their_own_names(ranked, tmp_path):
    path = tmp_path / "points.gpkg"
    ranked(OUTPUT=str(path))
    layer = opened(path)
    for name in ("unit", "z", "cluster"):
        assert layer.attributeAlias(layer.fields().lookupField(name)) == ""


# Metadata


def check_metadata(layer, kind="anomaly, halo and background"):
    metadata = layer.metadata()
    assert metadata.title() == f"samples: {kind}"
    assert "P-A curves cross at" in metadata.abstract()
    assert "fit, not a prediction" in metadata.abstract()
    history = metadata.history()
    assert history[0].startswith(f"Made by {LEAD}")
    for text in ("GeochemSOM ", "QGIS ", "numpy "):
        assert text in history[0]
    for line in ("INPUT: samples", "OCCURRENCES: mines", "SUPPORT: voronoi", "LOG_BASE: e"):
        assert line in history


def test_metadata_travel_inside_a_geopackage(ranked, tmp_path):
    ranked(OUTPUT=str(tmp_path / "first.gpkg"), TABLE=str(tmp_path / "table.gpkg"))
    (tmp_path / "first.gpkg").rename(tmp_path / "moved.gpkg")
    check_metadata(opened(tmp_path / "moved.gpkg", "first"))
    check_metadata(opened(tmp_path / "table.gpkg"), "clusters")
    assert {p.suffix for p in tmp_path.iterdir()} <= {".gpkg", ".gpkg-wal", ".gpkg-shm"}


@pytest.mark.parametrize("ending", ["shp", "geojson", "csv"])
def test_metadata_lie_beside_other_files(ranked, tmp_path, ending):
    path = tmp_path / f"points.{ending}"
    ranked(OUTPUT=str(path))
    layer = opened(path)
    _, loaded = layer.loadNamedMetadata(str(path.with_suffix(".qmd")))
    assert loaded
    check_metadata(layer)


def test_memory_layers_carry_their_metadata(ranked):
    check_metadata(ranked(OUTPUT=MEMORY).layer("OUTPUT"))


def test_the_seed_and_all_parameters_of_a_workflow_are_in_the_metadata(run, survey, tmp_path):
    path = tmp_path / "points.gpkg"
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        METHODS=["batchsom"],
        ROWS=4,
        COLS=4,
        CLUSTERS=3,
        SEED=7,
        OUTPUT=str(path),
    )
    assert done.ok, done.log.text
    history = opened(path).metadata().history()
    for line in (
        "SEED: 7",
        "ROWS: 4",
        "FIELDS: " + ", ".join(survey.elements),
        "METHODS: batchsom",
    ):
        assert line in history


# Several layers, several runs


def test_layers_of_one_geopackage_have_each_their_own_look(ranked, tmp_path):
    path = tmp_path / "all.gpkg"
    place = f"ogr:dbname='{path}' table=\"{{}}\" (geom)"
    ranked(OUTPUT=place.format("points"), GROUND=place.format("ground"))
    for table in ("points", "ground"):
        layer = opened(path, table)
        check_class_style(layer)
        check_metadata(layer)
        assert layer.listStylesInDatabase()[0] == 2


def test_a_second_run_into_the_same_tables_replaces_their_look_without_asking(ranked, tmp_path):
    path = tmp_path / "all.gpkg"
    place = f"ogr:dbname='{path}' table=\"{{}}\" (geom)"
    for base in ("e", "10"):
        ranked(OUTPUT=place.format("points"), GROUND=place.format("ground"), LOG_BASE=base)
    for table in ("points", "ground"):
        layer = opened(path, table)
        assert layer.listStylesInDatabase()[0] == 2
        assert "LOG_BASE: 10" in layer.metadata().history()
        check_class_style(layer)


def test_the_input_layers_keep_their_look(ranked, layers):
    before = [layer.renderer().dump() for layer in (layers.samples, layers.mines)]
    ranked(OUTPUT=MEMORY, GROUND=MEMORY)
    assert [layer.renderer().dump() for layer in (layers.samples, layers.mines)] == before
    assert layers.mines.metadata().title() == ""
    assert layers.samples.styleManager().styles() == ["default"]


# Clusters, targets


def test_a_map_is_shown_by_its_clusters(run, survey, tmp_path):
    path = tmp_path / "map.gpkg"
    done = run(
        "batchsom",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        ROWS=4,
        COLS=4,
        CLUSTERS=3,
        OUTPUT=str(path),
    )
    assert done.ok, done.log.text
    layer = opened(path)
    assert layer.renderer().classAttribute() == "cluster"
    assert [look[0] for look in looks(layer)] == [1, 2, 3]
    assert len({look[1] for look in looks(layer)}) == 3
    assert [look[2].split(":")[0] for look in looks(layer)] == [f"Cluster {c}" for c in (1, 2, 3)]


def test_targets_are_outlined_and_numbered(run, survey, tmp_path):
    path = tmp_path / "targets.gpkg"
    done = run(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        METHODS=["batchsom"],
        ROWS=6,
        COLS=5,
        CLUSTERS=4,
        OUTPUT=MEMORY,
        TARGETS=str(path),
    )
    assert done.ok, done.log.text
    layer = opened(path)
    assert layer.labelsEnabled()
    assert layer.labeling().settings().fieldName == "target"
    assert layer.labeling().settings().format().buffer().enabled()
    assert layer.renderer().symbol().symbolLayer(0).strokeColor().name() == RED
    assert layer.renderer().symbol().color().alpha() < 128
