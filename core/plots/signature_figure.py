"""What clusters are made of: signatures of all elements, and box plots of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..palette import CLUSTER_COLOURS
from ..signature import NEGLIGIBLE_DELTA
from .factor_figures import NEGATIVE_COLOUR, POSITIVE_COLOUR, WEAK_COLOUR
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    QUIET_COLOUR,
    RULE_COLOUR,
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
    text_colour_on,
    write_note,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MOST_PANELS = 12
ROW_HEIGHT = 0.165
LABEL_WIDTH = 0.95
# Robust standard units; bars beyond are cut and end in a point, so that the others can be seen.
LONGEST_BAR = 4.0
BOX_COLUMNS = 3


@house_style()
def signature_chart(table: pd.DataFrame) -> Figure:
    """One panel per cluster, one bar per element: enriched to the right, depleted to the left.

    Elements stand by the cluster that they set apart most, the strongest first.

    Parameters
    ----------
    table : DataFrame
        From `signature.cluster_signatures`.
    """
    clusters = list(dict.fromkeys(table["cluster"].tolist()))
    elements = list(dict.fromkeys(table["element"].tolist()))
    shape = (len(clusters), len(elements))
    difference = table["difference"].to_numpy(dtype=float).reshape(shape)
    delta = table["cliffs_delta"].to_numpy(dtype=float).reshape(shape)
    strength = np.abs(np.nan_to_num(difference))
    order = np.lexsort((-strength.max(axis=0), strength.argmax(axis=0)))
    reach = float(np.clip(strength.max(), 0.5, LONGEST_BAR))
    columns = min(len(clusters), MOST_PANELS)
    blocks = -(-len(clusters) // columns)
    gap, head, foot = 0.08, 0.45, 0.3
    room = FIGURE_WIDTH - LABEL_WIDTH - 2 * MARGIN - gap * (columns - 1)
    width = min(room / columns, 1.6)
    total_width = max(LABEL_WIDTH + 2 * MARGIN + columns * (width + gap) - gap, 5.0)
    height = len(elements) * ROW_HEIGHT
    note = _signature_note(strength.max() > LONGEST_BAR)
    pitch = head + height + foot
    figure = new_figure(total_width, blocks * pitch + note_height(note, total_width) + MARGIN)
    total_height = figure.get_size_inches()[1]
    for i, cluster in enumerate(clusters):
        block, column = divmod(i, columns)
        left = MARGIN + LABEL_WIDTH + column * (width + gap)
        bottom = total_height - block * pitch - head - height
        axes = axes_in_inches(figure, left, bottom, width, height)
        _draw_bars(axes, difference[i, order], delta[i, order], reach, room=width)
        name = f"Cluster {cluster}" if width >= 0.8 else str(cluster)
        name = safe_text(shorten_text(name, width, TEXT_SIZE))
        axes.set_title(name, size=TEXT_SIZE, weight="bold", pad=4)
        if column == 0:
            names = [shorten_text(elements[j], LABEL_WIDTH, SMALL_TEXT_SIZE) for j in order]
            axes.set_yticks(np.arange(len(elements)), [safe_text(name) for name in names])
            if width < 0.8:
                axes.annotate(
                    "Cluster", (0, 1), (-6, 4), xycoords="axes fraction",
                    textcoords="offset points", size=TEXT_SIZE, weight="bold", ha="right",
                )  # fmt: skip
    write_note(figure, note)
    return figure


def _signature_note(cut: bool) -> str:
    longer = f" Bars that end in a point are longer than {LONGEST_BAR:g}." if cut else ""
    return (
        "Difference of medians, cluster minus the rest, in robust standard units: blue enriched, brown "
        f"depleted, pale where Cliff's delta is under {NEGLIGIBLE_DELTA:g} (negligible).{longer}"
    )


def _draw_bars(axes, difference: np.ndarray, delta: np.ndarray, reach: float, room: float) -> None:
    rows = np.arange(difference.size)
    clear = np.where(difference > 0, POSITIVE_COLOUR, NEGATIVE_COLOUR)
    colours = np.where(np.abs(delta) >= NEGLIGIBLE_DELTA, clear, WEAK_COLOUR)
    shown = np.clip(np.nan_to_num(difference), -reach, reach)
    axes.barh(rows, shown, height=0.72, color=list(colours), zorder=2)
    for sign, marker in ((1, ">"), (-1, "<")):
        cut = sign * difference > reach
        axes.scatter(
            np.full(cut.sum(), sign * reach * 1.06), rows[cut], s=14, marker=marker,
            c=list(colours[cut]), lw=0, zorder=3,
        )  # fmt: skip
    axes.axvline(0.0, color=TEXT_COLOUR, lw=0.8, zorder=3)
    axes.set_xlim(-1.15 * reach, 1.15 * reach)
    axes.set_ylim(difference.size - 0.5, -0.5)
    zero = "0" if room >= 0.8 else ""
    tick = 2 if reach >= 2.5 else 1 if reach >= 1.0 else 0.5
    axes.set_xticks([-tick, 0, tick], [f"\N{MINUS SIGN}{tick:g}", zero, f"{tick:g}"])
    axes.grid(True, axis="x")
    axes.set_axisbelow(True)
    axes.set_yticks([])
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(RULE_COLOUR)


@house_style()
def element_boxes(values, clusters, names: Sequence[str]) -> Figure:
    """Box plots of elements in their own units by cluster, one panel per element.

    Parameters
    ----------
    values : (N, E) array
        Concentrations; NaN for blank.
    clusters : (N,) array of int
    names : sequence of E str

    Returns
    -------
    matplotlib Figure
        On logarithmic axes; boxes hold the middle half, whiskers reach to the last sample within
        1.5 times its length (on the logarithmic axis), and samples beyond are points. Blanks, and
        values of 0 or less, which have no logarithm, are left out and counted in the note.
    """
    values, clusters = np.asarray(values, dtype=float), np.asarray(clusters)
    labels = np.unique(clusters)
    usable = np.isfinite(values) & (values > 0)
    columns = min(len(names), BOX_COLUMNS if len(labels) <= 8 else 2)
    rows = -(-len(names) // columns)
    left, right, head, foot, height = 0.6, 0.1, 0.35, 0.5, 1.7
    pitch = FIGURE_WIDTH / columns if columns > 1 else 5.0
    total_width = pitch * columns
    note = _box_note(usable, names)
    figure = new_figure(
        total_width, rows * (head + height + foot) + note_height(note, total_width) + MARGIN
    )
    total_height = figure.get_size_inches()[1]
    for j, name in enumerate(names):
        row, column = divmod(j, columns)
        bottom = total_height - row * (head + height + foot) - head - height
        width = pitch - left - right
        axes = axes_in_inches(figure, column * pitch + left, bottom, width, height)
        groups = [values[usable[:, j] & (clusters == c), j] for c in labels]
        _draw_boxes(axes, groups, labels)
        title = safe_text(shorten_text(name, width, TEXT_SIZE))
        axes.set_title(title, size=TEXT_SIZE, weight="bold", loc="left", pad=4)
        axes.set_xlabel("Cluster", size=SMALL_TEXT_SIZE)
    write_note(figure, note)
    return figure


def _box_note(usable: np.ndarray, names: Sequence[str]) -> str:
    out = (~usable).sum(axis=0)
    left_out = [f"{name} {count}" for name, count in zip(names, out) if count]
    said = f" Blank or not above 0 and left out: {', '.join(left_out)}." if left_out else ""
    return f"Boxes hold the middle half of a cluster's samples; logarithmic axes.{said}"


def _draw_boxes(axes, groups: list, labels: np.ndarray) -> None:
    from matplotlib.cbook import boxplot_stats

    axes.set_yscale("log")
    axes.grid(True, axis="y")
    axes.set_axisbelow(True)
    axes.set_xlim(0.4, len(labels) + 0.6)
    axes.set_xticks(np.arange(1, len(labels) + 1), [safe_text(label) for label in labels])
    axes.spines[["top", "right"]].set_visible(False)
    filled = [i for i, group in enumerate(groups) if group.size]
    if not filled:
        axes.set_yticks([])
        axes.text(
            0.5, 0.5, "no value above 0", transform=axes.transAxes, ha="center", color=QUIET_COLOUR
        )
        return
    boxes = [_on_values(boxplot_stats(np.log(groups[i]))[0]) for i in filled]
    drawn = axes.bxp(
        boxes, positions=[i + 1 for i in filled], widths=0.6, patch_artist=True,
        manage_ticks=False, boxprops={"lw": 0.8}, medianprops={"lw": 1.6},
        whiskerprops={"lw": 0.8}, capprops={"lw": 0.8},
        flierprops={"marker": "o", "ms": 2.0, "mec": QUIET_COLOUR, "mfc": "none", "mew": 0.5},
    )  # fmt: skip
    for i, box, median in zip(filled, drawn["boxes"], drawn["medians"]):
        colour = CLUSTER_COLOURS[i % len(CLUSTER_COLOURS)]
        box.set(facecolor=colour, edgecolor=TEXT_COLOUR)
        median.set_color(text_colour_on(colour))
    every = np.concatenate([groups[i] for i in filled])
    room = max((every.max() / every.min()) ** 0.06, 1.1)
    axes.set_ylim(every.min() / room, every.max() * room)
    label_decades(axes.yaxis, *axes.get_ylim())


def _on_values(stats: dict) -> dict:
    """Statistics of logarithms as values again."""
    keys = ("mean", "med", "q1", "q3", "whislo", "whishi", "cilo", "cihi", "fliers")
    return {**stats, **{key: np.exp(stats[key]) for key in keys}}
