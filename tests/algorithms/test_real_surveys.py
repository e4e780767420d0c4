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
        **settings,
    )
    assert done.ok, done.log.text
    assert done.results["SAMPLES_USED"] == used
    assert done.results["OCCURRENCES_USED"] == sites
    for model in ("SOM", "BATCHSOM", "DESOM", "MAXIMIN"):
        rate = done.results[f"{model}_CROSSING_RATE"]
        assert rate + done.results[f"{model}_CROSSING_AREA"] == pytest.approx(100)
        assert 50 < rate < 90  # a fit: never below 50, and nowhere near perfect on real ground
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
