"""Groups of scores against percentiles counted by hand."""

import numpy as np
import pytest
from geochem_som.core.score_groups import PERCENTILES, percentile_groups


@pytest.mark.parametrize("seed", [0, 1])
def test_groups_are_the_percentiles_of_a_value_by_value_count(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 40, 300) / 7.0
    groups = percentile_groups(values)
    for value, group in zip(values, groups):
        below = np.count_nonzero(values < value) + np.count_nonzero(values == value) / 2
        assert group == sum(100.0 * below / 300 >= cut for cut in PERCENTILES)


def test_distinct_values_are_shared_out_as_the_percentiles_say():
    groups = percentile_groups(np.random.default_rng(0).permutation(1000))
    assert np.bincount(groups).tolist() == [500, 250, 150, 75, 25]


def test_groups_rise_with_the_values():
    values = np.random.default_rng(0).normal(size=200)
    assert np.all(np.diff(percentile_groups(np.sort(values))) >= 0)


def test_equal_values_share_a_group_and_none_is_lifted_by_the_others():
    assert set(percentile_groups([3.0] * 50)) == {1}
    groups = percentile_groups([0.0] * 90 + list(range(1, 11)))
    assert set(groups[:90]) == {0}
    assert groups[-1] == 4


def test_what_is_no_number_has_no_group():
    assert percentile_groups([np.nan, 1.0, np.inf, 2.0]).tolist() == [-1, 0, -1, 2]
    assert percentile_groups([np.nan]).tolist() == [-1]
    assert percentile_groups([]).tolist() == []
