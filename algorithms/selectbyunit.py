"""Algorithm `selectbyunit`: from selected units to their samples, and from samples to their units."""

from __future__ import annotations

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsVectorLayer,
)

from ..core.errors import InputError
from . import parameters as p
from .base import MAPS, GeochemAlgorithm
from .compat import plain, row_name
from .fields import index_of
from .inputs import Inputs
from .messages import stop_if_cancelled
from .numbers import add_number_outputs

_BEHAVIOURS = {
    "new": QgsVectorLayer.SelectBehavior.SetSelection,
    "add": QgsVectorLayer.SelectBehavior.AddToSelection,
    "within": QgsVectorLayer.SelectBehavior.IntersectSelection,
    "remove": QgsVectorLayer.SelectBehavior.RemoveFromSelection,
}


class SelectByUnit(GeochemAlgorithm):
    """Selection carried over between a map's units and its samples."""

    ID = "selectbyunit"
    TITLE = "Select by unit of the map"
    GROUP = MAPS
    ICON = "maps.svg"
    TAGS = "geochemistry,select,selection,unit,lattice,som,brush,link"
    HELP = (
        "Selects the samples of the units that are selected on the lattice of a map, or the units of "
        "the samples that are selected. Units and samples are joined by the unit's number and, where "
        "both layers have the field 'method', by the method. The lattice also has a layer action "
        "that selects the samples of a unit with one click."
    )

    def flags(self):
        flag = QgsProcessingAlgorithm.Flag
        # It changes what the user has selected, as QGIS's own "Select by location" does.
        return super().flags() | flag.FlagNoThreading | flag.FlagNotAvailableInStandaloneTool

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.lattice_layer(), p.samples_layer(), p.direction(), p.selection_behavior()
        )
        add_number_outputs(self, ("SELECTED",))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        lattice, samples = (self._layer(inputs, name) for name in (p.LATTICE, p.SAMPLES))
        unit = _field(lattice, "unit", "the LATTICE or UNITS output of a map")
        bmu = _field(samples, "bmu", "the samples that a training algorithm wrote")
        joined = [(lattice, [unit]), (samples, [bmu])]
        methods = [index_of(layer.fields(), "method") for layer, _ in joined]
        if min(methods) >= 0:
            for (_, fields), method in zip(joined, methods):
                fields.append(method)
        if inputs.choice(p.DIRECTION) == "samples_to_units":
            joined.reverse()
        (source, source_fields), (target, target_fields) = joined
        wanted = _selected_keys(source, source_fields)
        found = _matching(target, target_fields, wanted, source, feedback)
        target.selectByIds(found, _BEHAVIOURS[inputs.choice(p.BEHAVIOR)])
        feedback.pushInfo(
            f"{len(found)} features of the layer {target.name()} belong to what is selected in "
            f"{source.name()}; {target.selectedFeatureCount()} are selected now."
        )
        return {"SELECTED": target.selectedFeatureCount()}

    def _layer(self, inputs: Inputs, name: str) -> QgsVectorLayer:
        layer = self.parameterAsVectorLayer(inputs.values, name, inputs.context)
        if layer is None:
            raise QgsProcessingException(self.invalidSourceError(inputs.values, name))
        return layer


def _field(layer: QgsVectorLayer, name: str, what: str) -> int:
    index = index_of(layer.fields(), name)
    if index < 0:
        raise InputError(f"The layer {layer.name()} has no field {name}; choose {what}.")
    return index


def _key(feature, fields: list) -> tuple:
    """Unit number as text (files from tables hold 7, 7.0 or '7') and, where both have it, method."""
    return (
        row_name(feature.attribute(fields[0])),
        *(plain(feature.attribute(i)) for i in fields[1:]),
    )


def _selected_keys(layer: QgsVectorLayer, fields: list) -> set:
    if not layer.selectedFeatureCount():
        raise InputError(
            f"No feature of the layer {layer.name()} is selected; select some first, or choose the "
            "other DIRECTION."
        )
    return {_key(feature, fields) for feature in layer.getSelectedFeatures()}


def _matching(target, fields: list, wanted: set, source, feedback) -> list:
    """Ids of the features that belong to the wanted units; maps that differ are refused."""
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(fields)
    methods, found = set(), []
    for feature in target.getFeatures(request):
        stop_if_cancelled(feedback)
        key = _key(feature, fields)
        methods.add(key[1:])
        if key[0] is not None and key in wanted:
            found.append(feature.id())
    asked = {key[1:] for key in wanted}
    if methods and not methods & asked:
        raise InputError(
            f"What is selected in {source.name()} is of the method {_named(asked)}, but the layer "
            f"{target.name()} is of {_named(methods)}; choose layers of the same map."
        )
    return found


def _named(methods: set) -> str:
    return ", ".join(sorted(str(method) for (method,) in methods))
