"""The polygons that samples stand for, measured on the ellipsoid, and where occurrences fall.

Polygons are built in a plane in metres: the samples' own CRS where it is projected in metres, else
an equal-area projection centred on the samples. So distances mean metres and degrees are never
taken for areas.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsFeature,
    QgsGeometry,
    QgsPoint,
    QgsPointXY,
    QgsRectangle,
    QgsSpatialIndex,
    QgsWkbTypes,
)

from ..core import support
from ..core.errors import InputError
from ..core.support import Support
from .compat import row_name
from .fields import index_of
from .messages import stop_if_cancelled
from .points import AREAS, NO_CRS, check_kind, name_of

BAD_COORDINATES = (
    "The coordinates of the samples do not fit their coordinate reference system, {crs}; set the "
    "right one in the layer's properties."
)
_BASELINE = 1000.0
# In metres; less is a layer in degrees that calls them metres rather than a survey.
_LEAST_SPACING = 0.5


@dataclass(frozen=True)
class Plane:
    """The plane in metres in which ground is built."""

    crs: QgsCoordinateReferenceSystem
    source_crs: QgsCoordinateReferenceSystem
    transform_context: object

    def transform_from(self, crs) -> QgsCoordinateTransform:
        """The way from a CRS into the plane."""
        return QgsCoordinateTransform(crs, self.crs, self.transform_context)

    def to_source(self, geometry: QgsGeometry) -> QgsGeometry:
        """A geometry of the plane in the samples' CRS."""
        geometry = QgsGeometry(geometry)
        if self.crs != self.source_crs:
            geometry.transform(
                QgsCoordinateTransform(self.crs, self.source_crs, self.transform_context)
            )
        return geometry

    def points(self, xy, crs) -> np.ndarray:
        """Positions (N, 2) of another CRS in the plane."""
        if crs == self.crs:
            return np.asarray(xy, dtype=float)
        transform = self.transform_from(crs)
        try:
            moved = [transform.transform(QgsPointXY(float(x), float(y))) for x, y in xy]
        except QgsCsException:
            raise InputError(BAD_COORDINATES.format(crs=crs.userFriendlyIdentifier())) from None
        return np.array([(p.x(), p.y()) for p in moved], dtype=float).reshape(-1, 2)


@dataclass(frozen=True)
class Ground:
    """Places, their polygons in the plane, and how samples share them."""

    plane: Plane
    polygons: list
    support: Support
    area_of_study: QgsGeometry | None
    notes: tuple = ()
    warnings: tuple = ()
    _index: QgsSpatialIndex = field(default=None, repr=False)

    def places_of(self, xy, max_distance: float) -> tuple[np.ndarray, np.ndarray]:
        """Place of each position, and whether it lies outside the study area.

        Parameters
        ----------
        xy : (M, 2) array
            Positions in the plane.
        max_distance : float
            Greatest distance in metres from the ground at which a position still counts.

        Returns
        -------
        places : (M,) array of int
            -1 for positions off the ground.
        outside : (M,) array of bool
            Positions outside the study area; their place is -1 too.
        """
        places = np.full(len(xy), -1)
        outside = np.zeros(len(xy), dtype=bool)
        engine = None
        if self.area_of_study is not None:
            engine = QgsGeometry.createGeometryEngine(self.area_of_study.constGet())
            engine.prepareGeometry()
        for i, (x, y) in enumerate(xy):
            point = QgsGeometry.fromPointXY(QgsPointXY(x, y))
            if engine is not None and not engine.intersects(point.constGet()):
                outside[i] = True
                continue
            places[i] = self._place_of(point, max_distance)
        return places, outside

    def _place_of(self, point: QgsGeometry, max_distance: float) -> int:
        for place in sorted(self._index.intersects(point.boundingBox())):
            if self.polygons[place].intersects(point):
                return place
        if max_distance > 0:
            # The index may answer with several places; the nearest one that is in reach counts.
            near = self._index.nearestNeighbor(point.asPoint(), 1, max_distance)
            near = [(self.polygons[p].distance(point), p) for p in near]
            if near and min(near)[0] <= max_distance:
                return min(near)[1]
        return -1


