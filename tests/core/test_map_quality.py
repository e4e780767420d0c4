"""Promises of the measures of a map, each against loops and against cases known by hand."""

import heapq
import itertools
import math

import numpy as np
import pytest
from geochem_som.core import map_quality
from geochem_som.core.lattice import Lattice

LATTICES = [
    Lattice(4, 3),
    Lattice(4, 3, "rectangular", "toroidal", "euclidean"),
    Lattice(4, 3, "hexagonal"),
    Lattice(4, 3, "hexagonal", "toroidal", "euclidean"),
]
every_lattice = pytest.mark.parametrize("lattice", LATTICES, ids=str)


@pytest.fixture
def X():
    return 5 + np.random.default_rng(0).normal(size=(50, 3))


@pytest.fixture
def prototypes():
    return 5 + np.random.default_rng(1).normal(size=(12, 3))


def distance(a, b):
    return math.sqrt(sum((p - q) ** 2 for p, q in zip(a, b)))


def ranked_units(x, prototypes):
    return sorted(range(len(prototypes)), key=lambda k: distance(x, prototypes[k]))


def test_quantization_error_is_the_mean_distance_to_the_best_unit(X, prototypes):
    expected = np.mean([min(distance(x, m) for m in prototypes) for x in X])
    assert map_quality.quantization_error(X, prototypes) == pytest.approx(expected, rel=1e-12)


def test_quantization_error_is_not_squared():
    assert map_quality.quantization_error(np.array([[3.0, 4.0]]), np.zeros((2, 2))) == 5.0


def test_quantization_error_is_zero_when_every_sample_is_a_prototype(X):
    assert map_quality.quantization_error(X, X) == 0


def test_relative_quantization_error_does_not_change_with_scale_or_origin(X, prototypes):
    value = map_quality.relative_quantization_error(X, prototypes)
    moved = map_quality.relative_quantization_error(7 * X - 3, 7 * prototypes - 3)
    assert moved == pytest.approx(value, rel=1e-9)
    spread = math.sqrt(np.mean([distance(x, X.mean(axis=0)) ** 2 for x in X]))
    assert value * spread == pytest.approx(map_quality.quantization_error(X, prototypes))


def test_unexplained_variance_is_a_share_of_the_sum_of_squares(X, prototypes):
    within = sum(min(distance(x, m) ** 2 for m in prototypes) for x in X)
    total = sum(distance(x, X.mean(axis=0)) ** 2 for x in X)
    expected = within / total
    assert map_quality.unexplained_variance(X, prototypes) == pytest.approx(expected, rel=1e-12)


def test_unexplained_variance_is_one_for_the_mean_and_zero_for_the_samples(X):
    assert map_quality.unexplained_variance(X, X.mean(axis=0)[None]) == pytest.approx(1)
    assert map_quality.unexplained_variance(X, X) == 0


def test_shares_of_no_variance_are_not_a_number():
    X = np.ones((4, 2))
    assert math.isnan(map_quality.unexplained_variance(X, X))
    assert math.isnan(map_quality.relative_quantization_error(X, X))


@every_lattice
def test_topographic_error_counts_samples_whose_two_best_units_do_not_touch(X, prototypes, lattice):
    hops = lattice.adjacency()
    apart = [not hops[tuple(ranked_units(x, prototypes)[:2])] for x in X]
    assert 0 < np.mean(apart) < 1
    assert map_quality.topographic_error(X, prototypes, lattice) == np.mean(apart)


def test_topographic_error_takes_diagonal_squares_as_apart_even_with_euclidean_distance():
    lattice = Lattice(2, 2, distance="euclidean")
    prototypes = np.array([[0.0], [10.0], [20.0], [1.0]])  # units 0 and 3 are diagonal
    assert map_quality.topographic_error(np.array([[0.4]]), prototypes, lattice) == 1
    assert map_quality.topographic_error(np.array([[14.0]]), prototypes, lattice) == 1
    assert map_quality.topographic_error(np.array([[5.7]]), prototypes, lattice) == 0


def test_topographic_error_of_a_chain_along_a_line_is_zero():
    X = np.linspace(0, 9, 200)[:, None]
    assert map_quality.topographic_error(X, np.arange(10.0)[:, None], Lattice(1, 10)) == 0


@every_lattice
def test_distortion_is_equation_4(X, prototypes, lattice):
    delta = lattice.distances()
    for temperature in (0.6, 2.0):
        total = 0.0
        for x in X:
            b = ranked_units(x, prototypes)[0]
            for k, m in enumerate(prototypes):
                total += math.exp(-(delta[b, k] ** 2) / temperature**2) * distance(x, m) ** 2
        value = map_quality.distortion(X, prototypes, lattice, temperature)
        assert value == pytest.approx(total / len(X), rel=1e-11)


