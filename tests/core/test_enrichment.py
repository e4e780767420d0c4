"""Promises of the enrichment of a group."""

import numpy as np
import pytest
from geochem_som.core.enrichment import Contrasts


def survey():
    X = np.random.default_rng(0).normal(size=(200, 3))
    inside = np.arange(200) < 20
    X[inside, 1] += 4.0
    X[inside, 2] -= 4.0
    return X, inside


@pytest.mark.parametrize("group", [1, 2, 19, 20, 150, 198, 199])
@pytest.mark.parametrize("digits", [0, 9])
def test_enrichment_against_the_definition(group, digits):
    X = survey()[0].round(digits)  # to whole numbers: many ties
    inside = np.isin(np.arange(200), np.random.default_rng(group).permutation(200)[:group])
    for j, value in enumerate(Contrasts(X).enrichment(inside)):
        column = X[:, j]
        mad = 1.4826 * np.median(np.abs(column - np.median(column)))
        assert value == pytest.approx(
            (np.median(column[inside]) - np.median(column[~inside])) / mad
        )


def test_enrichment_does_not_depend_on_units():
    X, inside = survey()
    one, other = (Contrasts(x).enrichment(inside) for x in (X, 5 * X + 100))
    np.testing.assert_allclose(one, other)


def test_where_half_of_the_values_are_tied_the_standard_deviation_is_the_unit():
    column = np.r_[np.zeros(8), 3.0, 5.0]
    inside = np.arange(10) >= 8
    assert Contrasts(column[:, None]).enrichment(inside) == pytest.approx(4 / column.std())


def test_an_element_that_never_varies_has_no_enrichment():
    assert np.isnan(Contrasts(np.ones((5, 1))).enrichment(np.arange(5) < 2)).all()


def test_only_enriched_elements_are_named_the_strongest_first():
    X, inside = survey()
    names = [name for name, _ in Contrasts(X).most_enriched(inside, ["Ag", "Au", "Sr"])]
    assert names[0] == "Au"
    assert "Sr" not in names


def test_only_the_asked_number_of_elements_is_named():
    X, inside = survey()
    X[inside] += [1.0, 0.0, 9.0]  # now all three are enriched
    named = Contrasts(X).most_enriched(inside, ["Ag", "Au", "Sr"], 2)
    assert [name for name, _ in named] == ["Sr", "Au"]


def test_a_group_of_all_or_of_none_has_no_enrichment():
    X, _ = survey()
    assert np.isnan(Contrasts(X).enrichment(np.ones(200, bool))).all()
    assert Contrasts(X).most_enriched(np.zeros(200, bool), ["Ag", "Au", "Sr"]) == []
