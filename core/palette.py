"""Colours of classes, clusters and scores: one home for layers, charts and maps.

All are chosen to stay apart for colour-blind eyes.
"""

from __future__ import annotations

import numpy as np

ANOMALY, HALO, BACKGROUND = 3, 2, 1

# Untranslated English: these names are values of the field `class`.
CLASS_NAMES = {ANOMALY: "anomaly", HALO: "halo", BACKGROUND: "background"}
CLASS_COLOURS = {ANOMALY: "#c8102e", HALO: "#f5a03c", BACKGROUND: "#d4d4d0"}
OCCURRENCE_COLOUR = "#111111"

# Shares of maps are rounded numbers: a limit is reached from so little below.
ROUNDING = 1e-9

# Least share of an ensemble's maps that agree on a class, in words, and how much of the class's
# colour is left: doubt fades, in print too.
AGREEMENT_LEVELS = (
    (0.9, "90 % of the maps or more", 1.0),
    (0.7, "70 to 90 % of the maps", 0.6),
    (0.0, "under 70 % of the maps", 0.28),
)

# The two inks of charts, dark and apart in grey print too: one series, and what it is held against.
INK_BLUE, INK_BROWN = "#1f4e79", "#a05a00"

# Series in the order in which they come; a marker each tells them apart without colour.
SERIES_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#222222", "#56b4e9")
SERIES_MARKERS = ("o", "s", "^", "D", "v", "P")

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

# Least share of an ensemble's maps that call a place anomaly, in words, and the colour. A share
# above 0 is at least one map of a thousand.
PROBABILITY_LEVELS = (
    (0.9, "90 % of the maps or more", SCORE_RAMP[4]),
    (0.5, "50 to 90 % of the maps", SCORE_RAMP[3]),
    (0.1, "10 to 50 % of the maps", SCORE_RAMP[2]),
    (1e-6, "under 10 % of the maps", SCORE_RAMP[1]),
    (0.0, "no map", CLASS_COLOURS[BACKGROUND]),
)

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


def levels_of(shares, levels: tuple) -> np.ndarray:
    """Place (N,) of shares in `AGREEMENT_LEVELS` or `PROBABILITY_LEVELS`; -1 where there is none."""
    shares = np.asarray(shares, dtype=float)
    below = [shares < least - ROUNDING for least, *_ in levels[:-1]]
    return np.where(np.isfinite(shares), np.sum(below, axis=0), -1)


def faded(colour: str, strength: float) -> str:
    """The colour with so much of it left (0 to 1), the rest white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)
