"""Which settings are compared, or how many maps are asked, on resamples of the samples."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterString

from ..base import tr
from .makers import TABLE_ONLY, advanced_with_help, also_advanced, enum, number, sink, with_help
from .maps import desom_parameters, map_parameters, schedule_parameters
from .names import (
    CLUSTER_NUMBERS,
    CLUSTERS,
    COLS,
    GAMMA,
    GAMMAS,
    INIT,
    LATENT,
    LATENTS,
    MEMBERS,
    METHOD,
    OUTPUT,
    RESAMPLES,
    ROWS,
    SIZES,
    THREADS,
)
from .ranking import ground_parameters, occurrence_parameters

_SET_APART = {ROWS, COLS, CLUSTERS, LATENT, GAMMA}
_START_HELP = (
    "pca lays the map on the first two principal components; sample starts at random samples. A "
    "Batch SOM starts at random samples whatever is chosen here: nothing else in it is random, and "
    "what only a fixed start agrees on is not stable."
)


def method():
    """Which map."""
    return enum(
        METHOD,
        "Method",
        ["som", "batchsom", "desom"],
        "batchsom",
        "The map to train. batchsom is the fastest by far; desom needs the package torch (PyTorch) "
        "and takes the longest.",
    )


def sizes():
    """The map sizes to compare."""
    return with_help(
        QgsProcessingParameterString(
            SIZES, tr("Map sizes to compare (rows x columns)"), "", optional=True
        ),
        "For example 8x8;10x10;12x12. Empty: three, with half, all and twice the units of the automatic "
        "size.",
    )


def cluster_numbers():
    """The numbers of clusters to compare."""
    return with_help(
        QgsProcessingParameterString(CLUSTER_NUMBERS, tr("Numbers of clusters to compare"), "3-8"),
        "For example 3;4;6 or 3-8. They cost little: the same maps are cut at every number.",
    )


def resamples():
    """How many resamples each setting is fitted to."""
    return number(
        RESAMPLES,
        "Resamples",
        10,
        "Each setting is trained on so many resamples of the samples, drawn with replacement: what they "
        "agree on is stable. More make the figures surer and take longer.",
        integer=True,
        low=3,
        high=1000,
    )


def compared_networks():
    """The latent sizes and gammas of DE-SOM to compare."""
    own = {parameter.name(): parameter.defaultValue() for parameter in desom_parameters()}
    return [
        advanced_with_help(
            QgsProcessingParameterString(
                LATENTS, tr("Latent dimensions to compare"), f"{own[LATENT]:g}", optional=True
            ),
            "DE-SOM only: for example 2;3;5. Each one multiplies the time.",
        ),
        advanced_with_help(
            QgsProcessingParameterString(
                GAMMAS, tr("Weights of the map to compare"), f"{own[GAMMA]:g}", optional=True
            ),
            "DE-SOM, variant published: values of gamma, for example 0.01;0.1; 0 is automatic. Each one "
            "multiplies the time.",
        ),
    ]


def fixed_map_parameters():
    """Shape of the map and clustering, where sizes and numbers of clusters are compared."""
    return [given for given in map_parameters() if given.name() not in _SET_APART]


def network_parameters():
    """The network of DE-SOM, where latent sizes and gammas are compared."""
    return [given for given in desom_parameters() if given.name() not in _SET_APART]


def resampled_schedule_parameters():
    """How maps of resamples learn."""
    schedule = schedule_parameters()
    for parameter in schedule:
        if parameter.name() == INIT:
            parameter.setHelp(tr(_START_HELP))
    return schedule


def members():
    """How many maps an ensemble has."""
    return number(
        MEMBERS,
        "Maps in the ensemble",
        25,
        "Each is trained on a resample of the samples, drawn with replacement, with a seed of its own. "
        "With 25 maps shares come in steps of 4 %.",
        integer=True,
        low=2,
        high=1000,
    )


def threads():
    """How many maps train at the same time."""
    return number(
        THREADS,
        "Threads (0 = all cores)",
        0,
        "Maps trained at the same time. The result does not depend on it.",
        integer=True,
        low=0,
        high=256,
        advanced=True,
    )


def judging_occurrences():
    """Occurrences by which settings are judged too, where they are given, and their ground."""
    layer, *others = occurrence_parameters()
    layer.setHelp(
        tr(
            "Optional: the table and the report then show how well each setting finds occurrences that "
            "took no part in its ranking (held-out AUC). The recommendation does not look at it, and who "
            "chooses by it spends the p-value."
        )
    )
    return [layer, *(also_advanced(other) for other in (*others, *ground_parameters()))]


def settings_sink():
    """The table of settings."""
    return sink(
        OUTPUT,
        "Settings compared",
        TABLE_ONLY,
        False,
        "A row per map size and number of clusters: stability, errors, and which is recommended.",
    )
