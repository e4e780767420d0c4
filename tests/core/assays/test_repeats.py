"""Promises on rows at one place: found, settled by a policy, and none lost."""

import numpy as np
import pytest
from geochem_som.core.assays import parse_field
from geochem_som.core.assays.repeats import REPEATS, find_repeats, resolve_repeats
from geochem_som.core.averages import STATISTICS
from geochem_som.core.errors import InputError
from scipy import stats

NAN = np.nan
NUMPY = {
    "mean": np.nanmean,
    "median": np.nanmedian,
    "geometric_mean": lambda v: stats.gmean(v, nan_policy="omit"),
}


def messy(seed, n=120):
    """Positions of which many repeat, and a column of texts and one of numbers that repeat too."""
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 6, (n, 2)) * 100.0 + 500000.0
    texts = rng.choice(["<0.5", "0.5", ">10", " <0.5 ", "", "7"], n).tolist()
    numbers = rng.choice([1.0, 2.0, NAN], n)
    return xy, {"Au": [t or None for t in texts], "Cu": numbers}


def same_cell(a, b):
    def plain(cell):
        cell = cell.strip() if isinstance(cell, str) else cell
        return None if cell is None or cell == "" or cell != cell else cell

    return plain(a) == plain(b)


def slow_repeats(xy, columns):
    """Place and first equal row of each row, one pair after the other."""
    places, duplicate_of, seen = [], [], []
    for i, position in enumerate(map(tuple, xy)):
        if position not in seen:
            seen.append(position)
        places.append(seen.index(position))
        equal = [
            j
            for j in range(i)
            if places[j] == places[i] and all(same_cell(c[i], c[j]) for c in columns.values())
        ]
        duplicate_of.append(equal[0] if equal else -1)
    return places, duplicate_of


@pytest.mark.parametrize("seed", range(5))
def test_repeats_agree_with_a_slow_comparison_of_all_pairs(seed):
    xy, columns = messy(seed)
    repeats = find_repeats(xy, columns)
    places, duplicate_of = slow_repeats(xy, columns)
    assert repeats.place.tolist() == places
    assert repeats.duplicate_of.tolist() == duplicate_of
    assert repeats.n_places == len(set(places))
    assert repeats.n_sharing == sum(places.count(p) > 1 for p in places)
    assert repeats.n_shared_places == sum(places.count(p) > 1 for p in set(places))
    assert repeats.n_duplicates == sum(d >= 0 for d in duplicate_of) > 0
    assert repeats.n_at_place.tolist() == [places.count(p) for p in places]


def test_a_qualifier_and_a_blank_make_a_difference_where_they_stand():
    xy = np.zeros((6, 2))
    cells = ["0.5", "<0.5", ">0.5", None, "", " <0.5"]
    assert find_repeats(xy, {"Au": cells}).duplicate_of.tolist() == [-1, -1, -1, -1, 3, 1]


def test_read_fields_can_be_compared_by_value_and_flags():
    parsed = parse_field(["<0.5", "-0.5", "0.5", ">0.5", "-9999", ""], "Au")
    columns = {"value": parsed.values, "below": parsed.below, "above": parsed.above}
    repeats = find_repeats(np.zeros((6, 2)), columns)
    assert repeats.duplicate_of.tolist() == [-1, 0, -1, -1, -1, 4]


def test_without_columns_places_are_found_but_no_row_counts_as_repeated():
    repeats = find_repeats([[0, 0], [0.0, -0.0], [1, 0]])
    assert repeats.place.tolist() == [0, 0, 1]
    assert repeats.n_duplicates == 0


def test_a_tolerance_joins_near_positions_link_by_link():
    xy = [[50.0, 0.0], [0.0, 0.0], [8.0, 0.0], [16.0, 0.0], [0.0, 0.0]]
    assert find_repeats(xy).place.tolist() == [0, 1, 2, 3, 1]
    assert find_repeats(xy, tolerance=8.0).place.tolist() == [0, 1, 1, 1, 1]
    assert find_repeats(xy, tolerance=7.9).place.tolist() == [0, 1, 2, 3, 1]


def test_many_rows_at_one_place_are_no_burden():
    repeats = find_repeats(np.zeros((200_000, 2)), tolerance=1.0)
    assert repeats.n_places == 1


def test_sentences_count_and_name_and_are_silent_where_nothing_repeats():
    names = [f"S{i}" for i in range(8)]
    xy = [[0, 0], [1, 1], [0, 0], [2, 2], [1, 1], [0, 0], [3, 3], [1, 1]]
    repeats = find_repeats(xy, {"Cu": [1, 2, 1, 4, 5, 6, 7, 8]})
    assert repeats.sentences(names) == (
        "6 samples lie at 2 places together with others (S0, S2, S5, S1, S4, ...).",
        "1 row repeats an earlier one: same place, same values (S2).",
    )
    assert repeats.sentences()[1].endswith("(3).")
    assert find_repeats([[0, 0], [1, 1]], {"Cu": [1, 1]}).sentences() == ()
    assert find_repeats(np.empty((0, 2))).sentences() == ()


