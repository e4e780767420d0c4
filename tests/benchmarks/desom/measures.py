"""Measures of partitions and scores, each in a few lines; higher is better but for `topographic`."""

from __future__ import annotations

import functools

import numpy as np

BLOCKS, FOLDS, PARTITIONS = 20, 5, 10


def contingency(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = (np.unique(values, return_inverse=True)[1] for values in (a, b))
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    return table


def purity(units: np.ndarray, labels: np.ndarray) -> float:
    """Share of samples that belong to the commonest class of their unit."""
    return float(contingency(units, labels).max(axis=1).sum() / len(labels))


def normalised_mutual_information(units: np.ndarray, labels: np.ndarray) -> float:
    """Mutual information over the mean of the two entropies."""
    p = contingency(units, labels) / len(labels)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    there = p > 0
    shared = np.sum(p[there] * np.log(p[there] / np.outer(rows, columns)[there]))
    entropy = -sum(np.sum(q[q > 0] * np.log(q[q > 0])) for q in (rows, columns))
    return float(shared / (entropy / 2))


def adjusted_rand_index(a: np.ndarray, b: np.ndarray) -> float:
    """Agreement of two partitions: 1 the same, 0 by chance (Hubert & Arabie 1985)."""

    def pairs(counts):
        return (counts * (counts - 1) / 2).sum()

    table = contingency(a, b)
    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = first * second / pairs(np.array([len(a)]))
    return float((both - expected) / ((first + second) / 2 - expected))


def mean_agreement(partitions: list[np.ndarray]) -> float:
    """Mean adjusted Rand index of all pairs."""
    count = len(partitions)
    return float(
        np.mean(
            [
                adjusted_rand_index(partitions[i], partitions[j])
                for i in range(count)
                for j in range(i)
            ]
        )
    )


def average_precision(score: np.ndarray, truth: np.ndarray) -> float:
    """Precision averaged over the recall gained at each distinct value of the score."""
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    found = np.cumsum(truth[order])[last]
    gained = np.diff(np.append(0.0, found / truth.sum()))
    return float(np.sum(gained * found / (last + 1)))


def area_under_curve(score: np.ndarray, truth: np.ndarray) -> float:
    """Chance that a true sample scores above another one, ties half."""
    from scipy.stats import rankdata

    ranks, count = rankdata(score), truth.sum()
    return float((ranks[truth].sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))


def unit_average_precision(units: np.ndarray, truth: np.ndarray, lattice) -> float:
    """Average precision of units as detectors of planted samples, five folds, five times.

    A held-out sample scores the share of planted samples in its unit outside the fold, counts
    smoothed over the map at T = 0.7 and with one sample of the average added.
    """
    rng, values = np.random.default_rng(0), []
    for _ in range(5):
        fold = rng.permutation(len(units)) % FOLDS
        score = np.zeros(len(units))
        for held in range(FOLDS):
            learn = fold != held
            counts = np.bincount(units[learn], minlength=lattice.size)
            found = np.bincount(units[learn], truth[learn], minlength=lattice.size)
            counts, found = lattice.smooth(np.column_stack([counts, found]), 0.7).T
            share = (found + truth.mean()) / (counts + 1)
            score[~learn] = share[units[~learn]]
        values.append(average_precision(score, truth))
    return float(np.mean(values))


def nearest_samples(xy: np.ndarray, occurrences: np.ndarray, reach: float) -> np.ndarray:
    """The sample of each occurrence within reach, each sample once."""
    from scipy.spatial import cKDTree

    distance, sample = cKDTree(xy).query(occurrences)
    return np.unique(sample[distance <= reach])


@functools.lru_cache(maxsize=100)
def folds_of_ground(xy: bytes, partition: int) -> np.ndarray:
    """Fold (N,) of each sample: blocks of ground dealt to folds; coordinates as their bytes."""
    from scipy.cluster.vq import kmeans2

    points = np.frombuffer(xy).reshape(-1, 2)
    rng = np.random.default_rng(partition)
    scaled = (points - points.mean(axis=0)) / points.std()
    block = kmeans2(scaled, BLOCKS, minit="++", seed=rng)[1]
    return (rng.permutation(BLOCKS) % FOLDS)[block]


def held_out_auc(units: np.ndarray, xy: np.ndarray, hosts: np.ndarray, lattice) -> float:
    """Held-out AUC of units ranked by known occurrences; 0.5 is chance.

    Twenty blocks of ground (k-means of the samples' coordinates) are dealt to five folds. Outside
    a fold each unit learns its occurrences n and its share a of the ground, both smoothed over
    the map at a Gaussian of one unit, and scores ln((n + 1) / (N a + 1)); the fold's occurrences
    are ranked against the fold's own ground. Mean over ten partitions.
    """
    ranks = []
    for partition in range(PARTITIONS):
        fold = folds_of_ground(xy.tobytes(), partition)
        for held in range(FOLDS):
            ground = fold == held
            inside, outside = hosts[ground[hosts]], hosts[~ground[hosts]]
            if not len(inside) or not len(outside):
                continue
            area = np.bincount(units[~ground], minlength=lattice.size) / np.sum(~ground)
            found = np.bincount(units[outside], minlength=lattice.size)
            both = np.column_stack([found, len(outside) * area])
            found, expected = lattice.smooth(both, np.sqrt(2.0)).T
            score = np.log((found + 1) / (expected + 1))
            values = score[units[ground]]
            for own in score[units[inside]]:
                ranks.append(1 - np.mean(values > own) - np.mean(values == own) / 2)
    return float(np.mean(ranks))
