"""Maps of bootstrap resamples: what select_map and ensemble have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from .batch_som import BatchSOM
from .checks import check_whole_number
from .clusters import cluster_units
from .self_organizing_map import SelfOrganizingMap


@dataclass(frozen=True)
class Resample:
    """Samples drawn with replacement, and the seed of the map that is fitted to them.

    Attributes
    ----------
    rows : (N,) array of int
    seed : int
    """

    rows: np.ndarray
    seed: int


def bootstrap(n: int, count: int, random_state: int = 42) -> list[Resample]:
    """`count` bootstrap resamples of `n` samples; the first ones are the same for every `count`."""
    check_whole_number(random_state, "random_state", 0)
    resamples = []
    for sequence in np.random.SeedSequence(random_state).spawn(count):
        rng = np.random.default_rng(sequence)
        resamples.append(Resample(rng.integers(0, n, n), int(rng.integers(2**31))))
    return resamples


def fit_resample(
    model: SelfOrganizingMap, X: np.ndarray, rows: np.ndarray, tell: Callable[[float], bool]
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the map to the rows of X and give every sample its unit.

    Returns
    -------
    units : (N,) array
        Best-matching unit of every sample, drawn or not.
    hits : (K,) array
        Samples of the resample on each unit, each as often as it was drawn.
    """
    model.fit(X[rows], progress=tell)
    units = model.predict(X)
    return units, np.bincount(units[rows], minlength=model.lattice_.size)


def clusters_of(
    model: SelfOrganizingMap,
    units: np.ndarray,
    hits: np.ndarray,
    n_clusters: int,
    method: str,
    seed: int,
) -> np.ndarray:
    """Cluster (N,) of every sample, from the units and hits of `fit_resample`; from 1."""
    clusters = cluster_units(
        model.prototypes_,
        hits,
        model.lattice_,
        n_clusters=n_clusters,
        method=method,
        random_state=seed,
    )
    return clusters.labels[units]


def vary_start(model: SelfOrganizingMap) -> SelfOrganizingMap:
    """Have a Batch SOM start from samples drawn by its seed; nothing else in it is random.

    That a start by principal components always is the same is no stability. The other maps draw
    the order of the samples, and DE-SOM its network, whatever their start.
    """
    if isinstance(model, BatchSOM) and isinstance(model.init, str):
        model.init = "sample"
    return model
