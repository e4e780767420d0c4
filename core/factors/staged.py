"""Staged factor analysis: leave out the elements that load on nothing, and start again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError, Progress
from .analysis import FactorAnalysis, part_of
from .orientation import target_columns
from .samples import read_samples
from .selection import SALIENT, check_threshold


@dataclass(frozen=True, eq=False)
class Stage:
    """One fit of a staged factor analysis.

    Attributes
    ----------
    number : int
        From 1.
    elements : tuple of str
        What was analysed.
    analysis : FactorAnalysis
        Fitted.
    dropped : dict
        Elements left out after this stage to their highest absolute loading; empty in the last.
    """

    number: int
    elements: tuple[str, ...]
    analysis: FactorAnalysis
    dropped: dict[str, float]


def staged_factor_analysis(
    settings: FactorAnalysis,
    X,
    names: Sequence[str] | None = None,
    *,
    threshold: float = SALIENT,
    progress: Progress = None,
) -> list[Stage]:
    """Drop the elements whose highest absolute loading is under a threshold; repeat until none is.

    Parameters
    ----------
    settings : FactorAnalysis
        Every stage uses its settings; it stays as it is. A rule for the number of factors is applied
        anew in each stage, a given number is kept.
    X : (N, D) array or DataFrame
    names : sequence of D str, optional
    threshold : float
    progress : callable, optional

    Returns
    -------
    list of Stage
        The last one is the result.

    Raises
    ------
    InputError
        As `FactorAnalysis.fit`; also when too few elements are left for another stage.

    References
    ----------
    Yousefi, Kamkar-Rouhani & Carranza (2014), doi 10.1144/geochem2012-144.
    """
    check_threshold(threshold)
    samples, names = read_samples(X, names)
    targets = [names[j] for j in target_columns(settings.target, names)]
    parameters = {name: value for name, value in vars(settings).items() if name[-1] != "_"}
    columns = np.arange(len(names))
    stages: list[Stage] = []
    while True:
        elements = tuple(names[j] for j in columns)
        parameters["target"] = [name for name in targets if name in elements] or None
        analysis = FactorAnalysis(**parameters)
        try:
            # How many stages there will be nobody knows: each takes half of what is left.
            part = part_of(progress, 1 - 0.5 ** len(stages), 1 - 0.5 ** (len(stages) + 1))
            analysis.fit(samples[:, columns], elements, part)
        except InputError as error:
            if not stages:
                raise
            raise InputError(
                f"STAGED leaves {', '.join(elements)} after stage {len(stages)}, from which factors "
                f"cannot be drawn any more: set LOADING_THRESHOLD below {threshold:g}, or N_FACTORS "
                f"to less ({str(error).rstrip('.')})."
            ) from error
        highest = np.abs(analysis.loadings_).max(axis=1)
        weak = highest < threshold
        dropped = {elements[j]: float(highest[j]) for j in np.flatnonzero(weak)}
        stages.append(Stage(len(stages) + 1, elements, analysis, dropped))
        if not dropped:
            return stages
        columns = columns[~weak]
        if columns.size < 2:
            raise InputError(
                f"Only {columns.size} of {len(names)} elements reach a loading of {threshold:g} in "
                f"stage {len(stages)} of STAGED: set LOADING_THRESHOLD lower."
            )
