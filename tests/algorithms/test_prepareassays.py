"""Samples in, clean samples out: every number marked that was not measured, every row accounted for."""

from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.transforms import clr
from layers import column, make_layer

pd = pytest.importorskip("pandas")

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MEMORY = "TEMPORARY_OUTPUT"
ELEMENTS = ["Cu_ppm", "Pb_ppm", "Zn_ppm", "Au_ppb"]


def folder(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    return path


def text_layer(path, crs):
    return f"delimitedtext://file://{path}?type=csv&xField=x&yField=y&crs={crs}&detectTypes=no"


@pytest.fixture
def laboratory(qgis_app):
    """30 samples as text, with limits, codes, blanks, a range's end, a doubt and a flag field."""
    rng = np.random.default_rng(1)
    cells = {e: [f"{v:.4f}" for v in np.exp(rng.normal(size=30))] for e in ELEMENTS}
    cells["Cu_ppm"][:6] = ["<0.5", "-9999", "", ">900", "~3", "-0.2"]
    cells["Zn_flag"] = ["<", *[""] * 29]
    table = {
        "lab_no": [f"L{i:02d}" for i in range(30)],
        "sheet": ["north"] * 15 + ["south"] * 15,
        **cells,
    }
    xy = [(600000 + 100 * i, 2700000) for i in range(30)]
    xy[29] = xy[28]
    return make_layer(xy, table, name="laboratory")


def prepare(run, layer, **options):
    options = {"FIELDS": ELEMENTS, "SAMPLE_ID": "lab_no", "OUTPUT": MEMORY, **options}
    done = run("prepareassays", SAMPLES=layer, **options)
    assert done.ok, done.log.text
    return done


def test_numbers_come_out_under_the_fields_names_and_marked(run, laboratory):
    done = prepare(run, laboratory, FLAG_SUFFIX="_flag")
    said = "Flags were read from Zn_flag; Cu_ppm, Pb_ppm, Au_ppb have none."
    assert said in done.log.infos
    layer = done.layer("OUTPUT")
    copper = column(layer, "Cu_ppm")
    assert copper[0] == 0.25
    assert copper[1] == copper[2]
    assert copper[3:6] == [900.0, 3.0, 0.1]
    marks = ["below limit", "blank", "blank", "above range", "uncertain", "below limit", None]
    assert column(layer, "Cu_ppm_q")[:7] == marks
    assert column(layer, "Zn_ppm_q")[:2] == ["below limit", None]
    assert layer.fields().indexFromName("Pb_ppm_q") < 0
    assert column(layer, "replaced")[:2] == ["Cu_ppm, Zn_ppm", "Cu_ppm"]
    assert column(layer, "n_below")[:2] == [1 + 1, 0]
    assert column(layer, "n_blank")[:2] == [0, 1]
    assert column(layer, "lab_no")[:2] == ["L00", "L01"]
    assert column(layer, "sheet")[0] == "north"


def test_the_input_stays_as_it_was(run, laboratory):
    before = column(laboratory, "Cu_ppm")
    prepare(run, laboratory)
    assert column(laboratory, "Cu_ppm") == before


def test_rows_in_are_rows_out_and_rows_listed(run, laboratory):
    done = prepare(run, laboratory, MISSING="drop", REPEATS="first", LEFT_OUT=MEMORY)
    out, left = done.layer("OUTPUT"), done.layer("LEFT_OUT")
    assert out.featureCount() == done.results["SAMPLES_USED"] == 27
    assert left.featureCount() == done.results["SAMPLES_OUT"] == 3
    reasons = dict(zip(column(left, "sample_id"), column(left, "reason")))
    assert reasons["L01"] == "blank in Cu_ppm"
    assert reasons["L29"] == "same place as L28"


def test_samples_at_one_place_are_reported_unless_told_otherwise(run, laboratory):
    done = prepare(run, laboratory)
    assert "2 samples lie at 1 place together with others (L28, L29)" in done.log.text
    assert any("L28" in warning for warning in done.log.warnings)
    assert column(done.layer("OUTPUT"), "same_place")[27:] == [None, 1, 1]
    mean = prepare(run, laboratory, REPEATS="average")
    averaged = mean.layer("OUTPUT")
    assert averaged.featureCount() == 29
    assert column(averaged, "n_averaged")[28] == 2


def test_the_account_counts_every_field(run, laboratory):
    done = prepare(run, laboratory, TABLE=MEMORY)
    table = done.layer("TABLE")
    row = {f.name(): v for f, v in zip(table.fields(), next(table.getFeatures()).attributes())}
    assert (row["field"], row["element"], row["unit_name"]) == ("Cu_ppm", "Cu", "ppm")
    assert (row["rows"], row["values"], row["blank"], row["not_anal"]) == (30, 28, 1, 1)
    assert (row["below"], row["above"], row["uncertain"], row["filled"]) == (2, 1, 1, 2)
    assert row["limits"] == "0.2; 0.5"
    assert row["used"] == "yes"


@pytest.mark.parametrize("transform", ["log10", "clr", "ilr"])
def test_transformed_columns_stand_beside_the_numbers(run, laboratory, transform):
    done = prepare(run, laboratory, TRANSFORM=transform, SCALING="none")
    layer = done.layer("OUTPUT")
    values = np.column_stack([column(layer, e) for e in ELEMENTS])
    ending = {"log10": "log"}.get(transform, transform)
    first = np.array(column(layer, f"Cu_ppm_{ending}"))
    if transform == "log10":
        np.testing.assert_allclose(first, np.log10(values[:, 0]))
    elif transform == "clr":
        np.testing.assert_allclose(first, clr(values)[0][:, 0])
    else:
        np.testing.assert_allclose(first, np.sqrt(4 / 3) * clr(values)[0][:, 0])
        assert layer.fields().indexFromName("Au_ppb_ilr") < 0


def test_levelling_gives_both_sheets_one_median(run, laboratory):
    done = prepare(run, laboratory, TRANSFORM="log10", SCALING="robust", LEVEL_FIELD="sheet")
    layer = done.layer("OUTPUT")
    lead, sheet = np.array(column(layer, "Pb_ppm_log")), np.array(column(layer, "sheet"))
    assert np.median(lead[sheet == "north"]) == pytest.approx(np.median(lead[sheet == "south"]))


def test_the_output_feeds_a_map_under_the_same_field_names(run, laboratory):
    done = prepare(run, laboratory)
    layer = done.layer("OUTPUT")
    trained = run(
        "batchsom",
        SAMPLES=layer,
        FIELDS=ELEMENTS,
        ROWS=2,
        COLS=3,
        CLUSTERS=2,
        OUTPUT=MEMORY,
        SAMPLE_ID="lab_no",
    )
    assert trained.ok, trained.log.text
    assert trained.results["SAMPLES_USED"] == 30


def test_what_cannot_be_read_names_rows_and_field(run, fails, laboratory):
    provider = laboratory.dataProvider()
    index = laboratory.fields().indexFromName("Pb_ppm")
    provider.changeAttributeValues({7: {index: "lost"}, 9: {index: "broken"}})
    sentence = fails(
        "prepareassays", SAMPLES=laboratory, FIELDS=ELEMENTS, SAMPLE_ID="lab_no", OUTPUT=MEMORY
    )
    assert "Pb_ppm" in sentence
    assert "'lost' in row L06" in sentence
    assert "'broken' in row L08" in sentence


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"FLAG_SUFFIX": "_nothing"}, "FLAG_SUFFIX is '_nothing'"),
        ({"LEVEL_FIELD": "sheet"}, "LEVEL_FIELD levels on the logarithmic"),
        ({"LEVEL_FIELD": "lab_no", "TRANSFORM": "log10"}, "fewer than 5 samples"),
        ({"MAX_CENSORED": 140}, "MAX_CENSORED is 140"),
        ({"WINSORIZE": 60}, "WINSORIZE is 60"),
        ({"NEIGHBOURS": 0, "MISSING": "knn"}, "NEIGHBOURS is 0"),
        ({"NON_DETECTS": "zero"}, "NON_DETECTS is zero"),
        ({"MAX_BLANK": 0, "FIELDS": ["Cu_ppm"]}, "Cu_ppm: "),
    ],
)
def test_bad_settings_are_refused_in_one_sentence(fails, laboratory, options, words):
    given = {"FIELDS": ELEMENTS, "SAMPLE_ID": "lab_no", "OUTPUT": MEMORY, **options}
    sentence = fails("prepareassays", SAMPLES=laboratory, **given)
    assert words in sentence
    assert "\n" not in sentence


