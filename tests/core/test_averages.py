"""Promises of averages by group, checked against pandas and SciPy."""

import numpy as np
import pandas as pd
import pytest
from geochem_som.core.averages import STATISTICS, average_groups
from geochem_som.core.errors import InputError
from scipy import stats

PEERS = {
    "mean": lambda column: column.mean(),
    "median": lambda column: column.median(),
    "geometric_mean": lambda column: stats.gmean(column, nan_policy="omit"),
}


def table(seed, n=200, n_fields=4, n_groups=30):
    """Log-normal values over six orders of magnitude with blanks, and a group for most rows."""
    rng = np.random.default_rng(seed)
    values = np.exp(rng.normal(scale=4.0, size=(n, n_fields)))
    values[rng.random(values.shape) < 0.2] = np.nan
    return values, rng.integers(-1, n_groups, n), n_groups


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("seed", range(5))
def test_averages_agree_with_pandas_and_scipy(statistic, seed):
    values, group, n_groups = table(seed)
    averages, n_values = average_groups(values, group, n_groups, statistic)
    grouped = pd.DataFrame(values).groupby(group)
    peer = grouped.agg(lambda c: PEERS[statistic](c) if c.notna().any() else np.nan)
    peer = peer.reindex(range(n_groups))
    np.testing.assert_allclose(averages, peer, rtol=1e-12)
    np.testing.assert_array_equal(n_values, grouped.count().reindex(range(n_groups), fill_value=0))


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_order_of_rows_changes_nothing_to_the_bit(statistic):
    values, group, n_groups = table(9, n=2000, n_groups=3)
    order = np.random.default_rng(1).permutation(len(values))
    straight, _ = average_groups(values, group, n_groups, statistic)
    mixed, _ = average_groups(values[order], group[order], n_groups, statistic)
    np.testing.assert_array_equal(straight, mixed)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_one_value_and_equal_values_give_that_value_to_the_bit(statistic):
    numbers = np.exp(np.random.default_rng(2).normal(size=500))
    values = np.repeat(numbers, 3)[:, None]
    group = np.repeat(np.arange(500), 3)
    np.testing.assert_array_equal(average_groups(values, group, 500, statistic)[0][:, 0], numbers)
    single, _ = average_groups(numbers[:, None], np.arange(500), 500, statistic)
    np.testing.assert_array_equal(single[:, 0], numbers)


def test_the_geometric_mean_is_the_mean_of_the_logarithms():
    values, group, n_groups = table(3)
    geometric, _ = average_groups(values, group, n_groups, "geometric_mean")
    of_logs, _ = average_groups(np.log(values), group, n_groups, "mean")
    np.testing.assert_allclose(np.log(geometric), of_logs, rtol=1e-12, atol=1e-12)


def test_blanks_and_rows_without_a_group_do_not_count():
    values = [[1.0, np.nan], [3.0, np.nan], [np.nan, 5.0], [100.0, 100.0]]
    averages, n_values = average_groups(values, [0, 0, 1, -1], 3)
    np.testing.assert_array_equal(averages, [[2, np.nan], [np.nan, 5], [np.nan, np.nan]])
    np.testing.assert_array_equal(n_values, [[2, 0], [0, 1], [0, 0]])


def test_signed_values_have_a_mean_and_a_median_but_no_geometric_mean():
    values, group = [[-2.0], [0.0], [5.0]], [0, 0, 0]
    assert average_groups(values, group, 1)[0] == [[1.0]]
    assert average_groups(values, group, 1, "median")[0] == [[0.0]]
    with pytest.raises(InputError, match=r"row 1 and column 1 is -2; a geometric mean needs"):
        average_groups(values, group, 1, "geometric_mean")


def test_what_cannot_be_averaged_is_refused():
    with pytest.raises(InputError, match=r"STATISTIC is 'mode'; choose one of mean, median"):
        average_groups([[1.0]], [0], 1, "mode")
    with pytest.raises(InputError, match="row 2 and column 1 is inf; make it blank"):
        average_groups([[1.0], [np.inf]], [0, 0], 1)
    with pytest.raises(InputError, match="do not belong together"):
        average_groups([[1.0], [2.0]], [0], 1)


def test_no_rows_give_no_averages():
    averages, n_values = average_groups(np.empty((0, 2)), np.empty(0, dtype=int), 0)
    assert averages.shape == n_values.shape == (0, 2)
