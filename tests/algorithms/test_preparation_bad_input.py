"""What laboratories and people bring to the preparation: odd names, odd kinds, too little of all."""

import numpy as np
import pytest
from layers import column, make_layer

pytest.importorskip("pandas")

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
