"""Promises of a kept model in QGIS: its own samples get their classes again, others are compared."""

import numpy as np
import pytest
from geochem_som.core.model_file import load_model, save_model
from layers import ELEMENTS, column, make_layer

MEMORY = "TEMPORARY_OUTPUT"
MAP = {"ROWS": 6, "COLS": 5, "CLUSTERS": 4, "EPOCHS": 5}
MAP_FIELDS = ["method", "bmu", "bmu_row", "bmu_col", "bmu_dist", "cluster"]
RANK_FIELDS = ["nd", "weight", "weight_s", "path_mean", "class_id", "class"]


@pytest.fixture(scope="module")
def trained(run, survey, tmp_path_factory):
    """batchsom, and the path of its model."""
    path = tmp_path_factory.mktemp("model") / "batchsom.geosom"
    done = run(
        "batchsom",
        SAMPLES=survey.samples,
        SAMPLE_ID="name",
        FIELDS=survey.elements,
        OUTPUT=MEMORY,
        MODEL=str(path),
        **MAP,
    )
    assert done.ok, done.log.text
    return done, path


def new_samples(survey, columns=None, rows=slice(None), **more):
    """A layer of the survey's samples with other columns; None takes a field away."""
    table = {**survey.table, **(columns or {})}
    table = {name: values for name, values in table.items() if values is not None}
    table = {name: values[rows] for name, values in table.items()}
    return make_layer(survey.xy[rows], table, name="new", **more)


@pytest.fixture(scope="module")
def again(run, survey, trained):
    return run("applymodel", MODEL=str(trained[1]), SAMPLES=survey.samples, OUTPUT=MEMORY)


def same_columns(before, after, names):
    for name in names:
        assert column(after, name) == column(before, name), name


def test_a_models_own_samples_get_what_training_gave_them(trained, again):
    assert again.ok, again.log.text
    same_columns(trained[0].layer("OUTPUT"), again.layer("OUTPUT"), MAP_FIELDS)
    assert again.results["SAMPLES_USED"] == 144
    assert again.results["SAMPLES_OUT"] == again.results["SAMPLES_OUTSIDE"] == 0
    assert set(column(again.layer("OUTPUT"), "outside")) <= {"", None}


def test_the_log_says_what_the_model_is(again):
    assert "batchsom map of 6 x 5 units in 4 clusters, of 144 samples of samples" in again.log.text
    assert "geochemsom:batchsom (GeochemSOM" in again.log.text
    assert f"It reads {', '.join(ELEMENTS)}." in again.log.text


def test_the_output_keeps_attributes_and_is_styled_by_cluster(again, survey):
    layer = again.layer("OUTPUT")
    assert column(layer, "Cu") == survey.table["Cu"]
    assert layer.renderer().classAttribute() == "cluster"
    assert len(layer.renderer().categories()) == 4
    assert "class_id" not in {field.name() for field in layer.fields()}


@pytest.mark.parametrize("method", ["som", "desom"])
def test_other_kinds_of_maps_are_applied_alike(run, survey, tmp_path, method):
    if method == "desom":
        pytest.importorskip("torch")
    path = str(tmp_path / "m.geosom")
    done = run(
        *(method,), SAMPLES=survey.samples, FIELDS=survey.elements, OUTPUT=MEMORY, MODEL=path, **MAP
    )
    assert done.ok, done.log.text
    again = run("applymodel", MODEL=path, SAMPLES=survey.samples, OUTPUT=MEMORY)
    assert again.ok, again.log.text
    more = ["recon_err"] if method == "desom" else []
    same_columns(done.layer("OUTPUT"), again.layer("OUTPUT"), [*MAP_FIELDS, *more])


# Ranked models


@pytest.fixture(scope="module")
def ranked(run, survey, tmp_path_factory):
    """separateanomalies, clusters and units, with models."""

    def ranked_by(by, **more):
        folder = tmp_path_factory.mktemp(by)
        done = run(
            "separateanomalies",
            SAMPLES=survey.samples,
            FIELDS=survey.elements,
            METHODS=["som", "batchsom"],
            RANK_BY=by,
            OUTPUT=MEMORY,
            OUTPUT_SOM=MEMORY,
            OUTPUT_BATCHSOM=MEMORY,
            MODEL_SOM=str(folder / "som.geosom"),
            MODEL_BATCHSOM=str(folder / "batchsom.geosom"),
            **{"OCCURRENCES": survey.occurrences, **MAP, **more},
        )
        assert done.ok, done.log.text
        return done

    return ranked_by


