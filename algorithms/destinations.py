"""Refuse outputs that cannot be written, or would overwrite what they must not, before any work.

Whatever is wrong with an output is said before the computation, so that nothing is half-written;
and no output may take the place of an input or of another output.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsDataProvider,
    QgsProcessing,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from ..core.errors import InputError

# Drivers that make no fields of one's own, or no file that QGIS opens again.
_UNFIT = {"DXF", "DGN", "GPX", "S57", "Geoconcept", "PGDUMP", "PDS4", "Interlis 1", "Interlis 2"}
# Drivers whose layers need a geometry.
_NO_TABLES = {"ESRI Shapefile", "FlatGeobuf", "SQLite"}
_LONGEST_IN_SHAPEFILE = 10
_DATABASES = ("memory:", "postgis:", "spatialite:")


@dataclass(frozen=True)
class Place:
    """What a layer or page takes on the disk.

    Attributes
    ----------
    file : real path
    table : the table in it; empty for the whole file
    stem : path without ending, where a style file or the parts of a shapefile go with the layer
    """

    file: Path
    table: str = ""
    stem: Path | None = None

    def clashes(self, other: Place) -> bool:
        """Whether writing one of the two harms the other."""
        if self.file == other.file:
            return not (self.table and other.table and self.table != other.table)
        return self.stem is not None and self.stem == other.stem


def check_destinations(inputs) -> None:
    """Refuse outputs that cannot be written, that share a file, or that would overwrite an input.

    Parameters
    ----------
    inputs : Inputs
        Of the running algorithm.
    """
    sources = [(name, place) for name, layer in _input_layers(inputs) for place in _source(layer)]
    sources += [(name, _place(path, "", False)) for name, path in _input_files(inputs)]
    written: list = []
    for definition in inputs.algorithm.destinationParameterDefinitions():
        name = definition.name()
        path, table = _file_and_table(inputs.values.get(name))
        if path is None:
            continue
        _check_writable(definition, path)
        place = _place(path, table, definition.type() == "sink")
        for source, taken in sources:
            if place.clashes(taken):
                raise InputError(
                    f"{name} is {path}, which would overwrite the input {source} or its style; "
                    "choose another name."
                )
        for other, taken in written:
            if place.clashes(taken):
                raise InputError(
                    f"{other} and {name} would overwrite each other or each other's style at "
                    f"{path}; give each a name of its own."
                )
        written.append((name, place))


def cut_names_said(inputs, name: str, fields) -> list:
    """A warning where an output is a shapefile, which cuts names that tell fields apart."""
    path, _ = _file_and_table(inputs.values.get(name))
    long = [field for field in fields if len(field.encode()) > _LONGEST_IN_SHAPEFILE]
    if path is None or path.suffix.lower() != ".shp" or not long:
        return []
    shown = ", ".join(long[:3]) + (", ..." if len(long) > 3 else "")
    return [
        f"{name} is a shapefile, which cuts names to 10 characters ({shown}) and texts to 254: give a "
        "name that ends in .gpkg to keep them."
    ]


def _file_and_table(value):
    """Path of the file that a destination names, and the table in it; None for what is no file."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    if not isinstance(value, str) or value in ("", QgsProcessing.TEMPORARY_OUTPUT):
        return None, ""
    if value.startswith("ogr:dbname="):
        _, path, rest = value.split("'", 2) if value.count("'") > 1 else ("", "", "")
        return (Path(path) if path else None), rest.split('"')[1] if rest.count('"') > 1 else ""
    return (None, "") if value.startswith(_DATABASES) else (Path(value), "")


def _source(layer: QgsVectorLayer) -> list:
    """The place of an input layer, if it comes from a file."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    if not parts.get("path"):
        return []
    return [_place(Path(parts["path"]), parts.get("layerName") or _first_table(layer), True)]


def _place(path: Path, table: str, is_layer: bool) -> Place:
    real = Path(str(path.resolve()).lower())
    if real.suffix == ".gpkg":
        return Place(real, table.lower())
    # Style and metadata are saved beside the layer under its name.
    return Place(real, "", real.with_suffix("") if is_layer else None)


def _first_table(layer: QgsVectorLayer) -> str:
    parts = layer.dataProvider().subLayers()[:1]
    fields = parts[0].split(QgsDataProvider.sublayerSeparator()) if parts else []
    return fields[1] if len(fields) > 1 else ""


def _input_layers(inputs):
    """(name of the parameter, layer) of every input that is a layer."""
    for definition in inputs.algorithm.parameterDefinitions():
        name = definition.name()
        if definition.type() in ("source", "vector") and inputs.has(name):
            layer = _layer_of(inputs, name)
            if layer is not None:
                yield name, layer
        elif definition.type() == "multilayer" and inputs.has(name):
            for layer in inputs.layers(name):
                if isinstance(layer, QgsVectorLayer):
                    yield name, layer


def _input_files(inputs):
    """(name of the parameter, path) of every input that is a plain file."""
    for definition in inputs.algorithm.parameterDefinitions():
        if definition.type() == "file" and inputs.has(definition.name()):
            yield definition.name(), Path(inputs.input_file(definition.name()))


def _layer_of(inputs, name: str):
    value = inputs.values[name]
    if isinstance(value, QgsProcessingFeatureSourceDefinition):  # selected features only, and such
        text, _ = value.source.valueAsString(inputs.context.expressionContext(), "")
        return QgsProcessingUtils.mapLayerFromString(text, inputs.context)
    return inputs.algorithm.parameterAsVectorLayer(inputs.values, name, inputs.context)


def _check_writable(definition, path: Path) -> None:
    name = definition.name()
    try:
        is_folder = path.resolve().is_dir()
        if not is_folder:
            with tempfile.TemporaryFile(dir=path.parent):
                pass
            if path.exists():
                with path.open("ab"):
                    pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"{name} cannot be written to {path} ({reason}); choose another place."
        ) from None
    if is_folder:
        raise InputError(f"{name} is {path}, a folder; give the name of a file.")
    if definition.type() == "sink":
        _check_format(definition, path)


def _check_format(definition, path: Path) -> None:
    name, suffix = definition.name(), path.suffix.lstrip(".")
    driver = QgsVectorFileWriter.driverForExtension(suffix) if suffix else ""
    if not driver or driver in _UNFIT:
        raise InputError(
            f"{name} is {path}, whose format cannot be written; use a name that ends in .gpkg."
        )
    if not definition.hasGeometry() and driver in _NO_TABLES:
        raise InputError(
            f"{name} is {path}, but a table without geometry is no {driver} layer; use a name that "
            "ends in .gpkg, .csv or .xlsx."
        )