@pytest.mark.parametrize("policy", REPEATS)
@pytest.mark.parametrize("seed", range(3))
def test_rows_in_are_rows_kept_and_rows_listed(policy, seed):
    xy, columns = messy(seed)
    values = np.random.default_rng(seed).uniform(1, 2, (len(xy), 3))
    resolved = resolve_repeats(xy, values, policy=policy, columns=columns)
    assert sorted([*resolved.rows.tolist(), *resolved.rows_left_out]) == list(range(len(xy)))
    assert resolved.values.shape == (len(resolved.rows), 3)
    assert len(resolved.n_averaged) == len(resolved.rows)
    assert resolved.n_averaged.sum() == (len(xy) if policy != "first" else len(resolved.rows))
    settled = find_repeats(xy[resolved.rows])
    assert (settled.n_sharing > 0) == (policy in ("report", "keep"))


@pytest.mark.parametrize("policy", ["report", "keep"])
def test_kept_rows_are_unchanged_and_only_a_report_warns(policy):
    xy, columns = messy(0)
    values = np.arange(len(xy), dtype=float)[:, None]
    resolved = resolve_repeats(xy, values, policy=policy, columns=columns)
    np.testing.assert_array_equal(resolved.values, values)
    assert resolved.n_averaged.tolist() == [1] * len(xy)
    said, silent = resolved.warnings, resolved.steps
    if policy == "keep":
        said, silent = silent, said
    assert len(said) == 2
    assert all(sentence.endswith("; all are kept.") for sentence in said)
    assert silent == ()


def test_of_first_rows_the_others_are_listed_by_name():
    xy = [[5, 5], [0, 0], [5, 5], [5, 5]]
    values = [[1.0], [2.0], [3.0], [NAN]]
    resolved = resolve_repeats(xy, values, ["S001", "S002", "S003", "S004"], policy="first")
    assert resolved.rows.tolist() == [0, 1]
    assert resolved.values.tolist() == [[1.0], [2.0]]
    assert resolved.n_averaged.tolist() == [1, 1]
    assert resolved.rows_left_out == {2: "same place as S001", 3: "same place as S001"}
    assert resolved.steps[-1] == "Only the first row of each place was kept: 4 rows became 2."


@pytest.mark.parametrize("statistic", STATISTICS)
def test_averages_are_those_of_the_rows_of_a_place(statistic):
    xy, _ = messy(4)
    rng = np.random.default_rng(4)
    values = np.exp(rng.normal(size=(len(xy), 2)))
    values[rng.random(values.shape) < 0.1] = NAN
    resolved = resolve_repeats(xy, values, policy="average", statistic=statistic)
    for row, average, count in zip(resolved.rows, resolved.values, resolved.n_averaged):
        there = (xy == xy[row]).all(axis=1)
        assert np.flatnonzero(there)[0] == row
        assert there.sum() == count
        for found, column in zip(average, values[there].T):
            expected = NUMPY[statistic](column) if (~np.isnan(column)).any() else NAN
            np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert all(reason.startswith("averaged into ") for reason in resolved.rows_left_out.values())


@pytest.mark.parametrize("policy", REPEATS)
def test_where_nothing_repeats_every_policy_changes_nothing(policy):
    values = np.array([[1.5, NAN], [2.5, 1.0]])
    resolved = resolve_repeats([[0, 0], [1, 0]], values, policy=policy)
    np.testing.assert_array_equal(resolved.values, values)
    assert resolved.rows.tolist() == [0, 1]
    assert (resolved.rows_left_out, resolved.steps, resolved.warnings) == ({}, (), ())


def test_the_callers_values_are_not_changed():
    values = np.array([[1.0], [3.0]])
    for policy in REPEATS:
        resolve_repeats([[0, 0], [0, 0]], values, policy=policy).values[:] = -1
    assert values.tolist() == [[1.0], [3.0]]


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match="Row 2 has no position"):
        find_repeats([[0, 0], [NAN, 0]])
    with pytest.raises(InputError, match="tolerance is -1"):
        find_repeats([[0, 0]], tolerance=-1)
    with pytest.raises(InputError, match="Field Cu has 1 rows, but there are 2 positions"):
        find_repeats([[0, 0], [1, 1]], {"Cu": [1]})
    with pytest.raises(InputError, match="REPEATS is 'drop'; choose one of report, keep"):
        resolve_repeats([[0, 0]], [[1.0]], policy="drop")
    with pytest.raises(InputError, match="STATISTIC is 'mode'"):
        resolve_repeats([[0, 0]], [[1.0]], statistic="mode")
    with pytest.raises(InputError, match="do not belong to 2 positions"):
        resolve_repeats([[0, 0], [1, 1]], [[1.0]])
