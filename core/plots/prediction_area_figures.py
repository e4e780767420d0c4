"""Prediction-area plots (Yousefi & Carranza 2015) and the comparison of several models."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, cycle
from typing import TYPE_CHECKING

import numpy as np

from ..palette import (
    INK_BLUE,
    INK_BROWN,
    METHOD_COLOURS,
    METHOD_LABELS,
    SERIES_COLOURS,
    SERIES_MARKERS,
)
from ..prediction_area import Crossing, PredictionArea
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    QUIET_COLOUR,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    axes_in_inches,
    drawing_in_inches,
    house_style,
    new_figure,
    note_height,
    safe_text,
    shorten_text,
    write_note,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIT_NOTE = (
    "The same occurrences rank the ground and fill the curves: this is a fit to what is known, "
    "not a prediction."
)

RATE_COLOUR = INK_BLUE
AREA_COLOUR = INK_BROWN

# Dash pattern of models, beside their marker and colour.
_DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)))
_KEY_PITCH = 0.42


@house_style()
def prediction_area_plot(curves: Mapping[str, PredictionArea], *, note: str = FIT_NOTE) -> Figure:
    """P-A plot of each model: the crossing tells how many occurrences how little ground holds.

    Parameters
    ----------
    curves : mapping
        Model (a key of METHOD_LABELS, or any name) -> PredictionArea.
    note : str
        Sentence under the plots.

    Returns
    -------
    matplotlib Figure
        Cumulative prediction rate on the left axis, cumulative area on the inverted right axis.
    """
    columns = min(len(curves), 2)
    rows = -(-len(curves) // max(columns, 1))
    width, height = (5.0, 2.6) if columns == 1 else (3.475, 2.15)
    side, gap, head, foot = 0.65, 0.35, 0.55, 0.55
    pitch = head + height + foot
    total_width = 2 * side + columns * width + (columns - 1) * gap
    total_height = rows * pitch + note_height(note, total_width) + MARGIN
    figure = new_figure(total_width, total_height)
    for i, (model, ranked) in enumerate(curves.items()):
        row, column = divmod(i, columns)
        left = side + column * (width + gap)
        bottom = total_height - row * pitch - head - height
        axes = axes_in_inches(figure, left, bottom, width, height)
        _draw_curves(axes, ranked, column == 0, column == columns - 1 or i == len(curves) - 1)
        _label_ranks(axes, ranked, width)
        _head_panel(axes, METHOD_LABELS.get(model, model), ranked.crossing, width)
    write_note(figure, note)
    return figure


def _draw_curves(axes, ranked: PredictionArea, has_rate_axis: bool, has_area_axis: bool) -> None:
    rate = ranked.curve["pred_rate"].to_numpy(dtype=float)
    area = ranked.curve["area_pct"].to_numpy(dtype=float)
    rank = np.arange(rate.size)
    marker = "o" if rate.size <= 16 else ""
    area_axes = axes.twinx()
    axes.grid(True, axis="y")
    axes.set_axisbelow(True)
    look = {"lw": 1.8, "marker": marker, "ms": 3.5, "clip_on": False, "zorder": 3}
    if ranked.crossing is not None:
        axes.plot(rank, rate, color=RATE_COLOUR, **look)
    area_axes.plot(rank, area, color=AREA_COLOUR, ls=(0, (5, 1.6)), **look)
    for side, limits in ((axes, (0, 100)), (area_axes, (100, 0))):
        side.set_ylim(*limits)
        side.set_xlim(0, rank[-1])
        side.set_yticks(range(0, 101, 20))
        side.spines["top"].set_visible(False)
    axes.tick_params(axis="y", colors=RATE_COLOUR, labelleft=has_rate_axis)
    area_axes.tick_params(axis="y", colors=AREA_COLOUR, labelright=has_area_axis)
    if has_rate_axis:
        axes.set_ylabel("Occurrences, cumulative %", color=RATE_COLOUR)
    if has_area_axis:
        area_axes.set_ylabel("Ground, cumulative %", color=AREA_COLOUR)
    if ranked.crossing is not None:
        level = ranked.crossing.area
        place = float(np.interp(100.0, rate + area, rank))
        area_axes.plot([0, rank[-1]], [level, level], color=TEXT_COLOUR, lw=0.8, ls=(0, (1, 2)))
        area_axes.plot([place], [level], "o", ms=7, mfc="white", mec=TEXT_COLOUR, mew=1.6, zorder=5)


def _head_panel(axes, name: str, crossing: Crossing | None, width: float) -> None:
    """The model's name and, under it, its crossing in words."""
    words = (
        f"{crossing.rate:.1f} % of occurrences in {crossing.area:.1f} % of ground"
        if crossing is not None
        else "no crossing: no known occurrences"
    )
    name = safe_text(shorten_text(name, width, 10.0))
    axes.set_title(name, size=10.0, weight="bold", loc="left", pad=20)
    axes.annotate(
        words, (0, 1), (0, 8), xycoords="axes fraction", textcoords="offset points",
        size=SMALL_TEXT_SIZE,
    )  # fmt: skip


