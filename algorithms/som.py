"""Algorithm `som`: a Kohonen self-organizing map, trained sample by sample."""

from __future__ import annotations

from . import parameters as p
from .base import MAPS, GeochemAlgorithm
from .training_run import add_training_parameters, run_training


class Som(GeochemAlgorithm):
    """Kohonen SOM of geochemical samples."""

    ID = "som"
    TITLE = "Self-organizing map (SOM)"
    GROUP = MAPS
    ICON = "maps.svg"
    TAGS = "geochemistry,anomaly,kohonen,cluster,som"
    HELP = (
        "Trains a Kohonen self-organizing map on geochemical samples, one sample at a time, and "
        "joins its units into clusters. Each sample gets its best-matching unit and its cluster. "
        "Rank the clusters against known occurrences with 'Rank by prediction-area analysis'."
    )

    def initAlgorithm(self, config=None):
        add_training_parameters(self, "Samples by cluster (SOM)", p.som_parameters())

    def execute(self, parameters, context, feedback):
        return run_training(self, "som", parameters, context, feedback)
