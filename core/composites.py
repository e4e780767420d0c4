"""Composites: the samples of a cell averaged into one, as if they had been mixed in the field.

Hoseinzade & Bazoobandi (2024) combine the three to four samples of each cell of their grid into
one sample and place it at the centre of the cell. Cells are numbered by the caller, or made by
`aligned_cells`; their polygons are the caller's. Coordinates are planar, in metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .averages import average_groups
from .checks import check_whole_number
from .errors import InputError
from .support import CELL_LIMITS, distinct_positions, hull_triangles, median_spacing

# A value of which this share of the samples or more are substitutes says little.
CENSORED_SHARE = 0.5
# Samples that a cell holds on average when its size is chosen.
SAMPLES_PER_CELL = 4


@dataclass(frozen=True, eq=False)
class Composites:
    """Samples averaged by cell.

    Attributes
    ----------
    values : (C, D) float
        nan where no sample of the cell has a value.
    n_samples : (C,) int
        Samples of each composite.
    n_values : (C, D) int
        Samples behind each value.
    n_below : (C, D) int
        Those of them that are substitutes for non-detects.
    cells : (C,) int
        The cell of each composite, ascending.
    place : (N,) int
        The composite that each sample went into, from 0; -1 for samples left out.
    rows_left_out : dict
        Index of each sample left out to the reason; with the samples in composites it makes up the
        input.
    """

    values: np.ndarray
    n_samples: np.ndarray
    n_values: np.ndarray
    n_below: np.ndarray
    cells: np.ndarray
    place: np.ndarray
    rows_left_out: dict[int, str]

    @property
    def censored(self) -> np.ndarray:
        """(C, D) bool: values of which half the samples or more are substitutes."""
        return (self.n_values > 0) & (self.n_below >= CENSORED_SHARE * self.n_values)


def composite(
    values: np.ndarray,
    cell: np.ndarray,
    *,
    below: np.ndarray | None = None,
    statistic: str = "mean",
    least_samples: int = 1,
    thing: str = "cell",
) -> Composites:
    """Average the samples of each cell.

    A sample without any value is left out first and does not count as a sample of its cell.

    Parameters
    ----------
    values : (N, D) float
        nan for blanks; non-detects already replaced.
    cell : (N,) int
        Cell of each sample; -1 for samples outside.
    below : (N, D) bool, optional
        Values that are substitutes for non-detects.
    statistic : {"mean", "median", "geometric_mean"}
        Of the values that a cell has. What is mixed in the field has the mean.
    least_samples : int
        Cells with fewer samples give no composite.
    thing : str
        What a cell is called in reasons.

    Returns
    -------
    Composites

    Raises
    ------
    InputError
        See `average_groups`; and for arrays that do not belong together.
    """
    values, cell = np.asarray(values, dtype=float), np.asarray(cell)
    least = check_whole_number(least_samples, "LEAST_SAMPLES", 1)
    below = np.zeros(values.shape, dtype=bool) if below is None else np.asarray(below, dtype=bool)
    if values.ndim != 2 or below.shape != values.shape or cell.shape != values.shape[:1]:
        raise InputError(
            f"Values of the shape {values.shape}, non-detects of the shape {below.shape} and cells "
            f"of the shape {cell.shape} do not belong together; give one row per sample."
        )
    known = ~np.isnan(values)
    reasons = np.full(len(values), "", dtype=object)
    reasons[~known.any(axis=1)] = "no value in any of the fields"
    reasons[cell < 0] = f"outside every {thing}"
    cells, index, count = np.unique(cell[reasons == ""], return_inverse=True, return_counts=True)
    too_few = f"in a {thing} with fewer than {least} samples"
    reasons[np.flatnonzero(reasons == "")[(count < least)[index]]] = too_few

    used = reasons == ""
    cells, place = cells[count >= least], np.full(len(values), -1)
    place[used] = np.searchsorted(cells, cell[used])
    averages, n_values = average_groups(values, place, len(cells), statistic)
    n_below = np.zeros(n_values.shape, dtype=int)
    np.add.at(n_below, place[used], (below & known)[used])
    return Composites(
        averages,
        np.bincount(place[used], minlength=len(cells)),
        n_values,
        n_below,
        cells,
        place,
        {row: reasons[row] for row in np.flatnonzero(~used).tolist()},
    )


def aligned_cells(xy: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Square cells that hold samples, of a grid through the origin of the coordinates.

    Surveys in the same coordinate system and with the same size of cells therefore share a grid. A
    sample on an edge belongs to the cell east or north of it.

    Parameters
    ----------
    xy : (N, 2) array
    size : float
        Side of a cell in metres.

    Returns
    -------
    boxes : (P, 4) array
        West, south, east and north edge of each cell, row by row from the north-west.
    cell : (N,) array of int
        The cell of each sample.

    Raises
    ------
    InputError
        For a size that is no size of a cell.
    """
    low, high = CELL_LIMITS
    if not low <= size <= high:
        raise InputError(
            f"CELL_SIZE is {size:g} m; choose from {low:g} m to {high:g} m, or 0 to have it chosen."
        )
    # Rounding noise in coordinates must not push a sample over a cell's edge.
    column, row = np.floor(np.asarray(xy, dtype=float).reshape(-1, 2) / size + 1e-9).T
    cells, cell = np.unique(np.column_stack([-row, column]), axis=0, return_inverse=True)
    row, column = -cells[:, 0], cells[:, 1]
    # Each edge is a multiple of the size, so that neighbours share it to the bit.
    boxes = size * np.column_stack([column, row, column + 1, row + 1])
    return boxes + 0.0, np.ravel(cell)


def suggest_cell_size(xy: np.ndarray) -> float:
    """Side of square cells, in metres, that hold four samples on average.

    The paper combines three to four samples. The ground per sample is twice the mean Delaunay
    triangle of the survey (a planar triangulation has two triangles per point), gaps left out: on a
    regular grid the side is twice the spacing. Of samples on one line it is twice the spacing too.
    Two significant digits, so that surveys of about the same density share a grid.

    Parameters
    ----------
    xy : (N, 2) array

    Raises
    ------
    InputError
        If all samples lie at one place, or too near to each other.
    """
    positions, _ = distinct_positions(xy)
    if len(positions) < 2:
        raise InputError(
            "All samples lie at one place, so no CELL_SIZE can be chosen; give one in metres."
        )
    spacing = median_spacing(positions)
    corners = hull_triangles(positions, spacing)
    ground = spacing**2
    if len(corners):
        u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        ground = float(np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]).mean())
    size = float(f"{np.sqrt(SAMPLES_PER_CELL * ground):.2g}")
    low, high = CELL_LIMITS
    if not low <= size <= high:
        raise InputError(
            f"The samples lie {spacing:.2g} m apart (median), for which no CELL_SIZE can be chosen; "
            "check the coordinate reference system of their layer, or give CELL_SIZE in metres."
        )
    return size
