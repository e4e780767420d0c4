"""Tails drawn in at percentiles."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.transforms import TRANSFORMS, Transform, winsor_limits

scipy_mstats = pytest.importorskip("scipy.stats.mstats")


def survey(n=200):
    return np.exp(np.random.default_rng(0).normal(size=(n, 3)))


def fit(values, percent, **options):
    return Transform.fit(values, ("Cu", "Au", "Zn"), winsorize=percent, **options)


def test_limits_are_numpy_s_percentiles_and_0_percent_has_none():
    values = survey()
    lower, upper = winsor_limits(values, 2.0)
    np.testing.assert_array_equal(lower, np.percentile(values, 2, axis=0))
    np.testing.assert_array_equal(upper, np.percentile(values, 98, axis=0))
    lower, upper = winsor_limits(values, 0.0)
    assert np.isneginf(lower).all()
    assert np.isposinf(upper).all()


def test_as_many_values_are_drawn_in_as_scipy_draws_in():
    values = survey(201)
    logs = np.log10(values)
    mine = fit(values, 5.0).apply(values)
    scipys = scipy_mstats.winsorize(logs[:, 0], limits=(0.05, 0.05))
    np.testing.assert_allclose(mine[:, 0], np.asarray(scipys), atol=1e-12)


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_nothing_lies_outside_and_the_inside_is_untouched(transform):
    values = survey()
    plain, drawn = fit(values, 0.0, transform=transform), fit(values, 5.0, transform=transform)
    X, W = plain.apply(values), drawn.apply(values)
    outside = drawn.winsorized(values)
    np.testing.assert_array_equal(W[~outside], X[~outside])
    assert (np.abs(W[outside] - X[outside]) > 0).all()
    assert (drawn.lower <= W).all()
    assert (drawn.upper >= W).all()
    assert outside.sum() == pytest.approx(0.1 * outside.size, rel=0.1)
    assert not plain.winsorized(values).any()


def test_a_new_sample_is_drawn_in_at_the_survey_s_limits():
    values = survey()
    fitted = fit(values, 1.0, scaling="standard")
    monster = fitted.apply(np.full((1, 3), 1e9))
    np.testing.assert_allclose(monster[0], fitted.apply(values).max(axis=0))


def test_standard_scaling_comes_after_drawing_in():
    values = survey()
    values[0] = 1e12
    X = fit(values, 1.0, scaling="standard").apply(values)
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(X.std(axis=0), 1)
    assert np.abs(X).max() < 4


@pytest.mark.parametrize("percent", [-1, 50, np.nan])
def test_percentages_out_of_range_are_refused(percent):
    with pytest.raises(InputError, match="WINSORIZE is"):
        fit(survey(), percent)
