"""How features are drawn by their class, cluster, score or count: QGIS renderers, in one place.

`symbol` is always a function of a colour and, for points, a size, so that points, ground and the
units of a lattice each bring their own.
"""

from __future__ import annotations

import numpy as np
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
)

from ..core.palette import (
    ANOMALY,
    BACKGROUND,
    CLASS_COLOURS,
    CLUSTER_COLOURS,
    COUNT_RAMP,
    HALO,
    SCORE_RAMP,
)
from ..core.score_groups import PERCENTILES, percentile_groups
from .symbols import SIZES, draw_high_values_on_top


def classes_renderer(labels: dict, symbol) -> QgsCategorizedSymbolRenderer:
    """Anomaly, halo and background."""
    categories = [
        QgsRendererCategory(c, symbol(CLASS_COLOURS[c], SIZES[c]), labels.get(c, ""))
        for c in (ANOMALY, HALO, BACKGROUND)
    ]
    renderer = QgsCategorizedSymbolRenderer("class_id", categories)
    draw_high_values_on_top(renderer, "class_id")
    return renderer


def clusters_renderer(n_clusters: int, symbol) -> QgsCategorizedSymbolRenderer:
    """A colour for each cluster."""
    categories = [
        QgsRendererCategory(
            c, symbol(CLUSTER_COLOURS[(c - 1) % len(CLUSTER_COLOURS)]), f"Cluster {c}"
        )
        for c in range(1, n_clusters + 1)
    ]
    return QgsCategorizedSymbolRenderer("cluster", categories)


def graduated_renderer(
    name: str,
    values,
    symbol,
    *,
    ramp=SCORE_RAMP,
    percentiles=PERCENTILES,
    shown="{:.2f}".format,
    what: str = "",
):
    """Up to five classes of the values of a field; None without two distinct values.

    More values than classes are cut at `percentiles`, one fewer than the ramp has colours; the
    default is where geochemists look for anomalies. `shown` is how the legend writes a value, `what`
    stands before it.
    """
    values = np.asarray(values, dtype=float)
    levels = np.unique(values[np.isfinite(values)])
    if levels.size < 2:
        return None
    groups = [level[None] for level in levels]
    if levels.size > len(ramp):
        group = percentile_groups(values, percentiles)
        groups = [np.unique(values[group == g]) for g in range(len(ramp))]
        groups = [group for group in groups if group.size]
    n_classes = len(groups)
    colours = [ramp[round(k)] for k in np.linspace(0, len(ramp) - 1, n_classes)]
    # Saved styles round their numbers: a little room keeps the extremes in their classes.
    room = 1e-6 * (levels[-1] - levels[0])
    ranges = []
    for group, colour, following in zip(groups, colours, [*groups[1:], None]):
        upper = group[-1] + room if following is None else (group[-1] + following[0]) / 2
        lower = ranges[-1].upperValue() if ranges else group[0] - room
        label = f"{what}: {shown(group[0])}" if what else shown(group[0])
        if group.size > 1:
            label += f" to {shown(group[-1])}"
        ranges.append(QgsRendererRange(lower, upper, symbol(colour), label))
    renderer = QgsGraduatedSymbolRenderer(name, ranges[::-1])
    draw_high_values_on_top(renderer, name)
    return renderer


def stepped_renderer(name: str, steps, symbol, *, ramp=SCORE_RAMP) -> QgsGraduatedSymbolRenderer:
    """Classes between fixed steps (one more than the ramp has colours), rising."""
    ranges = [
        QgsRendererRange(low, high, symbol(colour), f"{low:g} to {high:g}")
        for low, high, colour in zip(steps, steps[1:], ramp)
    ]
    ranges[0].setLabel(f"under {steps[1]:g}")
    ranges[-1].setLabel(f"{steps[-2]:g} and more")
    renderer = QgsGraduatedSymbolRenderer(name, ranges[::-1])
    draw_high_values_on_top(renderer, name)
    return renderer


def counts_renderer(name: str, values, one: str, several: str, symbol):
    """Things behind each feature, in up to five classes of the counts that occur."""
    levels, n_classes = np.unique(values), len(COUNT_RAMP)
    if len(levels) < 2:
        return QgsSingleSymbolRenderer(symbol(COUNT_RAMP[2]))
    groups = np.array_split(levels, min(len(levels), n_classes))
    shades = np.linspace(0, n_classes - 1, len(groups)).round().astype(int)
    ranges = []
    for group, shade in zip(groups, shades):
        low, high = group[0], group[-1]
        count = f"{low} to {high}" if low < high else str(low)
        label = f"{count} {one if count == '1' else several}"
        ranges.append(QgsRendererRange(low - 0.5, high + 0.5, symbol(COUNT_RAMP[shade]), label))
    renderer = QgsGraduatedSymbolRenderer(name, ranges[::-1])
    draw_high_values_on_top(renderer, name)
    return renderer


def targets_renderer() -> QgsSingleSymbolRenderer:
    """Outlines in the colour of the anomaly, so that the map shows through."""
    red, green, blue = (int(CLASS_COLOURS[ANOMALY][i : i + 2], 16) for i in (1, 3, 5))
    symbol = QgsFillSymbol.createSimple(
        {
            "color": f"{red},{green},{blue},60",
            "outline_color": CLASS_COLOURS[ANOMALY],
            "outline_width": "0.5",
        }
    )
    return QgsSingleSymbolRenderer(symbol)
