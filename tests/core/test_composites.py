"""Promises of composites: the samples of a cell in one, nothing lost, cells on a common grid."""

import numpy as np
import pandas as pd
import pytest
from geochem_som.core.averages import STATISTICS
from geochem_som.core.composites import aligned_cells, composite, suggest_cell_size
from geochem_som.core.errors import InputError

NAN = np.nan


def survey(seed, n=300, n_fields=3):
    """Values with blanks (also rows of blanks), non-detects among them, and cells with gaps."""
    rng = np.random.default_rng(seed)
    values = np.exp(rng.normal(size=(n, n_fields)))
    values[rng.random(values.shape) < 0.3] = NAN
    return values, rng.integers(-1, 60, n) * 7, rng.random(values.shape) < 0.4


@pytest.mark.parametrize("least", [1, 4])
@pytest.mark.parametrize("seed", range(3))
def test_composites_agree_with_pandas(seed, least):
    values, cell, below = survey(seed)
    cell[cell < 0] = -1
    made = composite(values, cell, below=below, least_samples=least)
    frame = pd.DataFrame(values)[(cell >= 0) & ~np.isnan(values).all(axis=1)]
    grouped = frame.groupby(cell[frame.index]).filter(lambda g: len(g) >= least)
    grouped = grouped.groupby(cell[grouped.index])
    np.testing.assert_array_equal(made.cells, list(grouped.groups))
    np.testing.assert_array_equal(made.n_samples, grouped.size())
    np.testing.assert_allclose(made.values, grouped.mean(), rtol=1e-12)
    np.testing.assert_array_equal(made.n_values, grouped.count())
    counted = pd.DataFrame(below & ~np.isnan(values)).loc[grouped.obj.index]
    np.testing.assert_array_equal(made.n_below, counted.groupby(cell[counted.index]).sum())


@pytest.mark.parametrize("least", [1, 3, 8])
@pytest.mark.parametrize("seed", range(3))
def test_every_sample_is_in_a_composite_or_listed_with_its_reason(seed, least):
    values, cell, _ = survey(seed)
    made = composite(values, cell, least_samples=least)
    used = np.flatnonzero(made.place >= 0)
    assert sorted([*used.tolist(), *made.rows_left_out]) == list(range(len(values)))
    assert made.n_samples.sum() == len(used)
    np.testing.assert_array_equal(made.cells[made.place[used]], cell[used])
    assert made.n_samples.min() >= least
    with_value = ~np.isnan(values).all(axis=1)
    for row, reason in made.rows_left_out.items():
        if cell[row] < 0:
            assert reason == "outside every cell"
        elif not with_value[row]:
            assert reason == "no value in any of the fields"
        else:
            assert (with_value & (cell == cell[row])).sum() < least
            assert reason == f"in a cell with fewer than {least} samples"


@pytest.mark.parametrize("statistic", STATISTICS)
def test_a_single_sample_per_cell_gives_itself(statistic):
    values, _, _ = survey(5)
    values = values[~np.isnan(values).all(axis=1)]
    made = composite(values, np.arange(len(values)), statistic=statistic)
    np.testing.assert_array_equal(made.values, values)
    assert made.n_samples.tolist() == [1] * len(values)
    assert made.rows_left_out == {}


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_order_of_rows_changes_nothing(statistic):
    values, cell, below = survey(6)
    order = np.random.default_rng(0).permutation(len(values))
    straight = composite(values, cell, below=below, statistic=statistic, least_samples=2)
    mixed = composite(
        values[order], cell[order], below=below[order], statistic=statistic, least_samples=2
    )
    for name in ("values", "n_samples", "n_values", "n_below", "cells"):
        np.testing.assert_array_equal(getattr(straight, name), getattr(mixed, name))
    np.testing.assert_array_equal(straight.place[order], mixed.place)
    assert {order[row]: reason for row, reason in mixed.rows_left_out.items()} == (
        straight.rows_left_out
    )


def test_a_value_is_censored_from_half_its_samples_on():
    values = [[1.0, 1.0, NAN], [1.0, 1.0, NAN], [1.0, NAN, NAN], [1.0, NAN, NAN]]
    below = [[True, True, True], [True, False, True], [False, True, True], [False, True, False]]
    made = composite(values, [0, 0, 0, 0], below=below)
    # A non-detect that became a blank stands behind no value.
    assert made.n_values.tolist() == [[4, 2, 0]]
    assert made.n_below.tolist() == [[2, 1, 0]]
    assert made.censored.tolist() == [[True, True, False]]
    three = composite(values[:3], [0, 0, 0], below=[[True] * 3, [False] * 3, [False] * 3])
    assert three.n_below.tolist() == [[1, 1, 0]]
    assert three.censored.tolist() == [[False, True, False]]


def test_no_cell_with_enough_samples_gives_no_composite():
    made = composite([[1.0], [2.0]], [0, 1], least_samples=2)
    assert made.values.shape == (0, 1)
    assert set(made.rows_left_out) == {0, 1}


