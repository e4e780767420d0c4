"""Models as the evaluation sees them: what divides or scores the ground, and how it learns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import InputError
from ..core.group_figures import UNITS
from ..core.lattice import Lattice
from ..core.validation.scorers import Scorer, fixed_scorer, group_scorer, unit_scorer


@dataclass(frozen=True)
class Model:
    """What a model says of the samples before it is ranked: clusters, units or a score.

    Attributes
    ----------
    clusters : (N,) labels, or None; beside units they are described and do not rank
    units : (N,) best-matching unit of each sample and its Lattice, or None
    score : (N,) array, or None
    learned_from : str
        Why occurrences cannot be held out of it: it was made from them; else empty.
    """

    clusters: np.ndarray | None = None
    units: tuple[np.ndarray, Lattice] | None = None
    score: np.ndarray | None = None
    learned_from: str = ""

    @property
    def groups(self) -> np.ndarray | None:
        """(N,) groups made without the occurrences, whose rates can be given an interval."""
        return None if self.learned_from else self.clusters

    def scorer(self) -> Scorer | None:
        """How it scores the ground given some occurrences; None where none can be held out."""
        if self.learned_from:
            return None
        if self.units is not None:
            return unit_scorer(*self.units)
        return group_scorer(self.clusters) if self.score is None else fixed_scorer(self.score)


def model_of_map(trained, rank_by: str) -> Model:
    """A trained map to be ranked by its clusters or by its units."""
    units = (trained.bmu, trained.model.lattice_) if rank_by == UNITS else None
    return Model(clusters=trained.cluster, units=units)


def units_of_fields(
    bmu_row, bmu_col, topology: str, boundary: str, distance: str
) -> tuple[np.ndarray, Lattice]:
    """Units and lattice of a layer of samples, from the fields `bmu_row` and `bmu_col`.

    The lattice is as large as the units that have samples reach.

    Parameters
    ----------
    bmu_row, bmu_col : (N,) arrays, NaN for none
    topology, boundary, distance : str
        As the map was trained.
    """
    known = np.isfinite(bmu_row) & np.isfinite(bmu_col)
    row, col = (np.where(known, values, 0).astype(int) for values in (bmu_row, bmu_col))
    if not known.any() or min(row.min(), col.min()) < 0:
        raise InputError(
            "RANK_BY is units, but the fields bmu_row and bmu_col do not hold the units of a map; take "
            "the output of a training algorithm, or rank by clusters."
        )
    rows, cols = int(row.max()) + 1, int(col.max()) + 1
    if boundary == "toroidal" and topology == "hexagonal":
        rows += rows % 2  # rows that meet over the edge need an even number
    lattice = Lattice(rows, cols, topology, boundary, distance)
    return np.where(known, row * cols + col, -1), lattice
