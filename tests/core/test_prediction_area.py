"""Promises of the prediction-area analysis, against the published table and slow versions."""

import math

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.prediction_area import (
    find_crossing,
    rank_counts,
    rank_groups,
    rank_scores,
    smoothed_weight,
)

# Hoseinzade & Bazoobandi (2024), Table 2: class, area %, prediction %, log10 and ln of the density.
TABLE_2 = {
    "SOM": [
        (1, 31.19, 68, 0.3385, 0.779),
        (2, 14.59, 0, -math.inf, -math.inf),
        (3, 54.22, 32, -0.2290, -0.527),
    ],
    "Batch SOM": [
        (1, 26.62, 64, 0.3810, 0.877),
        (2, 12.8, 0, -math.inf, -math.inf),
        (3, 60.57, 36, -0.2260, -0.520),
    ],
    "DE-SOM": [
        (1, 13.13, 55, 0.6221, 1.432),
        (2, 29.63, 33, 0.0468, 0.108),
        (3, 57.24, 12, -0.6785, -1.562),
    ],
}
CROSSINGS = {"SOM": 68.3, "Batch SOM": 67.5, "DE-SOM": 71.8}


def published(method, log_base="e"):
    labels, area, rate, *_ = zip(*TABLE_2[method])
    return rank_counts(labels, [1] * len(labels), area, rate, log_base=log_base)


def random_survey(seed, n=60, n_groups=5, n_occ=12):
    rng = np.random.default_rng(seed)
    groups = rng.integers(1, n_groups + 1, n)
    area = rng.uniform(0.5, 3.0, n)
    occurrences = np.bincount(rng.integers(0, n, n_occ), minlength=n).astype(float)
    return groups, area, occurrences


@pytest.mark.parametrize("method", TABLE_2)
@pytest.mark.parametrize(("log_base", "column"), [("10", 3), ("e", 4)])
def test_weights_of_every_row_of_table_2(method, log_base, column):
    table = published(method, log_base).table.set_index("group")
    for row in TABLE_2[method]:
        weight, expected = table.loc[row[0], "weight"], row[column]
        if math.isinf(expected):
            assert math.isnan(weight)  # no finite weight: empty, never a huge number
            assert table.loc[row[0], "nd"] == 0
        else:
            # Areas are printed to 0.01 %, so they need not sum to 100; hence the tolerance.
            assert weight == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("method", TABLE_2)
def test_crossings_of_table_2(method):
    crossing = published(method).crossing
    assert crossing.rate == pytest.approx(CROSSINGS[method], abs=0.05)
    assert crossing.rate + crossing.area == pytest.approx(100)
    assert crossing.normalized_density == pytest.approx(crossing.rate / crossing.area)


@pytest.mark.parametrize("seed", range(5))
def test_figures_of_groups_against_slow_sums(seed):
    groups, area, occurrences = random_survey(seed)
    for _, row in rank_groups(groups, area, occurrences).table.iterrows():
        inside = [i for i in range(len(groups)) if groups[i] == row["group"]]
        a = sum(area[i] for i in inside) / sum(area)
        rate = sum(occurrences[i] for i in inside) / sum(occurrences)
        n_occ = sum(occurrences[i] for i in inside)
        assert row["n_samples"] == len(inside)
        assert row["area_pct"] == pytest.approx(100 * a)
        assert row["pred_rate"] == pytest.approx(100 * rate)
        assert row["nd"] == pytest.approx(rate / a)
        if n_occ:
            assert row["weight"] == pytest.approx(math.log(rate / a))
        assert row["weight_s"] == pytest.approx(math.log((n_occ + 1) / (sum(occurrences) * a + 1)))


@pytest.mark.parametrize("seed", range(5))
def test_crossing_against_a_fine_walk_along_the_curve(seed):
    ranked = rank_groups(*random_survey(seed))
    rate, area = ranked.curve["pred_rate"].to_numpy(), ranked.curve["area_pct"].to_numpy()
    fine = np.linspace(0, len(rate) - 1, 200_001)
    p, a = (np.interp(fine, np.arange(len(rate)), curve) for curve in (rate, area))
    at = np.argmin(np.abs(p + a - 100))
    assert ranked.crossing.rate == pytest.approx(p[at], abs=0.01)


def test_groups_come_by_falling_density():
    nd = rank_groups(*random_survey(1)).table["nd"].to_numpy()
    assert (np.diff(nd) <= 0).all()


