"""What laboratories write, read as numbers."""

import math
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.assays import BLANK_MARKS, parse_field
from geochem_som.core.assays.cells import BELOW_WORDS
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


@pytest.mark.parametrize("text", ["~5", "~ 5", " ~5 ", "≈5"])
def test_a_tilde_keeps_the_value_and_marks_it_uncertain(text):
    parsed = parse_field([text, "5", "<5"], "Cu")
    same(parsed.values, [5, 5, 5])
    assert parsed.uncertain.tolist() == [True, False, False]
    assert parsed.n_uncertain == 1


@pytest.mark.parametrize("text", ["<=5", "≤5", "<= 5", "≤ 5.0"])
def test_at_most_is_read_as_below(text):
    parsed = parse_field([text], "Cu")
    assert (parsed.values.tolist(), parsed.below.tolist()) == ([5.0], [True])


@pytest.mark.parametrize("text", [">=5", "≥5", ">= 5"])
def test_at_least_is_read_as_above(text):
    parsed = parse_field([text], "Cu")
    assert (parsed.values.tolist(), parsed.above.tolist()) == ([5.0], [True])


def test_a_typographers_minus_is_a_minus():
    parsed = parse_field(["−0.5"], "Au")
    assert (parsed.values.tolist(), parsed.below.tolist()) == ([0.5], [True])


@pytest.mark.parametrize("word", sorted(BELOW_WORDS) + ["BDL", "< LOD", "below detection", "Trace"])
def test_words_for_below_are_below_a_limit_that_is_not_known(word):
    parsed = parse_field([word, "3"], "Au")
    same(parsed.values, [0, 3])
    assert not parsed.below.any()
    assert parsed.limit_unknown.tolist() == [True, False]
    assert parsed.limits.size == 0


def test_every_way_to_write_a_zero_is_one_and_the_same_thing():
    cells = ["0", "0.0", "<0", "bdl", "0", ""]
    parsed = parse_field(cells, "Au", flags=["", "", "", "", "<", "<"])
    same(parsed.values, [0] * 6)
    assert parsed.limit_unknown.all()
    assert not parsed.below.any()
    assert (parsed.n_blank, parsed.n_values, parsed.censored_share) == (0, 6, 1)


def test_in_a_signed_field_a_zero_is_a_value_unless_it_is_called_below():
    parsed = parse_field(["0", "-2", "bdl", "<0.5"], "F1", signed=True)
    same(parsed.values, [0, -2, 0, 0.5])
    assert parsed.limit_unknown.tolist() == [False, False, True, False]
    assert parsed.below.tolist() == [False, False, True, True]
    assert parsed.limits.tolist() == [0.5]
    assert parsed.censored_share == 0.5


@pytest.mark.parametrize("text", ["nd", "ND", "n.d.", "N/D"])
def test_not_detected_or_not_determined_is_refused_with_the_way_out(text):
    for flags in (None, ["", ""]):
        with pytest.raises(InputError, match=r"not detected or not determined; write '<' with"):
            parse_field(["1", text], "Cu", flags=flags)


@pytest.mark.parametrize("text", ["~", "~<5", "<~5", ">0", ">", "<>5", "~abc", "b"])
def test_half_a_qualifier_is_no_number(text):
    with pytest.raises(InputError, match="cannot be read as a number"):
        parse_field([text], "Cu")


def test_bytes_are_text():
    for cells in ([b"<0.5", b" 2 ", b"", b"\xe2\x89\xa43"], np.array([b"<0.5", b"2", b"", b"<3"])):
        parsed = parse_field(cells, "Cu")
        same(parsed.values, [0.5, 2, NAN, 3])
        assert parsed.below.tolist() == [True, False, False, True]


def test_masked_values_are_blanks():
    for dtype in (float, int):
        masked = np.ma.masked_array(np.array([1, 2, 3], dtype=dtype), mask=[False, True, False])
        parsed = parse_field(masked, "Cu")
        same(parsed.values, [1, NAN, 3])
        assert parsed.n_blank == 1


def test_numpy_strings_and_missing_values_of_pandas_are_read_in_one_column():
    pd = pytest.importorskip("pandas")
    cells = [np.str_("<1"), pd.NA, None, NAN, np.float32(2), 3, "~4", pd.NaT]
    parsed = parse_field(cells, "Cu")
    same(parsed.values, [1, NAN, NAN, NAN, 2, 3, 4, NAN])
    assert (parsed.n_blank, parsed.n_values, parsed.n_uncertain) == (4, 4, 1)


@pytest.mark.parametrize("cells", [[], [None, None], ["", ""], np.array([]), [NAN, NAN]])
def test_an_empty_column_has_no_values_and_no_findings(cells):
    parsed = parse_field(cells, "Cu")
    assert (parsed.n_values, parsed.n_blank) == (0, len(cells))
    assert parsed.limits.size == 0
    assert parsed.censored_share == 0
    assert math.isnan(parsed.ties[0])
    assert parsed.ties[1] == 0


