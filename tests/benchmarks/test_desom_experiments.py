"""The experiments on DE-SOM run, and their measures measure what they say."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent / "desom"
sys.path.insert(0, str(HERE))
import measures  # noqa: E402


def test_measures_agree_with_those_of_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 6, 300), rng.integers(0, 4, 300)
    b[:150] = a[:150] % 4
    assert measures.adjusted_rand_index(a, b) == pytest.approx(metrics.adjusted_rand_score(a, b))
    assert measures.normalised_mutual_information(a, b) == pytest.approx(
        metrics.normalized_mutual_info_score(a, b)
    )
    truth, score = rng.random(300) < 0.2, np.round(rng.random(300), 1)
    assert measures.average_precision(score, truth) == pytest.approx(
        metrics.average_precision_score(truth, score)
    )
    assert measures.area_under_curve(score, truth) == pytest.approx(
        metrics.roc_auc_score(truth, score)
    )


def test_purity_counts_the_commonest_class_of_each_unit():
    assert measures.purity(np.array([3, 3, 3, 8]), np.array([0, 0, 1, 1])) == 0.75


def test_the_held_out_auc_is_that_of_the_score_where_units_tell_all_and_half_where_nothing():
    from geochem_som.core.lattice import Lattice

    rng = np.random.default_rng(0)
    xy, lattice = rng.random((2000, 2)), Lattice(4, 4)
    rich = rng.random(2000) < 0.1
    hosts = np.flatnonzero(rich)[:80]
    telling = np.where(rich, 0, 15)
    assert measures.held_out_auc(telling, xy, hosts, lattice) > 0.9
    deaf = rng.integers(0, 16, 2000)
    assert measures.held_out_auc(deaf, xy, hosts, lattice) == pytest.approx(0.5, abs=0.08)


def test_one_command_writes_the_page_and_its_figures(tmp_path):
    pytest.importorskip("torch", reason="DE-SOM trains with PyTorch")
    done = subprocess.run(
        [sys.executable, str(HERE / "run.py"), "--quick", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    page = (tmp_path / "desom.md").read_text(encoding="utf-8")
    assert "| mixtures 21 | 150 | 24 |" in page
    assert "nan" not in page.lower()
    for name in ("desom_latent", "desom_planes", "desom_scores"):
        assert f"images/{name}.png" in page
        assert (tmp_path / "images" / f"{name}.png").stat().st_size > 5000
