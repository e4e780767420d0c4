"""Promises of the suggested map size."""

import math

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.lattice import Lattice
from geochem_som.core.map_size import sizes_to_compare, suggest_map_size


def samples(count, *deviations):
    """Samples whose principal components have exactly these standard deviations."""
    noise = np.random.default_rng(0).normal(size=(count, len(deviations)))
    white = np.linalg.qr(noise - noise.mean(axis=0))[0] * math.sqrt(count - 1)
    return white * np.array(deviations)


def test_806_samples_get_about_142_units():
    rows, cols = suggest_map_size(samples(806, 1, 1, 1))
    assert abs(rows * cols - 142) <= 6
    assert (rows, cols) == (12, 12)


def test_sides_are_in_the_ratio_of_the_root_eigenvalues_the_rows_the_longer_side():
    rows, cols = suggest_map_size(samples(100_000, 2, 1, 0.5))
    assert rows / cols == pytest.approx(2, rel=0.03)
    assert rows * cols == pytest.approx(5 * math.sqrt(100_000), rel=0.03)


def test_rows_of_hexagons_lie_closer_so_there_are_more_of_them():
    rows, cols = suggest_map_size(samples(100_000, 2, 1), topology="hexagonal")
    assert rows * math.sqrt(3) / 2 / cols == pytest.approx(2, rel=0.03)


def test_the_suggestion_does_not_depend_on_the_unit_or_rotation_of_the_data():
    X = samples(500, 3, 2, 1)
    turned = 1000 * X @ np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0] + 50
    assert suggest_map_size(turned) == suggest_map_size(X)


@pytest.mark.parametrize("X", [samples(400, 1, 0), samples(400, 1), samples(400, 1, 1e-9)])
def test_data_on_a_line_still_get_a_map_and_not_a_chain(X):
    rows, cols = suggest_map_size(X)
    assert rows * cols == pytest.approx(100, rel=0.1)
    assert rows / cols == pytest.approx(4, rel=0.1)


def test_equal_samples_get_a_square_map():
    assert suggest_map_size(np.ones((400, 3))) == (10, 10)


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
@pytest.mark.parametrize("boundary", ["planar", "toroidal"])
@pytest.mark.parametrize("deviations", [(1, 1), (3, 1), (100, 1)])
def test_there_are_never_more_units_than_samples_nor_fewer_than_2_by_2(
    topology, boundary, deviations
):
    for count in range(4, 60):
        rows, cols = suggest_map_size(samples(count, *deviations), topology, boundary)
        assert rows >= cols >= 2
        assert rows * cols <= count
        Lattice(rows, cols, topology, boundary)  # raises where such a map cannot be


def test_three_samples_are_refused():
    with pytest.raises(InputError, match="3 samples"):
        suggest_map_size(np.eye(3))


def test_half_all_and_twice_the_units_are_compared_in_the_same_ratio():
    X = samples(2000, 2, 1, 0.5)
    sizes = sizes_to_compare(X)
    assert sizes[1] == suggest_map_size(X)
    units = [rows * cols for rows, cols in sizes]
    np.testing.assert_allclose(units, np.array([0.5, 1, 2]) * units[1], rtol=0.1)
    ratios = [rows / cols for rows, cols in sizes]
    np.testing.assert_allclose(ratios, ratios[1], rtol=0.12)


@pytest.mark.parametrize("count", [4, 5, 9, 20, 60, 99])
def test_small_surveys_compare_sizes_that_differ_and_that_they_can_fill(count):
    sizes = sizes_to_compare(samples(count, 1, 1, 1))
    assert len(set(sizes)) == len(sizes) >= 1
    assert suggest_map_size(samples(count, 1, 1, 1)) in sizes
    assert all(4 <= rows * cols <= count for rows, cols in sizes)


def test_rows_of_a_toroidal_hexagonal_map_are_even_in_all_sizes():
    for count in range(20, 2000, 60):
        for rows, cols in sizes_to_compare(samples(count, 1.3, 1, 1), "hexagonal", "toroidal"):
            Lattice(rows, cols, "hexagonal", "toroidal", "manhattan")
