"""Algorithm `desom`: an autoencoder and a self-organizing map trained together."""

from __future__ import annotations

from . import parameters as p
from .base import MAPS, GeochemAlgorithm
from .training_run import add_training_parameters, run_training


class DeSom(GeochemAlgorithm):
    """DE-SOM of geochemical samples."""

    ID = "desom"
    TITLE = "Deep embedded self-organizing map (DE-SOM)"
    GROUP = MAPS
    ICON = "maps.svg"
    TAGS = "geochemistry,anomaly,autoencoder,deep learning,cluster,som"
    HELP = (
        "Trains an autoencoder and a self-organizing map of its latent space together. Each sample "
        "gets its best-matching unit, its cluster and its reconstruction error, which is high where "
        "a sample breaks the relations among elements that the others keep. In tests on labelled, "
        "synthetic and real tables its units were as good as those of Batch SOM and no better; what "
        "the network adds is a closer reconstruction, on surveys of thousands of samples above all. "
        "Needs the package torch (PyTorch). Rank the clusters against known occurrences with 'Rank "
        "by prediction-area analysis'."
    )

    def initAlgorithm(self, config=None):
        add_training_parameters(self, "Samples by cluster (DE-SOM)", p.desom_parameters())

    def execute(self, parameters, context, feedback):
        return run_training(self, "desom", parameters, context, feedback)
