"""From prepared samples to factors: settings, fit, the choice of factors, scores. Writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from ..core.errors import InputError
from ..core.factors import (
    FactorAnalysis,
    FactorChoice,
    ParallelAnalysis,
    Stage,
    bartlett_sphericity,
    carried_elements,
    gmpi,
    kaiser_meyer_olkin,
    parallel_analysis,
    select_factors,
    staged_factor_analysis,
)
from ..core.factors.analysis import part_of
from ..core.factors.diagnostics import SamplingAdequacy, SphericityTest
from ..core.matching import one_blas_thread
from ..core.preparation import PreparedSamples
from . import parameters as p
from .inputs import Inputs

# Elements in the alias of a field, in a legend or over a map.
MOST_SHOWN = 6
MINUS = "\N{MINUS SIGN}"
_UNITS = re.compile(r"_(ppm|ppb|ppt|pct|percent|perc|wt|wtpct|m?g_?kg|ug_?kg)$", re.IGNORECASE)


@dataclass(frozen=True)
class FactorSettings:
    """What the user wants of a factor analysis; `targets` are fields, `n_factors` 0 is by rule."""

    extraction: str
    matrix: str
    robust: bool
    rotation: str
    n_factors: int
    rule: str
    scores: str
    targets: tuple
    threshold: float
    staged: bool
    seed: int

    @classmethod
    def of(cls, inputs: Inputs) -> FactorSettings:
        """The settings of a running algorithm."""
        return cls(
            extraction=inputs.choice(p.EXTRACTION),
            matrix=inputs.choice(p.MATRIX),
            robust=_is_on(inputs, p.ROBUST),
            rotation=inputs.choice(p.ROTATION),
            n_factors=inputs.integer(p.N_FACTORS),
            rule=inputs.choice(p.FACTOR_RULE),
            scores=inputs.choice(p.SCORES),
            targets=tuple(dict.fromkeys(inputs.fields(p.TARGET_ELEMENTS))),
            threshold=inputs.number(p.LOADING_THRESHOLD),
            staged=_is_on(inputs, p.STAGED),
            seed=inputs.integer(p.SEED),
        )

    def analysis(self, targets) -> FactorAnalysis:
        """The analysis that these settings ask for, not fitted yet."""
        return FactorAnalysis(
            self.n_factors or self.rule,
            extraction=self.extraction,
            matrix=self.matrix,
            robust=self.robust,
            rotation=self.rotation,
            scores=self.scores,
            target=list(targets) or None,
            random_state=self.seed,
        )


@dataclass(frozen=True, eq=False)
class FactorRun:
    """A fitted factor analysis of prepared samples.

    Attributes
    ----------
    settings : FactorSettings
    stages : the fits of a staged analysis, the last one being the result; one fit otherwise
    choices : FactorChoice of every factor; empty without target elements
    scores : (N, F) array
    parallel : parallel analysis of the result, whatever chose the number of factors
    adequacy, sphericity : of the result; None where the correlation matrix is singular
    warnings : sentences
    """

    settings: FactorSettings
    stages: tuple
    choices: tuple
    scores: np.ndarray
    parallel: ParallelAnalysis
    adequacy: SamplingAdequacy | None
    sphericity: SphericityTest | None
    warnings: tuple

    @property
    def analysis(self) -> FactorAnalysis:
        """The result: that of the last stage."""
        return self.stages[-1].analysis

    @property
    def picked(self) -> list:
        """Numbers (from 0) of the factors that carry a target element."""
        return [choice.factor for choice in self.choices if choice.selected]

    @property
    def on_show(self) -> list:
        """Factors for maps and styles: the picked ones, else all of them."""
        return self.picked or list(range(self.analysis.n_factors_))

    @property
    def dropped(self) -> dict:
        """Element -> (stage after which it was dropped, its highest absolute loading there)."""
        return {
            element: (stage.number, highest)
            for stage in self.stages
            for element, highest in stage.dropped.items()
        }

    def carried(self, factor: int) -> list:
        """(element, loading) of the elements that a factor carries, strongest first."""
        column = self.analysis.loadings_[:, factor]
        return carried_elements(column, self.analysis.feature_names_in_, self.settings.threshold)

    def label(self, factor: int) -> str:
        """For example "F1: P, V, Co, Cu, −Sr": the factor and the elements it carries."""
        name = self.analysis.factor_names_[factor]
        short = short_names(self.analysis.feature_names_in_)
        elements = [
            f"{MINUS if loading < 0 else ''}{short[element]}"
            for element, loading in self.carried(factor)
        ]
        if not elements:
            return f"{name}: no element reaches {self.settings.threshold:g}"
        more = ", ..." if len(elements) > MOST_SHOWN else ""
        return f"{name}: {', '.join(elements[:MOST_SHOWN])}{more}"

    def fields(self) -> dict:
        """Field name -> values of the output layer: scores, then GMPI of the picked factors."""
        names = self.analysis.factor_names_
        return {
            **{name: self.scores[:, f] for f, name in enumerate(names)},
            **{f"gmpi_{names[f]}": gmpi(self.scores[:, f]) for f in self.picked},
        }

    def aliases(self) -> dict:
        """Field name -> what it shows."""
        names = self.analysis.factor_names_
        labels = {name: self.label(f) for f, name in enumerate(names)}
        return {
            **labels,
            **{f"gmpi_{names[f]}": f"GMPI of {labels[names[f]]}" for f in self.picked},
        }

    def numbers(self) -> dict:
        """Number outputs."""
        return {
            "FACTOR_COUNT": self.analysis.n_factors_,
            "KMO": self.adequacy.overall if self.adequacy else None,
            "EXPLAINED_VARIANCE": 100.0 * float(self.analysis.explained_variance_.sum()),
        }


def reading_of(inputs: Inputs, settings: FactorSettings) -> tuple[Inputs, list]:
    """The inputs with the transformation that the settings need, and sentences on what that changed.

    Robust analysis takes log-ratios of the chosen elements; log-ratios and covariances are not
    standardised; balances are no elements.
    """
    transform, scaling = inputs.choice(p.TRANSFORM), inputs.choice(p.SCALING)
    changed, said = {}, []
    if transform == "ilr":
        said.append(
            "A column of TRANSFORM ilr sets an element against several others, so factors are drawn "
            "from centred log-ratios (clr)."
        )
        changed[p.TRANSFORM] = transform = "clr"
    if settings.robust and transform == "none":
        said.append(
            "ROBUST works on log-ratios: with TRANSFORM none the values are taken as logarithms or "
            "log-ratios, and each sample's mean is taken off."
        )
    elif settings.robust:
        if transform != "clr":
            said.append(
                f"ROBUST works on log-ratios: they are taken instead of TRANSFORM {transform}."
            )
        changed[p.TRANSFORM] = transform = "clr"
        if inputs.has(p.COMPOSITION):
            said.append("ROBUST takes log-ratios over FIELDS alone: COMPOSITION is not used.")
            changed[p.COMPOSITION] = []
    if scaling != "none" and (settings.robust or transform == "clr"):
        changed[p.SCALING] = "none"
        said.append(
            f"Log-ratios are analysed without SCALING {scaling}: factors of correlations do not "
            "depend on it, and those of covariances rest on the variances of the log-ratios."
        )
    elif scaling == "standard" and settings.matrix == "covariance":
        changed[p.SCALING] = "none"
        said.append(
            "MATRIX covariance lets elements count by their variance, so SCALING standard, which "
            "makes all variances 1, is not applied."
        )
    return replace(inputs, values={**inputs.values, **changed}), said


def analyse_factors(
    prepared: PreparedSamples, settings: FactorSettings, progress=None
) -> FactorRun:
    """Draw factors from prepared samples, score these, and choose the factors of the targets.

    Parameters
    ----------
    prepared : PreparedSamples
        Read as `reading_of` says.
    settings : FactorSettings
    progress : callable, optional

    Raises
    ------
    InputError
        For targets and numbers of factors that the samples do not have.
    """
    X, names = prepared.X, prepared.fields
    targets = _targets_among(prepared, settings.targets)
    asked = settings.analysis(targets)
    fitting = part_of(progress, 0.0, 0.85)
    if settings.staged:
        threshold = settings.threshold
        stages = staged_factor_analysis(asked, X, names, threshold=threshold, progress=fitting)
    else:
        stages = [Stage(1, names, asked.fit(X, names, fitting), {})]
    elements, analysis = stages[-1].elements, stages[-1].analysis
    chosen = X[:, [names.index(element) for element in elements]]
    left = [target for target in targets if target in elements]
    choices: list[FactorChoice] = []
    if left:
        choices = select_factors(analysis, left, settings.threshold)
    with one_blas_thread():
        adequacy, sphericity = _diagnostics(analysis)
        parallel = analysis.parallel_
        if parallel is None:
            parallel = _parallel(chosen, analysis, part_of(progress, 0.85, 1.0))
    run = FactorRun(
        settings,
        tuple(stages),
        tuple(choices),
        analysis.transform(chosen),
        parallel,
        adequacy,
        sphericity,
        (),
    )
    return replace(run, warnings=tuple(_warnings(run, targets, left)))


def short_names(fields) -> dict:
    """Field -> element as people write it: Cu for Cu_ppm, where that stays unique."""
    short = {field: _UNITS.sub("", field) or field for field in fields}
    taken = list(short.values())
    return {field: name if taken.count(name) == 1 else field for field, name in short.items()}


def _is_on(inputs: Inputs, name: str) -> bool:
    return inputs.algorithm.parameterAsBool(inputs.values, name, inputs.context)


def signed(loading: float) -> str:
    """A loading as people write it, with a true minus."""
    return f"{loading:.2f}".replace("-", MINUS)


def _targets_among(prepared: PreparedSamples, targets) -> list:
    """The targets as the fields are written; refuse those that are not analysed."""
    by_name = {name.lower(): name for name in prepared.fields}
    left_out = {name.lower(): reason for name, reason in prepared.fields_left_out.items()}
    for target in targets:
        if target.lower() in left_out:
            raise InputError(
                f"TARGET_ELEMENTS names {target}, which is left out of the factor analysis "
                f"({left_out[target.lower()]}): raise MAX_BLANK or choose another target."
            )
        if target.lower() not in by_name:
            raise InputError(
                f"TARGET_ELEMENTS names {target}, which is not among the FIELDS that are analysed: "
                "choose targets among FIELDS."
            )
    return [by_name[target.lower()] for target in targets]


def _parallel(X: np.ndarray, analysis: FactorAnalysis, progress) -> ParallelAnalysis:
    """The line in the scree plot, where another rule chose the number of factors."""
    return parallel_analysis(
        X[analysis.inliers_],
        eigenvalues=analysis.eigenvalues_,
        covariance=analysis.matrix == "covariance",
        closed=analysis.closed_,
        random_state=analysis.random_state,
        progress=progress,
    )


def _diagnostics(analysis: FactorAnalysis):
    """KMO and Bartlett's test, None where the correlation matrix is singular."""
    try:
        adequacy = kaiser_meyer_olkin(analysis.correlation_)
        sphericity = bartlett_sphericity(analysis.correlation_, int(analysis.inliers_.sum()))
    except InputError:
        return None, None
    return adequacy, sphericity


