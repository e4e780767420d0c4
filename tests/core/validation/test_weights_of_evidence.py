"""Promises of weights of evidence, success-rate curve and AUC."""

import math

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.prediction_area import rank_counts
from geochem_som.core.validation.weights_of_evidence import (
    roc_auc,
    success_rate_curve,
    weights_of_evidence,
)


def by_unit_cells(n_in, n_all, cells_in, cells_all):
    """W+, W-, contrast and its deviation from a table of four counts, as the textbook has it."""
    b_d, nb_d = n_in, n_all - n_in
    b_nd, nb_nd = cells_in - b_d, (cells_all - cells_in) - nb_d
    w_plus = math.log((b_d / n_all) / (b_nd / (cells_all - n_all)))
    w_minus = math.log((nb_d / n_all) / (nb_nd / (cells_all - n_all)))
    deviation = math.sqrt(1 / b_d + 1 / b_nd + 1 / nb_d + 1 / nb_nd)
    return w_plus, w_minus, w_plus - w_minus, deviation, (w_plus - w_minus) / deviation


@pytest.mark.parametrize("unit_cell", [1.0, 0.25])
def test_weights_agree_with_the_four_counts_of_the_textbook(unit_cell):
    n_occ, area = np.array([20, 12, 3]), np.array([100.0, 400.0, 1500.0])
    table = weights_of_evidence(n_occ, area, unit_cell=unit_cell)
    for row, n, a in zip(table.itertuples(index=False), n_occ, area):
        expected = by_unit_cells(n, 35, a / unit_cell, 2000 / unit_cell)
        assert tuple(row) == pytest.approx(expected)


def test_small_cells_lead_to_the_limit():
    n_occ, area = [20, 12, 3], [100.0, 400.0, 1500.0]
    limit = weights_of_evidence(n_occ, area)
    fine = weights_of_evidence(n_occ, area, unit_cell=1e-7)
    np.testing.assert_allclose(limit, fine, rtol=1e-6)


def test_in_the_limit_w_plus_is_the_weight_of_the_prediction_area_plot():
    n_occ, area = [20, 12, 3], [100.0, 400.0, 1500.0]
    ranked = rank_counts([0, 1, 2], [1] * 3, area, n_occ).table.set_index("group")
    assert weights_of_evidence(n_occ, area)["w_plus"].tolist() == pytest.approx(
        ranked["weight"].loc[[0, 1, 2]].tolist()
    )


def test_a_group_like_the_rest_has_no_contrast():
    table = weights_of_evidence([5, 15], [10.0, 30.0])
    assert table["contrast"].tolist() == pytest.approx([0, 0], abs=1e-12)
    assert table["studentized"].tolist() == pytest.approx([0, 0], abs=1e-12)


def test_two_groups_mirror_each_other():
    table = weights_of_evidence([5, 15], [30.0, 30.0], unit_cell=1.0)
    assert table.loc[0, "w_plus"] == pytest.approx(table.loc[1, "w_minus"])
    assert table.loc[0, "studentized"] == pytest.approx(-table.loc[1, "studentized"])


@pytest.mark.parametrize("n_occ", [[0, 7], [7, 0], [0, 0]])
def test_a_group_with_none_or_all_of_the_occurrences_is_empty(n_occ):
    assert (
        weights_of_evidence(n_occ, [10.0, 20.0]).isna()[["contrast", "studentized"]].all(axis=None)
    )


def test_a_group_without_ground_or_without_a_free_cell_is_empty():
    nowhere = weights_of_evidence([3, 4], [0.0, 20.0])
    assert nowhere.loc[0, ["w_plus", "contrast", "s_contrast"]].isna().all()
    crowded = weights_of_evidence([3, 4], [2.0, 20.0], unit_cell=1.0)
    assert crowded.loc[0, ["w_plus", "contrast", "s_contrast"]].isna().all()


@pytest.mark.parametrize("unit_cell", [-1.0, float("nan"), float("inf")])
def test_a_unit_cell_that_is_none_is_refused(unit_cell):
    with pytest.raises(InputError, match="unit cell"):
        weights_of_evidence([1, 2], [1.0, 2.0], unit_cell=unit_cell)


def test_the_success_rate_curve_by_hand():
    curve = success_rate_curve([3, 1, 2, 2, np.nan], [1, 4, 2, 3, 9], [2, 0, 1, 1, 5])
    assert curve["area_pct"].tolist() == pytest.approx([0, 10, 60, 100])
    assert curve["success_rate"].tolist() == pytest.approx([0, 50, 100, 100])


def test_auc_is_the_area_under_the_success_rate_curve():
    rng = np.random.default_rng(0)
    score, area = rng.integers(0, 9, 60), rng.uniform(0.5, 2, 60)
    occurrences = rng.integers(0, 3, 60)
    curve = success_rate_curve(score, area, occurrences)
    found, ground = curve["success_rate"].to_numpy(), curve["area_pct"].to_numpy()
    expected = ((found[1:] + found[:-1]) / 2 * np.diff(ground)).sum() / 1e4
    assert roc_auc(score, area, occurrences) == pytest.approx(expected)


def test_auc_agrees_with_scikit_learn():
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(1)
    score, area = rng.integers(0, 9, 60).astype(float), rng.uniform(0.5, 2, 60)
    occurrences = rng.integers(0, 3, 60).astype(float)
    score[7] = np.nan
    known = np.isfinite(score)
    expected = metrics.roc_auc_score(
        np.repeat([0, 1], known.sum()),
        np.tile(score[known], 2),
        sample_weight=np.concatenate([area[known], occurrences[known]]),
    )
    assert roc_auc(score, area, occurrences) == pytest.approx(expected)


def test_without_occurrences_or_ground_there_is_no_auc():
    assert np.isnan(roc_auc([1, 2], [1, 1], [0, 0]))
    assert np.isnan(roc_auc([np.nan], [1], [1]))
