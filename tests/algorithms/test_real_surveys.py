"""The whole workflow on real surveys, where their files are at hand beside the checkout."""

from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MEMORY = "TEMPORARY_OUTPUT"


def table(path, crs):
    return f"delimitedtext://file://{path}?type=csv&xField=x&yField=y&crs={crs}&detectTypes=yes"


def elements(path):
    return [c for c in pd.read_csv(path, nrows=1) if c.endswith(("_ppm", "_ppb", "_pct"))]


def folder(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    return path


@pytest.mark.parametrize(
    ("name", "samples", "crs", "settings", "used", "sites"),
    [
        (
            "nt_streamsed_grid",
            "samples_core.csv",
            "EPSG:32753",
            # 2 km from a cell's centre is about 1.4 km from its edge.
            {"SUPPORT": "cells", "CELL_SIZE": 1000, "MAX_DISTANCE": 1400, "MAX_BLANK": 25},
            2788,
            55,
        ),
        ("trondelag_soil", "samples.csv", "EPSG:32632", {"MAX_DISTANCE": 2500}, 752, 13),
    ],
)
def test_three_models_and_their_combination_are_ranked(
    run, name, samples, crs, settings, used, sites
):
    pytest.importorskip("torch", reason="DE-SOM needs torch")
    path = folder(name)
    done = run(
        "separateanomalies",
        SAMPLES=table(path / samples, crs),
        FIELDS=elements(path / samples),
        SAMPLE_ID="sample_id",
        OCCURRENCES=table(path / "occurrences.csv", crs),
        OCCURRENCE_FILTER='"keep" = 1',
        OUTPUT=MEMORY,
        GROUND=MEMORY,
        TARGETS=MEMORY,
        TABLE=MEMORY,
        EVALUATION="held_out",
        **settings,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] == used
    assert done.results["OCCURRENCES_USED"] == sites
    for model in ("SOM", "BATCHSOM", "DESOM", "MAXIMIN"):
        rate = done.results[f"{model}_CROSSING_RATE"]
        assert rate + done.results[f"{model}_CROSSING_AREA"] == pytest.approx(100)
        held_out = done.results[f"{model}_HELDOUT_RATE"]
        assert 30 < held_out < 75  # what is predicted on real ground is far from what is fitted
        assert max(50, held_out) < rate
    assert {"anomaly", "background"} <= {f["class"] for f in done.layer("OUTPUT").getFeatures()}


def test_the_account_of_the_nt_survey_agrees_with_a_count_by_hand(run):
    path = folder("nt_streamsed_grid") / "samples_core.csv"
    done = run(
        "batchsom",
        SAMPLES=table(path, "EPSG:32753"),
        FIELDS=elements(path),
        OUTPUT=MEMORY,
        MAX_BLANK=25,
    )
    assert done.ok, done.log.text
    raw = pd.read_csv(path)
    for field in ("Cu_ppm", "Ag_ppm", "Bi_ppm"):
        assert f"{field} {int((raw[field] < 0).sum()):,}" in done.log.text
    assert f"Ni_ppm {int(raw['Ni_ppm'].isna().sum()):,}" in done.log.text


def test_settings_are_compared_on_the_nt_survey(run):
    path = folder("nt_streamsed_grid") / "samples_core.csv"
    done = run(
        "selectmap",
        SAMPLES=table(path, "EPSG:32753"),
        FIELDS=elements(path),
        SAMPLE_ID="sample_id",
        MAX_BLANK=25,
        SIZES="8x8;12x12",
        CLUSTER_NUMBERS="3-6",
        RESAMPLES=5,
        OUTPUT=MEMORY,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] + done.results["SAMPLES_OUT"] == len(pd.read_csv(path))
    rows = list(done.layer("OUTPUT").getFeatures())
    assert [(r["rows"], r["clusters"]) for r in rows] == [
        (side, k) for side in (8, 12) for k in (3, 4, 5, 6)
    ]
    # Real samples come in groups that resamples know again, though far from fully.
    assert all(0.05 < r["stability"] < 0.95 for r in rows)
    small, large = rows[0], rows[-1]
    assert large["quant_err"] < small["quant_err"]


def test_an_ensemble_says_how_sure_the_classes_of_the_trondelag_soils_are(run):
    path = folder("trondelag_soil")
    done = run(
        "ensemble",
        SAMPLES=table(path / "samples.csv", "EPSG:32632"),
        FIELDS=elements(path / "samples.csv"),
        SAMPLE_ID="sample_id",
        OCCURRENCES=table(path / "occurrences.csv", "EPSG:32632"),
        OCCURRENCE_FILTER='"keep" = 1',
        MAX_DISTANCE=2500,
        MEMBERS=8,
        OUTPUT=MEMORY,
        GROUND=MEMORY,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] == 752
    assert done.results["OCCURRENCES_USED"] == 13
    votes = [
        (f["p_anomaly"], f["p_halo"], f["p_backgr"]) for f in done.layer("OUTPUT").getFeatures()
    ]
    assert len(votes) == 752
    assert all(sum(shares) == pytest.approx(1) for shares in votes)
    assert 0.34 < done.results["AGREEMENT"] < 1
    assert 50 < done.results["CROSSING_LOW"] < done.results["CROSSING_HIGH"] < 100
    assert done.layer("GROUND").featureCount() == 752
