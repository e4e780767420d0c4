"""Maps of an ensemble: the class that most maps give and how many agree, and the share of anomaly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..palette import (
    AGREEMENT_LEVELS,
    CLASS_COLOURS,
    CLASS_NAMES,
    NO_VALUE_COLOUR,
    PROBABILITY_LEVELS,
    faded,
    levels_of,
)
from .map_key import share_lines, steps_block, swatch_block
from .maps import Ground, class_shares, map_figure
from .style import house_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@house_style()
def confidence_map(
    ground: Ground,
    class_ids,
    agreement,
    area,
    occurrences,
    occurrences_xy,
    title: str,
    *,
    metres_per_unit: float | None = 1.0,
) -> Figure:
    """Map of the class that most maps give, paler the fewer agree.

    Parameters
    ----------
    ground, class_ids, occurrences_xy, title, metres_per_unit
        As in `maps.class_map`.
    agreement : (N,) array
        Share of the maps that give the class; NaN where none gives one.
    area, occurrences : (N,) arrays
        Ground of each sample and occurrences on it, for the key.
    """
    class_ids, levels = np.asarray(class_ids, dtype=int), levels_of(agreement, AGREEMENT_LEVELS)
    shares = class_shares(area, class_ids, occurrences)
    layers = [(np.flatnonzero(levels < 0), NO_VALUE_COLOUR)]
    key = []
    for c, name in CLASS_NAMES.items():
        if c not in shares:
            continue
        steps = []
        for i, (_, words, strength) in enumerate(AGREEMENT_LEVELS):
            colour = faded(CLASS_COLOURS[c], strength)
            layers.insert(1, (np.flatnonzero((class_ids == c) & (levels == i)), colour))
            steps.append((colour, words))
        key.append(steps_block(name, share_lines(shares, c), steps))
    if (levels < 0).any():
        key.append(swatch_block(NO_VALUE_COLOUR, "no value", []))
    return map_figure(ground, layers, key, occurrences_xy, title, metres_per_unit)


@house_style()
def probability_map(
    ground: Ground,
    shares,
    area,
    occurrences,
    occurrences_xy,
    title: str,
    *,
    metres_per_unit: float | None = 1.0,
) -> Figure:
    """Map of the share of maps that call a place anomaly, in fixed steps.

    Parameters
    ----------
    ground, occurrences_xy, title, metres_per_unit
        As in `maps.class_map`.
    shares : (N,) array
        From 0 to 1; NaN where no map gives a class.
    area, occurrences : (N,) arrays
        Ground of each sample and occurrences on it, for the key.
    """
    levels = levels_of(shares, PROBABILITY_LEVELS)
    of_level = class_shares(area, levels, occurrences)
    layers = [(np.flatnonzero(levels < 0), NO_VALUE_COLOUR)]
    key = []
    for i, (_, words, colour) in enumerate(PROBABILITY_LEVELS):
        layers.insert(1, (np.flatnonzero(levels == i), colour))
        lines = share_lines(of_level, i) or ["none"]
        key.append(swatch_block(colour, words, lines, width=2.05, weight="normal"))
    if (levels < 0).any():
        key.append(swatch_block(NO_VALUE_COLOUR, "no value", []))
    return map_figure(ground, layers, key, occurrences_xy, title, metres_per_unit)