def test_the_callers_values_and_flags_are_left_alone():
    cells, flags = np.array([0.0, NAN, -1.0]), np.array(["<", "<", "~"])
    parse_field(cells, "Cu", flags=flags)
    same(cells, [0, NAN, -1])
    assert flags.tolist() == ["<", "<", "~"]


# A cell, its flag, and what both mean: kind, value, limit known, uncertain.
CASES = [
    (3.5, "", "measured", 3.5, False),
    ("3.5", "~", "measured", 3.5, True),
    ("~3.5", "", "measured", 3.5, True),
    ("7", "=", "measured", 7, False),
    ("0.2", "<", "below", 0.2, False),
    ("-0.2", "", "below", 0.2, False),
    (-0.2, "L", "below", 0.2, False),
    ("<0.2", "!", "below", 0.2, True),
    ("<0.2", "<", "below", 0.2, False),
    ("99", "<", "below", 99, False),
    ("0", "", "zero", 0, False),
    ("0", "<", "zero", 0, False),
    (None, "U", "zero", 0, False),
    ("bdl", "", "zero", 0, False),
    (">1000", "", "above", 1000, False),
    ("1000", "G", "above", 1000, False),
    (">1000", ">", "above", 1000, False),
    (None, "", "blank", NAN, False),
    ("n/a", "~", "blank", NAN, False),
    ("-9999", "", "not analysed", NAN, False),
    (99, "?", "not analysed", NAN, False),
]


@pytest.mark.parametrize("seed", range(20))
def test_every_row_is_one_thing_and_nothing_is_lost(seed):
    rng = np.random.default_rng(seed)
    cases = [CASES[i] for i in rng.integers(len(CASES), size=rng.integers(1, 80))]
    parsed = parse_field(
        [case[0] for case in cases], "Cu", (-9999, 99), flags=[case[1] for case in cases]
    )
    same(parsed.values, [case[3] for case in cases])
    kinds = [case[2] for case in cases]
    zero = parsed.limit_unknown
    assert parsed.below.tolist() == [kind == "below" for kind in kinds]
    assert zero.tolist() == [kind == "zero" for kind in kinds]
    assert parsed.above.tolist() == [kind == "above" for kind in kinds]
    assert parsed.uncertain.tolist() == [case[4] for case in cases]
    assert parsed.n_blank == kinds.count("blank")
    assert parsed.n_not_analysed == kinds.count("not analysed")
    assert parsed.n_values == len(kinds) - parsed.n_blank - parsed.n_not_analysed
    assert parsed.limits.tolist() == sorted({c[3] for c in cases if c[2] == "below"})
    if parsed.n_values:
        censored = kinds.count("below") + kinds.count("zero")
        assert parsed.censored_share == censored / parsed.n_values


def survey(name):
    pd = pytest.importorskip("pandas")
    path = Path(__file__).resolve().parents[4] / "shared" / "data" / name / "samples.csv"
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    return pd.read_csv(path, low_memory=False)


def test_the_flags_of_the_finnish_till_agree_with_a_count_by_hand():
    table = survey("clb_till_finland")
    names = [name for name in table if name.endswith("_ppm")]
    assert len(names) == 22
    for name in names:
        flags = table[name.replace("_ppm", "_flag")]
        parsed = parse_field(table[name], name, flags=flags)
        lower, value = flags == "<", table[name]
        assert parsed.below.sum() == (lower & (value > 0)).sum()
        assert parsed.limit_unknown.sum() == (value == 0).sum()
        assert parsed.n_uncertain == (flags == "!").sum()
        assert parsed.n_blank == value.isna().sum()
        same(parsed.values, value)
    zr = parse_field(table["Zr_ppm"], "Zr_ppm", flags=table["Zr_flag"])
    assert (zr.below | zr.limit_unknown)[table["Zr_flag"] == "<"].sum() == 166
    th = parse_field(table["Th_ppm"], "Th_ppm", flags=table["Th_flag"])
    assert (th.below | th.limit_unknown)[table["Th_flag"] == "<"].sum() == 19
    assert th.n_uncertain == 153


def test_washington_is_read_with_its_negative_limits_as_numbers_and_as_text():
    table = survey("washington_ngdb_messy")
    names = list(table.columns[list(table.columns).index("Ag") :])
    names.remove("SplWtAu")  # the weight of the split that gold was determined in
    assert len(names) == 71
    parsed = {name: parse_field(table[name], name) for name in names}
    assert sum(int(parsed[name].below.sum()) for name in names) == 96_932
    assert sum(parsed[name].n_values for name in names) == 264_662
    for name in names:
        values = table[name]
        assert parsed[name].below.sum() == (values < 0).sum()
        assert parsed[name].n_blank == values.isna().sum()
        same(parsed[name].limits, sorted(set(-values[values < 0])))
        texts = ["" if math.isnan(v) else str(v).replace("-", "<") for v in values]
        as_text = parse_field(texts, name)
        same(as_text.values, parsed[name].values)
        same(as_text.below, parsed[name].below)
