"""Could chance do as well? A model against patterns of occurrences that know nothing of the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import Progress, report_progress
from .blocks import Partition
from .ground import Ground
from .held_out import Examination, as_scorer
from .midrank import area_under_curve, crossing
from .patterns import KEPT, PatternPool
from .scorers import Scorer


@dataclass(frozen=True, eq=False)
class Chance:
    """What the same model makes of patterns that cluster like the occurrences, without any link.

    Attributes
    ----------
    p_value : float
        (1 + patterns whose held-out AUC is at least the observed one) / (1 + patterns).
    auc : float
        Observed held-out AUC.
    null_aucs : (kept,) array
        Those of the patterns.
    fit_null_rate : float
        Mean crossing in percent when the model is ranked by the patterns it is judged by: what a
        fit reaches without any signal.
    held_out_null_rate : float
        Mean held-out crossing in percent of the patterns; near 50.
    n_simulated : int
        Patterns from which those that cluster alike were taken.
    alike : bool
        Whether the occurrences cluster within the span of the patterns at every distance; if not,
        nothing simulated resembles them and the p-value is only a hint.
    """

    p_value: float
    auc: float
    null_aucs: np.ndarray
    fit_null_rate: float
    held_out_null_rate: float
    n_simulated: int
    alike: bool


def compare_with_chance(
    scorer: Scorer | Callable,
    ground: Ground,
    occurrences,
    partitions: Sequence[Partition],
    pool: PatternPool,
    *,
    kept: int = KEPT,
    progress: Progress = None,
) -> Chance:
    """Compare a model's held-out AUC with that of patterns that cluster like the occurrences.

    The patterns of the pool that are nearest to the occurrences in their pair counts stand for the
    occurrences of a world in which the map tells nothing. Permuting or moving the occurrences
    themselves calls 9 to 47 % of such worlds significant at 5 %.

    Parameters
    ----------
    scorer, ground, occurrences
        As in `hold_out`.
    partitions : sequence of Partition
        Fixed beforehand, of `make_partitions`.
    pool : PatternPool
        Of `simulate_patterns` on this ground, with as many occurrences; it serves all models.
    kept : int
        Number of patterns to compare with.
    progress : callable, optional
    """
    rows = ground.rows_of(occurrences)
    pool.check_number(rows)
    examination = Examination(as_scorer(scorer, ground), ground, partitions)
    nearest = pool.nearest(rows, kept)
    auc = _figures(examination, rows)[0]
    figures = []
    for pattern in pool.rows[nearest]:
        figures.append(_figures(examination, pattern, crossings=True))
        report_progress(progress, len(figures) / len(nearest))
    aucs, fits, rates = np.array(figures).T
    return Chance(
        p_value=float((1 + np.count_nonzero(aucs >= auc - 1e-12)) / (1 + len(aucs))),
        auc=auc,
        null_aucs=aucs,
        fit_null_rate=float(np.nanmean(fits)),
        held_out_null_rate=float(np.nanmean(rates)),
        n_simulated=len(pool.rows),
        alike=pool.spans(rows, nearest),
    )


def _figures(examination: Examination, rows, crossings: bool = False) -> tuple[float, ...]:
    """Held-out AUC of a pattern, and if asked for its fit and held-out crossings."""
    place, cell, weight = examination.witnesses(rows)
    above, level = examination.held_out(place, cell, weight)
    weights = np.tile(weight, len(above))
    above, level = above.ravel(), level.ravel()
    auc = area_under_curve(above, level, weights)
    if not crossings:
        return (auc,)
    return auc, crossing(*examination.fit(cell, weight), weight), crossing(above, level, weights)
