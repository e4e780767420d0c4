"""How parameters of each kind are made; every one has a help text."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..base import tr

POINT = QgsProcessing.SourceType.TypeVectorPoint
POLYGON = QgsProcessing.SourceType.TypeVectorPolygon
ANY_GEOMETRY = QgsProcessing.SourceType.TypeVectorAnyGeometry
TABLE_ONLY = QgsProcessing.SourceType.TypeVector
INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double
ADVANCED = QgsProcessingParameterDefinition.Flag.FlagAdvanced


def with_help(parameter, text: str):
    """The parameter with its help text."""
    parameter.setHelp(tr(text))
    return parameter


def advanced_with_help(parameter, text: str):
    """The parameter with its help text, folded away under the advanced ones."""
    parameter.setFlags(parameter.flags() | ADVANCED)
    return with_help(parameter, text)


def also_advanced(parameter):
    """The parameter, folded away under the advanced ones."""
    parameter.setFlags(parameter.flags() | ADVANCED)
    return parameter


def several_fields(name, label, parent, text, optional=False):
    """Several fields of the layer that the parameter `parent` names."""
    return with_help(
        QgsProcessingParameterField(
            name, tr(label), None, parent, allowMultiple=True, optional=optional
        ),
        text,
    )


def enum(name, label, options, default, text, advanced=False):
    """One word of a list; words read well in models and on the command line."""
    parameter = QgsProcessingParameterEnum(
        name, tr(label), options=options, defaultValue=default, usesStaticStrings=True
    )
    return advanced_with_help(parameter, text) if advanced else with_help(parameter, text)


def number(
    name, label, default, text, *, low=None, high=None, integer=False, advanced=False, decimals=2
):
    """A number within limits; a dialog shows and takes so many decimals."""
    limits = {"minValue": low} if low is not None else {}
    if high is not None:
        limits["maxValue"] = high
    parameter = QgsProcessingParameterNumber(
        name, tr(label), INTEGER if integer else DOUBLE, default, False, **limits
    )
    if not integer:
        parameter.setMetadata({"widget_wrapper": {"decimals": decimals}})
    return advanced_with_help(parameter, text) if advanced else with_help(parameter, text)


def optional_number(name, label, text):
    """An advanced number that may be left empty."""
    return advanced_with_help(
        QgsProcessingParameterNumber(name, tr(label), DOUBLE, None, True), text
    )


def sink(name, label, kind, optional, text=""):
    """A layer to write; optional ones are not made unless they are asked for."""
    return with_help(
        QgsProcessingParameterFeatureSink(
            name, tr(label), kind, optional=optional, createByDefault=not optional
        ),
        text,
    )
