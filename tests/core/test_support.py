"""Promises of the ground: shares, cells, hulls and merged records."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.support import (
    Support,
    distinct_positions,
    grid_cells,
    hull_triangles,
    median_spacing,
    merge_records,
    site_positions,
    voronoi_cells,
)


def grid(n_x, n_y, step):
    x, y = np.meshgrid(np.arange(n_x) * step, np.arange(n_y) * step)
    return np.column_stack([x.ravel(), y.ravel()])


def shoelace(corners):
    x, y = np.asarray(corners).T
    return 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))


def test_samples_that_share_a_place_split_its_area_and_its_occurrences():
    support = Support(np.array([0, 1, 1, -1]), np.array([2.0, 6.0]))
    assert support.area.tolist() == [2.0, 3.0, 3.0, 0.0]
    assert support.occurrences([1, 1, 1, 0, -1]).tolist() == [1.0, 1.5, 1.5, 0.0]
    assert support.n_sharing.tolist() == [1, 2, 2, 0]


def test_area_and_occurrences_are_conserved():
    rng = np.random.default_rng(0)
    support = Support(rng.integers(0, 9, 40), rng.uniform(1, 2, 9))
    places = rng.integers(0, 9, 25)
    assert support.area.sum() == pytest.approx(support.place_area.sum())
    assert support.occurrences(places).sum() == pytest.approx(25)


def test_median_spacing_of_a_grid_is_its_step():
    assert median_spacing(grid(5, 4, 250.0)) == pytest.approx(250)


def test_median_spacing_does_not_see_repeated_positions():
    xy = np.repeat(grid(5, 4, 250.0), 2, axis=0)
    assert median_spacing(xy) == pytest.approx(250)


def test_samples_at_one_place_have_no_spacing():
    with pytest.raises(InputError, match="one place"):
        median_spacing([[1.0, 1.0], [1.0, 1.0]])


def test_distinct_positions_lead_back_to_the_samples():
    xy = np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 2.0]])
    positions, index = distinct_positions(xy)
    assert len(positions) == 2
    np.testing.assert_array_equal(positions[index], xy)


def test_inner_voronoi_cells_of_a_grid_are_its_squares():
    cells = voronoi_cells(grid(5, 5, 100.0) + 3e6, margin=100.0)
    assert shoelace(cells[12]) == pytest.approx(100.0**2)


@pytest.mark.parametrize("seed", range(3))
def test_every_point_lies_in_the_voronoi_cell_of_its_nearest_sample(seed):
    from matplotlib.path import Path

    rng = np.random.default_rng(seed)
    positions = rng.uniform(0, 1000, size=(30, 2)) + [5e5, 7e6]
    cells = voronoi_cells(positions, margin=300.0)
    for point in rng.uniform(-300, 1300, size=(200, 2)) + [5e5, 7e6]:
        nearest = np.argmin(((positions - point) ** 2).sum(axis=1))
        inside = [i for i, cell in enumerate(cells) if Path(cell).contains_point(point)]
        assert inside == [nearest]


def test_voronoi_cells_of_two_samples_are_halves():
    cells = voronoi_cells(np.array([[0.0, 0.0], [10.0, 0.0]]), margin=10.0)
    assert cells[0][:, 0].max() == pytest.approx(5)
    assert cells[1][:, 0].min() == pytest.approx(5)


def test_the_hull_of_a_grid_is_its_rectangle():
    triangles = hull_triangles(grid(6, 4, 100.0), 100.0)
    assert sum(shoelace(t) for t in triangles) == pytest.approx(500 * 300)


def test_the_hull_leaves_out_a_wide_gap_in_the_survey():
    left, right = grid(5, 5, 100.0), grid(5, 5, 100.0) + [5000.0, 0.0]
    triangles = hull_triangles(np.vstack([left, right]), 100.0)
    assert sum(shoelace(t) for t in triangles) == pytest.approx(2 * 400 * 400)


def test_samples_on_a_line_have_no_triangles():
    assert len(hull_triangles(np.column_stack([np.arange(5.0), np.zeros(5)]), 1.0)) == 0


def test_samples_of_a_grid_stand_in_the_middle_of_their_cells():
    xy = grid(4, 3, 1000.0) + [351234.5, 8000077.7]
    corners, place = grid_cells(xy, 1000.0)
    np.testing.assert_allclose(corners[place] + 500.0, xy)


def test_samples_in_one_cell_share_it():
    corners, place = grid_cells([[0.0, 0.0], [100.0, 100.0], [900.0, 0.0]], 1000.0)
    assert place[0] == place[1] != place[2]
    assert len(corners) == 2


def test_a_cell_size_of_zero_is_refused():
    with pytest.raises(InputError, match="CELL_SIZE"):
        grid_cells([[0.0, 0.0]], 0.0)


def test_records_merge_in_chains():
    xy = [[0.0, 0.0], [90.0, 0.0], [500.0, 0.0], [180.0, 0.0], [500.0, 60.0]]
    assert merge_records(xy, 100.0).tolist() == [0, 0, 1, 0, 1]


def test_merging_within_zero_joins_equal_positions_only():
    assert merge_records([[1.0, 1.0], [1.0, 1.0], [1.0, 1.001]], 0.0).tolist() == [0, 0, 1]


def test_a_site_lies_at_the_record_nearest_to_its_centre():
    xy = np.array([[0.0, 0.0], [90.0, 0.0], [180.0, 0.0], [1000.0, 0.0]])
    site = merge_records(xy, 100.0)
    assert site_positions(xy, site).tolist() == [[90.0, 0.0], [1000.0, 0.0]]


def test_a_negative_merge_distance_is_refused():
    with pytest.raises(InputError, match="MERGE_DISTANCE"):
        merge_records([[0.0, 0.0]], -1.0)
