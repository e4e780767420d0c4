"""What differs between QGIS versions, in one place."""

from __future__ import annotations

from qgis.core import Qgis, QgsField
from qgis.PyQt.QtCore import QVariant

if Qgis.QGIS_VERSION_INT >= 33800:
    from qgis.PyQt.QtCore import QMetaType

    _TYPES = {
        str: QMetaType.Type.QString,
        int: QMetaType.Type.Int,
        float: QMetaType.Type.Double,
    }
else:
    _TYPES = {str: QVariant.String, int: QVariant.Int, float: QVariant.Double}


def make_field(name: str, kind: type, alias: str = "") -> QgsField:
    """A field of kind str, int or float."""
    field = QgsField(name, _TYPES[kind])
    field.setAlias(alias)
    return field


def may_hold_numbers(field: QgsField) -> bool:
    """Whether a field holds numbers or text; not dates, truth values, lists or bytes."""
    return field.isNumeric() or field.type() == _TYPES[str]


def plain(value):
    """An attribute value with QGIS's NULL as None."""
    # Attributes arrive as Python values; what is still a QVariant is a NULL.
    return None if value is None or isinstance(value, QVariant) else value


def row_name(value):
    """The text by which a row is named, None for none; 7.0 of a file that knows no integers is 7."""
    value = plain(value)
    if value is None or value != value or not str(value).strip():
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
