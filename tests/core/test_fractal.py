"""Promises of the concentration-area fractal."""

import itertools

import numpy as np
import pytest
from geochem_som.core import plots
from geochem_som.core.errors import InputError
from geochem_som.core.fractal import concentration_area
from geochem_som.core.plots.fractal_figure import MOST_POINTS
from matplotlib.backends.backend_agg import FigureCanvasAgg


def planted(hazard, exponents, corners, start=10.0):
    """Values of a chain of power laws: ln A falls by `hazard`, its slope changes at `corners`.

    A(>= v) is A0 (v / start)^-a1 up to ln A0 - ln A = corners[0], then goes on with -a2, ...
    """
    ends = np.concatenate([[0.0], corners, [60.0]])
    logs = np.concatenate([[0.0], np.cumsum(np.diff(ends) / np.asarray(exponents))])
    return start * np.exp(np.interp(hazard, ends, logs))


def even_hazard(n):
    """ln A0 - ln A at n samples that lie exactly where the law wants them."""
    return -np.log((np.arange(n, 0, -1) - 0.5) / n)


def break_of(exponents, corners, start=10.0):
    return start * np.exp(np.cumsum(np.diff(corners, prepend=0.0) / exponents[:-1]))


def slow_fit(x, weight, k):
    """Least -2 log-likelihood of k breaks, by all ways to break, summed sample by sample."""
    levels = np.unique(x)
    middles = (levels[1:] + levels[:-1]) / 2
    best = (np.inf, ())
    for breaks in itertools.combinations(middles[1:], k):
        ends = [levels[0], *breaks, np.inf]
        total = 0.0
        for low, high in zip(ends, ends[1:]):
            events = sum(w for value, w in zip(x, weight) if low < value <= high)
            lived = sum(w * max(0.0, min(value, high) - low) for value, w in zip(x, weight))
            total += -2 * (events * np.log(events / lived) - events) if events else np.inf
        best = min(best, (total, breaks))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_the_chain_is_the_best_of_all_chains(seed):
    rng = np.random.default_rng(seed)
    x, area = rng.normal(size=12), rng.uniform(0.5, 2.0, 12)
    x[3] = x[7]  # one tie
    area[5] = 0.0  # and one place without ground
    fit = concentration_area(x, area, logarithmic=True, most_breaks=3, upper=1.0)
    x, area = np.delete(x, 5), np.delete(area, 5)
    share = np.bincount(np.unique(x, return_inverse=True)[1], weights=area)
    n = share.sum() ** 2 / (share**2).sum()
    slow = [slow_fit(x, area * n / area.sum(), k) for k in range(4)]
    expected = [cost + (2 * k + 1) * np.log(n) for k, (cost, _) in enumerate(slow)]
    np.testing.assert_allclose(fit.bic, expected)
    assert fit.observations == pytest.approx(n)
    np.testing.assert_allclose(fit.thresholds, slow[int(np.argmin(expected))][1])


@pytest.mark.parametrize(
    ("exponents", "corners"),
    [([1.0, 3.0], [1.2]), ([2.0, 0.6], [2.0]), ([1.0, 2.5, 0.7], [1.0, 3.0])],
)
def test_planted_power_laws_come_back(exponents, corners):
    values = planted(even_hazard(2000), exponents, corners)
    fit = concentration_area(values, np.full(2000, 0.25))
    assert fit.thresholds.size == len(corners)
    np.testing.assert_allclose(fit.thresholds, break_of(exponents, corners), rtol=0.02)
    np.testing.assert_allclose(-fit.slopes, exponents, rtol=0.03)
    assert not fit.logarithmic


@pytest.mark.parametrize("seed", range(3))
def test_sampled_power_laws_come_back_within_their_noise(seed):
    hazard = np.random.default_rng(seed).exponential(size=806)
    exponents, corners = [1.0, 3.0], [1.2]
    fit = concentration_area(planted(hazard, exponents, corners), np.full(806, 2.0))
    assert fit.thresholds.size == 1
    np.testing.assert_allclose(fit.thresholds, break_of(exponents, corners), rtol=0.15)
    np.testing.assert_allclose(-fit.slopes, exponents, rtol=0.35)


def test_one_pure_power_law_has_no_break():
    fit = concentration_area(planted(even_hazard(2000), [1.7], []), np.ones(2000))
    assert fit.thresholds.size == 0
    assert fit.slopes == pytest.approx(-1.7, rel=0.01)
    assert "no break, so all ground is background" in fit.sentence


