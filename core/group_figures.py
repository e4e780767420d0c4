"""What a ranked survey says of each cluster or unit, for samples that come later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError
from .palette import CLASS_NAMES
from .ranking import RankedModel

CLUSTERS, UNITS = "clusters", "units"


@dataclass(frozen=True, eq=False)
class GroupFigures:
    """Class and figures of each group of a map.

    Attributes
    ----------
    by : {"clusters", "units"}
        The groups: clusters, numbered from 1, or units, numbered from 0.
    class_id : (G,) int
        0 for none.
    nd, weight, weight_s, path_mean : (G,) float
        nan for none.
    """

    by: str
    class_id: np.ndarray
    nd: np.ndarray
    weight: np.ndarray
    weight_s: np.ndarray
    path_mean: np.ndarray

    @classmethod
    def of(
        cls, ranked: RankedModel, by: str, labels, prototypes=None, unit_clusters=None
    ) -> GroupFigures:
        """Keep what a ranking says.

        Parameters
        ----------
        ranked : RankedModel
        by : {"clusters", "units"}
            What was ranked.
        labels : (N,) array of int
            Cluster or unit of each sample.
        prototypes : (K, D) array
            Needed for units, see `sample_of_units`.
        unit_clusters : (K,) array of int, optional
            Cluster of each unit, whose `nd` and `weight` it takes where clusters are described.
        """
        labels = np.asarray(labels, dtype=int)
        if by == CLUSTERS:
            place, first = np.unique(labels - 1, return_index=True)
            sample_of = np.zeros(place.max() + 1, dtype=int)
            sample_of[place] = first
        else:
            sample_of = sample_of_units(labels, prototypes)
        member_of = sample_of
        if ranked.described is not None:
            clusters = np.asarray(unit_clusters, dtype=int)
            known, first = np.unique(clusters[labels], return_index=True)
            member_of = first[np.searchsorted(known, clusters)]
        of_clusters = [np.asarray(c, dtype=float)[member_of] for c in (ranked.nd, ranked.weight)]
        own = [np.asarray(c, dtype=float)[sample_of] for c in (ranked.weight_s, ranked.path_mean)]
        class_id = np.asarray(ranked.class_id, dtype=np.int64)[sample_of]
        return cls(by, class_id, *of_clusters, *own)

    def of_samples(self, bmu: np.ndarray, cluster: np.ndarray) -> GroupFigures:
        """The figures (N,) of samples with these units and clusters."""
        place = cluster - 1 if self.by == CLUSTERS else bmu
        columns = (self.class_id, self.nd, self.weight, self.weight_s, self.path_mean)
        return GroupFigures(self.by, *(column[place] for column in columns))

    def check(self, n_units: int, n_clusters: int) -> None:
        """Raise an InputError unless the parts fit together and to the map."""
        n = (
            {CLUSTERS: n_clusters, UNITS: n_units}.get(self.by)
            if isinstance(self.by, str)
            else None
        )
        ids = self.class_id
        fits = (
            n is not None
            and isinstance(ids, np.ndarray)
            and ids.dtype == np.int64
            and ids.shape == (n,)
            and np.isin(ids, [0, *CLASS_NAMES]).all()
            and all(
                isinstance(a, np.ndarray) and a.dtype == float and a.shape == (n,)
                for a in (self.nd, self.weight, self.weight_s, self.path_mean)
            )
        )
        if not fits:
            raise InputError("The model cannot be read: its classes do not fit its map.")


def sample_of_units(bmu, prototypes) -> np.ndarray:
    """A sample (K,) of each unit; of one without samples, that of the unit with the nearest prototype.

    Parameters
    ----------
    bmu : (N,) array of int
        Best-matching unit of each sample.
    prototypes : (K, D) array
    """
    prototypes = np.asarray(prototypes, dtype=float)
    used, first = np.unique(np.asarray(bmu, dtype=int), return_index=True)
    sample_of = first[_nearest(prototypes, prototypes[used])]
    sample_of[used] = first
    return sample_of


def _nearest(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Index of the nearest of the others to each point."""
    from scipy.spatial import cKDTree

    return cKDTree(others).query(points)[1]
