"""The account of what was found in a table."""

import math
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.assays import account_table, flag_field_of, parse_field, read_field_name

pd = pytest.importorskip("pandas")


def row_of(*cells, name="Au_ppb", **more):
    return account_table([parse_field(cells, name, **more)]).iloc[0].to_dict()


def test_a_small_field_is_accounted_for_by_hand():
    cells = ["<0.5", "<1", "-0.5", "0", "bdl", "~3", "4", ">10", "", None, "-9999"]
    found = row_of(*cells)
    assert found == {
        "field": "Au_ppb",
        "analyte": "Au",
        "element": "Au",
        "unit": "ppb",
        "rows": 11,
        "values": 8,
        "blank": 2,
        "not_analysed": 1,
        "below": 3,
        "zero": 2,
        "above": 1,
        "uncertain": 1,
        "limits": "0.5; 1",
        "censored_pct": 62.5,
        "missing_pct": pytest.approx(300 / 11),
        "tie_value": pytest.approx(math.nan, nan_ok=True),
        "tie_count": 0,
    }


def test_limits_are_few_words():
    assert row_of("<0.5", "<20", "<1", "<5")["limits"] == "0.5; 1; 5; 20"
    assert row_of("<0.5", "<20", "<1", "<5", "<2", "<2")["limits"] == "5 limits, 0.5 to 20"
    assert row_of("1", "2")["limits"] == ""


def test_a_tie_is_told_with_its_value_and_count():
    found = row_of(*[0.5] * 6, *range(1, 20))
    assert (found["tie_value"], found["tie_count"]) == (0.5, 6)


def test_an_empty_field_and_a_field_without_rows_have_a_row():
    table = account_table([parse_field([None, ""], "Cu_ppm"), parse_field([], "Zn_ppm")])
    assert table["rows"].tolist() == [2, 0]
    assert table["values"].tolist() == [0, 0]
    assert table["censored_pct"].isna().all()
    assert table["missing_pct"].tolist()[0] == 100
    assert math.isnan(table["missing_pct"][1])


def test_without_fields_the_table_is_empty_and_has_its_columns():
    table = account_table([])
    assert len(table) == 0
    assert list(table.columns) == list(account_table([parse_field([1], "Cu")]).columns)


def test_a_signed_field_has_no_zeros():
    found = row_of("0", "-2", "<0.5", name="F1", signed=True)
    assert (found["below"], found["zero"], found["values"]) == (1, 0, 3)
    assert found["censored_pct"] == pytest.approx(100 / 3)


@pytest.mark.parametrize("seed", range(20))
def test_blank_not_analysed_and_values_make_up_the_rows(seed):
    rng = np.random.default_rng(seed)
    kinds = ["", None, "-9999", "<1", "-2", "0", "bdl", "5", "~5", ">9", math.nan]
    cells = [kinds[i] for i in rng.integers(len(kinds), size=rng.integers(0, 60))]
    flags = rng.choice(["", "~", "!"], size=len(cells))
    found = row_of(*cells, flags=flags)
    assert found["rows"] == len(cells)
    assert found["values"] + found["blank"] + found["not_analysed"] == found["rows"]
    measured = sum(cell in ("5", "~5") for cell in cells)
    assert found["below"] + found["zero"] + found["above"] + measured == found["values"]
    assert found["uncertain"] <= found["values"]


def survey(name, file="samples.csv"):
    path = Path(__file__).resolve().parents[4] / "shared" / "data" / name / file
    if not path.exists():
        pytest.skip(f"the survey {name} is not at hand: {path} does not exist")
    return pd.read_csv(path, low_memory=False)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("clb_till_finland", "samples.csv"),
        ("washington_ngdb_messy", "samples.csv"),
        ("tellus_ireland", "samples.csv"),
        ("nt_streamsed_grid", "samples_core.csv"),
        ("trondelag_soil", "samples.csv"),
    ],
)
def test_the_account_of_a_survey_agrees_with_counts_by_hand(name, file):
    raw = survey(name, file)
    fields = [column for column in raw if read_field_name(column).analyte]
    flag_fields = {field: flag_field_of(field, list(raw), "_flag") for field in fields}
    table = account_table(
        [
            parse_field(raw[field], field, flags=None if flag is None else raw[flag])
            for field, flag in flag_fields.items()
        ]
    ).set_index("field")
    chosen = raw[fields]
    none = pd.Series(0, index=fields)
    assert table.index.tolist() == fields
    assert (table["rows"] == len(raw)).all()
    assert (table["values"] == chosen.notna().sum()).all()
    assert (table["blank"] == chosen.isna().sum()).all()
    assert (table["not_analysed"] == 0).all()
    assert (table["below"] == (chosen < 0).sum()).all()
    assert (table["zero"] == (chosen == 0).sum()).all()
    flagged = {f: (raw[flag] == "!").sum() for f, flag in flag_fields.items() if flag}
    assert (table["uncertain"] == none.add(pd.Series(flagged, dtype=float), fill_value=0)).all()
    censored = 100 * (chosen <= 0).sum() / chosen.notna().sum()
    np.testing.assert_allclose(table["censored_pct"], censored)
    np.testing.assert_allclose(table["missing_pct"], 100 * chosen.isna().mean())


def test_the_account_of_the_nt_survey_shows_its_limits():
    raw = survey("nt_streamsed_grid", "samples_core.csv")
    found = account_table([parse_field(raw["Ag_ppm"], "Ag_ppm")]).iloc[0]
    limits = sorted({-v for v in raw["Ag_ppm"] if v < 0})
    assert found["limits"] == f"{len(limits)} limits, {limits[0]:g} to {limits[-1]:g}"
