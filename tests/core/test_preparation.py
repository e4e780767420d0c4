"""From a laboratory's table to the matrix, and an account in which nothing is lost."""

import math
import statistics
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core import preparation
from geochem_som.core.assays import CleaningRules
from geochem_som.core.errors import InputError
from geochem_som.core.transforms import SCALINGS, TRANSFORMS

pd = pytest.importorskip("pandas")

LOG_RATIOS = ("clr", "ilr")
SURVEYS = Path(__file__).resolve().parents[3] / "shared" / "data"
ELEMENTS = ("Cu", "Pb", "Zn", "Au", "As", "Mn", "Fe", "Co")


def prepare_samples(table, fields, **options):
    """With the rules of cleaning among the options; without a transform values are signed."""
    names = CleaningRules.__dataclass_fields__
    rules = {name: value for name, value in options.items() if name in names}
    rules.setdefault("signed", options.get("transform") == "none")
    others = {name: value for name, value in options.items() if name not in names}
    # Half a sample blank is a rule of its own, tested with the cleaning.
    rules.setdefault("max_blank_sample", 100)
    return preparation.prepare_samples(table, fields, rules=CleaningRules(**rules), **others)


def clean(n=30, names=ELEMENTS, seed=0):
    rng = np.random.default_rng(seed)
    return {name: np.exp(rng.normal(size=n)).round(4).tolist() for name in names}


def messy(seed, n=50):
    """A table with non-detects, zeros, codes, blanks and text, and some hopeless fields."""
    rng = np.random.default_rng(seed)
    table = clean(n, seed=seed)
    for share, (name, cells) in zip(rng.permutation(np.linspace(0, 0.35, 8)), table.items()):
        for i in np.flatnonzero(rng.random(n) < share):
            cells[i] = rng.choice(np.array([None, -9999, -0.2, -80, 0.0, math.nan], dtype=object))
        if rng.random() < 0.5:
            table[name] = ["" if v is None else f"< {-v}" if v in (-0.2, -80) else v for v in cells]
    return table


def slow_preparation(table, fields, composition, transform, scaling, max_blank, missing):
    """The rules again, one cell after the other."""
    columns = {}
    for name in [*fields, *(c for c in composition if c not in fields and transform in LOG_RATIOS)]:
        numbers = []  # (value, kind)
        for cell in table[name]:
            below = isinstance(cell, str) and cell.startswith("<")
            cell = cell.lstrip("< ") if isinstance(cell, str) else cell
            value = math.nan if cell in (None, "") else float(cell)
            if math.isnan(value) or value == -9999:
                numbers.append((None, "blank"))
            elif below or (value < 0 and transform != "none"):
                numbers.append((abs(value), "below"))
            elif value == 0 and transform != "none":
                numbers.append((None, "zero"))
            else:
                numbers.append((value, "detected"))
        detected = sorted(v for v, kind in numbers if kind == "detected")
        column = []
        for value, kind in numbers:
            if kind == "below":
                value = value / 2
                if transform != "none" and value > np.percentile(detected, 95):
                    value = None
            elif kind == "zero":
                value = detected[0] / 2
            column.append(value)
        if 100 * column.count(None) / len(column) <= max_blank:
            columns[name] = column
    chosen = [name for name in fields if name in columns]
    rows = []
    for i in range(len(table[fields[0]])):
        if missing == "drop":
            keep = all(column[i] is not None for column in columns.values())
        else:
            keep = any(columns[name][i] is not None for name in chosen)
        if keep:
            rows.append(i)
    for name, column in columns.items():
        median = statistics.median(v for v in column if v is not None)
        columns[name] = [median if v is None else v for v in column]
    X = []
    for i in rows:
        row = [columns[name][i] for name in chosen]
        if transform == "log10":
            row = [math.log10(v) for v in row]
        if transform == "clr":
            parts = [math.log(column[i]) for column in columns.values()]
            row = [math.log(v) - sum(parts) / len(parts) for v in row]
        if transform == "ilr":
            logs = [math.log(column[i]) for column in columns.values()]
            row = []
            for k in range(min(len(chosen), len(logs) - 1)):
                rest = logs[k + 1 :]
                factor = math.sqrt(len(rest) / (len(rest) + 1))
                row.append(factor * (logs[k] - sum(rest) / len(rest)))
        X.append(row)
    for j in range(len(X[0])):
        column = [row[j] for row in X]
        centre, scale = 0, 1
        if scaling == "standard":
            centre, scale = statistics.fmean(column), statistics.pstdev(column)
        if scaling == "robust":
            centre = statistics.median(column)
            scale = 1.4826 * statistics.median(abs(v - centre) for v in column)
        for row in X:
            row[j] = (row[j] - centre) / scale
    return chosen, rows, X


