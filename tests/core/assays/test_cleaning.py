"""From a laboratory's table to complete, marked numbers, by rule and without losing a row."""

import math
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.assays.cleaning import CleaningRules, clean_assays
from geochem_som.core.assays.field_state import (
    ABOVE_RANGE,
    BLANK,
    MEASURED,
    NON_DETECT,
    UNCERTAIN,
)
from geochem_som.core.assays.non_detects import NON_DETECTS
from geochem_som.core.assays.rules import MISSING
from geochem_som.core.errors import Cancelled, InputError

pd = pytest.importorskip("pandas")

SURVEYS = Path(__file__).resolve().parents[4] / "shared" / "data"
ELEMENTS = ("Cu_ppm", "Pb_ppm", "Zn_ppm", "Au_ppb", "Fe_pct")


def table(n=40, seed=0):
    rng = np.random.default_rng(seed)
    return {name: np.exp(rng.normal(size=n)).round(4).tolist() for name in ELEMENTS}


def messy(seed, n=60):
    """Measured values among limits, zeros, codes, blanks, ranges' ends and doubts."""
    rng = np.random.default_rng(seed)
    cells = table(n, seed)
    for name in ELEMENTS:
        share = rng.uniform(0, 0.3)
        for i in np.flatnonzero(rng.random(n) < share):
            cells[name][i] = ["<0.3", "-0.3", "0", "-9999", "", None, ">50", "~2"][rng.integers(8)]
    return cells


def clean(raw, fields=ELEMENTS, **options):
    names = set(CleaningRules.__dataclass_fields__)
    rules = CleaningRules(**{k: v for k, v in options.items() if k in names})
    others = {k: v for k, v in options.items() if k not in names}
    return clean_assays(raw, fields, rules=rules, layer_name="soils", **others)


