"""Promises of the clustering of units."""

import math

import numpy as np
import pytest
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.clusters import cluster_units, ward_partitions, weighted_kmeans
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.lattice import Lattice
from scipy.cluster.hierarchy import fcluster, ward
from scipy.sparse.csgraph import connected_components


def random_map(seed=0, rows=6, cols=7, dimensions=4):
    rng = np.random.default_rng(seed)
    lattice = Lattice(rows, cols)
    prototypes = rng.normal(size=(lattice.size, dimensions))
    hits = rng.integers(1, 20, lattice.size)
    return prototypes, hits, lattice


def same_partition(one, other):
    one, other = np.asarray(one), np.asarray(other)
    return np.array_equal(one[:, None] == one[None, :], other[:, None] == other[None, :])


@pytest.mark.parametrize("n_clusters", [2, 4, 7])
def test_without_a_lattice_it_is_wards_clustering(n_clusters):
    points = np.random.default_rng(1).normal(size=(30, 3))
    everyone = np.ones((30, 30), dtype=bool)
    labels = ward_partitions(points, np.ones(30), everyone, [n_clusters])[n_clusters]
    assert same_partition(labels, fcluster(ward(points), n_clusters, "maxclust"))


def test_a_unit_with_three_samples_counts_as_three_units_at_one_place():
    rng = np.random.default_rng(2)
    points, hits = rng.normal(size=(15, 2)), rng.integers(1, 4, 15)
    weighted = ward_partitions(points, hits, np.ones((15, 15), bool), [4])[4]
    repeated = fcluster(ward(np.repeat(points, hits, axis=0)), 4, "maxclust")
    assert same_partition(np.repeat(weighted, hits), repeated)


def slow_ward(points, hits, adjacency, n_clusters):
    """Merge the cheapest neighbouring pair, found by looking at all, until few enough are left."""
    groups = [[i] for i in range(len(points))]

    def centre(g):
        return np.average(points[g], axis=0, weights=hits[g])

    while len(groups) > n_clusters:
        best = None
        for a in range(len(groups)):
            for b in range(a):
                if not adjacency[np.ix_(groups[a], groups[b])].any():
                    continue
                na, nb = hits[groups[a]].sum(), hits[groups[b]].sum()
                cost = na * nb / (na + nb) * ((centre(groups[a]) - centre(groups[b])) ** 2).sum()
                if best is None or cost < best[0]:
                    best = (cost, a, b)
        _, a, b = best
        groups[b] = groups[b] + groups[a]
        del groups[a]
    labels = np.empty(len(points), dtype=int)
    for k, g in enumerate(groups):
        labels[g] = k
    return labels


@pytest.mark.parametrize("seed", range(3))
def test_neighbours_only_against_a_slow_version(seed):
    prototypes, hits, lattice = random_map(seed)
    labels = ward_partitions(prototypes, hits, lattice.adjacency(), [5])[5]
    assert same_partition(labels, slow_ward(prototypes, hits, lattice.adjacency(), 5))


@pytest.mark.parametrize("seed", range(3))
def test_every_cluster_is_one_patch_of_the_map(seed):
    prototypes, hits, lattice = random_map(seed)
    labels = cluster_units(prototypes, hits, lattice, n_clusters=6).labels
    for cluster in range(1, 7):
        inside = labels == cluster
        patch = lattice.adjacency()[np.ix_(inside, inside)]
        assert connected_components(patch)[0] == 1


def test_units_without_samples_never_bridge_two_clusters():
    # A row of units: two alike at the ends, an empty one like them in the middle.
    lattice = Lattice(1, 5)
    prototypes = np.array([[0.0], [5.0], [0.0], [5.1], [0.1]])
    hits = np.array([5, 5, 0, 5, 5])
    labels = ward_partitions(
        prototypes[hits > 0], hits[hits > 0], lattice.adjacency()[np.ix_(hits > 0, hits > 0)], [3]
    )[3]
    assert len(set(labels.tolist())) == 3


def test_units_without_samples_join_the_nearest_cluster():
    lattice = Lattice(1, 5)
    prototypes = np.array([[0.0], [0.1], [4.6], [5.0], [5.1]])
    result = cluster_units(prototypes, np.array([5, 4, 0, 3, 3]), lattice, n_clusters=2)
    assert result.labels.tolist() == [1, 1, 2, 2, 2]


def test_cut_off_patches_join_what_is_most_like_them_not_the_largest():
    # Column 2 is empty, so the map falls into two patches; the right one is like unit 1.
    lattice = Lattice(1, 5)
    prototypes = np.array([[0.0], [9.0], [0.0], [9.1], [9.2]])
    result = cluster_units(prototypes, np.array([9, 1, 0, 1, 1]), lattice, n_clusters=2)
    assert result.labels[1] == result.labels[3] == result.labels[4] != result.labels[0]


