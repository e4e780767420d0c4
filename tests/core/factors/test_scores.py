"""Factor scores by their textbook formulas, and the index made from them."""

import math

import numpy as np
import pytest
from factor_models import model_correlation, random_loadings
from geochem_som.core.errors import InputError
from geochem_som.core.factors.rotation import Rotation, promax
from geochem_som.core.factors.scores import gmpi, score_weights


def model(oblique):
    loadings = random_loadings(9, 2)
    rotated = promax(loadings) if oblique else Rotation(loadings, np.eye(2), np.eye(2))
    unique = np.diag(1 - (loadings**2).sum(axis=1))
    return model_correlation(loadings), rotated, unique


@pytest.mark.parametrize("oblique", [False, True])
def test_regression_scores_have_the_least_expected_error(oblique):
    correlation, rotated, unique = model(oblique)
    structure = rotated.loadings @ rotated.factor_correlation
    weights = score_weights("regression", correlation, rotated, unique)
    assert np.allclose(weights, np.linalg.inv(correlation) @ structure)

    def expected_error(w):  # E ||f - W^T x||^2 from the model's covariances
        phi = rotated.factor_correlation
        return np.trace(phi - 2 * w.T @ structure + w.T @ correlation @ w)

    rng = np.random.default_rng(0)
    for _ in range(20):
        other = weights + 0.01 * rng.normal(size=weights.shape)
        assert expected_error(weights) < expected_error(other)


@pytest.mark.parametrize("oblique", [False, True])
def test_bartlett_scores_follow_the_formula_and_are_unbiased(oblique):
    correlation, rotated, unique = model(oblique)
    weights = score_weights("bartlett", correlation, rotated, unique)
    inverse = np.diag([1 / u for u in np.diag(unique)])
    textbook = np.linalg.inv(rotated.loadings.T @ inverse @ rotated.loadings)
    assert np.allclose(weights.T, textbook @ rotated.loadings.T @ inverse)
    # x = L f gives back f itself.
    assert np.allclose(rotated.loadings.T @ weights, np.eye(2), atol=1e-12)


def test_bartlett_scores_are_the_weighted_least_squares_fit_of_each_sample():
    correlation, rotated, unique = model(False)
    x = np.random.default_rng(1).normal(size=9)
    root = 1 / np.sqrt(np.diag(unique))
    fit = np.linalg.lstsq(rotated.loadings * root[:, None], x * root, rcond=None)[0]
    assert np.allclose(x @ score_weights("bartlett", correlation, rotated, unique), fit)


def test_bartlett_scores_need_something_unique():
    correlation, rotated, unique = model(False)
    unique[3, 3] = 0
    with pytest.raises(InputError, match="choose SCORES regression"):
        score_weights("bartlett", correlation, rotated, unique)


def test_regression_scores_of_closed_data_use_the_plane_they_lie_in():
    centring = np.eye(6) - 1 / 6
    loadings = centring @ random_loadings(6, 2)
    covariance = loadings @ loadings.T + 0.3 * centring
    rotated = Rotation(loadings, np.eye(2), np.eye(2))
    weights = score_weights("regression", covariance, rotated, 0.3 * centring)
    basis = np.linalg.svd(centring)[0][:, :5]
    inside = np.linalg.solve(basis.T @ covariance @ basis, basis.T @ loadings)
    assert np.allclose(weights, basis @ inside)


def test_gmpi_is_the_logistic_function():
    for score in (-3.0, -0.5, 0.0, 0.1, 2.0, 30.0):
        assert gmpi(score) == pytest.approx(math.exp(score) / (1 + math.exp(score)), rel=1e-14)


def test_gmpi_is_a_half_at_0_symmetric_and_rising():
    scores = np.linspace(-8, 8, 101)
    assert gmpi(0.0) == 0.5
    assert np.allclose(gmpi(scores) + gmpi(-scores), 1)
    assert (np.diff(gmpi(scores)) > 0).all()


@pytest.mark.filterwarnings("error")
def test_gmpi_of_extreme_scores_neither_overflows_nor_loses_small_values():
    assert gmpi([-1e308, -800, 800, 1e308, -np.inf, np.inf]).tolist() == [0, 0, 1, 1, 0, 1]
    assert gmpi(-700.0) == pytest.approx(math.exp(-700), rel=1e-12)
    assert np.isnan(gmpi([[np.nan, 1.0]])).tolist() == [[True, False]]
