"""Promises of the sentences: they say what the figures allow, and no more."""

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from geochem_som.core.validation.chance import Chance
from geochem_som.core.validation.headline import (
    cautions,
    explain,
    headline_sentence,
    p_text,
    verdict,
    verdict_in_words,
)
from geochem_som.core.validation.held_out import HeldOut


def result(**changes):
    usual = HeldOut(
        crossing=60.2,
        area=39.8,
        auc=0.62,
        low=51.3,
        high=68.7,
        curve=pd.DataFrame(),
        partition_crossings=np.full(10, 60.2),
        partition_aucs=np.full(10, 0.62),
        fit_crossing=65.4,
        fit_auc=0.7,
        n_occurrences=55.0,
        n_blocks=9,
        learns=True,
    )
    return dataclasses.replace(usual, **changes)


def nothing_held_out(**changes):
    return result(crossing=np.nan, area=np.nan, auc=np.nan, low=np.nan, high=np.nan, **changes)


def chance(p_value=0.03, **changes):
    usual = Chance(p_value, 0.62, np.full(300, 0.5), 57.1, 50.3, 5250, True)
    return dataclasses.replace(usual, **changes)


def test_the_headline_says_all_in_one_sentence():
    assert headline_sentence(result(), chance()) == (
        "Held-out crossing 60 (50 = chance; resampling range 51-69; p = .03; 55 occurrences in 9 "
        "blocks)."
    )


def test_without_a_comparison_with_chance_there_is_no_p_value():
    assert headline_sentence(result()) == (
        "Held-out crossing 60 (50 = chance; resampling range 51-69; 55 occurrences in 9 blocks)."
    )


def test_a_significant_map_tells_more_than_chance():
    sentences = explain(result(), chance())
    assert len(sentences) == 3
    assert "60 % of the occurrences lie on the 40 % of the ground" in sentences[0]
    assert "in 3.0 % of simulations: the map tells more than chance would" in sentences[1]


def test_the_fit_is_called_a_fit_and_stands_beside_what_it_is_worth():
    fit = explain(result(), chance())[-1]
    assert fit.startswith("Fit, not prediction")
    assert "cross at 65 when the same" in fit
    assert "know nothing of the map reach 57" in fit
    alone = explain(result())[-1]
    assert alone.startswith("Fit, not prediction")
    assert "without any signal cross above 50 too" in alone


@pytest.mark.parametrize(
    ("n", "p_value", "said"),
    [
        (13, 0.07, "Too few occurrences to tell"),
        (39, 0.9, "Too few occurrences to tell"),
        (40, 0.9, "not shown that the map predicts"),
        (55, 0.051, "not shown that the map predicts"),
        (55, 0.05, "more than chance"),
        (13, 0.02, "more than chance"),
    ],
)
def test_the_verdict_depends_on_significance_and_on_how_many_there_are(n, p_value, said):
    text = " ".join(explain(result(n_occurrences=float(n)), chance(p_value)))
    verdicts = ["Too few occurrences to tell", "not shown that the map", "more than chance"]
    assert said in text
    assert sum(verdict in text for verdict in verdicts) == 1


@pytest.mark.parametrize(
    ("n", "p_value", "words", "sentence"),
    [
        (13, 0.07, "too few occurrences to tell", "Too few occurrences to tell"),
        (55, 0.051, "not shown to beat chance", "not shown that the map predicts"),
        (13, 0.05, "more than chance", "tells more than chance would"),
    ],
)
def test_the_verdict_in_a_table_is_that_of_the_sentence(n, p_value, words, sentence):
    found = result(n_occurrences=float(n))
    assert verdict_in_words(found, chance(p_value)) == words
    assert sentence in verdict(found, chance(p_value))


def test_where_nothing_was_compared_no_verdict_is_given():
    assert verdict_in_words(result(), None) == ""
    assert verdict_in_words(nothing_held_out(), chance()) == ""
    assert cautions(None) == cautions(chance()) == []


def test_a_map_worse_than_chance_is_not_praised():
    text = " ".join(explain(result(crossing=43.0, area=57.0), chance(0.93)))
    assert "43 % of the occurrences lie on the 57 % of the ground" in text
    assert "in 93 % of simulations" in text
    assert "more than chance" not in text


@pytest.mark.parametrize(
    ("n", "blocks", "why"),
    [
        (0, 0, "no occurrence is known on this ground"),
        (1, 1, "1 occurrence is too few"),
        (4, 3, "4 occurrences are too few"),
        (8, 1, "all 8 occurrences lie in one block of ground"),
    ],
)
def test_where_nothing_can_be_held_out_the_headline_says_why(n, blocks, why):
    empty = nothing_held_out(n_occurrences=float(n), n_blocks=blocks)
    assert headline_sentence(empty).startswith(f"No held-out crossing: {why}")
    assert "nan" not in " ".join([headline_sentence(empty), *explain(empty)])
    assert explain(empty)[0].startswith("Fit, not prediction")


def test_without_occurrences_there_is_nothing_to_explain():
    assert explain(nothing_held_out(n_occurrences=0.0, n_blocks=0, fit_crossing=np.nan)) == []


def test_a_score_made_without_the_occurrences_is_no_fit():
    text = " ".join(explain(result(learns=False), chance()))
    assert "not prediction" not in text
    assert "made without the occurrences" in text
    assert "cross at 65" in text


def test_clumps_that_lift_the_crossing_are_named():
    assert "cross at 55, not 50" in " ".join(explain(result(), chance(held_out_null_rate=55.2)))
    assert "not 50" not in " ".join(explain(result(), chance(held_out_null_rate=51.0)))


def test_occurrences_that_resemble_no_pattern_make_the_p_value_a_hint():
    assert "only a hint" in " ".join(explain(result(), chance(alike=False)))
    assert "only a hint" not in " ".join(explain(result(), chance()))


@pytest.mark.parametrize(
    ("p_value", "text"),
    [
        (1.0, "1.00"),
        (0.37, ".37"),
        (0.0332, ".03"),
        (0.0468, ".047"),
        (0.0532, ".053"),
        (1 / 301, ".003"),
        (0.00051, ".001"),
        (0.0004, "<.001"),
    ],
)
def test_p_values_never_hide_on_which_side_of_5_percent_they_are(p_value, text):
    assert p_text(p_value) == text


@pytest.mark.parametrize("crossing", [49.5, 50.5, 51.5, 62.5])
def test_rounded_rate_and_area_sum_to_100(crossing):
    first = explain(result(crossing=crossing, area=100 - crossing), chance())[0]
    rate, area = map(int, re.findall(r"(\d+) %", first))
    assert rate + area == 100
    assert f"crossing {rate} (" in headline_sentence(result(crossing=crossing), chance())


def test_shares_of_occurrences_are_not_printed_to_the_last_digit():
    assert "54.3 occurrences" in headline_sentence(result(n_occurrences=54.33333))
