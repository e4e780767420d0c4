"""Make `separate_anomalies.model3`: the whole workflow as a graphical model of single algorithms.

A command: run it with QGIS's Python after the interface of an algorithm changed. The plugin
only reads the file that it writes. QT_HASH_SEED=0 keeps the order of its lines.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

ROOT = Path(__file__).resolve().parent.parent.parent
PATH = Path(__file__).resolve().parent / "separate_anomalies.model3"
NAME = "Separate geochemical anomalies (model)"
METHODS = ("som", "batchsom", "desom")

TRAINING = (
    *("SAMPLES", "FIELDS", "COMPOSITION", "SAMPLE_ID", "TRANSFORM", "SCALING", "MAX_BLANK"),
    *("ROWS", "COLS", "CLUSTERS", "SEED"),
)
GROUND = (
    *("OCCURRENCES", "OCCURRENCE_FILTER", "MERGE_DISTANCE", "STUDY_AREA", "SUPPORT"),
    *("CELL_SIZE", "MAX_DISTANCE"),
)
# Child -> its outputs that the model gives: output of the child -> (name in the model, label).
OUTPUTS = {
    "rank_som": {"OUTPUT": ("SOM", "SOM, ranked")},
    "rank_batchsom": {"OUTPUT": ("BATCHSOM", "Batch SOM, ranked")},
    "rank_desom": {"OUTPUT": ("DESOM", "DE-SOM, ranked")},
    "combine": {
        "OUTPUT": ("COMBINATION", "Combined models (maximin)"),
        "GROUND": ("GROUND", "Ground, classified"),
        "TABLE": ("TABLE", "Table of classes"),
    },
}


def build() -> QgsProcessingModelAlgorithm:
    """The model: three maps, each ranked, then combined."""
    model = QgsProcessingModelAlgorithm(NAME, "Whole workflow", "workflow")
    model.setHelpContent(
        {
            "ALG_DESC": "Trains SOM, Batch SOM and DE-SOM on geochemical samples, ranks each against "
            "known occurrences and combines them by maximin: 'Separate geochemical anomalies' as "
            "single steps, to be changed as you like.",
            "SHORT_DESCRIPTION": "Three maps, ranked and combined, as a graphical model.",
        }
    )
    registry = QgsApplication.processingRegistry()
    whole = registry.algorithmById("geochemsom:separateanomalies")
    _add_inputs(model, whole)
    ways = {
        name: _fixed(whole.parameterDefinition(name).defaultValue())
        for name in ("RANK_BY", "CLASS_RULE")
    }
    for i, method in enumerate(METHODS):
        _add_child(model, f"train_{method}", method, TRAINING, {}, (2, i))
        sources = {"INPUT": _from_child(f"train_{method}"), **ways}
        _add_child(model, f"rank_{method}", "predictionarea", GROUND, sources, (3, i))
    ranked = [_from_child(f"rank_{method}") for method in METHODS]
    sources = {"LAYERS": ranked, "CLASS_RULE": ways["CLASS_RULE"]}
    _add_child(model, "combine", "maximin", GROUND, sources, (5, 1))
    return model


def _add_inputs(model, whole) -> None:
    for i, name in enumerate((*TRAINING, *GROUND)):
        component = QgsProcessingModelParameter(name)
        column, row = (0, i) if name in TRAINING else (1, i - len(TRAINING))
        component.setPosition(QPointF(160 + 320 * column, 60 + 55 * row))
        component.setSize(QSizeF(290, 34))
        model.addModelParameter(whole.parameterDefinition(name).clone(), component)
    model.setParameterOrder([*TRAINING, *GROUND])


def _add_child(model, child_id: str, algorithm: str, names, sources: dict, place) -> None:
    child = QgsProcessingModelChildAlgorithm(f"geochemsom:{algorithm}")
    child.setChildId(child_id)
    child.setDescription(child.algorithm().displayName())
    column, row = place
    child.setPosition(QPointF(270 + 280 * column, 160 + 240 * row))
    child.setSize(QSizeF(230, 40))
    for name in names:
        source = QgsProcessingModelChildParameterSource.fromModelParameter(name)
        child.addParameterSources(name, [source])
    for name, source in sources.items():
        child.addParameterSources(name, source if isinstance(source, list) else [source])
    # What the model does not ask for keeps the algorithm's own default.
    for definition in child.algorithm().parameterDefinitions():
        name = definition.name()
        if name not in child.parameterSources() and definition.defaultValue() is not None:
            child.addParameterSources(name, [_fixed(definition.defaultValue())])
    outputs = {}
    for i, (name, (key, label)) in enumerate(OUTPUTS.get(child_id, {}).items()):
        output = QgsProcessingModelOutput(key, label)
        output.setChildId(child_id)
        output.setChildOutputName(name)
        output.setPosition(QPointF(270 + 280 * (column + 1), 120 + 240 * row + 60 * i))
        outputs[key] = output
    child.setModelOutputs(outputs)
    model.addChildAlgorithm(child)


def _fixed(value):
    return QgsProcessingModelChildParameterSource.fromStaticValue(value)


def _from_child(child_id: str):
    return QgsProcessingModelChildParameterSource.fromChildOutput(child_id, "OUTPUT")


def _load_plugin():
    spec = importlib.util.spec_from_file_location(
        "geochem_som", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["geochem_som"] = package
    spec.loader.exec_module(package)
    from geochem_som.plugin import GeochemSOMPlugin

    plugin = GeochemSOMPlugin()
    plugin.initProcessing()
    return plugin


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    plugin = _load_plugin()
    made = build()
    made.updateDestinationParameters()
    made.toFile(str(PATH))
    print(PATH)
    for problem in made.validate()[1]:
        print(problem)
    plugin.unload()
    application.exitQgis()
