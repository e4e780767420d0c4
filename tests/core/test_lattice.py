"""Promises of the lattice: positions, map distances, neighbours, neighbourhood function."""

import itertools
import math
import tracemalloc
from collections import deque
from functools import cache

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.lattice import Lattice

SHAPES = [(6, 5), (4, 7), (2, 3), (2, 2), (4, 1), (1, 6)]
KINDS = list(
    itertools.product(
        ("rectangular", "hexagonal"), ("planar", "toroidal"), ("manhattan", "euclidean")
    )
)


def lattices():
    for (rows, cols), kind in itertools.product(SHAPES, KINDS):
        if not (kind[:2] == ("hexagonal", "toroidal") and rows % 2):
            yield Lattice(rows, cols, *kind)


def shown(lattice):
    return f"{lattice.rows}x{lattice.cols}-{lattice.topology}-{lattice.boundary}-{lattice.distance}"


def each(wanted):
    return pytest.mark.parametrize("lattice", [x for x in lattices() if wanted(x)], ids=shown)


every_lattice = each(lambda lattice: True)
every_manhattan_lattice = each(lambda lattice: lattice.distance == "manhattan")
every_euclidean_lattice = each(lambda lattice: lattice.distance == "euclidean")


@cache
def positions_of(lattice):
    return lattice.positions().tolist()


def images(lattice):
    """The nine copies of the map that surround a point of a torus; one copy of a planar map."""
    height = lattice.rows * (math.sqrt(3) / 2 if lattice.topology == "hexagonal" else 1.0)
    shifts = (-1, 0, 1) if lattice.boundary == "toroidal" else (0,)
    return [(i * lattice.cols, j * height) for i in shifts for j in shifts]


def straight_distance(lattice, a, b):
    (xa, ya), (xb, yb) = positions_of(lattice)[a], positions_of(lattice)[b]
    return min(math.hypot(xb + dx - xa, yb + dy - ya) for dx, dy in images(lattice))


@cache
def hop_counts(lattice):
    """Steps between units found by walking: neighbours are the units one straight unit away."""
    size = lattice.size
    touching = [
        [b for b in range(size) if abs(straight_distance(lattice, a, b) - 1) < 1e-9]
        for a in range(size)
    ]
    hops = np.full((size, size), -1)
    for start in range(size):
        hops[start, start] = 0
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for there in touching[here]:
                if hops[start, there] < 0:
                    hops[start, there] = hops[start, here] + 1
                    queue.append(there)
    return hops


def test_units_are_numbered_row_by_row():
    row, col = Lattice(3, 4).row_col(np.array([0, 3, 4, 11]))
    assert row.tolist() == [0, 0, 1, 2]
    assert col.tolist() == [0, 3, 0, 3]


def test_positions_run_right_and_down():
    assert Lattice(2, 3).positions().tolist() == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]]


def test_odd_rows_of_hexagons_are_shifted_by_half_a_unit():
    positions = Lattice(3, 2, "hexagonal").positions()
    assert positions[:, 0].tolist() == [0, 1, 0.5, 1.5, 0, 1]
    assert positions[:, 1] == pytest.approx(np.repeat([0, 1, 2], 2) * math.sqrt(3) / 2)


@pytest.mark.parametrize("lattice", [Lattice(4, 3), Lattice(4, 3, "hexagonal")], ids=shown)
def test_outlines_surround_their_units_and_neighbours_share_a_side(lattice):
    outlines, corners = lattice.outlines(), 6 if lattice.topology == "hexagonal" else 4
    assert outlines.shape == (12, corners, 2)
    assert outlines.mean(axis=1) == pytest.approx(lattice.positions())
    x, y = np.moveaxis(outlines, 2, 0)
    area = (x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1) / 2
    assert np.abs(area) == pytest.approx(1.0 if corners == 4 else math.sqrt(3) / 2)
    points = [{tuple(p) for p in np.round(ring, 6) + 0.0} for ring in outlines]
    for a, b in itertools.combinations(range(12), 2):
        assert (len(points[a] & points[b]) == 2) == lattice.adjacency()[a, b]


@every_manhattan_lattice
def test_manhattan_distance_is_the_least_number_of_steps(lattice):
    assert (lattice.distances() == hop_counts(lattice)).all()


@every_euclidean_lattice
def test_euclidean_distance_is_the_straight_line_the_shortest_way_round(lattice):
    expected = [
        [straight_distance(lattice, a, b) for b in range(lattice.size)] for a in range(lattice.size)
    ]
    assert lattice.distances() == pytest.approx(np.array(expected), abs=1e-12)


@every_lattice
def test_hops_do_not_depend_on_the_map_distance_chosen(lattice):
    a, b = np.divmod(np.arange(lattice.size**2), lattice.size)
    assert (lattice.hops(a, b).reshape(lattice.size, -1) == hop_counts(lattice)).all()


@every_lattice
def test_neighbours_are_exactly_the_units_one_hop_away(lattice):
    assert lattice.adjacency().dtype == bool
    assert (lattice.adjacency() == (hop_counts(lattice) == 1)).all()


