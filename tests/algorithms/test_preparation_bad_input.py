"""What laboratories and people bring to the preparation: odd names, odd kinds, too little of all."""

import numpy as np
import pytest
from layers import column, make_layer

pytest.importorskip("pandas")
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
from qgis.PyQt.QtCore import QByteArray, QDate

MEMORY = "TEMPORARY_OUTPUT"
ELEMENTS = ["Cu_ppm", "Pb_ppm", "Zn_ppm", "Au_ppb"]


def table(n=30, seed=3, **more):
    """Positions on a line, and columns of n samples."""
    rng = np.random.default_rng(seed)
    columns = {"lab_no": [f"L{i:02d}" for i in range(n)]}
    columns.update({e: np.exp(rng.normal(size=n)).tolist() for e in ELEMENTS})
    columns.update(more)
    return [(600000 + 100 * i, 2700000) for i in range(n)], columns


def texts(n=30, seed=4):
    """A column of text with one value below the limit and one blank."""
    cells = [f"{v:.4f}" for v in np.exp(np.random.default_rng(seed).normal(size=n))]
    return ["<0.2", "", *cells[2:]]


def prepare(run, layer, **options):
    options = {"FIELDS": ELEMENTS, "SAMPLE_ID": "lab_no", "OUTPUT": MEMORY, **options}
    done = run("prepareassays", SAMPLES=layer, **options)
    assert done.ok, done.log.text
    return done


OWN = ["n_below", "n_blank", "n_replaced", "replaced", "n_averaged", "same_place"]


@pytest.mark.parametrize("name", ["geom", "fid", *OWN])
def test_an_element_may_have_a_name_that_the_layer_needs(run, qgis_app, tmp_path, name):
    xy, columns = table(**{name: texts()})
    layer = make_layer(xy, columns, name="odd")
    path = tmp_path / "out.gpkg"
    done = prepare(run, layer, FIELDS=[name, "Pb_ppm"], OUTPUT=str(path))
    out = done.layer("OUTPUT")
    values = column(out, f"{name}_1")
    assert values[0] == 0.1
    assert None not in values
    assert column(out, f"{name}_q")[:3] == ["below limit", "blank", None]
    assert column(out, "n_below")[:3] == [1, 0, 0]
    assert column(out, "n_blank")[:3] == [0, 1, 0]
    assert column(out, "replaced")[:3] == [name, name, None]
    assert column(out, "n_averaged") == [1] * 30


def test_a_field_that_differs_in_case_stays(run, qgis_app):
    xy, columns = table(CU_PPM=[float(i) for i in range(30)])
    done = prepare(run, make_layer(xy, columns))
    out = done.layer("OUTPUT")
    assert column(out, "CU_PPM_1") == columns["CU_PPM"]
    assert column(out, "Cu_ppm") == columns["Cu_ppm"]


def test_fields_that_results_take_the_place_of_are_named(run, qgis_app):
    xy, columns = table(Replaced=["mine"] * 30, Cu_ppm_log=[1.0] * 30)
    done = prepare(run, make_layer(xy, columns, name="mine"), TRANSFORM="log10")
    said = "Results take the place of Replaced, Cu_ppm_log of the layer mine in the outputs"
    assert any(said in warning for warning in done.log.warnings)
    quiet = prepare(run, make_layer(*table(), name="mine"), TRANSFORM="log10")
    assert not any("take the place" in warning for warning in quiet.log.warnings)


def test_a_shapefile_that_cuts_names_is_warned_of(run, qgis_app, tmp_path):
    xy, columns = table(Fe2O3_pct=texts())
    layer = make_layer(xy, columns)
    options = {"FIELDS": ["Fe2O3_pct", "Pb_ppm"]}
    done = prepare(run, layer, OUTPUT=str(tmp_path / "out.shp"), **options)
    assert any("OUTPUT is a shapefile" in w and "Fe2O3_pct_q" in w for w in done.log.warnings)
    for other in (MEMORY, str(tmp_path / "out.gpkg")):
        done = prepare(run, layer, OUTPUT=other, **options)
        assert not any("shapefile" in warning for warning in done.log.warnings)


KINDS = [("bool", True), ("date", QDate(2020, 5, 4)), ("binary", b"1")]


@pytest.mark.parametrize(("kind", "value"), KINDS)
@pytest.mark.parametrize("algorithm", ["prepareassays", "compositesamples"])
def test_a_field_that_holds_no_numbers_is_refused_by_its_type(
    fails, qgis_app, algorithm, kind, value
):
    uri = f"Point?crs=EPSG:32640&field=Cu:{kind}&field=Pb:double"
    layer = QgsVectorLayer(uri, "kinds", "memory")
    features = []
    for i in range(6):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(600000 + 100 * i, 2700000)))
        feature.setAttributes([QByteArray(value) if kind == "binary" else value, float(i + 1)])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    sentence = fails(algorithm, SAMPLES=layer, FIELDS=["Cu", "Pb"], OUTPUT=MEMORY)
    assert "The field Cu of the layer kinds is of the type" in sentence


