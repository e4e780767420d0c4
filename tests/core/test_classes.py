"""Promises of the class rules."""

import itertools

import numpy as np
import pytest
from geochem_som.core.classes import (
    classify_by_breaks,
    classify_by_natural_breaks,
    classify_by_thresholds,
    classify_groups,
    classify_scores,
    group_fractal,
    score_fractal,
)
from geochem_som.core.errors import InputError
from geochem_som.core.prediction_area import rank_counts, rank_scores


def ranked(area, occurrences):
    return rank_counts(list(range(1, len(area) + 1)), [1] * len(area), area, occurrences)


def test_the_published_de_som_gives_one_anomaly_one_halo_and_background():
    table_2 = ranked([13.13, 29.63, 57.24], [55, 33, 12])
    assert classify_groups(table_2) == {1: 3, 2: 2, 3: 1}


def test_the_published_som_has_an_anomaly_and_no_halo():
    assert classify_groups(ranked([31.19, 14.59, 54.22], [68, 0, 32])) == {1: 3, 2: 1, 3: 1}


def test_the_first_group_is_anomaly_even_beyond_the_crossing():
    assert classify_groups(ranked([60, 40], [90, 10])) == {1: 3, 2: 1}


def test_groups_join_the_anomaly_while_rate_and_area_stay_within_100():
    assert classify_groups(ranked([5, 10, 20, 65], [30, 30, 25, 15])) == {1: 3, 2: 3, 3: 2, 4: 1}


def test_a_group_that_predicts_its_share_of_ground_is_background():
    assert classify_groups(ranked([50, 50], [50, 50])) == {1: 1, 2: 1}


def test_rounding_makes_no_anomaly_of_ground_that_holds_its_share():
    rng = np.random.default_rng(0)
    for _ in range(100):
        occurrences = rng.integers(1, 9, 3)
        classes = classify_groups(ranked(rng.uniform(0.1, 3) * occurrences, occurrences))
        assert classes == {1: 1, 2: 1, 3: 1}


def test_rounding_lifts_no_ground_off_the_floor():
    scores = np.array([1.0, 2e-16, -1.0])
    classes = classify_scores(scores_ranked(scores, np.array([2.0, 2, 0])), scores, floor=0.0)
    assert classes.tolist() == [3, 1, 1]


@pytest.mark.parametrize(("area", "expected"), [(20.0, 3), (20.5, 2)])
def test_the_anomaly_ends_where_rate_and_area_exceed_100(area, expected):
    assert classify_groups(ranked([10, area, 90 - area], [30, 40, 30]))[2] == expected


@pytest.mark.parametrize("rule", ["weights", "natural_breaks"])
def test_groups_without_occurrences_are_background(rule):
    assert classify_groups(ranked([10, 0.1, 89.9], [10, 0, 3]), rule=rule)[2] == 1


def test_thresholds_cut_the_smoothed_weight():
    table_2 = ranked([13.13, 29.63, 57.24], [55, 33, 12])
    weights = table_2.table.set_index("group")["weight_s"]
    classes = classify_groups(
        table_2, rule="thresholds", thresholds=(weights[1], (weights[2] + weights[3]) / 2)
    )
    assert classes == {1: 3, 2: 2, 3: 1}


def test_thresholds_that_rise_are_refused():
    with pytest.raises(InputError, match="two numbers"):
        classify_by_thresholds([1.0], (0.0, 1.0))


def test_an_unknown_rule_is_refused_with_the_list():
    with pytest.raises(InputError, match="natural_breaks"):
        classify_groups(ranked([50, 50], [60, 40]), rule="magic")


def slow_natural_breaks(values):
    """All ways to cut the sorted values in three, least sum of squares."""
    v = sorted(values)
    best = min(
        itertools.combinations(range(1, len(v)), 2),
        key=lambda cut: sum(np.var(part) * len(part) for part in np.split(np.array(v), cut)),
    )
    low, high = v[best[0]], v[best[1]]
    return [3 if x >= high else 2 if x >= low else 1 for x in values]


@pytest.mark.parametrize("seed", range(6))
def test_natural_breaks_against_all_ways_to_cut(seed):
    values = np.random.default_rng(seed).normal(size=12)
    assert classify_by_natural_breaks(values).tolist() == slow_natural_breaks(values)


def test_natural_breaks_of_two_values_are_anomaly_and_background():
    assert classify_by_natural_breaks([2.0, 1.0, 1.0]).tolist() == [3, 1, 1]


