"""What comes out."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFileDestination

from ..base import tr
from .makers import ANY_GEOMETRY, POINT, POLYGON, TABLE_ONLY, sink, with_help
from .names import GROUND, LATTICE, OUTPUT, REPORT, TARGETS


def point_sink(label: str, name: str = OUTPUT, optional: bool = False):
    """An output of points."""
    return sink(name, label, POINT, optional)


def input_sink(label: str):
    """An output with the geometry of the input."""
    return sink(OUTPUT, label, ANY_GEOMETRY, False)


def ground_sink():
    """The polygons that samples stand for."""
    return sink(GROUND, "Ground, classified", POLYGON, True)


def targets_sink():
    """Contiguous anomalies."""
    return sink(TARGETS, "Targets", POLYGON, True)


def lattice_sink(label: str, name: str = LATTICE):
    """The units of a map as polygons."""
    return with_help(
        sink(name, label, POLYGON, True),
        "The units of the map as squares or hexagons, drawn as its lattice: U-matrix, clusters, "
        "samples of each unit and every element as styles of one layer. It has a coordinate system "
        "of its own, away from the ground; zoom to the layer to see it.",
    )


def table_sink(name: str, label: str):
    """A table without geometry."""
    return sink(name, label, TABLE_ONLY, True)


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