@pytest.mark.parametrize("missing", ["median", "drop"])
@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_the_matrix_agrees_with_a_slow_version_on_messy_tables(transform, scaling, missing):
    fields, composition = ELEMENTS[:5], ELEMENTS[3:]
    for seed in range(4):
        table = messy(seed)
        names, rows, X = slow_preparation(
            table, fields, composition, transform, scaling, 20, missing
        )
        prepared = prepare_samples(
            table,
            fields,
            composition=composition,
            transform=transform,
            scaling=scaling,
            missing=missing,
        )
        assert prepared.fields == tuple(names)
        assert prepared.rows.tolist() == rows
        np.testing.assert_allclose(prepared.X, X, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_nothing_is_lost_in_the_account(seed):
    rng = np.random.default_rng(1000 + seed)
    table = messy(seed)
    transform = str(rng.choice(TRANSFORMS))
    missing = str(rng.choice(["median", "drop"]))
    prepared = prepare_samples(
        table, ELEMENTS[:5], composition=ELEMENTS, transform=transform, missing=missing
    )
    account = prepared.account
    n = len(table["Cu"])
    assert sorted([*prepared.rows.tolist(), *prepared.rows_left_out]) == list(range(n))
    assert list(account.field) == list(ELEMENTS if transform in LOG_RATIOS else ELEMENTS[:5])
    assert (account["values"] + account.blank + account.not_analysed == n).all()
    assert (account.below + account.zero + account.above <= account["values"]).all()
    assert (account.substituted_blanked <= account.below).all()
    assert set(account.field[~account.used]) == set(prepared.fields_left_out)
    assert (account.reason.astype(bool) != account.used).all()
    on_map = account[account.used & (account.role == "map")]
    assert tuple(on_map.field) == prepared.fields
    assert prepared.X.shape == (len(prepared.rows), len(prepared.columns))
    assert prepared.concentrations.shape == (len(prepared.rows), len(prepared.fields))
    assert prepared.element_values.shape == prepared.concentrations.shape
    assert np.isfinite(prepared.X).all()
    if missing == "drop":
        assert account.imputed.sum() == 0
    elif not prepared.rows_left_out:
        used = account[account.used]
        blanks = used.blank + used.not_analysed + used.substituted_blanked
        assert (used.imputed == blanks).all()


def test_concentrations_are_what_the_fitted_transform_started_from():
    for transform in TRANSFORMS:
        prepared = prepare_samples(
            messy(3), ELEMENTS[:5], composition=ELEMENTS, transform=transform, scaling="standard"
        )
        back = prepared.transform_.inverse(prepared.X, prepared.log_centre)
        np.testing.assert_allclose(back, prepared.concentrations, rtol=1e-9, atol=1e-12)
        assert (prepared.log_centre is not None) == (transform in LOG_RATIOS)


def test_values_that_need_nothing_pass_to_the_bit():
    table = {name: (np.array(cells) - 1).tolist() for name, cells in clean().items()}
    prepared = prepare_samples(table, ELEMENTS, transform="none")
    np.testing.assert_array_equal(prepared.X, np.column_stack(list(table.values())))
    assert prepared.warnings == ()
    assert prepared.fields_left_out == {}


def test_a_data_frame_of_any_index_is_a_table_too():
    table = messy(5)
    frame = pd.DataFrame({**table, "lab": ["a", "b"] * 25}, index=range(1000, 1050))
    options = {"transform": "clr", "scaling": "robust"}
    by_columns = prepare_samples(table, ELEMENTS, groups=["a", "b"] * 25, **options)
    by_frame = prepare_samples(frame, ELEMENTS, groups=frame["lab"], **options)
    np.testing.assert_array_equal(by_frame.X, by_columns.X)
    assert by_frame.steps == by_columns.steps


def test_the_same_table_gives_the_same_matrix_to_the_bit():
    first, second = (prepare_samples(messy(5), ELEMENTS, scaling="robust") for _ in range(2))
    assert first.X.tobytes() == second.X.tobytes()
    assert first.steps == second.steps


def test_a_field_at_the_limit_of_blanks_stays_and_one_over_it_goes():
    table = clean(10)
    table["Cu"][:2] = [None, None]
    table["Pb"][:3] = [None, -9999, ""]
    prepared = prepare_samples(table, ELEMENTS)
    assert prepared.fields == tuple(e for e in ELEMENTS if e != "Pb")
    assert prepared.fields_left_out == {"Pb": "30 % blank, over 20 %"}
    assert any("Pb (30 % blank, over 20 %)" in sentence for sentence in prepared.warnings)
    assert "Pb" in prepare_samples(table, ELEMENTS, max_blank=30).fields


def test_substitutes_that_became_blanks_count_as_blanks_of_the_field():
    table = clean(10)
    table["Au"][:3] = [-1000.0] * 3
    prepared = prepare_samples(table, ELEMENTS)
    assert prepared.fields_left_out["Au"] == (
        "30 % blank (3 for a high detection limit), over 20 %"
    )
    assert any("95th percentile" in sentence for sentence in prepared.warnings)


def test_a_field_without_any_value_is_never_used():
    table = clean()
    table["Cu"] = [None] * 30
    prepared = prepare_samples(table, ELEMENTS, max_blank=100)
    assert prepared.fields_left_out == {"Cu": "all values are blank"}


def test_blanks_take_the_median_of_the_concentrations():
    table = clean(11)
    table["Cu"] = [5.0, 1.0, 9.0, 2.0, 7.0, 3.0, None, 8.0, 4.0, 6.0, -9999]
    prepared = prepare_samples(table, ELEMENTS)
    np.testing.assert_array_equal(prepared.concentrations[[6, 10], 0], [5, 5])
    assert prepared.account.imputed[0] == 2
    assert "Blanks, replaced by the field's median: Cu 2." in prepared.steps


def test_drop_leaves_out_fields_first_and_then_rows():
    table = clean(10)
    table["Pb"][:5] = [None] * 5
    table["Cu"][7] = None
    prepared = prepare_samples(table, ELEMENTS, missing="drop")
    assert prepared.rows.tolist() == [0, 1, 2, 3, 4, 5, 6, 8, 9]
    assert prepared.rows_left_out == {7: "blank in Cu"}
    assert "Rows left out: 1 of 10." in prepared.steps
    assert not any("Rows left out" in sentence for sentence in prepared.warnings)


def test_drop_looks_at_the_log_ratio_s_fields_too():
    table = clean(10)
    table["Co"][4] = None
    prepared = prepare_samples(
        table, ELEMENTS[:3], composition=ELEMENTS, transform="clr", missing="drop"
    )
    assert prepared.rows_left_out == {4: "blank in Co"}


def test_a_row_without_any_value_is_not_invented():
    table = clean(10)
    for cells in table.values():
        cells[3] = None
    prepared = prepare_samples(table, ELEMENTS)
    assert prepared.rows_left_out == {3: "no value in any field of the map"}
    assert any("fields has a value there: 1." in sentence for sentence in prepared.warnings)
    assert prepared.account.imputed.sum() == 0


def test_a_row_with_values_in_the_log_ratio_s_fields_alone_is_not_invented_either():
    table = clean(10)
    table["Cu"][3] = table["Au"][3] = table["Fe"][5] = None
    table["Fe"][3] = 1e6
    prepared = prepare_samples(table, ("Cu", "Au"), composition=ELEMENTS, transform="clr")
    assert prepared.rows_left_out == {3: "no value in any field of the map"}
    # Fe's median is that of all nine values it has.
    median = statistics.median(v for v in table["Fe"] if v is not None)
    row = [median if name == "Fe" else table[name][5] for name in ELEMENTS]
    mean_log = sum(math.log(v) for v in row) / len(row)
    assert prepared.log_centre[prepared.rows == 5][0] == pytest.approx(mean_log)


def test_the_log_ratio_is_taken_over_fields_and_composition_together():
    table = clean()
    prepared = prepare_samples(table, ("Cu", "Au"), composition=("Au", "Fe", "Mn"), transform="clr")
    assert prepared.transform_.parts == ("Cu", "Au", "Fe", "Mn")
    assert list(prepared.account.role) == ["map", "map", "log-ratio only", "log-ratio only"]
    for i, x in enumerate(prepared.X):
        logs = [math.log(table[name][i]) for name in ("Cu", "Au", "Fe", "Mn")]
        np.testing.assert_allclose(x, [log - sum(logs) / 4 for log in logs[:2]], atol=1e-12)
        assert prepared.log_centre[i] == pytest.approx(sum(logs) / 4)


def test_composition_fields_that_cannot_be_used_are_listed():
    table = clean()
    table["Fe"][:10] = [None] * 10
    table["Mn"] = [-1.0, -2.0] * 15
    table["Co"] = [0.0] * 30
    prepared = prepare_samples(table, ("Cu", "Au"), composition=ELEMENTS, transform="clr")
    assert prepared.transform_.parts == ("Cu", "Au", "Pb", "Zn", "As")
    assert sorted(prepared.fields_left_out) == ["Co", "Fe", "Mn"]
    assert prepared.fields_left_out["Mn"] == "nothing was detected"


def test_a_log_ratio_over_under_eight_fields_suggests_log10():
    def warned(transform, names):
        prepared = prepare_samples(clean(), names, transform=transform)
        return any("use log10" in sentence for sentence in prepared.warnings)

    assert warned("clr", ELEMENTS[:7])
    assert not warned("clr", ELEMENTS)
    assert not warned("log10", ELEMENTS[:3])


def test_fields_lost_to_blanks_count_for_the_eight():
    table = clean()
    table["Fe"] = [None] * 30
    prepared = prepare_samples(table, ELEMENTS, transform="clr")
    assert any("only 7 fields" in sentence for sentence in prepared.warnings)


def test_without_a_log_ratio_the_composition_is_not_even_read():
    table = clean() | {"note": ["wet"] * 30}
    prepared = prepare_samples(table, ELEMENTS[:3], composition=("note",))
    assert any("COMPOSITION was not used" in sentence for sentence in prepared.steps)


def test_scores_with_signs_are_no_detection_limits():
    rng = np.random.default_rng(0)
    scores = {name: rng.normal(size=20) for name in ("F1", "F2")}
    prepared = prepare_samples(scores, ("F1", "F2"), transform="none")
    np.testing.assert_array_equal(prepared.X[:, 0], scores["F1"])
    assert (prepared.account[["below", "zero"]] == 0).all(axis=None)


def test_the_steps_tell_with_counts_what_was_done():
    table = clean()
    table["Cu"][:3] = ["<0.5", "<0.5", ">1000"]
    table["Au"][:4] = [-0.01, 0.0, -9999, ""]
    prepared = prepare_samples(table, ELEMENTS, scaling="standard", layer_name="soils")
    assert prepared.steps == (
        "30 rows and 8 fields were read from soils.",
        "Blank as delivered: Au 1.",
        "Not-analysed codes (-9999), read as blank: Au 1.",
        "Values below the detection limit, replaced by half the limit: Cu 2, Au 1.",
        "Zeros, replaced by half the field's smallest positive value: Au 1.",
        "Values above range, read as the range's end: Cu 1.",
        "Blanks, replaced by the field's median: Au 2.",
        "The values were transformed with log10.",
        "Each field was scaled to mean 0 and standard deviation 1.",
        "30 rows and 8 fields remain: Cu, Pb, Zn, Au, As, Mn, Fe, Co.",
    )
    assert prepared.warnings == ()


def test_fifty_fields_do_not_make_a_long_log():
    names = tuple(f"E{i}" for i in range(50))
    table = clean(names=names)
    for cells in table.values():
        cells[:4] = [-0.1, 0.0, None, -500.0]
    prepared = prepare_samples(table, names, transform="clr")
    assert len(prepared.steps) + len(prepared.warnings) < 15


def refusal(table, fields=ELEMENTS, **options):
    with pytest.raises(InputError) as caught:
        prepare_samples(table, fields, layer_name="soils", **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_an_empty_layer_is_refused():
    assert "no rows in soils" in refusal({name: [] for name in ELEMENTS})


def test_unknown_and_repeated_fields_are_refused():
    assert "no field Xx in soils" in refusal(clean(), ("Cu", "Xx"))
    assert "no field Yy" in refusal(clean(), composition=("Yy",), transform="clr")
    assert "FIELDS names Cu more than once" in refusal(clean(), ("Cu", "Au", "Cu"))
    assert "COMPOSITION names Fe more" in refusal(
        clean(), composition=("Fe", "Fe"), transform="clr"
    )


def test_too_few_fields_are_refused_with_the_reason_of_each():
    assert "at least 2 fields" in refusal(clean(), ("Cu",))
    table = clean(10)
    table["Pb"][:4] = [None] * 4
    message = refusal(table, ("Cu", "Pb"))
    assert "Pb: 40 % blank, over 20 %" in message
    assert "MAX_BLANK" in message


def test_fields_without_any_value_are_refused():
    assert "empty or not analysed" in refusal({name: [None, -9999] for name in ELEMENTS})


def test_constant_fields_are_refused_by_name():
    table = clean()
    table["Zn"] = [4.0] * 29 + [None]
    table["Mn"] = ["4"] * 30
    assert "Fields Zn, Mn of soils have the same value" in refusal(table)


def test_fields_in_which_nothing_was_detected_are_left_out_and_listed():
    table = clean()
    table["Zn"] = [0.0] * 30
    table["Mn"] = [-1.0, -2.0, 0.0] * 10
    prepared = prepare_samples(table, ELEMENTS)
    assert prepared.fields_left_out == dict.fromkeys(("Zn", "Mn"), "nothing was detected")
    assert any("Zn, Mn (nothing was detected)" in warning for warning in prepared.warnings)
    message = refusal(table, ("Cu", "Zn"))
    assert "Zn: nothing was detected" in message


def test_text_and_infinite_values_are_refused_by_row():
    table = clean()
    table["Cu"][4] = "lost"
    names = [f"S{i}" for i in range(30)]
    assert "Cu of soils has 1 value" in refusal(table)
    assert "'lost' in row S4" in refusal(table, row_names=names)
    table["Cu"][4] = math.inf
    assert "row S4" in refusal(table, row_names=names)


def test_drop_that_leaves_no_row_is_refused_with_the_worst_fields():
    table = clean(8)
    for i, cells in enumerate(table.values()):
        cells[i] = None
    message = refusal(table, missing="drop")
    assert "8 of the 8 rows" in message
    assert "Cu 1" in message
    assert "median" in message


def test_one_sample_is_no_survey():
    assert "fewer than 2 samples" in refusal(clean(1)).lower()


def test_one_sample_and_constant_fields_can_be_cleaned_where_no_map_is_wanted():
    alone = prepare_samples(clean(1), ELEMENTS, transform="none", signed=False, for_map=False)
    assert len(alone.X) == 1
    table = clean()
    table["Cu"] = [3.0] * 30
    kept = prepare_samples(table, ELEMENTS, transform="log10", for_map=False)
    assert kept.X[:, 0].tolist() == [math.log10(3.0)] * 30
    assert any("one and the same value in Cu." in sentence for sentence in kept.warnings)
    message = refusal(table, for_map=False, scaling="standard")
    assert "Field Cu of soils has the same value" in message


def test_samples_that_became_one_are_refused_with_the_reason():
    message = refusal(clean(5), xy=np.zeros((5, 2)), repeats="average")
    assert "only 1 sample can be used (4 averaged into 1)" in message


def test_a_ratio_needs_two_elements():
    for transform in LOG_RATIOS:
        message = refusal(clean(), ("Cu",), transform=transform, least_fields=1)
        assert "only Cu can be used" in message


def test_nearest_samples_of_scores_are_not_claimed():
    rng = np.random.default_rng(0)
    scores = {name: rng.normal(size=20).tolist() for name in ("F1", "F2")}
    scores["F1"][3] = None
    prepared = prepare_samples(scores, ("F1", "F2"), transform="none", missing="knn")
    assert prepared.X[3, 0] == np.median(np.delete(np.array(scores["F1"], dtype=float), 3))
    said = "Blanks, replaced by the field's median (knn needs concentrations, TRANSFORM is none)"
    assert f"{said}: F1 1." in prepared.steps
    assert not any("nearest" in sentence for sentence in prepared.steps)


def test_spaces_around_a_group_s_name_make_no_group_of_its_own():
    groups = ["north", " north", "south"] * 10
    prepared = prepare_samples(clean(), ELEMENTS, groups=groups)
    assert prepared.transform_.levels.groups == ("north", "south")


def test_robust_scaling_names_the_field_that_is_mostly_its_limit():
    table = clean()
    table["Au"][:20] = [-0.01] * 20
    assert "Field Au of soils" in refusal(table, scaling="robust")


def test_unknown_options_and_uneven_columns_are_refused():
    assert "TRANSFORM is 'log'" in refusal(clean(), transform="log")
    assert "SCALING is 'x'" in refusal(clean(), scaling="x")
    assert "MISSING is 'x'" in refusal(clean(), missing="x")
    assert "MAX_BLANK is 101" in refusal(clean(), max_blank=101)
    assert "MAX_BLANK is nan" in refusal(clean(), max_blank=math.nan)
    assert "Au has 3" in refusal(clean() | {"Au": [1.0, 2.0, 3.0]})
    assert "row_names has 1" in refusal(clean(), row_names=["a"])


@pytest.fixture(scope="module")
def territory():
    path = SURVEYS / "nt_streamsed_grid" / "samples_core.csv"
    if not path.exists():
        pytest.skip(f"the real survey is not here: {path}")
    return pd.read_csv(path)


def test_a_real_survey_is_counted_as_pandas_counts_it(territory):
    elements = [name for name in territory if name.endswith(("_ppm", "_ppb", "_pct"))]
    table = territory[elements]
    account = prepare_samples(
        {name: table[name].tolist() for name in elements}, elements
    ).account.set_index("field")
    assert len(account) == 14
    assert (account.blank == table.isna().sum()).all()
    assert (account.below == (table < 0).sum()).all()
    assert (account.zero == (table == 0).sum()).all()
    assert account.below.sum() > 1000


def test_a_real_survey_read_as_text_gives_the_same_matrix(territory):
    elements = [name for name in territory if name.endswith(("_ppm", "_ppb", "_pct"))]
    numbers = {name: territory[name].to_numpy() for name in elements}
    texts = {
        name: ["" if math.isnan(v) else f"<{-v!r}" if v < 0 else repr(v) for v in column.tolist()]
        for name, column in numbers.items()
    }
    options = {"transform": "clr", "scaling": "standard"}
    np.testing.assert_array_equal(
        prepare_samples(texts, elements, **options).X,
        prepare_samples(numbers, elements, **options).X,
    )
