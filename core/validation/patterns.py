"""Patterns of occurrences without any link to a map: at random, clustered, or like the known ones.

Occurrences cluster for reasons of their own (ore districts, where people looked), and clustered
occurrences agree with a map more often by chance than scattered ones do. So a map has to be compared
with what it makes of patterns that cluster as the known occurrences do.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

import numpy as np

from ..checks import check_whole_number
from ..errors import InputError, Progress, report_progress
from .fields import FieldMaker
from .ground import Ground
from .threads import in_order

# Log-Gaussian Cox patterns: standard deviation of the log density, and its range in extents.
SIGMAS = (0.75, 1.25, 1.75, 2.5)
RANGES = (0.02, 0.04, 0.08, 0.16, 0.32)
PER_SETTING = 250
# Pairs are counted within so many spacings of the places, and within so many extents.
RADII_IN_SPACINGS = (1.5, 3.0, 6.0)
RADII_IN_EXTENTS = (0.06, 0.12, 0.25)
KEPT = 300
# Patterns made with one stream of random numbers: the unit of work of a thread.
BATCH = 50


@dataclass(frozen=True, eq=False)
class PatternPool:
    """Simulated patterns of as many occurrences as are known, from scattered to strongly clustered.

    Attributes
    ----------
    ground : Ground
    rows : (S, M) array of int
        Place of each occurrence of each pattern, as its row in `Ground.places`.
    summaries : (S, 6) array
        See `clustering`.
    """

    ground: Ground
    rows: np.ndarray
    summaries: np.ndarray

    def nearest(self, rows, kept: int = KEPT) -> np.ndarray:
        """Numbers (kept,) of the patterns that cluster most like the occurrences at `rows` (M,).

        Nearest in the summaries, each in standard deviations over the pool.
        """
        spread = self.summaries.std(axis=0)
        gap = (self.summaries - clustering(self.ground, rows)) / np.where(spread > 0, spread, 1.0)
        return np.argsort((gap**2).sum(axis=1), kind="stable")[:kept]

    def check_number(self, rows) -> None:
        """Raise an InputError unless there are as many occurrences as in each pattern."""
        if self.rows.shape[1] != len(rows):
            raise InputError(
                f"The simulated patterns have {self.rows.shape[1]} occurrences but {len(rows)} are "
                "known; simulate patterns of the same number."
            )

    def spans(self, rows, patterns) -> bool:
        """Whether the occurrences cluster within the span of these patterns at every distance."""
        own, theirs = clustering(self.ground, rows), self.summaries[patterns]
        return bool(((theirs.min(axis=0) <= own) & (own <= theirs.max(axis=0))).all())


def simulate_patterns(
    ground: Ground,
    n_occurrences: int,
    *,
    per_setting: int = PER_SETTING,
    random_state: int = 42,
    workers: int = 1,
    progress: Progress = None,
) -> PatternPool:
    """Simulate random and log-Gaussian Cox patterns of `n_occurrences` on the sampled ground.

    Log-Gaussian Cox patterns (Moller et al. 1998, doi 10.1111/1467-9469.00115): places are drawn
    with a chance proportional to area x exp(sigma z), z a Gaussian field with an exponential
    covariance, for every sigma of `SIGMAS` and every range of `RANGES`; random ones with sigma 0.
    The number of occurrences is fixed; a place can receive several.

    Parameters
    ----------
    ground : Ground
    n_occurrences : int
    per_setting : int
        Patterns of each kind; there are 21 kinds.
    random_state : int
    workers : int
        Threads; the result does not depend on their number.
    progress : callable, optional
    """
    check_whole_number(n_occurrences, "n_occurrences", 1)
    check_whole_number(per_setting, "per_setting", 1)
    kinds = [(0.0, 0.0), *((sigma, part) for part in RANGES for sigma in SIGMAS)]
    batches = [min(BATCH, per_setting - start) for start in range(0, per_setting, BATCH)]
    tasks = [(sigma, part, size) for sigma, part in kinds for size in batches]
    streams = np.random.SeedSequence(random_state).spawn(len(tasks))
    makers = {part: FieldMaker(ground.place_xy, part * ground.extent) for part in RANGES}

    def batch(task) -> tuple[np.ndarray, np.ndarray]:
        (sigma, part, size), stream = task
        rng = np.random.default_rng(stream)
        if sigma:
            rows = cox_patterns(ground, n_occurrences, makers[part], sigma, size, rng)
        else:
            rows = random_patterns(ground, n_occurrences, size, rng)
        return rows, np.array([clustering(ground, pattern) for pattern in rows])

    done = []
    with closing(in_order(batch, list(zip(tasks, streams)), workers)) as batches_made:
        for made in batches_made:
            done.append(made)
            report_progress(progress, len(done) / len(tasks))
    rows, summaries = zip(*done)
    return PatternPool(ground, np.concatenate(rows), np.concatenate(summaries))


def clustering(ground: Ground, rows) -> np.ndarray:
    """How strongly occurrences cluster: log(pairs + .5) within six distances, (6,).

    Parameters
    ----------
    ground : Ground
    rows : (M,) array
        Place of each occurrence, as its row in `Ground.places`.
    """
    from scipy.spatial import cKDTree

    radii = np.concatenate(
        [
            np.multiply(RADII_IN_SPACINGS, ground.spacing),
            np.multiply(RADII_IN_EXTENTS, ground.extent),
        ]
    )
    tree = cKDTree(ground.place_xy[rows])
    rising = np.argsort(radii)
    pairs = np.empty(radii.size)
    # Each pair counts twice, and each occurrence once with itself.
    pairs[rising] = (tree.count_neighbors(tree, radii[rising]) - len(rows)) / 2.0
    return np.log(pairs + 0.5)


def random_patterns(ground: Ground, n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """(size, n) rows of places drawn with a chance proportional to their area."""
    return weighted_patterns(ground.place_area, n, size, rng)


def weighted_patterns(chance, n: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """(size, n) rows of places drawn with a chance proportional to `chance` (G,)."""
    return np.array([_draw(np.asarray(chance), n, rng) for _ in range(size)])


def cox_patterns(
    ground: Ground, n: int, maker: FieldMaker, sigma: float, size: int, rng: np.random.Generator
) -> np.ndarray:
    """(size, n) rows of places of log-Gaussian Cox patterns, each with a field of its own."""
    rows = np.empty((size, n), dtype=np.intp)
    for first in range(0, size, 2):
        for i, field in zip(range(first, size), maker.pair(rng)):
            rows[i] = _draw(ground.place_area * np.exp(sigma * field), n, rng)
    return rows


def thomas_patterns(
    ground: Ground,
    n: int,
    children: float,
    spread: float,
    size: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """(size, n) rows of places of Thomas patterns: occurrences scattered around centres.

    Parameters
    ----------
    ground : Ground
    n : int
        Occurrences of a pattern.
    children : float
        Occurrences per centre, on average.
    spread : float
        Standard deviation of their distance from the centre along x and y, in metres. What falls
        off the ground, more than a spacing from any place, is drawn again.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(ground.place_xy)
    patterns = []
    for _ in range(size):
        centres = ground.place_xy[_draw(ground.place_area, max(1, round(n / children)), rng)]
        rows = np.empty(0, dtype=np.intp)
        while rows.size < n:
            at = centres[rng.integers(len(centres), size=2 * n)]
            gap, row = tree.query(at + spread * rng.standard_normal(at.shape))
            rows = np.concatenate([rows, row[gap <= ground.spacing]])
        patterns.append(rows[:n])
    return np.array(patterns)


def _draw(chance: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    total = np.cumsum(chance)
    if not total[-1] > 0:
        raise InputError("There is no ground to draw occurrences from.")
    drawn = np.searchsorted(total, rng.random(n) * total[-1], side="right")
    return np.minimum(drawn, len(chance) - 1)
