"""Promises of selectmap: settings compared on resamples, one recommended, and why."""

import numpy as np
import pytest
from geochem_som.algorithms import selectmap
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.preparation import prepare_samples
from geochem_som.core.select_map import select_map
from geochem_som.core.validation import group_scorer, hold_out, make_partitions
from layers import ELEMENTS, column, make_layer

MEMORY = "TEMPORARY_OUTPUT"
QUICK = {"SIZES": "4x4;5 x 6", "CLUSTER_NUMBERS": "3;4-5", "RESAMPLES": 4, "EPOCHS": 5}
FIELDS = [
    *("method", "rows", "cols", "clusters", "latent", "gamma", "quant_err", "quant_sd", "rel_err"),
    *("topo_err", "topo_sd", "stability", "stab_se", "auc", "auc_sd", "recommend"),
]


@pytest.fixture(scope="module")
def compare(run, survey):
    def result(**parameters):
        given = {"SAMPLES": survey.samples, "FIELDS": survey.elements, "OUTPUT": MEMORY, **QUICK}
        done = run("selectmap", **{**given, **parameters})
        assert done.ok, done.log.text
        return done

    return result


@pytest.fixture(scope="module")
def done(compare):
    return compare(THREADS=2)


@pytest.fixture(scope="module")
def refused(fails, survey):
    def sentence(*words, **parameters):
        given = {"SAMPLES": survey.samples, "FIELDS": survey.elements, "OUTPUT": MEMORY, **QUICK}
        said = fails("selectmap", **{**given, **parameters})
        assert "defect" not in said
        for word in words:
            assert word in said, said

    return sentence


def rows(done):
    layer = done.layer("OUTPUT")
    return {name: column(layer, name) for name in FIELDS}


# What comes out


def test_there_is_a_row_for_every_size_and_number_of_clusters(done):
    assert [f.name() for f in done.layer("OUTPUT").fields()] == FIELDS
    table = rows(done)
    settings = list(zip(table["rows"], table["cols"], table["clusters"]))
    assert settings == [(r, c, k) for r, c in ((4, 4), (5, 6)) for k in (3, 4, 5)]
    assert set(table["method"]) == {"batchsom"}
    assert set(table["latent"]) == set(table["gamma"]) == set(table["auc"]) == {None}


def test_the_figures_are_those_of_the_core(done, survey):
    elements = {e: survey.table[e] for e in ELEMENTS}
    X = prepare_samples(elements, ELEMENTS, transform="clr", scaling="standard").X
    expected = select_map(
        X,
        [{"rows": 4, "cols": 4}, {"rows": 5, "cols": 6}],
        lambda **given: BatchSOM(**given, epochs=5),
        numbers=(3, 4, 5),
        resamples=4,
    )
    table = rows(done)
    for ours, theirs in (
        ("quant_err", "quantization_error"),
        ("topo_err", "topographic_error"),
        ("rel_err", "relative_error"),
        ("stability", "stability"),
        ("stab_se", "stability_se"),
    ):
        np.testing.assert_allclose(table[ours], expected.table[theirs], rtol=1e-9, atol=1e-12)
    assert table["recommend"].index("yes") == expected.recommended
    assert expected.reason in done.log.text


def test_one_setting_is_recommended_and_given_as_numbers(done):
    table = rows(done)
    assert sorted(table["recommend"]) == ["no"] * 5 + ["yes"]
    best = table["recommend"].index("yes")
    for output, name in (
        ("BEST_ROWS", "rows"),
        ("BEST_COLS", "cols"),
        ("BEST_CLUSTERS", "clusters"),
    ):
        assert done.results[output] == table[name][best]
    assert done.results["STABILITY"] == table["stability"][best]
    assert f"Recommended: {table['rows'][best]} x {table['cols'][best]} with" in done.log.text


def test_one_and_two_threads_and_a_repetition_give_the_same_table(compare, done):
    for threads in (1, 2, 3):
        assert rows(compare(THREADS=threads)) == rows(done)
    assert rows(compare(SEED=1)) != rows(done)


def test_no_size_given_compares_half_all_and_twice_the_automatic_one(compare, survey):
    table = rows(compare(SIZES="", CLUSTER_NUMBERS="3", RESAMPLES=3))
    units = [r * c for r, c in zip(table["rows"], table["cols"])]
    assert len(units) == 3
    np.testing.assert_allclose(units, np.array([30, 60, 120]), rtol=0.25)  # 5 sqrt(144) = 60
    assert max(units) <= 144


