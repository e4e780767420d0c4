"""Does the evaluation keep its promises? Studies with patterns whose truth is known.

On a ground and a map, occurrences are simulated that have no link to the map (at random, Thomas and
log-Gaussian Cox patterns) or a planted one. A fair figure is 50 without a link; a p-value of 5 %
calls 5 % of such patterns significant; and both see a link that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..batch_som import BatchSOM
from ..clusters import cluster_units
from ..errors import Progress, report_progress
from ..initialisation import leading_components
from .blocks import make_partitions
from .fields import FieldMaker
from .ground import Ground
from .held_out import Examination
from .midrank import area_under_curve, crossing, stand_of_cells
from .patterns import (
    KEPT,
    PER_SETTING,
    cox_patterns,
    random_patterns,
    simulate_patterns,
    thomas_patterns,
    weighted_patterns,
)
from .scorers import Scorer, group_scorer, unit_scorer

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = (13, 30, 60)
N_FOLDS = 5
# Children per centre and their spread in extents; standard deviation and range in extents.
THOMAS = (6.0, 0.03)
COX = (1.5, 0.1)


@dataclass(frozen=True, eq=False)
class MappedGround:
    """A ground with a map of it.

    Attributes
    ----------
    ground : Ground
    scorers : dict of name to Scorer
        Ways to rank the map.
    signal : (G,) array
        Something that the map has seen, with mean 0 and variance 1 over the places: a planted link
        makes occurrences denser where it is high.
    """

    ground: Ground
    scorers: dict[str, Scorer]
    signal: np.ndarray


def synthetic_survey(
    n_places: int = 1200, n_variables: int = 8, n_factors: int = 3, random_state: int = 42
) -> tuple[np.ndarray, np.ndarray]:
    """Positions (N, 2) in metres and values (N, D) of a survey made up of random fields.

    Sampled in parts and not at all in others, as surveys are: a grid of 1 km, jittered, on the
    highest parts of a field. Each variable is one of the factors, a field of its own, and noise;
    factors and own fields are sums of fields of several ranges.
    """
    rng = np.random.default_rng(random_state)
    side = int(np.ceil(np.sqrt(2.0 * n_places)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    cover = FieldMaker(grid.astype(float), 0.5 * side).pair(rng)[0]
    kept = np.sort(np.argsort(-cover, kind="stable")[:n_places])
    xy = 1000.0 * (grid[kept] + rng.uniform(-0.3, 0.3, (n_places, 2)))
    makers = [FieldMaker(xy, 1000.0 * side * part) for part in (0.05, 0.15, 0.4)]
    fields = [sum(m.pair(rng)[0] for m in makers) for _ in range(n_factors + n_variables)]
    factor = np.arange(n_variables) % n_factors
    noise = rng.standard_normal((n_places, n_variables))
    values = np.column_stack(fields)
    return xy, values[:, factor] + values[:, n_factors:] / 2.0 + noise


def map_ground(
    ground: Ground, X, *, rows: int = 10, cols: int = 10, n_clusters: int = 6
) -> MappedGround:
    """Train a Batch SOM on the values (N, D) of the samples and rank its clusters and its units.

    The signal is the first principal component of the values.
    """
    X = np.asarray(X, dtype=float)
    som = BatchSOM(rows, cols).fit(X)
    bmu = som.predict(X)
    hits = np.bincount(bmu, minlength=som.lattice_.size)
    clusters = cluster_units(som.prototypes_, hits, som.lattice_, n_clusters=n_clusters)
    scorers = {
        f"{n_clusters} clusters": group_scorer(clusters.labels[bmu]),
        f"{rows * cols} units": unit_scorer(bmu, som.lattice_),
        f"{rows * cols} units alone": group_scorer(bmu),
    }
    mean, _, loadings = leading_components(X, 1)
    known = ground.sample_rows >= 0
    at = ground.sample_rows[known]
    signal = np.bincount(at, (X[known] - mean) @ loadings[0]) / np.bincount(at)
    return MappedGround(ground, scorers, (signal - signal.mean()) / signal.std())


def null_patterns(ground: Ground, n: int, size: int, random_state: int = 42) -> dict:
    """Patterns (size, n) without any link to a map: "random", "Thomas" and "Cox"."""
    rng = np.random.default_rng(random_state)
    children, spread = THOMAS
    sigma, part = COX
    maker = FieldMaker(ground.place_xy, part * ground.extent)
    return {
        "random": random_patterns(ground, n, size, rng),
        "Thomas": thomas_patterns(ground, n, children, spread * ground.extent, size, rng),
        "Cox": cox_patterns(ground, n, maker, sigma, size, rng),
    }


def linked_patterns(
    mapped: MappedGround, n: int, size: int, strength: float, random_state: int = 42
) -> np.ndarray:
    """Patterns (size, n) with a density proportional to exp(strength x signal)."""
    rng = np.random.default_rng(random_state)
    density = np.exp(strength * np.clip(mapped.signal, -3.0, 3.0))
    return weighted_patterns(mapped.ground.place_area * density, n, size, rng)


def crossings(
    mapped: MappedGround,
    *,
    numbers=NUMBERS,
    size: int = 300,
    random_state: int = 42,
    progress: Progress = None,
) -> pd.DataFrame:
    """Mean crossing, where 50 is the truth, of four ways to evaluate a map on null patterns.

    Returns
    -------
    DataFrame
        Columns ranked_by, patterns, n_occ, fit, leave_one_out, random_folds, held_out, and the
        standard errors se_held_out.
    """
    import pandas as pd

    partitions = make_partitions(mapped.ground, random_state=random_state)
    rng = np.random.default_rng(random_state)
    lines = []
    jobs = [
        (n, kind, patterns)
        for n in numbers
        for kind, patterns in null_patterns(mapped.ground, n, size, random_state).items()
    ]
    for done, (name, scorer) in enumerate(mapped.scorers.items()):
        examination = Examination(scorer, mapped.ground, partitions)
        for i, (n, kind, patterns) in enumerate(jobs):
            values = np.array([_schemes(examination, rows, rng) for rows in patterns])
            means = values.mean(axis=0)
            error = values[:, -1].std(ddof=1) / np.sqrt(len(values))
            lines.append((name, kind, n, *means, error))
            report_progress(progress, (done + (i + 1) / len(jobs)) / len(mapped.scorers))
    columns = ["fit", "leave_one_out", "random_folds", "held_out", "se_held_out"]
    return pd.DataFrame(lines, columns=["ranked_by", "patterns", "n_occ", *columns])


def p_values(
    mapped: MappedGround,
    *,
    numbers=NUMBERS,
    size: int = 200,
    strength: float = 1.0,
    per_setting: int = PER_SETTING,
    kept: int = KEPT,
    more_patterns: Callable[[int], Mapping[str, np.ndarray]] | None = None,
    random_state: int = 42,
    progress: Progress = None,
) -> pd.DataFrame:
    """p-value of each of many patterns, without a link to the map and with one.

    As `chance.compare_with_chance` would give them, but each pattern of the pool is examined once.

    Parameters
    ----------
    mapped : MappedGround
    numbers : sequence of int
        Occurrences of a pattern.
    size : int
        Patterns of each kind.
    strength : float
        Of the link of the kind "linked", see `linked_patterns`.
    per_setting, kept : int
        Of the simulated patterns that stand for chance.
    more_patterns : callable, optional
        Number of occurrences -> further kinds of patterns, rows (size, n) of places by name.
    random_state : int
    progress : callable, optional

    Returns
    -------
    DataFrame, one row per pattern
        Columns ranked_by, patterns ("random", "Thomas", "Cox", "linked" and others given), n_occ,
        p_value, auc, crossing (held out, percent).
    """
    import pandas as pd

    ground = mapped.ground
    partitions = make_partitions(ground, random_state=random_state)
    tables = []
    for done, n in enumerate(numbers):
        pool = simulate_patterns(ground, n, per_setting=per_setting, random_state=random_state + 1)
        kinds = null_patterns(ground, n, size, random_state)
        kinds["linked"] = linked_patterns(mapped, n, size, strength, random_state)
        kinds |= more_patterns(n) if more_patterns is not None else {}
        nearest = {kind: [pool.nearest(row, kept) for row in rows] for kind, rows in kinds.items()}
        for i, (name, scorer) in enumerate(mapped.scorers.items()):
            examination = Examination(scorer, ground, partitions)
            pool_aucs = np.array([_held_out(examination, r, area_under_curve) for r in pool.rows])
            pool_aucs = pool_aucs[:, 0]
            for kind, rows in kinds.items():
                figures = [_held_out(examination, r, area_under_curve, crossing) for r in rows]
                aucs, rates = np.array(figures).T
                as_well = [
                    np.count_nonzero(pool_aucs[near] >= auc - 1e-12)
                    for near, auc in zip(nearest[kind], aucs)
                ]
                p_value = (1.0 + np.array(as_well)) / (1.0 + kept)
                line = {"ranked_by": name, "patterns": kind, "n_occ": n}
                columns = {"p_value": p_value, "auc": aucs, "crossing": rates}
                tables.append(pd.DataFrame({**line, **columns}))
            report_progress(progress, (done + (i + 1) / len(mapped.scorers)) / len(numbers))
    return pd.concat(tables, ignore_index=True)


def rejection_rates(table: pd.DataFrame, level: float = 0.05) -> pd.DataFrame:
    """Percent of the patterns of `p_values` whose p-value is at most `level`.

    Of patterns without a link it should be 100 x `level`; of linked ones it is the power.

    Returns
    -------
    DataFrame
        Columns ranked_by, patterns, n_occ, rejected_pct, mean_auc, mean_crossing, n_patterns.
    """
    kinds = table.groupby(["ranked_by", "patterns", "n_occ"], sort=False)
    rates = kinds.agg(
        rejected_pct=("p_value", lambda p: 100.0 * (p <= level).mean()),
        mean_auc=("auc", "mean"),
        mean_crossing=("crossing", "mean"),
        n_patterns=("auc", "size"),
    )
    return rates.reset_index()


def _schemes(examination: Examination, rows, rng) -> tuple[float, ...]:
    """Crossings of a pattern by fit, leave one out, random folds, and held-out blocks."""
    _, cell, weight = examination.witnesses(rows)
    each = np.arange(len(cell))
    dealt = rng.permutation(len(cell)) % N_FOLDS
    return (
        crossing(*examination.fit(cell, weight), weight),
        *(_left_out(examination, cell, weight, fold) for fold in (each, dealt)),
        *_held_out(examination, rows, crossing),
    )


def _left_out(examination: Examination, cell, weight, fold) -> float:
    """Crossing with occurrences left out but no ground: what is not to be done."""
    scorer, area = examination.scorer, examination.area
    above, level = np.empty(len(cell)), np.empty(len(cell))
    for k in np.unique(fold):
        out = fold == k
        known = np.bincount(cell[~out], weight[~out], scorer.n_cells)
        stands = stand_of_cells(scorer.score(known, area), area)
        above[out], level[out] = (stand[cell[out]] for stand in stands)
    return crossing(above, level, weight)


def _held_out(examination: Examination, rows, *measures: Callable) -> tuple[float, ...]:
    place, cell, weight = examination.witnesses(rows)
    above, level = examination.held_out(place, cell, weight)
    weights = np.tile(weight, len(above))
    return tuple(measure(above.ravel(), level.ravel(), weights) for measure in measures)
