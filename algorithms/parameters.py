"""Every parameter of GeochemSOM, made in one place: one name, one label, one help text each.

Algorithms pick from these factories, so a parameter reads the same in each dialog, model and
command line.
"""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExpression,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from .base import tr

SAMPLES, FIELDS, COMPOSITION, SAMPLE_ID = "SAMPLES", "FIELDS", "COMPOSITION", "SAMPLE_ID"
TRANSFORM, SCALING, NOT_ANALYSED = "TRANSFORM", "SCALING", "NOT_ANALYSED"
MAX_BLANK, MISSING = "MAX_BLANK", "MISSING"
ROWS, COLS, TOPOLOGY, BOUNDARY, DISTANCE = "ROWS", "COLS", "TOPOLOGY", "BOUNDARY", "DISTANCE"
EPOCHS, T_MAX, T_MIN, INIT, SEED = "EPOCHS", "T_MAX", "T_MIN", "INIT", "SEED"
CLUSTERS, CLUSTER_METHOD = "CLUSTERS", "CLUSTER_METHOD"
ALPHA_MAX, ALPHA_MIN = "ALPHA_MAX", "ALPHA_MIN"
VARIANT, HIDDEN, LATENT, SOM_WEIGHT = "VARIANT", "HIDDEN", "LATENT", "SOM_WEIGHT"
GAMMA, BATCH_SIZE = "GAMMA", "BATCH_SIZE"
LEARNING_RATE, PRETRAIN_EPOCHS, DEVICE = "LEARNING_RATE", "PRETRAIN_EPOCHS", "DEVICE"
OCCURRENCES, OCCURRENCE_FILTER = "OCCURRENCES", "OCCURRENCE_FILTER"
MERGE_DISTANCE, MAX_DISTANCE = "MERGE_DISTANCE", "MAX_DISTANCE"
STUDY_AREA, SUPPORT, CELL_SIZE = "STUDY_AREA", "SUPPORT", "CELL_SIZE"
SUPPORT_POLYGONS, SUPPORT_ID = "SUPPORT_POLYGONS", "SUPPORT_ID"
CLASS_RULE, ANOMALY_FROM, HALO_FROM = "CLASS_RULE", "ANOMALY_FROM", "HALO_FROM"
LOG_BASE, PATHFINDERS = "LOG_BASE", "PATHFINDERS"
INPUT, CLUSTER_FIELD, SCORE_FIELD = "INPUT", "CLUSTER_FIELD", "SCORE_FIELD"
LAYERS, ID_FIELD, SCALE, METHODS = "LAYERS", "ID_FIELD", "SCALE", "METHODS"
OUTPUT, UNITS, GROUND, TABLE, REPORT, TARGETS = (
    *("OUTPUT", "UNITS", "GROUND", "TABLE"),
    *("REPORT", "TARGETS"),
)

POINT = QgsProcessing.SourceType.TypeVectorPoint
POLYGON = QgsProcessing.SourceType.TypeVectorPolygon
ANY_GEOMETRY = QgsProcessing.SourceType.TypeVectorAnyGeometry
TABLE_ONLY = QgsProcessing.SourceType.TypeVector
_INTEGER = QgsProcessingParameterNumber.Type.Integer
_DOUBLE = QgsProcessingParameterNumber.Type.Double
_ADVANCED = QgsProcessingParameterDefinition.Flag.FlagAdvanced


def samples():
    """The layer of samples."""
    return _with_help(
        QgsProcessingParameterFeatureSource(SAMPLES, tr("Samples"), [POINT]),
        "Point layer with one row per sample. If rows are selected, only those are used.",
    )


def fields():
    """The elements that train the map."""
    return _fields(
        FIELDS,
        "Elements (or factor scores) to train on",
        SAMPLES,
        "Fields that form the map. Text fields are read too, with less-than signs for values below the "
        "detection limit.",
    )


