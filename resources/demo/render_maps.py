"""Render the layers of a demo run to PNG maps with QGIS, in the style saved with them.

A command: `render_maps.py FOLDER` draws every model's layer, the ground of the combination and the
targets in FOLDER, each with title, legend, scale bar and north arrow.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMapLayerLegendUtils,
    QgsMarkerSymbol,
    QgsPrintLayout,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFont

LEAST_PIECE = 1.0  # mm on the page
# Name of the picture: layer, field of the class, title. The ground carries every model's class.
MAPS = {
    "som": ("ground", "c_som", "SOM"),
    "batchsom": ("ground", "c_batchsom", "Batch SOM"),
    "desom": ("ground", "c_desom", "DE-SOM"),
    "combination": ("ground", "class_id", "Maximin combination"),
    "targets": ("targets", "", "Targets: contiguous anomalies of the combination"),
}
MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters
KILOMETRES = QgsUnitTypes.DistanceUnit.DistanceKilometers
KEY_WIDTH, MARGIN, TITLE_HEIGHT, MAP_SIDE = 98.0, 6.0, 12.0, 170.0


def main(folder: Path, occurrences: str = "", expression: str = "") -> None:
    """Draw every layer of the run in `folder`."""
    points = _occurrences(occurrences, expression)
    whole = QgsVectorLayer(str(folder / "ground.gpkg"), "", "ogr").extent()
    for name, (source, class_field, title) in MAPS.items():
        path = folder / f"{source}.gpkg"
        if not path.exists():
            continue
        # The key has no room for more than what stands before the colon.
        layer = QgsVectorLayer(str(path), title.partition(":")[0], "ogr")
        if class_field and layer.fields().lookupField(class_field) < 0:
            continue
        if class_field and _pieces_are_too_small(layer):
            layer = QgsVectorLayer(str(folder / f"{name}.gpkg"), title, "ogr")
        elif class_field not in ("", "class_id"):
            layer.setRenderer(_renderer_of_model(layer, class_field, folder / f"{name}.gpkg"))
        draw_map(layer, points, title, folder / f"{name}.png", whole)


def _pieces_are_too_small(layer) -> bool:
    """Whether the ground's pieces could not be seen on the page; then samples are drawn instead."""
    extent = layer.extent()
    scale = MAP_SIDE / max(extent.width(), extent.height())
    first = next(layer.getFeatures()).geometry().area()
    return scale * first**0.5 < LEAST_PIECE


def _renderer_of_model(layer, class_field: str, model: Path):
    """The ground's class style on a model's own classes, with the labels of the model's layer."""
    renderer = layer.renderer().clone()
    renderer.setClassAttribute(class_field)
    saved = QgsVectorLayer(str(model), "", "ogr")
    if saved.isValid():
        for i, category in enumerate(saved.renderer().categories()):
            renderer.updateCategoryLabel(i, category.label())
    return renderer


def draw_map(layer, points, title: str, path: Path, extent) -> None:
    """One map of that extent as PNG: the layer as it is styled, the occurrences on top."""
    project = QgsProject()
    project.setCrs(layer.crs())
    layers = [layer] if points is None else [points.clone(), layer]
    project.addMapLayers(layers)
    extent = extent.buffered(0.03 * max(extent.width(), extent.height()))
    scale = MAP_SIDE / max(extent.width(), extent.height())
    width, height = extent.width() * scale, max(extent.height() * scale, 90.0)

    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    page = QgsLayoutSize(width + KEY_WIDTH + 3 * MARGIN, height + TITLE_HEIGHT + 2 * MARGIN, MM)
    layout.pageCollection().page(0).setPageSize(page)
    _add(layout, _label(layout, title), MARGIN, MARGIN, page.width() - 2 * MARGIN, TITLE_HEIGHT)
    map_item = QgsLayoutItemMap(layout)
    _add(layout, map_item, MARGIN, MARGIN + TITLE_HEIGHT, width, height)
    map_item.setLayers(layers)
    map_item.setExtent(extent)
    map_item.setFrameEnabled(True)
    _add_key(layout, map_item, width + 2 * MARGIN, height + TITLE_HEIGHT + MARGIN)
    if not QgsLayoutExporter(layout).renderPageToImage(0, dpi=150).save(str(path)):
        sys.exit(f"The map {path} could not be written.")
    print(f"{path}")


def _add_key(layout, map_item, x: float, bottom: float) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(map_item)
    legend.setWrapString("|")
    _add(layout, legend, x, MARGIN + TITLE_HEIGHT, KEY_WIDTH, 60)
    legend.setAutoUpdateModel(False)
    for tree_layer in legend.model().rootGroup().findLayers():
        _wrap_labels(legend, tree_layer)
    legend.adjustBoxSize()
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(map_item)
    bar.applyDefaultSize(KILOMETRES)
    bar.setStyle("Line Ticks Up")
    _add(layout, bar, x, bottom - 14, KEY_WIDTH, 14)
    north = QgsLayoutItemPicture(layout)
    north.setPicturePath(":/images/north_arrows/layout_default_north_arrow.svg")
    _add(layout, north, x, bottom - 32, 14, 16)


def _wrapped(label: str) -> str:
    if "%" not in label:
        return label
    return label.replace(": ", ":|", 1).replace("(fit), ", "(fit),|", 1)


def _wrap_labels(legend, tree_layer) -> None:
    """Break the legend's long labels after the class name."""
    nodes = legend.model().layerLegendNodes(tree_layer)
    for i, node in enumerate(nodes):
        label = node.data(Qt.ItemDataRole.DisplayRole)
        QgsMapLayerLegendUtils.setLegendNodeUserLabel(tree_layer, i, _wrapped(label))
    legend.model().refreshLayerLegend(tree_layer)


def _label(layout, text: str):
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    font = QFont()
    font.setPointSize(14)
    font.setBold(True)
    label.setFont(font)
    return label


def _add(layout, item, x: float, y: float, width: float, height: float) -> None:
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(x, y, MM))
    item.attemptResize(QgsLayoutSize(width, height, MM))


def _occurrences(source: str, expression: str):
    if not source:
        return None
    context = QgsProcessingContext()  # owns the layer that it reads
    layer = QgsProcessingUtils.mapLayerFromString(source, context)
    request = QgsFeatureRequest()
    if expression:
        request.setFilterExpression(expression)
    layer = layer.materialize(request)
    layer.setName("Known occurrences")
    symbol = QgsMarkerSymbol.createSimple(
        {
            "name": "diamond",
            "color": "#111111",
            "outline_color": "#ffffff",
            "outline_width": "0.3",
            "size": "2.4",
        }
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    main(Path(sys.argv[1]), *sys.argv[2:4])
    application.exitQgis()
