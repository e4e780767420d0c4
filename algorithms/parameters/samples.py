"""The layer of samples, and how a laboratory's values become numbers."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
)

from ..base import tr
from .makers import POINT, advanced_with_help, enum, number, several_fields, with_help
from .names import (
    COMPOSITION,
    FIELDS,
    FLAG_SUFFIX,
    LEVEL_FIELD,
    MAX_BLANK,
    MAX_BLANK_SAMPLE,
    MAX_CENSORED,
    MISSING,
    NEIGHBOURS,
    NON_DETECTS,
    NOT_ANALYSED,
    REPEATS,
    SAMPLE_ID,
    SAMPLES,
    SCALING,
    TRANSFORM,
    WINSORIZE,
)


def samples():
    """The layer of samples."""
    return with_help(
        QgsProcessingParameterFeatureSource(SAMPLES, tr("Samples"), [POINT]),
        "Point layer with one row per sample. To use selected rows only, say so beside the layer.",
    )


def fields():
    """The elements that train the map."""
    return several_fields(
        FIELDS,
        "Elements (or factor scores) to train on",
        SAMPLES,
        "Fields that form the map: the elements that mineralization or its halo changes. Text fields are "
        "read too, with less-than signs for values below the detection limit.",
    )


def prepared_fields():
    """The elements that are prepared."""
    return several_fields(
        FIELDS,
        "Elements to prepare",
        SAMPLES,
        "Fields of concentrations, numbers or text. A less-than sign, a negative number, 0 and "
        "words such as bdl mean below the detection limit, a greater-than sign above range, a "
        "tilde uncertain. Fields that are not chosen pass through as they are.",
    )


def preparation_parameters():
    """As `data_parameters`, where the numbers themselves are what is wanted."""
    transform, *others = data_parameters(transform="none", scaling="none")
    transform.setHelp(
        tr(
            "none: complete concentrations alone, which maps can transform later. log10, clr, ilr: "
            "besides them a transformed field of each element (Cu_ppm_log, Cu_ppm_clr, "
            "Cu_ppm_ilr). clr: centred log-ratio over the whole composition. ilr: isometric "
            "log-ratio (pivot coordinates), each element against those after it. Train maps on "
            "such fields with TRANSFORM none."
        )
    )
    return [transform, *others]


def composition():
    """The elements over which log-ratios are taken."""
    return several_fields(
        COMPOSITION,
        "Whole composition for log-ratios",
        SAMPLES,
        "Only for log-ratios (clr, ilr): all analysed elements, over which they are taken; the "
        "chosen elements are part of it. Empty: the chosen elements alone.",
        optional=True,
    )


def sample_id():
    """The field that names samples."""
    return with_help(
        QgsProcessingParameterField(SAMPLE_ID, tr("Sample number"), None, SAMPLES, optional=True),
        "Field that names each sample and never repeats; models are joined by it. Empty: the "
        "feature number.",
    )


def data_parameters(transform: str = "clr", scaling: str = "standard"):
    """How a laboratory's values become the matrix of an analysis, with the defaults of the two scales."""
    return [
        enum(
            TRANSFORM,
            "Transformation",
            ["none", "log10", "clr", "ilr"],
            transform,
            "clr: centred log-ratio over the whole composition; for element concentrations, right "
            "for most. ilr: isometric log-ratio (pivot coordinates). log10: for fewer than 8 "
            "elements, of which log-ratios would remove what they have in common. none: for factor "
            "scores and other signed values.",
        ),
        enum(
            SCALING,
            "Scaling",
            ["none", "standard", "robust"],
            scaling,
            "Makes elements of different spread count alike. standard: mean 0 and standard "
            "deviation 1. robust: by median and median absolute deviation, where a few extreme "
            "samples would set the scale. none: elements that vary more count more.",
        ),
        *assay_parameters(),
        number(
            WINSORIZE,
            "Draw in the tails beyond this percentile (%)",
            0.0,
            "Transformed values beyond this percentile of a field, at either end, take the "
            "percentile. 0 leaves all as they are; 1 or 2 keeps a few extreme samples from ruling "
            "the map.",
            low=0.0,
            high=49.0,
            advanced=True,
        ),
        advanced_with_help(
            QgsProcessingParameterField(
                LEVEL_FIELD, tr("Level between groups of"), None, SAMPLES, optional=True
            ),
            "Field that names the laboratory, survey, map sheet or lithology. Each group's median "
            "and spread are brought to the survey's, on the transformed scale: do so only where "
            "the groups' ground is alike. Samples without a group are left out.",
        ),
    ]


def assay_parameters():
    """How detection limits and blanks of a laboratory's table are read and filled."""
    return [
        not_analysed(),
        flag_suffix(),
        non_detects(),
        number(
            MAX_CENSORED,
            "Most values below the limit in a field (%)",
            80.0,
            "Fields with a larger share of values below the detection limit are left out and "
            "listed.",
            low=0.0,
            high=100.0,
            advanced=True,
        ),
        number(
            MAX_BLANK,
            "Most blanks allowed in a field (%)",
            20.0,
            "Fields with a larger share of blanks are left out and listed.",
            low=0.0,
            high=100.0,
            advanced=True,
        ),
        number(
            MAX_BLANK_SAMPLE,
            "Most blanks allowed in a sample (%)",
            50.0,
            "Samples with a larger share of blanks in the fields that are kept are left out and "
            "listed.",
            low=0.0,
            high=100.0,
            advanced=True,
        ),
        enum(
            MISSING,
            "Blanks in the fields that are kept",
            ["median", "knn", "drop"],
            "median",
            "median: a blank takes its field's median. knn: the median of the nearest samples in "
            "log-ratio space, scaled to the sample. Both are counted and marked. drop: the sample "
            "is left out and listed.",
            advanced=True,
        ),
        number(
            NEIGHBOURS,
            "Nearest samples",
            5,
            "How many samples fill a blank, for knn.",
            integer=True,
            low=1,
            advanced=True,
        ),
    ]


def repeats():
    """What becomes of samples at one place."""
    return enum(
        REPEATS,
        "Samples at one place",
        ["report", "keep", "average", "first"],
        "report",
        "report: all stay, with a warning. keep: all stay. average: they become one sample with "
        "mean values. first: the first stays, the others are left out and listed.",
    )


def not_analysed():
    """The numbers that stand for no analysis."""
    return advanced_with_help(
        QgsProcessingParameterString(
            NOT_ANALYSED, tr("Not-analysed codes"), "-9999", optional=True
        ),
        "Numbers that mean not analysed, separated by ; and read as blank.",
    )


def flag_suffix():
    """How the fields of qualifiers beside the elements end."""
    return advanced_with_help(
        QgsProcessingParameterString(FLAG_SUFFIX, tr("Ending of flag fields"), "", optional=True),
        "For tables with a field of qualifiers beside each element: _flag finds Zr_flag beside "
        "Zr_ppm. A flag of a less-than sign means below the detection limit, greater-than above "
        "range, ~ or ! uncertain. Empty: none.",
    )


def non_detects():
    """What takes the place of values below the detection limit."""
    return enum(
        NON_DETECTS,
        "Values below the detection limit",
        ["half", "sqrt2", "multiplicative", "ros"],
        "half",
        "half: half the limit. sqrt2: the limit divided by the square root of 2. multiplicative: "
        "0.65 of the limit, for log-ratios; needs units in the field names. ros: from a log-normal "
        "line through the detected values (regression on order statistics). A zero counts as below "
        "the field's smallest positive value. A substitute above the 95th percentile of the "
        "detected values (of ros: a limit above it) becomes a blank.",
        advanced=True,
    )
