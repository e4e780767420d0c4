"""Extraction gives back the factors of a model, and is what the textbooks minimise."""

import numpy as np
import pytest
from factor_models import matched, model_correlation, random_loadings
from geochem_som.core.errors import InputError
from geochem_som.core.factors.extraction import (
    LEAST_UNIQUE,
    degrees_of_freedom,
    maximum_likelihood,
    most_factors,
    principal_axis,
    principal_components,
)
from geochem_som.core.factors.rotation import procrustes_rotation, promax, varimax
from scipy.optimize import minimize

# Ability and intelligence tests (R's `ability.cov`, 112 people): Smith & Stanley (1983).
ABILITY = np.array(
    [
        [24.641, 5.991, 33.520, 6.023, 20.755, 29.701],
        [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
        [33.520, 18.137, 149.831, 19.424, 31.430, 50.753],
        [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
        [20.755, 4.936, 31.430, 4.757, 52.604, 66.762],
        [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
    ]
)
ABILITY_CORRELATION = ABILITY / np.sqrt(np.outer(np.diag(ABILITY), np.diag(ABILITY)))

# One factor of three elements reproduces the correlations exactly; here l_1^2 = .84 .6 / .45 > 1.
IMPROPER = np.array([[1, 0.84, 0.6], [0.84, 1, 0.45], [0.6, 0.45, 1]])


def sampled_correlation(n=200, n_elements=8, n_factors=2, seed=3):
    """A sample's correlations: no model reproduces them exactly."""
    rng = np.random.default_rng(seed)
    correlation = model_correlation(random_loadings(n_elements, n_factors, seed))
    return np.corrcoef(rng.multivariate_normal(np.zeros(n_elements), correlation, n).T)


def closed_model(n_parts, n_factors, seed=0):
    """Covariance of centred log-ratios of a factor model, and its loadings."""
    rng = np.random.default_rng(seed)
    spread = rng.uniform(0.3, 0.8, n_parts)
    loadings = random_loadings(n_parts, n_factors, seed) * spread[:, None]
    unique = spread**2 - (loadings**2).sum(axis=1)
    centring = np.eye(n_parts) - 1 / n_parts
    return centring @ (loadings @ loadings.T + np.diag(unique)) @ centring, centring @ loadings


@pytest.mark.parametrize("extract", [principal_axis, maximum_likelihood])
@pytest.mark.parametrize("n_factors", [1, 2, 4])
def test_an_exact_model_is_found_exactly(extract, n_factors):
    loadings = random_loadings(14, n_factors)
    found = extract(model_correlation(loadings), n_factors)
    assert found.converged
    assert not found.heywood.any()
    assert procrustes_rotation(found.loadings, loadings).rms < 1e-6
    assert np.allclose(np.diag(found.unique), 1 - (loadings**2).sum(axis=1), atol=1e-6)


def test_principal_components_are_scaled_eigenvectors():
    correlation = sampled_correlation()
    found = principal_components(correlation, 3)
    values, vectors = np.linalg.eigh(correlation)
    slow = np.column_stack([vectors[:, -f] * np.sqrt(values[-f]) for f in (1, 2, 3)])
    assert np.allclose(matched(found.loadings, slow), slow)
    assert np.allclose(found.unique, np.diag(1 - (slow**2).sum(axis=1)))


def test_all_principal_components_explain_everything():
    found = principal_components(sampled_correlation(), 8)
    assert np.allclose(found.loadings @ found.loadings.T, sampled_correlation())
    assert np.allclose(found.unique, 0, atol=1e-12)


def test_principal_axis_is_the_textbook_iteration():
    correlation, n_factors = sampled_correlation(), 2
    communality = [1 - 1 / np.linalg.inv(correlation)[j, j] for j in range(8)]
    for _ in range(3000):
        reduced = correlation.copy()
        for j in range(8):
            reduced[j, j] = communality[j]
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -n_factors:] * np.sqrt(values[-n_factors:])
        communality = [sum(row**2) for row in loadings]
    found = principal_axis(correlation, n_factors)
    assert np.allclose(matched(found.loadings, loadings), loadings, atol=1e-8)
    assert np.allclose(np.diag(found.unique), 1 - np.array(communality), atol=1e-8)


def test_principal_axis_leaves_the_least_sum_of_squared_residuals():
    correlation, d, f = sampled_correlation(n_elements=6), 6, 2

    def squares(flat):
        loadings = flat.reshape(d, f)
        residual = correlation - loadings @ loadings.T
        return sum(residual[i, j] ** 2 for i in range(d) for j in range(d) if i != j)

    found = principal_axis(correlation, f).loadings
    best = min(
        minimize(squares, np.random.default_rng(s).normal(size=d * f) / 2, tol=1e-12).fun
        for s in range(5)
    )
    assert squares(found.ravel()) == pytest.approx(best, abs=1e-9)


def test_maximum_likelihood_is_the_direct_minimum_of_the_discrepancy():
    correlation, d, f = sampled_correlation(n_elements=7), 7, 2

    def discrepancy(flat):
        loadings, psi = flat[: d * f].reshape(d, f), np.exp(flat[d * f :])
        implied = loadings @ loadings.T + np.diag(psi)
        ratio = np.linalg.solve(implied, correlation)
        return np.trace(ratio) - np.linalg.slogdet(ratio)[1] - d

    start = np.concatenate([np.random.default_rng(0).normal(size=d * f) / 2, np.full(d, -0.7)])
    direct = minimize(discrepancy, start, method="BFGS", options={"gtol": 1e-8})
    found = maximum_likelihood(correlation, f)
    assert not found.heywood.any()
    psi = np.diag(found.unique)
    mine = discrepancy(np.concatenate([found.loadings.ravel(), np.log(psi)]))
    assert mine == pytest.approx(direct.fun, abs=1e-10)
    assert np.allclose(psi, np.exp(direct.x[d * f :]), atol=1e-5)
    loadings = direct.x[: d * f].reshape(d, f)
    assert np.allclose(found.loadings @ found.loadings.T, loadings @ loadings.T, atol=1e-5)


def test_maximum_likelihood_reproduces_each_variance_and_canonical_form():
    found = maximum_likelihood(sampled_correlation(), 2)
    psi = np.diag(found.unique)
    assert np.allclose((found.loadings**2).sum(axis=1) + psi, 1, atol=1e-8)
    inner = found.loadings.T @ (found.loadings / psi[:, None])
    assert inner[0, 1] == pytest.approx(0, abs=1e-8)


def test_maximum_likelihood_of_ability_tests_gives_r_s_published_figures():
    one, two = (maximum_likelihood(ABILITY_CORRELATION, f) for f in (1, 2))
    assert np.round(np.diag(one.unique), 3).tolist() == [0.535, 0.853, 0.748, 0.91, 0.232, 0.28]
    assert np.round(np.diag(two.unique), 3).tolist() == [0.455, 0.589, 0.218, 0.769, 0.052, 0.334]
    published = [[0.682], [0.384], [0.502], [0.300], [0.877], [0.849]]
    assert np.allclose(np.abs(one.loadings), published, atol=5e-4)


def test_rotated_ability_tests_come_within_r_s_looser_convergence():
    # R's varimax stops at a relative gain of 1e-5, some thousandths short of the maximum.
    loadings = maximum_likelihood(ABILITY_CORRELATION, 2).loadings
    r_varimax = [0.499, 0.156, 0.206, 0.109, 0.956, 0.785, 0.543, 0.622, 0.860, 0.468, 0.182, 0.225]
    r_promax = [[0.364, 0.470], [np.nan, 0.671], [np.nan, 0.932], [np.nan, 0.508]]
    r_promax += [[1.023, np.nan], [0.811, np.nan]]  # not printed where under 0.1
    r_varimax, r_promax = np.reshape(r_varimax, (2, 6)).T, np.array(r_promax)
    assert np.allclose(matched(varimax(loadings).loadings, r_varimax), r_varimax, atol=4e-3)
    oblique = matched(promax(loadings).loadings, np.nan_to_num(r_promax))
    printed = ~np.isnan(r_promax)
    assert np.allclose(oblique[printed], r_promax[printed], atol=2e-3)
    assert np.abs(oblique[~printed]).max() < 0.1


def test_units_of_the_elements_do_not_matter_to_a_converged_covariance_model():
    loadings, scale = random_loadings(9, 2), np.geomspace(0.3, 3, 9)
    covariance = model_correlation(loadings) * np.outer(scale, scale)
    found = principal_axis(covariance, 2).scaled(1 / scale)
    assert procrustes_rotation(found.loadings, loadings).rms < 1e-6


@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize(("n_parts", "n_factors"), [(8, 2), (12, 3), (27, 5)])
def test_a_closed_model_is_found_exactly(n_parts, n_factors, scaled):
    covariance, loadings = closed_model(n_parts, n_factors)
    spread = np.sqrt(np.diag(covariance))
    if scaled:
        covariance, loadings = covariance / np.outer(spread, spread), loadings / spread[:, None]
    closure = spread if scaled else np.ones(n_parts)
    found = principal_axis(covariance, n_factors, closure)
    assert found.converged
    assert procrustes_rotation(found.loadings, loadings).rms < 1e-6
    assert np.allclose(found.loadings @ found.loadings.T + found.unique, covariance, atol=1e-6)
    # Loadings and unique parts stay in the plane of the log-ratios.
    assert np.allclose(closure @ found.loadings, 0, atol=1e-9)
    assert np.allclose(closure @ found.unique, 0, atol=1e-9)


def test_closed_data_need_their_own_treatment():
    covariance, loadings = closed_model(8, 2)
    uncorrected = principal_axis(covariance + 1e-9 * np.eye(8), 2)
    assert procrustes_rotation(uncorrected.loadings, loadings).rms > 0.01


@pytest.mark.parametrize("extract", [principal_axis, maximum_likelihood])
def test_a_heywood_case_is_held_at_the_least_uniqueness_and_marked(extract):
    found = extract(IMPROPER, 1)
    assert found.heywood.tolist() == [True, False, False]
    assert found.unique[0, 0] == pytest.approx(LEAST_UNIQUE)
    assert (found.loadings[0] ** 2).sum() > 1 - LEAST_UNIQUE - 1e-9
    assert np.diag(found.unique)[1:].min() > 0.1


def test_an_improper_solution_is_the_best_of_the_proper_ones():
    def squares(flat):
        loading, psi = flat[:3], flat[3:]
        residual = IMPROPER - np.outer(loading, loading) - np.diag(psi)
        return (residual**2).sum()

    bounds = [(-2, 2)] * 3 + [(LEAST_UNIQUE, 1)] * 3
    direct = minimize(squares, [0.7] * 3 + [0.5] * 3, bounds=bounds, tol=1e-14)
    found = principal_axis(IMPROPER, 1)
    assert np.allclose(np.abs(found.loadings[:, 0]), direct.x[:3], atol=1e-5)


def test_components_without_variance_are_counted_out():
    loadings = random_loadings(10, 2)
    loadings /= np.linalg.norm(loadings, axis=1, keepdims=True)
    assert principal_components(loadings @ loadings.T, 4).rank == 2


def test_elements_that_share_nothing_have_no_factor():
    assert principal_axis(np.eye(6), 1).rank == 0
    assert principal_axis(model_correlation(random_loadings(6, 1)), 1).rank == 1


@pytest.mark.parametrize(
    ("d", "f", "closed", "expected"),
    [(6, 2, False, 4), (3, 1, False, 0), (4, 2, False, -1), (6, 2, True, 0), (27, 5, False, 226)],
)
def test_degrees_of_freedom_count_covariances_less_parameters(d, f, closed, expected):
    dimensions = d - closed
    covariances = dimensions * (dimensions + 1) // 2
    rotations = f * (f - 1) // 2
    assert covariances - (dimensions * f - rotations) - d == expected
    assert degrees_of_freedom(d, f, closed) == expected


def test_the_most_factors_are_those_that_are_determined():
    assert most_factors("maximum_likelihood", 6) == 3
    assert most_factors("principal_axis", 6, closed=True) == 2
    assert most_factors("principal_components", 6) == 6
    assert most_factors("principal_components", 6, closed=True) == 5
    with pytest.raises(InputError, match="2 elements are too few for principal_axis"):
        most_factors("principal_axis", 2)