@pytest.mark.parametrize("by", ["clusters", "units"])
def test_a_ranked_model_gives_classes_and_weights_again(run, survey, ranked, by):
    done = ranked(by)
    for method in ("SOM", "BATCHSOM"):
        again = run(
            "applymodel",
            MODEL=done.results[f"MODEL_{method}"],
            SAMPLES=survey.samples,
            OUTPUT=MEMORY,
        )
        assert again.ok, again.log.text
        names = [*MAP_FIELDS, *RANK_FIELDS]
        same_columns(done.layer(f"OUTPUT_{method}"), again.layer("OUTPUT"), names)
        assert again.layer("OUTPUT").renderer().classAttribute() == "class_id"


def test_new_samples_of_several_models_can_be_combined(run, survey, ranked):
    done = ranked("clusters")
    runs = []  # which hold their layers
    for method in ("SOM", "BATCHSOM"):
        model, new = done.results[f"MODEL_{method}"], new_samples(survey, rows=slice(0, 50))
        runs.append(run("applymodel", MODEL=model, SAMPLES=new, SAMPLE_ID="name", OUTPUT=MEMORY))
    layers = [applied.layer("OUTPUT") for applied in runs]
    combined = run("maximin", LAYERS=layers, OUTPUT=MEMORY)
    assert combined.ok, combined.log.text
    weights = zip(*(column(layer, "weight_s") for layer in layers))
    assert column(combined.layer("OUTPUT"), "maximin") == [min(pair) for pair in weights]


def test_without_occurrences_the_order_of_the_pathfinders_is_kept(run, survey, ranked):
    done = ranked("clusters", OCCURRENCES=None, PATHFINDERS=["Cu", "Au"])
    again = run(
        "applymodel", MODEL=done.results["MODEL_SOM"], SAMPLES=survey.samples, OUTPUT=MEMORY
    )
    assert again.ok, again.log.text
    same_columns(done.layer("OUTPUT_SOM"), again.layer("OUTPUT"), RANK_FIELDS)
    assert "No occurrence is known" in again.log.text


def test_what_is_known_of_a_models_power_goes_with_it(run, survey, ranked, tmp_path):
    done = ranked("clusters", EVALUATION="held_out")
    page = tmp_path / "report.html"
    again = run(
        "applymodel",
        MODEL=done.results["MODEL_SOM"],
        SAMPLES=new_samples(survey, {"Cu": [1e5] * 144}),
        OUTPUT=MEMORY,
        REPORT=str(page),
    )
    assert "Held-out crossing" in again.log.text
    assert "fit, not prediction" in again.log.text.lower()
    assert "is an assumption" in again.log.text
    text = page.read_text(encoding="utf-8")
    for said in ("Held-out crossing", "Median percentile", "RANK_BY", "outside the range"):
        assert said in text


@pytest.mark.parametrize("train_on", ["factors", "target_factors"])
@pytest.mark.parametrize("more", [{}, {"ROBUST": True}, {"STAGED": True, "TRANSFORM": "log10"}])
def test_models_of_factor_scores_are_applied_too(run, survey, ranked, train_on, more):
    settings = {"TARGET_ELEMENTS": ["Cu"], "LOADING_THRESHOLD": 0.3, "N_FACTORS": 2, **more}
    done = ranked(
        "clusters",
        TRAIN_ON=train_on,
        EXTRACTION="principal_components",
        **settings,
    )
    again = run(
        "applymodel", MODEL=done.results["MODEL_SOM"], SAMPLES=survey.samples, OUTPUT=MEMORY
    )
    assert again.ok, again.log.text
    same_columns(done.layer("OUTPUT_SOM"), again.layer("OUTPUT"), [*MAP_FIELDS, *RANK_FIELDS])


# Samples of another table


def test_fields_are_found_by_element_and_unit_and_every_such_match_is_said(run, survey, tmp_path):
    with_units = {f"{e}_ppm": survey.table[e] for e in ELEMENTS}
    samples = make_layer(survey.xy, with_units, name="with units")
    path = str(tmp_path / "m.geosom")
    done = run("som", SAMPLES=samples, FIELDS=list(with_units), OUTPUT=MEMORY, MODEL=path, **MAP)
    assert done.ok, done.log.text
    others = {
        **{f"{e.lower()}_PPM": v for e, v in survey.table.items() if e in ELEMENTS[3:]},
        "Copper": survey.table["Cu"],
        "Au [ug/kg]": [1000 * v for v in survey.table["Au"]],
        "Pb_pct": [f"{v / 1e4:.12f}" for v in survey.table["Pb"]],
    }
    new = make_layer(survey.xy, others, name="others")
    again = run("applymodel", MODEL=path, SAMPLES=new, FIELD_MAP="Cu_ppm=Copper", OUTPUT=MEMORY)
    assert again.ok, again.log.text
    assert column(again.layer("OUTPUT"), "bmu") == column(done.layer("OUTPUT"), "bmu")
    assert "Cu_ppm is read from Copper, as FIELD_MAP says" in again.log.text
    assert "Au_ppm is read from Au [ug/kg], the same analyte, multiplied by 0.001" in again.log.text
    assert "Pb_ppm is read from Pb_pct, the same analyte, multiplied by 10000" in again.log.text
    assert again.results["SAMPLES_OUTSIDE"] == 0


