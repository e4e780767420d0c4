"""Promises of the agreement of clusterings."""

import itertools

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.stability import adjusted_rand_index, align_clusters, cluster_stability


def clusterings(count, n=60, k=4, seed=0):
    return np.random.default_rng(seed).integers(1, k + 1, (count, n))


@pytest.mark.parametrize("seed", range(5))
def test_the_index_against_scikit_learn(seed):
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(seed)
    a = rng.integers(0, 5, 200)
    b = np.where(rng.random(200) < 0.7, a, rng.integers(7, 10, 200))
    assert adjusted_rand_index(a, b) == pytest.approx(metrics.adjusted_rand_score(a, b))
    assert adjusted_rand_index(a, rng.permutation(a)) == pytest.approx(0, abs=0.05)


def test_the_index_against_all_pairs_of_samples():
    a, b = clusterings(2, n=30)
    pairs = list(itertools.combinations(range(30), 2))
    with_a, with_b = ([labels[i] == labels[j] for i, j in pairs] for labels in (a, b))
    both = sum(x and y for x, y in zip(with_a, with_b))
    chance = sum(with_a) * sum(with_b) / len(pairs)
    expected = (both - chance) / ((sum(with_a) + sum(with_b)) / 2 - chance)
    assert adjusted_rand_index(a, b) == pytest.approx(expected)


def test_names_of_clusters_do_not_matter():
    (a,) = clusterings(1)
    assert adjusted_rand_index(a, np.array([0, 90, -3, 7, 4])[a]) == 1.0


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1, 1, 1], [2, 2, 2], 1),
        ([1, 2, 3], [4, 5, 6], 1),
        ([1, 1, 1], [1, 2, 3], 0),
        ([1], [2], 1),
    ],
)
def test_one_cluster_or_only_single_samples(a, b, expected):
    assert adjusted_rand_index(a, b) == expected


def test_clusterings_of_other_samples_are_refused():
    with pytest.raises(InputError, match="3 and 2 samples"):
        adjusted_rand_index([1, 2, 3], [1, 2])
    with pytest.raises(InputError, match="0 and 0"):
        adjusted_rand_index([], [])


def test_aligned_clusters_keep_as_many_samples_as_any_renumbering_could():
    for seed in range(5):
        a, b = clusterings(2, k=4, seed=seed)
        best = max(
            (np.array([0, *names])[b] == a).sum() for names in itertools.permutations(range(1, 5))
        )
        aligned = align_clusters(a, b)
        assert (aligned == a).sum() == best
        assert adjusted_rand_index(aligned, b) == 1.0


def test_a_renumbered_clustering_comes_back_as_it_was():
    (a,) = clusterings(1)
    np.testing.assert_array_equal(align_clusters(a, np.array([0, 3, 1, 4, 2])[a]), a)


def test_clusters_left_over_get_numbers_of_their_own():
    reference = np.array([1, 1, 1, 5, 5, 5])
    aligned = align_clusters(reference, [9, 9, 7, 8, 8, 6])
    assert aligned.tolist()[:2] == [1, 1]
    assert aligned.tolist()[3:5] == [5, 5]
    assert sorted({aligned[2], aligned[5]}) == [6, 7]


def test_fewer_clusters_than_the_reference_keep_its_numbers():
    assert align_clusters([1, 1, 2, 2, 3], [4, 4, 4, 4, 8]).tolist() == [1, 1, 1, 1, 3]


def test_stability_is_the_mean_over_all_pairs():
    labels = clusterings(5)
    found = cluster_stability(labels)
    values = [adjusted_rand_index(a, b) for a, b in itertools.combinations(labels, 2)]
    assert found.pairs == len(values) == 10
    assert found.mean == pytest.approx(np.mean(values))


def test_the_standard_error_is_the_jackknife_over_clusterings():
    rng = np.random.default_rng(1)
    base = rng.integers(1, 5, 60)
    labels = [np.where(rng.random(60) < p, base, 1) for p in (0.9, 0.8, 0.7, 0.6)]
    without = [cluster_stability(labels[:i] + labels[i + 1 :]).mean for i in range(4)]
    expected = np.sqrt(3 / 4 * ((without - np.mean(without)) ** 2).sum())
    assert cluster_stability(labels).standard_error == pytest.approx(expected)


def test_the_same_clustering_over_and_over_is_fully_stable():
    found = cluster_stability(np.repeat(clusterings(1), 4, axis=0))
    assert (found.mean, found.standard_error) == (1.0, 0.0)


def test_two_clusterings_have_no_standard_error_and_one_no_stability():
    assert np.isnan(cluster_stability(clusterings(2)).standard_error)
    with pytest.raises(InputError, match="at least 2 resamples"):
        cluster_stability(clusterings(1))
