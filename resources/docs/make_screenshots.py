"""Take the pictures of QGIS's own window for docs/, from real dialogs and a real run.

    make screenshots

starts QGIS on a screen of its own (Xvfb) with a clean profile, and QGIS runs this file
(`qgis --code`). It writes docs/images/screen_*.png and closes QGIS.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

import processing
from processing.modeler.ModelerDialog import ModelerDialog
from qgis.core import (
    QgsApplication,
    QgsMarkerSymbol,
    QgsProject,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDockWidget,
    QGraphicsView,
    QScrollArea,
    QTreeView,
)
from qgis.utils import iface

ROOT = Path(os.environ["GEOCHEMSOM_ROOT"])
IMAGES = Path(os.environ.get("GEOCHEMSOM_IMAGES", ROOT / "docs" / "images"))
COPPER_GOLD = "\"commodity\" IN ('Cu', 'Au', 'Cu-Au')"


def wait(seconds: float) -> None:
    """Let QGIS draw."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.02)


def take(widget, name: str, seconds: float = 0.7) -> None:
    """The picture of a widget."""
    wait(seconds)
    widget.grab().save(str(IMAGES / f"screen_{name}.png"))


def load_survey(folder: Path) -> dict:
    """Samples and occurrences as layers of the project, from a copy that QGIS may touch."""
    path = shutil.copy(ROOT / "resources" / "sample" / "sample_survey.gpkg", folder)
    layers = {}
    for name in ("samples", "occurrences"):
        layers[name] = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        QgsProject.instance().addMapLayer(layers[name])
    iface.mapCanvas().setExtent(layers["samples"].extent().buffered(1500))
    return layers


def elements_of(samples) -> list:
    """Names of the fields of concentrations."""
    return [f.name() for f in samples.fields() if f.name().endswith(("_ppm", "_ppb"))]


def toolbox() -> None:
    """The Toolbox with the provider opened."""
    dock = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    dock.show()
    dock.setFloating(True)
    dock.resize(400, 560)
    tree = dock.findChild(QTreeView)
    tree.collapseAll()
    model = tree.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if model.data(index) == "GeochemSOM":
            tree.setExpanded(index, True)
            for child in range(model.rowCount(index)):
                tree.setExpanded(model.index(child, 0, index), True)
            tree.scrollTo(index, QTreeView.ScrollHint.PositionAtTop)
    take(dock, "toolbox", 1.5)
    dock.setFloating(False)
    dock.hide()


def dialog(name: str, values: dict, picture: str, size=(1000, 720), scroll: float = 0.0) -> None:
    """The dialog of an algorithm, filled in."""
    made = processing.createAlgorithmDialog(f"geochemsom:{name}", values)
    made.resize(*size)
    made.show()
    wait(0.8)
    if scroll:
        bars = [area.verticalScrollBar() for area in made.findChildren(QScrollArea)]
        bar = max(bars, key=lambda bar: bar.maximum())
        bar.setValue(round(scroll * bar.maximum()))
    take(made, picture)
    made.close()
    made.deleteLater()


def finished_run(layers: dict, folder: Path) -> None:
    """The main window after a run: the combination with its legend, targets and occurrences."""
    out = str(folder / "anomalies.gpkg")
    results = processing.run(
        "geochemsom:separateanomalies",
        {
            "SAMPLES": layers["samples"],
            "SAMPLE_ID": "sample_id",
            "FIELDS": elements_of(layers["samples"]),
            "OCCURRENCES": layers["occurrences"],
            "OCCURRENCE_FILTER": COPPER_GOLD,
            "MERGE_DISTANCE": 200,
            "OUTPUT": out,
            "GROUND": str(folder / "ground.gpkg"),
            "TARGETS": str(folder / "targets.gpkg"),
        },
    )
    project = QgsProject.instance()
    tree = project.layerTreeRoot()
    tree.findLayer(layers["samples"].id()).setItemVisibilityChecked(False)
    for name, title in (("GROUND", "Ground, classified"), ("TARGETS", "Targets")):
        layer = QgsVectorLayer(results[name], title, "ogr")
        project.addMapLayer(layer, False)
        tree.insertLayer(0, layer)
    layers["occurrences"].setSubsetString(COPPER_GOLD)
    mark = QgsMarkerSymbol.createSimple({"name": "circle", "color": "#111111", "size": "1.6"})
    layers["occurrences"].setRenderer(QgsSingleSymbolRenderer(mark))
    occurrences = tree.findLayer(layers["occurrences"].id())
    tree.insertChildNode(0, occurrences.clone())
    occurrences.parent().removeChildNode(occurrences)
    window = iface.mainWindow()
    window.resize(1240, 820)
    browser = window.findChild(QDockWidget, "Browser")
    if browser is not None:
        browser.hide()
    dock = window.findChild(QDockWidget, "Layers")
    window.resizeDocks([dock], [520], Qt.Orientation.Horizontal)
    iface.mapCanvas().setExtent(layers["samples"].extent().buffered(1500))
    iface.mapCanvas().refresh()
    take(window, "finished_run", 4.0)


def modeler() -> None:
    """The Graphical Modeler with the model that comes with the plugin."""
    registry = QgsApplication.processingRegistry()
    model = next(
        a for a in registry.providerById("geochemsom").algorithms() if a.name().endswith("(model)")
    )
    window = ModelerDialog.create(model.create())
    window.resize(1500, 640)
    window.show()
    wait(1.0)
    view = window.findChild(QGraphicsView)
    for dock in window.findChildren(QDockWidget):
        dock.hide()
    drawn = view.scene().itemsBoundingRect()
    view.setSceneRect(drawn.adjusted(-20, -20, 20, 20))
    view.fitInView(drawn, Qt.AspectRatioMode.KeepAspectRatio)
    take(window, "modeler", 1.5)
    window.deleteLater()


def take_all() -> None:
    """Every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    # Not in the system's temporary folder, whose layers QGIS marks as temporary.
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        iface.mainWindow().resize(1240, 820)
        layers = load_survey(Path(folder))
        ids = {name: layer.id() for name, layer in layers.items()}
        elements = elements_of(layers["samples"])
        sampled = {"SAMPLES": ids["samples"], "SAMPLE_ID": "sample_id", "FIELDS": elements}
        found = {
            "OCCURRENCES": ids["occurrences"],
            "OCCURRENCE_FILTER": COPPER_GOLD,
            "MERGE_DISTANCE": 200,
        }
        toolbox()
        dialog("separateanomalies", {**sampled, **found}, "separateanomalies")
        dialog("separateanomalies", {**sampled, **found}, "separateanomalies_outputs", scroll=0.52)
        dialog(
            "factoranalysis", {**sampled, "TARGET_ELEMENTS": ["Cu_ppm", "Au_ppb"]}, "factoranalysis"
        )
        dialog("predictionarea", found, "predictionarea")
        if os.environ.get("GEOCHEMSOM_ALL"):
            for name in (
                *("prepareassays", "compositesamples", "som", "desom", "selectmap"),
                *("selectbyunit", "maximin", "ensemble"),
            ):
                dialog(name, sampled, name)
        finished_run(layers, Path(folder))
        modeler()
        QgsProject.instance().removeAllMapLayers()


def main() -> None:
    """Take the pictures and leave; a failure is told and leaves too."""
    code = 1
    try:
        take_all()
        code = 0
    except Exception:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


QTimer.singleShot(3000, main)
