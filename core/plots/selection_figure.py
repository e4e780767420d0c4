"""Map settings compared: stability by number of clusters, and the errors of the maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..palette import SERIES_COLOURS, SERIES_MARKERS
from ..select_map import describe
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    QUIET_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    TEXT_SIZE,
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
    import pandas as pd
    from matplotlib.figure import Figure

    from ..select_map import MapSelection

# Told apart without colour too: the seventh setting has the first colour, dashed and hollow.
_DASHES = ("-", (0, (4, 1.5)))
PALE = "#d0d0cc"
# So many settings have a line of their own, those with the most stable clusters; others are pale.
MOST_NAMED = len(SERIES_COLOURS) * len(_DASHES)

_HEIGHT, _WIDTH, _ERRORS_WIDTH, _KEY_WIDTH = 2.75, 3.2, 2.1, 1.55


@house_style()
def selection_plot(selection: MapSelection) -> Figure:
    """Stability of every setting and number of clusters, errors of the maps, and the choice.

    Parameters
    ----------
    selection : MapSelection

    Returns
    -------
    matplotlib Figure
        Bars are one standard error of the stability, and one standard deviation between resamples
        of the errors and of the held-out AUC. The dotted line is the best stability less its
        standard error; the ring marks the recommended setting.
    """
    table = selection.table
    settings = _settings(table)
    with_auc = "heldout_auc" in table
    note = " ".join(["Recommended (ring): " + selection.reason, *selection.warnings])
    foot, pitch = note_height(note, FIGURE_WIDTH) + MARGIN, _HEIGHT + 0.8
    figure = new_figure(FIGURE_WIDTH, foot + pitch * (2 if with_auc else 1))
    top = figure.get_size_inches()[1] - 0.3
    left = 0.65
    axes = axes_in_inches(figure, left, top - _HEIGHT, _WIDTH, _HEIGHT)
    _draw_by_clusters(axes, settings, "stability", "stability_se", selection.recommended)
    best = table["stability"].idxmax()
    limit = table["stability"][best] - np.nan_to_num(table["stability_se"][best])
    axes.axhline(limit, color=TEXT_COLOUR, lw=0.9, ls=(0, (1, 2)), zorder=1)
    axes.set_title("Stability (adjusted Rand index)", **_TITLE)
    if with_auc:
        below = axes_in_inches(figure, left, top - pitch - _HEIGHT, _WIDTH, _HEIGHT)
        _draw_by_clusters(below, settings, "heldout_auc", "heldout_auc_sd", selection.recommended)
        below.set_title("Held-out AUC (0.5 is chance)", **_TITLE)
    left += _WIDTH + 0.65
    errors = axes_in_inches(figure, left, top - _HEIGHT, _ERRORS_WIDTH, _HEIGHT)
    _draw_errors(errors, settings, selection.recommended)
    left += _ERRORS_WIDTH + 0.15
    key = drawing_in_inches(figure, left, top - _HEIGHT, FIGURE_WIDTH - left, _HEIGHT)
    _draw_key(key, settings)
    write_note(figure, note)
    return figure


_TITLE = {"size": TEXT_SIZE, "weight": "bold", "loc": "left", "pad": 5}


def _settings(table: pd.DataFrame) -> list:
    """(name, its rows, look or None for pale) of each setting, in the table's order."""
    names = list(table.columns)
    entries = names[: names.index("clusters")]
    groups = [rows for _, rows in table.groupby(entries, sort=False, dropna=False)]
    by_stability = np.argsort([-rows["stability"].max() for rows in groups], kind="stable")
    named = sorted(by_stability[:MOST_NAMED].tolist())
    settings = []
    for i, rows in enumerate(groups):
        name = describe({entry: rows[entry].iloc[0] for entry in entries})
        settings.append((name, rows, _look(named.index(i)) if i in named else None))
    return settings


def _look(place: int) -> dict:
    colour, again = SERIES_COLOURS[place % len(SERIES_COLOURS)], place // len(SERIES_COLOURS)
    return {
        "color": colour,
        "marker": SERIES_MARKERS[place % len(SERIES_MARKERS)],
        "ls": _DASHES[again],
        "mfc": "white" if again else colour,
    }


def _draw_by_clusters(axes, settings: list, column: str, spread: str, recommended: int) -> None:
    """One line per setting over the number of clusters, set apart sideways so that bars show."""
    from matplotlib.ticker import MaxNLocator

    shifts = np.linspace(-0.18, 0.18, len(settings)) if len(settings) > 1 else [0.0]
    for shift, (_, rows, look) in zip(shifts, settings):
        x, y = rows["clusters"] + shift, rows[column]
        if look is None:
            axes.plot(x, y, color=PALE, lw=1.0, zorder=1)
        else:
            axes.errorbar(
                x, y, rows[spread].fillna(0.0), lw=1.3, ms=4, elinewidth=0.8, zorder=3, **look
            )
        if recommended in rows.index:
            _ring(axes, x[recommended], y[recommended])
    axes.grid(True, axis="y")
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.set_xlabel("Number of clusters")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_errors(axes, settings: list, recommended: int) -> None:
    for _, rows, look in settings:
        first = rows.iloc[0]
        x, y = first["relative_error"], first["topographic_error"]
        style = {"color": PALE, "marker": "o"} if look is None else {**look, "ls": "none"}
        axes.errorbar(
            x, y, xerr=np.nan_to_num(first["relative_error_sd"]),
            yerr=np.nan_to_num(first["topographic_error_sd"]), ms=5, elinewidth=0.8, zorder=3, **style,
        )  # fmt: skip
        if recommended in rows.index:
            _ring(axes, x, y)
    axes.margins(0.15)
    axes.grid(True)
    axes.set_axisbelow(True)
    axes.set_title("Topographic error", **_TITLE)
    axes.set_xlabel("Relative quantization error")
    axes.locator_params(axis="x", nbins=4)
    axes.spines[["top", "right"]].set_visible(False)


def _ring(axes, x: float, y: float) -> None:
    axes.plot([x], [y], "o", ms=12, mfc="none", mec=TEXT_COLOUR, mew=1.4, zorder=5)


def _draw_key(key, settings: list) -> None:
    top, width = key.get_ylim()[1] - 0.1, key.get_xlim()[1]
    for name, _, look in settings:
        if look is None:
            continue
        key.plot([0.0, 0.34], [top, top], lw=1.3, color=look["color"], ls=look["ls"])
        key.plot([0.17], [top], ms=4, **{**look, "ls": "none"})
        name = safe_text(shorten_text(name, width - 0.5, SMALL_TEXT_SIZE))
        key.text(0.42, top, name, size=SMALL_TEXT_SIZE, va="center")
        top -= 0.2
    pale = sum(look is None for _, _, look in settings)
    if pale:
        key.plot([0.0, 0.34], [top, top], lw=1.0, color=PALE)
        key.text(0.42, top, f"{pale} more", size=SMALL_TEXT_SIZE, va="center", color=QUIET_COLOUR)
