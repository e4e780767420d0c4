"""Colours of classes and scores, one home for layers, charts and maps (safe for colour-blind eyes)."""

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
}

# Low to high score: light to dark, readable in grey print.
SCORE_RAMP = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")

# Up to twelve clusters, by falling number of samples (Paul Tol's muted and light schemes).
CLUSTER_COLOURS = (
    *("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77"),
    *("#cc6677", "#882255", "#aa4499", "#bbbbbb", "#ee8866", "#77aadd"),
)