def test_samples_of_one_pure_power_law_seldom_have_a_break():
    rng = np.random.default_rng(0)
    found = [
        concentration_area(planted(rng.exponential(size=500), [1.7], []), np.ones(500))
        for _ in range(100)
    ]
    assert sum(fit.thresholds.size > 0 for fit in found) <= 10


def test_the_curve_is_the_ground_with_at_least_each_value():
    rng = np.random.default_rng(1)
    values, area = rng.integers(1, 9, 60).astype(float), rng.uniform(0.5, 2, 60)
    curve = concentration_area(values, area).curve
    assert curve["value"].tolist() == sorted(set(values))
    for value, above in zip(curve["value"], curve["area_km2"]):
        assert above == pytest.approx(area[values >= value].sum())


def test_the_fitted_lines_meet_at_the_breaks_and_follow_the_curve():
    values = planted(even_hazard(2000), [1.0, 2.5, 0.7], [1.0, 3.0])
    fit = concentration_area(values, np.ones(2000), upper=1.0)
    curve = fit.curve.iloc[:-20]  # the last samples stand for steps of ln A
    np.testing.assert_allclose(curve["fitted_km2"], curve["area_km2"], rtol=0.04)
    steps = np.abs(np.diff(np.log(fit.curve["fitted_km2"])))
    gaps = np.diff(np.log(fit.curve["value"]))
    assert (steps <= 2.6 * gaps + 1e-12).all()  # no jump anywhere


def test_only_the_upper_half_of_the_ground_is_fitted_unless_told():
    rng = np.random.default_rng(2)
    values, area = rng.normal(size=400), rng.uniform(0.5, 2, 400)
    fit = concentration_area(values, area)
    fitted = fit.curve["fitted_km2"].notna().to_numpy()
    half = fit.curve["area_km2"].to_numpy() >= area.sum() / 2
    assert fitted.sum() == (~half).sum() + 1
    assert (fit.thresholds >= fit.curve["value"][fitted].min()).all()
    assert concentration_area(values, area, upper=1.0).curve["fitted_km2"].notna().all()


def test_the_lower_half_of_the_ground_changes_no_break():
    rng = np.random.default_rng(5)
    values = planted(rng.exponential(size=600), [1.0, 3.0], [1.5])
    low = values < np.median(values)
    clipped = np.where(low, values.min() / 7, values)  # as half a detection limit would do
    one, other = (concentration_area(v, np.ones(600)) for v in (values, clipped))
    np.testing.assert_array_equal(one.thresholds, other.thresholds)


def test_ground_of_twice_the_size_counts_as_two_pieces_in_the_curve():
    rng = np.random.default_rng(3)
    values, doubled = rng.lognormal(size=50), rng.random(50) < 0.5
    one = concentration_area(values, np.where(doubled, 2.0, 1.0), most_breaks=0)
    other = concentration_area(
        np.r_[values, values[doubled]], np.ones(50 + doubled.sum()), most_breaks=0
    )
    np.testing.assert_allclose(one.slopes, other.slopes)


def test_units_move_the_breaks_along_and_change_nothing_else():
    values = planted(even_hazard(500), [1.0, 3.0], [1.2])
    one, other = (concentration_area(v, np.ones(500)) for v in (values, 1000 * values))
    np.testing.assert_allclose(other.thresholds, 1000 * one.thresholds)
    np.testing.assert_allclose(other.slopes, one.slopes)
    np.testing.assert_allclose(other.bic, one.bic)


def test_logarithms_give_the_same_as_what_they_are_the_logarithms_of():
    values = planted(even_hazard(500), [1.0, 3.0], [1.2])
    raw = concentration_area(values, np.ones(500))
    for base in (np.e, 10.0):
        logs = np.log(values) / np.log(base)
        fit = concentration_area(logs, np.ones(500), logarithmic=True)
        np.testing.assert_allclose(base**fit.thresholds, raw.thresholds)
        np.testing.assert_allclose(fit.slopes / np.log(base), raw.slopes)


