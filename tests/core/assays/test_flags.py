"""What the flag column beside an assay says."""

import math

import numpy as np
import pytest
from geochem_som.core.assays import BLANK_MARKS, parse_field
from geochem_som.core.errors import InputError

NAN = math.nan


@pytest.mark.parametrize("flag", ["<", "<=", "≤", "L", "l", "N", "U", "UJ", "bdl", "< DL", b"<"])
def test_a_flag_for_below_makes_the_value_a_limit(flag):
    for value in (0.5, "0.5", -0.5, "<0.5"):
        parsed = parse_field([value], "Au", flags=[flag])
        assert (parsed.values.tolist(), parsed.below.tolist()) == ([0.5], [True])
        assert not parsed.above.any()


@pytest.mark.parametrize("flag", ["<", "BD", "u"])
@pytest.mark.parametrize("value", [0, 0.0, "0", "", None, NAN, "na", "<LOD"])
def test_a_flag_for_below_beside_nothing_is_below_a_limit_that_is_not_known(value, flag):
    parsed = parse_field([value], "Zr", flags=[flag])
    assert (parsed.values.tolist(), parsed.n_blank) == ([0], 0)
    assert parsed.limit_unknown.tolist() == [True]
    assert parsed.below.tolist() == [False]


@pytest.mark.parametrize("flag", [">", ">=", "≥", "G", "g"])
def test_a_flag_for_above_makes_the_value_the_end_of_the_range(flag):
    parsed = parse_field([10000, 3], "Cu", flags=[flag, None])
    assert parsed.values.tolist() == [10000, 3]
    assert parsed.above.tolist() == [True, False]
    assert not parsed.below.any()


@pytest.mark.parametrize("flag", ["~", "≈", "!", "?", "J"])
def test_an_uncertain_value_is_kept_and_counted(flag):
    parsed = parse_field([3, -2, 0, None], "Cu", flags=[flag] * 4)
    np.testing.assert_array_equal(parsed.values, [3, 2, 0, NAN])
    assert parsed.uncertain.tolist() == [True, True, True, False]
    assert parsed.below.tolist() == [False, True, False, False]
    assert (parsed.n_uncertain, parsed.n_blank) == (3, 1)


def test_empty_flags_change_nothing():
    cells = ["<0.5", "3", "", ">10", "~2", "0", "-9999"]
    plain = parse_field(cells, "Cu")
    empty = [*sorted(BLANK_MARKS), None, NAN, "="]
    for flag in empty:
        flagged = parse_field(cells, "Cu", flags=[flag] * len(cells))
        np.testing.assert_array_equal(flagged.values, plain.values)
        np.testing.assert_array_equal(flagged.below, plain.below)
        np.testing.assert_array_equal(flagged.above, plain.above)
        np.testing.assert_array_equal(flagged.uncertain, plain.uncertain)
        assert flagged.n_blank == plain.n_blank


def test_a_column_of_nan_is_a_column_of_empty_flags():
    parsed = parse_field(np.array([1.0, -2.0]), "Cu", flags=np.array([NAN, NAN]))
    assert parsed.below.tolist() == [False, True]


@pytest.mark.parametrize("flag", ["B", "E", "H", "R", "Y", "x", "1.0", "<!", "<0.5"])
def test_an_unknown_flag_is_refused_with_field_flag_row_and_layer(flag):
    with pytest.raises(InputError) as refusal:
        parse_field([1, 2, 3], "Zr_ppm", flags=["", flag, "<"], layer_name="till.csv")
    message = str(refusal.value)
    assert message.startswith("Field Zr_ppm of till.csv has 1 flag with no known meaning")
    assert f"'{flag}' in row 2" in message
    assert "write '<' for below the limit" in message


def test_of_many_unknown_flags_five_rows_are_named_as_the_caller_names_them():
    with pytest.raises(InputError) as refusal:
        parse_field(range(7), "Zr", flags=["B"] * 7, row_names=[f"S{i}" for i in range(7)])
    assert "7 flags" in str(refusal.value)
    assert "'B' in row S4, ...)" in str(refusal.value)
    assert "S5" not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (">5", "<"),
        ("<5", ">"),
        ("<LOD", "G"),
        (-5, ">"),
        ("-5", "G"),
        (0, ">"),
        ("0", ">="),
        ("", ">"),
        (None, "G"),
        (-9999, "<"),
        (-9999.0, ">"),
    ],
)
def test_a_flag_that_contradicts_its_value_is_refused(value, flag):
    with pytest.raises(InputError) as refusal:
        parse_field(["1", value], "Cu", row_names=["a", "b"], flags=["", flag], layer_name="soils")
    message = str(refusal.value)
    assert message.startswith("Field Cu of soils has 1 value that a flag contradicts")
    assert f"'{'' if value is None else value}' flagged '{flag}' in row b" in message
    assert "row a" not in message


def test_a_limit_beside_a_flag_that_equals_a_code_is_a_limit():
    parsed = parse_field([99, 99, 0], "Cu", not_analysed=(99, 0), flags=["<", "", "<"])
    np.testing.assert_array_equal(parsed.values, [99, NAN, 0])
    assert parsed.below.tolist() == [True, False, False]
    assert parsed.n_not_analysed == 1


def test_in_a_signed_field_a_negative_value_is_no_limit():
    with pytest.raises(InputError, match=r"'-2' flagged '<' in row 2"):
        parse_field([1, -2], "F1", signed=True, flags=["<", "<"])
    parsed = parse_field([2, 0, -2], "F1", signed=True, flags=["<", "<", ">"])
    assert parsed.values.tolist() == [2, 0, -2]
    assert parsed.below.tolist() == [True, True, False]
    assert parsed.above.tolist() == [False, False, True]
    assert parsed.limit_unknown.tolist() == [False, True, False]


@pytest.mark.parametrize("flags", [[], ["<"], ["<", "", ""]])
def test_there_is_one_flag_for_each_value(flags):
    with pytest.raises(InputError, match=rf"Cu of soils has 2 values but {len(flags)} flag"):
        parse_field([1, 2], "Cu", flags=flags, layer_name="soils")


def test_pandas_columns_with_an_index_of_their_own_are_read_by_position():
    pd = pytest.importorskip("pandas")
    values = pd.Series([1.0, 2.0, -9999.0], index=[7, 5, 9])
    flags = pd.Series(["<", None, pd.NA], index=[1, 2, 3])
    assert parse_field(values, "Cu", flags=flags).below.tolist() == [True, False, False]
    with pytest.raises(InputError, match=r"'-9999.0' flagged '<' in row 3"):
        parse_field(values, "Cu", flags=flags.fillna("<"))