def composition():
    """The elements over which log-ratios are taken."""
    return _fields(
        COMPOSITION,
        "Whole composition for log-ratios",
        SAMPLES,
        "Only for clr: all analysed elements, over which log-ratios are taken; the chosen elements "
        "are part of it. Empty: the chosen elements alone.",
        optional=True,
    )


def sample_id():
    """The field that names samples."""
    return _with_help(
        QgsProcessingParameterField(SAMPLE_ID, tr("Sample number"), None, SAMPLES, optional=True),
        "Field that names each sample and never repeats; models are joined by it. Empty: the "
        "feature number.",
    )


def data_parameters():
    """How values become the matrix that trains a map."""
    return [
        _enum(
            TRANSFORM,
            "Transformation",
            ["none", "log10", "clr"],
            "clr",
            "clr: centred log-ratio over the whole composition, for element concentrations. log10: "
            "for fewer than 8 elements. none: for factor scores and other signed values.",
        ),
        _enum(
            SCALING,
            "Scaling",
            ["none", "standard", "robust"],
            "standard",
            "standard: mean 0 and standard deviation 1. robust: by median and median absolute "
            "deviation.",
        ),
        _advanced(
            QgsProcessingParameterString(
                NOT_ANALYSED, tr("Not-analysed codes"), "-9999", optional=True
            ),
            "Numbers that mean not analysed, separated by ; and read as blank.",
        ),
        _number(
            MAX_BLANK,
            "Most blanks allowed in a field (%)",
            20.0,
            "Fields with a larger share of blanks are left out and listed.",
            low=0.0,
            high=100.0,
            advanced=True,
        ),
        _enum(
            MISSING,
            "Blanks in the fields that are kept",
            ["median", "drop"],
            "median",
            "median: a blank takes its field's median and is counted. drop: the sample is left out "
            "and listed.",
            advanced=True,
        ),
    ]


def map_parameters():
    """Size and shape of the map, and how its units become clusters."""
    return [
        _number(
            ROWS,
            "Rows of the map (0 = automatic)",
            0,
            _SIZE_HELP,
            integer=True,
            low=0,
            advanced=True,
        ),
        _number(
            COLS,
            "Columns of the map (0 = automatic)",
            0,
            _SIZE_HELP,
            integer=True,
            low=0,
            advanced=True,
        ),
        _number(
            CLUSTERS,
            "Clusters (0 = automatic)",
            0,
            "Number of groups that the map's units are joined into. 0 chooses from 3 to 12, where "
            "one cluster more stops paying off; occurrences play no part in it.",
            integer=True,
            low=0,
        ),
        _enum(
            CLUSTER_METHOD,
            "Clustering of units",
            ["ward", "kmeans"],
            "ward",
            "ward joins neighbouring units only, weighted by their samples; kmeans ignores the map.",
            advanced=True,
        ),
        _enum(
            TOPOLOGY,
            "Lattice",
            ["rectangular", "hexagonal"],
            "rectangular",
            "Units with 4 or with 6 neighbours.",
            advanced=True,
        ),
        _enum(
            BOUNDARY,
            "Edges of the lattice",
            ["planar", "toroidal"],
            "planar",
            "toroidal joins opposite edges, so that no unit lies at a border.",
            advanced=True,
        ),
        _enum(
            DISTANCE,
            "Distance on the lattice",
            ["manhattan", "euclidean"],
            "manhattan",
            "manhattan counts steps from unit to unit; euclidean is the straight line.",
            advanced=True,
        ),
    ]


def schedule_parameters():
    """How long and how widely a map learns."""
    return [
        _number(
            EPOCHS,
            "Epochs (0 = automatic)",
            0,
            "How often training goes through all samples.",
            integer=True,
            low=0,
            advanced=True,
        ),
        _number(
            T_MAX,
            "First neighbourhood temperature (0 = automatic)",
            0.0,
            "Reach of the neighbourhood exp(-d²/T²) at the start, in units of the lattice.",
            low=0.0,
            advanced=True,
        ),
        _number(
            T_MIN,
            "Last neighbourhood temperature (0 = automatic)",
            0.0,
            "Reach of the neighbourhood at the end; larger keeps the map smoother.",
            low=0.0,
            advanced=True,
        ),
        _enum(
            INIT,
            "Initial map",
            ["pca", "sample"],
            "pca",
            "pca lays the map on the first two principal components; sample starts at random "
            "samples.",
            advanced=True,
        ),
        seed(),
    ]