def test_natural_breaks_of_one_value_are_background():
    assert classify_by_natural_breaks([2.0, 2.0]).tolist() == [1, 1]


def test_values_count_as_often_as_they_are_said_to_stand_there():
    rng = np.random.default_rng(4)
    values, counts = rng.normal(size=30), rng.integers(0, 5, 30)
    repeated = classify_by_natural_breaks(np.repeat(values, counts))
    counted = classify_by_natural_breaks(values, counts)
    np.testing.assert_array_equal(np.repeat(counted, counts), repeated)


@pytest.mark.parametrize("rule", ["weights", "crossing", "natural_breaks", "fractal"])
def test_a_score_at_or_below_the_floor_is_background_by_every_rule(rule):
    scores = np.random.default_rng(6).normal(size=400)
    occurrences = (scores > 0.4).astype(float)
    levels = rank_scores(scores, np.ones(400), occurrences)
    free, floored = (
        classify_scores(levels, scores, rule=rule, floor=floor) for floor in (-np.inf, 1.0)
    )
    np.testing.assert_array_equal(floored, np.where(scores > 1.0, free, 1))
    given = classify_scores(levels, scores, rule="thresholds", thresholds=(0.5, -0.5), floor=1.0)
    assert (given == np.select([scores >= 0.5, scores >= -0.5], [3, 2], 1)).all()


def test_natural_breaks_of_many_values_find_the_three_heaps():
    rng = np.random.default_rng(0)
    heaps = [rng.normal(centre, 0.1, 1000) for centre in (0.0, 5.0, 9.0)]
    classes = classify_by_natural_breaks(np.concatenate(heaps))
    assert classes.tolist() == [1] * 1000 + [2] * 1000 + [3] * 1000


def test_natural_breaks_do_not_depend_on_scale_or_origin():
    values = np.random.default_rng(1).normal(size=40)
    np.testing.assert_array_equal(
        classify_by_natural_breaks(values), classify_by_natural_breaks(1e6 + 250 * values)
    )


def scores_ranked(scores, occurrences):
    return rank_scores(scores, np.ones(len(scores)), occurrences)


def test_a_score_is_anomaly_up_to_the_crossing_and_halo_while_it_gains():
    scores = np.arange(10.0, 0.0, -1.0)
    occurrences = np.array([3.0, 3, 1, 2, 1, 0, 0, 0, 0, 0])
    classes = classify_scores(scores_ranked(scores, occurrences), scores)
    # Cumulative rate 30 60 70 90 100, area 10 20 30 40 50: rate + area passes 100 after the third;
    # rate - area is greatest after the fourth and fifth (50), the first of them ends the halo.
    assert classes.tolist() == [3, 3, 3, 2, 1, 1, 1, 1, 1, 1]


def test_a_score_without_signal_has_no_anomaly():
    scores = np.arange(10.0)
    classes = classify_scores(scores_ranked(scores, np.ones(10)), scores)
    assert set(classes.tolist()) == {1}


def test_a_score_that_fails_everywhere_has_no_anomaly():
    scores = np.arange(10.0)
    classes = classify_scores(scores_ranked(scores, np.eye(10)[0]), scores)
    assert set(classes.tolist()) == {1}


def test_places_without_a_score_have_no_class():
    scores = np.array([2.0, np.nan, 1.0, 0.0])
    classes = classify_scores(scores_ranked(scores, np.array([1.0, 0, 0, 0])), scores)
    assert classes.tolist() == [3, 0, 1, 1]


def test_higher_scores_never_have_a_lower_class():
    rng = np.random.default_rng(3)
    for _ in range(20):
        scores = rng.normal(size=30).round(1)
        occurrences = rng.poisson(0.4, 30).astype(float)
        if occurrences.sum() == 0:
            continue
        classes = classify_scores(scores_ranked(scores, occurrences), scores)
        assert (np.diff(classes[np.argsort(scores, kind="stable")]) >= 0).all()


def test_ground_at_or_below_the_floor_is_background_whatever_it_gains():
    scores = np.array([2.0, 1.0, 0.0, -1.0, -2.0])
    occurrences = np.array([2.0, 1, 3, 1, 0])
    ranked_scores = scores_ranked(scores, occurrences)
    free, floored = (classify_scores(ranked_scores, scores, floor=f) for f in (-np.inf, 0.0))
    assert (free > 1).sum() > (floored > 1).sum()
    assert floored.tolist() == [*free[:2], 1, 1, 1]


