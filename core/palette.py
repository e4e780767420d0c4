"""Colours of classes, clusters and scores: one home for layers, charts and maps.

All are chosen to stay apart for colour-blind eyes.
"""

from __future__ import annotations

ANOMALY, HALO, BACKGROUND = 3, 2, 1

# Untranslated English: these names are values of the field `class`.
CLASS_NAMES = {ANOMALY: "anomaly", HALO: "halo", BACKGROUND: "background"}
CLASS_COLOURS = {ANOMALY: "#c8102e", HALO: "#f5a03c", BACKGROUND: "#d4d4d0"}
OCCURRENCE_COLOUR = "#111111"

# One line colour and dash pattern per model, told apart without colour too.
METHOD_COLOURS = {
    "som": "#0072b2",
    "batchsom": "#009e73",
    "desom": "#cc79a7",
    "maximin": "#222222",
}
METHOD_LABELS = {
    "som": "SOM",
    "batchsom": "Batch SOM",
    "desom": "DE-SOM",
    "maximin": "Maximin combination",
    "majority": "Majority vote",
    "mean_rank": "Mean of ranks",
}


def label_of(method: str) -> str:
    """What people call a model."""
    return METHOD_LABELS.get(method, method)


# Low to high score: light to dark, readable in grey print.
SCORE_RAMP = ("#fff0b3", "#fed98e", "#fe9929", "#d95f0e", "#993404")

# Few to many samples: blue, since a count is no anomaly (the "Blues" of ColorBrewer).
COUNT_RAMP = ("#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
# Low to high where the amount has no good or bad end (distances, counts).
NEUTRAL_RAMP = ("#f7f7f7", "#cccccc", "#969696", "#525252", "#1a1a1a")
NO_VALUE_COLOUR = "#f1f1ee"

# Up to twelve clusters, by falling number of samples: twelve colours that stay apart for
# colour-blind eyes (the "Safe" scheme of CARTOcolors).
CLUSTER_COLOURS = (
    *("#88ccee", "#cc6677", "#ddcc77", "#117733", "#332288", "#aa4499"),
    *("#44aa99", "#999933", "#882255", "#661100", "#6699cc", "#888888"),
)