def make_plane(crs, xy, transform_context) -> Plane:
    """The plane for samples at `xy` (N, 2) in `crs`."""
    x, y = np.median(np.asarray(xy, dtype=float), axis=0)
    centre = QgsPointXY(float(x), float(y))
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    try:
        if not crs.isGeographic() and _keeps_distances(crs, centre, transform_context):
            return Plane(crs, crs, transform_context)
        centre = QgsCoordinateTransform(crs, wgs84, transform_context).transform(centre)
    except QgsCsException:
        raise InputError(BAD_COORDINATES.format(crs=crs.userFriendlyIdentifier())) from None
    if not (abs(centre.x()) <= 360.0 and abs(centre.y()) <= 90.0):
        raise InputError(BAD_COORDINATES.format(crs=crs.userFriendlyIdentifier()))
    local = QgsCoordinateReferenceSystem.fromProj(
        f"+proj=laea +lat_0={centre.y():.6f} +lon_0={centre.x():.6f} +datum=WGS84 +units=m +no_defs"
    )
    return Plane(local, crs, transform_context)


def _keeps_distances(crs, centre: QgsPointXY, transform_context) -> bool:
    """Whether a unit of the CRS is a metre on the ground, to 1 percent.

    A foot is not, and neither is a metre of Web Mercator.
    """
    measure = _ellipsoidal_measure(crs, crs, transform_context)
    east = QgsPointXY(centre.x() + _BASELINE, centre.y())
    north = QgsPointXY(centre.x(), centre.y() + _BASELINE)
    scales = [measure.measureLine(centre, end) / _BASELINE for end in (east, north)]
    return all(abs(scale - 1.0) < 0.01 for scale in scales)


def build_ground(
    plane: Plane,
    xy,
    ids,
    *,
    kind: str,
    cell_size: float = 0.0,
    study_area: QgsGeometry | None = None,
    polygons=None,
    feedback=None,
) -> Ground:
    """Build the ground of samples at `xy` (N, 2) in the plane.

    Parameters
    ----------
    kind : {"voronoi", "cells", "equal", "polygons"}
    cell_size : float
        Side of the cells in metres; 0 takes the median spacing.
    study_area : QgsGeometry, optional
        In the plane.
    polygons : list of (QgsGeometry, sample id or None), optional
        In the plane, for `kind="polygons"`.
    """
    notes, warnings = [], []
    if kind == "polygons":
        place, shapes = _user_polygons(xy, ids, polygons, feedback)
    elif kind == "cells":
        size = cell_size or support.median_spacing(xy)
        corners, place = support.grid_cells(xy, size)
        shapes = [QgsGeometry.fromRect(QgsRectangle(x, y, x + size, y + size)) for x, y in corners]
        notes.append(f"The ground is made of square cells of {size:.6g} m.")
    else:
        positions, place = support.distinct_positions(xy)
        spacing = support.median_spacing(xy)
        if spacing < _LEAST_SPACING:
            warnings.append(
                f"The samples lie only {spacing:.2g} m apart (median); check the CRS of their layer."
            )
        if study_area is not None:
            _check_samples_inside(positions, study_area)
        hull, n_apart = (study_area, 0) if study_area else survey_hull(positions, spacing)
        if n_apart:
            warnings.append(
                f"{n_apart} samples stand apart from the rest, and each has only a disc of one median "
                f"spacing ({spacing:.0f} m) as its ground; give STUDY_AREA if they stand for more."
            )
        shapes = _voronoi(positions, hull, spacing, feedback)
        if study_area is None:
            notes.append(
                "The study area is the hull of the samples, widened by one median spacing "
                f"({spacing:.0f} m)."
            )
    if study_area is not None and kind in ("polygons", "cells"):
        shapes = _clip(shapes, study_area, feedback)
    areas = _ellipsoidal_areas(shapes, plane, feedback)
    place = np.where(areas[place] > 0, place, -1) if len(areas) else np.full(len(xy), -1)
    if kind == "equal":
        areas = _equal_areas(areas, place)
    ground_support = Support(place, areas)
    _say_what_is_shared(ground_support, kind, ids, notes, warnings)
    return Ground(
        plane, shapes, ground_support, study_area, tuple(notes), tuple(warnings), indexed(shapes)
    )


