"""How good a map is: one pure function per measure, each saying which way is better.

Samples and prototypes are in the same space: that of the scaled variables, or DE-SOM's latent one.
"""

from __future__ import annotations

import numpy as np

from .lattice import Lattice
from .matching import best_matching_units, best_two

# Samples measured at a time, to stay small in memory.
BLOCK = 1 << 15


def quantization_error(X: np.ndarray, prototypes: np.ndarray) -> float:
    """Mean Euclidean (not squared) distance of samples to their best-matching units.

    Lower is better, 0 is best; in the unit of the variables. More units lower it.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array

    References
    ----------
    Kohonen, T. (2001). Self-Organizing Maps, 3rd ed. doi 10.1007/978-3-642-56927-2.
    """
    return float(np.sqrt(_squared_errors(X, prototypes)).mean())


def relative_quantization_error(X: np.ndarray, prototypes: np.ndarray) -> float:
    """Quantization error over the samples' root mean square distance from their mean.

    Lower is better, 0 is best, 1 is about what a single unit would do. Comparable between runs
    whose spaces differ in scale, as latent spaces do. Not a number if all samples are equal.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array
    """
    spread = np.sqrt(X.var(axis=0).sum())
    return quantization_error(X, prototypes) / float(spread) if spread > 0 else float("nan")


def unexplained_variance(X: np.ndarray, prototypes: np.ndarray) -> float:
    """Share of the samples' variance that their best-matching units do not explain.

    Sum of squared distances to the best-matching units over that to the mean. Lower is better,
    0 is best, 1 is what the mean alone does. Not a number if all samples are equal.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array

    References
    ----------
    One minus this is SOMbrero's and aweSOM's "percentage of explained variance".
    """
    variance = float(X.var(axis=0).sum())
    error = float(_squared_errors(X, prototypes).mean())
    return error / variance if variance > 0 else float("nan")


def left_out_distances(X: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    """How far each sample would be from its best-matching unit, had the map been trained without it.

    Samples draw their unit towards themselves, so they lie nearer to it than other samples of the
    same ground do. A unit that is the mean of its n samples lies n / (n - 1) times as far from one
    of them when that one is left out; the sample then goes there or to its second-best unit. Other
    prototypes are taken to stay where they are.

    Parameters
    ----------
    X : (N, D) array
        The samples that the map was trained on.
    prototypes : (K, D) array

    Returns
    -------
    (N,) array
        Euclidean distances.
    """
    best, second = best_two(X, prototypes)
    count = np.bincount(best, minlength=len(prototypes))[best]
    others = np.maximum(count - 1, 1)
    to_best = np.linalg.norm(X - prototypes[best], axis=1) * count / others
    to_second = np.linalg.norm(X - prototypes[second], axis=1)
    return np.where(count > 1, np.minimum(to_best, to_second), to_second)


def topographic_error(X: np.ndarray, prototypes: np.ndarray, lattice: Lattice) -> float:
    """Share of samples whose second best unit is not a lattice neighbour of the best one.

    Neighbours are 4 on rectangles and 6 on hexagons, whatever the map distance. Lower is better;
    0 is best, 1 worst. A small value alone is no quality: a stiff map has it too.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array
    lattice : Lattice

    References
    ----------
    Kiviluoto, K. (1996). Topology preservation in self-organizing maps. ICNN'96.
    doi 10.1109/ICNN.1996.548907.
    """
    first, second = best_two(X, prototypes)
    return float(np.mean(lattice.hops(first, second) != 1))


def combined_error(X: np.ndarray, prototypes: np.ndarray, lattice: Lattice) -> float:
    """Mean length of the way from a sample to its best unit and along the map to its second best.

    The way along the map is the shortest through the prototypes of lattice neighbours: a fold in
    the map makes it long. Lower is better; in the unit of the variables. It weighs fit and
    continuity in one number.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array
    lattice : Lattice

    References
    ----------
    Kaski, S. and Lagus, K. (1996). Comparing self-organizing maps. ICANN 96.
    doi 10.1007/3-540-61510-5_136.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    first, second = best_two(X, prototypes)
    a, b = np.nonzero(lattice.adjacency())
    steps = np.linalg.norm(prototypes[a] - prototypes[b], axis=1)
    graph = csr_matrix((steps, (a, b)), shape=(lattice.size, lattice.size))
    ways = np.linalg.norm(prototypes[first] - prototypes[second], axis=1)
    # Between neighbours the straight step is the shortest way; only the others need a search.
    apart = lattice.hops(first, second) != 1
    for unit in np.unique(first[apart]):
        from_here = apart & (first == unit)
        ways[from_here] = dijkstra(graph, indices=unit)[second[from_here]]
    return quantization_error(X, prototypes) + float(ways.mean())


def distortion(
    X: np.ndarray,
    prototypes: np.ndarray,
    lattice: Lattice,
    temperature: float,
    units: np.ndarray | None = None,
) -> float:
    """What a map minimises at a temperature (eq. 4).

    1/N sum_i sum_k kappa_T(delta(b_i, k)) ||x_i - m_k||^2. Lower is better; maps compare only at
    the same temperature and size.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array
    lattice : Lattice
    temperature : float
    units : (N,) integer array, optional
        The b_i; the best-matching units when not given.

    References
    ----------
    Heskes, T. (1999). Energy functions for self-organizing maps. In Kohonen Maps, Elsevier.
    doi 10.1016/B978-044450270-4/50024-3.
    """
    if units is None:
        units = best_matching_units(X, prototypes)
    # Around unit b the prototypes have the weight s, mean c and variance v, so that
    # sum_k kappa_bk ||x - m_k||^2 = s (||x - c||^2 + v): no sum over k for each sample.
    origin = prototypes.mean(axis=0)
    m = prototypes - origin
    moments = np.column_stack([np.ones(len(m)), m, np.einsum("kd,kd->k", m, m)])
    smoothed = lattice.smooth(moments, temperature)
    s = smoothed[:, 0]
    c = smoothed[:, 1:-1] / s[:, None]
    v = smoothed[:, -1] / s - np.einsum("kd,kd->k", c, c)
    return float((s[units] * (_squares(X, c + origin, units) + v[units])).mean())


def u_matrix(prototypes: np.ndarray, lattice: Lattice) -> np.ndarray:
    """Mean distance (K,) of each prototype to those of its lattice neighbours.

    High values are borders between groups of units, low ones the inside of a group.
    ``.reshape(rows, cols)`` gives the picture.

    Parameters
    ----------
    prototypes : (K, D) array
    lattice : Lattice

    References
    ----------
    Ultsch, A. and Siemon, H.P. (1990). Kohonen's self organizing feature maps for exploratory data
    analysis. INNC'90.
    """
    a, b = np.nonzero(lattice.adjacency())
    lengths = np.linalg.norm(prototypes[a] - prototypes[b], axis=1)
    return np.bincount(a, lengths, lattice.size) / np.bincount(a, minlength=lattice.size)


def hits(X: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    """Number (K,) of samples whose best-matching unit each unit is.

    Parameters
    ----------
    X : (N, D) array
    prototypes : (K, D) array
    """
    return np.bincount(best_matching_units(X, prototypes), minlength=len(prototypes))


def _squared_errors(X: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    return _squares(X, prototypes, best_matching_units(X, prototypes))


def _squares(X: np.ndarray, points: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Squared distances (N,) of samples to the points of their units."""
    squares = np.empty(len(X))
    for start in range(0, len(X), BLOCK):
        part = slice(start, start + BLOCK)
        gap = X[part] - points[units[part]]
        squares[part] = np.einsum("nd,nd->n", gap, gap)
    return squares
