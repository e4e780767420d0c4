"""Promises of the command line: real runs of qgis_process in a clean profile."""

import importlib.util
from pathlib import Path

import pytest
from layers import column
from qgis.core import QgsVectorLayer

ROOT = Path(__file__).resolve().parents[2]


def _load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "resources" / "demo" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run_demo = _load("run_demo")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    return run_demo.clean_environment(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """A copy of the bundled survey: QGIS may touch a GeoPackage that it only reads."""
    copy = tmp_path_factory.mktemp("survey") / "sample_survey.gpkg"
    copy.write_bytes(run_demo.SURVEY.read_bytes())
    return copy


@pytest.fixture(scope="module")
def chain(environment, survey, tmp_path_factory):
    """batchsom, then predictionarea on what it wrote."""
    folder = tmp_path_factory.mktemp("out")
    code, trained = run_demo.run_algorithm(
        "geochemsom:batchsom",
        {
            "SAMPLES": f"{survey}|layername=samples",
            "FIELDS": "Cu_ppm;Au_ppb;Bi_ppm;W_ppm;Co_ppm;V_ppm;Pb_ppm;Zn_ppm",
            "SAMPLE_ID": "sample_id",
            "CLUSTERS": "6",
            "OUTPUT": str(folder / "clusters.gpkg"),
            "UNITS": str(folder / "units.csv"),
            "LATTICE": str(folder / "lattice.gpkg"),
            "REPORT": str(folder / "map.html"),
        },
        environment,
    )
    assert code == 0
    code, ranked = run_demo.run_algorithm(
        "geochemsom:predictionarea",
        {
            "INPUT": str(folder / "clusters.gpkg"),
            "OCCURRENCES": f"{survey}|layername=occurrences",
            "OCCURRENCE_FILTER": "commodity IN ('Cu', 'Au', 'Cu-Au')",
            "MERGE_DISTANCE": "200",
            "OUTPUT": str(folder / "ranked.gpkg"),
            "GROUND": str(folder / "ground.shp"),
            "TABLE": str(folder / "table.csv"),
            "REPORT": str(folder / "ranked.html"),
        },
        environment,
    )
    assert code == 0
    return folder, trained, ranked


def test_the_numbers_are_printed(chain):
    _, trained, ranked = chain
    assert trained["SAMPLES_USED"] == "806"
    assert trained["CLUSTER_COUNT"] == "6"
    assert 0 < float(trained["TOPOGRAPHIC_ERROR"]) < 1
    assert 50 < float(ranked["CROSSING_RATE"]) < 100
    assert ranked["OCCURRENCES_USED"] == "42"


def test_the_ranked_layer_is_styled_by_class_when_opened(chain):
    layer = QgsVectorLayer(str(chain[0] / "ranked.gpkg"), "ranked", "ogr")
    assert layer.featureCount() == 806
    renderer = layer.renderer()
    assert renderer.type() == "categorizedSymbol"
    assert renderer.classAttribute() == "class_id"
    assert [c.label().split(":")[0] for c in renderer.categories()] == [
        "Anomaly",
        "Halo",
        "Background",
    ]


def test_the_lattice_opens_as_a_u_matrix_with_its_other_styles_beside(chain):
    layer = QgsVectorLayer(str(chain[0] / "lattice.gpkg"), "lattice", "ogr")
    assert sum(column(layer, "hits")) == 806
    assert layer.renderer().classAttribute() == "u_dist"
    assert {"Clusters", "Hits", "Component Au_ppb"} <= set(layer.listStylesInDatabase()[2])
    assert layer.crs().description() == "Lattice of a self-organizing map"


def test_a_shapefile_keeps_its_field_names_and_its_style(chain):
    layer = QgsVectorLayer(str(chain[0] / "ground.shp"), "ground", "ogr")
    assert layer.featureCount() == 806
    assert {"sample_id", "weight_s", "class_id", "class", "area_km2"} <= {
        f.name() for f in layer.fields()
    }
    assert layer.renderer().classAttribute() == "class_id"
    ranked = QgsVectorLayer(str(chain[0] / "ranked.gpkg"), "ranked", "ogr")
    assert column(layer, "class_id") == column(ranked, "class_id")


def test_reports_and_tables_are_written(chain):
    folder = chain[0]
    assert "<svg" in (folder / "map.html").read_text(encoding="utf-8")
    assert "<svg" in (folder / "ranked.html").read_text(encoding="utf-8")
    assert (
        (folder / "units.csv").read_text(encoding="utf-8").startswith("unit,unit_row,unit_col,hits")
    )
    assert len((folder / "table.csv").read_text(encoding="utf-8").splitlines()) == 7


def test_bad_input_ends_with_one_sentence_and_writes_nothing(environment, survey, tmp_path, capfd):
    code, _ = run_demo.run_algorithm(
        "geochemsom:som",
        {
            "SAMPLES": f"{survey}|layername=samples",
            "FIELDS": "Cu_ppm;sample_id",
            "OUTPUT": str(tmp_path / "out.gpkg"),
        },
        environment,
    )
    said = capfd.readouterr()
    assert code != 0
    assert "sample_id" in said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert list(tmp_path.iterdir()) == []
