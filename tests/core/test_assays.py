"""What laboratories write, read as numbers; and what becomes of non-detects."""

import math

import numpy as np
import pytest
from geochem_som.core.assays import BLANK_MARKS, parse_field, replace_non_detects
from geochem_som.core.errors import InputError

NAN = math.nan


def same(found, expected):
    np.testing.assert_array_equal(np.asarray(found, dtype=float), np.asarray(expected, dtype=float))


def test_numbers_and_text_numbers_are_read_alike():
    expected = [1.5, 2.0, 30.0, 0.25, 1e-3, 7.0]
    same(parse_field([1.5, 2, np.float32(30), np.int16(4) / 16, 1e-3, 7], "Cu").values, expected)
    texts = ["1.5", " 2 ", "30.", ".25", "1E-3", "+7"]
    same(parse_field(texts, "Cu").values, expected)
    same(parse_field(np.array(texts), "Cu").values, expected)
    same(parse_field([1.5, "2", 30, ".25", "1e-3", np.float64(7)], "Cu").values, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.uint8])
def test_numeric_arrays_of_any_type_are_read(dtype):
    same(parse_field(np.array([1, 2, 0], dtype=dtype), "Cu").values, [1, 2, 0])


def test_every_blank_mark_is_a_blank_in_any_case_and_with_spaces():
    for mark in BLANK_MARKS:
        for text in (mark, mark.upper(), f"  {mark}\t"):
            parsed = parse_field([text, "3"], "Cu")
            same(parsed.values, [NAN, 3])
            assert (parsed.n_blank, parsed.n_not_analysed) == (1, 0)


def test_none_and_nan_are_blanks_among_numbers_and_among_texts():
    for last in (3.0, "3"):
        parsed = parse_field([None, NAN, np.float64("nan"), last], "Cu")
        same(parsed.values, [NAN, NAN, NAN, 3])
        assert parsed.n_blank == 3


def test_pandas_columns_are_read_with_their_missing_values():
    pd = pytest.importorskip("pandas")
    for dtype in ("float64", "Float64", "Int64", "object", "string"):
        same(parse_field(pd.Series([1, None, 3], dtype=dtype), "Cu").values, [1, NAN, 3])


def test_a_less_than_sign_is_a_limit_with_or_without_spaces():
    parsed = parse_field(["<0.5", "< 0.5", " <  .5 ", "<5e-1", "0.5"], "Au")
    same(parsed.values, [0.5] * 5)
    assert parsed.below.tolist() == [True, True, True, True, False]
    assert not parsed.above.any()


def test_a_greater_than_sign_is_the_end_of_the_range():
    parsed = parse_field([">10000", "> 10000", "9000"], "Cu")
    same(parsed.values, [10000, 10000, 9000])
    assert parsed.above.tolist() == [True, True, False]
    assert not parsed.below.any()


def test_a_negative_number_is_below_its_absolute_value():
    for cells in ([-0.5, 2.0, 0.0], ["-0.5", "2", "0"]):
        parsed = parse_field(cells, "Au")
        same(parsed.values, [0.5, 2, 0])
        assert parsed.below.tolist() == [True, False, False]


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


@pytest.mark.parametrize("signed", [False, True])
def test_not_analysed_codes_are_blanks_before_they_are_limits(signed):
    for cells in ([-9999, -1, 99.0, None], ["-9999", "-1.0", "99", ""]):
        parsed = parse_field(cells, "Cu", not_analysed=(-9999, 99), signed=signed)
        assert np.isnan(parsed.values).tolist() == [True, False, True, True]
        assert (parsed.n_blank, parsed.n_not_analysed) == (1, 2)
        assert parsed.below.tolist() == [False, not signed, False, False]


def test_a_limit_that_equals_a_code_is_a_limit():
    parsed = parse_field(["<99", ">99", "99"], "Cu", not_analysed=(99,))
    same(parsed.values, [99, 99, NAN])
    assert parsed.n_not_analysed == 1


def test_without_codes_minus_9999_is_a_limit():
    assert parse_field([-9999.0, 1.0], "Cu", not_analysed=()).below.tolist() == [True, False]


def test_the_caller_keeps_its_values():
    cells = np.array([-0.5, -9999.0, 0.0, 3.0])
    parsed = parse_field(cells, "Cu")
    replace_non_detects(parsed)
    same(cells, [-0.5, -9999, 0, 3])
    same(parsed.values, [0.5, NAN, 0, 3])


@pytest.mark.parametrize(
    "text", ["abc", "5 ppm", "1_000", "0x10", "<", "<abc", "<-5", "<<5", "1 000", "１", "ND", "5-"]
)
def test_text_that_is_no_number_is_refused(text):
    with pytest.raises(InputError, match="cannot be read as a number"):
        parse_field(["1", text], "Cu")


def test_the_refusal_names_field_layer_and_the_first_five_rows():
    cells = ["1", "a", "2", "b", "c", "d", "e", "f", "a"]
    with pytest.raises(InputError) as refusal:
        parse_field(cells, "Cu_ppm", layer_name="soils.csv")
    message = str(refusal.value)
    assert message.startswith("Field Cu_ppm of soils.csv has 7 values")
    assert "('a' in row 2, 'b' in row 4, 'c' in row 5, 'd' in row 6, 'e' in row 7, ...)" in message
    assert "'f'" not in message


def test_rows_are_named_as_the_caller_names_them():
    with pytest.raises(InputError, match="'x' in row S-17"):
        parse_field(["1", "x"], "Cu", row_names=["S-16", "S-17"])


@pytest.mark.parametrize("text", ["0,5", "<0,5", "-0,5", "1.234,5", "1,000"])
def test_a_decimal_comma_is_refused_with_the_way_out(text):
    with pytest.raises(InputError, match="decimal point"):
        parse_field([text], "Cu")


def test_truth_values_are_no_concentrations():
    for cells in ([True, False], np.array([True, False]), [1.0, True]):
        with pytest.raises(InputError, match="'True' in row"):
            parse_field(cells, "Cu")


def test_infinite_values_are_refused_by_row():
    for cells in ([1.0, math.inf], np.array([1, -math.inf]), ["1", "inf"], ["1", "1e999"]):
        with pytest.raises(InputError, match=r"Cu of soils has 1 infinite value \(row 2\)"):
            parse_field(cells, "Cu", layer_name="soils")


def test_a_table_in_a_field_is_refused():
    with pytest.raises(InputError, match="several values per row"):
        parse_field(np.ones((3, 2)), "Cu")


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