def test_clusters_are_numbered_by_falling_number_of_samples():
    prototypes, hits, lattice = random_map(4)
    labels = cluster_units(prototypes, hits, lattice, n_clusters=5).labels
    totals = [hits[labels == c].sum() for c in range(1, 6)]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize("n_heaps", [3, 5, 8])
def test_the_chosen_number_is_that_of_well_separated_heaps(n_heaps):
    rng = np.random.default_rng(n_heaps)
    lattice = Lattice(n_heaps, 6)
    centres = 10 * rng.normal(size=(n_heaps, 6))
    prototypes = np.repeat(centres, 6, axis=0) + 0.1 * rng.normal(size=(lattice.size, 6))
    result = cluster_units(prototypes, np.full(lattice.size, 3), lattice)
    assert result.n_clusters == n_heaps
    assert result.choice["clusters"].tolist() == list(range(3, 13))


def test_figures_of_the_choice_against_slow_sums_over_samples():
    prototypes, hits, lattice = random_map(5)
    choice = cluster_units(prototypes, hits, lattice).choice
    samples = np.repeat(prototypes, hits, axis=0)

    def within(n_clusters):
        if n_clusters == 1:
            return samples.var(axis=0).sum() * len(samples)
        labels = cluster_units(prototypes, hits, lattice, n_clusters=n_clusters).labels
        groups = [samples[np.repeat(labels, hits) == c] for c in range(1, n_clusters + 1)]
        return sum(((g - g.mean(axis=0)) ** 2).sum() for g in groups)

    course = [math.log(within(k) / within(1) + 1e-3) for k in range(1, 14)]
    slope = (course[-1] - course[0]) / 12
    for k, share, below, chosen in choice.itertuples(index=False):
        assert share == pytest.approx(within(k) / within(1))
        assert below == pytest.approx(course[0] + slope * (k - 1) - course[k - 1])
        assert chosen == (below == choice["below_line"].max())


def test_the_choice_sees_a_small_step_behind_a_large_one():
    # Three far pairs of heaps: within the pairs a thousandth of the sum of squares is left.
    rng = np.random.default_rng(1)
    centres = np.repeat(np.eye(3) * 30, 2, axis=0) + np.tile([[0, 0, 3.0], [0, 0, -3.0]], (3, 1))
    prototypes = np.repeat(centres, 8, axis=0) + 0.05 * rng.normal(size=(48, 3))
    assert cluster_units(prototypes, np.full(48, 4), Lattice(6, 8)).n_clusters == 6


def test_the_choice_does_not_hang_on_a_thousandth_of_noise():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(300, 6))  # without any clusters: the hardest case
    numbers = []
    for _ in range(8):
        noisy = X + 0.001 * rng.normal(size=X.shape)
        som = BatchSOM(8, 8, epochs=15).fit(noisy)
        hits = np.bincount(som.predict(noisy), minlength=64)
        numbers.append(cluster_units(som.prototypes_, hits, som.lattice_).n_clusters)
    assert max(numbers) - min(numbers) <= 3


def test_the_choice_depends_neither_on_scale_nor_on_origin():
    prototypes, hits, lattice = random_map(9)
    one = cluster_units(prototypes, hits, lattice)
    other = cluster_units(100 * prototypes - 7, hits, lattice)
    assert one.n_clusters == other.n_clusters


def test_a_number_is_chosen_where_every_cluster_gains_more_than_the_one_before():
    # Neighbours alone join: 0.3 joins 0.8 at a cost, and 0.3 joins the two at a lower one.
    prototypes = np.array([[0.3], [0.8], [0.3], [-1.3]])
    result = cluster_units(prototypes, np.array([2, 3, 7, 4]), Lattice(1, 4))
    assert result.n_clusters == 3


def test_kmeans_finds_separated_heaps_and_repeats_itself():
    rng = np.random.default_rng(6)
    points = np.concatenate([rng.normal(c, 0.1, size=(10, 2)) for c in (0, 5, 10)])
    labels = weighted_kmeans(points, np.ones(30), 3, random_state=1)
    assert same_partition(labels, np.repeat([0, 1, 2], 10))
    np.testing.assert_array_equal(labels, weighted_kmeans(points, np.ones(30), 3, random_state=1))


def test_kmeans_centres_are_the_weighted_means_of_their_units():
    points, hits, _ = random_map(7)
    labels = weighted_kmeans(points, hits, 4)
    centres = [np.average(points[labels == c], axis=0, weights=hits[labels == c]) for c in range(4)]
    nearest = [min(range(4), key=lambda c: ((x - centres[c]) ** 2).sum()) for x in points]
    assert nearest == labels.tolist()


def test_more_clusters_than_used_units_are_refused():
    with pytest.raises(InputError, match="CLUSTERS is 4"):
        cluster_units(np.eye(4), np.array([1, 1, 1, 0]), Lattice(2, 2), n_clusters=4)


def test_cancel_stops_it():
    with pytest.raises(Cancelled):
        cluster_units(*random_map(8), n_clusters=3, progress=lambda fraction: False)