def polygon_ground(plane: Plane, shapes, ids, study_area=None, feedback=None) -> Ground:
    """Ground of polygons that were classified themselves: each stands on its own."""
    notes, warnings = [], []
    shapes, place = _distinct([_valid(shape) for shape in shapes])
    shapes = _without_overlaps(shapes, feedback)
    if study_area is not None:
        shapes = _clip(shapes, study_area, feedback)
    areas = _ellipsoidal_areas(shapes, plane, feedback)
    ground_support = Support(np.where(areas[place] > 0, place, -1), areas)
    _say_what_is_shared(ground_support, "polygons", ids, notes, warnings)
    return Ground(
        plane, shapes, ground_support, study_area, tuple(notes), tuple(warnings), indexed(shapes)
    )


def _check_samples_inside(positions, study_area: QgsGeometry) -> None:
    """Refuse a study area without samples; Voronoi cells would reach it from anywhere."""
    engine = QgsGeometry.createGeometryEngine(study_area.constGet())
    engine.prepareGeometry()
    if not any(engine.intersects(QgsPoint(x, y)) for x, y in positions.tolist()):
        raise InputError("No sample lies in the study area, STUDY_AREA; check its CRS.")


def survey_hull(positions, spacing: float) -> tuple[QgsGeometry, int]:
    """Hull of the samples widened by one median spacing; wide gaps in the survey are left out.

    The second answer is the number of positions that stand apart, each on a disc of its own.
    """
    triangles = support.hull_triangles(positions, spacing)
    corners = {tuple(corner) for corner in triangles.reshape(-1, 2).tolist()}
    apart = [position for position in positions.tolist() if tuple(position) not in corners]
    discs = QgsGeometry.fromMultiPointXY([QgsPointXY(*p) for p in apart]).buffer(spacing, 16)
    if not corners:  # all on a line
        return discs, 0
    parts = [QgsGeometry.fromPolygonXY([[QgsPointXY(*c) for c in t]]) for t in triangles]
    body = QgsGeometry.unaryUnion(parts).buffer(spacing, 16)
    return (body.combine(discs) if apart else body), len(apart)


def read_area(source, plane: Plane) -> QgsGeometry:
    """All polygons of a source as one geometry in the plane."""
    shapes = [shape for shape, _ in read_polygons(source, plane)]
    if not shapes:
        raise InputError(f"The layer {name_of(source)} has no polygon to serve as study area.")
    return QgsGeometry.unaryUnion(shapes)


def read_polygons(source, plane: Plane, id_field: str = "") -> list:
    """(geometry in the plane, value of `id_field` as text or None) of each polygon of a source."""
    check_kind(source, AREAS)
    if not source.sourceCrs().isValid():
        raise InputError(NO_CRS.format(name=name_of(source)))
    index = index_of(source.fields(), id_field) if id_field else -1
    if id_field and index < 0:
        raise InputError(f"The layer {name_of(source)} has no field {id_field}.")
    transform = plane.transform_from(source.sourceCrs())
    found = []
    for feature in source.getFeatures():
        geometry = QgsGeometry(feature.geometry())
        if geometry.isNull() or geometry.isEmpty():
            continue
        geometry.transform(transform)
        name = row_name(feature.attribute(index)) if index >= 0 else None
        found.append((_valid(geometry), name))
    if id_field and found and all(name is None for _, name in found):
        raise InputError(
            f"The field {id_field} of the layer {name_of(source)} is empty; choose the field that "
            "holds the sample numbers, or leave SUPPORT_ID empty."
        )
    return found


