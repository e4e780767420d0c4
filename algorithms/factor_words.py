"""What the user reads of a factor analysis, in the log and in the report."""

from __future__ import annotations

import numpy as np

from ..core.factors import Stage
from .factor_run import FactorRun, signed

# Kaiser & Rice (1974).
_ADEQUACY = (
    *((0.9, "marvellous"), (0.8, "meritorious"), (0.7, "middling"), (0.6, "mediocre")),
    *((0.5, "miserable"), (-np.inf, "unacceptable")),
)


def factors_said(run: FactorRun) -> list:
    """Sentences on how the analysis came out."""
    analysis, settings = run.analysis, run.settings
    n, d = analysis.n_factors_, len(analysis.feature_names_in_)
    how = "as given" if settings.n_factors else f"by the rule {settings.rule}"
    if analysis.parallel_ is None:
        how += f"; parallel analysis would draw {run.parallel.n_factors}"
    share = 100.0 * analysis.explained_variance_.sum()
    said = [
        f"{n} factor{'s' if n > 1 else ''} ({how}) explain{'' if n > 1 else 's'} {share:.1f} % of the "
        f"variance of {d} elements."
    ]
    if settings.staged:
        said.append(stages_said(run))
    if settings.robust:
        out = int((~analysis.inliers_).sum())
        said.append(
            f"{out} of {len(analysis.inliers_)} samples are odd ones: the factors do not rest on them, "
            "but they have scores."
        )
    if settings.targets:
        picked = [
            f"{choice.name}, which carries {' and '.join(choice.targets)}"
            for choice in run.choices
            if choice.selected
        ]
        said.append(f"Picked: {'; '.join(picked) or 'no factor'}.")
    said.append(adequacy_said(run))
    return said


def carried_said(run: FactorRun) -> list:
    """A sentence per stage of a staged analysis, and one per factor: what it carries."""
    analysis = run.analysis
    said = [
        f"Stage {stage.number}: {stage.analysis.n_factors_} factors of {len(stage.elements)} elements; "
        f"dropped {dropped_said(stage) or 'none'}."
        for stage in run.stages
        if run.settings.staged
    ]
    for f, name in enumerate(analysis.factor_names_):
        share = 100.0 * analysis.explained_variance_[f]
        listed = ", ".join(f"{element} ({signed(loading)})" for element, loading in run.carried(f))
        listed = listed or f"no element with a loading of {run.settings.threshold:g}"
        said.append(f"{name} ({share:.1f} %): {listed}.")
    return said


def stages_said(run: FactorRun) -> str:
    """One sentence on how many elements a staged analysis dropped."""
    n = len(run.stages[0].elements)
    counts = [
        f"{len(stage.dropped)} after stage {stage.number}" for stage in run.stages if stage.dropped
    ]
    if not counts:
        return (
            f"All {n} elements have an absolute loading of {run.settings.threshold:g} or more on some "
            "factor: one stage was enough."
        )
    return (
        f"{len(run.dropped)} of {n} elements were dropped because no absolute loading reached "
        f"{run.settings.threshold:g}: {', '.join(counts)}."
    )


def dropped_said(stage: Stage) -> str:
    """The elements that were dropped after a stage, with their highest absolute loading."""
    return ", ".join(f"{element} ({highest:.2f})" for element, highest in stage.dropped.items())


def adequacy_said(run: FactorRun) -> str:
    """One sentence on KMO and Bartlett's test."""
    if run.adequacy is None or run.sphericity is None:
        return (
            "The correlation matrix is singular, so the Kaiser-Meyer-Olkin measure and Bartlett's test "
            "do not exist here; that is so for log-ratios over the very elements that are analysed."
        )
    word = next(word for least, word in _ADEQUACY if run.adequacy.overall >= least)
    test = run.sphericity
    chance = "p < 0.001" if test.p_value < 0.001 else f"p = {test.p_value:.3f}"
    return (
        f"Kaiser-Meyer-Olkin measure {run.adequacy.overall:.2f} ({word}); Bartlett's test: chi-square "
        f"{test.statistic:.0f} with {test.degrees_of_freedom} degrees of freedom, {chance}."
    )
