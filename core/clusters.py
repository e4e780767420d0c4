"""Units of a trained map into clusters, and how many: samples decide, occurrences never do."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .errors import InputError, Progress, report_progress

if TYPE_CHECKING:
    import pandas as pd

    from .lattice import Lattice

CLUSTER_METHODS = ("ward", "kmeans")
FEWEST, MOST = 3, 12
SHARE_OF_NOTHING = 1e-3


@dataclass(frozen=True)
class UnitClusters:
    """Clusters of a map's units.

    Attributes
    ----------
    labels : (K,) cluster of each unit, from 1 in order of falling number of samples
    n_clusters : how many
    choice : DataFrame or None
        What the number was chosen by: see `choose_number`; None where it was given.
    """

    labels: np.ndarray
    n_clusters: int
    choice: pd.DataFrame | None


def cluster_units(
    prototypes,
    hits,
    lattice: Lattice,
    *,
    n_clusters: int = 0,
    method: str = "ward",
    random_state: int = 42,
    progress: Progress = None,
) -> UnitClusters:
    """Join units into clusters.

    Parameters
    ----------
    prototypes : (K, D) array
    hits : (K,) array
        Number of samples whose best-matching unit each is.
    lattice : Lattice
    n_clusters : int
        0 chooses the number from 3 to 12, see `choose_number`.
    method : {"ward", "kmeans"}
        "ward" joins only lattice neighbours, so clusters are patches of the map.
    """
    prototypes, hits = np.asarray(prototypes, dtype=float), np.asarray(hits, dtype=float)
    used = np.flatnonzero(hits > 0)
    if used.size < 2:
        raise InputError(
            "All samples fall on one unit of the map, so there are no clusters; check that the fields "
            "differ between samples and the settings of the training."
        )
    if n_clusters and not 2 <= n_clusters <= used.size:
        raise InputError(
            f"CLUSTERS is {n_clusters}, but the samples fall on {used.size} units of the map; choose "
            f"{'2' if used.size == 2 else f'from 2 to {used.size}'}, or 0 to have the number chosen."
        )
    if method not in CLUSTER_METHODS:
        raise InputError(
            f"There is no cluster method {method!r}; choose {' or '.join(CLUSTER_METHODS)}."
        )
    most = min(MOST, used.size - 1)
    if not n_clusters and most < FEWEST:
        raise InputError(
            f"The samples fall on only {used.size} units of the map, too few to choose the number of "
            "clusters; give CLUSTERS, a larger map or more samples."
        )
    # One number more than may be chosen, to see what the last cluster gains.
    wanted = [n_clusters] if n_clusters else range(FEWEST, most + 2)
    points, sizes = prototypes[used], hits[used]
    if method == "ward":
        adjacency = lattice.adjacency()[np.ix_(used, used)]
        partitions = ward_partitions(points, sizes, adjacency, wanted, progress)
    else:
        partitions = {k: weighted_kmeans(points, sizes, k, random_state) for k in wanted}
    choice = None
    best = n_clusters
    if not n_clusters:
        choice = choose_number(points, sizes, partitions)
        best = int(choice.loc[choice["chosen"], "clusters"].iloc[0])
    labels = np.zeros(len(prototypes), dtype=int)
    labels[used] = _number_by_size(partitions[best], sizes)
    _join_units_without_samples(labels, prototypes, hits)
    return UnitClusters(labels, best, choice)


def ward_partitions(points, sizes, adjacency, wanted, progress: Progress = None) -> dict:
    """Hit-weighted Ward clustering of lattice neighbours, cut at every number in `wanted`.

    Merging clusters a and b raises the sum of squares by n_a n_b / (n_a + n_b) ||c_a - c_b||^2
    (Ward 1963); of all pairs of neighbouring clusters the cheapest merges first. A patch of units
    that has no lattice neighbour with samples counts as neighbour of the unit most like it.

    Returns
    -------
    dict
        Number of clusters -> (U,) labels from 0.
    """
    n = len(points)
    centre = {i: np.asarray(points[i], dtype=float) for i in range(n)}
    size = {i: float(sizes[i]) for i in range(n)}
    linked = _link_patches(np.asarray(points, dtype=float), adjacency)
    neighbours = {i: set(np.flatnonzero(linked[i]).tolist()) - {i} for i in range(n)}
    members = {i: [i] for i in range(n)}

    def cost(a: int, b: int) -> float:
        gap = centre[a] - centre[b]
        return size[a] * size[b] / (size[a] + size[b]) * float(gap @ gap)

    queue = [(cost(a, b), a, b) for a in range(n) for b in neighbours[a] if a < b]
    heapq.heapify(queue)
    wanted, partitions = set(wanted), {}
    next_id = n
    while True:
        if len(members) in wanted:
            partitions[len(members)] = _labels(members, n)
        if len(members) <= min(wanted):
            return partitions
        while not (queue[0][1] in members and queue[0][2] in members):
            heapq.heappop(queue)  # one side was merged away since
        _, a, b = heapq.heappop(queue)
        total = size[a] + size[b]
        centre[next_id] = (size[a] * centre[a] + size[b] * centre[b]) / total
        size[next_id] = total
        members[next_id] = members.pop(a) + members.pop(b)
        neighbours[next_id] = (neighbours.pop(a) | neighbours.pop(b)) - {a, b}
        for c in neighbours[next_id]:
            neighbours[c] = (neighbours[c] - {a, b}) | {next_id}
            heapq.heappush(queue, (cost(c, next_id), c, next_id))
        next_id += 1
        report_progress(progress, 1.0 - len(members) / n)


def weighted_kmeans(
    points, sizes, k: int, random_state: int = 42, restarts: int = 10
) -> np.ndarray:
    """k-means of units weighted by their samples, best of several k-means++ starts; (U,) labels."""
    rng = np.random.default_rng(random_state)
    best_labels, best_cost = np.zeros(len(points), dtype=int), np.inf
    for _ in range(restarts):
        centres = _kmeans_start(points, sizes, k, rng)
        labels = np.full(len(points), -1)
        for _ in range(100):
            squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
            nearest = squared.argmin(axis=1)
            if np.array_equal(nearest, labels):
                break
            labels = nearest
            for c in range(k):
                inside = labels == c
                if inside.any():
                    centres[c] = np.average(points[inside], axis=0, weights=sizes[inside])
        cost = float((sizes * squared[np.arange(len(points)), labels]).sum())
        if cost < best_cost and np.unique(labels).size == k:
            best_labels, best_cost = labels, cost
    return best_labels


def choose_number(points, sizes, partitions: dict) -> pd.DataFrame:
    """Where one cluster more stops paying off: the knee of the sum of squares left within clusters.

    On logarithms, the number that lies farthest below the straight line from one cluster to the
    last number (Satopaa et al. 2011, doi 10.1109/ICDCSW.2011.20). It looks at the whole course of
    the sum, not at the steps between neighbours, which a thousandth of noise reorders. Occurrences
    play no part.

    Parameters
    ----------
    points, sizes : (U, D) and (U,) arrays
        Units and their samples.
    partitions : dict
        Number of clusters -> (U,) labels, for a run of numbers; the last only ends the line.

    Returns
    -------
    DataFrame
        Columns clusters, within (share of the sum of squares left within clusters), below_line,
        chosen.
    """
    import pandas as pd

    numbers = np.array(sorted(partitions))
    total = sum_of_squares(points, sizes, np.zeros(len(points), dtype=int))
    within = np.array([sum_of_squares(points, sizes, partitions[k]) for k in numbers])
    share = within / total if total > 0 else np.zeros(len(numbers))
    # Under a thousandth nothing is left worth parting; a logarithm would see structure in it.
    course = np.log(share + SHARE_OF_NOTHING)
    start = np.log(1.0 + SHARE_OF_NOTHING)
    line = start + (course[-1] - start) * (numbers - 1) / (numbers[-1] - 1)
    below = (line - course)[:-1]
    return pd.DataFrame(
        {
            "clusters": numbers[:-1],
            "within": share[:-1],
            "below_line": below,
            "chosen": np.arange(below.size) == np.argmax(below),
        }
    )


def sum_of_squares(points, sizes, labels) -> float:
    """Hit-weighted sum of squared distances of units to the centre of their cluster."""
    total = 0.0
    for c in np.unique(labels):
        inside = labels == c
        centre = np.average(points[inside], axis=0, weights=sizes[inside])
        total += float(sizes[inside] @ ((points[inside] - centre) ** 2).sum(axis=1))
    return total


def _link_patches(points, adjacency) -> np.ndarray:
    """Adjacency in which every patch of units is linked to the unit outside that is most like it."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial.distance import cdist

    linked = np.array(adjacency, dtype=bool)
    while True:
        n_patches, patch = connected_components(csr_matrix(linked), directed=False)
        if n_patches == 1:
            return linked
        for p in range(n_patches):
            inside, outside = np.flatnonzero(patch == p), np.flatnonzero(patch != p)
            gap = cdist(points[inside], points[outside], "sqeuclidean")
            i, j = np.unravel_index(np.argmin(gap), gap.shape)
            linked[inside[i], outside[j]] = linked[outside[j], inside[i]] = True


