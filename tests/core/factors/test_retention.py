"""How many factors: Kaiser's criterion and parallel analysis."""

import numpy as np
import pytest
from factor_models import drawn_samples
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.factors.retention import kaiser_criterion, parallel_analysis


def test_kaiser_counts_eigenvalues_above_their_mean():
    assert kaiser_criterion([3.0, 1.2, 0.5, 0.2, 0.1]) == 2
    assert kaiser_criterion(100 * np.array([3.0, 1.2, 0.5, 0.2, 0.1])) == 2


def test_kaiser_finds_no_factor_among_equal_eigenvalues():
    assert kaiser_criterion(np.ones(6) + 1e-15 * np.arange(6)) == 0


@pytest.mark.parametrize("data", ["permuted", "normal"])
@pytest.mark.parametrize("percentile", [95.0, None])
def test_parallel_analysis_finds_the_factors_of_a_model(data, percentile):
    found = parallel_analysis(drawn_samples(400, 12, 3), data=data, percentile=percentile)
    assert found.n_factors == 3
    assert (found.eigenvalues[:3] > found.reference[:3]).all()
    assert found.eigenvalues[3] <= found.reference[3]


@pytest.mark.parametrize("data", ["permuted", "normal"])
def test_uncorrelated_elements_rarely_have_a_factor(data):
    rng = np.random.default_rng(5)
    skew = np.exp if data == "permuted" else np.abs
    counts = [
        parallel_analysis(skew(rng.normal(size=(80, 8))), data=data, replicates=60).n_factors
        for _ in range(40)
    ]
    # 5 % by construction; permutation keeps it when the samples are very skew.
    assert sum(count > 0 for count in counts) <= 6


def test_permuted_replicates_follow_their_definition():
    X = drawn_samples(50, 5, 2)
    rng = np.random.default_rng(11)
    drawn = []
    for _ in range(30):
        shuffled = rng.permuted(X, axis=0)
        assert sorted(shuffled[:, 2]) == sorted(X[:, 2])
        drawn.append(sorted(np.linalg.eigvalsh(np.corrcoef(shuffled.T)), reverse=True))
    found = parallel_analysis(X, replicates=30, random_state=11)
    assert np.allclose(found.reference, np.percentile(drawn, 95, axis=0))
    mean = parallel_analysis(X, replicates=30, random_state=11, percentile=None)
    assert np.allclose(mean.reference, np.mean(drawn, axis=0))


def test_the_largest_chance_eigenvalue_is_near_the_marchenko_pastur_edge():
    n, d = 1000, 50
    X = np.random.default_rng(0).normal(size=(n, d))
    found = parallel_analysis(X, data="normal", percentile=None, replicates=20)
    assert found.reference[0] == pytest.approx((1 + np.sqrt(d / n)) ** 2, rel=0.05)
    assert found.reference[-1] == pytest.approx((1 - np.sqrt(d / n)) ** 2, rel=0.05)


@pytest.mark.parametrize("data", ["permuted", "normal"])
def test_reference_eigenvalues_of_covariances_scale_with_the_units(data):
    X = drawn_samples(100, 5, 2)
    settings = {"data": data, "covariance": True, "replicates": 20}
    small, large = (parallel_analysis(scale * X, **settings) for scale in (1, 1000))
    assert np.allclose(large.reference, 1e6 * small.reference)
    assert small.reference.sum() > 0.9 * X.var(axis=0, ddof=1).sum()


def test_closed_replicates_have_one_dimension_less():
    logs = np.random.default_rng(2).normal(size=(100, 6))
    found = parallel_analysis(logs, closed=True, replicates=20)
    assert found.reference[-1] == pytest.approx(0, abs=1e-12)
    assert found.eigenvalues[-1] == pytest.approx(0, abs=1e-12)
    ratios = logs - logs.mean(axis=1, keepdims=True)
    assert np.allclose(found.eigenvalues, np.linalg.eigvalsh(np.corrcoef(ratios.T))[::-1])


def test_counting_stops_at_the_first_eigenvalue_that_chance_reaches():
    X = drawn_samples(200, 6, 2)
    reference = parallel_analysis(X).reference
    given = reference + np.array([1, -1, 1, 1, 1, 1])
    assert parallel_analysis(X, eigenvalues=given).n_factors == 1
    assert parallel_analysis(X, eigenvalues=reference + 1).n_factors == 6
    assert parallel_analysis(X, eigenvalues=reference).n_factors == 0


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    X = drawn_samples(60, 5, 2)
    one, same, other = (parallel_analysis(X, random_state=s).reference for s in (1, 1, 2))
    assert one.tobytes() == same.tobytes()
    assert one.tobytes() != other.tobytes()


def test_parallel_analysis_can_be_stopped():
    with pytest.raises(Cancelled):
        parallel_analysis(drawn_samples(60, 5, 2), progress=lambda fraction: fraction < 0.3)


@pytest.mark.parametrize(
    "wrong", [{"data": "shuffled"}, {"replicates": 0}, {"percentile": 100}, {"percentile": 0}]
)
def test_unknown_settings_are_refused(wrong):
    with pytest.raises(InputError):
        parallel_analysis(drawn_samples(60, 5, 2), **wrong)