@every_lattice
def test_distances_are_symmetric_and_zero_only_on_the_diagonal(lattice):
    distances = lattice.distances()
    assert (distances == distances.T).all()
    assert ((distances == 0) == np.eye(lattice.size, dtype=bool)).all()


@pytest.mark.parametrize(("topology", "count"), [("rectangular", 4), ("hexagonal", 6)])
def test_an_inner_unit_has_four_or_six_neighbours_and_on_a_torus_every_unit_has(topology, count):
    planar = Lattice(6, 5, topology).adjacency().sum(axis=1).reshape(6, 5)
    assert (planar[1:-1, 1:-1] == count).all()
    assert planar[0, 0] < count
    torus = Lattice(6, 5, topology, "toroidal").adjacency().sum(axis=1)
    assert (torus == count).all()


@pytest.mark.parametrize("distance", ["manhattan", "euclidean"])
@pytest.mark.parametrize(
    ("topology", "row_step"), [("rectangular", 1), ("hexagonal", 2)], ids=["squares", "hexagons"]
)
def test_toroidal_distances_do_not_change_when_the_whole_map_is_shifted(
    topology, row_step, distance
):
    lattice = Lattice(6, 5, topology, "toroidal", distance)
    row, col = lattice.row_col(np.arange(30))
    for down, right in [(0, 1), (row_step, 0), (row_step, 2)]:
        moved = (row + down) % 6 * 5 + (col + right) % 5
        distances = lattice.distances()
        assert distances[np.ix_(moved, moved)] == pytest.approx(distances, abs=1e-12)


@every_lattice
def test_kernel_is_equation_2(lattice):
    distances = lattice.distances()
    for temperature in (0.5, 3.0):
        expected = [[math.exp(-(d**2) / temperature**2) for d in row] for row in distances]
        assert lattice.kernel(temperature) == pytest.approx(np.array(expected), rel=1e-12)


def test_kernel_of_a_vanishing_temperature_is_the_unit_matrix():
    assert (Lattice(4, 3).kernel(1e-200) == np.eye(12)).all()


def test_kernel_of_a_large_temperature_is_all_ones():
    assert Lattice(4, 3).kernel(1e9) == pytest.approx(np.ones((12, 12)))


@every_lattice
def test_smoothing_is_the_product_with_the_kernel(lattice):
    values = np.random.default_rng(1).normal(size=(lattice.size, 3))
    for temperature in (0.4, 2.5):
        expected = lattice.kernel(temperature) @ values
        assert lattice.smooth(values, temperature) == pytest.approx(expected, abs=1e-12)


@every_lattice
def test_the_local_kernel_leaves_out_what_rounding_would(lattice):
    for temperature in (0.1, 2.5):
        kernel, local = lattice.kernel(temperature), lattice.local_kernel(temperature)
        kept = kernel >= np.finfo(float).eps
        assert (local.toarray() == np.where(kept, kernel, 0.0)).all()
        assert local.nnz == kept.sum()


def test_the_local_kernel_of_a_large_map_is_small():
    assert Lattice(60, 50).local_kernel(np.sqrt(2.0)).nnz < 3000 * 150


@every_lattice
def test_distance_levels_spell_out_the_distances(lattice):
    levels, places = lattice.distance_levels()
    assert (np.diff(levels) > 0).all()
    assert (np.array([levels[place] for place in places]) == lattice.distances()).all()


def test_a_map_of_5000_units_is_smoothed_without_a_table_of_all_pairs():
    lattice = Lattice(100, 50, "hexagonal")
    values = np.ones((5000, 2))
    tracemalloc.start()
    lattice.smooth(values, 10.0)
    lattice.distance_levels()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5000 * 5000 * 8 / 2


@pytest.mark.parametrize("temperature", [0, -1, float("nan")])
def test_a_temperature_that_is_not_positive_is_refused(temperature):
    with pytest.raises(InputError, match="temperature"):
        Lattice(3, 3).kernel(temperature)


def test_a_map_of_one_unit_is_refused():
    with pytest.raises(InputError, match="1 x 1"):
        Lattice(1, 1)


@pytest.mark.parametrize("bad", [0, -2, 2.5, "3", None])
@pytest.mark.parametrize("name", ["rows", "cols"])
def test_sizes_must_be_positive_whole_numbers_and_the_message_names_them(name, bad):
    with pytest.raises(InputError, match=name):
        Lattice(**{"rows": 3, "cols": 3, name: bad})


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("topology", "rectangular, hexagonal"),
        ("boundary", "planar, toroidal"),
        ("distance", "manhattan, euclidean"),
    ],
)
def test_an_unknown_word_is_refused_with_the_list_of_those_allowed(name, allowed):
    with pytest.raises(InputError, match=f"{name} must be one of {allowed}, not 'square'"):
        Lattice(3, 3, **{name: "square"})


def test_a_toroidal_hexagonal_map_with_an_odd_number_of_rows_is_refused():
    with pytest.raises(InputError, match="even number of rows"):
        Lattice(5, 4, "hexagonal", "toroidal")


def test_numpy_integers_become_plain_ones():
    lattice = Lattice(np.int64(3), np.int32(4))
    assert (type(lattice.rows), type(lattice.cols)) == (int, int)
    assert lattice == Lattice(3, 4)
