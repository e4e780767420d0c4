"""Which selection follows which, of the units of a map and of its samples."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterVectorLayer

from ..base import tr
from .makers import TABLE_ONLY, enum, with_help
from .names import BEHAVIOR, DIRECTION, LATTICE, SAMPLES


def lattice_layer():
    """The units of a map, with the user's selection."""
    return with_help(
        QgsProcessingParameterVectorLayer(LATTICE, tr("Lattice of the map"), [TABLE_ONLY]),
        "Output LATTICE of a training algorithm, or its table UNITS: what has the field 'unit'.",
    )


def samples_layer():
    """The samples of a map, with the user's selection."""
    return with_help(
        QgsProcessingParameterVectorLayer(SAMPLES, tr("Samples of the map"), [TABLE_ONLY]),
        "Output of a training algorithm, ranked or not: what has the field 'bmu'.",
    )


def direction():
    """Which of the two selections follows the other."""
    return enum(
        DIRECTION,
        "Direction",
        ["units_to_samples", "samples_to_units"],
        "units_to_samples",
        "units_to_samples selects the samples of the selected units; samples_to_units selects the "
        "units of the selected samples.",
    )


def selection_behavior():
    """What becomes of the selection that is there."""
    return enum(
        BEHAVIOR,
        "Change the selection by",
        ["new", "add", "within", "remove"],
        "new",
        "new: a selection in place of the old one. add: adding to it. within: keeping of it only "
        "what belongs. remove: taking away from it.",
    )