def test_a_cell_is_called_what_the_caller_calls_it():
    made = composite([[1.0], [2.0]], [-1, 0], least_samples=2, thing="polygon")
    assert made.rows_left_out == {
        0: "outside every polygon",
        1: "in a polygon with fewer than 2 samples",
    }


def test_what_does_not_belong_together_is_refused():
    with pytest.raises(InputError, match="LEAST_SAMPLES must be a whole number of at least 1"):
        composite([[1.0]], [0], least_samples=0)
    with pytest.raises(InputError, match="one row per sample"):
        composite([[1.0]], [0, 1])
    with pytest.raises(InputError, match="one row per sample"):
        composite([[1.0]], [0], below=[[True, False]])


# Cells


@pytest.mark.parametrize("size", [0.3, 250.0, 1500.0])
def test_each_sample_lies_in_its_cell_and_cells_are_multiples_of_the_size(size):
    xy = np.random.default_rng(0).uniform(-9, 9, (400, 2)) * size + [0.2 * size, 0.0]
    boxes, cell = aligned_cells(xy, size)
    west, south, east, north = boxes[cell].T
    assert (west <= xy[:, 0]).all()
    assert (xy[:, 0] < east).all()
    assert (south <= xy[:, 1]).all()
    assert (xy[:, 1] < north).all()
    np.testing.assert_allclose(boxes / size, np.round(boxes / size), atol=1e-9)
    np.testing.assert_allclose(boxes[:, 2:] - boxes[:, :2], size)
    assert set(cell) == set(range(len(boxes)))
    assert len(np.unique(boxes, axis=0)) == len(boxes)


def test_cells_are_numbered_row_by_row_from_the_north_west():
    xy = [[25, 5], [5, 25], [25, 25], [-5, 5], [26, 4]]
    boxes, cell = aligned_cells(xy, 10)
    assert cell.tolist() == [3, 0, 1, 2, 3]
    assert boxes[:, [0, 3]].tolist() == [[0, 30], [20, 30], [-10, 10], [20, 10]]


def test_neighbouring_surveys_share_a_grid():
    rng = np.random.default_rng(3)
    west = rng.uniform(600000, 603000, (50, 2))
    east = rng.uniform(602000, 605000, (50, 2))
    alone, joined = aligned_cells(west, 700)[0], aligned_cells(np.vstack([west, east]), 700)[0]
    assert {tuple(box) for box in alone} <= {tuple(box) for box in joined}


def test_neighbouring_cells_share_their_edge_to_the_bit():
    x = (np.arange(1000) + 0.5) * 0.7 + 600000
    boxes, _ = aligned_cells(np.column_stack([x, np.zeros(1000)]), 0.7)
    assert boxes[:-1, 2].tolist() == boxes[1:, 0].tolist()


def test_rounding_noise_does_not_push_a_sample_over_an_edge():
    x = np.arange(1, 200) * 0.1  # 0.1 * 3 / 0.1 is below 3 in floating point
    boxes, cell = aligned_cells(np.column_stack([x, x]), 0.1)
    np.testing.assert_allclose(boxes[cell, 0], x, atol=1e-9)


@pytest.mark.parametrize("size", [0.0, 1e7, -5.0, NAN])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(InputError, match=r"CELL_SIZE is .* or 0 to have it chosen"):
        aligned_cells([[0.0, 0.0]], size)


# The size that is chosen


def grid(step, n=20):
    x, y = np.meshgrid(np.arange(n) * step, np.arange(n) * step)
    return np.column_stack([x.ravel(), y.ravel()]) + 1000.0


def test_on_a_regular_grid_the_size_is_twice_the_spacing():
    assert suggest_cell_size(grid(750.0)) == 1500.0
    assert suggest_cell_size(np.repeat(grid(750.0), 3, axis=0)) == 1500.0


@pytest.mark.parametrize("seed", range(3))
def test_cells_of_the_size_chosen_hold_about_four_samples(seed):
    xy = np.random.default_rng(seed).uniform(0, 1e5, (2000, 2))
    size = suggest_cell_size(xy)
    inside = (xy > size).all(axis=1) & (xy < 1e5 - 2 * size).all(axis=1)  # whole cells only
    _, cell = aligned_cells(xy[inside], size)
    density = 2000 / 1e10 * size**2
    assert density == pytest.approx(4, rel=0.1)
    assert inside.sum() / (cell.max() + 1) == pytest.approx(4, rel=0.15)


def test_along_a_line_the_size_is_twice_the_spacing():
    assert suggest_cell_size([[10.0 * i, 20.0 * i] for i in range(9)]) == 45.0


def test_the_size_has_two_digits_so_that_similar_surveys_share_a_grid():
    assert suggest_cell_size(grid(756.0)) == suggest_cell_size(grid(744.0)) == 1500.0


def test_samples_at_one_place_or_too_near_leave_no_size_to_choose():
    with pytest.raises(InputError, match="at one place, so no CELL_SIZE"):
        suggest_cell_size([[1.0, 1.0], [1.0, 1.0]])
    with pytest.raises(InputError, match="coordinate reference system"):
        suggest_cell_size(grid(0.01))
