"""Marks of points and fills of polygons, and the order in which they are drawn."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest, QgsFillSymbol, QgsMarkerSymbol, QgsSymbol

from ..core.palette import ANOMALY, BACKGROUND, HALO
from .points import POINTS

# Width of a point's mark in mm, by class.
SIZES = {ANOMALY: 2.6, HALO: 2.2, BACKGROUND: 1.6}


def symbol_of(layer, colour: str, size: float = 2.2) -> QgsSymbol:
    """A dot, or a fill, in that colour."""
    if layer.geometryType() == POINTS:
        return QgsMarkerSymbol.createSimple(
            {
                "name": "circle",
                "color": colour,
                "outline_color": "#555555",
                "outline_width": "0.1",
                "size": str(size),
            }
        )
    # A hairline in the fill's own colour closes the gaps that anti-aliasing leaves between cells.
    return QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": colour, "outline_width": "0.1"}
    )


def draw_high_values_on_top(renderer, name: str) -> None:
    """Have features with high values of a field drawn last."""
    clause = QgsFeatureRequest.OrderByClause(f'"{name}"', True)
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([clause]))
    renderer.setOrderByEnabled(True)
