"""Where the help button of each algorithm leads: a page of docs/ and its section."""

from __future__ import annotations

BASE = "https://github.com/geochemsom/geochem_som/blob/main/docs/"

# id of the algorithm -> page and anchor; what is not named here leads to the first page.
PAGES = {
    "prepareassays": "method.md#assays",
    "compositesamples": "method.md#composite-samples",
    "factoranalysis": "factors.md",
    "som": "method.md#som",
    "batchsom": "method.md#batch-som",
    "desom": "method.md#de-som",
    "selectmap": "reading.md#stability-of-settings",
    "selectbyunit": "reading.md#lattice",
    "predictionarea": "reading.md#prediction-area-plot",
    "maximin": "method.md#maximin",
    "separateanomalies": "tutorial.md",
    "ensemble": "reading.md#confidence-map",
    "comparemodels": "reading.md#comparison-of-models",
    "applymodel": "recipes.md#keep-a-map-and-apply-it",
}


def help_url(algorithm: str) -> str:
    """The address of the page about an algorithm."""
    return BASE + PAGES.get(algorithm, "index.md")
