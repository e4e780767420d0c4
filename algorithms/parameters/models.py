"""A trained map in a file of its own, and the samples that it is applied to."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..base import tr
from .makers import POINT, advanced_with_help, with_help
from .names import FIELD_MAP, LEVEL_FIELD, MODEL, NOT_ANALYSED, SAMPLES

_FILES = "GeochemSOM models (*.geosom)"


def model_sink(label: str = "Model, to apply to other samples", name: str = MODEL):
    """The trained map with all that classifies new samples."""
    return with_help(
        QgsProcessingParameterFileDestination(
            name, tr(label), fileFilter=tr(_FILES), optional=True, createByDefault=False
        ),
        "A .geosom file for 'Apply a model': the map, its preparation, clusters and classes, but no "
        "sample. It can be passed on and read on any computer.",
    )


def model_file():
    """A kept model."""
    return with_help(
        QgsProcessingParameterFile(MODEL, tr("Model"), fileFilter=tr(_FILES)),
        "File that a training algorithm or 'Separate geochemical anomalies' has written. What it holds "
        "is checked before it is used, and nothing in it is run.",
    )


def new_samples():
    """The samples that a model is applied to."""
    return with_help(
        QgsProcessingParameterFeatureSource(SAMPLES, tr("New samples"), [POINT]),
        "Point layer with the fields that the model was trained on: of the same name, or of the same "
        "element in any unit that the names say (As_ppb for As_ppm).",
    )


def field_map():
    """Where fields are whose names do not say so."""
    return with_help(
        QgsProcessingParameterString(FIELD_MAP, tr("Fields of other names"), "", optional=True),
        "The model's field, = and the field of the samples that holds it, for example "
        "Cu_ppm=copper;Au_ppb=gold. Empty: fields are found by their names. Units are converted where "
        "both names say theirs.",
    )


def group_of_new_samples():
    """The groups that a model levelled."""
    return with_help(
        QgsProcessingParameterField(
            LEVEL_FIELD,
            tr("Level between groups of"),
            None,
            SAMPLES,
            optional=True,
        ),
        "Field that names the laboratory or survey of each sample, for a model that levelled them: the "
        "same names as in training. Empty: the field of that name, if there is one.",
    )


def codes_of_new_samples():
    """The numbers that stand for no analysis in the new samples."""
    return advanced_with_help(
        QgsProcessingParameterString(NOT_ANALYSED, tr("Not-analysed codes"), "", optional=True),
        "Numbers that mean not analysed, separated by ; and read as blank. Empty: those that the model "
        "was trained with.",
    )
