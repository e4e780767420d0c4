"""Size, shape and training of the maps."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterEnum, QgsProcessingParameterString

from ..base import tr
from .makers import advanced_with_help, enum, number, with_help
from .names import (
    ALPHA_MAX,
    ALPHA_MIN,
    BATCH_SIZE,
    BOUNDARY,
    CLUSTER_METHOD,
    CLUSTERS,
    COLS,
    DEVICE,
    DISTANCE,
    EPOCHS,
    GAMMA,
    HIDDEN,
    INIT,
    LATENT,
    LEARNING_RATE,
    METHODS,
    PRETRAIN_EPOCHS,
    ROWS,
    SEED,
    SOM_WEIGHT,
    T_MAX,
    T_MIN,
    TOPOLOGY,
    VARIANT,
)

_SIZE_HELP = (
    "0 chooses a map of about 5 times the square root of the number of samples as number of units. "
    "More units show finer differences, but hold fewer samples each."
)


def map_parameters():
    """Size and shape of the map, and how its units become clusters."""
    return [
        number(
            ROWS,
            "Rows of the map (0 = automatic)",
            0,
            _SIZE_HELP,
            integer=True,
            low=0,
            advanced=True,
        ),
        number(
            COLS,
            "Columns of the map (0 = automatic)",
            0,
            _SIZE_HELP,
            integer=True,
            low=0,
            advanced=True,
        ),
        number(
            CLUSTERS,
            "Clusters (0 = automatic)",
            0,
            "Number of groups that the map's units are joined into. 0 chooses from 3 to 12, where "
            "one cluster more stops paying off; occurrences play no part in it. Many small "
            "clusters need many occurrences to be judged by; 'Select map size and number of "
            "clusters' compares.",
            integer=True,
            low=0,
        ),
        enum(
            CLUSTER_METHOD,
            "Clustering of units",
            ["ward", "kmeans"],
            "ward",
            "ward joins neighbouring units only, weighted by their samples, so that a cluster is "
            "one patch of the map. kmeans joins units that are alike wherever they lie.",
            advanced=True,
        ),
        *lattice_parameters(),
    ]


def lattice_parameters():
    """The neighbours of a unit, and how far apart units lie."""
    return [
        enum(
            TOPOLOGY,
            "Lattice",
            ["rectangular", "hexagonal"],
            "rectangular",
            "rectangular: units with 4 neighbours, as in the source paper. hexagonal: with 6.",
            advanced=True,
        ),
        enum(
            BOUNDARY,
            "Edges of the lattice",
            ["planar", "toroidal"],
            "planar",
            "toroidal joins opposite edges, so that no unit lies at a border.",
            advanced=True,
        ),
        enum(
            DISTANCE,
            "Distance on the lattice",
            ["manhattan", "euclidean"],
            "manhattan",
            "manhattan counts steps from unit to unit, as the source paper does; euclidean is the "
            "straight line.",
            advanced=True,
        ),
    ]


def schedule_parameters():
    """How long and how widely a map learns."""
    return [
        number(
            EPOCHS,
            "Epochs (0 = automatic)",
            0,
            "How often training goes through all samples. 0 chooses by their number. More take longer "
            "and let the neighbourhood shrink more gently.",
            integer=True,
            low=0,
            advanced=True,
        ),
        number(
            T_MAX,
            "First neighbourhood temperature (0 = automatic)",
            0.0,
            "Reach T of the neighbourhood exp(-d²/T²) at the start, in units of the lattice: how "
            "far a sample pulls on the units around its best-matching one. 0 takes half the longer "
            "side of the map (DE-SOM published: 10).",
            low=0.0,
            advanced=True,
        ),
        number(
            T_MIN,
            "Last neighbourhood temperature (0 = automatic)",
            0.0,
            "Reach of the neighbourhood at the end. Larger keeps the map smoother and further from "
            "the samples. 0 takes 0.5 (DE-SOM: 0.55, published 0.1).",
            low=0.0,
            advanced=True,
        ),
        enum(
            INIT,
            "Initial map",
            ["pca", "sample"],
            "pca",
            "pca lays the map on the first two principal components, so that every run starts alike; "
            "sample starts at random samples.",
            advanced=True,
        ),
        seed(),
    ]


def seed():
    """The seed of all random numbers."""
    return number(
        SEED,
        "Seed",
        42,
        "The same seed and input give the same result. Another one shows how far the result "
        "depends on chance.",
        integer=True,
        low=0,
        advanced=True,
    )


def som_parameters():
    """Learning rate of the online map."""
    return [
        number(
            ALPHA_MAX,
            "First learning rate",
            0.5,
            "SOM only: which part of the way to a sample its best-matching unit moves at the start.",
            low=1e-6,
            high=1.0,
            advanced=True,
            decimals=6,
        ),
        number(
            ALPHA_MIN,
            "Last learning rate",
            0.01,
            "SOM only: the same at the end. Smaller lets units settle in the middle of their "
            "samples.",
            low=1e-6,
            high=1.0,
            advanced=True,
            decimals=6,
        ),
    ]


def desom_parameters():
    """The network of the deep map."""
    return [
        enum(
            VARIANT,
            "Variant of DE-SOM",
            ["components", "published"],
            "components",
            "DE-SOM only. components: made for tables; a small network beside the principal "
            "components, repeatable whatever the seed. published: the method of its authors, made "
            "for images: on tables it takes minutes and differs from seed to seed.",
            advanced=True,
        ),
        advanced_with_help(
            QgsProcessingParameterString(HIDDEN, tr("Hidden layers"), "auto"),
            "DE-SOM only: sizes of the encoder's hidden layers, separated by commas; the decoder "
            "mirrors them. auto: 64, or 500,500,2000 as published. none: no network, a Batch SOM "
            "of the principal components.",
        ),
        number(
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
        number(
            SOM_WEIGHT,
            "Weight of the map in the loss (components)",
            0.03,
            "DE-SOM, variant components: weight of the map's share of the loss; both shares are "
            "free of scale. 0 leaves it out. Much larger ones fold the map.",
            low=0.0,
            advanced=True,
            decimals=4,
        ),
        number(
            GAMMA,
            "Gamma (published, 0 = automatic)",
            0.0,
            "DE-SOM, variant published: weight of the map in the loss, on the reconstruction loss "
            "summed over fields. 0 takes 0.001 times the number of fields.",
            low=0.0,
            advanced=True,
            decimals=6,
        ),
        number(
            BATCH_SIZE,
            "Batch size",
            256,
            "DE-SOM only: samples per training step, at most.",
            integer=True,
            low=1,
            advanced=True,
        ),
        number(
            LEARNING_RATE,
            "Learning rate of the network",
            0.001,
            "DE-SOM only: step size of the Adam optimizer.",
            low=1e-8,
            high=1.0,
            advanced=True,
            decimals=8,
        ),
        number(
            PRETRAIN_EPOCHS,
            "Epochs of the autoencoder alone",
            0,
            "DE-SOM, variant published: epochs before the map joins in.",
            integer=True,
            low=0,
            advanced=True,
        ),
        enum(
            DEVICE,
            "Device",
            ["auto", "cpu", "cuda"],
            "auto",
            "DE-SOM only: where the network trains. auto takes a graphics card (cuda) for large "
            "batches; only the processor (cpu) repeats to the bit.",
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
    return with_help(
        parameter, "Maps to train, rank and combine. desom needs the package torch (PyTorch)."
    )
