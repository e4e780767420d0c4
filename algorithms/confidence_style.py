"""Styles of an ensemble's layer: the class and how many maps agree on it, and the share of anomaly.

Each entry of the legend is a colour of its own: doubt shows as a faded colour and not as
transparency, which a legend would not show and a base map would change.
"""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsGraduatedSymbolRenderer,
    QgsRendererCategory,
    QgsRendererRange,
)

from ..core.palette import (
    AGREEMENT_LEVELS,
    ANOMALY,
    BACKGROUND,
    CLASS_COLOURS,
    HALO,
    PROBABILITY_LEVELS,
    ROUNDING,
    faded,
)
from .symbols import SIZES, draw_high_values_on_top, symbol_of


def confidence_renderer(layer, labels: dict):
    """The class in its colour, paler the fewer maps agree.

    Parameters
    ----------
    layer : QgsVectorLayer
        With the fields class_id and agreement.
    labels : dict
        (class number, place in AGREEMENT_LEVELS) -> legend text.
    """
    categories = []
    for class_id in (ANOMALY, HALO, BACKGROUND):
        for level, (_, _, strength) in enumerate(AGREEMENT_LEVELS):
            colour = faded(CLASS_COLOURS[class_id], strength)
            symbol = symbol_of(layer, colour, SIZES[class_id])
            label = labels.get((class_id, level), "")
            categories.append(QgsRendererCategory(10 * class_id + level, symbol, label))
    limits = [least - ROUNDING for least, _, _ in AGREEMENT_LEVELS]
    levels = " ".join(f'WHEN "agreement" >= {least!r} THEN {i}' for i, least in enumerate(limits))
    renderer = QgsCategorizedSymbolRenderer(f'10 * "class_id" + CASE {levels} END', categories)
    draw_high_values_on_top(renderer, "p_anomaly")
    return renderer


def probability_renderer(layer, labels: dict):
    """The share of maps that call a place anomaly, in the fixed steps of PROBABILITY_LEVELS."""
    ranges, upper = [], 1.0 + ROUNDING
    for i, (least, _, colour) in enumerate(PROBABILITY_LEVELS):
        symbol = symbol_of(layer, colour, 2.2)
        lower = least - ROUNDING
        ranges.append(QgsRendererRange(lower, upper, symbol, labels.get(i, "")))
        upper = lower
    renderer = QgsGraduatedSymbolRenderer("p_anomaly", ranges)
    draw_high_values_on_top(renderer, "p_anomaly")
    return renderer
