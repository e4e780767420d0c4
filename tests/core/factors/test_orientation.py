"""Order and signs of factors: fixed by rules, whatever comes in."""

import itertools

import numpy as np
import pytest
from factor_models import random_loadings
from geochem_som.core.errors import InputError
from geochem_som.core.factors.orientation import oriented, target_columns
from geochem_som.core.factors.rotation import Rotation, promax

EVEN = np.full(12, 1 / 12)


def plain(loadings):
    return Rotation(loadings, np.eye(loadings.shape[1]), np.eye(loadings.shape[1]))


def test_any_order_and_signs_come_out_the_same():
    loadings = random_loadings(12, 3)
    expected, _ = oriented(plain(loadings), EVEN, [4])
    for order in itertools.permutations(range(3)):
        for signs in itertools.product([1, -1], repeat=3):
            found, _ = oriented(plain(loadings[:, order] * signs), EVEN, [4])
            assert np.array_equal(found.loadings, expected.loadings)


def test_factors_stand_by_falling_explained_variance():
    loadings = random_loadings(12, 3)
    found, explained = oriented(plain(loadings), EVEN)
    assert np.all(np.diff(explained) <= 0)
    assert np.allclose(explained, [sum(column**2) / 12 for column in found.loadings.T])


def test_the_largest_absolute_loading_is_positive():
    found, _ = oriented(plain(random_loadings(12, 4)), EVEN)
    for column in found.loadings.T:
        assert max(column) == max(abs(column))


def test_a_target_loads_positively_wherever_it_counts():
    loadings = random_loadings(12, 3)
    for target in range(12):
        found, _ = oriented(plain(loadings), EVEN, [target])
        for column in found.loadings.T:
            if abs(column[target]) >= 0.3:
                assert column[target] > 0
            else:
                assert max(column) == max(abs(column))


def test_of_several_targets_the_strongest_on_the_factor_decides():
    loadings = np.array([[0.5, 0.4], [-0.7, 0.1], [-0.6, -0.9]])
    found, _ = oriented(plain(loadings), np.full(3, 1 / 3), [0, 1])
    assert sorted(found.loadings[1].tolist()) == [0.1, 0.7]
    assert found.loadings[0].tolist() in ([-0.5, 0.4], [0.4, -0.5])


def test_a_loading_of_next_to_nothing_does_not_turn_a_factor_round():
    loadings = np.array([[-0.01], [0.8], [0.7]])
    assert np.array_equal(oriented(plain(loadings), np.full(3, 1 / 3), [0])[0].loadings, loadings)


def test_oblique_factors_keep_their_correlations_and_share_out_the_communalities():
    loadings = random_loadings(12, 3)
    found, explained = oriented(promax(loadings), EVEN)
    implied = found.loadings @ found.factor_correlation @ found.loadings.T
    assert np.allclose(implied, loadings @ loadings.T)
    assert np.allclose(loadings @ found.matrix, found.loadings)
    assert explained.sum() == pytest.approx((loadings**2).sum() / 12)


def test_elements_count_by_their_weight():
    loadings = np.array([[0.9, 0.0], [0.0, 0.5]])
    assert oriented(plain(loadings), np.array([0.1, 0.9]))[0].loadings[0].tolist() == [0, 0.9]


@pytest.mark.parametrize(
    ("target", "columns"),
    [(None, []), ("Au", [1]), (1, [1]), (["Au", "Cu"], [1, 0]), (np.int64(2), [2])],
)
def test_targets_are_names_or_columns(target, columns):
    assert target_columns(target, ("Cu", "Au", "Zn")) == columns


@pytest.mark.parametrize("target", ["Ag", 3, -1, 1.5, ["Cu", "Ag"]])
def test_a_target_that_is_no_element_is_an_error_that_lists_the_elements(target):
    with pytest.raises(InputError, match="none of the elements: choose among Cu, Au, Zn"):
        target_columns(target, ("Cu", "Au", "Zn"))
