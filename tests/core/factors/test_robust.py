"""Robust covariance: exact where all subsets can be tried, blind to outliers, units and bases."""

import itertools

import numpy as np
import pytest
from factor_models import model_correlation, random_loadings
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.factors import robust
from geochem_som.core.factors.robust import (
    consistency_factor,
    contrast_basis,
    fast_mcd,
    robust_moments,
)
from scipy.stats import chi2

NAMES = ("Cu", "Pb", "Zn", "Au", "As", "Fe")


def contaminated(n=200, p=4, share=0.2, distance=15, seed=0):
    """Normal samples, the first `share` of them moved far away; covariance, samples, how many."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(p, p)) + 2 * np.eye(p)
    white = rng.normal(size=(n, p))
    bad = int(share * n)
    white[:bad] += distance * np.eye(p)[0]
    return root.T @ root, white @ root + 7, bad


def log_survey(n=150, seed=0):
    """Logarithms of six elements with two factors."""
    rng = np.random.default_rng(seed)
    loadings = random_loadings(6, 2, seed)
    unique = np.sqrt(1 - (loadings**2).sum(axis=1))
    x = rng.normal(size=(n, 2)) @ loadings.T + rng.normal(size=(n, 6)) * unique
    return 0.5 * x + [3, 2, 4, -5, 1, 10]


@pytest.mark.parametrize("seed", range(4))
def test_the_subset_is_the_one_with_the_least_determinant_of_all(seed):
    rng = np.random.default_rng(seed)
    X = rng.standard_t(3, size=(13, 2))
    h = (13 + 2 + 1) // 2
    best = min(
        itertools.combinations(range(13), h),
        key=lambda rows: np.linalg.det(np.cov(X[list(rows)].T)),
    )
    assert np.flatnonzero(fast_mcd(X).subset).tolist() == list(best)


def test_reweighting_follows_its_definition():
    _, X, _ = contaminated()
    found = fast_mcd(X)
    half = X[found.subset]
    inverse = np.linalg.inv(np.cov(half.T))
    squared = np.array([(x - half.mean(axis=0)) @ inverse @ (x - half.mean(axis=0)) for x in X])
    squared *= chi2.ppf(0.5, 4) / np.median(squared)
    inliers = squared < chi2.ppf(0.975, 4)
    assert np.array_equal(found.inliers, inliers)
    assert np.allclose(found.location, X[inliers].mean(axis=0))
    assert np.allclose(found.covariance, np.cov(X[inliers].T) * consistency_factor(0.975, 4))


def test_the_consistency_factor_makes_up_for_the_missing_tails():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400_000, 3))
    central = X[(X**2).sum(axis=1) < chi2.ppf(0.8, 3)]
    assert central.var() * consistency_factor(0.8, 3) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("n", [200, 900])
def test_a_fifth_of_far_outliers_changes_next_to_nothing(n):
    covariance, X, bad = contaminated(n)
    found = fast_mcd(X)
    assert not found.inliers[:bad].any()
    assert found.inliers[bad:].mean() > 0.93
    clean = np.cov(X[bad:].T)
    assert np.allclose(found.covariance, clean, atol=0.12 * np.abs(clean).max())
    assert np.linalg.norm(np.cov(X.T) - covariance) > 3 * np.linalg.norm(clean - covariance)


def test_clean_normal_samples_give_about_the_classical_covariance():
    covariance, X, _ = contaminated(4000, share=0)
    found = fast_mcd(X)
    assert found.inliers.mean() == pytest.approx(0.975, abs=0.01)
    assert np.allclose(found.covariance, covariance, atol=0.06 * np.abs(covariance).max())


def test_many_samples_are_searched_in_five_groups_of_300():
    rng = np.random.default_rng(0)
    for n, expected in ((599, [599]), (600, [300] * 2), (1000, [334, 333, 333]), (9999, [300] * 5)):
        groups = robust._random_groups(n, 300, rng)
        assert [len(group) for group in groups] == expected
        assert len(np.unique(np.concatenate(groups))) == sum(expected)


def test_a_c_step_never_raises_the_determinant():
    _, X, _ = contaminated(120, share=0.3, distance=5)
    for seed in range(10):
        shape = robust._random_start(X, np.random.default_rng(seed))
        values = []
        for _ in range(8):
            shape, _ = robust._concentrate(X, 63, shape, 1)
            values.append(shape.log_determinant)
        assert np.all(np.diff(values) <= 1e-12)


def test_linear_coordinates_do_not_matter():
    _, X, _ = contaminated()
    turn = np.random.default_rng(3).normal(size=(4, 4))
    found, turned = fast_mcd(X), fast_mcd(X @ turn - 3)
    assert np.array_equal(found.subset, turned.subset)
    assert np.allclose(turned.location, found.location @ turn - 3)
    assert np.allclose(turned.covariance, turn.T @ found.covariance @ turn)


def test_the_same_seed_gives_the_same_bits():
    _, X, _ = contaminated(700)
    one, same = fast_mcd(X, random_state=5), fast_mcd(X, random_state=5)
    assert one.covariance.tobytes() == same.covariance.tobytes()


def test_the_search_can_be_stopped():
    fractions = []

    def stop_late(fraction):
        fractions.append(fraction)
        return fraction < 0.8

    with pytest.raises(Cancelled):
        fast_mcd(contaminated()[1], progress=stop_late)
    assert fractions == sorted(fractions)


def test_contrasts_are_orthonormal_and_span_the_log_ratios():
    for d in (2, 5, 27):
        basis = contrast_basis(d)
        assert np.allclose(basis.T @ basis, np.eye(d - 1))
        assert np.allclose(basis @ basis.T, np.eye(d) - 1 / d)


def test_contrasts_of_a_known_composition():
    a, b, c = np.log([2.0, 3.0, 5.0])
    expected = [(a - b) / np.sqrt(2), np.sqrt(2 / 3) * ((a + b) / 2 - c)]
    assert np.allclose(np.array([a, b, c]) @ contrast_basis(3), expected)


def test_robust_moments_are_those_of_the_centred_log_ratios_of_the_inliers():
    logs = log_survey()
    moments = robust_moments(logs, NAMES)
    ratios = (logs - logs.mean(axis=1, keepdims=True))[moments.used]
    assert np.allclose(moments.centre, ratios.mean(axis=0))
    factor = consistency_factor(0.975, 5)
    assert np.allclose(moments.covariance, factor * np.cov(ratios.T))
    assert np.allclose(moments.covariance.sum(axis=0), 0, atol=1e-12)
    assert moments.closed


def test_units_and_dilution_do_not_matter():
    logs = log_survey()
    rng = np.random.default_rng(1)
    other = logs + rng.normal(size=6) + rng.normal(size=(150, 1))
    one, two = robust_moments(logs, NAMES), robust_moments(other, NAMES)
    assert np.array_equal(one.used, two.used)
    assert np.allclose(one.correlation, two.correlation)


def test_the_order_of_the_elements_does_not_matter():
    logs, order = log_survey(), [3, 1, 5, 0, 4, 2]
    one = robust_moments(logs, NAMES)
    two = robust_moments(logs[:, order], [NAMES[j] for j in order])
    assert np.allclose(two.correlation, one.correlation[np.ix_(order, order)])


@pytest.mark.parametrize("scaling", ["standard", "robust"])
def test_scaled_samples_are_refused(scaling):
    logs = log_survey()
    if scaling == "standard":
        scaled = (logs - logs.mean(axis=0)) / logs.std(axis=0)
    else:
        centred = logs - np.median(logs, axis=0)
        scaled = centred / np.median(np.abs(centred), axis=0)
    with pytest.raises(InputError, match="without scaling"):
        robust_moments(scaled, NAMES)


def test_too_few_samples_are_refused():
    with pytest.raises(InputError, match="11 samples of 6 elements"):
        robust_moments(log_survey(11), NAMES)


def test_elements_at_one_ratio_in_most_samples_are_named():
    logs = log_survey()
    logs[:100, 3] = logs[:100, 1] - 2.0
    with pytest.raises(
        InputError, match=r"more than half of the samples Pb, Au stand .* take one of"
    ):
        robust_moments(logs, NAMES)
    logs[:100, 5] = logs[:100, 1] + 3.0
    with pytest.raises(InputError, match=r"Pb, Au, Fe stand .* take some of them out"):
        robust_moments(logs, NAMES)


def test_samples_in_a_hyperplane_have_no_robust_covariance():
    X = np.random.default_rng(0).normal(size=(100, 3))
    X[:60, 2] = X[:60, 0] + X[:60, 1]
    with pytest.raises(InputError, match="lie in a hyperplane") as error:
        fast_mcd(X)
    normal = error.value.normals[:, 0]
    assert np.allclose(normal / normal[2], [-1, -1, 1])


def test_elements_at_one_ratio_in_fewer_samples_are_no_obstacle():
    logs = log_survey()
    logs[:50, 3] = logs[:50, 1] - 2.0
    assert np.isfinite(robust_moments(logs, NAMES).correlation).all()


def test_constant_directions_in_the_first_group_do_not_mislead_the_search():
    # Ties in less than half of the samples make whole small subsets flat.
    rng = np.random.default_rng(2)
    X = rng.normal(size=(900, 3))
    X[:400, 2] = X[:400, 0]
    found = fast_mcd(X)
    assert found.subset.sum() == (900 + 3 + 1) // 2
    assert np.linalg.eigvalsh(found.covariance)[0] > 1e-3


def test_a_model_s_robust_correlations_are_found_in_many_samples():
    logs = log_survey(5000)
    moments = robust_moments(logs, NAMES)
    centring = np.eye(6) - 1 / 6
    covariance = centring @ model_correlation(random_loadings(6, 2)) @ centring
    spread = np.sqrt(np.diag(covariance))
    assert np.allclose(moments.correlation, covariance / np.outer(spread, spread), atol=0.05)
