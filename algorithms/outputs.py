"""Write layers and tables: open, fill, style and close a sink in one go, after all computation."""

from __future__ import annotations

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingUtils,
    QgsWkbTypes,
)

from . import parameters as p
from .compat import plain
from .fields import RESULT_FIELDS, free_name, result_field
from .ground import Ground
from .inputs import Inputs
from .points import LayerRows
from .styles import LayerLook, apply_look

FAST = QgsFeatureSink.Flag.FastInsert
POINT = QgsWkbTypes.Type.Point
MULTIPOLYGON = QgsWkbTypes.Type.MultiPolygon
NO_GEOMETRY = QgsWkbTypes.Type.NoGeometry


def write_rows(
    inputs: Inputs,
    name: str,
    rows: LayerRows,
    values: dict,
    look: LayerLook,
    *,
    geometries=None,
    wkb_type=None,
    fields=None,
    instead_of=(),
):
    """Write one feature per row: the source's attributes, then ours.

    Parameters
    ----------
    name : str
        The sink's parameter; nothing happens if the user does not want it.
    rows : LayerRows
    values : dict of field name -> (N,) values
        Our fields, in order; they take the place of fields of the same name.
    look : LayerLook
        Style and metadata.
    geometries, wkb_type : optional
        Geometries (in the rows' CRS) instead of the points, with their type.
    fields : dict of name -> QgsField, optional
        Our fields whose names are made from the user's.
    instead_of : names, optional
        The source's fields that those are made from, and take the place of.

    Returns
    -------
    dict
        {name: destination} or empty.
    """
    gone = {*replaced_names(rows, values, fields or {}), *instead_of}
    kept = [i for i, field in enumerate(rows.fields) if field.name() not in gone]
    written = QgsFields()
    taken = {*_lower(values), "geom"}  # the name of a GeoPackage's geometry
    for i in kept:
        field = _source_field(rows, i)
        field.setName(free_name(field.name(), taken))
        written.append(field)
    for column in values:
        written.append((fields or {}).get(column) or result_field(column))
    columns = [plain_column(column) for column in values.values()]
    if geometries is None:
        geometries, wkb_type = [f.geometry() for f in rows.features], rows.wkb_type

    def features():
        for i, source in enumerate(rows.features):
            feature = QgsFeature(written)
            attributes = source.attributes()
            feature.setAttributes([attributes[k] for k in kept] + [c[i] for c in columns])
            feature.setGeometry(geometries[i])
            yield feature

    return _write(inputs, name, written, wkb_type, rows.crs, features(), look)


def replaced_names(rows: LayerRows, values: dict, made_from_users=()) -> list:
    """The source's fields whose place ours take.

    Those of the same name in any case; but where a name is made from the user's, in the very case:
    Cu does not take the place of CU.
    """
    ours = _lower(set(values) - set(made_from_users))
    names = [field.name() for field in rows.fields]
    return [name for name in names if name.lower() in ours or name in made_from_users]


def write_ground(
    inputs: Inputs, rows: LayerRows, ground: Ground, values: dict, look: LayerLook
) -> dict:
    """Write GROUND: the polygon of each sample with the sample's fields, its share of the area."""
    support, plane = ground.support, ground.plane
    geometries = [
        multipolygon(plane.to_source(ground.polygons[place])) if place >= 0 else QgsGeometry()
        for place in support.place.tolist()
    ]
    return write_rows(
        inputs,
        p.GROUND,
        rows,
        {**values, "area_km2": support.area, "n_sharing": support.n_sharing},
        look,
        geometries=geometries,
        wkb_type=MULTIPOLYGON,
    )


def write_table(
    inputs: Inputs,
    name: str,
    frame,
    look: LayerLook,
    *,
    geometries=None,
    wkb_type=MULTIPOLYGON,
    crs=None,
    fields=None,
):
    """Write a DataFrame, one feature per row; with `geometries` of a type (in `crs`) where given."""
    layer_fields = QgsFields()
    for column in frame.columns:
        layer_fields.append((fields or {}).get(column) or result_field(column))
    columns = [plain_column(frame[column]) for column in frame.columns]

    def features():
        for i in range(len(frame)):
            feature = QgsFeature(layer_fields)
            feature.setAttributes([c[i] for c in columns])
            if geometries is not None:
                geometry = geometries[i]
                feature.setGeometry(
                    multipolygon(geometry) if wkb_type == MULTIPOLYGON else geometry
                )
            yield feature

    wkb_type = NO_GEOMETRY if geometries is None else wkb_type
    crs = crs or QgsCoordinateReferenceSystem()
    return _write(inputs, name, layer_fields, wkb_type, crs, features(), look)


def multipolygon(geometry: QgsGeometry) -> QgsGeometry:
    """The geometry as a multipolygon, so that one layer holds all."""
    geometry = QgsGeometry(geometry)
    if not geometry.isEmpty():
        geometry.convertToMultiType()
    return geometry


def without_results(fields: QgsFields) -> QgsFields:
    """The fields that the user brought: without those of an earlier step of ours."""
    kept = QgsFields()
    for field in fields:
        if field.name() not in RESULT_FIELDS:
            kept.append(field)
    return kept


def plain_column(values) -> list:
    """Values as plain Python objects, None where there is none."""
    array = np.asarray(values)
    if array.dtype.kind == "f":
        return [float(v) if np.isfinite(v) else None for v in array]
    if array.dtype.kind in "iu":
        return array.tolist()
    return [None if v is None or v != v else v for v in array.tolist()]


def _write(inputs: Inputs, name, fields, wkb_type, crs, features, look: LayerLook) -> dict:
    sink, destination = inputs.algorithm.parameterAsSink(
        inputs.values, name, inputs.context, fields, wkb_type, crs
    )
    if sink is None:
        if inputs.has(name):
            raise QgsProcessingException(inputs.algorithm.invalidSinkError(inputs.values, name))
        return {}
    for feature in features:
        if not sink.addFeature(feature, FAST):
            raise QgsProcessingException(
                inputs.algorithm.writeFeatureError(sink, inputs.values, name)
            )
    sink.finalize() if hasattr(sink, "finalize") else sink.flushBuffer()
    del sink
    if look.layer_name and inputs.context.willLoadLayerOnCompletion(destination):
        inputs.context.layerToLoadOnCompletionDetails(destination).name = look.layer_name
    layer = QgsProcessingUtils.mapLayerFromString(destination, inputs.context)
    if layer is not None:
        apply_look(layer, look, fields)
    return {name: destination}


def _source_field(rows: LayerRows, index: int) -> QgsField:
    """A field of the source; a GeoPackage takes `fid` as its key, so only a key may keep the name."""
    field = QgsField(rows.fields[index])
    if field.name().lower() == "fid":
        values = [plain(feature.attribute(index)) for feature in rows.features]
        if len(set(values)) < len(values) or not all(isinstance(v, int) for v in values):
            field.setName("fid_source")
    return field


def _lower(names) -> set:
    return {name.lower() for name in names}