def _voronoi(positions, hull: QgsGeometry, spacing: float, feedback) -> list:
    box = hull.boundingBox()
    low, high = positions.min(axis=0), positions.max(axis=0)
    margin = max(
        low[0] - box.xMinimum(), low[1] - box.yMinimum(), box.xMaximum() - high[0],
        box.yMaximum() - high[1], spacing,
    )  # fmt: skip
    cells = support.voronoi_cells(positions, margin)
    shapes = [_valid(QgsGeometry.fromPolygonXY([[QgsPointXY(*c) for c in cell]])) for cell in cells]
    return _clip(shapes, hull, feedback)


def _clip(shapes: list, area: QgsGeometry, feedback) -> list:
    # Part by part: an area of many parts would be slow to cut with as a whole.
    parts = area.asGeometryCollection()
    index, engines = indexed(parts), [QgsGeometry.createGeometryEngine(p.constGet()) for p in parts]
    for engine in engines:
        engine.prepareGeometry()
    clipped = []
    for i, shape in enumerate(shapes):
        if feedback is not None and i % 1000 == 0:
            stop_if_cancelled(feedback)
        near = index.intersects(shape.boundingBox())
        if any(engines[k].contains(shape.constGet()) for k in near):
            clipped.append(shape)
            continue
        pieces = [_areal(shape.intersection(parts[k])) for k in sorted(near)]
        pieces = [piece for piece in pieces if not piece.isEmpty()]
        clipped.append(pieces[0] if len(pieces) == 1 else _areal(QgsGeometry.unaryUnion(pieces)))
    return clipped


def _user_polygons(xy, ids, polygons, feedback) -> tuple[np.ndarray, list]:
    """Place of each sample, and the polygons that hold samples, nested ones without overlap."""
    if not polygons:
        raise InputError(
            "SUPPORT is polygons, but SUPPORT_POLYGONS has no polygon; choose a layer."
        )
    if any(key is not None for _, key in polygons):
        owner = _by_id(ids, polygons)
    else:
        owner = smallest_containing(xy, [shape for shape, _ in polygons])
    if (owner < 0).all():
        raise InputError(
            "None of the samples belongs to a polygon of SUPPORT_POLYGONS; check its CRS and SUPPORT_ID."
        )
    used = np.unique(owner[owner >= 0])
    shapes, number = _distinct([polygons[i][0] for i in used])
    place = np.full(len(xy), -1)
    place[owner >= 0] = number[np.searchsorted(used, owner[owner >= 0])]
    return place, _without_overlaps(shapes, feedback)


def _distinct(shapes: list) -> tuple[list, np.ndarray]:
    """The shapes without repeated ones, and the number that each shape has among them."""
    kept, number, seen = [], [], {}
    for shape in shapes:
        normal = QgsGeometry(shape)
        normal.normalize()
        key = bytes(normal.asWkb())
        if key not in seen:
            seen[key] = len(kept)
            kept.append(shape)
        number.append(seen[key])
    return kept, np.array(number, dtype=int)


def _by_id(ids, polygons) -> np.ndarray:
    at: dict = {}
    for i, (_, key) in enumerate(polygons):
        if key is not None and at.setdefault(key, i) != i:
            raise InputError(
                f"Two polygons of SUPPORT_POLYGONS have the sample number {key}; merge them into one."
            )
    return np.array([at.get(row, -1) for row in ids])


def smallest_containing(xy, shapes) -> np.ndarray:
    """The smallest polygon that contains each position, -1 for none."""
    index, areas = indexed(shapes), [shape.area() for shape in shapes]
    owner = np.full(len(xy), -1)
    for i, (x, y) in enumerate(xy):
        point = QgsGeometry.fromPointXY(QgsPointXY(x, y))
        inside = [p for p in index.intersects(point.boundingBox()) if shapes[p].intersects(point)]
        if inside:
            owner[i] = min(inside, key=lambda p: (areas[p], p))
    return owner


