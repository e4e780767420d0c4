"""Maps trained on factor scores: the same factors as the algorithm that draws them alone."""

import numpy as np
import pytest
from layers import column

MEMORY = "TEMPORARY_OUTPUT"
SURVEY = {"ROWS": 5, "COLS": 6, "METHODS": ["batchsom"], "OUTPUT": MEMORY}
FACTORS = {"TRANSFORM": "log10", "N_FACTORS": 2}


def separate(run, survey, **options):
    given = {**SURVEY, "FIELDS": survey.elements, "SAMPLE_ID": "name", **FACTORS, **options}
    done = run("separateanomalies", SAMPLES=survey.samples, OCCURRENCES=survey.occurrences, **given)
    assert done.ok, done.log.text
    return done


def test_a_run_on_factors_is_a_run_on_the_layer_of_their_scores(run, survey):
    whole = separate(run, survey, TRAIN_ON="factors")
    drawn = run(
        "factoranalysis",
        SAMPLES=survey.samples,
        SAMPLE_ID="name",
        FIELDS=survey.elements,
        OUTPUT=MEMORY,
        **FACTORS,
    )
    by_hand = run(
        "separateanomalies",
        **{
            **SURVEY,
            "SAMPLES": drawn.layer("OUTPUT"),
            "OCCURRENCES": survey.occurrences,
            "SAMPLE_ID": "sample_id",
            "FIELDS": ["F1", "F2"],
            "TRANSFORM": "none",
            "SCALING": "none",
        },
    )
    assert by_hand.ok, by_hand.log.text
    one, other = whole.layer("OUTPUT"), by_hand.layer("OUTPUT")
    np.testing.assert_allclose(column(one, "maximin"), column(other, "maximin"), rtol=1e-9)
    assert column(one, "class") == column(other, "class")


def test_the_log_says_in_order_what_was_done(run, survey):
    log = separate(run, survey, TRAIN_ON="factors").log.text
    steps = [
        "The values were transformed with log10.",
        "2 factors",
        "F1 (",
        "Maps are trained on the scores of F1, F2.",
    ]
    places = [log.index(step) for step in steps]
    assert places == sorted(places)


def test_only_the_factors_of_the_target_elements_train_the_maps(run, survey):
    done = separate(
        run, survey, TRAIN_ON="target_factors", TARGET_ELEMENTS=["Cu", "Au"], LOADING_THRESHOLD=0.5
    )
    assert "Maps are trained on the scores of F1." in done.log.text
    targets = separate(
        run,
        survey,
        TRAIN_ON="target_factors",
        TARGET_ELEMENTS=["Cu", "Au"],
        LOADING_THRESHOLD=0.5,
        TARGETS=MEMORY,
    )
    named = " ".join(column(targets.layer("TARGETS"), "enriched"))
    assert "Cu" in named  # elements, not factors: geologists ask for these
    assert "F1" not in named


def test_the_report_shows_the_factors(run, survey, tmp_path):
    path = tmp_path / "report.html"
    separate(run, survey, TRAIN_ON="factors", REPORT=str(path))
    page = path.read_text(encoding="utf-8")
    assert "Loadings" in page
    assert "Maps are trained on the scores of F1, F2." in page


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"TRAIN_ON": "target_factors"}, "TARGET_ELEMENTS needs the elements"),
        (
            {"TRAIN_ON": "target_factors", "TARGET_ELEMENTS": ["U"], "LOADING_THRESHOLD": 0.95},
            "No factor carries one of TARGET_ELEMENTS (U)",
        ),
        ({"TRAIN_ON": "factors", "N_FACTORS": 9}, "N_FACTORS is 9"),
        ({"TRAIN_ON": "scores"}, "TRAIN_ON is scores"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(fails, survey, options, words):
    given = {**SURVEY, "FIELDS": survey.elements, **FACTORS, **options}
    sentence = fails(
        "separateanomalies", SAMPLES=survey.samples, OCCURRENCES=survey.occurrences, **given
    )
    assert words in sentence


@pytest.mark.parametrize("composition", [[], ["Cu", "Au", "Pb", "Zn", "Ni", "Cr", "Co", "As", "U"]])
def test_factors_are_never_drawn_from_balances(run, survey, composition):
    fields = survey.elements if not composition else survey.elements[:6]
    options = {"FIELDS": fields, "COMPOSITION": composition, "TRAIN_ON": "factors"}
    balances = separate(run, survey, **{**options, "TRANSFORM": "ilr"})
    ratios = separate(run, survey, **{**options, "TRANSFORM": "clr"})
    assert "factors are drawn from centred log-ratios (clr)" in balances.log.text
    one, other = balances.layer("OUTPUT"), ratios.layer("OUTPUT")
    assert column(one, "maximin") == column(other, "maximin")


def test_targets_that_nothing_asks_for_are_said_to_be_unused(run, survey):
    done = separate(run, survey, TARGET_ELEMENTS=["Cu"])
    assert any("TARGET_ELEMENTS is not used" in warning for warning in done.log.warnings)
