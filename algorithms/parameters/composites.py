"""Which samples are averaged, and how."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFeatureSource

from ..base import tr
from .makers import POLYGON, enum, number, several_fields, sink, with_help
from .names import CELL_SIZE, CELLS, FIELDS, LEAST_SAMPLES, POLYGONS, SAMPLES, STATISTIC


def composite_fields():
    """The elements to average."""
    return several_fields(
        FIELDS,
        "Elements to average",
        SAMPLES,
        "Fields of concentrations. Text fields are read too, with less-than signs for values below "
        "the detection limit; a negative number is such a value.",
    )


def composite_parameters():
    """Which samples are averaged, and how."""
    return [
        number(
            CELL_SIZE,
            "Cell size (m, 0 = automatic)",
            0.0,
            "Side of the square cells. 0 chooses cells that hold four samples on average. Edges "
            "lie at multiples of it, so that surveys in the same CRS in metres share a grid.",
            low=0.0,
        ),
        with_help(
            QgsProcessingParameterFeatureSource(
                POLYGONS, tr("Polygons instead of cells"), [POLYGON], optional=True
            ),
            "For example catchments. A sample belongs to the smallest polygon that contains it; "
            "the cell size is not used.",
        ),
        enum(
            STATISTIC,
            "Average",
            ["mean", "median", "geometric_mean"],
            "mean",
            "mean: what mixing the samples in the field would give. median: one high sample does "
            "not show. geometric_mean: the mean of the logarithms.",
        ),
        number(
            LEAST_SAMPLES,
            "Fewest samples of a composite",
            1,
            "Cells or polygons with fewer samples give no composite; their samples are listed. "
            "More make composites surer and leave more ground empty.",
            integer=True,
            low=1,
        ),
    ]


def cells_sink():
    """The cells or polygons whose samples were averaged."""
    return sink(
        CELLS,
        "Cells of the composites",
        POLYGON,
        True,
        "The cells or polygons with the values of their composites.",
    )
