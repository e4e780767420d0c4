"""What becomes of values below the detection limit."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.assays import (
    NON_DETECTS,
    parse_field,
    replace_all,
    replace_multiplicatively,
    replace_non_detects,
)
from geochem_som.core.assays.order_statistics import regression_on_order_statistics
from geochem_som.core.errors import InputError

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

NAN = math.nan


def same(found, expected):
    np.testing.assert_array_equal(np.asarray(found, dtype=float), np.asarray(expected, dtype=float))


def test_signed_values_pass_unchanged():
    cells = [-1.5, 0.0, 2.25, None]
    parsed = parse_field(cells, "F1", signed=True)
    same(parsed.values, [-1.5, 0, 2.25, NAN])
    assert not parsed.below.any()
    replaced = replace_non_detects(parsed)
    same(replaced.values, [-1.5, 0, 2.25, NAN])
    assert (replaced.n_below, replaced.n_zero) == (0, 0)


def test_a_signed_field_still_turns_a_less_than_sign_into_half_the_limit():
    replaced = replace_non_detects(parse_field(["-3", "<200", "1", "0"], "F1", signed=True))
    same(replaced.values, [-3, 100, 1, 0])
    assert (replaced.n_below, replaced.blanked.sum()) == (1, 0)


def test_the_caller_keeps_its_values():
    cells = np.array([-0.5, -9999.0, 0.0, 3.0])
    parsed = parse_field(cells, "Cu")
    replace_non_detects(parsed)
    same(cells, [-0.5, -9999, 0, 3])
    same(parsed.values, [0.5, NAN, 0, 3])


def test_an_empty_field_has_no_values():
    replaced = replace_non_detects(parse_field([], "Cu"))
    assert len(replaced.values) == 0


def slow_percentile_95(values):
    ordered = sorted(values)
    place = 0.95 * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def slow_replacement(cells):
    """Substitute one cell after the other, None for blanks."""
    detected = [v for v in cells if v is not None and v > 0]
    result = []
    for v in cells:
        if v is None or v > 0:
            result.append(v)
        elif v == 0:
            result.append(min(detected) / 2)
        else:
            half = -v / 2
            result.append(half if half <= slow_percentile_95(detected) else None)
    return result


@pytest.mark.parametrize("seed", range(20))
def test_replacement_agrees_with_a_slow_version(seed):
    rng = np.random.default_rng(seed)
    cells = np.exp(rng.normal(size=60)).tolist()
    for i in range(len(cells)):
        kind = rng.random()
        if kind < 0.2:
            cells[i] = float(-rng.choice([0.1, 0.5, 2.0, 50.0]))
        elif kind < 0.3:
            cells[i] = 0.0
        elif kind < 0.4:
            cells[i] = None
    expected = slow_replacement(cells)
    replaced = replace_non_detects(parse_field(cells, "Cu"))
    np.testing.assert_allclose(
        replaced.values, [NAN if v is None else v for v in expected], rtol=1e-12
    )
    assert replaced.n_detected == sum(v is not None and v > 0 for v in cells)
    assert replaced.n_below == sum(v is not None and v < 0 for v in cells)
    assert replaced.n_zero == sum(v == 0 for v in cells)
    assert replaced.blanked.sum() == expected.count(None) - cells.count(None)

    texts = ["" if v is None else f"<{-v}" if v < 0 else str(v) for v in cells]
    same(replace_non_detects(parse_field(texts, "Cu")).values, replaced.values)


def test_half_a_limit_and_half_the_smallest_positive_value():
    replaced = replace_non_detects(parse_field([-0.5, 0.0, 0.4, 9.0], "Cu"))
    same(replaced.values, [0.25, 0.2, 0.4, 9])


def test_a_substitute_at_the_95th_percentile_stays_and_one_above_becomes_a_blank():
    detected = list(range(1, 22))  # the 95th percentile is 20 exactly
    replaced = replace_non_detects(parse_field([*detected, -40.0, -40.001], "Cu"))
    assert replaced.ceiling == 20
    same(replaced.values[-2:], [20, NAN])
    assert replaced.blanked.sum() == 1
    assert replaced.n_below == 2


def test_values_above_range_count_as_detected():
    cells = ["1", *[">1000"] * 9, "<500"]
    replaced = replace_non_detects(parse_field(cells, "Cu"))
    assert replaced.n_detected == 10
    assert replaced.values[-1] == 250


def test_where_nothing_was_detected_the_half_limits_stay():
    replaced = replace_non_detects(parse_field([-1.0, -100.0, 0.0, None], "Cu"))
    same(replaced.values, [0.5, 50, 0.5, NAN])
    assert (replaced.n_detected, replaced.blanked.sum()) == (0, 0)


@pytest.mark.parametrize("cells", [[0.0, 0.0], ["<0", "0"]])
def test_zeros_alone_have_nothing_to_be_half_of(cells):
    replaced = replace_non_detects(parse_field(cells, "Cu"))
    assert np.isnan(replaced.values).all()
    assert (replaced.n_detected, replaced.n_zero) == (0, 2)


@pytest.mark.parametrize("seed", range(5))
def test_nothing_that_is_not_positive_remains(seed):
    cells = np.random.default_rng(seed).integers(-3, 4, size=40).astype(float)
    values = replace_non_detects(parse_field(cells, "Cu")).values
    assert (values[~np.isnan(values)] > 0).all()


ONE_FIELD = ("half", "sqrt2", "ros")
CELLS = [-0.5, 0.0, 0.4, 9.0, None, 2.0, 1.1, -0.2, -0.5]


def below_and_zero(parsed):
    return parsed.below | (parsed.values == 0)


@pytest.mark.parametrize("method", ONE_FIELD)
def test_replaced_marks_every_number_that_was_not_measured_and_no_blank(method):
    detected = np.linspace(1, 21, 21)
    parsed = parse_field([*detected, -0.5, 0.0, None, -100.0], "Cu")
    done = replace_non_detects(parsed, method)
    same(done.replaced, [False] * 21 + [True, True, False, False])
    same(done.blanked, [False] * 24 + [True])
    same(done.values[:21], detected)
    assert (done.values[done.replaced] > 0).all()
    assert np.isnan(done.values[~done.replaced][21:]).all()
    assert (done.n_detected, done.n_below, done.n_zero) == (21, 2, 1)
    assert (done.method, done.fallback) == (method, "")


def test_one_over_root_two_of_a_limit_and_of_the_smallest_positive_value():
    done = replace_non_detects(parse_field(CELLS, "Cu"), "sqrt2")
    r = 1 / math.sqrt(2)
    np.testing.assert_allclose(
        done.values, [0.5 * r, 0.4 * r, 0.4, 9, NAN, 2, 1.1, 0.2 * r, 0.5 * r], rtol=1e-15
    )


def test_a_root_two_substitute_above_the_95th_percentile_becomes_a_blank():
    detected = list(range(1, 22))  # the 95th percentile is 20
    limits = [-20 * math.sqrt(2) * (1 - 1e-9), -20 * math.sqrt(2) * (1 + 1e-9)]
    done = replace_non_detects(parse_field([*detected, *limits], "Cu"), "sqrt2")
    same(done.blanked[-2:], [False, True])


@pytest.mark.parametrize("method", NON_DETECTS)
def test_the_caller_keeps_its_values_with_every_method(method):
    parsed = parse_field(CELLS, "Cu")
    before = parsed.values.copy()
    replace_all([parsed], method, ppm_per_unit=[1.0])
    same(parsed.values, before)


# ---- regression on order statistics


def test_the_predicted_values_of_a_limit_go_to_its_own_samples():
    cells = [-0.5, 3.0, -2.0, 0.7, 0.0, 6.0, -0.5, 1.2, -2.0, 2.5, 0.9, -0.5]
    parsed = parse_field(cells, "Cu")
    found = replace_non_detects(parsed, "ros")
    limits = np.array([0.5, 2.0, 0.7, 0.5, 2.0, 0.5])  # the zero is below the smallest value
    expected = regression_on_order_statistics(np.array([3, 0.7, 6, 1.2, 2.5, 0.9]), limits)
    expected = np.minimum(expected, np.sort(limits))
    substituted = found.values[below_and_zero(parsed)]
    for limit, start, stop in ((0.5, 0, 3), (0.7, 3, 4), (2.0, 4, 6)):
        same(np.sort(substituted[limits == limit]), expected[start:stop])


def test_the_order_within_a_limit_is_fixed_by_the_seed_and_differs_between_fields():
    rng = np.random.default_rng(0)
    cells = [*np.exp(rng.normal(size=300)), *[-0.3] * 200]

    def order(name, seed):
        done = replace_non_detects(parse_field(cells, name), "ros", random_state=seed)
        return np.argsort(np.argsort(done.values[-200:]))

    same(order("Au", 1), order("Au", 1))
    for name, seed in (("Au", 2), ("Ag", 1)):
        assert abs(np.corrcoef(order("Au", 1), order(name, seed))[0, 1]) < 0.25
    # Random with respect to the row, too.
    assert abs(np.corrcoef(order("Au", 1), np.arange(200))[0, 1]) < 0.25


def test_a_field_keeps_its_order_whatever_fields_stand_beside_it():
    cells = [*np.exp(np.random.default_rng(0).normal(size=30)), *[-0.3] * 20]
    au, ag = (parse_field(cells, name) for name in ("Au", "Ag"))
    same(replace_all([au, ag], "ros")[1].values, replace_all([ag], "ros")[0].values)


@pytest.mark.parametrize("seed", range(10))
def test_no_predicted_value_rises_above_its_own_limit_and_the_lowered_are_counted(seed):
    rng = np.random.default_rng(seed)
    # No lognormal sample leaves a gap above its limits: the line overshoots them.
    true = np.exp(rng.normal(2, 0.6, size=100)) + 2.5
    cells = [*true, *rng.choice([-1.0, -4.0, 0.0], size=60)]
    parsed = parse_field(cells, "Cu")
    done = replace_non_detects(parsed, "ros")
    limits = np.where(parsed.values == 0, true.min(), parsed.values)[done.replaced]
    assert (done.values[done.replaced] <= limits).all()
    raw = regression_on_order_statistics(true, limits)
    assert done.n_capped == (raw > np.sort(limits)).sum() > 0
    assert done.n_capped == (done.values[done.replaced] == limits).sum()


def test_blanked_values_are_not_counted_as_lowered():
    # Evenly spread values end abruptly: the line overshoots a limit near their end.
    detected = np.linspace(1, 2, 101)
    limits = np.array([1.96] * 60 + [0.5] * 5)
    done = replace_non_detects(parse_field([*detected, *-limits], "Cu"), "ros")
    raw = regression_on_order_statistics(detected, limits)
    assert (raw[5:] > 1.96).any()
    same(done.blanked[-65:], limits == 1.96)
    assert done.n_capped == (raw[:5] > 0.5).sum()


def test_a_limit_above_the_95th_percentile_is_blanked_but_takes_part_in_the_regression():
    rng = np.random.default_rng(3)
    new, old = np.exp(rng.normal(size=200)), np.exp(rng.normal(size=200))
    cells = [*np.where(new < 0.3, -0.3, new), *np.where(old < 8.0, -8.0, old)]
    parsed = parse_field(cells, "Cu")
    done = replace_non_detects(parsed, "ros")
    same(done.blanked, parsed.below & (parsed.values == 8))
    assert done.blanked.sum() > 150
    assert done.ceiling < 8
    detected = parsed.values[~parsed.below]
    expected = regression_on_order_statistics(detected, parsed.values[parsed.below])
    n_low = int((parsed.values[parsed.below] == 0.3).sum())
    kept = np.sort(done.values[parsed.below & ~done.blanked])
    same(kept, np.minimum(expected[:n_low], 0.3))
    # Without the high limits the values that the old campaign did detect would count too much.
    alone = regression_on_order_statistics(detected, np.full(n_low, 0.3))
    assert np.abs(alone - expected[:n_low]).max() > 1e-3


def test_numbers_drawn_for_limits_above_the_95th_percentile_would_be_worse_than_the_median():
    """Why such values become blanks: kept, they are far from the truth, some among the highest."""
    worse, highest = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        true = rng.normal(size=600)
        old = rng.random(600) < 0.3
        limit = np.where(old, 2.4, -1.3)
        below = true < limit
        drawn = np.log(regression_on_order_statistics(np.exp(true[~below]), np.exp(limit[below])))
        high = rng.permutation(drawn[np.sort(limit[below]) == 2.4])
        truth = true[below & old]
        median = np.median(true[~below & ~old])
        worse.append(np.mean((high - truth) ** 2) / np.mean((median - truth) ** 2))
        highest.append(np.mean(high > np.quantile(true, 0.95)))
    assert np.mean(worse) > 1.5
    assert np.mean(highest) > 0.03


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([-1.0, 2.0, 3.0, 0.0], "ros needs 3 detected values, there are 2"),
        ([-1.0, 2.0, 2.0, 2.0], "all are alike"),
        ([-1.0, -2.0, 0.0], "there are 0"),
    ],
)
def test_too_few_detected_values_fall_back_to_half_and_say_so(cells, reason):
    parsed = parse_field(cells, "Cu")
    done = replace_non_detects(parsed, "ros")
    assert done.method == "half"
    assert reason in done.fallback
    same(done.values, replace_non_detects(parsed).values)


def test_three_detected_values_of_which_two_differ_are_enough():
    done = replace_non_detects(parse_field([-1.0, 2.0, 2.0, 3.0], "Cu"), "ros")
    assert (done.method, done.fallback) == ("ros", "")
    assert 0 < done.values[0] <= 1


@pytest.mark.parametrize("method", NON_DETECTS)
def test_a_field_without_non_detects_passes_unchanged(method):
    (done,) = replace_all([parse_field([1.0, None, 3.0], "Cu")], method, ppm_per_unit=[1.0])
    same(done.values, [1, NAN, 3])
    assert not done.replaced.any()
    assert (done.fallback, done.n_capped) == ("", 0)


@pytest.mark.parametrize("method", ["ros", "multiplicative"])
def test_signed_fields_take_half_and_say_so(method):
    scores = parse_field(["-3", "<200", "1", "0", "2"], "F1", signed=True)
    (done,) = replace_all([scores], method, ppm_per_unit=[NAN])
    same(done.values, [-3, 100, 1, 0, 2])
    assert done.method == "half"
    assert "negative" in done.fallback
    (untouched,) = replace_all(
        [parse_field([-3.0, 1.0, 0.0], "F1", signed=True)], method, ppm_per_unit=[NAN]
    )
    assert untouched.fallback == ""


def test_order_statistics_recover_the_distribution_better_than_shares_of_the_limit():
    """Lognormal data, 30 % below one of two limits: mean and deviation of the logarithms."""
    errors = {method: [] for method in NON_DETECTS}
    for seed in range(40):
        rng = np.random.default_rng(seed)
        true = rng.normal(1.0, 1.2, size=1000)
        limit = np.where(rng.random(1000) < 0.5, -0.3, 0.9)
        below = true < limit
        assert 0.25 < below.mean() < 0.37
        cells = np.exp(np.where(below, limit, true)) * np.where(below, -1, 1)
        parsed = [parse_field(cells, "Cu"), parse_field(np.full(1000, 60.0), "SiO2")]
        for method, of_method in errors.items():
            filled = replace_all(parsed, method, ppm_per_unit=[1.0, 1e4])[0].values
            found = np.log(filled[~np.isnan(filled)])
            of_method.append([found.mean() - true.mean(), found.std() - true.std()])
    error = {m: np.sqrt(np.mean(np.square(e), axis=0)) for m, e in errors.items()}
    assert (error["ros"] < 0.5 * error["half"]).all()
    for method in ("sqrt2", "multiplicative"):
        assert (error["ros"] < error[method]).all()


# ---- multiplicative replacement


def closed(rows):
    return rows / rows.sum(axis=1, keepdims=True)


def textbook(rows, limits):
    """Martin-Fernandez et al. (2003) on closed rows: 0 is a non-detect below its limit."""
    delta = np.where(rows == 0, 0.65 * limits, 0.0)
    return np.where(rows == 0, delta, rows * (1 - delta.sum(axis=1, keepdims=True)))


def fields_of(cells, names=None):
    names = names or [f"E{j}" for j in range(cells.shape[1])]
    return [parse_field(column, name) for column, name in zip(cells.T, names)]


def values_of(done):
    return np.column_stack([field.values for field in done])


def censored_rows(seed, n_rows=50):
    """Closed rows with 0 for non-detects, their limits, and cells with negative limits."""
    rng = np.random.default_rng(seed)
    rows = closed(
        np.exp(rng.normal([-4, -3, 0, 2, 3, 3.5], [1, 0.7, 0.3, 0.3, 0.4, 0.5], (n_rows, 6)))
    )
    limits = np.array([0.001, 0.0012, 0.012, 1e-9, 1e-9, 1e-9]) * rng.choice([0.5, 1], (n_rows, 6))
    rows = closed(np.where(rows < limits, 0.0, rows))
    return rows, limits, np.where(rows == 0, -limits, rows)


@pytest.mark.parametrize("seed", range(5))
def test_after_closure_the_replacement_is_the_textbook_s(seed):
    rows, limits, cells = censored_rows(seed)
    assert 0.05 < (rows == 0).mean() < 0.5
    done = replace_multiplicatively(fields_of(cells), [1e6] * 6)
    assert sum(field.n_capped for field in done) == 0
    np.testing.assert_allclose(closed(values_of(done)), textbook(rows, limits), rtol=1e-12)


def test_the_paper_s_own_example_comes_out():
    """Martin-Fernandez et al. (2003): X1 rounded to zero, replaced by 2/3 of 0.02."""
    row = np.array([[-0.02 * 2 / 3 / 0.65, 0.1250, 0.1237, 0.7253, 0.0260]])
    done = replace_multiplicatively(fields_of(row), [1e6] * 5)
    published = [[0.01333333, 0.1233333, 0.1220507, 0.7156293, 0.02565333]]
    np.testing.assert_allclose(closed(values_of(done)), published, rtol=1e-6)


def test_open_rows_keep_what_was_measured_and_take_the_textbook_s_log_ratios():
    rows, limits, cells = censored_rows(1)
    size = np.random.default_rng(2).uniform(0.1, 0.9, (len(rows), 1))  # subcompositions
    done = values_of(replace_multiplicatively(fields_of(cells * size), [1e6] * 6))
    detected = rows > 0
    same(done[detected], (cells * size)[detected])
    np.testing.assert_allclose(closed(done), textbook(rows, limits), rtol=1e-12)


def test_the_unit_of_a_part_does_not_matter():
    _, _, cells = censored_rows(3)
    in_ppm = values_of(replace_multiplicatively(fields_of(cells * 1e6), [1.0] * 6))
    per_unit = np.array([1e-3, 1.0, 1e4, 1.0, 1e4, 1e4])  # ppb, ppm, percent
    mixed = values_of(replace_multiplicatively(fields_of(cells * 1e6 / per_unit), per_unit))
    np.testing.assert_allclose(mixed * per_unit, in_ppm, rtol=1e-12)
    # The units do matter as such: called ppm, percent would weigh too little.
    wrong = values_of(replace_multiplicatively(fields_of(cells * 1e6 / per_unit), [1.0] * 6))
    assert np.abs(np.log(wrong * per_unit / in_ppm)).max() > 1e-3


def test_substitutes_never_rise_above_their_limits():
    cells = np.array(
        [
            [-10.0, 100.0, 50.0],  # 6.5 / (1 - 6.5/150)
            [-10.0, 10.0, 1.0],  # would be 6.5 / (1 - 6.5/11) = 15.9
            [-10.0, -4.0, 2.0],  # the substitutes exceed the rest
            [-10.0, -4.0, -1.0],  # nothing detected
            [200.0, 100.0, 50.0],
        ]
    )
    done = replace_multiplicatively(fields_of(cells), [1.0] * 3)
    np.testing.assert_allclose(
        values_of(done),
        [[6.5 / (1 - 6.5 / 150), 100, 50], [10, 10, 1], [10, 4, 2], [10, 4, 1], [200, 100, 50]],
    )
    assert [field.n_capped for field in done] == [3, 2, 1]


def test_blanks_and_blanked_substitutes_take_no_part_in_the_row():
    n = 40
    rng = np.random.default_rng(0)
    cells = np.exp(rng.normal(3, 0.3, (n, 3)))
    cells[0] = [-5.0, NAN, 30.0]
    cells[1] = [-5.0, -1e6, 30.0]  # a limit that is no information
    done = replace_multiplicatively(fields_of(cells), [1.0] * 3)
    expected = 3.25 / (1 - 3.25 / 30)
    np.testing.assert_allclose(done[0].values[:2], [expected, expected])
    assert np.isnan(done[1].values[:2]).all()
    same(done[1].blanked[:2], [False, True])
    same(done[1].replaced[:2], [False, False])


def test_zeros_stand_below_the_smallest_positive_value_of_their_field():
    cells = np.array([[0.0, 50.0], [2.0, 50.0], [4.0, 60.0]])
    done = replace_multiplicatively(fields_of(cells), [1.0, 1.0])
    np.testing.assert_allclose(done[0].values, [1.3 / (1 - 1.3 / 50), 2, 4])
    assert (done[0].n_zero, done[0].method) == (1, "multiplicative")


def test_signed_fields_take_no_part_in_the_rows_of_a_composition():
    parts = fields_of(np.array([[-10.0, 100.0], [20.0, 50.0]]))
    scores = parse_field(["<4", "-700"], "F1", signed=True)
    done = replace_multiplicatively([*parts, scores], [1.0, 1.0, NAN])
    np.testing.assert_allclose(done[0].values, [6.5 / (1 - 6.5 / 100), 20])
    same(done[2].values, [2, -700])


def test_unknown_units_are_refused_with_the_names_of_the_fields():
    fields = fields_of(np.array([[-10.0, 100.0, 3.0]]), ["Cu", "Zn_ppm", "Au"])
    with pytest.raises(InputError, match=r"the unit of Cu, Au is not known.*NON_DETECTS"):
        replace_multiplicatively(fields, [NAN, 1.0, NAN])
    with pytest.raises(InputError, match=r"the unit of Cu, Zn_ppm, Au is not known"):
        replace_all(fields, "multiplicative")
    with pytest.raises(InputError, match="3 fields but 2 units"):
        replace_all(fields, "multiplicative", ppm_per_unit=[1.0, 1.0])


def test_fields_of_different_length_are_refused():
    fields = [parse_field([1.0, 2.0], "Cu"), parse_field([1.0], "Zn")]
    with pytest.raises(InputError, match="Field Cu has 2 rows but Zn has 1"):
        replace_all(fields, "multiplicative", ppm_per_unit=[1.0, 1.0])


def test_unknown_methods_are_refused():
    parsed = parse_field([1.0, -2.0], "Cu")
    for call in (replace_non_detects, lambda field, method: replace_all([field], method)):
        with pytest.raises(InputError, match=r"NON_DETECTS is 'third'; choose one of half, sqrt2"):
            call(parsed, "third")
    with pytest.raises(InputError, match="needs all parts of a row"):
        replace_non_detects(parsed, "multiplicative")
    with pytest.raises(InputError, match="random_state must be a whole number"):
        replace_non_detects(parse_field([1.0, 2.0, 3.0, -2.0], "Cu"), "ros", random_state=-1)


@pytest.mark.parametrize("method", ONE_FIELD)
def test_all_fields_at_once_are_the_single_fields(method):
    fields = [parse_field(CELLS, "Cu"), parse_field([*CELLS[::-1]], "Zn")]
    for done, field in zip(replace_all(fields, method, random_state=7), fields):
        same(done.values, replace_non_detects(field, method, random_state=7).values)


@pytest.mark.parametrize("method", NON_DETECTS)
def test_a_real_survey_has_only_positive_substitutes_at_most_as_high_as_their_limits(method):
    path = DATA / "nt_streamsed_grid" / "samples_core.csv"
    if not path.exists():
        pytest.skip(f"the survey nt_streamsed_grid is not at hand: {path} does not exist")
    with path.open() as file:
        rows = list(csv.DictReader(file))
    ppm = {"ppm": 1.0, "ppb": 1e-3, "pct": 1e4}
    names = [name for name in rows[0] if name[-3:] in ppm]
    fields = [parse_field([row[name] for row in rows], name) for name in names]
    done = replace_all(fields, method, ppm_per_unit=[ppm[name[-3:]] for name in names])
    assert sum(field.replaced.sum() for field in done) > 1000
    for field, result in zip(fields, done):
        assert result.method == method
        kept = field.below & ~result.blanked & (field.values > 0)
        assert (result.values[kept] > 0).all()
        assert (result.values[kept] <= field.values[kept]).all()
        measured = ~(field.below | (field.values == 0))
        same(result.values[measured], field.values[measured])
