"""Read a layer into rows that can be used, and say which rows cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from qgis.core import (
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsWkbTypes,
)

from ..core.errors import InputError
from .compat import plain, row_name
from .fields import index_of
from .messages import stop_if_cancelled, warn

POINTS = QgsWkbTypes.GeometryType.PointGeometry
AREAS = QgsWkbTypes.GeometryType.PolygonGeometry
_ROWS_SHOWN = 10

NO_CRS = (
    "The layer {name} has no coordinate reference system, so where it lies is unknown; set one in "
    "the layer's properties."
)


@dataclass(frozen=True)
class LayerRows:
    """The usable rows of a layer.

    Attributes
    ----------
    name : name of the layer, for messages
    crs, fields, wkb_type : of the layer
    features : the rows, each with a single point or a polygon
    ids : unique text that names each row
    xy : (N, 2) positions in the layer's CRS; of a polygon a point inside
    left_out : (row, reason) of every row that cannot be used
    """

    name: str
    crs: object
    fields: object
    wkb_type: object
    features: list
    ids: list
    xy: np.ndarray
    left_out: tuple

    def __len__(self) -> int:
        return len(self.features)

    def column(self, field: str) -> list:
        """Values of a field, None for NULL."""
        index = index_of(self.fields, field)
        if index < 0:
            raise InputError(f"The layer {self.name} has no field {field}.")
        return [plain(feature.attribute(index)) for feature in self.features]

    def exact(self, names) -> list:
        """The names as the layer writes them, where they differ in case."""
        found = [(name, index_of(self.fields, name)) for name in names]
        return [self.fields[index].name() if index >= 0 else name for name, index in found]

    def keep_fields(self, names) -> LayerRows:
        """The same rows with these fields only."""
        indices = [index_of(self.fields, name) for name in names]
        fields = QgsFields()
        for index in indices:
            fields.append(self.fields[index])
        features = []
        for row in self.features:
            feature = QgsFeature(fields, row.id())
            feature.setGeometry(row.geometry())
            feature.setAttributes([row.attribute(index) for index in indices])
            features.append(feature)
        return replace(self, fields=fields, features=features)

    def take(self, rows) -> LayerRows:
        """The same layer with these rows only."""
        return replace(
            self,
            features=[self.features[i] for i in rows],
            ids=[self.ids[i] for i in rows],
            xy=self.xy[rows],
        )


def read_points(source, *, id_field: str = "", feedback=None) -> LayerRows:
    """Read a point source whose rows are named by `id_field` (the feature number if empty).

    Rows with a null or empty geometry, or several points in one, are left out and listed.

    Raises
    ------
    InputError
        If the source has no features, no CRS, no points, or names that are missing or repeated.
    """
    return _read_rows(source, POINTS, id_field, feedback)


def read_polygon_rows(source, *, id_field: str = "", feedback=None) -> LayerRows:
    """Read a polygon source; as `read_points`, but each row keeps its polygon."""
    return _read_rows(source, AREAS, id_field, feedback)


def is_areal(source) -> bool:
    """Whether a source holds polygons."""
    return QgsWkbTypes.geometryType(source.wkbType()) == AREAS


def read_occurrences(source, expression: str, transform) -> tuple[np.ndarray, list, int]:
    """Positions (M, 2) in the plane, names, and how many records have no usable position.

    Parameters
    ----------
    source : QgsFeatureSource
        Points; each part of a multipoint is a record of its own.
    expression : str
        Filter, or empty for all rows.
    transform : QgsCoordinateTransform
        From the source's CRS to the plane.

    Raises
    ------
    InputError
        If the filter cannot be read.
    """
    request = QgsFeatureRequest()
    if expression:
        request.setFilterExpression(_checked_expression(source, expression))
    name_index = _name_index(source.fields())
    xy, names, without = [], [], 0
    for feature in source.getFeatures(request):
        name = row_name(feature.attribute(name_index)) if name_index >= 0 else None
        vertices = list(feature.geometry().vertices())
        positions = [_moved(QgsPointXY(vertex), transform) for vertex in vertices]
        without += positions.count(None) if vertices else 1
        for position in positions:
            if position is not None:
                xy.append(position)
                names.append(name or str(feature.id()))
    return np.array(xy, dtype=float).reshape(-1, 2), names, without


def _moved(point: QgsPointXY, transform):
    """Position (x, y) in the plane; None where the coordinates are none or do not fit their CRS."""
    try:
        point = transform.transform(point)
    except QgsCsException:
        return None
    return (point.x(), point.y()) if np.isfinite(point.x()) and np.isfinite(point.y()) else None


def name_of(source) -> str:
    """Name of a layer for messages; tables read from a text file have none."""
    return source.sourceName() or "(no name)"


def _read_rows(source, kind, id_field: str, feedback) -> LayerRows:
    name = name_of(source)
    _check_source(source, name, kind)
    id_index = _id_index(source, name, id_field)
    usable = _single_point if kind == POINTS else _polygon
    features, ids, positions, left_out = [], [], [], []
    for feature in source.getFeatures():
        if feedback is not None:
            stop_if_cancelled(feedback)
        row = _row_name(feature, id_index)
        geometry, reason = usable(feature.geometry())
        if reason:
            left_out.append((row or f"feature {feature.id()}", reason))
            continue
        if row is None:
            raise InputError(
                f"In the layer {name}, feature {feature.id()} has no {id_field}; fill it in, or "
                "name the samples by another field."
            )
        position = geometry.asPoint() if kind == POINTS else geometry.pointOnSurface().asPoint()
        feature.setGeometry(geometry)
        features.append(feature)
        ids.append(row)
        positions.append((position.x(), position.y()))
    if not features:
        raise InputError(
            f"No feature of the layer {name} has a geometry that can be used "
            f"({left_out[0][1]}); repair it or choose another layer."
        )
    _check_unique(ids, name, id_field)
    if left_out and feedback is not None:
        warn(feedback, [_left_out_said(name, left_out)])
    wkb_type = source.wkbType()
    return LayerRows(
        name,
        source.sourceCrs(),
        source.fields(),
        QgsWkbTypes.singleType(wkb_type) if kind == POINTS else QgsWkbTypes.multiType(wkb_type),
        features,
        ids,
        np.array(positions, dtype=float),
        tuple(left_out),
    )


def _check_source(source, name: str, kind) -> None:
    if source.featureCount() == 0:
        raise InputError(
            f"The layer {name} has no features, or none of them is selected where only selected ones "
            "are to be used."
        )
    check_kind(source, kind)
    if not source.sourceCrs().isValid():
        raise InputError(NO_CRS.format(name=name))


def check_kind(source, kind) -> None:
    """Refuse a source of another geometry; QGIS itself takes any layer for any source."""
    if QgsWkbTypes.geometryType(source.wkbType()) != kind:
        wanted = "points" if kind == POINTS else "polygons"
        raise InputError(
            f"The layer {name_of(source)} does not hold {wanted}; choose a layer that does."
        )


def _left_out_said(name: str, left_out: list) -> str:
    shown = ", ".join(f"{row} ({reason})" for row, reason in left_out[:_ROWS_SHOWN])
    more = ", ..." if len(left_out) > _ROWS_SHOWN else ""
    n = "1 feature" if len(left_out) == 1 else f"{len(left_out):,} features"
    return f"{n} of the layer {name} {'is' if n == '1 feature' else 'are'} left out: {shown}{more}."


def _id_index(source, name: str, id_field: str) -> int:
    if not id_field:
        return -1
    index = index_of(source.fields(), id_field)
    if index < 0:
        raise InputError(
            f"The layer {name} has no field {id_field} to name its samples by; choose another field."
        )
    return index


def _row_name(feature, id_index: int):
    if id_index < 0:
        return str(feature.id())
    return row_name(feature.attribute(id_index))


def _single_point(geometry):
    """The one point of a geometry, or the reason why there is none."""
    if geometry.isNull():
        return None, "no geometry"
    if geometry.isEmpty():
        return None, "empty geometry"
    part = geometry.constGet()
    if QgsWkbTypes.isMultiType(geometry.wkbType()):
        if part.numGeometries() != 1:
            return None, f"{part.numGeometries()} points in one feature"
        part = part.geometryN(0)
    if not (np.isfinite(part.x()) and np.isfinite(part.y())):
        return None, "coordinates that are no numbers"
    return QgsGeometry(part.clone()), ""


def _polygon(geometry):
    """A polygon as multipolygon, or the reason why there is none."""
    if geometry.isNull():
        return None, "no geometry"
    if geometry.isEmpty() or not geometry.area() > 0:
        return None, "empty geometry"
    geometry.convertToMultiType()
    return geometry, ""


def _check_unique(ids, name: str, id_field: str) -> None:
    seen: set = set()
    for row in ids:
        if row in seen:
            raise InputError(
                f"In the layer {name}, {row} occurs more than once in the field {id_field}, which "
                "names the samples; correct it, or name the samples by a field that never repeats."
            )
        seen.add(row)


def _checked_expression(source, text: str) -> str:
    from qgis.core import QgsExpression

    expression = QgsExpression(text)
    if expression.hasParserError():
        raise InputError(
            f"The expression of OCCURRENCE_FILTER, {text}, cannot be read: "
            f"{expression.parserErrorString().strip()}."
        )
    known = {field.name().lower() for field in source.fields()}
    unknown = sorted(
        c
        for c in expression.referencedColumns()
        if c != QgsFeatureRequest.ALL_ATTRIBUTES and c.lower() not in known
    )
    if unknown:
        raise InputError(
            f"OCCURRENCE_FILTER uses the field {unknown[0]}, which the layer {name_of(source)} "
            "does not have."
        )
    return text


def _name_index(fields) -> int:
    """The field that names occurrences: one called name, else the first text field."""
    names = [field.name().lower() for field in fields]
    if "name" in names:
        return names.index("name")
    texts = [i for i, field in enumerate(fields) if not field.isNumeric()]
    return texts[0] if texts else -1
