"""The same figures as factor_analyzer and scikit-learn give, where the definitions agree.

They do not agree here: factor_analyzer takes divisor N for standard deviations (N - 1 here, so its
scores are larger by sqrt(N / (N - 1))), stops its optimiser and its rotations early (tightened
below), Kaiser-normalises promax itself (R and this package only the varimax step before it), and
leaves structure and scores of promax out of step with the order of its factors.
"""

import numpy as np
import pytest
from factor_models import drawn_samples, exact_peer, matched
from geochem_som.core.factors import (
    FactorAnalysis,
    bartlett_sphericity,
    kaiser_meyer_olkin,
    promax,
    varimax,
)
from geochem_som.core.factors.robust import consistency_factor, fast_mcd

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def peer(monkeypatch):
    return exact_peer(monkeypatch)


@pytest.fixture(params=["survey", "small"])
def case(request, survey):
    return (survey.X, 5) if request.param == "survey" else (drawn_samples(), 3)


PEER_METHODS = {
    "principal_axis": "minres",
    "maximum_likelihood": "ml",
    "principal_components": "principal",
}


@pytest.mark.parametrize("extraction", list(PEER_METHODS))
def test_extraction_agrees_with_factor_analyzer(peer, case, extraction):
    X, n = case
    other = peer.FactorAnalyzer(
        n, rotation=None, method=PEER_METHODS[extraction], svd_method="lapack"
    ).fit(X)
    factors = FactorAnalysis(n, extraction=extraction, rotation="none").fit(X)
    theirs = other.loadings_[:, :n]
    assert np.allclose(matched(factors.loadings_, theirs), theirs, atol=1e-6)
    assert np.allclose(factors.communalities_, (theirs**2).sum(axis=1), atol=1e-6)
    assert np.allclose(factors.eigenvalues_, other.get_eigenvalues()[0], atol=1e-10)


def test_varimax_agrees_with_factor_analyzer(peer, case):
    X, n = case
    loadings = FactorAnalysis(n, rotation="none").fit(X).loadings_
    for normalize in (True, False):
        rotator = peer.Rotator("varimax", normalize=normalize, tol=1e-15, max_iter=100_000)
        theirs = rotator.fit_transform(loadings)
        mine = varimax(loadings, normalize).loadings
        assert np.allclose(matched(mine, theirs), theirs, atol=2e-6)


def test_promax_agrees_with_factor_analyzer(peer, case):
    X, n = case
    loadings = FactorAnalysis(n, rotation="none").fit(X).loadings_
    rotator = peer.Rotator("promax", normalize=False, tol=1e-15, max_iter=100_000)
    theirs, mine = rotator.fit_transform(loadings), promax(loadings, normalize=False)
    assert np.allclose(matched(mine.loadings, theirs), theirs, atol=2e-6)
    assert np.allclose(
        np.sort(np.abs(mine.factor_correlation.ravel())),
        np.sort(np.abs(rotator.phi_.ravel())),
        atol=2e-6,
    )
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rotator = peer.Rotator("promax", normalize=True, tol=1e-15, max_iter=100_000)
    theirs = rotator.fit_transform(loadings)
    mine = promax(loadings / length, normalize=False).loadings * length
    assert np.allclose(matched(mine, theirs), theirs, atol=2e-6)


def test_regression_scores_agree_with_factor_analyzer(peer, case):
    X, n = case
    other = peer.FactorAnalyzer(n, rotation=None, method="ml").fit(X)
    factors = FactorAnalysis(n, extraction="maximum_likelihood", rotation="none").fit(X)
    theirs = other.transform(X) * np.sqrt(1 - 1 / len(X))
    assert np.allclose(matched(factors.transform(X), theirs), theirs, atol=1e-5)


def test_kmo_and_bartlett_agree_with_factor_analyzer(peer, case):
    X, _ = case
    correlation = np.corrcoef(X.T)
    per_element, overall = peer.calculate_kmo(X)
    found = kaiser_meyer_olkin(correlation)
    assert np.allclose(found.per_element, per_element, atol=1e-10)
    assert found.overall == pytest.approx(overall, abs=1e-10)
    statistic, p_value = peer.calculate_bartlett_sphericity(X)
    test = bartlett_sphericity(correlation, len(X))
    assert test.statistic == pytest.approx(statistic, rel=1e-10)
    assert test.p_value == pytest.approx(p_value, rel=1e-8, abs=1e-300)


@pytest.mark.parametrize(("n", "p", "share"), [(151, 3, 0.2), (200, 5, 0.1)])
def test_the_robust_covariance_agrees_with_scikit_learn(n, p, share):
    covariance = pytest.importorskip("sklearn.covariance")
    rng = np.random.default_rng(1)
    X = rng.normal(size=(n, p)) @ rng.normal(size=(p, p))
    X[: int(share * n)] += 30
    mine, h = fast_mcd(X), (n + p + 1) // 2
    # scikit-learn searches less: the best of several seeds is its answer.
    others = [
        covariance.MinCovDet(random_state=seed, support_fraction=(h + 0.5) / n).fit(X)
        for seed in range(20)
    ]
    best = min(others, key=lambda o: np.linalg.det(o.raw_covariance_))
    subset = np.cov(X[mine.subset].T, bias=True)
    assert np.linalg.det(subset) <= np.linalg.det(best.raw_covariance_) * (1 + 1e-9)
    assert np.array_equal(mine.subset, best.raw_support_)
    assert np.array_equal(mine.inliers, best.support_)
    assert np.allclose(mine.location, best.location_)
    # Neither the factor for the missing tails nor the divisor m - 1 is scikit-learn's.
    m = mine.inliers.sum()
    factor = consistency_factor(0.975, p) * m / (m - 1)
    assert np.allclose(mine.covariance, factor * best.covariance_)
