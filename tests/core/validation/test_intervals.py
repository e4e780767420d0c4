"""Promises of intervals and p-values of clusters, against SciPy, by hand, and by simulation."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.validation.ground import Ground
from geochem_som.core.validation.intervals import (
    binomial_p_value,
    group_rates,
    holm,
    independent_witnesses,
    jeffreys_interval,
)
from geochem_som.core.validation.patterns import (
    random_patterns,
    simulate_patterns,
    thomas_patterns,
)
from scipy import stats
from validation_cases import shared_survey, survey


@pytest.mark.parametrize("coverage", [0.9, 0.95])
@pytest.mark.parametrize("n", [1, 9, 55])
def test_jeffreys_intervals_are_quantiles_of_the_beta_distribution(n, coverage):
    found = np.arange(n + 1)
    low, high = jeffreys_interval(found, n, coverage)
    tail = (1 - coverage) / 2
    posterior = stats.beta(found + 0.5, n - found + 0.5)
    assert low[1:] == pytest.approx(posterior.ppf(tail)[1:])
    assert high[:-1] == pytest.approx(posterior.ppf(1 - tail)[:-1])
    assert low[0] == 0
    assert high[-1] == 1


def test_jeffreys_interval_of_a_published_case():
    # Brown, Cai & DasGupta (2001), table 5: 95 % limits for x = 2 of n = 10 are .044 and .503.
    low, high = jeffreys_interval(2, 10)
    assert (low, high) == pytest.approx((0.044, 0.503), abs=5e-4)


def test_fractions_of_witnesses_lie_between_whole_ones():
    low, high = jeffreys_interval([3, 3.5, 4], 9)
    assert low[0] < low[1] < low[2]
    assert high[0] < high[1] < high[2]


def test_a_coverage_that_is_none_is_refused():
    with pytest.raises(InputError, match="coverage"):
        jeffreys_interval(1, 2, 95)


@pytest.mark.parametrize("n", [1, 13, 55])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_p_values_are_those_of_the_exact_binomial_test(n, share):
    for found in range(n + 1):
        expected = stats.binomtest(found, n, share, alternative="greater").pvalue
        assert binomial_p_value(found, n, share) == pytest.approx(expected, abs=1e-12)


def test_p_values_of_fractions_fall_steadily():
    p = binomial_p_value(np.linspace(0.1, 9, 90), 9, 0.25)
    assert (np.diff(p) < 0).all()


def test_holm_by_hand():
    # Sorted .01 .02 .03 .04 times 4 3 2 1: .04 .06 .06 .04, never falling: .04 .06 .06 .06.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]).size == 0


def test_holm_agrees_with_its_definition():
    p = np.random.default_rng(0).uniform(0, 0.1, 9)
    corrected = holm(p)
    for i in range(9):
        steps = [p[j] * np.count_nonzero(p >= p[j]) for j in range(9) if p[j] <= p[i]]
        assert corrected[i] == pytest.approx(min(1.0, max(steps)))


def test_holm_passes_over_what_has_no_p_value():
    corrected = holm([0.02, np.nan, 0.03])
    assert corrected[[0, 2]] == pytest.approx([0.04, 0.04])
    assert np.isnan(corrected[1])


def test_rates_of_groups_by_hand():
    xy, _, _, _ = survey(1, n=10)
    groups = np.repeat([1, 2], 5)
    ground = Ground.of_samples(xy, np.ones(10))
    table = group_rates(groups, ground, [0, 1, 2, 3, 5], n_witnesses=5).set_index("group")
    assert table.loc[1, ["n_occ", "area_pct", "pred_rate"]].tolist() == pytest.approx([4, 50, 80])
    assert table.loc[1, "p_value"] == pytest.approx(6 / 32)  # 4 or 5 of 5 at one half
    assert table.loc[2, "p_value"] == pytest.approx(31 / 32)
    assert table.loc[1, "p_holm"] == pytest.approx(12 / 32)
    low, high = jeffreys_interval(4, 5)
    assert table.loc[1, ["rate_low", "rate_high"]].tolist() == pytest.approx(
        [100 * low, 100 * high]
    )


def test_fewer_witnesses_are_less_sure():
    xy, area, groups, occurrences = survey(2)
    ground = Ground.of_samples(xy, area)
    few, many = (group_rates(groups, ground, occurrences, n) for n in (5, 25))
    assert (few["rate_high"] - few["rate_low"] > many["rate_high"] - many["rate_low"]).all()
    assert few["pred_rate"].tolist() == many["pred_rate"].tolist()
    assert few["p_value"].min() > many["p_value"].min()


def test_rates_count_shares_of_places():
    ground, groups, places = shared_survey()
    table = group_rates(groups, ground, places, 10).set_index("group")
    per_sample = ground.support.occurrences(places)
    for c in range(4):
        assert table.loc[c, "n_occ"] == pytest.approx(per_sample[groups == c].sum())


def test_without_occurrences_rates_are_empty():
    ground, groups, _ = shared_survey()
    table = group_rates(groups, ground, [], 0)
    assert table[["pred_rate", "rate_low", "rate_high", "p_value", "p_holm"]].isna().all(axis=None)


@pytest.fixture(scope="module")
def clustered():
    """A ground with compact groups, patterns that know nothing of them, and a pool."""
    rng = np.random.default_rng(0)
    xy = rng.uniform(0, 10_000, (600, 2))
    groups = (xy[:, 0] // 1200).astype(int) % 3
    ground = Ground.of_samples(xy)
    pool = simulate_patterns(ground, 40, per_setting=40)
    scattered = ground.places[random_patterns(ground, 40, 120, rng)]
    clumped = ground.places[thomas_patterns(ground, 40, 8.0, 300.0, 120, rng)]
    return ground, groups, pool, scattered, clumped


def test_scattered_occurrences_are_witnesses_each_and_clumped_ones_are_not(clustered):
    ground, groups, pool, scattered, clumped = clustered
    worth = [
        np.mean(
            [independent_witnesses(groups, ground, places, pool, 60) for places in patterns[:40]]
        )
        for patterns in (scattered, clumped)
    ]
    assert 33 < worth[0] <= 40
    assert 5 < worth[1] < 20


def test_corrected_p_values_of_clumped_patterns_err_rarely_with_independent_witnesses(clustered):
    ground, groups, pool, _, clumped = clustered

    def errors(witnesses):
        tables = (group_rates(groups, ground, places, witnesses(places)) for places in clumped)
        return np.mean([(table["p_holm"] <= 0.05).any() for table in tables])

    assert errors(lambda places: 40) > 0.25  # every occurrence counted
    assert errors(lambda places: independent_witnesses(groups, ground, places, pool, 60)) < 0.1


def test_intervals_of_clumped_patterns_hold_the_truth(clustered):
    ground, groups, pool, _, clumped = clustered
    held = []
    for places in clumped:
        n = independent_witnesses(groups, ground, places, pool, 60)
        table = group_rates(groups, ground, places, n)
        held.append(table["area_pct"].between(table["rate_low"], table["rate_high"]).mean())
    assert np.mean(held) > 0.88


def test_occurrences_of_one_place_are_one_witness(clustered):
    ground, groups, pool, scattered, _ = clustered
    assert independent_witnesses(groups, ground, np.full(40, 7), pool) == 1
    places = np.unique(scattered[0]).size
    assert independent_witnesses(0 * groups, ground, scattered[0], pool) == places > 30


def test_patterns_of_another_number_are_refused(clustered):
    ground, groups, pool, scattered, _ = clustered
    with pytest.raises(InputError, match="40 occurrences but 39"):
        independent_witnesses(groups, ground, scattered[0][1:], pool)
