"""The models to compare, and what comes out."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ..base import tr
from .makers import TABLE_ONLY, sink, with_help
from .names import CLUSTER_FIELD, LAYERS, MODELS, OUTPUT, PAIRS, SCORE_FIELD
from .ranking import occurrence_parameters

_ANY = QgsProcessing.SourceType.TypeVectorAnyGeometry
_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


def compared_layers():
    """The classified or scored layers to compare."""
    return with_help(
        QgsProcessingParameterMultipleLayers(LAYERS, tr("Classified or scored layers"), _ANY),
        "Points and polygons, any number. Points stand for the ground chosen below; polygons are their "
        "own ground.",
    )


def cluster_field_of_layers():
    """The field of clusters of each layer."""
    return with_help(
        QgsProcessingParameterString(CLUSTER_FIELD, tr("Cluster field"), None, False, True),
        "Field of the layers that holds the groups to rank; several names, separated by semicolons, "
        "where layers differ. Empty: the field 'cluster'.",
    )


def score_fields_of_layers():
    """The continuous scores of the layers that have them."""
    return with_help(
        QgsProcessingParameterString(SCORE_FIELD, tr("Score field"), None, False, True),
        "Scores to rank instead of clusters in the layers that have them, higher is more anomalous; "
        "several names are separated by semicolons, and each that a layer has is a model of its own.",
    )


def occurrences_to_compare_by():
    """The known mineral occurrences, which a comparison cannot do without."""
    layer, *others = occurrence_parameters()
    layer.setFlags(layer.flags() & ~_OPTIONAL)
    layer.setHelp(tr("Point layer; all models are judged by the same ones."))
    return [layer, *others]


def comparison_sinks():
    """The tables of a comparison."""
    return [
        with_help(
            sink(OUTPUT, "Models and their classes", TABLE_ONLY, False),
            "One row per model and class: ground, occurrences, normalized density, weight and class.",
        ),
        with_help(
            sink(MODELS, "One row per model", TABLE_ONLY, True),
            "Crossing of the fit, held-out crossing with its range, p-value and AUC of each model.",
        ),
        with_help(
            sink(PAIRS, "Differences of every two models", TABLE_ONLY, True),
            "How far apart two models are on the same held-out occurrences, with a range.",
        ),
    ]