def seed():
    """The seed of all random numbers."""
    return _number(
        SEED,
        "Seed",
        42,
        "The same seed and input give the same result.",
        integer=True,
        low=0,
        advanced=True,
    )


def som_parameters():
    """Learning rate of the online map."""
    return [
        _number(
            ALPHA_MAX, "First learning rate", 0.5, "SOM only.", low=1e-6, high=1.0, advanced=True
        ),
        _number(
            ALPHA_MIN, "Last learning rate", 0.01, "SOM only.", low=1e-6, high=1.0, advanced=True
        ),
    ]


def desom_parameters():
    """The network of the deep map."""
    return [
        _enum(
            VARIANT,
            "Variant of DE-SOM",
            ["components", "published"],
            "components",
            "DE-SOM only. components: made for tables; a small network beside the principal "
            "components, repeatable whatever the seed. published: the method of its authors, made "
            "for images: on tables it takes minutes and differs from seed to seed.",
            advanced=True,
        ),
        _advanced(
            QgsProcessingParameterString(HIDDEN, tr("Hidden layers"), "auto"),
            "DE-SOM only: sizes of the encoder's hidden layers, separated by commas; the decoder "
            "mirrors them. auto: 64, or 500,500,2000 as published. none: no network, a Batch SOM "
            "of the principal components.",
        ),
        _number(
            LATENT,
            "Latent dimensions (0 = automatic)",
            0,
            "DE-SOM only: size of the latent space in which the map lies. 0 takes as many as hold "
            "95 % of the variance, at least 10 (published: 10). 4 to 6 make the reconstruction "
            "error a better score of odd samples, but small groups may then share units.",
            integer=True,
            low=0,
            advanced=True,
        ),
        _number(
            SOM_WEIGHT,
            "Weight of the map in the loss (components)",
            0.03,
            "DE-SOM, variant components: weight of the map's share of the loss; both shares are "
            "free of scale. 0 leaves it out.",
            low=0.0,
            advanced=True,
        ),
        _number(
            GAMMA,
            "Gamma (published, 0 = automatic)",
            0.0,
            "DE-SOM, variant published: weight of the map in the loss, on the reconstruction loss "
            "summed over fields. 0 takes 0.001 times the number of fields.",
            low=0.0,
            advanced=True,
        ),
        _number(
            BATCH_SIZE,
            "Batch size",
            256,
            "DE-SOM only: samples per training step.",
            integer=True,
            low=1,
            advanced=True,
        ),
        _number(
            LEARNING_RATE,
            "Learning rate of the network",
            0.001,
            "DE-SOM only: step size of the Adam optimizer.",
            low=1e-8,
            high=1.0,
            advanced=True,
        ),
        _number(
            PRETRAIN_EPOCHS,
            "Epochs of the autoencoder alone",
            0,
            "DE-SOM, variant published: epochs before the map joins in.",
            integer=True,
            low=0,
            advanced=True,
        ),
        _enum(
            DEVICE,
            "Device",
            ["auto", "cpu", "cuda"],
            "auto",
            "DE-SOM only: where the network trains.",
            advanced=True,
        ),
    ]


def methods():
    """Which maps to train."""
    parameter = QgsProcessingParameterEnum(
        METHODS,
        tr("Methods"),
        options=["som", "batchsom", "desom"],
        allowMultiple=True,
        defaultValue=["som", "batchsom", "desom"],
        usesStaticStrings=True,
    )
    # The drop-down of several choices shows no names on QGIS 3.22; boxes do.
    parameter.setMetadata({"widget_wrapper": {"useCheckBoxes": True, "columns": 3}})
    return _with_help(
        parameter, "Maps to train, rank and combine. desom needs the package torch (PyTorch)."
    )


