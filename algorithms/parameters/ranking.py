"""What is ranked, against what, and on which ground."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from ..base import tr
from .makers import (
    POINT,
    POLYGON,
    advanced_with_help,
    enum,
    number,
    optional_number,
    several_fields,
    with_help,
)
from .names import (
    ANOMALY_FROM,
    CELL_SIZE,
    CLASS_RULE,
    CLUSTER_FIELD,
    EVALUATION,
    HALO_FROM,
    INPUT,
    LOG_BASE,
    MAX_DISTANCE,
    MERGE_DISTANCE,
    OCCURRENCE_FILTER,
    OCCURRENCES,
    PATHFINDERS,
    RANK_BY,
    SCORE_FIELD,
    STUDY_AREA,
    SUPPORT,
    SUPPORT_ID,
    SUPPORT_POLYGONS,
)


def classified_input():
    """A classified or scored layer."""
    return with_help(
        QgsProcessingParameterFeatureSource(
            INPUT, tr("Classified or scored layer"), [POINT, POLYGON]
        ),
        "Points stand for the ground chosen below; polygons are their own ground.",
    )


def cluster_field():
    """The field of clusters to rank."""
    return with_help(
        QgsProcessingParameterField(CLUSTER_FIELD, tr("Cluster field"), None, INPUT, optional=True),
        "Groups or classes to rank. Give this or the score field; with neither, the field "
        "'cluster' is taken.",
    )


def score_field_of_input():
    """The continuous score to rank."""
    return with_help(
        QgsProcessingParameterField(SCORE_FIELD, tr("Score field"), None, INPUT, optional=True),
        "A score to rank instead of clusters; higher is more anomalous.",
    )


def occurrence_parameters():
    """The known mineral occurrences, and when two records are one."""
    return [
        with_help(
            QgsProcessingParameterFeatureSource(
                OCCURRENCES, tr("Known mineral occurrences"), [POINT], optional=True
            ),
            "Point layer of known deposits, prospects or mines of the kind you look for: they rank "
            "the map. Without it the pathfinders give the order.",
        ),
        with_help(
            QgsProcessingParameterExpression(
                OCCURRENCE_FILTER,
                tr("Use occurrences where"),
                None,
                OCCURRENCES,
                optional=True,
            ),
            "Expression that picks the kind you look for, for example \"commodity\" = 'Cu'. Empty: "
            "all.",
        ),
        number(
            MERGE_DISTANCE,
            "Merge records closer than (m)",
            0.0,
            "Records this near to each other count once: registers list one site several times, "
            "and each would count as a witness. 0 merges only equal positions.",
            low=0.0,
        ),
    ]


def ground_parameters():
    """The ground that samples stand for."""
    return [
        with_help(
            QgsProcessingParameterFeatureSource(
                STUDY_AREA, tr("Study area"), [POLYGON], optional=True
            ),
            "Ground outside does not count. Empty: the hull of the samples widened by one median "
            "spacing.",
        ),
        enum(
            SUPPORT,
            "Ground each sample stands for",
            ["voronoi", "cells", "equal", "polygons"],
            "voronoi",
            "voronoi: all ground that lies nearest to it; right for most surveys. cells: its "
            "square cell, for composites and samples on a grid. equal: the same share for every "
            "sample. polygons: yours, for example the catchments of stream sediments.",
        ),
        number(
            CELL_SIZE,
            "Cell size (m, 0 = median spacing)",
            0.0,
            "Side of the square cells; only where cells are the ground. 0 takes the median "
            "distance to the nearest sample.",
            low=0.0,
            advanced=True,
        ),
        advanced_with_help(
            QgsProcessingParameterFeatureSource(
                SUPPORT_POLYGONS, tr("Polygons of the ground"), [POLYGON], optional=True
            ),
            "Only where polygons are the ground. Where catchments are nested, each keeps what lies "
            "upstream of it and not upstream of another.",
        ),
        advanced_with_help(
            QgsProcessingParameterField(
                SUPPORT_ID,
                tr("Field of the polygons with the sample number"),
                None,
                SUPPORT_POLYGONS,
                optional=True,
            ),
            "Empty: a sample stands for the smallest polygon that contains it.",
        ),
        number(
            MAX_DISTANCE,
            "Occurrences count up to this far off the ground (m)",
            0.0,
            "An occurrence off the ground falls to the nearest ground within this distance. Those "
            "farther off are left out and counted.",
            low=0.0,
            advanced=True,
        ),
    ]


def class_parameters(rule: str = "weights"):
    """How ranked ground becomes anomaly, halo and background."""
    return [
        enum(
            CLASS_RULE,
            "Class rule",
            ["weights", "natural_breaks", "thresholds", "crossing", "fractal"],
            rule,
            "weights: what holds no more occurrences than its share of ground is background; of the "
            "rest, what lies before the crossing of the P-A plot is anomaly, what lies beyond is "
            "halo. crossing: all that lies before the crossing is anomaly, and there is no halo. "
            "natural_breaks (three classes with the least spread within), fractal (the breaks of "
            "the concentration-area curve: from the highest up anomaly, from the next up halo; "
            "without a break all is background) and thresholds cut the smoothed weight (or the "
            "score). weights suits clusters, natural_breaks units: before its crossing, a map of "
            "units has the ground of nearly every occurrence that is known already.",
            advanced=True,
        ),
        optional_number(
            ANOMALY_FROM,
            "Anomaly from",
            "For the class rule thresholds: ground with this smoothed weight (or score) or more is "
            "anomaly.",
        ),
        optional_number(
            HALO_FROM,
            "Halo from",
            "For the class rule thresholds: ground with this or more that is no anomaly is halo.",
        ),
        enum(
            LOG_BASE,
            "Base of the weights' logarithm",
            ["e", "10"],
            "e",
            "e: natural logarithm. 10: common logarithm, as in the source paper. Ranks and classes "
            "do not depend on it.",
            advanced=True,
        ),
    ]


def pathfinders(parent: str):
    """What orders the clusters where no occurrence is known."""
    return several_fields(
        PATHFINDERS,
        "Pathfinders (if there are no occurrences)",
        parent,
        "Elements or factors that mineralization enriches; they order the map where no occurrence "
        "is known.",
        optional=True,
    )


def evaluation():
    """Whether occurrences are held out, and compared with chance."""
    return enum(
        EVALUATION,
        "Evaluation",
        ["full", "held_out", "none"],
        "full",
        "full: occurrences are held out block by block of ground and ranked by maps that never saw "
        "them (held-out crossing, 50 = chance), and the result is compared with simulated "
        "occurrences that cluster alike (p-value). held_out: without the comparison, which takes "
        "most of the time. none: the fit alone.",
        advanced=True,
    )


def rank_by(default: str = "units"):
    """What of a map is ranked."""
    return enum(
        RANK_BY,
        "Rank by",
        ["clusters", "units"],
        default,
        "units: every unit of the map by itself, its weight smoothed over the lattice; predicts "
        "better on most surveys that were tried, but below 100 occurrences its fit means nothing: "
        "judge it by the held-out crossing. clusters: groups of units, fewer and simpler; find a "
        "broad, weak link with fewer occurrences.",
        advanced=True,
    )
