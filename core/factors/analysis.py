"""Factor analysis of a survey, from samples to scores."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import InputError, Progress
from ..matching import one_blas_thread
from .extraction import (
    LEAST_UNIQUE,
    Extraction,
    maximum_likelihood,
    most_factors,
    principal_axis,
    principal_components,
)
from .orientation import oriented, target_columns
from .retention import ParallelAnalysis, kaiser_criterion, parallel_analysis
from .robust import robust_moments
from .rotation import Rotation, promax, varimax
from .samples import (
    Moments,
    check_table,
    classical_moments,
    default_names,
    read_samples,
    refuse_singular,
)
from .scores import SCORES, score_weights

if TYPE_CHECKING:
    import pandas as pd

EXTRACTIONS = ("principal_components", "principal_axis", "maximum_likelihood")
MATRICES = ("correlation", "covariance")
ROTATIONS = ("none", "varimax", "promax")
RULES = ("parallel", "kaiser")

NO_LIKELIHOOD = (
    "whose correlation matrix is singular and has no likelihood: choose EXTRACTION principal_axis or "
    "principal_components."
)


class FactorAnalysis:
    """Factors behind the correlations of the elements: x = L f + u.

    Parameters
    ----------
    n_factors : int, "parallel" or "kaiser", optional
        A number, or the rule that chooses it: parallel analysis (200 permutations of the samples,
        95th percentile; also when None) or eigenvalues above their mean. See `retention`.
    extraction : {"principal_axis", "principal_components", "maximum_likelihood"}
    matrix : {"correlation", "covariance"}
        What is factored. With covariances elements count by their variance; maximum likelihood gives
        the same loadings either way.
    robust : bool
        Minimum covariance determinant instead of means and covariances, on log-ratio coordinates.
        The samples must then be logarithms or log-ratios without scaling; loadings and scores are
        those of the centred log-ratios.
    rotation : {"varimax", "promax", "none"}
        Varimax with Kaiser normalisation; promax with power 4 on top of it.
    scores : {"regression", "bartlett"}
        What `transform` gives.
    target : str, int or sequence of these, optional
        Element (its name, or its column from 0) that shall load positively. It fixes the sign of
        factors on which its absolute loading is 0.3 or more, of several targets the one that loads
        most. On other factors, and without target, the largest absolute loading is positive.
    random_state : int
        Seed of parallel analysis and of the minimum covariance determinant.

    Notes
    -----
    Centred log-ratios over the very elements that are analysed sum to 0 in each sample, and their
    correlation matrix is singular. Unscaled, they are known by that: extraction and parallel analysis
    then take account of it (see `principal_axis`), and there is no maximum likelihood.

    Attributes
    ----------
    n_factors_ : int
        F.
    loadings_ : (D, F) array
        After rotation, factors by falling explained variance. They are those of the standardised
        elements, whatever the matrix: without promax, correlations of elements and factors.
    structure_ : (D, F) array
        Correlations of elements and factors; differs from the loadings after promax only.
    factor_correlation_ : (F, F) array
    rotation_matrix_ : (F, F) array
        `loadings_` is `unrotated_loadings_` times it: rotation, order and signs.
    unrotated_loadings_ : (D, F) array
    communalities_ : (D,) array
        Share of each element's variance that the factors explain; may pass 1 in a Heywood case.
    uniquenesses_ : (D,) array
        The rest; 0.005 in a Heywood case.
    explained_variance_ : (F,) array
        Share of the variance of the factored matrix that each factor explains.
    eigenvalues_ : (D,) array
        Of the factored matrix, falling: the scree.
    parallel_ : ParallelAnalysis or None
        Where parallel analysis chose the number.
    correlation_ : (D, D) array
    mean_, scale_ : (D,) arrays
        Centre and spread that standardise the samples (with `robust` their centred log-ratios).
    score_weights_ : (D, F) array
    inliers_ : (N,) array of bool
        Samples that the estimate rests on: all of them unless `robust`.
    closed_ : bool
        Whether the elements are centred log-ratios that sum to 0 in each sample.
    feature_names_in_ : tuple of D str
    factor_names_ : tuple of F str
        "F1", "F2" and so on.
    warnings_ : tuple of str
        What the user should look at, a sentence each.
    """

    def __init__(
        self,
        n_factors: int | str | None = None,
        *,
        extraction: str = "principal_axis",
        matrix: str = "correlation",
        robust: bool = False,
        rotation: str = "varimax",
        scores: str = "regression",
        target: str | int | Sequence[str | int] | None = None,
        random_state: int = 42,
    ) -> None:
        self.n_factors = n_factors
        self.extraction = extraction
        self.matrix = matrix
        self.robust = robust
        self.rotation = rotation
        self.scores = scores
        self.target = target
        self.random_state = random_state

    def fit(
        self, X, names: Sequence[str] | None = None, progress: Progress = None
    ) -> FactorAnalysis:
        """Draw the factors.

        Parameters
        ----------
        X : (N, D) array or DataFrame
            Samples by elements, usually logarithms or log-ratios; more samples than elements.
        names : sequence of D str, optional
            Names of the columns; a DataFrame brings its own.
        progress : callable, optional
            Called with the fraction done; returns False to stop.

        Returns
        -------
        self

        Raises
        ------
        InputError
            For samples or settings that no factor can be drawn from.
        Cancelled
            If `progress` said stop; the analysis is then as it was before.
        """
        self._check_choices()
        samples, names = read_samples(X, names)
        check_table(samples, names)
        targets = target_columns(self.target, names)
        with one_blas_thread():
            moments = self._moments(samples, names, part_of(progress, 0.0, 0.6))
            eigenvalues = np.linalg.eigvalsh(self._factored(moments))[::-1]
            n_factors, parallel, capped = self._number(
                samples, moments, eigenvalues, part_of(progress, 0.6 if self.robust else 0.0, 1.0)
            )
            found = self._extract(moments, n_factors)
            rotated, explained = oriented(
                _rotated(found.loadings, self.rotation), self._weight(moments), targets
            )
            weights = score_weights(self.scores, moments.correlation, rotated, found.unique)
        self._finish(moments, eigenvalues, found, rotated)
        self.n_factors_ = n_factors
        self.parallel_ = parallel
        self.explained_variance_ = explained
        self.score_weights_ = weights
        self.n_features_in_ = len(names)
        self.feature_names_in_ = names
        self.factor_names_ = tuple(f"F{f + 1}" for f in range(n_factors))
        self.warnings_ = tuple(capped + _warnings(found, names))
        return self

    def transform(self, X) -> np.ndarray:
        """Factor scores (N, F) of samples, those of `fit` or new ones in the same units.

        Parameters
        ----------
        X : (N, D) array or DataFrame
        """
        if not hasattr(self, "loadings_"):
            raise InputError("This FactorAnalysis is not fitted yet: call fit(X) first.")
        samples, names = read_samples(X)
        anonymous = default_names(len(names)) in (names, self.feature_names_in_)
        if len(names) != self.n_features_in_:
            raise InputError(
                f"The samples have {len(names)} columns but the factors were drawn from "
                f"{self.n_features_in_}: give the same elements in the same order."
            )
        if not anonymous and names != self.feature_names_in_:
            other, own = next(
                pair for pair in zip(names, self.feature_names_in_) if len(set(pair)) > 1
            )
            raise InputError(
                f"The samples have {other} where the factors were drawn from {own}: give the same "
                "elements in the same order."
            )
        if self.robust:
            samples = samples - samples.mean(axis=1, keepdims=True)
        with one_blas_thread():
            return (samples - self.mean_) / self.scale_ @ self.score_weights_

    def fit_transform(
        self, X, names: Sequence[str] | None = None, progress: Progress = None
    ) -> np.ndarray:
        """Scores (N, F) of the samples that the factors are drawn from."""
        return self.fit(X, names, progress).transform(X)

    def loadings_table(self) -> pd.DataFrame:
        """A row per element: element, F1 to FF, communality, uniqueness, factor.

        `factor` is the one on which the element's absolute loading is highest.
        """
        import pandas as pd

        table = pd.DataFrame(self.loadings_, columns=list(self.factor_names_))
        table.insert(0, "element", list(self.feature_names_in_))
        table["communality"] = self.communalities_
        table["uniqueness"] = self.uniquenesses_
        highest = np.abs(self.loadings_).argmax(axis=1)
        table["factor"] = [self.factor_names_[f] for f in highest]
        return table

    def variance_table(self) -> pd.DataFrame:
        """A row per factor: factor, explained_pct and cumulative_pct of the variance."""
        import pandas as pd

        percent = 100.0 * self.explained_variance_
        return pd.DataFrame(
            {
                "factor": list(self.factor_names_),
                "explained_pct": percent,
                "cumulative_pct": np.cumsum(percent),
            }
        )

    def _check_choices(self) -> None:
        for what, value, choices in (
            ("extraction", self.extraction, EXTRACTIONS),
            ("matrix", self.matrix, MATRICES),
            ("rotation", self.rotation, ROTATIONS),
            ("scores", self.scores, SCORES),
        ):
            if value not in choices:
                raise InputError(
                    f"There is no {what} {value!r}; choose one of {', '.join(choices)}."
                )
        if not isinstance(self.random_state, (int, np.integer)) or self.random_state < 0:
            raise InputError(
                f"random_state must be a whole number of at least 0, not {self.random_state!r}."
            )
        if self.robust and self.extraction == "maximum_likelihood":
            raise InputError(f"Robust factor analysis works on centred log-ratios, {NO_LIKELIHOOD}")

    def _moments(self, samples: np.ndarray, names: tuple[str, ...], progress: Progress) -> Moments:
        if self.robust:
            return robust_moments(samples, names, random_state=self.random_state, progress=progress)
        moments = classical_moments(samples)
        if self.extraction == "principal_components":
            return moments
        if moments.closed and self.extraction == "maximum_likelihood":
            raise InputError(f"The samples are centred log-ratios, {NO_LIKELIHOOD}")
        advice = ", or choose EXTRACTION principal_components"
        closure = moments.scale if moments.closed else None
        refuse_singular(moments.correlation, names, advice, closure)
        return moments

    def _factored(self, moments: Moments) -> np.ndarray:
        return moments.covariance if self.matrix == "covariance" else moments.correlation

    def _weight(self, moments: Moments) -> np.ndarray:
        """Share (D,) of each element in the variance of the factored matrix."""
        variance = np.diag(self._factored(moments))
        return variance / variance.sum()

    def _number(
        self, samples: np.ndarray, moments: Moments, eigenvalues: np.ndarray, progress: Progress
    ) -> tuple[int, ParallelAnalysis | None, list[str]]:
        """The number of factors, what chose it, and a warning where that had to be lowered."""
        most = most_factors(self.extraction, len(eigenvalues), moments.closed)
        if self.n_factors is not None and not isinstance(self.n_factors, str):
            return self._given_number(len(eigenvalues), most), None, []
        rule = self.n_factors or "parallel"
        if rule not in RULES:
            raise InputError(
                f"There is no rule {rule!r} for the number of factors; give a whole number, "
                f"{' or '.join(RULES)}."
            )
        parallel = None
        if rule == "kaiser":
            wanted = kaiser_criterion(eigenvalues)
        else:
            parallel = parallel_analysis(
                samples[moments.used],
                eigenvalues=eigenvalues,
                covariance=self.matrix == "covariance",
                closed=moments.closed,
                random_state=self.random_state,
                progress=progress,
            )
            wanted = parallel.n_factors
        if wanted < 1:
            raise InputError(
                "The elements are no more correlated than chance would have it, so there is no factor "
                "to find: choose other FIELDS, or set N_FACTORS yourself."
            )
        if wanted > most:
            return most, parallel, [
                f"The rule {rule!r} asks for {wanted} factors, but {len(eigenvalues)} elements "
                f"determine {most} at most by {self.extraction}; {most} were drawn."
            ]  # fmt: skip
        return wanted, parallel, []

    def _given_number(self, n_elements: int, most: int) -> int:
        try:
            number = operator.index(self.n_factors)  # type: ignore[arg-type]
        except TypeError:
            number = 0
        if not 1 <= number <= most:
            raise InputError(
                f"N_FACTORS is {self.n_factors!r}, but {n_elements} elements determine "
                f"1{f' to {most} factors' if most > 1 else ' factor'} by {self.extraction}: choose "
                "such a number, or more FIELDS."
            )
        return number

    def _extract(self, moments: Moments, n_factors: int) -> Extraction:
        """Unrotated factors of the standardised elements."""
        if self.extraction == "maximum_likelihood":  # the same for both matrices
            found = maximum_likelihood(moments.correlation, n_factors)
        elif self.extraction == "principal_components":
            found = principal_components(self._factored(moments), n_factors)
        else:
            found = principal_axis(self._factored(moments), n_factors, self._closure(moments))
        if found.rank < n_factors:
            raise InputError(
                f"The elements share {found.rank} factors, not {n_factors}: the variance of the next "
                f"is not positive; set N_FACTORS to {max(found.rank, 1)}."
            )
        if self.matrix == "covariance" and self.extraction != "maximum_likelihood":
            return found.scaled(1.0 / moments.scale)
        return found

    def _closure(self, moments: Moments) -> np.ndarray | None:
        """The vector s with A s = 0 for the factored matrix A of closed data."""
        if not moments.closed:
            return None
        return np.ones_like(moments.scale) if self.matrix == "covariance" else moments.scale

    def _finish(
        self, moments: Moments, eigenvalues: np.ndarray, found: Extraction, rotated: Rotation
    ) -> None:
        """Set the fitted attributes that come from the parts, after all has gone well."""
        self.mean_, self.scale_ = moments.centre, moments.scale
        self.correlation_ = moments.correlation
        self.inliers_ = moments.used
        self.closed_ = moments.closed
        self.eigenvalues_ = eigenvalues
        self.unrotated_loadings_ = found.loadings
        self.communalities_ = (found.loadings**2).sum(axis=1)
        rest = np.maximum(1.0 - self.communalities_, 0.0)
        self.uniquenesses_ = np.where(found.heywood, LEAST_UNIQUE, rest)
        self.loadings_ = rotated.loadings
        self.rotation_matrix_ = rotated.matrix
        self.factor_correlation_ = rotated.factor_correlation
        self.structure_ = rotated.loadings @ rotated.factor_correlation


def _rotated(loadings: np.ndarray, rotation: str) -> Rotation:
    n_factors = loadings.shape[1]
    if rotation == "none" or n_factors == 1:
        return Rotation(loadings, np.eye(n_factors), np.eye(n_factors))
    return varimax(loadings) if rotation == "varimax" else promax(loadings)


def _warnings(found: Extraction, names: tuple[str, ...]) -> list[str]:
    sentences = []
    elements = [name for name, is_one in zip(names, found.heywood) if is_one]
    if elements:
        sentences.append(
            f"The factors explain {', '.join(elements)} fully (a Heywood case; uniqueness held at "
            f"{LEAST_UNIQUE:g}): draw fewer factors, or take "
            f"{'it' if len(elements) == 1 else 'one of them'} out."
        )
    if not found.converged:
        sentences.append(
            "The extraction did not settle on one solution: draw fewer factors, or use principal "
            "components."
        )
    return sentences


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a step that is the stretch from `start` to `end` of the whole."""
    if progress is None:
        return None
    report = progress
    return lambda fraction: report(start + (end - start) * fraction)
