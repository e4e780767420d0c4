"""Two models against the same occurrences: how far apart they are, and how sure that is.

Held-out crossings of two models differ less by chance than each of them varies, since a block rich in
occurrences that are hard to find is hard for both. So the blocks are drawn again for both together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError, Progress, report_progress
from .blocks import Partition, carry_partition, make_partitions
from .chance import Chance
from .ground import Ground
from .headline import SIGNIFICANT, p_text
from .held_out import (
    FEWEST_BLOCKS,
    FEWEST_OCCURRENCES,
    N_RESAMPLES,
    RANGE,
    Examination,
    draw_blocks,
    resampled_crossings,
)
from .midrank import area_under_curve, crossing
from .scorers import Scorer

if TYPE_CHECKING:
    import pandas as pd

NONE = -1
COLUMNS = (
    *("first", "second", "n_occurrences", "n_apart", "n_blocks"),
    *("crossing_first", "crossing_second", "difference", "low", "high", "first_better"),
    *("auc_first", "auc_second", "auc_difference", "auc_low", "auc_high", "auc_first_better"),
)


def paired_differences(
    scorers: Mapping[str, Scorer],
    ground: Ground | Mapping[str, Ground],
    occurrences,
    *,
    partitions: Sequence[Partition] | None = None,
    n_resamples: int = N_RESAMPLES,
    random_state: int = 42,
    progress: Progress = None,
) -> pd.DataFrame:
    """Difference of held-out crossing and AUC of every two models, on the same occurrences and blocks.

    Models may stand on different grounds (other samples, polygons): the blocks are made once, on the
    ground of the first model, and the places of every other ground take the block of the nearest of
    them. Two models are compared by the occurrences that both have a score for; both learn from and
    are judged by these alone.

    Parameters
    ----------
    scorers : mapping of name to Scorer
        See `scorers`.
    ground : Ground, or mapping of name to Ground
        Positions in one plane.
    occurrences : (S,) array of int, or mapping of name to such
        Place that each of the same S occurrences falls to on the model's ground; -1 off it.
    partitions : sequence of Partition, optional
        Of the first model's ground; of `make_partitions` with the same seed when not given.
    n_resamples : int
    random_state : int
    progress : callable, optional

    Returns
    -------
    DataFrame, one row for every two models
        first, second : their names, in the order given.
        n_occurrences, n_apart : occurrences that both have a score for, and only one of them.
        n_blocks : blocks that hold those of both.
        crossing_first, crossing_second, difference : held-out crossings in percent, first - second.
        low, high : resampling range of the difference: 2.5th and 97.5th percentile when the blocks
        are drawn again for both models together, the scores being kept. No confidence interval.
        first_better : share of these draws in which the first crosses higher; ties count half.
        auc_* : the same of the AUC, from 0 to 1.
        Empty (NaN) with fewer occurrences or blocks than can be held out.

    Raises
    ------
    InputError
        If models speak of different numbers of occurrences, or an occurrence falls to no ground.
    Cancelled
        If `progress` said stop.
    """
    import pandas as pd

    names = list(scorers)
    grounds = ground if isinstance(ground, Mapping) else dict.fromkeys(names, ground)
    places = occurrences if isinstance(occurrences, Mapping) else dict.fromkeys(names, occurrences)
    if not names:
        return pd.DataFrame(columns=list(COLUMNS))
    base = grounds[names[0]]
    if partitions is None:
        partitions = make_partitions(base, random_state=random_state)
    models = {
        name: _model_of(scorers[name], grounds[name], places[name], base, partitions)
        for name in names
    }
    _check_same_occurrences(models)
    block = _blocks_of_occurrences(models)
    rows, stands = [], {}
    pairs = list(combinations(names, 2))
    for i, pair in enumerate(pairs):
        both = models[pair[0]].seen & models[pair[1]].seen
        apart = int((models[pair[0]].seen ^ models[pair[1]].seen).sum())
        n_blocks = np.unique(block[both]).size
        counted = (*pair, int(both.sum()), apart, n_blocks)
        if both.sum() < FEWEST_OCCURRENCES or n_blocks < FEWEST_BLOCKS:
            rows.append(counted + (np.nan,) * (len(COLUMNS) - len(counted)))
            continue
        draws = draw_blocks(n_blocks, n_resamples, random_state)
        for name in pair:
            key = (name, both.tobytes())
            if key not in stands:
                stands[key] = models[name].examined(both, block, draws)
        first, second = (stands[name, both.tobytes()] for name in pair)
        crossings = _compared(first.crossing, second.crossing, first.crossings, second.crossings)
        aucs = _compared(first.auc, second.auc, first.aucs, second.aucs)
        rows.append((*counted, *crossings, *aucs))
        report_progress(progress, (i + 1) / len(pairs))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def difference_p_value(first: Chance, second: Chance) -> float:
    """Chance that two models lie as far apart in held-out AUC where occurrences know nothing of them.

    (1 + patterns that put them as far apart or farther, either way) / (1 + patterns). The resampling
    range of the difference is too narrow for that: it left out 0 in 17 to 37 % of simulations of two
    models that tell nothing (13 to 60 occurrences; 9 to 40 % where both are equally good). This
    p-value was at most .05 in 3 % of 120 such simulations, scattered and clumped.

    Parameters
    ----------
    first, second : Chance
        Of `compare_with_chance` with the same ground, occurrences, partitions and pool of patterns.
    """
    if len(first.null_aucs) != len(second.null_aucs):
        raise InputError(
            "The two models were compared with different simulated patterns; use the same for both."
        )
    gaps = np.abs(first.null_aucs - second.null_aucs)
    observed = abs(first.auc - second.auc)
    return float((1 + np.count_nonzero(gaps >= observed - 1e-12)) / (1 + gaps.size))


def difference_sentence(row, first: str = "", second: str = "") -> str:
    """One row of `paired_differences` in words for a geologist.

    Parameters
    ----------
    row : mapping
        A row of the table, with `p_value` where there is one (of `difference_p_value`): it then
        decides whether the two are told apart, else the range does.
    first, second : str
        What people call the models; their names when not given.
    """
    first, second = first or row["first"], second or row["second"]
    if not np.isfinite(row["difference"]):
        return (
            f"{first} and {second} cannot be compared: {row['n_occurrences']} occurrences in "
            f"{row['n_blocks']} blocks of ground are known to both, and at least {FEWEST_OCCURRENCES} "
            f"in {FEWEST_BLOCKS} are needed."
        )
    difference, low, high = row["difference"], row["low"], row["high"]
    better = row["first_better"]
    if round(difference) < 0:
        first, second, difference, low, high = second, first, -difference, -high, -low
        better = 1.0 - better
    p_value = row.get("p_value", np.nan)
    figures = (
        f"resampling range of the difference {_signed(low)} to {_signed(high)}; {first} is ahead in "
        f"{round(100 * better)} of 100 resamples"
    )
    told_apart = low > 0
    if np.isfinite(p_value):
        figures = f"p = {p_text(p_value)}; {figures}"
        # The p-value is of the AUC: where it points the other way, it does not speak for the crossing.
        told_apart = p_value <= SIGNIFICANT and row["difference"] * row["auc_difference"] > 0
    points = f"{round(difference)} {'point' if round(difference) == 1 else 'points'}"
    if round(difference) == 0:
        return f"{first} and {second} cross alike ({figures})."
    if told_apart:
        return f"{first} crosses {points} higher than {second} ({figures})."
    return (
        f"{first} crosses {points} higher than {second}, but these occurrences do not tell them apart "
        f"({figures})."
    )


@dataclass(frozen=True, eq=False)
class _Stand:
    """How a model does on some occurrences: figures, and those of every draw of blocks."""

    crossing: float
    auc: float
    crossings: np.ndarray
    aucs: np.ndarray


@dataclass(frozen=True, eq=False)
class _Model:
    """A model on its ground.

    Attributes
    ----------
    examination : Examination
    rows : (S,) row of each occurrence's place in `Ground.places`; -1 off the ground
    seen : (S,) whether the model has a score where it lies
    block : (S,) block of each occurrence; -1 where it is not seen
    """

    examination: Examination
    rows: np.ndarray
    seen: np.ndarray
    block: np.ndarray

    def examined(self, which, block, draws) -> _Stand:
        """Hold some of the occurrences out, and draw their blocks again."""
        occurrence, cell, weight = _known_parts(self.examination, self.rows[which])
        above, level = self.examination.held_out(self.rows[which][occurrence], cell, weight)
        number = np.unique(block[which], return_inverse=True)[1][occurrence]
        weights = np.tile(weight, len(above))
        gain = (0.5 - above - level / 2.0).mean(axis=0)
        per_block = [np.bincount(number, w, draws.shape[1]) for w in (weight * gain, weight)]
        return _Stand(
            crossing(above.ravel(), level.ravel(), weights),
            area_under_curve(above.ravel(), level.ravel(), weights),
            resampled_crossings(above, level, weight, number, draws),
            0.5 + (draws @ per_block[0]) / (draws @ per_block[1]),
        )


def _model_of(scorer: Scorer, ground: Ground, places, base: Ground, partitions) -> _Model:
    places = np.asarray(places, dtype=int).reshape(-1)
    carried = [carry_partition(partition, base, ground) for partition in partitions]
    examination = Examination(scorer, ground, carried)
    on = places != NONE
    rows = np.full(places.size, NONE)
    rows[on] = ground.rows_of(places[on])
    occurrence, _, _ = _known_parts(examination, rows[on])
    seen = np.zeros(places.size, dtype=bool)
    seen[np.flatnonzero(on)[occurrence]] = True
    return _Model(examination, rows, seen, np.where(seen, carried[0].block[rows], NONE))


def _known_parts(examination: Examination, rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Occurrence, cell and weight (R,) of the parts of occurrences that the model has a score for."""
    occurrence, sample, weight = examination.ground.shares(rows)
    cell = examination.scorer.cells[sample]
    known = cell >= 0
    return occurrence[known], cell[known], weight[known]


def _check_same_occurrences(models: Mapping[str, _Model]) -> None:
    numbers = {name: model.rows.size for name, model in models.items()}
    first = next(iter(numbers))
    for name, number in numbers.items():
        if number != numbers[first]:
            raise InputError(
                f"The model {name} speaks of {number} occurrences but {first} of {numbers[first]}; give "
                "the same ones for all models, -1 for those off a model's ground."
            )


def _blocks_of_occurrences(models: Mapping[str, _Model]) -> np.ndarray:
    """(S,) one block for each occurrence, that of the first model that sees it.

    Grounds of different samples may put an occurrence at an edge into neighbouring blocks.
    """
    block = np.full(next(iter(models.values())).rows.size, NONE)
    for model in models.values():
        block = np.where(block == NONE, model.block, block)
    return block


def _compared(first: float, second: float, draws_first, draws_second) -> tuple[float, ...]:
    gap = draws_first - draws_second
    ahead = np.mean(gap > 0) + np.mean(gap == 0) / 2.0
    return (first, second, first - second, *np.percentile(gap, RANGE), float(ahead))


def _signed(value: float) -> str:
    return f"{round(value):+d}".replace("-", "\N{MINUS SIGN}") if round(value) else "0"
