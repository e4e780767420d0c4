"""Algorithm `batchsom`: a self-organizing map trained on all samples at once."""

from __future__ import annotations

from .base import MAPS, GeochemAlgorithm
from .training_run import add_training_parameters, run_training


class BatchSom(GeochemAlgorithm):
    """Batch SOM of geochemical samples."""

    ID = "batchsom"
    TITLE = "Batch self-organizing map (Batch SOM)"
    GROUP = MAPS
    ICON = "maps.svg"
    TAGS = "geochemistry,anomaly,kohonen,cluster,som,batch"
    HELP = (
        "Trains a self-organizing map on all geochemical samples at once: fast, and independent of "
        "the samples' order. Each sample gets its best-matching unit and its cluster. Rank the "
        "clusters against known occurrences with 'Rank by prediction-area analysis'."
    )

    def initAlgorithm(self, config=None):
        add_training_parameters(self, "Samples by cluster (Batch SOM)")

    def execute(self, parameters, context, feedback):
        return run_training(self, "batchsom", parameters, context, feedback)