def test_values_that_reach_0_are_taken_as_logarithms_and_the_sentence_says_so():
    weights = np.random.default_rng(4).normal(size=300)
    fit = concentration_area(weights, np.ones(300))
    assert fit.logarithmic
    assert "taken as logarithms" in fit.sentence
    assert not concentration_area(np.exp(weights), np.ones(300)).logarithmic
    with pytest.raises(InputError, match="above 0"):
        concentration_area(weights, np.ones(300), logarithmic=False)


def test_the_sentence_names_the_breaks_and_what_becomes_of_them():
    values = planted(even_hazard(3000), [1.0, 2.5, 0.7], [1.0, 3.0])
    fit = concentration_area(values, np.ones(3000))
    low, high = (f"{threshold:.4g}" for threshold in fit.thresholds)
    assert f"breaks at {low} and {high}: anomaly from {high} up, halo from {low} up" in fit.sentence


def test_where_few_values_show_no_break_the_sentence_points_to_other_rules():
    few = concentration_area([1.4, 0.1, -1.5], [217.0, 489, 945]).sentence
    assert "so all ground is background; so few values seldom show one" in few
    many = concentration_area(planted(even_hazard(500), [1.7], []), np.ones(500)).sentence
    assert many.endswith("so all ground is background.")


def test_many_values_are_searched_on_a_grid_that_keeps_the_highest_apart():
    values = planted(even_hazard(20_000), [1.0, 3.0], [6.5])  # the top 0.15 percent
    fit = concentration_area(values, np.ones(20_000))
    np.testing.assert_allclose(fit.thresholds, break_of([1.0, 3.0], [6.5]), rtol=0.15)


@pytest.mark.parametrize("values", [[3.0], [3.0, 3.0], [2.0, 3.0]])
def test_one_value_or_two_have_no_break(values):
    fit = concentration_area(values, np.ones(len(values)))
    assert fit.thresholds.size == 0
    assert np.argmin(fit.bic) == 0


def test_ground_without_values_is_refused():
    with pytest.raises(InputError, match="No ground has a value"):
        concentration_area([np.nan, 2.0], [1.0, 0.0])


# The plot


def fits():
    values = planted(even_hazard(806), [1.0, 2.5, 0.7], [1.0, 3.0])
    many = np.random.default_rng(0).normal(size=20_000)
    return {
        "two breaks": concentration_area(values, np.full(806, 2.0)),
        "four breaks": concentration_area(many, np.ones(20_000)),
        "none": concentration_area([1.4, 0.1, -1.5], [217.0, 489, 945]),
        "one value": concentration_area([1.4], [217.0]),
    }


@pytest.mark.parametrize("name", ["two breaks", "four breaks", "none", "one value"])
def test_the_plot_shows_curve_lines_breaks_and_the_sentence(name):
    fit = fits()[name]
    figure = plots.fractal_plot(fit, label="Cu_ppm")
    axes = figure.axes[0]
    lines = axes.get_lines()
    curve = lines[0].get_xydata()
    assert len(curve) <= max(MOST_POINTS + 1, 0)
    lookup = dict(zip(fit.curve["value"], fit.curve["area_km2"]))
    assert all(lookup[x] == y for x, y in curve)
    dotted = [
        line.get_xdata()[0]
        for line in lines
        if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2
    ]
    assert dotted == fit.thresholds.tolist()
    written = " ".join(text.get_text() for text in figure.texts)
    assert " ".join(written.split()) == fit.sentence
    if len(fit.curve) > 1 and np.isfinite(fit.slopes).all():
        fitted = lines[1].get_xydata()
        np.testing.assert_allclose(fitted[1:-1, 0], fit.thresholds)
        known = fit.curve.dropna()
        np.testing.assert_allclose(fitted[-1, 1], known["fitted_km2"].iloc[-1])


@pytest.mark.parametrize("name", ["two breaks", "four breaks", "none", "one value"])
def test_no_label_of_the_plot_covers_another_or_leaves_it(name):
    figure = plots.fractal_plot(fits()[name], label="A long name of a score " * 6)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    axes = figure.axes[0]
    texts = [*figure.texts, *axes.texts, axes.xaxis.label, axes.yaxis.label]
    boxes = [text.get_window_extent(renderer) for text in texts if text.get_text()]
    width, height = figure.get_size_inches() * figure.dpi
    for i, box in enumerate(boxes):
        assert box.x0 >= -1
        assert box.y0 >= -1
        assert box.x1 <= width + 1
        assert box.y1 <= height + 1
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])
