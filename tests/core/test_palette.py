"""Promises of the colours and steps that layers and figures share."""

import numpy as np
import pytest
from geochem_som.core.palette import (
    AGREEMENT_LEVELS,
    PROBABILITY_LEVELS,
    faded,
    levels_of,
)


@pytest.mark.parametrize("levels", [AGREEMENT_LEVELS, PROBABILITY_LEVELS])
def test_a_share_belongs_to_the_first_level_that_it_reaches(levels):
    limits = [level[0] for level in levels]
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] == 0
    shares = np.linspace(0, 1, 41)
    expected = [next(i for i, least in enumerate(limits) if s >= least) for s in shares]
    assert levels_of(shares, levels).tolist() == expected


def test_every_share_of_whole_numbers_of_maps_reaches_its_limit():
    for least in (0.9, 0.7):
        for maps in (10, 20, 30, 70, 110):
            votes = round(least * maps)
            level = [entry[0] for entry in AGREEMENT_LEVELS].index(least)
            shares = [votes / maps, sum([1 / maps] * votes), (votes - 1) / maps]
            assert levels_of(shares, AGREEMENT_LEVELS).tolist() == [level, level, level + 1]


def test_no_share_has_no_level():
    assert levels_of([np.nan, 1.0], AGREEMENT_LEVELS).tolist() == [-1, 0]


def test_a_colour_fades_to_white():
    assert faded("#c8102e", 1.0) == "#c8102e"
    assert faded("#c8102e", 0.0) == "#ffffff"
    assert faded("#000000", 0.6) == "#666666"