@pytest.mark.parametrize("transform", ["none", "log10", "clr", "ilr"])
def test_a_single_sample_and_a_constant_element_can_be_prepared(run, qgis_app, transform):
    xy, columns = table(n=1)
    done = prepare(run, make_layer(xy, columns), TRANSFORM=transform)
    assert column(done.layer("OUTPUT"), "Cu_ppm") == columns["Cu_ppm"]
    xy, columns = table(Ni_ppm=[5.0] * 30)
    done = prepare(run, make_layer(xy, columns), FIELDS=[*ELEMENTS, "Ni_ppm"], TRANSFORM=transform)
    assert column(done.layer("OUTPUT"), "Ni_ppm") == [5.0] * 30
    assert any("one and the same value in Ni_ppm" in warning for warning in done.log.warnings)


@pytest.mark.parametrize("repeats", ["average", "first"])
def test_a_survey_at_one_place_becomes_one_sample(run, qgis_app, repeats):
    xy, columns = table()
    done = prepare(run, make_layer(xy[:1] * 30, columns), REPEATS=repeats, LEFT_OUT=MEMORY)
    expected = np.mean(columns["Cu_ppm"]) if repeats == "average" else columns["Cu_ppm"][0]
    assert column(done.layer("OUTPUT"), "Cu_ppm") == [pytest.approx(expected)]
    assert done.layer("LEFT_OUT").featureCount() == 29


def test_groups_are_named_as_people_write_them(run, qgis_app):
    xy, columns = table(sheet=[float(i % 2 + 7) for i in range(30)])
    done = prepare(run, make_layer(xy, columns), TRANSFORM="log10", LEVEL_FIELD="sheet")
    assert "(7 15, 8 15)" in done.log.text


@pytest.mark.parametrize("cancel_at", [0, 80])
def test_a_cancelled_preparation_leaves_nothing_behind(run, qgis_app, tmp_path, cancel_at):
    layer = make_layer(*table())
    paths = {"OUTPUT": "out.gpkg", "TABLE": "table.csv", "REPORT": "report.html"}
    paths = {name: str(tmp_path / file) for name, file in paths.items()}
    done = run(
        "prepareassays",
        cancel_at=cancel_at,
        **{"SAMPLES": layer, "SAMPLE_ID": "lab_no", "FIELDS": ELEMENTS, **paths},
    )
    assert not done.ok
    assert list(tmp_path.iterdir()) == []


def test_a_typographer_s_minus_is_a_minus_in_codes_too(run, qgis_app):
    xy, columns = table(Cu_ppm=[-9999.0] + [float(i) for i in range(1, 30)])
    done = prepare(run, make_layer(xy, columns), NOT_ANALYSED="\N{MINUS SIGN}9999")
    assert column(done.layer("OUTPUT"), "Cu_ppm_q")[0] == "blank"


@pytest.mark.parametrize("algorithm", ["batchsom", "factoranalysis"])
def test_concentrations_taken_as_they_are_are_warned_of(run, qgis_app, algorithm):
    rng = np.random.default_rng(0)
    common = rng.normal(size=60)
    columns = {e: np.exp(common + 0.3 * rng.normal(size=60)).tolist() for e in ELEMENTS}
    columns["Cu_ppm"][:2] = [-0.5, 0.0]
    columns |= {f"F{i}": rng.normal(size=60).tolist() for i in (1, 2)}
    layer = make_layer([(600000 + 100 * i, 2700000) for i in range(60)], columns)
    options = {"ROWS": 3, "COLS": 3} if algorithm == "batchsom" else {"N_FACTORS": 1}

    def warned(fields, transform):
        done = run(
            algorithm, SAMPLES=layer, FIELDS=fields, TRANSFORM=transform, OUTPUT=MEMORY, **options
        )
        assert done.ok, done.log.text
        return [w for w in done.log.warnings if w.startswith("TRANSFORM is none")]

    assert "2 zeros and negative values among them" in warned(ELEMENTS, "none")[0]
    assert not warned(ELEMENTS, "log10")
    if algorithm == "batchsom":
        assert not warned(["F1", "F2"], "none")


@pytest.mark.parametrize("algorithm", ["prepareassays", "compositesamples", "batchsom"])
def test_marks_of_an_earlier_preparation_are_remembered(run, qgis_app, algorithm):
    xy, columns = table(Cu_ppm=texts())
    first = prepare(run, make_layer(xy, columns))
    options = {"ROWS": 2, "COLS": 2, "TRANSFORM": "log10"} if algorithm == "batchsom" else {}
    layer = first.layer("OUTPUT")
    done = run(algorithm, SAMPLES=layer, FIELDS=ELEMENTS, OUTPUT=MEMORY, **options)
    assert done.ok, done.log.text
    assert (
        "marked numbers as not measured, which count as measured here: Cu_ppm 2." in done.log.text
    )
    assert "earlier preparation" not in first.log.text
