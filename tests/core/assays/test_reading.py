"""What laboratories write, read as numbers."""

import math

import numpy as np
import pytest
from geochem_som.core.assays import BLANK_MARKS, parse_field
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