def classified_input():
    """A classified or scored layer."""
    return _with_help(
        QgsProcessingParameterFeatureSource(
            INPUT, tr("Classified or scored layer"), [POINT, POLYGON]
        ),
        "Points stand for the ground chosen below; polygons are their own ground.",
    )


def cluster_field():
    """The field of clusters to rank."""
    return _with_help(
        QgsProcessingParameterField(CLUSTER_FIELD, tr("Cluster field"), None, INPUT, optional=True),
        "Groups to rank. Give this or the score field; with neither, the field 'cluster' is taken.",
    )


def score_field_of_input():
    """The continuous score to rank."""
    return _with_help(
        QgsProcessingParameterField(SCORE_FIELD, tr("Score field"), None, INPUT, optional=True),
        "A score to rank instead of clusters; higher is more anomalous.",
    )


def layers():
    """The models to combine."""
    return _with_help(
        QgsProcessingParameterMultipleLayers(LAYERS, tr("Ranked layers to combine"), POINT),
        "Outputs of the prediction-area algorithm for the same samples, two or more.",
    )


def score_field_of_layers():
    """The models' common score."""
    return _with_help(
        QgsProcessingParameterString(SCORE_FIELD, tr("Score field"), "weight_s"),
        "Field of each layer to combine.",
    )


def id_field():
    """The field that joins models."""
    return _with_help(
        QgsProcessingParameterString(ID_FIELD, tr("Sample number"), "sample_id"),
        "Field by which the layers are joined.",
    )


def scale():
    """How scores are brought to one scale."""
    return _enum(
        SCALE,
        "Scale of the scores",
        ["weight", "rank", "minmax", "logistic"],
        "weight",
        "weight combines smoothed weights as they are; the others first bring each model's scores "
        "to 0 to 1.",
        advanced=True,
    )


def occurrence_parameters():
    """The known mineral occurrences, and when two records are one."""
    return [
        _with_help(
            QgsProcessingParameterFeatureSource(
                OCCURRENCES, tr("Known mineral occurrences"), [POINT], optional=True
            ),
            "Point layer. Without it PATHFINDERS give the order.",
        ),
        _with_help(
            QgsProcessingParameterExpression(
                OCCURRENCE_FILTER,
                tr("Use occurrences where"),
                None,
                OCCURRENCES,
                optional=True,
            ),
            "For example \"commodity\" = 'Cu'. Empty: all.",
        ),
        _number(
            MERGE_DISTANCE,
            "Merge records closer than (m)",
            0.0,
            "Records this near to each other count once; 0 merges only equal positions.",
            low=0.0,
        ),
    ]


def ground_parameters():
    """The ground that samples stand for."""
    return [
        _with_help(
            QgsProcessingParameterFeatureSource(
                STUDY_AREA, tr("Study area"), [POLYGON], optional=True
            ),
            "Ground outside does not count. Empty: the hull of the samples widened by one median "
            "spacing.",
        ),
        _enum(
            SUPPORT,
            "Ground each sample stands for",
            ["voronoi", "cells", "equal", "polygons"],
            "voronoi",
            "voronoi: all ground that lies nearest to it. cells: its square cell. equal: the same "
            "share for every sample. polygons: yours, for example catchments.",
        ),
        _number(
            CELL_SIZE,
            "Cell size (m, 0 = median spacing)",
            0.0,
            "Side of the square cells, for cells only.",
            low=0.0,
            advanced=True,
        ),
        _advanced(
            QgsProcessingParameterFeatureSource(
                SUPPORT_POLYGONS, tr("Polygons of the ground"), [POLYGON], optional=True
            ),
            "For polygons only. Where catchments are nested, each keeps what lies upstream of it "
            "and not upstream of another.",
        ),
        _advanced(
            QgsProcessingParameterField(
                SUPPORT_ID,
                tr("Field of the polygons with the sample number"),
                None,
                SUPPORT_POLYGONS,
                optional=True,
            ),
            "Empty: a sample stands for the smallest polygon that contains it.",
        ),
        _number(
            MAX_DISTANCE,
            "Occurrences count up to this far off the ground (m)",
            0.0,
            "An occurrence off the ground falls to the nearest ground within this distance.",
            low=0.0,
            advanced=True,
        ),
    ]


