"""Promises of the enrichment of a group."""

import numpy as np
import pytest
from geochem_som.core.enrichment import enrichment, most_enriched


def survey():
    X = np.random.default_rng(0).normal(size=(200, 3))
    inside = np.arange(200) < 20
    X[inside, 1] += 4.0
    X[inside, 2] -= 4.0
    return X, inside


def test_enrichment_against_the_definition():
    X, inside = survey()
    for j, value in enumerate(enrichment(X, inside)):
        column = X[:, j]
        mad = 1.4826 * np.median(np.abs(column - np.median(column)))
        assert value == pytest.approx(
            (np.median(column[inside]) - np.median(column[~inside])) / mad
        )


def test_enrichment_does_not_depend_on_units():
    X, inside = survey()
    np.testing.assert_allclose(enrichment(X, inside), enrichment(5 * X + 100, inside))


def test_only_enriched_elements_are_named_the_strongest_first():
    X, inside = survey()
    names = [name for name, _ in most_enriched(X, inside, ["Ag", "Au", "Sr"])]
    assert names[0] == "Au"
    assert "Sr" not in names


def test_a_group_of_all_or_of_none_has_no_enrichment():
    X, _ = survey()
    assert np.isnan(enrichment(X, np.ones(200, bool))).all()
    assert most_enriched(X, np.zeros(200, bool), ["Ag", "Au", "Sr"]) == []
