"""What becomes of values below the detection limit."""

import math

import numpy as np
import pytest
from geochem_som.core.assays import parse_field, replace_non_detects

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