@pytest.mark.parametrize("method", ["som", "batchsom"])
def test_planted_groups_are_found_to_be_more_stable_than_noise(run, method):
    rng = np.random.default_rng(1)
    xy = rng.uniform(0, 9000, (90, 2)) + 500000
    group = np.arange(90) % 3
    for spread, low, high in ((8.0, 0.95, 1.0), (0.0, -0.1, 0.6)):
        values = np.exp(rng.normal(size=(90, 4)) * 0.3 + spread * np.eye(4)[group])
        layer = make_layer(xy, {e: values[:, j].tolist() for j, e in enumerate("ABCD")})
        given = {"SAMPLES": layer, "FIELDS": list("ABCD"), "METHOD": method, "TRANSFORM": "log10"}
        done = run("selectmap", OUTPUT=MEMORY, **{**QUICK, **given, "CLUSTER_NUMBERS": "3"})
        assert done.ok, done.log.text
        assert low <= done.results["STABILITY"] <= high
        assert ("agree little" in done.log.text) == (done.results["STABILITY"] < 0.5)


def test_of_de_som_latent_sizes_and_gammas_are_compared_too(compare):
    pytest.importorskip("torch", reason="DE-SOM needs torch")
    given = {"METHOD": "desom", "HIDDEN": "8", "RESAMPLES": 3, "EPOCHS": 2, "CLUSTER_NUMBERS": "3"}
    given["VARIANT"] = "published"  # the other variant has no gamma
    several = rows(compare(**given, SIZES="3x3", LATENTS="2;3", GAMMAS="0.01;0.1", THREADS=2))
    settings = list(zip(several["latent"], several["gamma"]))
    assert settings == [(2, 0.01), (2, 0.1), (3, 0.01), (3, 0.1)]
    assert len(set(several["quant_err"])) == 4
    single = rows(compare(**given, SIZES="3x3", LATENTS="3", GAMMAS="0.1", THREADS=1))
    assert (single["latent"], single["gamma"]) == ([3], [0.1])
    assert single["quant_err"] == several["quant_err"][3:]


def test_every_row_of_the_samples_is_used_or_listed(compare, survey):
    places = [None, *survey.xy[1:]]
    table = {**survey.table, "Cu": [5.0, None, *survey.table["Cu"][2:]]}
    layer = make_layer(places, table, name="soil")
    done = compare(SAMPLES=layer, MISSING="drop", SAMPLE_ID="name")
    assert (done.results["SAMPLES_USED"], done.results["SAMPLES_OUT"]) == (142, 2)
    assert "S000 (no geometry)" in done.log.text
    assert "Left out: S001" in done.log.text


def test_a_cancelled_run_leaves_nothing_behind(run, survey, tmp_path):
    for percent in (1, 20, 60):
        done = run(
            "selectmap",
            cancel_at=percent,
            SAMPLES=survey.samples,
            FIELDS=survey.elements,
            OUTPUT=str(tmp_path / "table.csv"),
            REPORT=str(tmp_path / "report.html"),
            **{**QUICK, "RESAMPLES": 40, "EPOCHS": 200},
        )
        assert not done.ok
        assert "Stopped by the user" in done.log.text
        assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_the_end(done):
    assert done.log.fractions == sorted(done.log.fractions)
    assert done.log.fractions[-1] >= 90


# Occurrences


@pytest.fixture
def heldout(monkeypatch):
    """Stand in for the evaluation: the AUC is the share of samples in the first cluster."""
    seen = []

    def auc_of(inputs, site):
        seen.append((site.occurrences.used, len(site.area)))
        return lambda clusters: float(np.mean(clusters == 1))

    monkeypatch.setattr(selectmap, "held_out_auc_of", auc_of)
    return seen


def test_held_out_auc_is_shown_with_a_warning_and_does_not_choose(
    compare, survey, done, heldout, tmp_path
):
    page = tmp_path / "report.html"
    judged = compare(OCCURRENCES=survey.occurrences, REPORT=str(page))
    assert heldout == [(6, 144)]
    table, before = rows(judged), rows(done)
    assert all(1 / k <= auc < 1 for auc, k in zip(table["auc"], table["clusters"]))
    assert all(spread > 0 for spread in table["auc_sd"])
    for name in FIELDS:
        if not name.startswith("auc"):
            assert table[name] == before[name]
    warning = "a p-value computed afterwards with the same occurrences is too small"
    assert any(warning in said for said in judged.log.warnings)
    html = page.read_text(encoding="utf-8")
    assert warning in html
    assert "Held-out AUC" in html


def test_without_occurrences_nothing_is_held_out(compare, heldout):
    assert set(rows(compare())["auc"]) == {None}
    assert heldout == []


