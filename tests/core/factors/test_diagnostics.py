"""KMO and Bartlett's test against slow versions from their definitions."""

import numpy as np
import pytest
from factor_models import drawn_samples, model_correlation, random_loadings
from geochem_som.core.errors import InputError
from geochem_som.core.factors.diagnostics import bartlett_sphericity, kaiser_meyer_olkin
from scipy.stats import chi2, kstest


def partial_correlation(X, i, j):
    """Correlation of what regression on all other columns leaves of two columns."""
    others = [k for k in range(X.shape[1]) if k not in (i, j)]
    design = np.column_stack([np.ones(len(X)), X[:, others]])
    left = [X[:, k] - design @ np.linalg.lstsq(design, X[:, k], rcond=None)[0] for k in (i, j)]
    return np.corrcoef(*left)[0, 1]


def test_kmo_compares_correlations_with_partial_correlations():
    X = drawn_samples(120, 5, 2)
    correlation, d = np.corrcoef(X.T), 5
    sums = np.zeros((d, 2))
    for i in range(d):
        for j in range(d):
            if i != j:
                sums[i] += correlation[i, j] ** 2, partial_correlation(X, i, j) ** 2
    found = kaiser_meyer_olkin(correlation)
    assert np.allclose(found.per_element, sums[:, 0] / sums.sum(axis=1))
    assert found.overall == pytest.approx(sums[:, 0].sum() / sums.sum())


def test_kmo_of_two_elements_is_a_half():
    found = kaiser_meyer_olkin(np.array([[1, 0.7], [0.7, 1]]))
    assert found.overall == pytest.approx(0.5)


def test_kmo_rises_towards_1_with_the_number_of_elements_that_share_a_factor():
    values = [
        kaiser_meyer_olkin(model_correlation(np.full((d, 1), 0.7))).overall for d in (3, 6, 20, 100)
    ]
    assert np.all(np.diff(values) > 0)
    assert values[-1] > 0.98


def test_kmo_of_an_element_that_is_correlated_with_nothing_is_empty():
    correlation = np.eye(4)
    correlation[0, 1] = correlation[1, 0] = 0.5
    found = kaiser_meyer_olkin(correlation)
    assert np.isnan(found.per_element).tolist() == [False, False, True, True]
    assert found.overall == pytest.approx(0.5)


def test_bartlett_s_statistic_by_hand():
    r = 0.4
    found = bartlett_sphericity(np.array([[1, r], [r, 1]]), 100)
    assert found.statistic == pytest.approx(-(99 - 9 / 6) * np.log(1 - r**2))
    assert found.degrees_of_freedom == 1
    assert found.p_value == pytest.approx(chi2.sf(found.statistic, 1))


def test_p_values_of_uncorrelated_samples_are_uniform():
    rng = np.random.default_rng(0)
    p = [bartlett_sphericity(np.corrcoef(rng.normal(size=(5, 60))), 60).p_value for _ in range(300)]
    assert kstest(p, "uniform").pvalue > 0.01


def test_correlated_samples_are_told_from_uncorrelated_ones():
    correlation = model_correlation(random_loadings(8, 2))
    assert bartlett_sphericity(correlation, 100).p_value < 1e-10
    assert bartlett_sphericity(np.eye(8), 100).p_value == 1


@pytest.mark.parametrize(
    "measure", [kaiser_meyer_olkin, lambda r, names: bartlett_sphericity(r, 50, names)]
)
def test_singular_correlations_are_an_error_that_names_the_elements(measure):
    X = drawn_samples(50, 4, 1)
    X[:, 3] = X[:, 1] * 2
    with pytest.raises(InputError, match=r"^Pb, Au determine each other"):
        measure(np.corrcoef(X.T), ("Cu", "Pb", "Zn", "Au"))
