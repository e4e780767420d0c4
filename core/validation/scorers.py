"""How a model scores the ground, given the occurrences that it may learn from.

A scorer divides the samples into cells that always score alike (clusters, units of a map, places),
and turns the occurrences and the ground of the cells into their scores. Held-out evaluation calls
it again and again with some of the occurrences and of the ground, and never shows it the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..classes import classify_by_natural_breaks
from ..errors import InputError
from ..lattice import Lattice
from ..maximin import scale_scores
from ..palette import ANOMALY
from ..prediction_area import smoothed_weight

# kappa_T(d) = exp(-d^2 / T^2) is a Gaussian with a standard deviation of one unit at T = sqrt(2).
ONE_UNIT = float(np.sqrt(2.0))
# Sums that are 1 come out a rounding error higher or lower.
ROUNDING = 1e-9
# Units up to which the whole kernel (K, K) is as fast as its sparse part.
SMALL_KERNEL = 300


@dataclass(frozen=True, eq=False)
class Scorer:
    """Scores of the ground from the occurrences that are known.

    Attributes
    ----------
    cells : (N,) array of int
        Cell of each sample, from 0; -1 where the model has no score, which is no ground of it.
    n_cells : int
        Number of cells C.
    score : callable
        Occurrences (C,) and ground in km2 (C,) of the cells -> scores (C,); higher is more
        anomalous. Only the order of the scores counts. It must work without any occurrence.
    learns : bool
        Whether the scores depend on the occurrences.
    counts : (C,) array, optional
        How many values each cell is when natural breaks part them: a unit is one for each of its
        samples, a cluster one.
    """

    cells: np.ndarray
    n_cells: int
    score: Callable[[np.ndarray, np.ndarray], np.ndarray]
    learns: bool = True
    counts: np.ndarray | None = None


def group_scorer(groups) -> Scorer:
    """Groups of samples (N,), clusters or classes, scored by their smoothed weight.

    ln((n_c + 1) / (N a_c + 1)), see `prediction_area.smoothed_weight`: finite for every group, and
    the same for all without occurrences to learn from.
    """
    labels, cells = np.unique(np.asarray(groups), return_inverse=True)
    return Scorer(np.ravel(cells), labels.size, _smoothed_weights)


def unit_scorer(bmu, lattice: Lattice, *, temperature: float = ONE_UNIT) -> Scorer:
    """Units of a map, each scored by the occurrences and the ground around it on the lattice.

    The smoothed weight of n_c and N a_c after both were smoothed over the lattice with kappa_T
    (eq. 2): a unit has too few samples to be judged alone, and its neighbours hold similar ones.

    Parameters
    ----------
    bmu : (N,) array of int
        Best-matching unit of each sample; -1 for none.
    lattice : Lattice
    temperature : float
        The default is a Gaussian of one unit.
    """
    cells = np.asarray(bmu, dtype=int)
    if cells.size and not (cells.min() >= -1 and cells.max() < lattice.size):
        raise InputError(f"The units of the samples must be from 0 to {lattice.size - 1}.")

    small = lattice.size <= SMALL_KERNEL
    kernel = lattice.kernel(temperature) if small else lattice.local_kernel(temperature)

    def score(occurrences: np.ndarray, area: np.ndarray) -> np.ndarray:
        counts = np.column_stack([occurrences, occurrences.sum() * _shares(area)])
        smooth = kernel @ counts
        return np.log((smooth[:, 0] + 1.0) / (smooth[:, 1] + 1.0))

    return Scorer(cells, lattice.size, score, counts=_samples_of(cells, lattice.size))


def fixed_scorer(scores) -> Scorer:
    """A score (N,) that was made without the occurrences; NaN for none."""
    scores = np.asarray(scores, dtype=float)
    known = np.isfinite(scores)
    levels, index = np.unique(scores[known], return_inverse=True)
    cells = np.full(scores.shape, -1)
    cells[known] = np.ravel(index)
    counts = _samples_of(cells, levels.size)
    return Scorer(cells, levels.size, lambda occurrences, area: levels, False, counts)


def free_scorer(function: Callable, n_samples: int) -> Scorer:
    """Any function of the occurrences (N,) and the ground (N,) of the samples that scores them (N,).

    What is held out has neither occurrences nor ground there. Ground that the function scores NaN
    comes last.
    """
    return Scorer(np.arange(n_samples), n_samples, function)


def combination_scorer(
    scorers: Sequence[Scorer],
    *,
    rule: str = "maximin",
    scale: str = "weight",
    class_rule: str = "weights",
) -> Scorer:
    """Combination of models: every model learns anew, then the rule joins what they say.

    Parameters
    ----------
    scorers : sequence of Scorer
        Of the same samples; ground that one of them does not score is no ground of the combination.
    rule : {"maximin", "majority", "mean_rank", "mean"}
        See `maximin.maximin`; "mean" is the mean of the scaled scores.
    class_rule : {"weights", "natural_breaks"}
        What a model votes for, as `classes.classify_scores` has it; any other counts as "weights",
        which has the same anomaly as "crossing".
    scale : {"weight", "rank", "minmax", "logistic"}
        See `maximin.scale_scores`.
    """
    if not scorers:
        raise InputError("A combination needs at least one model.")
    parts = np.array([scorer.cells for scorer in scorers])
    known = (parts >= 0).all(axis=0)
    kinds, index = np.unique(parts[:, known], axis=1, return_inverse=True)
    cells = np.full(parts.shape[1], -1)
    cells[known] = np.ravel(index)
    # Scores are brought to scale by each model's few cells, not by all their combinations.
    of_model = [np.unique(kind, return_inverse=True) for kind in kinds]

    def score(occurrences: np.ndarray, area: np.ndarray) -> np.ndarray:
        said = []
        for scorer, kind, (own_cells, at) in zip(scorers, kinds, of_model):
            found = np.bincount(kind, occurrences, scorer.n_cells)
            ground = np.bincount(kind, area, scorer.n_cells)
            own = scorer.score(found, ground)
            if rule == "majority":
                votes = (
                    classify_by_natural_breaks(own, scorer.counts) == ANOMALY
                    if class_rule == "natural_breaks"
                    else _before_crossing(own, found, ground)
                )
                if scorer.learns:  # weights, of which 0 is chance
                    votes &= own > ROUNDING
                said.append(votes[kind])
            else:
                to = "rank" if rule == "mean_rank" else scale
                said.append(scale_scores(own[own_cells], ground[own_cells], to)[np.ravel(at)])
        return np.min(said, axis=0) if rule == "maximin" else np.mean(said, axis=0)

    # Votes look at the occurrences, whatever the models do.
    learns = rule == "majority" or any(scorer.learns for scorer in scorers)
    return Scorer(cells, kinds.shape[1], score, learns)


def _before_crossing(scores: np.ndarray, occurrences: np.ndarray, area: np.ndarray) -> np.ndarray:
    """(C,) whether each cell lies before the crossing of the P-A curve and before its greatest gain."""
    levels, index = np.unique(-scores, return_inverse=True)
    index = np.ravel(index)
    found = np.cumsum(np.bincount(index, _shares(occurrences), levels.size))
    ground = np.cumsum(np.bincount(index, _shares(area), levels.size))
    before = found + ground <= 1.0 + ROUNDING
    before[:1] = True
    gain = found - ground
    last = np.argmax(gain) if gain.max() > ROUNDING else -1
    return (before & (np.arange(levels.size) <= last))[index]


def _samples_of(cells: np.ndarray, n_cells: int) -> np.ndarray:
    return np.bincount(cells[cells >= 0], minlength=n_cells)


def _smoothed_weights(occurrences: np.ndarray, area: np.ndarray) -> np.ndarray:
    return smoothed_weight(occurrences, occurrences.sum(), _shares(area))


def _shares(area: np.ndarray) -> np.ndarray:
    total = area.sum()
    return area / total if total > 0 else area
