"""Best-matching units, fast and exact.

The distances of a block of samples to all prototypes come from one matrix product in single
precision, [x, 1] . [-2 m; m.m]: x.x is the same for all units and can wait. Its rounding error has
a bound, so wherever a second unit comes within that bound of the first, the few units in question
are measured again in double precision. The answer is therefore that of double precision, however
the product was rounded, and the same on any number of threads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Callable

import numpy as np

from .errors import InputError, Progress, report_progress

# Scores of one block: about 1 MB of float32, which stays in a core's cache.
BLOCK_SCORES = 1 << 18
# Below this many scores in all, starting threads costs more than it gains.
THREADED_SCORES = 1 << 21
# Blocks between two reports of progress: some hundredths of a second.
BLOCKS_PER_REPORT = 32

ROUNDING = 2.0**-24  # of float32, relative
UNDERFLOW = 1e-36  # of float32, absolute: below it digits are lost


def best_matching_units(X: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    """Index (N,) of the nearest prototype of each sample (eq. 1); of equals, the lowest index.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array
    """
    return Matcher(X).best(prototypes)[0]


def best_two(X: np.ndarray, prototypes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Indices (N,) of the nearest and (N,) of the second nearest prototype of each sample."""
    if len(prototypes) < 2:
        raise InputError("A map of one unit has no second-best unit: use at least 2 units.")
    return Matcher(X).best_two(prototypes)


