"""Regression on order statistics against published figures and the papers' own loops."""

import math
from statistics import NormalDist, mean, stdev

import numpy as np
import pytest
from geochem_som.core.assays.order_statistics import (
    plotting_positions,
    regression_on_order_statistics,
)
from scipy.stats import linregress

# Helsel & Cohn (1988), appendix B: six values below 1, three below 10, nine detected.
APPENDIX_B = [3, 7, 9, 12, 15, 20, 27, 33, 50], [1] * 6 + [10] * 3
# Arsenic in Oahu, Helsel (2005), Nondetects and Data Analysis.
OAHU = (
    [3.2, 2.8, 1.7, 1.5, 0.9, 0.7, 0.7, 0.6, 0.5, 0.5, 0.5],
    [2.0] * 8 + [1.0] * 4 + [0.9],
)
# Sulphate, Newman (1995), Quantitative Methods in Aquatic Ecotoxicology, page 35.
SULPHATE = (
    [2.6, 3.3, 3.5, 3.5, 3.6, 4.0, 4.1, 4.5, 5.2, 5.6, 5.7, 6.1, 6.2, 6.5, 6.9, 7.1, 7.7, 7.9, 9.9],
    [2.5, 2.5],
)


def slow_positions(detected, limits):
    """Plotting positions by the recurrence of Helsel & Cohn, one threshold after the other."""
    detected, limits = sorted(detected), sorted(limits)
    edges = [0.0, *sorted(set(limits)), math.inf]
    exceeded = {len(edges) - 1: 0.0}
    for j in range(len(edges) - 2, -1, -1):
        a = sum(edges[j] <= x < edges[j + 1] for x in detected)
        b = sum(x < edges[j] for x in detected) + sum(x <= edges[j] for x in limits)
        further = a / (a + b) if a + b else 1.0
        exceeded[j] = exceeded[j + 1] + (1 - exceeded[j + 1]) * further
    of_detected, of_limits = [], []
    for j in range(len(edges) - 1):
        a = sum(edges[j] <= x < edges[j + 1] for x in detected)
        for r in range(1, a + 1):
            width = exceeded[j] - exceeded[j + 1]
            of_detected.append(1 - exceeded[j] + width * r / (a + 1))
        c = limits.count(edges[j])
        of_limits += [(1 - exceeded[j]) * r / (c + 1) for r in range(1, c + 1)]
    return of_detected, of_limits


def slow_regression(detected, limits):
    of_detected, of_limits = slow_positions(detected, limits)
    normal = NormalDist()
    line = linregress(
        [normal.inv_cdf(p) for p in of_detected], [math.log(x) for x in sorted(detected)]
    )
    return [math.exp(line.intercept + line.slope * normal.inv_cdf(p)) for p in of_limits]


def arrays(case):
    return tuple(np.array(part, dtype=float) for part in case)


def test_the_positions_of_helsel_and_cohn_s_example_come_out():
    of_detected, of_limits = plotting_positions(*arrays(APPENDIX_B))
    # P of exceeding 10 is 6/18, of exceeding 1 it is 1/3 + 2/3 * 3/9 = 5/9.
    low, high = 4 / 9, 2 / 3
    np.testing.assert_allclose(
        of_limits, [low * r / 7 for r in range(1, 7)] + [high * r / 4 for r in range(1, 4)]
    )
    between = [low + (high - low) * r / 4 for r in range(1, 4)]
    above = [high + (1 - high) * r / 7 for r in range(1, 7)]
    np.testing.assert_allclose(of_detected, between + above)


def test_the_values_of_helsel_and_cohn_s_example_come_out():
    found = regression_on_order_statistics(*arrays(APPENDIX_B))
    published = [0.47, 0.85, 1.27, 1.76, 2.34, 3.03, 1.11, 2.50, 4.80]  # cut, not rounded
    np.testing.assert_allclose(found, published, atol=0.01)


def test_helsel_s_values_of_the_oahu_arsenic_come_out():
    found = regression_on_order_statistics(*arrays(OAHU))
    published = [0.61, 0.41, 0.58, 0.76, 0.98, 0.35, 0.46, 0.57, 0.68, 0.81, 0.95, 1.14, 1.42]
    np.testing.assert_allclose(found, published, atol=0.006)


def test_the_published_mean_and_deviation_of_the_sulphate_come_out():
    detected, limits = arrays(SULPHATE)
    values = [*detected, *regression_on_order_statistics(detected, limits)]
    assert round(mean(values), 3) == 5.158
    assert round(stdev(values), 3) == 2.071


@pytest.mark.parametrize("seed", range(20))
def test_positions_and_values_agree_with_a_slow_version(seed):
    rng = np.random.default_rng(seed)
    n_limits = rng.integers(1, 5)
    detected = np.round(np.exp(rng.normal(size=rng.integers(3, 40))), 1) + 0.1  # with ties
    limits = rng.choice(np.round(np.exp(rng.normal(size=n_limits)), 1) + 0.1, rng.integers(1, 30))
    if seed % 4 == 0:
        limits[0] = detected.min()  # detected at the limit counts as above it
    if seed % 4 == 1:
        limits[:2] = detected.max() + 5
    found = plotting_positions(detected, limits)
    for ours, theirs in zip(found, slow_positions(detected.tolist(), limits.tolist())):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
        assert ((ours > 0) & (ours < 1)).all()
    np.testing.assert_allclose(
        regression_on_order_statistics(detected, limits),
        slow_regression(detected.tolist(), limits.tolist()),
        rtol=1e-9,
    )


def test_a_limit_above_all_detected_values_moves_no_other_position():
    detected, limits = arrays(APPENDIX_B)
    of_detected, of_limits = plotting_positions(detected, limits)
    with_more = plotting_positions(detected, np.append(limits, [60.0, 70.0]))
    np.testing.assert_allclose(with_more[0], of_detected, rtol=1e-12)
    np.testing.assert_allclose(with_more[1][:-2], of_limits, rtol=1e-12)


def test_one_limit_below_all_detected_values_gives_weibull_positions():
    of_detected, of_limits = plotting_positions(np.array([2.0, 3.0, 5.0]), np.array([1.0]))
    np.testing.assert_allclose(of_limits, [0.25 / 2])
    np.testing.assert_allclose(of_detected, 0.25 + 0.75 * np.array([1, 2, 3]) / 4)


def test_values_on_a_lognormal_line_are_recovered():
    """Where the logarithms are the quantiles of their positions, so are the predicted ones."""
    limits = np.array([0.3, 0.3, 0.8, 0.8, 0.8])
    detected = np.array([0.5, 0.7, 1.0, 1.5, 2.0, 4.0])
    normal = NormalDist(mu=0.4, sigma=1.3)
    for _ in range(200):  # settle on values that share out as their own positions say
        of_detected, of_limits = plotting_positions(detected, limits)
        detected = np.exp([normal.inv_cdf(p) for p in of_detected])
        inside = plotting_positions(detected, limits)[0]
        if np.array_equal(inside, of_detected):
            break
    of_detected, of_limits = plotting_positions(detected, limits)
    np.testing.assert_allclose(
        regression_on_order_statistics(detected, limits),
        np.exp([normal.inv_cdf(p) for p in of_limits]),
        rtol=1e-9,
    )