def test_missing_elements_are_all_named_in_one_error(fails, survey, trained):
    new = new_samples(survey, {"Cu": None, "As": None})
    sentence = fails("applymodel", MODEL=str(trained[1]), SAMPLES=new, OUTPUT=MEMORY)
    assert "no field for Cu, As in new" in sentence
    assert "FIELD_MAP" in sentence


def test_values_that_cannot_be_read_are_named_by_the_layers_own_field(fails, survey, trained):
    copper = ["high", *map(str, survey.table["Cu"][1:])]
    new = new_samples(survey, {"Cu": None, "kupfer": copper})
    sentence = fails(
        "applymodel", MODEL=str(trained[1]), SAMPLES=new, FIELD_MAP="Cu=kupfer", OUTPUT=MEMORY
    )
    assert "Field kupfer of new" in sentence
    assert "'high'" in sentence


def test_samples_outside_the_range_are_flagged_and_counted(run, survey, trained):
    copper = list(survey.table["Cu"])
    copper[0], copper[1] = 1e4, 1e-3
    lead = list(survey.table["Pb"])
    lead[0] = 1e6
    done = run(
        "applymodel",
        MODEL=str(trained[1]),
        SAMPLES=new_samples(survey, {"Cu": copper, "Pb": lead}),
        OUTPUT=MEMORY,
    )
    outside = column(done.layer("OUTPUT"), "outside")
    assert outside[:2] == ["Cu above, Pb above", "Cu below"]
    assert not any(outside[2:])
    assert done.results["SAMPLES_OUTSIDE"] == 2
    assert column(done.layer("OUTPUT"), "dist_pct")[0] == 100
    assert "Cu (2), Pb (1)" in done.log.text


def test_samples_unlike_the_models_are_warned_of(run, survey, trained, again):
    other = np.random.default_rng(0).permutation(survey.table["Cu"]) * 8
    done = run(
        "applymodel",
        MODEL=str(trained[1]),
        SAMPLES=new_samples(survey, {"Cu": other.tolist()}),
        OUTPUT=MEMORY,
    )
    assert "the model has seen few like them" in done.log.text
    assert "has seen few" not in again.log.text


def test_text_limits_codes_and_flags_are_read_as_in_training(run, survey, trained):
    texts = [f"{v}" for v in survey.table["Cu"]]
    texts[0] = "<0.8"
    flags = [""] * 144
    flags[1] = "<"
    gold = [1.0, 0.6, *survey.table["Au"][2:]]
    new = new_samples(survey, {"Cu": texts, "Au": gold, "Au_q": flags, "Zn": [-77.0] + [5.0] * 143})
    done = run(
        "applymodel",
        MODEL=str(trained[1]),
        SAMPLES=new,
        FLAG_SUFFIX="_q",
        NOT_ANALYSED="-77",
        OUTPUT=MEMORY,
    )
    assert done.ok, done.log.text
    assert "replaced by half the limit: Cu 1, Au 1." in done.log.text
    assert "Blanks, replaced by the survey's median: Zn 1." in done.log.text
    plain = {"Cu": [0.4, *survey.table["Cu"][1:]], "Au": [1.0, 0.3, *gold[2:]]}
    plain["Zn"] = [float(np.median(survey.table["Zn"]))] + [5.0] * 143
    wanted = run(
        "applymodel", MODEL=str(trained[1]), SAMPLES=new_samples(survey, plain), OUTPUT=MEMORY
    )
    same_columns(wanted.layer("OUTPUT"), done.layer("OUTPUT"), ["bmu", "bmu_dist"])


def test_samples_without_values_are_left_out_and_listed(run, survey, trained):
    columns = {e: [None, *survey.table[e][1:]] for e in ELEMENTS}
    done = run(
        "applymodel",
        MODEL=str(trained[1]),
        SAMPLES=new_samples(survey, columns),
        SAMPLE_ID="name",
        OUTPUT=MEMORY,
    )
    assert done.results["SAMPLES_OUT"] == 1
    assert done.layer("OUTPUT").featureCount() == 143
    assert "Left out: S000 (no value in any field of the map)." in done.log.text


