"""Ground of large polygons in pieces, so that a part of it can be held out.

A polygon stands for its ground as a whole. But a map of a few large polygons, each class dissolved into
one, could then only be held out class by class, which leaves nothing to learn of the class. So the
evaluation cuts them; their figures on all the ground stay the same.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle

from ..core.support import Support
from .ground import Ground, indexed
from .messages import stop_if_cancelled
from .ranking import Site

# Pieces are no longer than the side of a square of so small a part of the ground: some thirty for
# each of the twenty blocks that are held out together.
PARTS_OF_GROUND = 600


def in_pieces(site: Site, feedback=None) -> tuple[Site, np.ndarray]:
    """The same site with its large polygons cut, and the row (M,) that each of its M pieces is of.

    Small polygons stay whole; a piece has the part of its polygon's ground that its area is.
    """
    ground = site.ground
    side = np.sqrt(sum(shape.area() for shape in ground.polygons) / PARTS_OF_GROUND)
    shapes, areas, of_place = [], [], []
    for place, shape in enumerate(ground.polygons):
        if feedback is not None:
            stop_if_cancelled(feedback)
        cut = _halved(shape, side) if not shape.isEmpty() else []
        parts = np.array([piece.area() for piece in cut])
        shapes += cut
        areas += (ground.support.place_area[place] * parts / max(parts.sum(), 1e-300)).tolist()
        of_place += [place] * len(cut)
    of_place = np.array(of_place, dtype=int)
    numbers = [np.flatnonzero(of_place == p) for p in ground.support.place.tolist()]
    row = np.repeat(np.arange(len(numbers)), [len(pieces) for pieces in numbers])
    piece = np.concatenate([np.empty(0, dtype=int), *numbers])
    inside = [shape.pointOnSurface().asPoint() for shape in shapes]
    xy = np.array([(inside[k].x(), inside[k].y()) for k in piece.tolist()]).reshape(-1, 2)
    places = _pieces_of_occurrences(site, shapes, of_place)
    cut_ground = Ground(
        ground.plane, shapes, Support(piece, np.array(areas)), ground.area_of_study, (), (),
        indexed(shapes),
    )  # fmt: skip
    per_piece = cut_ground.support.occurrences(places)
    occurrences = replace(site.occurrences, places=places, per_sample=per_piece)
    return replace(site, ground=cut_ground, xy=xy, occurrences=occurrences), row


def _halved(shape: QgsGeometry, side: float) -> list:
    """Pieces of a polygon, halved across their longer side until none is longer than `side`."""
    box = shape.boundingBox()
    if max(box.width(), box.height()) <= side:
        return [shape]
    x, y = box.center().x(), box.center().y()
    if box.width() >= box.height():
        halves = (
            QgsRectangle(box.xMinimum(), box.yMinimum(), x, box.yMaximum()),
            QgsRectangle(x, box.yMinimum(), box.xMaximum(), box.yMaximum()),
        )
    else:
        halves = (
            QgsRectangle(box.xMinimum(), box.yMinimum(), box.xMaximum(), y),
            QgsRectangle(box.xMinimum(), y, box.xMaximum(), box.yMaximum()),
        )
    pieces = []
    for half in halves:
        part = shape.intersection(QgsGeometry.fromRect(half))
        if not part.isEmpty() and part.area() > 0:
            pieces += _halved(part, side)
    return pieces


def _pieces_of_occurrences(site: Site, shapes: list, of_place: np.ndarray) -> np.ndarray:
    """The piece of its polygon that each occurrence lies on, or is nearest to."""
    places = []
    for (x, y), place in zip(site.occurrences.xy.tolist(), site.occurrences.places.tolist()):
        point = QgsPointXY(x, y)
        at = QgsGeometry.fromPointXY(point)
        own = np.flatnonzero(of_place == place).tolist()
        near = [k for k in own if shapes[k].boundingBox().contains(point)] or own
        places.append(min(near, key=lambda k: shapes[k].distance(at)))
    return np.array(places, dtype=int)
