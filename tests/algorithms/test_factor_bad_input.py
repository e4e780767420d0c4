"""Promises of factoranalysis on bad input: one sentence that names the parameter, nothing written."""

import numpy as np
import pytest
from factor_models import drawn_samples
from layers import make_layer

MEMORY = "TEMPORARY_OUTPUT"
ELEMENTS = ["Cu", "Au", "Pb", "Zn", "Ni", "Cr", "Co", "As", "U", "Th"]
SAMPLES = drawn_samples(n=150)
CONCENTRATIONS = 10 ** (0.3 * (SAMPLES - SAMPLES.mean(axis=0)) / SAMPLES.std(axis=0))


def soil(values=CONCENTRATIONS, **columns):
    xy = 1000.0 * np.column_stack(np.divmod(np.arange(len(values)), 15)) + [500_000.0, 7e6]
    table = {e: values[:, j].tolist() for j, e in enumerate(ELEMENTS)}
    return make_layer(xy, {**table, **columns}, name="soil")


@pytest.fixture(scope="module")
def refused(fails):
    """refused(*words, **parameters): the one sentence; it must hold the words."""

    def sentence(*words, **parameters):
        given = {"SAMPLES": soil(), "FIELDS": ELEMENTS, "OUTPUT": MEMORY}
        said = fails("factoranalysis", **{**given, **parameters})
        assert "defect" not in said, said
        assert "\n" not in said.strip()
        for word in words:
            assert word in said, said
        return said

    return sentence


def test_the_survey_itself_can_be_analysed(run):
    done = run("factoranalysis", SAMPLES=soil(), FIELDS=ELEMENTS, OUTPUT=MEMORY)
    assert done.ok, done.log.text
    assert done.results["FACTOR_COUNT"] == 3


@pytest.mark.parametrize("target", ["Nope", "Ag"])
def test_targets_that_are_not_analysed(refused, target):
    layer = soil(Ag=CONCENTRATIONS[:, 0].tolist())
    refused(f"TARGET_ELEMENTS names {target}", "FIELDS", SAMPLES=layer, TARGET_ELEMENTS=[target])


def test_a_target_that_is_left_out_for_blanks(refused):
    blanks = [None] * 60 + CONCENTRATIONS[60:, 1].tolist()
    words = ("TARGET_ELEMENTS names Au", "40 % blank", "MAX_BLANK")
    refused(*words, SAMPLES=soil(Au=blanks), TARGET_ELEMENTS=["Cu", "Au"])


def test_targets_in_another_case_are_found(run):
    done = run(
        "factoranalysis", SAMPLES=soil(), FIELDS=ELEMENTS, TARGET_ELEMENTS=["cu"], OUTPUT=MEMORY
    )
    assert done.ok, done.log.text


@pytest.mark.parametrize("n", [3, 10])
def test_no_more_samples_than_elements(refused, n):
    words = (f"There are {n} samples of 10 elements", "more samples than elements", "FIELDS")
    refused(*words, SAMPLES=soil(CONCENTRATIONS[:n]))


@pytest.mark.parametrize("fields", [[], ["Cu"]])
def test_fewer_than_two_fields(refused, fields):
    refused("at least 2 fields", "FIELDS", FIELDS=fields)


def test_two_elements_have_components_but_no_principal_axes(refused, run):
    refused("2 elements are too few for principal_axis", "FIELDS", FIELDS=["Cu", "Au"])
    done = run(
        "factoranalysis",
        SAMPLES=soil(),
        FIELDS=["Cu", "Au"],
        EXTRACTION="principal_components",
        N_FACTORS=1,
        OUTPUT=MEMORY,
    )
    assert done.ok, done.log.text


def test_a_constant_field(refused):
    refused("Pb", "soil", "same value", "FIELDS", SAMPLES=soil(Pb=[5.0] * 150))


def test_text_that_is_no_number(refused):
    refused("Pb", "soil", "'high' in row 1", SAMPLES=soil(Pb=["high", *["1.5"] * 149]))


@pytest.mark.parametrize("extraction", ["principal_axis", "maximum_likelihood"])
def test_more_factors_than_the_elements_determine(refused, extraction):
    words = ("N_FACTORS is 7", "10 elements determine 1 to 6", extraction)
    refused(*words, N_FACTORS=7, EXTRACTION=extraction)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("N_FACTORS", -1), ("N_FACTORS", "many"), ("LOADING_THRESHOLD", 1.0)),
        *(("LOADING_THRESHOLD", 0.1), ("EXTRACTION", "pca"), ("MATRIX", "distance")),
        *(("ROTATION", "oblimin"), ("SCORES", "anderson"), ("FACTOR_RULE", "scree")),
    ],
)
def test_values_that_are_no_choice_or_out_of_range(refused, name, value):
    refused(f"{name} is {value}", **{name: value})


