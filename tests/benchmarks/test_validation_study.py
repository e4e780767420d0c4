"""The validation study runs, judges as it says, and its contenders are what they are called."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

HERE = Path(__file__).resolve().parent / "validation"
DOCS = HERE.parents[2] / "docs"
sys.path.insert(0, str(HERE))
import contenders  # noqa: E402
import page  # noqa: E402
import promises  # noqa: E402
import studies  # noqa: E402
import surveys  # noqa: E402


@pytest.fixture(scope="module")
def small():
    return surveys.MAKERS[surveys.SMALL]()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What one quick run of the command writes."""
    folder = tmp_path_factory.mktemp("validation")
    done = subprocess.run(
        [sys.executable, str(HERE / "run.py"), "--quick", "--out", str(folder)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder, done.stdout


def test_one_command_writes_the_page_and_its_figures(made):
    folder, said = made
    text = (folder / "validation.md").read_text(encoding="utf-8")
    assert "nan" not in text.lower().replace("background", "")
    for name in page.FIGURES:
        assert f"images/{name}.png" in text
        assert (folder / "images" / f"{name}.png").stat().st_size > 5000
    assert "Left out: nt_streamsed_grid (--quick)." in said
    assert re.search(r"(holds |BROKEN): patterns at random cross", said)
    assert re.search(r"validation\.md after \d+ s", said)


def test_the_page_in_the_repository_has_the_present_format(made):
    kept = (DOCS / "validation.md").read_text(encoding="utf-8")
    new = (made[0] / "validation.md").read_text(encoding="utf-8")
    assert f"<!-- format {page.FORMAT}:" in kept
    headings = [re.findall(r"^## .*$", text, flags=re.MULTILINE) for text in (kept, new)]
    assert headings[0] == headings[1] == [f"## {title}" for title in page.SECTIONS]
    # Every column of a quick run's tables stands in the page too.
    heads = [
        set(re.findall(r"^\| (.*) \|\n\|---", text, flags=re.MULTILINE)) for text in (kept, new)
    ]
    columns = [{name.strip() for head in found for name in head.split("|")} for found in heads]
    assert columns[1] <= columns[0]
    for name in page.FIGURES:
        assert (DOCS / "images" / f"{name}.png").exists()


def test_every_step_of_a_large_run_reports_progress_but_the_reading(made):
    text = (made[0] / "validation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [\d.]+ \| [\d.]+ \| (\d+) \|", text, flags=re.MULTILINE)
    reports = {name: int(n) for name, n in rows if name != "prepare"}
    assert len(reports) >= 6
    assert min(reports.values()) > 10


def a_null(crossing=50.0, rejected=5.0, kind="Cox", n=30):
    """Rates of a null study that are fair but for one kind of pattern."""
    rows = [
        {
            "ranked_by": "6 clusters",
            "patterns": pattern,
            "n_occ": n,
            "mean_crossing": crossing if pattern == kind else 50.0,
            "rejected_pct": rejected if pattern == kind else 5.0,
        }
        for pattern in studies.NULLS
    ]
    return [{"ground": "here", "rates": pd.DataFrame(rows)}]


def a_power(rejected):
    row = {"ranked_by": "units", "patterns": studies.SYSTEMS, "n_occ": promises.ENOUGH}
    return pd.DataFrame([{**row, "rejected_pct": rejected}])


def kept(nulls, power=100.0, seconds=60.0):
    judged = promises.judge(nulls, a_power(power), [{"CPU seconds": seconds}])
    return [promise.kept for promise in judged]


@pytest.mark.parametrize(
    ("broken", "arguments"),
    [
        (None, (a_null(),)),
        (0, (a_null(51.6, kind="random"),)),
        (0, (a_null(48.4, kind="random"),)),
        (1, (a_null(56.2),)),
        (None, (a_null(55.8),)),  # the mean of both clustered kinds counts
        (2, (a_null(rejected=11.2),)),
        (3, (a_null(), 79.0)),
        (4, (a_null(), 100.0, 601.0)),
    ],
)
def test_a_broken_promise_is_called_so_and_no_other(broken, arguments):
    assert kept(*arguments) == [i != broken for i in range(5)]


def test_the_command_fails_where_a_promise_is_broken_but_never_when_quick():
    sys.path.insert(0, str(HERE))
    import importlib.util

    spec = importlib.util.spec_from_file_location("validation_run", HERE / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    broken = [promises.Promise("", 0.0, "", True), promises.Promise("", 0.0, "", False)]
    assert run.status(broken, quick=False) == 1
    assert run.status(broken[:1], quick=False) == 0
    assert run.status(broken, quick=True) == 0


def test_average_precision_agrees_with_that_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    ranks, truth = np.round(rng.random(200), 1), rng.random(200) < 0.2
    expected = metrics.average_precision_score(truth, ranks)
    assert studies.average_precision(ranks, truth) == pytest.approx(expected)


def test_the_distance_of_log_ratios_is_the_same_by_clr_and_by_ilr(small):
    clr, ilr = small.prepared("clr", "none").X, small.prepared("ilr", "none").X
    expected = contenders.mahalanobis(ilr)
    assert contenders.mahalanobis(clr) == pytest.approx(expected, rel=1e-6)
    centred = ilr - ilr.mean(axis=0)
    by_hand = np.sum(centred @ np.linalg.inv(np.cov(ilr.T)) * centred, axis=1)
    assert expected == pytest.approx(by_hand)


def test_the_best_column_is_chosen_by_what_may_be_learned_from_alone():
    rng = np.random.default_rng(5)
    columns = rng.random((60, 3))
    scorer = contenders.best_inside(columns)
    inside = np.arange(60) < 40
    occurrences = np.zeros(60)
    occurrences[np.argsort(-columns[:40, 2])[:6]] = 1
    # What lies outside has no ground and no occurrences there, however telling it would be.
    assert np.array_equal(scorer.score(occurrences, inside.astype(float)), columns[:, 2])
    from geochem_som.core.validation import roc_auc

    for column in range(3):
        other = np.zeros(60)
        other[np.argsort(-columns[:, column])[:5]] = 1
        aucs = [roc_auc(c, np.ones(60), other) for c in columns.T]
        chosen = scorer.score(other, np.ones(60))
        assert np.array_equal(chosen, columns[:, int(np.argmax(aucs))])


def test_held_out_ranks_do_not_know_their_own_fold(small):
    from geochem_som.core.validation import Partition, group_scorer

    # Two folds: all occurrences of the first lie in group 1, of the second in group 0.
    n = len(small.ground.area)
    fold = np.arange(n) % 2
    group = (np.arange(n) // 2) % 2
    occurrences = np.flatnonzero(group != fold)[:40]
    survey = surveys.Survey(
        "two folds", small.raw, small.fields, small.ground, occurrences, (), small.rules
    )
    of_place = fold[small.ground.places]
    ranks = studies.held_out_ranks(group_scorer(group), survey, [Partition(of_place, of_place)])
    assert (ranks[group != fold] < 0.5).all()
    assert (ranks[group == fold] > 0.5).all()


def test_the_anomaly_of_a_fold_is_drawn_by_the_others():
    import drawn
    from geochem_som.core.validation import Ground, Partition, fixed_scorer, group_scorer

    # Two folds side by side; group 1 is rich in both, group 2 in the second alone.
    group = np.tile([0, 0, 0, 0, 0, 0, 1, 1, 2, 2], 20)
    xy = np.column_stack([np.arange(200.0), np.zeros(200)])
    fold = (xy[:, 0] >= 100).astype(int)
    rich = (group == 1) | ((group == 2) & (fold == 1))
    occurrences = np.flatnonzero(rich)
    survey = surveys.Survey("two", {}, (), Ground.of_samples(xy), occurrences, (), None)
    found = rich.astype(float)
    partition = [Partition(fold, fold)]
    settings = (survey, partition, found)
    got = drawn.held_out_anomaly(group_scorer(group), *settings, "weights", 0.0)
    # Drawn by the second fold: groups 1 and 2, 40 % of the first fold and all its 20 occurrences.
    # Drawn by the first: group 1, 20 % of the second fold and 20 of its 40.
    assert got["found"] == pytest.approx(100 * (20 + 20) / 60)
    assert got["searched"] == pytest.approx((20 * 40 + 40 * 20) / 60)
    level = fixed_scorer(np.zeros(200))
    nothing = drawn.held_out_anomaly(level, *settings, "natural_breaks", 0.0)
    assert nothing == {"found": 0.0, "searched": 0.0}


def test_cells_measured_by_points_agree_with_those_of_a_grid():
    side, spacing = 12, 500.0
    grid = spacing * np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    area = surveys.measured_cells(grid).reshape(side, side)
    assert area[1:-1, 1:-1] == pytest.approx((spacing / 1000) ** 2, rel=0.02)
    assert (area[0] > area[1:-1].mean()).all()  # the rim gets a spacing more outside


def test_the_surveys_have_the_sites_that_their_notes_count(small):
    assert len(surveys.sample_survey().occurrences) == 42
    assert len(small.ground.area) < len(surveys.sample_survey().ground.area) / 3
    for name, sites in (("nt_streamsed_grid", 55), ("trondelag_soil", 13)):
        survey = surveys.MAKERS[name]()
        if survey is not None:
            assert len(survey.occurrences) == sites


def test_sites_are_planted_where_the_register_has_them():
    survey = surveys.sample_survey()
    chance = surveys.planted_chance(survey)
    assert chance.sum() == pytest.approx(1.0)
    chance = chance[survey.ground.sample_rows]
    in_core = survey.system != ""
    assert chance[in_core].sum() > 0.6
    assert chance[survey.system == "P6"].sum() == 0  # no occurrence is known there