def test_the_held_out_auc_is_that_of_the_core(compare, survey, monkeypatch):
    seen = []
    real = selectmap.held_out_auc_of

    def noted(inputs, site):
        auc = real(inputs, site)

        def of(clusters):
            seen.append((site, clusters, auc(clusters)))
            return seen[-1][2]

        return of

    monkeypatch.setattr(selectmap, "held_out_auc_of", noted)
    compare(OCCURRENCES=survey.occurrences, SEED=7, THREADS=1)
    assert len(seen) == 2 * 4 * 3
    for site, clusters, auc in seen:
        ground, places = site.examined_ground(), site.occurrences.places
        partitions = make_partitions(ground, random_state=7)
        expected = hold_out(group_scorer(clusters), ground, places, partitions=partitions).auc
        assert auc == expected


def test_occurrences_that_cannot_be_held_out_are_said_and_change_nothing(compare, survey, done):
    judged = compare(OCCURRENCES=survey.occurrences, OCCURRENCE_FILTER="\"name\" < 'Mine 3'")
    assert rows(judged) == rows(done)
    said = "There is no held-out AUC: 3 occurrences are too few to hold any out, 5 are the least."
    assert said in judged.log.warnings


def test_a_filter_that_leaves_no_occurrence_is_said(compare, survey, heldout):
    judged = compare(OCCURRENCES=survey.occurrences, OCCURRENCE_FILTER="\"metal\" = 'Sn'")
    assert set(rows(judged)["auc"]) == {None}
    assert any("selects none" in said for said in judged.log.warnings)
    assert heldout == []


# Report


def test_the_report_says_the_recommendation_first_and_why(compare, tmp_path):
    page = tmp_path / "report.html"
    done = compare(REPORT=str(page), THREADS=1)
    html = page.read_text(encoding="utf-8")
    assert html.index("Recommended: ") < html.index("Settings compared") < html.index("<svg")
    assert "The rule: Of the settings whose stability" in html
    assert "SEED" in html
    best = done.results["BEST_CLUSTERS"]
    assert f"<strong>{best}</strong>" in html


# Bad input


@pytest.mark.parametrize(
    "text", ["8", "8x", "x8", "8x8x8", "0x5", "1x1", "8x8;nine", "-3x4", "8.5x8"]
)
def test_sizes_that_cannot_be_read(refused, text):
    refused("SIZES is", text, "8x8;10x10;12x12", SIZES=text)


def test_a_map_larger_than_the_survey(refused):
    refused("SIZES names 12 x 13 = 156 units", "144 samples", SIZES="4x4;12x13")
    refused("SIZES names 999999 x 999999", SIZES="999999x999999")


def test_a_toroidal_map_of_hexagons_needs_even_rows(refused):
    refused("5 rows", "BOUNDARY", SIZES="4x4;5x4", TOPOLOGY="hexagonal", BOUNDARY="toroidal")


@pytest.mark.parametrize("text", ["1", "a", "5-3", "1-4", "3-", "-3", "2.5", "3 4", "0"])
def test_cluster_numbers_that_cannot_be_read(refused, text):
    refused("CLUSTER_NUMBERS is", text, "for example 3;4;6 or 3-8", CLUSTER_NUMBERS=text)


def test_cluster_numbers_that_are_empty_or_too_large(refused):
    refused("CLUSTER_NUMBERS is empty", CLUSTER_NUMBERS=" ")
    refused("CLUSTER_NUMBERS is empty", CLUSTER_NUMBERS=";,")
    refused("go up to 999999", "144 samples", CLUSTER_NUMBERS="3-999999")
    refused("go up to 17", "16 units", CLUSTER_NUMBERS="3;17")


def test_too_few_resamples(refused):
    refused("RESAMPLES is 2", RESAMPLES=2)


@pytest.mark.parametrize(
    ("name", "text"),
    [("LATENTS", "-1"), ("LATENTS", "2.5"), ("LATENTS", "two"), ("GAMMAS", "-0.1")],
)
def test_networks_that_cannot_be_made(refused, name, text):
    pytest.importorskip("torch", reason="DE-SOM needs torch")
    refused(f"{name} is", text, METHOD="desom", **{name: text})


def test_de_som_without_torch_is_refused_before_any_work(refused, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    refused("torch", METHOD="desom")


def test_occurrences_off_the_ground_are_refused(refused):
    far = make_layer([(0.0, 0.0)], {"name": ["far"]}, name="far")
    refused("far", "outside the ground", OCCURRENCES=far)