@pytest.mark.parametrize("extraction", ["principal_axis", "maximum_likelihood"])
def test_an_element_in_two_fields(refused, extraction):
    twice = soil(Cu_again=(1e-4 * CONCENTRATIONS[:, 0]).tolist())
    words = ("Cu, Cu_again determine each other exactly", "EXTRACTION principal_components")
    refused(*words, SAMPLES=twice, FIELDS=[*ELEMENTS, "Cu_again"], EXTRACTION=extraction)


@pytest.mark.parametrize("settings", [{"ROBUST": True}, {"TRANSFORM": "clr"}])
def test_log_ratios_have_no_likelihood(refused, settings):
    words = ("log-ratios", "EXTRACTION principal_axis or principal_components")
    refused(*words, EXTRACTION="maximum_likelihood", **settings)


def test_robust_with_too_few_samples(refused):
    words = ("There are 19 samples of 10 elements", "ROBUST", "twice as many")
    refused(*words, SAMPLES=soil(CONCENTRATIONS[:19]), ROBUST=True)


def test_robust_on_scaled_values(refused):
    scaled = (SAMPLES - SAMPLES.mean(axis=0)) / SAMPLES.std(axis=0)
    words = ("scaled", "ROBUST", "without scaling")
    refused(*words, SAMPLES=soil(scaled), ROBUST=True, TRANSFORM="none")


def test_robust_on_elements_in_fixed_ratios(refused):
    values = CONCENTRATIONS.copy()
    values[:100, [2, 7]] = [0.5, 0.1]
    words = ("Pb, As stand in fixed ratios", "FIELDS", "ROBUST")
    refused(*words, SAMPLES=soil(values), ROBUST=True)


def test_elements_that_share_nothing(refused):
    noise = 10 ** np.random.default_rng(0).normal(size=(150, 10))
    refused("no factor to find", "N_FACTORS", SAMPLES=soil(noise))


def test_stages_that_leave_too_few_elements(refused):
    refused("STAGED", "LOADING_THRESHOLD", STAGED=True, LOADING_THRESHOLD=0.95)


def test_an_output_that_cannot_be_written_is_refused_before_anything_is_read(run):
    done = run("factoranalysis", SAMPLES=soil(), FIELDS=ELEMENTS, OUTPUT="/proc/no.gpkg")
    assert not done.ok
    assert "OUTPUT cannot be written" in done.log.text
    assert done.log.infos == []


def test_a_refusal_leaves_nothing_behind(run, tmp_path):
    names = {"OUTPUT": "a.gpkg", "LOADINGS": "b.gpkg", "FACTORS": "c.csv", "REPORT": "d.html"}
    files = {name: str(tmp_path / file) for name, file in names.items()}
    done = run("factoranalysis", SAMPLES=soil(), FIELDS=ELEMENTS, N_FACTORS=7, **files)
    assert not done.ok
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cancel_at", [6, 40, 70, 88])
@pytest.mark.parametrize("settings", [{}, {"ROBUST": True}, {"STAGED": True}, {"N_FACTORS": 2}])
def test_cancel_in_the_middle_leaves_nothing_behind(run, tmp_path, cancel_at, settings):
    files = {"OUTPUT": str(tmp_path / "a.gpkg"), "REPORT": str(tmp_path / "d.html")}
    done = run("factoranalysis", cancel_at, SAMPLES=soil(), FIELDS=ELEMENTS, **settings, **files)
    assert not done.ok
    assert done.log.errors == ["Stopped by the user; nothing was written."]
    assert list(tmp_path.iterdir()) == []


def test_progress_never_falls(run):
    for settings in ({"STAGED": True}, {"ROBUST": True}):
        done = run("factoranalysis", SAMPLES=soil(), FIELDS=ELEMENTS, OUTPUT=MEMORY, **settings)
        assert done.ok, done.log.text
        assert done.log.fractions == sorted(done.log.fractions)
        assert done.log.fractions[-1] > 80


def test_a_target_that_no_factor_knows_is_not_promised_by_a_lower_threshold(run):
    rng = np.random.default_rng(0)
    common = rng.normal(size=200)
    columns = {e: np.exp(common + 0.3 * rng.normal(size=200)).tolist() for e in ("Cu", "Pb", "Zn")}
    columns["Au"] = np.exp(rng.normal(size=200)).tolist()
    layer = make_layer([(600000 + i, 2700000) for i in range(200)], columns)
    options = {"FIELDS": [*columns], "N_FACTORS": 1, "TARGET_ELEMENTS": ["Au"], "OUTPUT": MEMORY}
    done = run("factoranalysis", SAMPLES=layer, LOADING_THRESHOLD=0.3, **options)
    said = next(w for w in done.log.warnings if w.startswith("No factor carries"))
    assert "lower LOADING_THRESHOLD" not in said
    assert "draw more factors" in said
