"""Refuse parameter values that are out of range before any work is done.

The dialog checks them too, but models and scripts may not, and then QGIS takes the default in
silence for a word or a number that it cannot use.
"""

from __future__ import annotations

import math

from qgis.core import (
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core.errors import InputError

_INTEGER = QgsProcessingParameterNumber.Type.Integer
_OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional
# QGIS reads whole numbers as 32-bit integers, and takes the default for larger ones.
_LARGEST_INTEGER = 2**31 - 1
# Limits beyond this are QGIS's way to say that there are none.
_NO_LIMIT = 1e300


def check_values(algorithm, parameters: dict, context) -> None:
    """Refuse numbers out of range, words that are no choice, and texts that must not be empty."""
    for definition in algorithm.parameterDefinitions():
        name = definition.name()
        value = parameters.get(name)
        if value is None:
            continue
        acceptable = definition.checkValueIsAcceptable(value, context)
        if isinstance(definition, QgsProcessingParameterNumber):
            number = algorithm.parameterAsDouble(parameters, name, context)
            if not (acceptable and _in_range(definition, number)):
                wanted = _wanted_number(definition, number)
                raise InputError(f"{name} is {_shown(value)}; give {wanted}.")
        elif isinstance(definition, QgsProcessingParameterEnum) and not acceptable:
            some = "one or more of" if definition.allowMultiple() else "one of"
            options = ", ".join(definition.options())
            raise InputError(f"{name} is {_shown(value)}; choose {some} {options}.")
        elif isinstance(definition, QgsProcessingParameterString):
            text = algorithm.parameterAsString(parameters, name, context)
            if not text.strip() and not definition.flags() & _OPTIONAL:
                raise InputError(f"{name} is empty; give it a value.")


def _in_range(definition, number: float) -> bool:
    low, high = definition.minimum(), definition.maximum()
    if definition.dataType() == _INTEGER:
        low, high = max(low, -_LARGEST_INTEGER), min(high, _LARGEST_INTEGER)
    return math.isfinite(number) and low <= number <= high


def _wanted_number(definition, number: float) -> str:
    kind = "a whole number" if definition.dataType() == _INTEGER else "a number"
    low, high = definition.minimum(), definition.maximum()
    if definition.dataType() == _INTEGER and number > _LARGEST_INTEGER:
        high = min(high, _LARGEST_INTEGER)
    if low > -_NO_LIMIT and high < _NO_LIMIT:
        return f"{kind} from {low:.10g} to {high:.10g}"
    if low > -_NO_LIMIT:
        return f"{kind} of at least {low:.10g}"
    return kind


def _shown(value) -> str:
    if value in ("", []):
        return "empty"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)
