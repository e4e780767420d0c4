"""Blocks of ground: what is held out together, so that neighbours do not tell on each other.

Blocks are made from the ground and never from the occurrences: blocks drawn around occurrences
would leave more of them where they are dense, and tell the ranking where they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..checks import check_whole_number
from .ground import Ground

N_BLOCKS, N_FOLDS, N_PARTITIONS = 20, 5, 10
# Blocks need only be compact: k-means stops here if it has not settled.
MOST_STEPS = 30


@dataclass(frozen=True, eq=False)
class Partition:
    """The ground in blocks, and the blocks dealt to folds.

    Attributes
    ----------
    block, fold : (G,) arrays of int
        Of each place, both from 0.
    """

    block: np.ndarray
    fold: np.ndarray

    @property
    def n_folds(self) -> int:
        """How many folds there are; fewer than two hold nothing out."""
        return int(self.fold.max()) + 1


def make_partitions(
    ground: Ground,
    *,
    n_blocks: int = N_BLOCKS,
    n_folds: int = N_FOLDS,
    n_partitions: int = N_PARTITIONS,
    random_state: int = 42,
) -> list[Partition]:
    """Part the ground into blocks and folds, several times over.

    k-means of the places' positions weighted by their area, into `n_blocks` compact blocks of
    about equal ground; the blocks are dealt to the folds at random, as many to each. With fewer
    distinct positions than blocks each is a block of its own. Simulations showed that maps without
    any signal then cross at 50 to 52 % (see `null_study`).

    Parameters
    ----------
    ground : Ground
    n_blocks, n_folds, n_partitions : int
    random_state : int
        Each partition has its own stream of random numbers: the first ones do not depend on how
        many are made.
    """
    check_whole_number(n_blocks, "n_blocks", 1)
    check_whole_number(n_folds, "n_folds", 1)
    check_whole_number(n_partitions, "n_partitions", 1)
    check_whole_number(random_state, "random_state", 0)
    streams = np.random.SeedSequence(random_state).spawn(n_partitions)
    return [_partition(ground, n_blocks, n_folds, np.random.default_rng(s)) for s in streams]


def carry_partition(partition: Partition, ground: Ground, other: Ground) -> Partition:
    """The same blocks and folds on another ground: each of its places takes those of the nearest.

    So models of different samples, or of polygons, are held out and compared block by block.

    Parameters
    ----------
    partition : Partition
        Of `ground`.
    ground, other : Ground
        Positions in the same plane.
    """
    from scipy.spatial import cKDTree

    if other is ground:
        return partition
    nearest = cKDTree(ground.place_xy).query(other.place_xy)[1]
    return Partition(partition.block[nearest], partition.fold[nearest])


def occupied_blocks(partition: Partition, rows) -> int:
    """Number of blocks that hold occurrences: how many independent witnesses there are at most.

    Parameters
    ----------
    partition : Partition
    rows : (M,) array
        Place of each occurrence, as its row in `Ground.places`.
    """
    return int(np.unique(partition.block[rows]).size)


def _partition(ground: Ground, n_blocks: int, n_folds: int, rng) -> Partition:
    block = _compact_blocks(ground.place_xy, ground.place_area, n_blocks, rng)
    n_made = int(block.max()) + 1
    fold_of_block = np.empty(n_made, dtype=int)
    fold_of_block[rng.permutation(n_made)] = np.arange(n_made) % n_folds
    return Partition(block, fold_of_block[block])


def _compact_blocks(xy: np.ndarray, area: np.ndarray, n_blocks: int, rng) -> np.ndarray:
    """k-means labels (G,) from 0 without gaps; the start is k-means++ (Arthur & Vassilvitskii 2007)."""
    xy = xy - xy.mean(axis=0)
    scale = np.abs(xy).max()
    if not scale > 0:
        return np.zeros(len(xy), dtype=int)
    xy = xy / scale
    centres = _spread_start(xy, area, n_blocks, rng)
    label = np.full(len(xy), -1)
    for _ in range(MOST_STEPS):
        nearest = _nearest(xy, centres)
        if np.array_equal(nearest, label):
            break
        label = nearest
        ground = np.bincount(label, area, len(centres))
        sums = np.column_stack([np.bincount(label, area * x, len(centres)) for x in xy.T])
        # A block that lost all its ground stays where it was, and is dropped if it gains none.
        held = ground > 0
        centres[held] = sums[held] / ground[held, None]
    return np.unique(label, return_inverse=True)[1]


def _spread_start(xy: np.ndarray, area: np.ndarray, n_blocks: int, rng) -> np.ndarray:
    centres = [xy[_draw(area, rng)]]
    gap = ((xy - centres[0]) ** 2).sum(axis=1)
    while len(centres) < n_blocks and gap.max() > 0:
        centres.append(xy[_draw(area * gap, rng)])
        gap = np.minimum(gap, ((xy - centres[-1]) ** 2).sum(axis=1))
    return np.array(centres)


def _draw(weight: np.ndarray, rng) -> int:
    total = np.cumsum(weight)
    drawn = np.searchsorted(total, rng.random() * total[-1], side="right")
    return int(min(drawn, len(weight) - 1))


def _nearest(xy: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Index of the nearest centre; of equally near ones the first."""
    across = xy[:, :1] * centres[:, 0] + xy[:, 1:] * centres[:, 1]
    return ((centres**2).sum(axis=1) - 2.0 * across).argmin(axis=1)