def test_the_report_is_one_page_with_everything_that_was_done(run, laboratory, tmp_path):
    path = tmp_path / "account.html"
    prepare(run, laboratory, REPORT=str(path), TRANSFORM="clr", REPEATS="first")
    page = path.read_text(encoding="utf-8")
    assert "30 samples and 4 fields in, 29 samples and 4 fields out." in page
    assert "same place as L28" in page
    assert "Centred log-ratios were taken over 4 fields." in page
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "")


def test_the_finnish_tills_come_out_with_their_flags_read(run):
    path = folder("clb_till_finland") / "samples.csv"
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    fields = [name for name in raw if name.endswith("_ppm")]
    done = run(
        "prepareassays",
        SAMPLES=text_layer(path, "EPSG:3067"),
        FIELDS=fields,
        FLAG_SUFFIX="_flag",
        NON_DETECTS="ros",
        OUTPUT=MEMORY,
        TABLE=MEMORY,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] + done.results["SAMPLES_OUT"] == len(raw) == 1112
    layer = done.layer("OUTPUT")
    less = (raw["Zr_flag"] == "<") | (raw["Zr_ppm"].astype(float) == 0)
    assert column(layer, "Zr_ppm_q").count("below limit") == less.sum() > 166
    doubtful = (raw["Th_flag"] == "!") & (raw["Th_ppm"].astype(float) > 0)
    assert column(layer, "Th_ppm_q").count("uncertain") == doubtful.sum() > 140
    assert min(column(layer, "Zr_ppm")) > 0