def unit_distances(X: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    """Euclidean distances (N, K) of the samples to all prototypes, in double precision."""
    from scipy.spatial.distance import cdist

    return cdist(X, prototypes)


class Matcher:
    """Samples made ready to be matched, once or many times.

    Parameters
    ----------
    X : (N, D) array
        Finite samples.
    keep : bool
        Keep the samples in single precision as well, for many calls; otherwise a call needs
        hardly any memory beside its answer.
    """

    def __init__(self, X: np.ndarray, keep: bool = False) -> None:
        self.X = np.ascontiguousarray(X, dtype=float)
        # Centred and scaled to 1, no sample or product leaves the range of single precision.
        self.centre = self.X.mean(axis=0)
        reach = np.maximum(self.X.max(axis=0) - self.centre, self.centre - self.X.min(axis=0))
        self.scale = float(reach.max()) or 1.0
        self._kept: tuple[np.ndarray, np.ndarray] | None = None
        if keep:
            self._kept = self._empty_rows(len(self.X))
            for start in range(0, len(self.X), 4096):
                stop = min(start + 4096, len(self.X))
                self._convert(start, stop, *(part[start:stop] for part in self._kept))

    def best(
        self, prototypes: np.ndarray, progress: Progress = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Nearest prototype of each sample, and how far it is.

        Returns
        -------
        units : (N,) integer array
            Exact; of equally near prototypes the lowest index.
        distances : (N,) array
            Euclidean, to single precision.
        """
        units, squares = self._nearest(prototypes, 1, progress)
        return units[0], self.scale * np.sqrt(np.maximum(squares, 0.0), dtype=float)

    def best_two(self, prototypes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Nearest and second nearest prototype (N,), (N,) of each sample, exact."""
        units, _ = self._nearest(prototypes, 2, None)
        return units[0], units[1]

    def _nearest(
        self, prototypes: np.ndarray, count: int, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray]:
        """The `count` nearest prototypes (count, N), and the least squared distances (N,)."""
        units = np.empty((count, len(self.X)), dtype=np.intp)
        squares = np.empty(len(self.X), dtype=np.float32)

        def match(start: int, stop: int, scores: np.ndarray, norms: np.ndarray, bound) -> None:
            nearest, lows = _lowest(scores, count)
            limit = lows[-1] + bound
            doubtful = _doubtful(scores, lows, limit, bound)
            if len(doubtful):
                near = ~(scores[doubtful] > limit[doubtful, None])
                samples = self.X[start:stop][doubtful]
                nearest[:, doubtful] = _measured_again(samples, prototypes, near, count)
            units[:, start:stop] = nearest
            squares[start:stop] = lows[0] + norms * norms

        self._over_blocks(prototypes, match, progress)
        return units, squares

    def _over_blocks(
        self, prototypes: np.ndarray, match: Callable[..., None], progress: Progress
    ) -> None:
        """Call `match` with the scores of each block of samples.

        The blocks do not depend on the number of threads, and each writes only its own part of
        the answer: so neither does the answer.
        """
        weights, bound_of = self._weights(prototypes)
        size = min(len(self.X), max(16, BLOCK_SCORES // len(prototypes)))
        starts = range(0, len(self.X), size)
        todo = iter(enumerate(starts))
        lock, stopped = threading.Lock(), threading.Event()

        def work(report: Progress) -> None:
            scores = np.empty((size, len(prototypes)), dtype=np.float32)
            own = self._empty_rows(size) if self._kept is None else None
            while not stopped.is_set():
                with lock:
                    number, start = next(todo, (-1, -1))
                if start < 0:
                    return
                stop = min(start + size, len(self.X))
                rows, norms = self._rows(start, stop, own)
                # A score that overflows is no number and counts as doubtful: nothing to warn of.
                with np.errstate(over="ignore", invalid="ignore"):
                    block = np.matmul(rows, weights, out=scores[: stop - start])
                    match(start, stop, block, norms, bound_of(norms))
                if number % BLOCKS_PER_REPORT == BLOCKS_PER_REPORT - 1:
                    report_progress(report, number / len(starts))

        with one_blas_thread() as pinned:
            many = len(self.X) * len(prototypes) >= THREADED_SCORES
            threads = min(available_threads(), len(starts)) if pinned and many else 1
            if threads == 1:
                work(progress)
                return
            with ThreadPoolExecutor(threads - 1) as pool:
                helpers = [pool.submit(work, None) for _ in range(threads - 1)]
                try:
                    work(progress)  # this thread works too, and alone reports
                finally:
                    stopped.set()
                for helper in helpers:
                    helper.result()

    def _weights(self, prototypes: np.ndarray):
        """[-2 m; m.m] (D + 1, K), and the error bound of a score as a function of |x|."""
        centred = (prototypes - self.centre) / self.scale
        squares = np.einsum("kd,kd->k", centred, centred)
        with np.errstate(over="ignore"):
            weights = np.vstack([-2.0 * centred.T, squares]).astype(np.float32)
        longest = np.sqrt(squares.max())
        # D + 1 products and sums, and the rounding of x, of m and of m.m; of two scores.
        steps = 2 * (weights.shape[0] + 4) * ROUNDING
        return weights, lambda norms: steps * longest * (2.0 * norms + longest) + UNDERFLOW

    def _rows(self, start: int, stop: int, own) -> tuple[np.ndarray, np.ndarray]:
        if self._kept is not None:
            return self._kept[0][start:stop], self._kept[1][start:stop]
        rows, norms = own[0][: stop - start], own[1][: stop - start]
        self._convert(start, stop, rows, norms)
        return rows, norms

    def _empty_rows(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Room for [x, 1] (count, D + 1) and |x| (count,) in single precision."""
        rows = np.ones((count, self.X.shape[1] + 1), dtype=np.float32)
        return rows, np.empty(count, dtype=np.float32)

    def _convert(self, start: int, stop: int, rows: np.ndarray, norms: np.ndarray) -> None:
        rows[:, :-1] = (self.X[start:stop] - self.centre) / self.scale
        np.sqrt(np.einsum("nd,nd->n", rows[:, :-1], rows[:, :-1]), out=norms)


def _lowest(scores: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Places and values (count, n) of the lowest scores of each row."""
    flat = scores.reshape(-1)  # one index is faster than two
    row = np.arange(0, flat.size, scores.shape[1])
    places = np.empty((count, len(scores)), dtype=np.intp)
    lows = np.empty((count, len(scores)), dtype=scores.dtype)
    for rank in range(count):
        scores.argmin(axis=1, out=places[rank])
        lows[rank] = flat[row + places[rank]]
        if rank < count - 1:
            flat[row + places[rank]] = np.inf
    for rank in range(count - 1):
        flat[row + places[rank]] = lows[rank]
    return places, lows


def _doubtful(
    scores: np.ndarray, lows: np.ndarray, limit: np.ndarray, bound: np.ndarray
) -> np.ndarray:
    """Rows whose lowest scores are closer to each other, or to the next, than rounding allows."""
    count, rows = lows.shape
    doubt = (np.diff(lows, axis=0) <= bound).any(axis=0)
    near = scores <= limit[:, None]
    if np.count_nonzero(near) != count * rows:
        # Not a number is not near: a row that overflowed has too few.
        doubt |= np.bincount(np.flatnonzero(near) // near.shape[1], minlength=rows) != count
    return np.flatnonzero(doubt)


def _measured_again(
    X: np.ndarray, prototypes: np.ndarray, near: np.ndarray, count: int
) -> np.ndarray:
    """The `count` nearest (count, n) of the prototypes marked `near` (n, K), in float64."""
    row, unit = np.nonzero(near)
    squares = np.empty(len(row))
    for start in range(0, len(row), BLOCK_SCORES // 8):
        part = slice(start, start + BLOCK_SCORES // 8)
        gap = X[row[part]] - prototypes[unit[part]]
        squares[part] = np.einsum("nd,nd->n", gap, gap)
    order = np.lexsort((unit, squares, row))
    first = np.searchsorted(row, np.arange(len(X)))
    return np.stack([unit[order[first + place]] for place in range(count)])


def available_threads() -> int:
    """Number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def one_blas_thread() -> Iterator[bool]:
    """Hold NumPy's matrix products to one thread; yields whether that was possible.

    The small products here lose by being split, badly so on a busy computer, and the number of
    threads may change how a product is rounded. Without the package threadpoolctl they are left
    to themselves.
    """
    controller = _blas_controller()
    if controller is None:
        yield False
        return
    _hold.enter(controller)
    try:
        yield True
    finally:
        _hold.leave()


class _Hold:
    """The limit is the whole process's: the first to need it sets it, the last to go lifts it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.users = 0
        self.limit: Any = None

    def enter(self, controller: Any) -> None:
        with self.lock:
            if self.users == 0:
                self.limit = controller.limit(limits=1, user_api="blas")
            self.users += 1

    def leave(self) -> None:
        with self.lock:
            self.users -= 1
            if self.users == 0:
                self.limit.restore_original_limits()


_hold = _Hold()


@lru_cache(maxsize=1)
def _blas_controller() -> Any:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()