def _warnings(run: FactorRun, targets, left) -> list:
    analysis, threshold = run.analysis, run.settings.threshold
    said = list(analysis.warnings_)
    if run.adequacy is not None and run.adequacy.overall < 0.5:
        said.append(
            f"The Kaiser-Meyer-Olkin measure is {run.adequacy.overall:.2f}, below 0.5: few elements "
            "share their correlations with others, and factors say little; leave out the elements "
            "with the lowest measure."
        )
    for target in targets:
        if target not in left:
            stage, highest = run.dropped[target]
            said.append(
                f"The target element {target} was dropped after stage {stage} (highest absolute loading "
                f"{highest:.2f}): lower LOADING_THRESHOLD or switch STAGED off to keep it."
            )
    for target in left:
        row = analysis.loadings_[analysis.feature_names_in_.index(target)]
        nearest = int(np.argmax(np.abs(row)))
        if abs(row[nearest]) < threshold:
            remedy = (
                "lower LOADING_THRESHOLD to pick that one"
                if abs(row[nearest]) >= p.LOWEST_THRESHOLD
                else "the factors say nothing of it; draw more factors or name another target"
            )
            said.append(
                f"No factor carries the target element {target} at {threshold:g}; it comes nearest on "
                f"F{nearest + 1} ({signed(row[nearest])}): {remedy}."
            )
    for choice in run.choices:
        against = [target for target, loading in choice.targets.items() if loading < 0]
        if against:
            said.append(
                f"{choice.name} rises with {next(iter(choice.targets))} and falls with "
                f"{', '.join(against)}: its high scores are no sign of {', '.join(against)}."
            )
    return said