def class_parameters():
    """How ranked ground becomes anomaly, halo and background."""
    return [
        _enum(
            CLASS_RULE,
            "Class rule",
            ["weights", "natural_breaks", "thresholds"],
            "weights",
            "weights: what holds no more occurrences than its share of ground is background; of the "
            "rest, what lies before the crossing of the P-A plot is anomaly, what lies beyond is halo. "
            "natural_breaks and thresholds cut the smoothed weight (or the score).",
            advanced=True,
        ),
        _optional_number(ANOMALY_FROM, "Anomaly from", "For thresholds: least value of anomaly."),
        _optional_number(HALO_FROM, "Halo from", "For thresholds: least value of halo."),
        _enum(
            LOG_BASE,
            "Base of the weights' logarithm",
            ["e", "10"],
            "e",
            "e: natural logarithm. 10: common logarithm. Ranks and classes do not depend on it.",
            advanced=True,
        ),
    ]


def pathfinders(parent: str):
    """What orders the clusters where no occurrence is known."""
    return _fields(
        PATHFINDERS,
        "Pathfinders (if there are no occurrences)",
        parent,
        "Elements or factors that mineralization enriches; they order the clusters where no "
        "occurrence is known.",
        optional=True,
    )


def point_sink(label: str, name: str = OUTPUT, optional: bool = False):
    """An output of points."""
    return _sink(name, label, POINT, optional)


def input_sink(label: str):
    """An output with the geometry of the input."""
    return _sink(OUTPUT, label, ANY_GEOMETRY, False)


def ground_sink():
    """The polygons that samples stand for."""
    return _sink(GROUND, "Ground, classified", POLYGON, True)


def targets_sink():
    """Contiguous anomalies."""
    return _sink(TARGETS, "Targets", POLYGON, True)


def table_sink(name: str, label: str):
    """A table without geometry."""
    return _sink(name, label, TABLE_ONLY, True)


def report():
    """The HTML report."""
    return _with_help(
        QgsProcessingParameterFileDestination(
            REPORT,
            tr("Report"),
            fileFilter=tr("HTML files (*.html)"),
            optional=True,
            createByDefault=False,
        ),
        "One self-contained page: what was done, figures, tables and maps.",
    )


_SIZE_HELP = "0 chooses about 5 times the square root of the number of samples as number of units."


def _with_help(parameter, text: str):
    parameter.setHelp(tr(text))
    return parameter


def _advanced(parameter, text: str):
    parameter.setFlags(parameter.flags() | _ADVANCED)
    return _with_help(parameter, text)


def _fields(name, label, parent, text, optional=False):
    return _with_help(
        QgsProcessingParameterField(
            name, tr(label), None, parent, allowMultiple=True, optional=optional
        ),
        text,
    )


def _enum(name, label, options, default, text, advanced=False):
    parameter = QgsProcessingParameterEnum(
        name, tr(label), options=options, defaultValue=default, usesStaticStrings=True
    )
    return _advanced(parameter, text) if advanced else _with_help(parameter, text)


def _number(name, label, default, text, *, low=None, high=None, integer=False, advanced=False):
    limits = {"minValue": low} if low is not None else {}
    if high is not None:
        limits["maxValue"] = high
    parameter = QgsProcessingParameterNumber(
        name, tr(label), _INTEGER if integer else _DOUBLE, default, False, **limits
    )
    return _advanced(parameter, text) if advanced else _with_help(parameter, text)


def _optional_number(name, label, text):
    return _advanced(QgsProcessingParameterNumber(name, tr(label), _DOUBLE, None, True), text)


def _sink(name, label, kind, optional):
    return QgsProcessingParameterFeatureSink(
        name, tr(label), kind, optional=optional, createByDefault=not optional
    )
