"""Concentration-area plot: ground above a value, the lines through it and their breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..palette import ANOMALY, CLASS_COLOURS, CLASS_NAMES, HALO, INK_BLUE
from .style import (
    MARGIN,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    TEXT_SIZE,
    axes_in_inches,
    house_style,
    label_decades,
    new_figure,
    note_height,
    safe_text,
    shorten_text,
    write_note,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..fractal import ConcentrationArea

CURVE_COLOUR = "#8a8a86"
LINE_COLOUR = INK_BLUE
# Above this many values the plot shows some: the file stays small and the curve looks the same.
MOST_POINTS = 300


@house_style()
def fractal_plot(fractal: ConcentrationArea, *, label: str = "Value", note: str = "") -> Figure:
    """Ground with at least each value, on log-log axes, with the fitted lines and the breaks.

    Parameters
    ----------
    fractal : ConcentrationArea
    label : str
        What the values are.
    note : str
        Sentence under the plot; what was found when not given.

    Returns
    -------
    matplotlib Figure
        Values that are logarithms stand on an even axis, which is a logarithmic one of their
        exponentials. What the class rule "fractal" makes anomaly and halo is shaded.
    """
    width, height, left, right = 6.2, 3.3, 0.8, 0.25
    total_width = left + width + right
    note = note or fractal.sentence
    foot = note_height(note, total_width) + MARGIN + 0.5
    head = 0.18 * max(fractal.thresholds.size, 1) + 0.2
    figure = new_figure(total_width, foot + height + head)
    axes = axes_in_inches(figure, left, foot, width, height)
    _set_axes(axes, fractal, label, width)
    _draw_curve(axes, fractal)
    _draw_breaks(axes, fractal, width)
    slopes = ", ".join(f"{slope:.2f}" for slope in fractal.slopes if np.isfinite(slope))
    if slopes:
        axes.text(
            0.015, 0.03, f"Slopes, left to right: {slopes}".replace("-", "\N{MINUS SIGN}"),
            transform=axes.transAxes, size=SMALL_TEXT_SIZE,
            bbox={"fc": "white", "ec": "none", "pad": 1.5, "alpha": 0.8}, zorder=5,
        )  # fmt: skip
    write_note(figure, note)
    return figure


def _set_axes(axes, fractal: ConcentrationArea, label: str, width: float) -> None:
    value, area = (fractal.curve[name].to_numpy() for name in ("value", "area_km2"))
    axes.set_yscale("log")
    if fractal.logarithmic:
        room = 0.03 * max(float(np.ptp(value)), 1e-9)
        axes.set_xlim(value[0] - room, value[-1] + room)
    else:
        axes.set_xscale("log")
        room = (value[-1] / value[0]) ** 0.03 if value[-1] > value[0] else 1.1
        axes.set_xlim(value[0] / room, value[-1] * room)
        label_decades(axes.xaxis, *axes.get_xlim())
    axes.set_ylim(0.7 * area[-1], 1.4 * area[0])
    label_decades(axes.yaxis, *axes.get_ylim())
    axes.grid(True)
    axes.set_axisbelow(True)
    kind = "a logarithm" if fractal.logarithmic else "logarithmic axis"
    axes.set_xlabel(safe_text(shorten_text(f"{label} ({kind})", width, TEXT_SIZE)))
    axes.set_ylabel("Ground with at least the value, km²")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_curve(axes, fractal: ConcentrationArea) -> None:
    value, area, fitted = fractal.curve.to_numpy(dtype=float).T
    x = value if fractal.logarithmic else np.log(value)
    shown = _spread_out(x, np.log(area))
    look = {"color": CURVE_COLOUR, "mfc": "none", "mew": 0.8, "ms": 3.0, "lw": 0.8, "zorder": 3}
    axes.plot(value[shown], area[shown], marker="o", drawstyle="steps-pre", **look)
    fitted_part = np.flatnonzero(np.isfinite(fitted))
    first = fitted_part[0]
    if first == value.size - 1:
        return
    corners = np.concatenate([value[first : first + 1], fractal.thresholds, value[-1:]])
    steps = np.diff(corners if fractal.logarithmic else np.log(corners))
    drop = np.concatenate([[0.0], np.cumsum(fractal.slopes * steps)])
    axes.plot(corners, fitted[first] * np.exp(drop), color=LINE_COLOUR, lw=1.8, zorder=4)


def _spread_out(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Points at even steps along the curve as it is drawn, at most about `MOST_POINTS`."""
    if x.size <= MOST_POINTS:
        return np.arange(x.size)
    span = max(float(np.ptp(x)), 1e-12), max(float(np.ptp(y)), 1e-12)
    way = np.cumsum(
        np.hypot(np.diff(x, prepend=x[0]) / span[0], np.diff(y, prepend=y[0]) / span[1])
    )
    return np.unique(np.floor(MOST_POINTS * way / way[-1]), return_index=True)[1]


def _draw_breaks(axes, fractal: ConcentrationArea, width: float) -> None:
    """Dotted lines at the breaks, named above the plot, and the ground of anomaly and halo shaded."""
    breaks = fractal.thresholds
    if not breaks.size:
        return
    classes = [*([None] * max(breaks.size - 2, 0)), HALO, ANOMALY][-breaks.size :]
    names = []
    for place, end, class_id in zip(breaks, [*breaks[1:], axes.get_xlim()[1]], classes):
        axes.axvline(place, color=TEXT_COLOUR, lw=0.9, ls=(0, (1, 2)), zorder=2)
        name = f"{place:.4g}"
        if class_id is not None:
            axes.axvspan(place, end, color=CLASS_COLOURS[class_id], alpha=0.18, lw=0, zorder=1)
            name = f"{CLASS_NAMES[class_id]} from {name}"
        names.append(name.replace("-", "\N{MINUS SIGN}"))
    to_share = axes.transData + axes.transAxes.inverted()
    middles = width * to_share.transform(np.column_stack([breaks, np.ones(breaks.size)]))[:, 0]
    row_ends: list[float] = []  # where the last name of each row ends, in inches
    for name, middle in zip(names, middles):
        half = 0.032 * len(name) + 0.04
        middle = float(np.clip(middle, half, width - half))
        row = next((i for i, end in enumerate(row_ends) if middle - half > end), len(row_ends))
        row_ends[row : row + 1] = [middle + half]
        axes.annotate(
            name, (middle / width, 1.0), (0, 4 + 12.5 * row), xycoords="axes fraction",
            textcoords="offset points", size=SMALL_TEXT_SIZE, ha="center", va="bottom",
        )  # fmt: skip
