"""The cells whose samples become one composite: squares of a grid, or polygons of the user."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle

from ..core.composites import aligned_cells, suggest_cell_size
from ..core.errors import InputError
from .ground import Plane, read_polygons, smallest_containing
from .points import name_of


@dataclass(frozen=True)
class Cells:
    """Cells in the plane, from the north-west on.

    Attributes
    ----------
    of_sample : (N,) cell of each sample, -1 for none
    shapes, points : polygon of each cell, and where its composite lies
    thing : what a cell is called
    said : sentence for the log
    """

    of_sample: np.ndarray
    shapes: list
    points: list
    thing: str
    said: str


def grid_of(plane: Plane, xy, size: float) -> Cells:
    """Square cells of that side in metres (0: chosen) that hold the samples at `xy` (N, 2)."""
    chosen = "" if size else " (chosen, for four samples on average)"
    size = size or suggest_cell_size(xy)
    boxes, cell = aligned_cells(xy, size)
    grid = (
        f"at multiples of it in {plane.crs.authid() or 'the CRS of the samples'}"
        if plane.crs == plane.source_crs
        else "in an equal-area plane around the samples, since their CRS is not in true metres"
    )
    return Cells(
        cell,
        [QgsGeometry.fromRect(QgsRectangle(*box)) for box in boxes.tolist()],
        [
            QgsGeometry.fromPointXY(QgsPointXY((west + east) / 2, (south + north) / 2))
            for west, south, east, north in boxes.tolist()
        ],
        "cell",
        f"{len(boxes):,} square cells of {size:.6g} m{chosen} hold samples; the grid lies {grid}.",
    )


def polygons_of(source, plane: Plane, xy) -> Cells:
    """Polygons of a source that hold the samples at `xy` (N, 2); of nested ones the smallest."""
    shapes = [shape for shape, _ in read_polygons(source, plane)]
    if not shapes:
        raise InputError(
            f"The layer {name_of(source)} has no polygon; choose another for POLYGONS."
        )
    owner = smallest_containing(xy, shapes)
    used = np.unique(owner[owner >= 0])
    if not used.size:
        raise InputError(
            f"None of the samples lies in a polygon of {name_of(source)}; check its CRS, or leave "
            "POLYGONS empty."
        )
    points = {i: _point_of(shapes[i]) for i in used.tolist()}
    order = sorted(points, key=lambda i: (-points[i].asPoint().y(), points[i].asPoint().x()))
    number = np.full(len(shapes) + 1, -1)  # the last is for samples in none
    number[order] = np.arange(len(order))
    return Cells(
        number[owner],
        [shapes[i] for i in order],
        [points[i] for i in order],
        "polygon",
        f"{len(order):,} of {len(shapes):,} polygons of {name_of(source)} hold samples; a sample "
        "belongs to the smallest that contains it.",
    )


def _point_of(shape: QgsGeometry) -> QgsGeometry:
    """The centroid, or a point on the surface where the centroid lies outside."""
    centroid = shape.centroid()
    return centroid if shape.contains(centroid) else shape.pointOnSurface()