def _kmeans_start(points, sizes, k: int, rng) -> np.ndarray:
    """k-means++ (Arthur & Vassilvitskii 2007) with weighted points."""
    centres = [points[rng.choice(len(points), p=sizes / sizes.sum())]]
    for _ in range(1, k):
        gaps = np.min([((points - c) ** 2).sum(axis=1) for c in centres], axis=0) * sizes
        chance = gaps / gaps.sum() if gaps.sum() > 0 else sizes / sizes.sum()
        centres.append(points[rng.choice(len(points), p=chance)])
    return np.array(centres, dtype=float)


def _labels(members: dict, n: int) -> np.ndarray:
    labels = np.empty(n, dtype=int)
    for label, units in enumerate(members.values()):
        labels[units] = label
    return labels


def _number_by_size(labels, sizes) -> np.ndarray:
    """Renumber from 1 by falling number of samples; equal ones by their first unit."""
    ids, first, index = np.unique(labels, return_index=True, return_inverse=True)
    total = np.bincount(index, weights=sizes)
    rank = np.empty(ids.size, dtype=int)
    rank[np.lexsort((first, -total))] = np.arange(1, ids.size + 1)
    return rank[index]


def _join_units_without_samples(labels, prototypes, hits) -> None:
    """Give each unit without samples the cluster with the nearest centre."""
    empty = np.flatnonzero(labels == 0)
    if not empty.size:
        return
    ids = np.unique(labels[labels > 0])
    centres = np.array(
        [np.average(prototypes[labels == c], axis=0, weights=hits[labels == c]) for c in ids]
    )
    squared = ((prototypes[empty][:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    labels[empty] = ids[squared.argmin(axis=1)]
