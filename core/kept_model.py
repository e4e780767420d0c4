"""All that classifies a new sample as a survey's samples were classified, in one file.

A trained map alone cannot: between a laboratory's table and a class stand the cleaning, the
transform, for some maps the factors, the clusters of the units and what ranked them. In a notebook::

    from geochem_som.core.kept_model import KeptModel
    from geochem_som.core.kept_model_file import load_kept_model, save_kept_model
    kept = KeptModel.of(model, clusters.labels, prepared)
    save_kept_model("survey.geosom", kept)
    load_kept_model("survey.geosom").classify(new_frame).cluster
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .assays.learned import LearnedCleaning
from .errors import InputError
from .factors.score_weights import ScoreWeights
from .group_figures import GroupFigures
from .model_parts import MAP_FORMS
from .preparation import PreparedSamples
from .self_organizing_map import SelfOrganizingMap
from .transforms import Transform

# A map that is asked for the nearest of more units takes more memory than a file can be granted.
MOST_UNITS = 250_000


@dataclass(frozen=True, eq=False)
class ClassifiedSamples:
    """What a kept model says of new samples, arrays over the n_used of them.

    Attributes
    ----------
    rows : index (from 0) of each used row in the input, ascending
    rows_left_out : index of each row not used to the reason
    bmu, bmu_dist, cluster : as a trained map gives them
    distance_percentile : percent of the survey's samples that would lie nearer to their unit if they
        were new (see `map_quality.left_out_distances`): 50 on average for samples like the
        survey's, 100 where none would lie as far; lower for those that the map was trained on
    recon_err : reconstruction errors of a DE-SOM, else None
    figures : GroupFigures of each sample, None for a model that was not ranked
    outside : (n_used, P) 1 above the range of the survey's values, -1 below, else 0
    fields : names of the P fields
    steps : what was done to the values, sentences
    """

    rows: np.ndarray
    rows_left_out: dict[int, str]
    bmu: np.ndarray
    bmu_dist: np.ndarray
    cluster: np.ndarray
    distance_percentile: np.ndarray
    recon_err: np.ndarray | None
    figures: GroupFigures | None
    outside: np.ndarray
    fields: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def outside_texts(self) -> list[str]:
        """Of each sample, for example "Cu_ppm above, As_ppm below"; empty within the range."""
        words = {1: "above", -1: "below"}
        return [
            ", ".join(f"{name} {words[side]}" for name, side in zip(self.fields, row) if side)
            for row in self.outside.tolist()
        ]


@dataclass(frozen=True, eq=False)
class KeptModel:
    """A trained map with its preparation, clusters and, where it was ranked, classes.

    Attributes
    ----------
    model : SelfOrganizingMap
    transform : Transform
        Of the elements.
    cleaning : LearnedCleaning
    scores : ScoreWeights or None
        Where the map was trained on factor scores.
    unit_clusters : (K,) cluster of each unit, from 1
    hits : (K,) samples of the survey whose best-matching unit each is
    distances : (N,) distances that the survey's samples would have to their units, had each been left
        out of training, ascending
    figures : GroupFigures or None
    group_field : field of the groups that were levelled, empty for none
    about : texts and whole numbers that say where the model comes from
    """

    model: SelfOrganizingMap
    transform: Transform
    cleaning: LearnedCleaning
    scores: ScoreWeights | None
    unit_clusters: np.ndarray
    hits: np.ndarray
    distances: np.ndarray
    figures: GroupFigures | None = None
    group_field: str = ""
    about: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        model: SelfOrganizingMap,
        unit_clusters,
        elements: PreparedSamples,
        *,
        scores: ScoreWeights | None = None,
        figures: GroupFigures | None = None,
        group_field: str = "",
        about: Mapping[str, Any] | None = None,
    ) -> KeptModel:
        """Keep a trained map.

        Parameters
        ----------
        model : SelfOrganizingMap
            Trained on the matrix of `elements`, or on the scores of its factors.
        unit_clusters : (K,) array of int
            Cluster of each unit, from 1: `UnitClusters.labels`.
        elements : PreparedSamples
        scores : ScoreWeights, optional
            Of a map that was trained on factor scores.
        figures : GroupFigures, optional
            Of a map that was ranked.
        group_field : str
            Name of the field of groups, where they were levelled.
        about : dict, optional
        """
        X = elements.X if scores is None else scores.apply(elements.X)
        bmu = model.predict(X)
        return cls(
            model,
            elements.transform_,
            LearnedCleaning.of(elements.clean),
            scores,
            np.asarray(unit_clusters, dtype=np.int64),
            np.bincount(bmu, minlength=model.lattice_.size).astype(np.int64),
            np.sort(model.left_out_distances(X)),
            figures,
            group_field if elements.transform_.levels is not None else "",
            dict(about or {}),
        )

    @property
    def method(self) -> str:
        """The kind of map: "som", "batchsom", "desom"."""
        return next(name for name, form in MAP_FORMS.items() if form.cls is type(self.model))

    @property
    def n_clusters(self) -> int:
        """Number of clusters."""
        return int(self.unit_clusters.max())

    @property
    def survey_clusters(self) -> np.ndarray:
        """(n_clusters,) samples of the survey in each cluster."""
        return np.bincount(self.unit_clusters - 1, self.hits, self.n_clusters).astype(int)

    def classify(
        self,
        raw: Mapping[str, Sequence[Any]],
        *,
        groups: Sequence[Any] | None = None,
        unit_factors: Mapping[str, float] | None = None,
        flags: Mapping[str, Sequence[Any]] | None = None,
        not_analysed: Sequence[float] | None = None,
        row_names: Sequence[Any] | None = None,
        layer_name: str = "the samples layer",
        own_names: Mapping[str, str] | None = None,
    ) -> ClassifiedSamples:
        """Take new samples the way of the survey's.

        Those of the survey itself get what they got in training, to the bit, but for non-detects
        replaced by "ros" and blanks filled by "knn" (see `LearnedCleaning`).

        Parameters
        ----------
        raw : mapping of the survey's field names to n values
        groups : sequence of n values
            Where groups were levelled.
        unit_factors, flags, not_analysed, row_names, layer_name, own_names
            See `LearnedCleaning.apply`.

        Raises
        ------
        InputError
            For fields or groups that are missing or unknown, and values that are no numbers.
        """
        levels = self.transform.levels
        if levels is not None and groups is None:
            raise InputError(
                f"The model levelled its samples by {self.group_field or 'groups'}: name the field of "
                f"{layer_name} that says which of {', '.join(levels.groups[:5])} a sample belongs to "
                "in LEVEL_FIELD."
            )
        cleaned = self.cleaning.apply(
            raw,
            unit_factors=unit_factors,
            flags=flags,
            groups=groups if levels is not None else None,
            not_analysed=not_analysed,
            row_names=row_names,
            layer_name=layer_name,
            own_names=own_names,
        )
        own_groups = None
        if levels is not None and groups is not None:
            own_groups = [str(groups[row]).strip() for row in cleaned.rows]
        X = self.transform.apply(cleaned.values, own_groups)
        if self.scores is not None:
            X = self.scores.apply(X)
        bmu, bmu_dist = self.model.predict(X), self.model.bmu_distances(X)
        cluster = self.unit_clusters[bmu]
        errors = getattr(self.model, "reconstruction_errors", None)
        nearer = np.searchsorted(self.distances, bmu_dist, side="left")
        return ClassifiedSamples(
            rows=cleaned.rows,
            rows_left_out=cleaned.rows_left_out,
            bmu=bmu,
            bmu_dist=bmu_dist,
            cluster=cluster,
            distance_percentile=100.0 * nearer / len(self.distances),
            recon_err=errors(X) if errors is not None else None,
            figures=self.figures.of_samples(bmu, cluster) if self.figures is not None else None,
            outside=cleaned.outside,
            fields=self.cleaning.parts,
            steps=cleaned.steps,
        )

    def check(self) -> None:
        """Raise an InputError unless all parts fit together."""
        self.cleaning.check()
        if self.cleaning.parts != self.transform.parts:
            raise InputError("The model cannot be read: its cleaning and its transform differ.")
        width = len(self.transform.columns)
        if self.scores is not None:
            self.scores.check(width)
            width = len(self.scores.names)
        n_units = self.model.lattice_.size
        if self.model.n_features_in_ != width:
            raise InputError(
                f"The model cannot be read: its map takes {self.model.n_features_in_} variables, but "
                f"its preparation gives {width}."
            )
        if n_units > MOST_UNITS:
            raise InputError(
                f"A map of {n_units:,} units is too large for a file: at most {MOST_UNITS:,} are kept."
            )
        _check_counts("clusters", self.unit_clusters, n_units, 1, n_units)
        _check_counts("samples", self.hits, n_units, 0, 2**53)
        distances = self.distances
        if not (
            isinstance(distances, np.ndarray)
            and distances.dtype == float
            and distances.ndim == 1
            and len(distances) == self.hits.sum() > 0
            and np.isfinite(distances).all()
            and (np.diff(distances) >= 0).all()
        ):
            raise InputError("The model cannot be read: the distances of its samples are odd.")
        if self.figures is not None:
            self.figures.check(n_units, self.n_clusters)


def _check_counts(what: str, counts: Any, n: int, least: int, most: int) -> None:
    if not (
        isinstance(counts, np.ndarray)
        and counts.dtype == np.int64
        and counts.shape == (n,)
        and counts.min() >= least
        and counts.max() <= most
    ):
        raise InputError(f"The model cannot be read: the {what} of its units are odd.")
