"""Parameter values of one run, read by name; what they are for stands in `parameters`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from qgis.core import (
    QgsMapLayer,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from ..core.errors import InputError
from . import parameters as p
from .destinations import check_destinations

# The typographer's minus, which is copied along from documents.
_MINUS = "\N{MINUS SIGN}"
_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


@dataclass(frozen=True)
class Inputs:
    """The parameters of a running algorithm."""

    algorithm: object
    values: dict
    context: object

    def has(self, name: str) -> bool:
        """Whether the algorithm has this parameter and the user gave it a value."""
        return self.has_parameter(name) and self.values.get(name) not in (None, "", [])

    def has_parameter(self, name: str) -> bool:
        """Whether the algorithm takes this parameter."""
        return self.algorithm.parameterDefinition(name) is not None

    def source(self, name: str):
        """A feature source, with selected features only where the user says so; None if empty."""
        source = self.algorithm.parameterAsSource(self.values, name, self.context)
        optional = self.algorithm.parameterDefinition(name).flags() & _OPTIONAL
        if source is None and (self.has(name) or not optional):
            raise QgsProcessingException(self.algorithm.invalidSourceError(self.values, name))
        return source

    def fields(self, name: str) -> list:
        """Names of several fields."""
        read = getattr(self.algorithm, "parameterAsStrings", self.algorithm.parameterAsFields)
        return list(read(self.values, name, self.context))

    def text(self, name: str) -> str:
        """A text, an expression or one field; empty if not given."""
        return self.algorithm.parameterAsString(self.values, name, self.context).strip()

    def choice(self, name: str) -> str:
        """One word of a list."""
        return self.algorithm.parameterAsEnumString(self.values, name, self.context)

    def choices(self, name: str) -> list:
        """Several words of a list."""
        return list(self.algorithm.parameterAsEnumStrings(self.values, name, self.context))

    def integer(self, name: str) -> int:
        """A whole number."""
        return self.algorithm.parameterAsInt(self.values, name, self.context)

    def number(self, name: str) -> float:
        """A number."""
        return self.algorithm.parameterAsDouble(self.values, name, self.context)

    def layers(self, name: str) -> list:
        """Several vector layers, all that were named."""
        named = self.values.get(name) or []
        for value in named if isinstance(named, (list, tuple)) else [named]:
            if self._layer(value) is None:
                raise InputError(f"{name} names {value}, which is no vector layer; choose another.")
        return self.algorithm.parameterAsLayerList(self.values, name, self.context)

    def numbers_in(self, name: str, example: str) -> tuple:
        """Finite numbers in a text, separated by ; or , ; the error shows the example."""
        parts = [part.strip() for part in self.text(name).replace(",", ";").split(";")]
        parts = [part.replace(_MINUS, "-") for part in parts]
        try:
            numbers = tuple(float(part) for part in parts if part)
        except ValueError:
            numbers = (np.nan,)
        if not np.isfinite(numbers).all():
            raise InputError(
                f"{name} is '{self.text(name)}'; write numbers, for example {example}."
            )
        return numbers

    def not_analysed(self) -> tuple:
        """Codes that mean not analysed, -9999 where the algorithm does not ask."""
        if not self.has_parameter(p.NOT_ANALYSED):
            return (-9999.0,)
        return self.numbers_in(p.NOT_ANALYSED, "-9999;-8888")

    def thresholds(self):
        """The two class thresholds, None where the class rule needs none."""
        if self.choice(p.CLASS_RULE) != "thresholds":
            return None
        given = self.has(p.ANOMALY_FROM) and self.has(p.HALO_FROM)
        if not given or self.number(p.ANOMALY_FROM) < self.number(p.HALO_FROM):
            raise InputError(
                "CLASS_RULE is thresholds, so ANOMALY_FROM and HALO_FROM need numbers, HALO_FROM not "
                "above ANOMALY_FROM."
            )
        return self.number(p.ANOMALY_FROM), self.number(p.HALO_FROM)

    def file(self, name: str) -> str:
        """Path of a file to write."""
        return self.algorithm.parameterAsFileOutput(self.values, name, self.context)

    def input_file(self, name: str) -> str:
        """Path of a file to read."""
        return self.algorithm.parameterAsFile(self.values, name, self.context)

    def write_page(self, name: str, page: str | None) -> dict:
        """Write an HTML page to the file of that parameter, if it is wanted."""
        if page is None:
            return {}
        path = self.file(name)
        Path(path).write_text(page, encoding="utf-8")
        return {name: path}

    def check_destinations(self) -> None:
        """Refuse outputs that cannot be written before any work is done."""
        check_destinations(self)

    def as_history(self) -> list:
        """Every parameter of the run as `NAME: value`, outputs left out."""
        outputs = {d.name() for d in self.algorithm.destinationParameterDefinitions()}
        lines = []
        for definition in self.algorithm.parameterDefinitions():
            name = definition.name()
            if name not in outputs:
                lines.append(f"{name}: {self._readable(definition)}")
        return lines

    def _layer(self, value):
        if not isinstance(value, QgsMapLayer):
            value = QgsProcessingUtils.mapLayerFromString(str(value), self.context)
        return value if isinstance(value, QgsVectorLayer) else None

    def _readable(self, definition) -> str:
        value = self.values.get(definition.name(), definition.defaultValue())
        if definition.type() in ("source", "vector") and value not in (None, ""):
            source = self.algorithm.parameterAsSource(self.values, definition.name(), self.context)
            # Tables that are read from a text file have no name.
            return (source.sourceName() if source is not None else "") or str(value)
        if isinstance(value, (list, tuple)):
            return ", ".join(_layer_name(v, self.context) for v in value)
        return "" if value is None else str(value)


def _layer_name(value, context) -> str:
    layer = value if hasattr(value, "name") else None
    if layer is None and isinstance(value, str):
        layer = QgsProcessingUtils.mapLayerFromString(value, context, False)
    return layer.name() if layer is not None else str(value)