def refusal(raw, fields=ELEMENTS, **options):
    with pytest.raises(InputError) as caught:
        clean(raw, fields, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("missing", MISSING)
def test_no_row_and_no_field_is_lost_whatever_the_rules(seed, missing):
    rng = np.random.default_rng(seed)
    n = 60
    found = clean(
        messy(seed),
        missing=missing,
        non_detects=str(rng.choice(NON_DETECTS)),
        repeats=str(rng.choice(["report", "keep", "average", "first"])),
        max_blank=float(rng.choice([5, 20])),
        xy=rng.integers(0, 40, size=(n, 1)) * [1.0, 1.0],
        groups=rng.choice(np.array(["a", "b", None], dtype=object), size=n).tolist(),
    )
    assert sorted([*found.rows.tolist(), *found.rows_left_out]) == list(range(n))
    assert sorted([*found.fields, *found.fields_left_out]) == sorted(ELEMENTS)
    assert all(found.rows_left_out.values())
    assert found.values.shape == found.marks.shape == (len(found.rows), len(found.fields))
    assert np.isfinite(found.values).all()
    assert (found.values > 0).all()
    account = found.account
    assert (account["values"] + account.blank + account.not_analysed == n).all()
    assert (account.reason.astype(bool) != account.used).all()


@pytest.mark.parametrize("method", NON_DETECTS)
def test_every_number_that_was_not_measured_is_marked(method):
    raw = table()
    raw["Cu_ppm"][:6] = ["<0.5", 0, "-9999", "", ">900", "~3"]
    found = clean(raw, non_detects=method)
    expected = [NON_DETECT, NON_DETECT, BLANK, BLANK, ABOVE_RANGE, UNCERTAIN, MEASURED]
    assert found.marks[:7, 0].tolist() == expected
    assert (found.marks[7:] == MEASURED).all()
    assert (found.marks[:, 1:] == MEASURED).all()
    np.testing.assert_array_equal(found.values[4:, 0], [900, 3, *raw["Cu_ppm"][6:]])


def test_a_flag_beside_a_zero_is_a_non_detect_and_an_exclamation_mark_a_doubt():
    raw = table()
    raw["Cu_ppm"][:3] = [0.0, 0.4, 7.0]
    flags = {"Cu_ppm": ["<", "<", "!", *[None] * 37]}
    found = clean(raw, flags=flags)
    assert found.marks[:4, 0].tolist() == [NON_DETECT, NON_DETECT, UNCERTAIN, MEASURED]
    assert found.values[1, 0] == 0.2
    assert found.account.loc[0, ["zero", "below", "uncertain"]].tolist() == [1, 1, 1]


def test_a_field_at_the_share_of_non_detects_stays_and_one_over_it_goes():
    raw = table()
    raw["Au_ppb"][:32] = ["<0.01"] * 32  # 80 %
    assert "Au_ppb" in clean(raw).fields
    raw["Au_ppb"][32] = 0
    found = clean(raw)
    assert found.fields_left_out == {"Au_ppb": "82.5 % below the limit, over 80 %"}
    assert "Au_ppb" in clean(raw, max_censored=90).fields


def test_blanks_do_not_count_for_the_share_of_non_detects():
    raw = table()
    raw["Au_ppb"][:7] = [None] * 7
    raw["Au_ppb"][7:34] = ["<0.01"] * 27  # 27 of 33 values are 81.8 %, 27 of 40 rows 67.5 %
    assert "Au_ppb" in clean(raw).fields_left_out


def test_a_field_in_which_nothing_was_detected_is_left_out_and_listed():
    raw = table()
    raw["Zn_ppm"] = ["<5"] * 40
    found = clean(raw, max_censored=100)
    assert found.fields_left_out == {"Zn_ppm": "nothing was detected"}


def test_a_sample_with_too_many_blanks_is_left_out_and_listed():
    raw = table()
    for name in ELEMENTS[:3]:
        raw[name][5] = None
    for name in ELEMENTS[:2]:
        raw[name][6] = None
    found = clean(raw)
    assert found.rows_left_out == {5: "3 of 5 fields blank, over 50 %"}
    assert 5 in clean(raw, max_blank_sample=60).rows
    assert clean(raw, max_blank_sample=0).rows_left_out.keys() == {5, 6}


def test_a_sample_without_a_value_is_left_out_even_where_all_blanks_are_allowed():
    raw = table()
    for name in ELEMENTS:
        raw[name][5] = None
    found = clean(raw, max_blank_sample=100)
    assert found.rows_left_out == {5: "no value in any field of the map"}


def test_median_knn_and_drop_treat_a_blank_each_in_their_way():
    raw = table()
    raw["Cu_ppm"][4] = None
    rest = np.delete(np.array(raw["Cu_ppm"], dtype=float), 4)
    assert clean(raw, missing="median").values[4, 0] == np.median(rest)
    nearest = clean(raw, missing="knn")
    assert rest.min() / 50 < nearest.values[4, 0] < rest.max() * 50
    assert nearest.values[4, 0] != np.median(rest)
    assert nearest.marks[4, 0] == BLANK
    assert clean(raw, missing="drop").rows_left_out == {4: "blank in Cu_ppm"}


def test_nearest_samples_know_a_blank_of_a_proportional_table():
    rng = np.random.default_rng(2)
    size = np.exp(rng.normal(size=30))
    raw = {name: (size * k).tolist() for k, name in enumerate(ELEMENTS, start=1)}
    raw["Zn_ppm"][7] = None
    assert clean(raw, missing="knn").values[7, 2] == pytest.approx(3 * size[7])


def test_samples_at_one_place_become_one_where_wished():
    raw = table(6)
    xy = [(0, 0), (1, 0), (0, 0), (2, 0), (3, 0), (1, 0)]
    names = [f"S{i}" for i in range(6)]
    kept = clean(raw, xy=xy, row_names=names, repeats="report")
    assert len(kept.rows) == 6
    assert "4 samples lie at 2 places" in kept.repeats_warnings[0]
    first = clean(raw, xy=xy, row_names=names, repeats="first")
    assert first.rows_left_out == {2: "same place as S0", 5: "same place as S1"}
    np.testing.assert_array_equal(first.values[0], [raw[e][0] for e in ELEMENTS])
    mean = clean(raw, xy=xy, row_names=names, repeats="average")
    assert mean.rows_left_out == {2: "averaged into S0", 5: "averaged into S1"}
    np.testing.assert_allclose(mean.values[1], [(raw[e][1] + raw[e][5]) / 2 for e in ELEMENTS])
    assert mean.n_averaged.tolist() == [2, 2, 1, 1]


def test_an_average_with_a_substitute_in_it_is_no_measurement():
    raw = table(6)
    raw["Cu_ppm"][2] = "<0.001"
    raw["Pb_ppm"][2] = None
    xy = [(0, 0), (1, 0), (0, 0), (2, 0), (3, 0), (4, 0)]
    mean = clean(raw, xy=xy, repeats="average")
    assert mean.marks[0].tolist() == [NON_DETECT, MEASURED, MEASURED, MEASURED, MEASURED]
    assert mean.values[0, 1] == raw["Pb_ppm"][0]


def test_a_blank_beside_a_doubtful_value_does_not_take_the_doubt_away():
    raw = table(6)
    raw["Cu_ppm"][:4] = ["~3", None, ">900", None]
    xy = [(0, 0), (0, 0), (1, 0), (1, 0), (3, 0), (4, 0)]
    mean = clean(raw, xy=xy, repeats="average", max_blank=50)
    assert mean.values[:2, 0].tolist() == [3.0, 900.0]
    assert mean.marks[:3, 0].tolist() == [UNCERTAIN, ABOVE_RANGE, MEASURED]


def test_a_place_without_any_value_stays_a_blank():
    raw = table(6)
    raw["Cu_ppm"][:2] = [None, -9999]
    xy = [(0, 0), (0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]
    mean = clean(raw, xy=xy, repeats="average", max_blank=50)
    assert mean.marks[:, 0].tolist() == [BLANK, *[MEASURED] * 4]


def test_when_no_sample_is_left_the_refusal_counts_the_reasons():
    message = refusal(table(6), ELEMENTS, groups=[None] * 6)
    assert "No sample of" in message
    assert "6 no group in LEVEL_FIELD" in message


def test_a_sample_without_a_group_cannot_be_levelled_and_is_listed():
    groups = ["a"] * 38 + [None, " "]
    found = clean(table(), groups=groups)
    reason = "no group in LEVEL_FIELD"
    assert found.rows_left_out == {38: reason, 39: reason}


def test_multiplicative_replacement_needs_units_and_the_refusal_names_the_field():
    raw = {**table(), "Ni": [1.0] * 39 + ["<0.5"]}
    message = refusal(raw, (*ELEMENTS, "Ni"), non_detects="multiplicative")
    assert "Ni" in message
    assert "unit" in message


def test_the_same_rules_and_seed_give_the_same_numbers_to_the_bit():
    for method in NON_DETECTS:
        first, second = (clean(messy(3), non_detects=method, missing="knn") for _ in range(2))
        np.testing.assert_array_equal(first.values, second.values)


def test_rules_out_of_range_are_refused_by_name():
    assert "MAX_CENSORED is 101" in refusal(table(), max_censored=101)
    assert "MAX_BLANK_SAMPLE is nan" in refusal(table(), max_blank_sample=math.nan)
    assert "NON_DETECTS is 'x'" in refusal(table(), non_detects="x")
    assert "REPEATS is 'x'" in refusal(table(), repeats="x")


def test_where_no_field_remains_the_refusal_gives_the_reason_of_each():
    raw = {name: ["<1"] * 40 for name in ELEMENTS}
    message = refusal(raw)
    assert "Cu_ppm: nothing was detected" in message
    assert "MAX_CENSORED" in message


def test_no_fields_and_no_rows_are_refused():
    assert "No field of soils is chosen" in refusal(table(), ())
    assert "no rows in soils" in refusal({name: [] for name in ELEMENTS})


def test_the_nearest_samples_can_be_stopped():
    with pytest.raises(Cancelled):
        clean(messy(1), missing="knn", progress=lambda fraction: False)


def survey(folder, file):
    path = SURVEYS / folder / file
    if not path.exists():
        pytest.skip(f"the real survey is not here: {path}")
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_the_flags_of_the_finnish_tills_are_counted_as_they_stand():
    raw = survey("clb_till_finland", "samples.csv")
    fields = [name for name in raw if name.endswith("_ppm")]
    flags = {name: raw[name.replace("_ppm", "_flag")].tolist() for name in fields}
    found = clean_assays({name: raw[name].tolist() for name in fields}, fields, flags=flags)
    account = found.account.set_index("field")
    for name in fields:
        flag = raw[name.replace("_ppm", "_flag")]
        zero = raw[name].astype(float) == 0  # also without a flag
        doubt = int((flag == "!").sum())
        assert (
            account.loc[name, "below"] + account.loc[name, "zero"] == ((flag == "<") | zero).sum()
        )
        assert account.loc[name, "uncertain"] == doubt
    assert (raw["Zr_flag"] == "<").sum() == 166 < account.loc["Zr_ppm", "zero"]
    assert account.loc["Th_ppm", "uncertain"] == 153
    assert len(found.rows) == 1112
    assert (found.marks == NON_DETECT).sum() == (account.below + account.zero).sum()


def test_washington_s_negative_limits_and_sparse_columns_are_accounted_for():
    raw = survey("washington_ngdb_messy", "samples.csv")
    first = list(raw.columns).index("Ag")
    fields = [name for name in raw.columns[first:] if name != "SplWtAu"]  # a sample's weight
    numbers = raw[fields].apply(pd.to_numeric)
    found = clean_assays({name: raw[name].tolist() for name in fields}, fields)
    account = found.account.set_index("field")
    assert int((account.below).sum()) == int((numbers < 0).sum().sum()) == 96_932
    assert int(account["values"].sum()) == 264_662
    assert (account.blank == numbers.isna().sum()).all()
    for name in fields:
        column = numbers[name].dropna()
        blank = 100 * (1 - len(column) / len(raw))
        censored = 100 * (column <= 0).mean() if len(column) else 0.0
        if blank > 20 or censored > 80:
            assert name in found.fields_left_out
    assert len(found.rows) + len(found.rows_left_out) == 8451


def test_the_irish_surveys_keep_the_elements_that_all_three_have():
    raw = survey("tellus_ireland", "samples.csv")
    fields = [name for name in raw if name.endswith(("_ppm", "_ppb", "_pct"))]
    found = clean_assays(
        {name: raw[name].tolist() for name in fields},
        fields,
        xy=raw[["x", "y"]].astype(float).to_numpy(),
        rules=CleaningRules(repeats="first"),
        groups=raw["survey"].tolist(),
    )
    shared = [f for f in fields if (raw.groupby("survey")[f].agg(lambda c: (c != "").any())).all()]
    assert len(shared) > 30
    assert set(shared) <= set(found.fields)
    assert set(found.fields) == {f for f in fields if (raw[f] == "").mean() <= 0.2}
    repeated = int(raw.duplicated(["x", "y"]).sum())
    assert repeated > 0
    assert sum("same place" in reason for reason in found.rows_left_out.values()) == repeated
    assert len(found.rows) + len(found.rows_left_out) == 11_382


def test_the_territory_s_cells_are_counted_as_pandas_counts_them():
    raw = survey("nt_streamsed_grid", "samples_core.csv")
    fields = [name for name in raw if name.endswith(("_ppm", "_ppb", "_pct"))]
    numbers = raw[fields].apply(pd.to_numeric)
    found = clean_assays({name: raw[name].tolist() for name in fields}, fields)
    account = found.account.set_index("field")
    assert (account.below == (numbers < 0).sum()).all()
    assert (account.zero == (numbers == 0).sum()).all()
    assert (account.blank == numbers.isna().sum()).all()
    kept = [name for name in fields if numbers[name].isna().mean() <= 0.2]
    assert set(found.fields) <= set(kept)
