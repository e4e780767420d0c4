"""What may be factored, and errors that name the column."""

import numpy as np
import pytest
from factor_models import drawn_samples, model_correlation, random_loadings
from geochem_som.core.errors import InputError
from geochem_som.core.factors.samples import (
    check_table,
    classical_moments,
    read_samples,
    refuse_singular,
)

NAMES = ("Cu", "Pb", "Zn", "Au")


def table(n=30, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 4))


def test_a_data_frame_brings_its_own_names():
    pd = pytest.importorskip("pandas")
    samples, names = read_samples(pd.DataFrame(table(), columns=list(NAMES)))
    assert names == NAMES
    assert np.array_equal(samples, table())


def test_columns_without_names_are_counted_from_0():
    assert read_samples(table())[1] == ("column 0", "column 1", "column 2", "column 3")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e200])
def test_a_value_that_is_no_number_is_an_error_naming_row_and_column(value):
    samples = table()
    samples[7, 2] = value
    with pytest.raises(InputError, match=r"^Zn is .* in row 7 "):
        read_samples(samples, NAMES)


@pytest.mark.parametrize("names", [("Cu", "Pb", "Zn"), ("Cu", "Pb", "Zn", "Cu")])
def test_every_column_needs_a_name_of_its_own(names):
    with pytest.raises(InputError, match="a name of its own"):
        read_samples(table(), names)


@pytest.mark.parametrize("X", [np.ones(5), np.ones((0, 3)), np.ones((2, 2, 2)), [["a", "b"]]])
def test_what_is_no_table_of_numbers_is_refused(X):
    with pytest.raises(InputError):
        read_samples(X)


@pytest.mark.parametrize("level", [0.0, 1.0, 1e6])
def test_a_constant_column_is_refused_by_name(level):
    samples = table()
    samples[:, 1] = level
    samples[::2, 1] *= 1 + 1e-15
    with pytest.raises(InputError, match=r"^Pb has the same value"):
        check_table(samples, NAMES)


def test_a_small_but_real_spread_is_no_constant():
    samples = table()
    samples[:, 1] = 1000 + 1e-6 * samples[:, 1]
    check_table(samples, NAMES)


@pytest.mark.parametrize("n", [2, 4])
def test_as_many_elements_as_samples_are_refused(n):
    with pytest.raises(InputError, match=rf"{n} samples of 4 elements.*more samples"):
        check_table(table(n), NAMES)


def test_moments_are_the_textbook_ones():
    samples = drawn_samples(n=40, n_elements=4)
    moments = classical_moments(samples)
    n = len(samples)
    for i, a in enumerate(samples.T):
        assert moments.centre[i] == pytest.approx(sum(a) / n)
        assert moments.scale[i] == pytest.approx(np.sqrt(sum((a - a.mean()) ** 2) / (n - 1)))
        for j, b in enumerate(samples.T):
            covariance = sum((a - a.mean()) * (b - b.mean())) / (n - 1)
            assert moments.covariance[i, j] == pytest.approx(covariance)
            assert moments.correlation[i, j] == pytest.approx(np.corrcoef(a, b)[0, 1])


def test_elements_that_determine_each_other_are_named_and_no_others():
    samples = np.random.default_rng(1).normal(size=(50, 5))
    samples[:, 4] = 3 * samples[:, 0] - samples[:, 2] + 7
    with pytest.raises(InputError) as error:
        refuse_singular(np.corrcoef(samples.T), ("Cu", "Pb", "Zn", "Au", "Fe"), "")
    assert str(error.value).startswith("Cu, Zn, Fe determine each other exactly")


def test_two_pairs_of_twins_are_named_whole():
    samples = np.random.default_rng(1).normal(size=(50, 5))
    samples[:, 3], samples[:, 4] = 2 * samples[:, 0], 5 - samples[:, 2]
    with pytest.raises(InputError, match=r"^Cu, Zn, Au, Fe determine each other"):
        refuse_singular(np.corrcoef(samples.T), ("Cu", "Pb", "Zn", "Au", "Fe"), "")


def test_log_ratios_that_sum_to_zero_are_called_all_elements_together():
    logs = np.random.default_rng(1).normal(size=(90, 12))
    ratios = logs - logs.mean(axis=1, keepdims=True)
    with pytest.raises(InputError, match=r"^All elements together determine"):
        refuse_singular(np.corrcoef(ratios.T), [f"E{j}" for j in range(12)], "")


def test_a_strong_correlation_is_not_singular():
    correlation = model_correlation(random_loadings(6, 2))
    correlation[0, 1:] = correlation[1:, 0] = 0
    correlation[0, 1] = correlation[1, 0] = 0.3
    refuse_singular(correlation, tuple("abcdef"), "")
    refuse_singular(np.array([[1, 1 - 1e-7], [1 - 1e-7, 1]]), ("a", "b"), "")
