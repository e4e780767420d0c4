"""What can be told from a field that was read."""

import math
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.assays import ParsedField, parse_field

NAN = math.nan


def test_a_field_built_without_uncertain_values_has_none():
    values = np.array([1.0, NAN])
    none = np.zeros(2, dtype=bool)
    field = ParsedField("Cu", values, none, none, 1, 0)
    assert field.uncertain.tolist() == [False, False]
    assert (field.n_uncertain, field.n_values) == (0, 1)


def test_limits_are_the_distinct_limits_in_order():
    parsed = parse_field(["<5", "-0.5", "<0.5", "5", "bdl", "0", ">20", ""], "Au")
    assert parsed.limits.tolist() == [0.5, 5]


def test_the_censored_share_is_of_the_values():
    parsed = parse_field(["<5", "0", "bdl", "3", ">9", "", "-9999"], "Au")
    assert parsed.censored_share == 3 / 5


def rising(counts, step=0.01, lowest=0.01):
    """Values lowest, lowest + step, ..., each as often as told."""
    return np.repeat(lowest + step * np.arange(len(counts)), counts)


def background(n=500, seed=0):
    """Measured values, finely resolved, above 1."""
    return 1 + np.round(np.random.default_rng(seed).lognormal(size=n), 3)


def test_a_substituted_half_limit_is_found():
    values = np.concatenate([np.full(40, 0.5), background()])
    assert parse_field(values, "Au").ties == (0.5, 40)


def test_measured_values_have_no_tie():
    for seed in range(20):
        assert parse_field(background(seed=seed), "Au").ties[1] == 0


def test_a_tie_takes_five_values_and_two_percent():
    few = background(20)
    assert parse_field(np.concatenate([np.full(5, 0.5), few]), "Au").ties == (0.5, 5)
    assert parse_field(np.concatenate([np.full(4, 0.5), few]), "Au").ties[1] == 0
    many = background(490)
    assert parse_field(np.concatenate([np.full(10, 0.5), many]), "Au").ties == (0.5, 10)
    assert parse_field(np.concatenate([np.full(9, 0.5), many]), "Au").ties[1] == 0


def test_the_share_is_of_all_values_not_only_the_detected():
    cells = [*["<0.1"] * 500, *["0.5"] * 5, *background(20)]
    assert parse_field(cells, "Au").ties[1] == 0


def test_the_smallest_value_has_to_outnumber_the_next_five():
    assert parse_field(rising([30, 10, 29, 20, 20, 29, 40]), "Au").ties == (0.01, 30)
    assert parse_field(rising([30, 10, 29, 20, 20, 30, 40]), "Au").ties[1] == 0


def test_the_low_end_of_rounded_values_is_no_tie():
    assert parse_field(rising([5, 12, 30, 60, 80, 70, 40, 20, 8]), "Au").ties[1] == 0


def test_a_spike_above_the_smallest_value_is_found_where_surveys_were_joined():
    counts = [25, 30, 200, 35, 40, 45, 50, 55]
    found = parse_field(rising(counts), "Ag").ties
    assert found == (pytest.approx(0.03), 200)
    # Twice the one before and the next five, and not a value less.
    assert parse_field(rising([25, 30, 101, 35, 40, 45, 50, 50]), "Ag").ties[1] == 101
    assert parse_field(rising([25, 30, 100, 35, 40, 45, 50, 50]), "Ag").ties[1] == 0
    assert parse_field(rising([25, 50, 100, 35, 40, 45, 40, 40]), "Ag").ties[1] == 0


def test_a_spike_is_looked_for_among_the_six_smallest_values():
    assert parse_field(rising([1, 1, 1, 1, 1, 90, 9, 9, 9, 9, 9]), "Ag").ties[1] == 90
    assert parse_field(rising([1, 1, 1, 1, 1, 1, 90, 9, 9, 9, 9]), "Ag").ties[1] == 0


def test_a_field_of_one_value_is_tied():
    assert parse_field([0.1] * 50, "Te").ties == (0.1, 50)


def test_the_lowest_step_of_a_laboratory_that_gives_its_limit_is_no_tie():
    cells = [*["<1"] * 20, *["1"] * 40, *[str(2 * v) for v in background()]]
    assert parse_field(cells, "Be").ties[1] == 0
    assert parse_field(["<2" if cell == "<1" else cell for cell in cells], "Be").ties == (1, 40)


def test_limits_and_ends_of_the_range_are_no_ties():
    cells = [*["<0.5"] * 50, *["0"] * 50, *[">0.7"] * 50, *background(100)]
    assert parse_field(cells, "Au").ties[1] == 0


def test_signed_fields_have_no_ties():
    assert parse_field([0.5] * 50, "F1", signed=True).ties[1] == 0


def ties_of(survey, suffixes=("_ppm", "_ppb", "_pct"), file="samples.csv"):
    pd = pytest.importorskip("pandas")
    path = Path(__file__).resolve().parents[4] / "shared" / "data" / survey / file
    if not path.exists():
        pytest.skip(f"the survey {survey} is not at hand: {path} does not exist")
    table = pd.read_csv(path, low_memory=False)
    parsed = [parse_field(table[name], name) for name in table if name.endswith(suffixes)]
    return {p.name.split("_")[0]: p.ties[0] for p in parsed if p.ties[1]}, table


def test_the_substituted_limits_of_trondelag_are_found():
    ties, table = ties_of("trondelag_soil")
    assert len(ties) == 23
    # The survey's description names these as heavily substituted.
    assert set(ties) >= {"Au", "Ag", "Se", "Te", "Re", "Pd", "Pt"}
    # No value lies between half a limit and the limit.
    for element, value in ties.items():
        column = table[f"{element}_ppm"]
        assert column.min() == value
        if element != "Hg":  # its half limit was rounded up, from 0.0025 to 0.003
            assert column[column > value].min() >= 2 * value * (1 - 1e-12)


def test_the_spikes_of_tellus_are_found_where_three_surveys_were_joined():
    ties, _ = ties_of("tellus_ireland")
    assert ties == {
        **dict.fromkeys(("Bi", "U", "Ag", "In", "Te", "Pd"), 0.25),
        **dict.fromkeys(("As", "Ta", "Cd", "Sb", "Cs", "Au"), 0.5),
        "Pt": 0.05,
        "W": 0.3,
    }


def test_surveys_that_give_their_limits_have_no_ties():
    assert ties_of("nt_streamsed_grid", file="samples_core.csv")[0] == {}
    assert ties_of("clb_till_finland")[0] == {}
