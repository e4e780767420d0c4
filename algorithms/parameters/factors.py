"""How factors are drawn, chosen and scored."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterBoolean

from ..base import tr
from .makers import also_advanced, enum, number, several_fields, with_help
from .maps import seed
from .names import (
    EXTRACTION,
    FACTOR_RULE,
    FACTORS,
    FIELDS,
    LOADING_THRESHOLD,
    LOADINGS,
    MATRIX,
    N_FACTORS,
    ROBUST,
    ROTATION,
    SAMPLES,
    SCORES,
    SEED,
    STAGED,
    TARGET_ELEMENTS,
    TRAIN_ON,
)
from .samples import data_parameters
from .sinks import table_sink

LOWEST_THRESHOLD = 0.3


def elements():
    """The elements that factors are drawn from."""
    return several_fields(
        FIELDS,
        "Elements to analyse",
        SAMPLES,
        "Fields from which factors are drawn: all elements that vary and are mostly above the detection "
        "limit. Text fields are read too, with less-than signs for values below the detection limit.",
    )


def factor_data_parameters():
    """How values become the matrix that factors are drawn from."""
    transform, scaling, *others = data_parameters(transform="log10")
    transform.setOptions(["none", "log10", "clr"])  # a balance is no element
    transform.setHelp(
        tr(
            "log10, the usual choice: element concentrations are skewed, logarithms much less so, and "
            "any set of elements will do. clr: centred log-ratio over the whole composition, where "
            "dilution or a dominating element would make up a factor of its own; then give all "
            "elements that were analysed. none: for values that are logarithms or log-ratios already."
        )
    )
    scaling.setHelp(
        tr(
            "Correlations are those of standardised values whatever is chosen here. With covariances, "
            "robust divides each field by its median absolute deviation; standard would make them "
            "correlations and is not applied. Log-ratios are not scaled."
        )
    )
    return [transform, also_advanced(scaling), *others]


def factor_parameters():
    """How factors are drawn, chosen and scored."""
    return [
        number(
            N_FACTORS,
            "Number of factors (0 = by rule)",
            0,
            "0 lets the rule below choose. The scree plot of the report helps to choose by eye.",
            integer=True,
            low=0,
        ),
        enum(
            FACTOR_RULE,
            "Rule for the number of factors",
            ["parallel", "kaiser"],
            "parallel",
            "parallel: factors whose eigenvalues exceed those of the same values shuffled (95th "
            "percentile of 200 rounds). kaiser: eigenvalues above their mean, which often keeps more.",
        ),
        several_fields(
            TARGET_ELEMENTS,
            "Target elements",
            SAMPLES,
            "What is looked for, for example copper and gold. Factors on which one of them has a loading "
            "of the threshold or more are picked: they get a positive sign for it, a mineralization "
            "probability index (GMPI), and a map in the report. Empty: none is picked.",
            optional=True,
        ),
        number(
            LOADING_THRESHOLD,
            "Loading threshold",
            0.6,
            "From this absolute loading on a factor carries an element. 0.6 is usual; 0.5 is lenient, "
            "0.7 strict.",
            low=LOWEST_THRESHOLD,
            high=0.95,
        ),
        with_help(
            QgsProcessingParameterBoolean(
                STAGED, tr("Staged: drop weak elements and repeat"), False
            ),
            "Drops the elements whose highest absolute loading is under the threshold and analyses the "
            "rest again, until none is. It sharpens the factors; the report and the table of loadings "
            "name what was dropped, and when.",
        ),
        with_help(
            QgsProcessingParameterBoolean(ROBUST, tr("Robust against odd samples"), False),
            "Lets the samples that lie closest together (minimum covariance determinant) decide what "
            "is ordinary, so that a few mineralised, contaminated or mislabelled ones do not make up "
            "a factor; they get scores all the same. It works on log-ratios of the chosen elements, "
            "which are taken whatever the transformation (none: the values are read as logarithms), "
            "and needs twice as many samples as elements.",
        ),
        enum(
            EXTRACTION,
            "Extraction",
            ["principal_axis", "principal_components", "maximum_likelihood"],
            "principal_axis",
            "principal_axis: what elements share, apart from what is each one's own. "
            "principal_components: all variance, errors included; never fails. maximum_likelihood: "
            "for normally distributed values; not for log-ratios over the chosen elements.",
            advanced=True,
        ),
        enum(
            MATRIX,
            "Matrix",
            ["correlation", "covariance"],
            "correlation",
            "correlation: all elements count alike; right for most surveys. covariance: elements that "
            "vary more count more.",
            advanced=True,
        ),
        enum(
            ROTATION,
            "Rotation",
            ["varimax", "promax", "none"],
            "varimax",
            "varimax: factors that are uncorrelated and each carry few elements. promax: they may be "
            "correlated, as rock types and alteration often are. none: as extracted, the first factor "
            "being a mixture of all.",
            advanced=True,
        ),
        enum(
            SCORES,
            "Scores",
            ["regression", "bartlett"],
            "regression",
            "How much of a factor a sample has. regression: least error, shrunk towards 0. bartlett: "
            "without shrinkage, noisier.",
            advanced=True,
        ),
        seed(),
    ]


def factor_step_parameters():
    """Whether maps are trained on elements or on their factors, and how factors are drawn."""
    train_on = enum(
        TRAIN_ON,
        "Train the maps on",
        ["elements", "factors", "target_factors"],
        "elements",
        "elements: all chosen fields as they are prepared. factors: the scores of all factors drawn "
        "from them. target_factors: the scores of the factors that carry the target elements, as the "
        "source paper does.",
    )
    settings = [parameter for parameter in factor_parameters() if parameter.name() != SEED]
    return [
        train_on,
        *(s if s.name() == TARGET_ELEMENTS else also_advanced(s) for s in settings),
    ]


def loadings_sink():
    """What each element has of each factor."""
    return with_help(
        table_sink(LOADINGS, "Loadings"),
        "Table with a row per element: its loadings, communality (what the factors explain of it), "
        "uniqueness (the rest), main factor, and the stage after which it was dropped, if it was.",
    )


def factors_sink():
    """What each factor carries, and whether it was picked."""
    return with_help(
        table_sink(FACTORS, "Factors"),
        "Table with a row per factor: elements carried, explained variance, why it was picked or not.",
    )