def _label_ranks(axes, ranked: PredictionArea, width: float) -> None:
    """Clusters by name under their point; of many thresholds a few."""
    groups = ranked.table["group"].to_numpy()
    are_clusters = groups.dtype.kind in "iuOSU"
    stride = max(1, -(-groups.size // int(width / (0.23 if are_clusters else 0.55))))
    shown = np.arange(0, groups.size, stride)
    axes.set_xticks(shown + 1)
    if are_clusters:
        axes.set_xticklabels([safe_text(groups[i]) for i in shown])
        axes.set_xlabel("Clusters, densest in occurrences first")
    else:
        span = max(float(np.ptp(groups)), 1e-12)
        decimals = int(np.clip(1 - np.floor(np.log10(span)), 0, 9))
        scores = groups[shown].astype(float)
        for _ in range(2):  # more decimals where labels would be the same
            decimals += np.unique(np.round(scores, decimals)).size < scores.size
        rounded = np.round(scores, decimals) + 0.0  # no minus before zero
        texts = [f"{score:.{decimals}f}".replace("-", "\N{MINUS SIGN}") for score in rounded]
        axes.set_xticklabels(texts)
        axes.set_xlabel("Score, from high to low")


@house_style()
def comparison_plot(curves: Mapping[str, PredictionArea], *, note: str = FIT_NOTE) -> Figure:
    """Success-rate curves of several models in one plot; crossings lie on one diagonal.

    Parameters
    ----------
    curves : mapping
        Model (a key of METHOD_LABELS, or any name) -> PredictionArea.
    note : str
        Sentence under the plot.

    Returns
    -------
    matplotlib Figure
        Cumulative area against cumulative prediction rate, the models named beside in the order of
        their crossings.
    """
    size = 4.6
    bottom = note_height(note, FIGURE_WIDTH) + 0.65
    tall = max(
        size, 0.5 + _KEY_PITCH * len(curves)
    )  # the key of many models is taller than the plot
    figure = new_figure(FIGURE_WIDTH, bottom + tall + MARGIN + 0.05)
    axes = axes_in_inches(figure, 0.7, bottom + tall - size, size, size)
    axes.grid(True)
    axes.set_axisbelow(True)
    axes.plot([0, 100], [0, 100], color=RULE_COLOUR, lw=1.0)
    axes.plot([0, 100], [100, 0], color=RULE_COLOUR, lw=1.0, ls=(0, (1, 2)))
    for x, y, turn, text in ((77, 73, 45, "chance"), (77, 19, -45, "rate + area = 100")):
        axes.text(
            x, y, text, rotation=turn, rotation_mode="anchor", size=SMALL_TEXT_SIZE,
            color=QUIET_COLOUR, ha="center", va="center",
        )  # fmt: skip
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_xlabel("Ground, cumulative %")
    axes.set_ylabel("Occurrences, cumulative %")
    key = drawing_in_inches(figure, size + 1.0, bottom, FIGURE_WIDTH - size - 1.15, tall)
    top = tall - 0.05
    key.text(0, top, "Crossing", weight="bold", va="top")
    for model, ranked, style in _by_crossing(curves):
        top -= _KEY_PITCH
        _comparison_line(axes, ranked, style)
        _comparison_key(key, top, METHOD_LABELS.get(model, model), ranked.crossing, style)
    write_note(figure, note)
    return figure


def _by_crossing(curves: Mapping[str, PredictionArea]) -> list:
    """(model, PredictionArea, line style), the best crossing first."""
    known = list(METHOD_COLOURS)
    taken = {known.index(model) for model in curves if model in known}
    used = {METHOD_COLOURS[known[place]] for place in taken}
    free_places = (place for place in count() if place not in taken)
    free_colours = cycle([colour for colour in SERIES_COLOURS if colour not in used])
    styled = []
    for model, ranked in curves.items():
        place = known.index(model) if model in known else next(free_places)
        style = {
            "color": METHOD_COLOURS.get(model) or next(free_colours),
            "ls": _DASHES[place % len(_DASHES)],
            "marker": SERIES_MARKERS[place % len(SERIES_MARKERS)],
        }
        styled.append((model, ranked, style))
    return sorted(styled, key=lambda row: -row[1].crossing.rate if row[1].crossing else np.inf)


def _comparison_line(axes, ranked: PredictionArea, style: dict) -> None:
    rate, area = ranked.curve["pred_rate"], ranked.curve["area_pct"]
    if ranked.crossing is None:
        return
    axes.plot(area, rate, color=style["color"], ls=style["ls"], lw=1.8, clip_on=False)
    axes.plot(
        [ranked.crossing.area], [ranked.crossing.rate], style["marker"],
        ms=7, mfc="white", mec=style["color"], mew=1.6, zorder=5,
    )  # fmt: skip


def _comparison_key(key, top: float, name: str, crossing, style: dict) -> None:
    key.plot([0, 0.45], [top - 0.06] * 2, color=style["color"], ls=style["ls"], lw=1.8)
    key.plot([0.225], [top - 0.06], style["marker"], ms=7, mfc="white", mec=style["color"], mew=1.6)
    name = shorten_text(name, 2.2, 9.0)
    key.text(0.58, top, safe_text(name), weight="bold", va="center")
    figures = (
        f"{crossing.rate:.1f} % in {crossing.area:.1f} % of ground"
        if crossing is not None
        else "none: no known occurrences"
    )
    key.text(0.58, top - 0.16, figures, size=SMALL_TEXT_SIZE, va="center", color=QUIET_COLOUR)
