"""Promises of the mid-rank crossing and AUC, against exact fractions, a peer and properties."""

import numpy as np
import pytest
from geochem_som.core.prediction_area import rank_groups
from geochem_som.core.validation.midrank import (
    area_under_curve,
    crossing,
    found_within,
    stand_of_cells,
    stand_within,
)
from validation_cases import slow_crossing, slow_stand


def case(seed, n_levels=6, n=40, n_occ=15):
    rng = np.random.default_rng(seed)
    score = rng.integers(0, n_levels, n) / 7
    area = rng.uniform(0.2, 2.0, n)
    return score, area, rng.integers(0, n, n_occ), rng.uniform(0.2, 1.0, n_occ)


@pytest.mark.parametrize("seed", range(5))
def test_stands_agree_with_a_count_sample_by_sample(seed):
    score, area, _, _ = case(seed)
    above, level = stand_of_cells(score, area)
    for i in range(len(score)):
        assert (above[i], level[i]) == pytest.approx(slow_stand(score, area, i))


@pytest.mark.parametrize("seed", range(5))
def test_stands_within_parts_are_those_of_each_part_alone(seed):
    score, area, _, _ = case(seed)
    score[::5] = [np.nan, -np.inf, np.inf][seed % 3]
    part = np.sort(np.random.default_rng(seed).integers(0, 4, len(score)))
    stands = stand_within(part, score, area)
    for k in np.unique(part):
        alone = stand_of_cells(score[part == k], area[part == k])
        for found, expected in zip(stands, alone):
            assert found[part == k] == pytest.approx(expected, abs=1e-12)
        assert (stands[0][part == k] == 0).any()  # the highest has nothing above it, exactly


@pytest.mark.parametrize("n_levels", [1, 2, 6, 1000])
@pytest.mark.parametrize("seed", range(4))
def test_crossing_agrees_with_exact_fractions(seed, n_levels):
    score, area, at, weight = case(seed, n_levels)
    above, level = (stand[at] for stand in stand_of_cells(score, area))
    expected = slow_crossing(zip(above, level, weight))
    assert crossing(above, level, weight) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_crossing_of_steps_agrees_with_exact_fractions(seed):
    rng = np.random.default_rng(seed)
    above = rng.integers(0, 10, 9) / 10
    level = np.where(rng.random(9) < 0.5, 0.0, 0.1)
    expected = slow_crossing(zip(above, level, np.ones(9)))
    assert crossing(above, level) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_constant_score_crosses_at_exactly_50_with_an_auc_of_exactly_one_half(seed):
    _, area, at, weight = case(seed)
    above, level = (stand[at] for stand in stand_of_cells(np.zeros(area.size), area))
    assert crossing(above, level, weight) == 50.0
    assert area_under_curve(above, level, weight) == 0.5


def test_crossings_worked_by_hand():
    assert crossing([0.0], [0.2]) == pytest.approx(100 * 5 / 6)  # x / .2 + x = 1
    assert crossing([0.3], [0.0]) == pytest.approx(70.0)  # a step at .3
    assert crossing([0.0, 0.5], [0.5, 0.5]) == pytest.approx(50.0)
    assert crossing([0.0, 0.0, 0.0, 0.4], [0.4] * 3 + [0.6]) == pytest.approx(100 * (1 - 1 / 2.875))


def test_fit_of_groups_crosses_where_the_prediction_area_plot_does():
    rng = np.random.default_rng(3)
    groups, area = rng.integers(0, 5, 80), rng.uniform(0.5, 2, 80)
    occurrences = np.bincount(rng.integers(0, 80, 20), minlength=80).astype(float)
    ranked = rank_groups(groups, area, occurrences)
    density = ranked.table.set_index("group")["nd"]
    above, level = stand_of_cells(density.loc[groups].to_numpy(), area)
    assert crossing(above, level, occurrences) == pytest.approx(ranked.crossing.rate)


@pytest.mark.parametrize("n_levels", [2, 6, 1000])
def test_auc_agrees_with_scikit_learn(n_levels):
    metrics = pytest.importorskip("sklearn.metrics")
    score, area, at, weight = case(5, n_levels)
    above, level = (stand[at] for stand in stand_of_cells(score, area))
    expected = metrics.roc_auc_score(
        np.repeat([0, 1], [len(score), len(at)]),
        np.concatenate([score, score[at]]),
        sample_weight=np.concatenate([area, weight]),
    )
    assert area_under_curve(above, level, weight) == pytest.approx(expected)


def test_turning_a_score_round_mirrors_crossing_and_auc():
    score, area, at, weight = case(6)
    one, other = ([stand[at] for stand in stand_of_cells(sign * score, area)] for sign in (1, -1))
    assert crossing(*one, weight) + crossing(*other, weight) == pytest.approx(100)
    assert area_under_curve(*one, weight) + area_under_curve(*other, weight) == pytest.approx(1)


def test_only_the_order_of_scores_matters():
    score, area, _, _ = case(7)
    for a, b in zip(stand_of_cells(score, area), stand_of_cells(np.exp(9 * score), area)):
        np.testing.assert_array_equal(a, b)


def test_ground_without_a_score_comes_last():
    above, level = stand_of_cells(np.array([np.nan, -5.0, 2.0]), np.array([1.0, 1.0, 2.0]))
    assert above.tolist() == [0.75, 0.5, 0.0]
    assert level.tolist() == [0.25, 0.25, 0.5]


def test_part_found_rises_from_nothing_to_all():
    above, level = np.array([0.0, 0.2, 0.5]), np.array([0.2, 0.3, 0.0])
    assert found_within(0.0, above, level).tolist() == [0, 0, 0]
    assert found_within(0.35, above, level) == pytest.approx([1, 0.5, 0])
    assert found_within(0.5, above, level) == pytest.approx([1, 1, 1])


def test_without_occurrences_there_is_neither_crossing_nor_auc():
    assert np.isnan(crossing([], []))
    assert np.isnan(area_under_curve([], []))