def test_distortion_of_a_cold_map_is_that_of_k_means(X, prototypes):
    k_means = np.mean([min(distance(x, m) ** 2 for m in prototypes) for x in X])
    cold = map_quality.distortion(X, prototypes, Lattice(4, 3), 1e-3)
    assert cold == pytest.approx(k_means, rel=1e-12)


def test_distortion_takes_given_assignments(X, prototypes):
    units = np.arange(len(X)) % 12
    expected = np.mean([distance(x, prototypes[b]) ** 2 for x, b in zip(X, units)])
    value = map_quality.distortion(X, prototypes, Lattice(4, 3), 1e-3, units)
    assert value == pytest.approx(expected, rel=1e-12)


@every_lattice
def test_u_matrix_is_the_mean_distance_to_the_lattice_neighbours(prototypes, lattice):
    adjacency = lattice.adjacency()
    expected = [
        np.mean([distance(prototypes[k], prototypes[j]) for j in np.flatnonzero(adjacency[k])])
        for k in range(12)
    ]
    assert map_quality.u_matrix(prototypes, lattice) == pytest.approx(np.array(expected))


def test_u_matrix_is_high_between_two_groups():
    prototypes = np.array([0.0, 0.0, 0.0, 9.0, 9.0, 9.0])[:, None]
    assert map_quality.u_matrix(prototypes, Lattice(1, 6)).tolist() == [0, 0, 4.5, 4.5, 0, 0]


def test_hits_count_the_samples_of_each_unit_empty_ones_too():
    X = np.array([[0.1], [0.2], [2.2]])
    assert map_quality.hits(X, np.array([[0.0], [1.0], [2.0], [3.0]])).tolist() == [2, 0, 1, 0]


def shortest_way(prototypes, adjacency, start, end):
    """Dijkstra by hand."""
    best = {start: 0.0}
    queue = [(0.0, start)]
    while queue:
        length, here = heapq.heappop(queue)
        for there in np.flatnonzero(adjacency[here]):
            longer = length + distance(prototypes[here], prototypes[there])
            if longer < best.get(there, math.inf):
                best[there] = longer
                heapq.heappush(queue, (longer, there))
    return best[end]


@every_lattice
def test_combined_error_adds_the_shortest_way_to_the_second_best_unit(X, prototypes, lattice):
    adjacency = lattice.adjacency()
    expected = []
    for x in X:
        first, second = ranked_units(x, prototypes)[:2]
        way = shortest_way(prototypes, adjacency, first, second)
        expected.append(distance(x, prototypes[first]) + way)
    value = map_quality.combined_error(X, prototypes, lattice)
    assert value == pytest.approx(np.mean(expected), rel=1e-9)


def test_combined_error_walks_over_equal_prototypes_at_no_cost():
    prototypes = np.array([[0.0], [4.0], [4.0], [1.0]])
    value = map_quality.combined_error(np.array([[0.0]]), prototypes, Lattice(1, 4))
    assert value == pytest.approx(0 + 4 + 0 + 3)


def test_a_folded_map_has_a_larger_combined_error_than_a_flat_one():
    X = np.array(list(itertools.product(range(4), range(3))), dtype=float)
    folded = X[[0, 11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6]]
    flat_error = map_quality.combined_error(X + 0.1, X, Lattice(4, 3))
    assert map_quality.combined_error(X + 0.1, folded, Lattice(4, 3)) > flat_error


def test_a_left_out_distance_is_that_to_the_means_of_the_other_samples():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(40, 3)) + 4 * rng.integers(0, 3, (40, 1))
    prototypes = X[:6].copy()
    for _ in range(100):  # k-means: every prototype becomes the mean of its samples
        best = np.argmin(((X[:, None] - prototypes) ** 2).sum(axis=2), axis=1)
        prototypes = np.array([X[best == k].mean(axis=0) for k in range(6)])
    wanted = []
    for i, sample in enumerate(X):
        own = (best == best[i]) & (np.arange(40) != i)
        others = np.delete(prototypes, best[i], axis=0)
        there = np.vstack([others, X[own].mean(axis=0)]) if own.any() else others
        wanted.append(np.linalg.norm(there - sample, axis=1).min())
    assert map_quality.left_out_distances(X, prototypes) == pytest.approx(np.array(wanted))


def test_a_sample_alone_on_its_unit_goes_to_the_second_best():
    X = np.array([[0.0], [10.0], [10.5]])
    distances = map_quality.left_out_distances(X, np.array([[0.0], [10.25]]))
    assert distances == pytest.approx([10.25, 0.5, 0.5])