def test_washington_s_database_is_read_and_its_empty_columns_are_listed(run):
    path = folder("washington_ngdb_messy") / "samples.csv"
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    first = list(raw.columns).index("Ag")
    # A sample's weight; and Y, which QGIS renames beside the coordinate y.
    fields = [name for name in raw.columns[first:] if name not in ("SplWtAu", "Y")]
    done = run(
        "prepareassays",
        SAMPLES=text_layer(path, "EPSG:26910"),
        FIELDS=fields,
        MAX_BLANK=60,
        OUTPUT=MEMORY,
        TABLE=MEMORY,
        LEFT_OUT=MEMORY,
    )
    assert done.ok, done.log.text
    assert done.results["FIELDS_USED"] + done.results["FIELDS_OUT"] == len(fields)
    assert done.results["SAMPLES_USED"] + done.results["SAMPLES_OUT"] == 8451
    placed = raw[(raw["x"] != "") & (raw["y"] != "")]
    assert done.results["SAMPLES_USED"] <= len(placed)
    numbers = placed[fields].apply(pd.to_numeric)
    table = done.layer("TABLE")
    assert column(table, "below") == (numbers < 0).sum().tolist()
    assert column(table, "blank") == numbers.isna().sum().tolist()


def test_the_irish_surveys_are_levelled(run):
    path = folder("tellus_ireland") / "samples.csv"
    fields = ["Cr_ppm", "Ni_ppm", "Cu_ppm", "Zn_ppm", "Pb_ppm", "As_ppm", "Rb_ppm", "Zr_ppm"]
    fields += [
        "MgO_pct",
        "K2O_pct",
        "CaO_pct",
        "TiO2_pct",
        "Fe2O3_pct",
        "Ba_ppm",
        "Sr_ppm",
        "Y_ppm",
    ]
    done = run(
        "prepareassays",
        SAMPLES=text_layer(path, "EPSG:29903"),
        FIELDS=fields,
        TRANSFORM="clr",
        SCALING="robust",
        LEVEL_FIELD="survey",
        REPEATS="average",
        OUTPUT=MEMORY,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] + done.results["SAMPLES_OUT"] == 11_382
    layer = done.layer("OUTPUT")
    chromium, survey = np.array(column(layer, "Cr_ppm_clr")), np.array(column(layer, "survey"))
    medians = [np.median(chromium[survey == name]) for name in np.unique(survey)]
    np.testing.assert_allclose(medians, medians[0], atol=1e-9)