def test_the_crossing_rule_has_the_anomaly_of_weights_and_no_halo():
    tables = [([13.13, 29.63, 57.24], [55, 33, 12]), ([5, 10, 20, 65], [30, 30, 25, 15])]
    for area, occurrences in tables:
        by_weights = classify_groups(ranked(area, occurrences))
        by_crossing = classify_groups(ranked(area, occurrences), rule="crossing")
        assert 2 in by_weights.values()
        assert by_crossing == {g: 3 if c == 3 else 1 for g, c in by_weights.items()}


def test_a_score_is_anomaly_before_the_crossing_and_background_beyond():
    scores = np.arange(10.0, 0.0, -1.0)
    occurrences = np.array([3.0, 3, 1, 2, 1, 0, 0, 0, 0, 0])
    classes = classify_scores(scores_ranked(scores, occurrences), scores, rule="crossing")
    assert classes.tolist() == [3, 3, 3, 1, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("occurrences", [np.ones(10), np.eye(10)[0]])
def test_a_score_that_gains_nothing_before_the_crossing_has_no_anomaly(occurrences):
    scores = np.arange(10.0)
    classes = classify_scores(scores_ranked(scores, occurrences), scores, rule="crossing")
    assert set(classes.tolist()) == {1}


def test_ground_at_or_below_the_floor_is_background_by_the_crossing_too():
    scores = np.array([2.0, 1.0, 0.0, -1.0, -2.0])
    ranked_scores = scores_ranked(scores, np.array([2.0, 0, 0, 0, 0]))
    free, floored = (
        classify_scores(ranked_scores, scores, rule="crossing", floor=f) for f in (-np.inf, 1.0)
    )
    assert free.tolist() == [3, 1, 1, 1, 1]
    assert floored.tolist() == [3, 1, 1, 1, 1]
    assert classify_scores(ranked_scores, scores, rule="crossing", floor=2.0).tolist() == [1] * 5


def test_breaks_make_the_highest_anomaly_and_the_next_halo():
    values = [0.5, 1.0, 2.0, 3.0, 4.0]
    assert classify_by_breaks(values, [1.0, 2.0, 4.0]).tolist() == [1, 1, 2, 2, 3]
    assert classify_by_breaks(values, [2.0]).tolist() == [1, 1, 3, 3, 3]
    assert classify_by_breaks(values, []).tolist() == [1] * 5


def test_a_score_of_two_power_laws_is_cut_where_they_meet():
    hazard = -np.log((np.arange(1000, 0, -1) - 0.5) / 1000)
    scores = np.exp(np.where(hazard < 2, hazard, 2 + (hazard - 2) / 4))
    ranked_scores = scores_ranked(scores, np.zeros(1000))
    (found,) = score_fractal(ranked_scores).thresholds
    assert found == pytest.approx(np.exp(2), rel=0.02)
    classes = classify_scores(ranked_scores, scores, rule="fractal")
    assert classes.tolist() == np.where(scores >= found, 3, 1).tolist()


def crowd_and_eight_above():
    """48 clusters of the same ground: 40 with much the same occurrences, 8 with many more."""
    return np.r_[np.arange(100, 140), 100 * 2 ** np.arange(1, 9)]


def test_groups_are_cut_at_the_breaks_of_their_smoothed_weights():
    table = ranked(np.full(48, 10.0), crowd_and_eight_above())
    fractal = group_fractal(table)
    assert fractal.logarithmic
    assert fractal.thresholds.size == 1
    classes = classify_groups(table, rule="fractal")
    weights = table.table.set_index("group")["weight_s"]
    cut = weights.index[weights >= fractal.thresholds[0]]
    assert set(range(42, 49)) <= set(cut)
    better = table.table.set_index("group")["nd"] > 1
    assert classes == {g: 3 if g in cut and better[g] else 1 for g in range(1, 49)}
    assert 3 in classes.values()


def test_no_break_is_background_everywhere():
    classes = classify_groups(ranked([13.13, 29.63, 57.24], [55, 33, 12]), rule="fractal")
    assert classes == {1: 1, 2: 1, 3: 1}


def test_a_break_makes_no_anomaly_of_groups_that_hold_less_than_their_share():
    table = ranked(np.full(49, 10.0), np.r_[crowd_and_eight_above(), 10_000_000])
    cut = classify_by_breaks(table.table["weight_s"], group_fractal(table).thresholds)
    assert (cut > 1).sum() > 1
    classes = classify_groups(table, rule="fractal")
    assert {g for g, c in classes.items() if c > 1} == {49}
