"""Promises of the ground that validation stands on."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.support import Support
from geochem_som.core.validation.ground import Ground
from validation_cases import shared_survey


def test_shares_of_occurrences_are_those_of_the_support():
    ground, _, places = shared_survey()
    _, sample, share = ground.shares(ground.rows_of(places))
    per_sample = np.bincount(sample, share, len(ground.area))
    np.testing.assert_allclose(per_sample, ground.support.occurrences(places), atol=1e-12)


def test_each_occurrence_is_shared_out_whole():
    ground, _, places = shared_survey(1)
    occurrence, sample, share = ground.shares(ground.rows_of(places))
    np.testing.assert_allclose(np.bincount(occurrence, share), np.ones(len(places)))
    assert (ground.support.place[sample] == places[occurrence]).all()


def test_a_place_lies_in_the_middle_of_its_samples_and_has_all_its_area():
    xy = [[0.0, 0.0], [2.0, 4.0], [10.0, 10.0], [5.0, 5.0]]
    ground = Ground(np.array(xy), Support(np.array([7, 7, 3, -1]), np.arange(8.0)))
    assert ground.places.tolist() == [7, 3]
    assert ground.place_xy.tolist() == [[1.0, 2.0], [10.0, 10.0]]
    assert ground.place_area.tolist() == [7.0, 3.0]
    assert ground.area.tolist() == [3.5, 3.5, 3.0, 0.0]
    assert ground.sample_rows.tolist() == [0, 0, 1, -1]
    assert ground.rows_of([3, 7, 3]).tolist() == [1, 0, 1]
    assert ground.extent == 9.0


def test_places_go_from_west_to_east_then_from_south_to_north_whatever_the_order_of_samples():
    xy = np.array([[5.0, 1.0], [0.0, 9.0], [5.0, 0.0], [0.0, 2.0], [0.0, 2.0]])
    area = np.array([1.0, 2.0, 3.0, 5.0, 4.0])
    for order in ([0, 1, 2, 3, 4], [4, 2, 0, 3, 1]):
        ground = Ground.of_samples(xy[order], area[order])
        assert ground.place_area.tolist() == [4.0, 5.0, 2.0, 3.0, 1.0]
        assert ground.place_xy.tolist() == [[0, 2], [0, 2], [0, 9], [5, 0], [5, 1]]


def test_places_without_area_are_no_ground():
    ground = Ground(np.eye(2), Support(np.array([0, 1]), np.array([0.0, 2.0])))
    assert ground.places.tolist() == [1]
    with pytest.raises(InputError, match=r"Occurrence 1 .* place 0"):
        ground.rows_of([1, 0])


@pytest.mark.parametrize("place", [-1, 99])
def test_an_occurrence_off_the_ground_is_refused_by_its_number(place):
    ground, _, _ = shared_survey()
    with pytest.raises(InputError, match="Occurrence 2"):
        ground.rows_of([0, 1, place])


def test_what_is_no_ground_is_refused():
    with pytest.raises(InputError, match="shape"):
        Ground(np.zeros((3, 2)), Support(np.arange(2), np.ones(2)))
    with pytest.raises(InputError, match="any ground"):
        Ground(np.zeros((2, 2)), Support(np.arange(2), np.zeros(2)))
    with pytest.raises(InputError, match="no position"):
        Ground.of_samples([[0.0, 1.0], [np.nan, 1.0]])
