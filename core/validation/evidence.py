"""Several models examined with the same blocks and the same simulated patterns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import Progress, report_progress
from .blocks import Partition, make_partitions
from .chance import Chance, compare_with_chance
from .ground import Ground
from .headline import explain, headline_sentence
from .held_out import HeldOut, hold_out
from .patterns import PatternPool, simulate_patterns
from .scorers import Scorer

# Part of the work that simulating patterns takes, for the progress.
SIMULATING = 0.6


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of one model's power to predict.

    Attributes
    ----------
    held_out : HeldOut
    chance : Chance or None
        None where nothing could be held out.
    """

    held_out: HeldOut
    chance: Chance | None

    @property
    def headline(self) -> str:
        """See `headline.headline_sentence`."""
        return headline_sentence(self.held_out, self.chance)

    @property
    def explanation(self) -> list[str]:
        """See `headline.explain`."""
        return explain(self.held_out, self.chance)


def examine_models(
    scorers: Mapping[str, Scorer],
    ground: Ground,
    occurrences,
    *,
    partitions: list[Partition] | None = None,
    pool: PatternPool | None = None,
    with_chance: bool = True,
    random_state: int = 42,
    workers: int = 1,
    progress: Progress = None,
) -> dict[str, Evidence]:
    """Held-out figures and p-value of every model, on the same blocks and simulated patterns.

    The p-values are each model's own: who picks the best of several has to allow for the choice.

    Parameters
    ----------
    scorers : mapping of name to Scorer
        See `scorers`: clusters, units, scores, and combinations of them.
    ground : Ground
    occurrences : (M,) array of int
        Place that each occurrence falls to.
    partitions : list of Partition, optional
        Of `make_partitions` with the same seed when not given.
    pool : PatternPool, optional
        Of `simulate_patterns` with the same seed when not given.
    with_chance : bool
        Whether to compare with simulated patterns, which takes most of the time.
    random_state : int
    workers : int
        Threads that simulate; the result does not depend on their number.
    progress : callable, optional

    Returns
    -------
    dict of name to Evidence
    """
    if partitions is None:
        partitions = make_partitions(ground, random_state=random_state)
    results = {}
    for name, scorer in scorers.items():
        report_progress(progress, 0.0)  # a stop is heeded here too
        results[name] = hold_out(
            scorer, ground, occurrences, partitions=partitions, random_state=random_state
        )
    testable = [name for name, result in results.items() if result.possible]
    evidence = {name: Evidence(result, None) for name, result in results.items()}
    if not testable or not with_chance:
        report_progress(progress, 1.0)
        return evidence
    if pool is None:
        pool = simulate_patterns(
            ground,
            len(occurrences),
            random_state=random_state,
            workers=workers,
            progress=_span(progress, 0.0, SIMULATING),
        )
    for i, name in enumerate(testable):
        span = SIMULATING + (1.0 - SIMULATING) * np.array([i, i + 1]) / len(testable)
        chance = compare_with_chance(
            scorers[name],
            ground,
            occurrences,
            partitions,
            pool,
            progress=_span(progress, *span),
        )
        evidence[name] = Evidence(results[name], chance)
    report_progress(progress, 1.0)
    return evidence


def _span(progress: Progress, start: float, stop: float) -> Progress:
    """Progress of a part of the work, from `start` to `stop` of the whole."""
    if progress is None:
        return None
    return lambda fraction: progress(start + fraction * (stop - start))
