"""What turns new samples into the factor scores that a survey's maps were trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..matching import one_blas_thread
from .analysis import FactorAnalysis


@dataclass(frozen=True, eq=False)
class ScoreWeights:
    """The part of a factor analysis that scores need.

    Attributes
    ----------
    names : tuple of C str
        The factors that are wanted.
    columns : (E,) int
        Places of the analysed elements among the columns of the samples.
    centred : bool
        Whether the mean of each sample's elements is taken off first (robust analysis).
    mean, scale : (E,) float
    weights : (E, F) float
        Of all F factors: a product with some columns only may round otherwise.
    chosen : (C,) int
        Places of the wanted factors among all.
    """

    names: tuple[str, ...]
    columns: np.ndarray
    centred: bool
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    chosen: np.ndarray

    @classmethod
    def of(
        cls, analysis: FactorAnalysis, fields: Sequence[str], wanted: Sequence[str]
    ) -> ScoreWeights:
        """Keep what scores need.

        Parameters
        ----------
        analysis : FactorAnalysis
            Fitted to some of the fields.
        fields : sequence of D str
            Names of the columns of the samples.
        wanted : sequence of C str
            Names of factors, such as "F1".
        """
        places, factors = list(fields), list(analysis.factor_names_)
        return cls(
            tuple(wanted),
            np.array([places.index(name) for name in analysis.feature_names_in_], dtype=np.int64),
            bool(analysis.robust),
            analysis.mean_,
            analysis.scale_,
            analysis.score_weights_,
            np.array([factors.index(name) for name in wanted], dtype=np.int64),
        )

    def apply(self, X: np.ndarray) -> np.ndarray:
        """Scores (N, C) of samples (N, D), as `FactorAnalysis.transform` gives them."""
        samples = np.ascontiguousarray(X[:, self.columns])
        if self.centred:
            samples = samples - samples.mean(axis=1, keepdims=True)
        with one_blas_thread():
            scores = (samples - self.mean) / self.scale @ self.weights
        return np.ascontiguousarray(scores[:, self.chosen])

    def check(self, width: int) -> None:
        """Raise an InputError unless the parts fit together and to samples of `width` columns."""
        arrays = (self.columns, self.mean, self.scale, self.weights, self.chosen)
        kinds = (np.dtype(np.int64), *[np.dtype(float)] * 3, np.dtype(np.int64))
        fits = (
            all(isinstance(a, np.ndarray) and a.dtype == k for a, k in zip(arrays, kinds))
            and isinstance(self.centred, bool)
            and isinstance(self.names, tuple)
            and all(isinstance(name, str) for name in self.names)
            and self.weights.ndim == 2
            and self.weights.size > 0
            and self.columns.shape == self.mean.shape == self.scale.shape == self.weights.shape[:1]
            and self.chosen.shape == (len(self.names),)
            and len(self.names) > 0
            and _are_places(self.columns, width)
            and _are_places(self.chosen, self.weights.shape[1])
            and all(np.isfinite(a).all() for a in (self.mean, self.scale, self.weights))
            and (self.scale > 0).all()
        )
        if not fits:
            raise InputError("The model cannot be read: its factors do not hold together.")


def _are_places(places: np.ndarray, count: int) -> bool:
    """Whether these are different places among so many."""
    inside = ((places >= 0) & (places < count)).all()
    return bool(inside) and len(np.unique(places)) == len(places)
