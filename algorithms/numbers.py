"""Number outputs, declared and filled in one place."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber

from .base import tr

LABELS = {
    "SAMPLES_USED": "Samples used",
    "SAMPLES_OUT": "Samples left out",
    "SAMPLES_OUTSIDE": "Samples outside the range that the model was trained on",
    "FIELDS_USED": "Fields used",
    "FIELDS_OUT": "Fields left out",
    "COMPOSITES": "Composites made",
    "QUANTIZATION_ERROR": "Quantization error",
    "TOPOGRAPHIC_ERROR": "Topographic error",
    "CLUSTER_COUNT": "Number of clusters",
    "MODEL_COUNT": "Models compared",
    "FACTOR_COUNT": "Number of factors",
    "KMO": "Kaiser-Meyer-Olkin measure of sampling adequacy",
    "EXPLAINED_VARIANCE": "Variance explained by the factors (%)",
    "BEST_ROWS": "Rows of the recommended map",
    "BEST_COLS": "Columns of the recommended map",
    "BEST_CLUSTERS": "Recommended number of clusters",
    "STABILITY": "Stability of the recommendation (adjusted Rand index)",
    "AGREEMENT": "Mean share of the maps that agree on a place's class",
    "OCCURRENCES_USED": "Occurrences used",
    "OCCURRENCES_OUT": "Occurrences left out",
    "HELDOUT_RATE": "Held-out crossing (%, 50 = chance)",
    "HELDOUT_LOW": "Held-out crossing, low end of the resampling range (%)",
    "HELDOUT_HIGH": "Held-out crossing, high end of the resampling range (%)",
    "P_VALUE": "p-value of the held-out AUC against clustered patterns",
    "FIT_NULL_RATE": "Crossing of a fit to occurrences that know nothing of the map (%)",
    "CROSSING_RATE": "Success rate at the crossing of the P-A plot (%)",
    "SELECTED": "Features selected",
    "CROSSING_AREA": "Ground at the crossing of the P-A plot (%)",
    "CROSSING_LOW": "Least success rate at the crossing of a map of the ensemble (%)",
    "CROSSING_HIGH": "Greatest success rate at the crossing of a map of the ensemble (%)",
}
MAP_NUMBERS = ("QUANTIZATION_ERROR", "TOPOGRAPHIC_ERROR", "CLUSTER_COUNT")
FACTOR_NUMBERS = ("FACTOR_COUNT", "KMO", "EXPLAINED_VARIANCE")
EVIDENCE_NUMBERS = ("HELDOUT_RATE", "HELDOUT_LOW", "HELDOUT_HIGH", "P_VALUE", "FIT_NULL_RATE")
CROSSING_NUMBERS = ("CROSSING_RATE", "CROSSING_AREA")


def add_number_outputs(algorithm, names, prefix: str = "") -> None:
    """Declare number outputs of an algorithm, with a model's prefix where it has one."""
    for name in names:
        label = f"{prefix.rstrip('_')}: {tr(LABELS[name])}" if prefix else tr(LABELS[name])
        algorithm.addOutput(QgsProcessingOutputNumber(prefix + name, label))


def crossing_numbers(crossing, prefix: str = "") -> dict:
    """CROSSING_RATE and CROSSING_AREA; None where there is no crossing."""
    return {
        f"{prefix}CROSSING_RATE": crossing.rate if crossing else None,
        f"{prefix}CROSSING_AREA": crossing.area if crossing else None,
    }
