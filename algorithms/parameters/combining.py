"""The models to combine, and how."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterMultipleLayers, QgsProcessingParameterString

from ..base import tr
from .makers import POINT, enum, with_help
from .names import COMBINE_BY, ID_FIELD, LAYERS, SCALE, SCORE_FIELD


def layers():
    """The models to combine."""
    return with_help(
        QgsProcessingParameterMultipleLayers(LAYERS, tr("Ranked layers to combine"), POINT),
        "Two or more layers of the same samples that 'Rank by prediction-area analysis' wrote.",
    )


def score_field_of_layers():
    """The models' common score."""
    return with_help(
        QgsProcessingParameterString(SCORE_FIELD, tr("Score field"), "weight_s"),
        "Field of each layer to combine; higher is more anomalous. weight_s is the smoothed weight "
        "that the ranking writes.",
    )


def id_field():
    """The field that joins models."""
    return with_help(
        QgsProcessingParameterString(ID_FIELD, tr("Sample number"), "sample_id"),
        "Field by which the layers are joined; a number never repeats within a layer.",
    )


def scale():
    """How scores are brought to one scale."""
    return enum(
        SCALE,
        "Scale of the scores",
        ["weight", "rank", "minmax", "logistic"],
        "weight",
        "weight: smoothed weights as they are, which share their meaning; right for most. The "
        "others first bring each model's scores to 0 to 1, for scores that differ in kind. rank: "
        "by the share of ground that scores lower. minmax: from the least to the greatest. "
        "logistic: by an S-curve, so that extremes count less.",
        advanced=True,
    )


def combine_by():
    """By what rule models are combined."""
    return enum(
        COMBINE_BY,
        "Combine by",
        ["maximin", "majority", "mean_rank"],
        "maximin",
        "maximin: the worst score that any model gives a place; the most cautious, and the source "
        "paper's. majority: the share of models that call it anomalous. mean_rank: the mean of the "
        "models' ranks, by which one model may outvote another.",
        advanced=True,
    )
