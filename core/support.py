"""The ground that samples stand for, and which sample an occurrence falls to.

Places are the pieces of ground (Voronoi cells, grid cells, catchments); several samples may share
one place, and then share its area and its occurrences equally. Polygons are made and measured by
the caller; here are their numbers. Coordinates are planar, in metres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import InputError

# A gap in the survey wider than this many median spacings is no ground of any sample.
GAP_IN_SPACINGS = 5.0
# Side of a cell in metres: smaller is no ground to measure, larger than no survey.
CELL_LIMITS = (0.1, 1e6)


@dataclass(frozen=True)
class Support:
    """Ground of the samples.

    Attributes
    ----------
    place : (N,) index of the place each sample stands on, -1 for none
    place_area : (P,) area of each place in km2
    """

    place: np.ndarray
    place_area: np.ndarray

    @property
    def n_sharing(self) -> np.ndarray:
        """(N,) number of samples that share each sample's place (0 without a place)."""
        count = np.bincount(self.place[self.place >= 0], minlength=len(self.place_area))
        return np.where(self.place >= 0, count[self.place] if len(count) else 0, 0)

    @property
    def area(self) -> np.ndarray:
        """(N,) each sample's equal part of its place, in km2."""
        return self._share(self.place_area)

    def occurrences(self, places) -> np.ndarray:
        """(N,) occurrences that fall to each sample, given the place of each occurrence (-1: none)."""
        places = np.asarray(places, dtype=int)
        count = np.bincount(places[places >= 0], minlength=len(self.place_area))
        return self._share(count)

    def _share(self, per_place) -> np.ndarray:
        has_place = self.place >= 0
        share = np.zeros(len(self.place))
        share[has_place] = (
            np.asarray(per_place, dtype=float)[self.place[has_place]] / self.n_sharing[has_place]
        )
        return share


def median_spacing(xy) -> float:
    """Median distance of a sample's position to the nearest other position."""
    from scipy.spatial import cKDTree

    positions = np.unique(np.asarray(xy, dtype=float), axis=0)
    if len(positions) < 2:
        raise InputError("All samples lie at one place; samples at different places are needed.")
    return float(np.median(cKDTree(positions).query(positions, k=2)[0][:, 1]))


def distinct_positions(xy) -> tuple[np.ndarray, np.ndarray]:
    """Distinct positions (P, 2) and the index of each sample's position (N,)."""
    positions, index = np.unique(np.asarray(xy, dtype=float), axis=0, return_inverse=True)
    return positions, np.ravel(index)


def voronoi_cells(positions, margin: float) -> list[np.ndarray]:
    """Corners of the Voronoi cell of each distinct position, all finite.

    Parameters
    ----------
    positions : (P, 2) array
    margin : float
        Cells are right up to this distance outside the positions' bounding box, in metres; clip
        them there.

    Returns
    -------
    list of (n, 2) arrays
        Corners in order, one array per position.
    """
    from scipy.spatial import Voronoi

    positions = np.asarray(positions, dtype=float)
    origin = positions.mean(axis=0)
    # Far helpers close the outer cells; beyond 4 reaches they cannot touch the clipped ground.
    reach = 4.0 * (np.ptp(positions, axis=0).max() + 2.0 * margin)
    angle = np.linspace(0.0, 2.0 * np.pi, 16, endpoint=False)
    helpers = 2.0 * reach * np.column_stack([np.cos(angle), np.sin(angle)])
    diagram = Voronoi(np.vstack([positions - origin, helpers]))
    cells = []
    for i in range(len(positions)):
        corners = diagram.vertices[diagram.regions[diagram.point_region[i]]]
        turn = np.arctan2(*(corners - (positions[i] - origin)).T[::-1])
        cells.append(corners[np.argsort(turn)] + origin)
    return cells


def hull_triangles(positions, spacing: float) -> np.ndarray:
    """Delaunay triangles that make up the hull of the survey: no gap wider than a few spacings.

    An alpha shape (Edelsbrunner et al. 1983): triangles whose circumradius is at most
    GAP_IN_SPACINGS median spacings.

    Returns
    -------
    (T, 3, 2) array
        Corner coordinates; empty if the positions lie on a line.
    """
    from scipy.spatial import Delaunay

    positions = np.asarray(positions, dtype=float)
    origin = positions.mean(axis=0)
    try:
        triangles = Delaunay(positions - origin).simplices
    except (RuntimeError, ValueError):  # Qhull: fewer than three positions, or all on a line
        return np.empty((0, 3, 2))
    corners = (positions - origin)[triangles]
    side = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    double_area = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    with np.errstate(divide="ignore"):
        circumradius = side.prod(axis=1) / (2.0 * double_area)
    return positions[triangles[circumradius <= GAP_IN_SPACINGS * spacing]]


def grid_cells(xy, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Square cells that hold samples.

    The grid is laid so that the south-westernmost sample columns and rows lie at cell centres:
    samples on a regular grid of the same size stand in the middle of their cells.

    Parameters
    ----------
    xy : (N, 2) array
    size : float
        Side of a cell in metres.

    Returns
    -------
    corners : (P, 2) array
        Lower left corner of each cell that holds samples.
    place : (N,) array of int
        The cell of each sample.
    """
    low, high = CELL_LIMITS
    if not low <= size <= high:
        raise InputError(
            f"CELL_SIZE is {size:g} m; choose from {low:g} m to {high:g} m, or 0 for the median spacing "
            "of the samples."
        )
    xy = np.asarray(xy, dtype=float)
    corner = xy.min(axis=0) - size / 2.0
    # Rounding noise in coordinates must not push a grid point over a cell's edge.
    cell = np.floor((xy - corner) / size + 1e-9).astype(np.int64)
    cells, place = np.unique(cell, axis=0, return_inverse=True)
    return corner + cells * size, np.ravel(place)


def merge_records(xy, distance: float) -> np.ndarray:
    """Records of one site: single linkage of records within `distance` metres (0: same position).

    Returns
    -------
    (M,) array of int
        Site of each record, numbered in order of first appearance.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    if distance < 0:
        raise InputError("MERGE_DISTANCE must be 0 metres or more.")
    pairs = cKDTree(xy).query_pairs(max(distance, 0.0), output_type="ndarray")
    link = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    _, site = connected_components(link, directed=False)
    _, first, index = np.unique(site, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=int)
    rank[np.argsort(first)] = np.arange(first.size)
    return rank[index]


def site_positions(xy, site) -> np.ndarray:
    """(S, 2) position of each site: the record nearest to the centre of its records."""
    xy, site = np.asarray(xy, dtype=float).reshape(-1, 2), np.asarray(site)
    n_records = np.bincount(site) if site.size else np.empty(0, dtype=int)
    positions = np.empty((n_records.size, 2))
    order, stops = np.argsort(site, kind="stable"), np.cumsum(n_records)
    for s, (stop, n) in enumerate(zip(stops, n_records)):
        records = xy[order[stop - n : stop]]
        gap = ((records - records.mean(axis=0)) ** 2).sum(axis=1)
        positions[s] = records[np.argmin(gap)]
    return positions