def _without_overlaps(shapes: list, feedback) -> list:
    """Each polygon without the smaller ones that it overlaps, so that ground counts once."""
    index = indexed(shapes)
    order = sorted(range(len(shapes)), key=lambda p: (shapes[p].area(), p))
    rank = {p: r for r, p in enumerate(order)}
    own = list(shapes)
    inside: dict = {}  # all polygons within a polygon: of nested ones only the largest is cut away
    for p in order:
        if feedback is not None:
            stop_if_cancelled(feedback)
        engine = QgsGeometry.createGeometryEngine(shapes[p].constGet())
        engine.prepareGeometry()
        smaller = [q for q in index.intersects(shapes[p].boundingBox()) if rank[q] < rank[p]]
        inside[p], cut_away = set(), []
        for q in sorted(smaller, key=rank.get, reverse=True):
            if q in inside[p]:
                continue
            if engine.contains(shapes[q].constGet()):
                inside[p] |= {q, *inside[q]}
            elif not engine.overlaps(shapes[q].constGet()):
                continue
            cut_away.append(shapes[q])
        if cut_away:
            own[p] = _areal(shapes[p].difference(QgsGeometry.unaryUnion(cut_away)))
    return own


def _equal_areas(areas, place) -> np.ndarray:
    counted = np.bincount(place[place >= 0], minlength=len(areas))
    return areas.sum() * counted / max(counted.sum(), 1)


def _ellipsoidal_areas(shapes, plane: Plane, feedback) -> np.ndarray:
    """Area of each polygon on the ellipsoid, in km2."""
    measure = _ellipsoidal_measure(plane.crs, plane.source_crs, plane.transform_context)
    areas = np.zeros(len(shapes))
    for i, shape in enumerate(shapes):
        if feedback is not None and i % 1000 == 0:
            stop_if_cancelled(feedback)
        areas[i] = measure.measureArea(shape) / 1e6 if not shape.isEmpty() else 0.0
    return areas


def _ellipsoidal_measure(crs, source_crs, transform_context) -> QgsDistanceArea:
    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, transform_context)
    measure.setEllipsoid(source_crs.ellipsoidAcronym() or "EPSG:7030")
    return measure


def _say_what_is_shared(ground: Support, kind: str, ids, notes, warnings) -> None:
    sharing = int((ground.n_sharing > 1).sum())
    if sharing:
        thing = {"cells": "a cell", "polygons": "a polygon"}.get(kind, "a coordinate")
        warnings.append(
            f"{sharing} samples share {thing} with others; they split its area and its occurrences "
            "equally."
        )
    without = [ids[i] for i in np.flatnonzero(ground.place < 0)]
    if without:
        listed = ", ".join(without[:5]) + (", ..." if len(without) > 5 else "")
        warnings.append(
            f"{len(without)} samples stand on no ground inside the study area and count for none "
            f"({listed})."
        )
    if len(without) == len(ids):
        raise InputError(
            "No sample stands on ground inside the study area; check the CRS of the layers."
        )
    notes.append(f"The ground of the samples covers {ground.area.sum():.6g} km².")


def indexed(shapes) -> QgsSpatialIndex:
    """Spatial index of shapes by their number; empty shapes are not in it."""
    index = QgsSpatialIndex(QgsSpatialIndex.Flag.FlagStoreFeatureGeometries)
    for place, shape in enumerate(shapes):
        if shape.isEmpty():
            continue
        feature = QgsFeature(place)
        feature.setGeometry(shape)
        index.addFeature(feature)
    return index


def _valid(geometry: QgsGeometry) -> QgsGeometry:
    return geometry if geometry.isGeosValid() else _areal(geometry.makeValid())


def _areal(geometry: QgsGeometry) -> QgsGeometry:
    """The polygons of a geometry; clipping can leave points and lines beside them."""
    if geometry.type() == AREAS and not geometry.isEmpty():
        flat = QgsWkbTypes.flatType(geometry.wkbType())
        if flat in (QgsWkbTypes.Type.Polygon, QgsWkbTypes.Type.MultiPolygon):
            return geometry
    parts = [p for p in geometry.asGeometryCollection() if p.type() == AREAS]
    return QgsGeometry.unaryUnion(parts) if parts else QgsGeometry.fromWkt("POLYGON EMPTY")
