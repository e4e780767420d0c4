"""The lattice of a trained map as a layer: a polygon per unit, styled by what the map learned."""

from __future__ import annotations

from functools import partial

import numpy as np
from qgis.core import (
    QgsAction,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsGeometry,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayerSimpleLabeling,
)

from ..core.map_quality import u_matrix
from ..core.palette import CLASS_NAMES, NEUTRAL_RAMP, NO_VALUE_COLOUR, label_of
from ..core.report import format_number
from .outputs import write_table
from .ranking import classes_of_units
from .renderers import classes_renderer, clusters_renderer, graduated_renderer
from .styles import LayerLook
from .training import TrainedMap, units_columns, units_fields, units_table

# The lattice is no ground. Without a CRS a GeoPackage would give it an unknown geographic one, and
# QGIS would draw it in no project of projected coordinates; this one it draws as it is, anywhere.
LATTICE_CRS = (
    'LOCAL_CS["Lattice of a self-organizing map",LOCAL_DATUM["Lattice",32767],UNIT["metre",1],'
    'AXIS["X",EAST],AXIS["Y",NORTH]]'
)
FIFTHS = (20.0, 40.0, 60.0, 80.0)
# In units of the lattice: the numbers grow with the units and always fit.
_LABEL_SIZE, _LABEL_HALO = 0.3, 0.05
_CORNER_DECIMALS = 6

# `[% %]` becomes a whole number, whatever the field holds: no text of a layer gets into the code.
_SELECT_SAMPLES = """from qgis.core import QgsExpression, QgsProject, QgsVectorLayer
equals = QgsExpression.createFieldEqualityExpression
unit = [% coalesce(try(to_int("unit")), -1) %]
for layer in QgsProject.instance().mapLayers().values():
    names = layer.fields().names() if isinstance(layer, QgsVectorLayer) else []
    if "bmu" in names:
        same_map = " AND " + equals("method", "{method}") if "method" in names else ""
        layer.selectByExpression(equals("bmu", unit) + same_map)
"""


def write_lattice(
    inputs, name: str, trained: TrainedMap, prepared, history: tuple, ranked=None
) -> dict:
    """Write the units of a map as polygons, row 0 on top, if the sink of that name is wanted.

    Parameters
    ----------
    inputs : Inputs
    name : str
        The sink's parameter.
    trained : TrainedMap
    prepared : PreparedSamples
    history : tuple of str
        For the metadata.
    ranked : RankedModel, optional
        Gives each unit its class.

    Returns
    -------
    dict
        {name: destination} or empty.
    """
    if not inputs.has(name):
        return {}
    table = lattice_table(trained, prepared, ranked)
    look = LayerLook(
        f"{label_of(trained.method)}: units of the map",
        "The units of the map where they lie on its lattice, one polygon each; hits are the samples "
        "of a unit, u_dist is the height of the U-matrix. Units of the lattice are no metres and no "
        "ground.",
        history,
        layer_name=f"Lattice ({label_of(trained.method)})",
        painted=_styles(table, prepared, trained.clusters.n_clusters, trained.method),
    )
    return write_table(
        inputs,
        name,
        table,
        look,
        geometries=_polygons(trained.model.lattice_),
        crs=QgsCoordinateReferenceSystem.fromWkt(LATTICE_CRS),
        fields=units_fields(prepared),
    )


def lattice_table(trained: TrainedMap, prepared, ranked=None):
    """DataFrame with one row per unit: the columns of `units_table`, method, u_dist and class."""
    table = units_table(trained, prepared)
    place = table.columns.get_loc("hits") + 1
    table.insert(place, "u_dist", u_matrix(trained.model.prototypes_, trained.model.lattice_))
    place = table.columns.get_loc("cluster") + 1
    table.insert(place, "method", trained.method)
    if ranked is not None:
        class_id = classes_of_units(ranked, trained).tolist()
        table.insert(place, "class_id", [c or None for c in class_id])
        table.insert(place + 1, "class", [CLASS_NAMES.get(c) for c in class_id])
    return table


def _polygons(lattice) -> list:
    """Outlines with y up; corners that units share are the same numbers."""
    outlines = np.round(lattice.outlines() * [1.0, -1.0], _CORNER_DECIMALS) + 0.0
    return [
        QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in [*ring, ring[0]]]])
        for ring in outlines.tolist()
    ]


def _styles(table, prepared, n_clusters: int, method: str) -> tuple:
    """Name and painter of every style, the default first."""
    renderers = {
        "U-matrix": graduated_renderer(
            "u_dist",
            table["u_dist"],
            _symbol,
            ramp=NEUTRAL_RAMP,
            percentiles=FIFTHS,
            shown=format_number,
        ),
        "Clusters": clusters_renderer(n_clusters, _symbol),
        "Hits": _hits_renderer(table["hits"].to_numpy()),
    }
    if "class_id" in table:
        renderers = {"Classes": _classes_renderer(table["class_id"]), **renderers}
    for field, column in zip(prepared.fields, units_columns(prepared)[0]):
        renderers[f"Component {field}"] = graduated_renderer(
            column, table[column], _symbol, shown=format_number
        )
    plain = QgsSingleSymbolRenderer(_symbol(NO_VALUE_COLOUR))
    return tuple(
        (name, partial(_paint, renderer=renderer or plain, method=method))
        for name, renderer in renderers.items()
    )


def _classes_renderer(class_id):
    renderer = classes_renderer({c: n.capitalize() for c, n in CLASS_NAMES.items()}, _symbol)
    if class_id.isna().any():
        renderer.addCategory(QgsRendererCategory(None, _symbol(NO_VALUE_COLOUR), "No class"))
    return renderer


def _hits_renderer(hits):
    """Graduated by number of samples; units without samples are pale."""
    renderer = graduated_renderer(
        "hits", hits[hits > 0], _symbol, percentiles=FIFTHS, shown=format_number
    )
    if renderer is not None and (hits == 0).any():
        renderer.addClassRange(QgsRendererRange(0.0, 0.0, _symbol(NO_VALUE_COLOUR), "none"))
    return renderer


def _paint(layer, renderer, method: str) -> None:
    """Give the layer this renderer, the numbers of samples as labels, and its one action."""
    layer.setRenderer(renderer.clone())
    layer.setLabeling(QgsVectorLayerSimpleLabeling(_hit_labels()))
    layer.setLabelsEnabled(True)
    layer.actions().clearActions()
    _offer_selection(layer, method)


def _offer_selection(layer, method: str) -> None:
    """A layer action, for a click on a unit and for its form."""
    action = QgsAction(
        QgsAction.ActionType.GenericPython,
        "Select the samples of this unit",
        _SELECT_SAMPLES.replace("{method}", method),
        "",
        False,
        "Select samples",
        {"Canvas", "Feature"},
    )
    layer.actions().addAction(action)
    layer.actions().setDefaultAction("Canvas", action.id())


def _hit_labels() -> QgsPalLayerSettings:
    settings = QgsPalLayerSettings()
    settings.fieldName = "hits"
    settings.enabled = True
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    settings.centroidInside = True
    text, halo = QgsTextFormat(), QgsTextBufferSettings()
    text.setSize(_LABEL_SIZE)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMapUnits)
    halo.setEnabled(True)
    halo.setSize(_LABEL_HALO)
    halo.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMapUnits)
    text.setBuffer(halo)
    settings.setFormat(text)
    return settings


def _symbol(colour: str, size: float = 0.0) -> QgsFillSymbol:
    return QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": "#9a9a9a", "outline_width": "0.15"}
    )