def test_curve_runs_from_nothing_to_everything():
    curve = rank_groups(*random_survey(2)).curve
    assert curve.iloc[0].tolist() == [0, 0]
    assert curve.iloc[-1].tolist() == pytest.approx([100, 100])


def test_ranks_do_not_depend_on_the_base_of_the_logarithm():
    natural, common = (rank_groups(*random_survey(3), log_base=b).table for b in ("e", "10"))
    assert natural["group"].tolist() == common["group"].tolist()
    np.testing.assert_allclose(natural["weight"], common["weight"] * math.log(10))
    np.testing.assert_allclose(natural["weight_s"], common["weight_s"] * math.log(10))


def test_figures_do_not_depend_on_the_unit_of_area():
    groups, area, occurrences = random_survey(4)
    one, other = rank_groups(groups, area, occurrences), rank_groups(groups, 7 * area, occurrences)
    np.testing.assert_allclose(one.table["weight_s"], other.table["weight_s"])
    assert one.crossing.rate == pytest.approx(other.crossing.rate)


def test_a_map_of_one_group_is_no_better_than_chance():
    crossing = rank_groups(np.ones(10), np.ones(10), np.eye(10)[0]).crossing
    assert crossing.rate == pytest.approx(50)


def test_a_perfect_tiny_group_crosses_near_100():
    area = np.array([0.01, 99.99])
    assert rank_groups([1, 2], area, [20, 0]).crossing.rate == pytest.approx(100, abs=0.02)


def test_smoothed_weight_is_near_zero_for_tiny_untested_groups_and_negative_for_large_ones():
    assert smoothed_weight(0, 13, 0.005) == pytest.approx(0, abs=0.07)
    assert smoothed_weight(0, 13, 0.6) < -2
    assert smoothed_weight(6.5, 13, 0.5) == pytest.approx(0)


def test_smoothed_weight_nears_the_weight_as_occurrences_grow():
    assert smoothed_weight(4e6, 1e7, 0.1) == pytest.approx(math.log(4), abs=1e-5)


def test_without_occurrences_rates_are_empty_and_there_is_no_crossing():
    ranked = rank_groups([1, 1, 2], [1.0, 1.0, 2.0], [0.0, 0.0, 0.0])
    assert ranked.crossing is None
    assert ranked.table[["pred_rate", "nd", "weight", "weight_s"]].isna().all(axis=None)
    assert ranked.table["area_pct"].sum() == pytest.approx(100)


def test_a_group_without_ground_has_no_density_and_comes_last():
    table = rank_groups([1, 2, 3], [1.0, 0.0, 1.0], [1.0, 0.0, 0.0]).table
    assert table["group"].tolist()[-1] == 2
    assert math.isnan(table.set_index("group").loc[2, "nd"])


def test_without_any_ground_there_is_an_error_that_says_what_to_check():
    with pytest.raises(InputError, match="study area"):
        rank_groups([1, 2], [0.0, 0.0], [1.0, 0.0])


def test_an_unknown_base_is_refused():
    with pytest.raises(InputError, match="choose 'e' or '10'"):
        rank_groups([1, 2], [1.0, 1.0], [1.0, 0.0], log_base="2")


def test_a_score_is_cut_from_high_to_low_and_ties_stay_together():
    ranked = rank_scores([3.0, 1.0, 3.0, 2.0], [1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 0.0, 1.0])
    assert ranked.table["group"].tolist() == [3.0, 2.0, 1.0]
    assert ranked.curve["area_pct"].tolist() == pytest.approx([0, 50, 75, 100])
    assert ranked.curve["pred_rate"].tolist() == pytest.approx([0, 50, 100, 100])


def test_places_without_a_score_are_no_ground():
    ranked = rank_scores([2.0, np.nan, 1.0], [1.0, 98.0, 1.0], [1.0, 5.0, 0.0])
    assert ranked.table["area_pct"].tolist() == pytest.approx([50, 50])
    assert ranked.table["n_occ"].sum() == 1


def test_a_rising_transform_of_the_score_changes_no_crossing():
    rng = np.random.default_rng(5)
    score, (_, area, occurrences) = rng.normal(size=60), random_survey(5)
    one, other = (rank_scores(s, area, occurrences) for s in (score, np.exp(score)))
    assert one.crossing == other.crossing


def test_a_crossing_on_a_point_of_the_curve_is_that_point():
    assert find_crossing([0, 70, 100], [0, 30, 100]).rate == pytest.approx(70)
