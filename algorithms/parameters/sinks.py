"""What comes out."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFileDestination

from ..base import tr
from .makers import ANY_GEOMETRY, POINT, POLYGON, TABLE_ONLY, sink, with_help
from .names import GROUND, LATTICE, LEFT_OUT, OUTPUT, REPORT, TABLE, TARGETS, UNITS

_TABLES = {
    TABLE: "A table of the figures behind the layers, without geometry.",
    UNITS: "A row per unit of the map: its place, samples, cluster, and what a typical sample of it "
    "holds, in the field's unit and as it was trained.",
    LEFT_OUT: "A row per sample that was not used, with the reason.",
}


def point_sink(label: str, name: str = OUTPUT, optional: bool = False):
    """An output of points."""
    return sink(
        name,
        label,
        POINT,
        optional,
        "One point per sample that was used, with all its own fields and the results. Styled.",
    )


def input_sink(label: str):
    """An output with the geometry of the input."""
    return sink(
        OUTPUT,
        label,
        ANY_GEOMETRY,
        False,
        "The features of the input with rank, weight and class. Styled.",
    )


def ground_sink():
    """The polygons that samples stand for."""
    return sink(
        GROUND,
        "Ground, classified",
        POLYGON,
        True,
        "The polygons that the samples stand for, with the same fields: the map to look at.",
    )


def targets_sink():
    """Contiguous anomalies."""
    return sink(
        TARGETS,
        "Targets",
        POLYGON,
        True,
        "Contiguous anomaly ground as polygons, ranked by the least score inside: area, samples, the "
        "most enriched elements, known occurrences inside.",
    )


def lattice_sink(label: str, name: str = LATTICE):
    """The units of a map as polygons."""
    return sink(
        name,
        label,
        POLYGON,
        True,
        "The units of the map as squares or hexagons, drawn as its lattice: U-matrix, clusters, "
        "samples of each unit and every element as styles of one layer. It has a coordinate system "
        "of its own, away from the ground; zoom to the layer to see it.",
    )


def table_sink(name: str, label: str):
    """A table without geometry."""
    return sink(name, label, TABLE_ONLY, True, _TABLES.get(name, "A table without geometry."))


def report():
    """The HTML report."""
    return with_help(
        QgsProcessingParameterFileDestination(
            REPORT,
            tr("Report"),
            fileFilter=tr("HTML files (*.html)"),
            optional=True,
            createByDefault=False,
        ),
        "One self-contained page: what was done, figures, tables and maps.",
    )
