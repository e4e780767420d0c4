"""Make the style files of this folder: the looks of the outputs, for layers of one's own.

A command: run it with QGIS's Python after a look changed. The plugin styles its outputs itself, with
legends that tell their figures; these files hold the same colours with plain legends.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import partial
from pathlib import Path

from qgis.core import QgsApplication, QgsMapLayer, QgsVectorLayer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GEOMETRIES = {"points": "Point", "polygons": "MultiPolygon"}
FIELDS = (
    "field=class_id:integer&field=class:string&field=cluster:integer&field=weight_s:double"
    "&field=F1:double&field=n_replaced:integer&field=agreement:double&field=p_anomaly:double"
    "&field=target:integer"
)
# Quantiles of the standard normal distribution at 50, 75, 90 and 97.5 percent, and its ends.
SCORE_STEPS = (-10.0, 0.0, 0.674, 1.282, 1.960, 10.0)
WEIGHT_STEPS = (-5.0, 0.0, 0.5, 1.0, 2.0, 5.0)
N_CLUSTERS = 12


def main() -> None:
    """Write every style file."""
    application = QgsApplication([], False)
    application.initQgis()
    for name, geometry, layer in styled_layers(_package()):
        path = HERE / f"{name}_{geometry}.qml"
        message, ok = layer.saveNamedStyle(
            str(path),
            QgsMapLayer.StyleCategory.Symbology | QgsMapLayer.StyleCategory.Labeling,
        )
        if not ok:
            sys.exit(message)
        print(path)
    application.exitQgis()


def styled_layers(package):
    """(name of the style, geometry, layer that has it) of every style.

    Parameters
    ----------
    package : str
        Name of the plugin's package.
    """
    for geometry, kind in GEOMETRIES.items():
        for name, renderer_of in styles(package, geometry).items():
            layer = QgsVectorLayer(f"{kind}?crs=EPSG:4326&{FIELDS}", name, "memory")
            layer.setRenderer(renderer_of(layer))
            yield name, geometry, layer


def styles(package, geometry: str) -> dict:
    """Style -> function of a layer that gives its renderer."""
    renderers = importlib.import_module(f"{package}.algorithms.renderers")
    confidence = importlib.import_module(f"{package}.algorithms.confidence_style")
    palette = importlib.import_module(f"{package}.core.palette")
    symbol_of = importlib.import_module(f"{package}.algorithms.symbols").symbol_of
    classes = {c: name.capitalize() for c, name in palette.CLASS_NAMES.items()}
    agreement = {
        (c, i): f"{name}, {said}"
        for c, name in classes.items()
        for i, (_, said, _) in enumerate(palette.AGREEMENT_LEVELS)
    }
    probability = {i: said for i, (_, said, _) in enumerate(palette.PROBABILITY_LEVELS)}
    made = {
        "classes": lambda layer: renderers.classes_renderer(classes, partial(symbol_of, layer)),
        "clusters": lambda layer: renderers.clusters_renderer(
            N_CLUSTERS, partial(symbol_of, layer)
        ),
        "weights": lambda layer: renderers.stepped_renderer(
            "weight_s", WEIGHT_STEPS, partial(symbol_of, layer)
        ),
        "factor_scores": lambda layer: renderers.stepped_renderer(
            "F1", SCORE_STEPS, partial(symbol_of, layer)
        ),
        "confidence": lambda layer: confidence.confidence_renderer(layer, agreement),
        "probability_of_anomaly": lambda layer: confidence.probability_renderer(layer, probability),
        "censoring": lambda layer: renderers.counts_renderer(
            "n_replaced",
            range(11),
            "number not measured",
            "numbers not measured",
            partial(symbol_of, layer),
        ),
    }
    if geometry == "polygons":
        made["targets"] = lambda layer: renderers.targets_renderer()
    return made


def _package() -> str:
    """Load the checkout as the package that it is in QGIS."""
    spec = importlib.util.spec_from_file_location(
        "geochem_som", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["geochem_som"] = module
    spec.loader.exec_module(module)
    return "geochem_som"


if __name__ == "__main__":
    main()
