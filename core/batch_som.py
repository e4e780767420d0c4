"""Batch self-organizing map: all samples at a time."""

from __future__ import annotations

import numpy as np

from .errors import Progress, report_progress
from .initialisation import initial_prototypes
from .lattice import Lattice
from .matching import Matcher, one_blas_thread
from .self_organizing_map import SelfOrganizingMap

# A sum of weights smaller than this has lost digits to underflow: it counts as zero.
VANISHED = 1e-290


class BatchSOM(SelfOrganizingMap):
    """Batch self-organizing map (eq. 5).

    In every epoch all samples find their best-matching units (eq. 1), then every prototype moves
    to the mean of all samples weighted by the neighbourhood of their units. Nothing is drawn at
    random with the start "pca": neither the seed nor the order of the samples matters.

    Parameters and attributes are those of `SelfOrganizingMap`. ``epochs`` not given: 30, fewer
    from 100,000 samples on, at least 10. ``history_["quantization_error"]`` is that of the
    prototypes an epoch started with, to single precision.

    References
    ----------
    Kohonen, T. (2001). Self-Organizing Maps, 3rd ed. Springer, section 3.6.
    doi 10.1007/978-3-642-56927-2.

    Examples
    --------
    >>> units = BatchSOM(rows=10, cols=8).fit(X).predict(X)  # doctest: +SKIP
    """

    def fit(self, X: np.ndarray, progress: Progress = None) -> BatchSOM:
        plan = self._plan(X)
        temperatures = plan.temperatures(plan.epochs)
        errors = np.empty(plan.epochs)
        with one_blas_thread():
            prototypes = initial_prototypes(self.init, plan.samples, plan.lattice, plan.rng)
            matcher = Matcher(plan.samples, keep=True)
            for epoch, temperature in enumerate(temperatures):
                part = _part(progress, epoch, plan.epochs)
                units, distances = matcher.best(prototypes, part)
                errors[epoch] = distances.mean()
                sums, hits = unit_sums(plan.samples, units, plan.lattice.size)
                prototypes = batch_update(plan.lattice, temperature, sums, hits, prototypes)
                report_progress(part, 1.0)
        self._finish(plan, prototypes, {"temperature": temperatures, "quantization_error": errors})
        return self

    def _default_epochs(self, samples: int, units: int) -> int:
        return batch_epochs(samples)


def batch_epochs(samples: int) -> int:
    """Epochs of a batch map when the user gives none: 30, fewer for many samples, at least 10."""
    return int(np.clip(np.ceil(3e6 / samples), 10, 30))


def unit_sums(X: np.ndarray, units: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Sum S_l (K, D) and number n_l (K,) of the samples whose best-matching unit is l.

    Parameters
    ----------
    X : (N, D) array
    units : (N,) integer array
    count : int
        Number of units K.
    """
    from scipy.sparse import csc_matrix

    samples = len(X)
    member = csc_matrix((np.ones(samples), units, np.arange(samples + 1)), (count, samples))
    return member @ X, np.bincount(units, minlength=count)


def batch_update(
    lattice: Lattice,
    temperature: float,
    sums: np.ndarray,
    hits: np.ndarray,
    prototypes: np.ndarray,
) -> np.ndarray:
    """New prototypes (K, D) by eq. 5.

    m_k = sum_l kappa(delta(k, l)) S_l / sum_l kappa(delta(k, l)) n_l. For a fixed temperature and
    fixed best-matching units no others have a lower distortion (eq. 4). A unit whose denominator
    vanishes keeps its prototype.

    Parameters
    ----------
    lattice : Lattice
    temperature : float
    sums : (K, D) array
    hits : (K,) array
        Of `unit_sums`.
    prototypes : (K, D) array
        Those before.
    """
    smoothed = lattice.smooth(np.column_stack([sums, hits]), temperature)
    weights = smoothed[:, -1:]
    reached = weights > VANISHED
    return np.where(reached, smoothed[:, :-1] / np.where(reached, weights, 1.0), prototypes)


def _part(progress: Progress, done: int, parts: int) -> Progress:
    """Progress of one of several equal parts."""
    if progress is None:
        return None
    return lambda fraction: progress((done + fraction) / parts)