def test_one_sample_alone_gets_the_same_as_among_others(run, survey, trained, again):
    wanted = column(again.layer("OUTPUT"), "bmu")
    for row in (0, 77, 143):
        alone = new_samples(survey, rows=slice(row, row + 1))
        done = run("applymodel", MODEL=str(trained[1]), SAMPLES=alone, OUTPUT=MEMORY)
        assert column(done.layer("OUTPUT"), "bmu") == [wanted[row]]


@pytest.fixture(scope="module")
def levelled(run, survey, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("levels") / "m.geosom")
    labs = ["A" if i % 3 else "B" for i in range(144)]
    samples = new_samples(survey, {"lab": labs})
    done = run(
        "batchsom",
        SAMPLES=samples,
        FIELDS=survey.elements,
        LEVEL_FIELD="lab",
        OUTPUT=MEMORY,
        MODEL=path,
        **MAP,
    )
    assert done.ok, done.log.text
    return done, path, labs


def test_levelled_samples_need_their_group(run, fails, survey, levelled):
    done, path, labs = levelled
    with_lab = new_samples(survey, {"lab": labs})
    found = run("applymodel", MODEL=path, SAMPLES=with_lab, OUTPUT=MEMORY)
    assert "Groups are read from lab." in found.log.text
    same_columns(done.layer("OUTPUT"), found.layer("OUTPUT"), MAP_FIELDS)
    other = new_samples(survey, {"house": labs})
    found = run("applymodel", MODEL=path, SAMPLES=other, LEVEL_FIELD="house", OUTPUT=MEMORY)
    same_columns(done.layer("OUTPUT"), found.layer("OUTPUT"), MAP_FIELDS)
    sentence = fails("applymodel", MODEL=path, SAMPLES=survey.samples, OUTPUT=MEMORY)
    assert "levelled its samples by lab" in sentence
    strange = new_samples(survey, {"lab": ["C"] * 144})
    sentence = fails("applymodel", MODEL=path, SAMPLES=strange, OUTPUT=MEMORY)
    assert "belong to C, but levels are known for A, B only" in sentence


# Files


def test_the_words_of_a_strangers_model_are_shown_and_not_rendered(run, survey, trained, tmp_path):
    header, arrays = load_model(trained[1])
    header["about"]["survey"] = "<img src='http://elsewhere/x.png'>"
    path, page = str(tmp_path / "m.geosom"), tmp_path / "report.html"
    save_model(path, header, arrays)
    done = run("applymodel", MODEL=path, SAMPLES=survey.samples, OUTPUT=MEMORY, REPORT=str(page))
    assert done.ok, done.log.text
    assert "&lt;img src=" in done.layer("OUTPUT").metadata().abstract()
    assert "<img" not in done.layer("OUTPUT").metadata().abstract()
    assert "<img" not in page.read_text(encoding="utf-8")


def test_a_model_is_not_written_unless_wanted(run, survey):
    done = run("som", SAMPLES=survey.samples, FIELDS=survey.elements, OUTPUT=MEMORY, **MAP)
    assert "MODEL" not in done.results


def test_a_model_of_a_method_that_is_not_trained_is_refused(fails, survey, tmp_path):
    sentence = fails(
        "separateanomalies",
        SAMPLES=survey.samples,
        FIELDS=survey.elements,
        OCCURRENCES=survey.occurrences,
        METHODS=["som"],
        MODEL_BATCHSOM=str(tmp_path / "m.geosom"),
        OUTPUT=MEMORY,
    )
    assert "MODEL_BATCHSOM is wanted but METHODS does not name batchsom" in sentence


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"some text" * 100])
def test_what_is_no_model_is_refused_in_one_sentence(fails, survey, tmp_path, content):
    path = tmp_path / "odd.geosom"
    path.write_bytes(content)
    sentence = fails("applymodel", MODEL=str(path), SAMPLES=survey.samples, OUTPUT=MEMORY)
    assert "odd.geosom" in sentence


def test_a_model_that_is_not_there_is_refused(fails, survey, tmp_path):
    path = str(tmp_path / "nowhere.geosom")
    sentence = fails("applymodel", MODEL=path, SAMPLES=survey.samples, OUTPUT=MEMORY)
    assert "nowhere.geosom cannot be read" in sentence


def test_an_output_must_not_take_the_place_of_the_model(fails, survey, trained):
    path = str(trained[1])
    before = trained[1].read_bytes()
    sentence = fails("applymodel", MODEL=path, SAMPLES=survey.samples, OUTPUT=MEMORY, REPORT=path)
    assert "would overwrite the input MODEL" in sentence
    assert trained[1].read_bytes() == before
