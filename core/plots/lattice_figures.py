"""The trained map as it is: its units on their lattice, rectangles or hexagons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..palette import (
    CLASS_COLOURS,
    CLASS_NAMES,
    CLUSTER_COLOURS,
    NEUTRAL_RAMP,
    NO_VALUE_COLOUR,
    SCORE_RAMP,
)
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    QUIET_COLOUR,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    axes_in_inches,
    colour_bar_height,
    draw_colour_bar,
    draw_ramp,
    drawing_in_inches,
    house_style,
    new_figure,
    ramp,
    ramp_limits,
    ramp_step,
    safe_text,
    short_number,
    shorten_text,
    text_colour_on,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..lattice import Lattice

# Above this many cells the lattices are pictures inside the SVG.
MAX_VECTOR_CELLS = 12_000


@house_style()
def u_matrix_figure(lattice: Lattice, u) -> Figure:
    """U-matrix: dark ridges between units that differ from their neighbours.

    Parameters
    ----------
    lattice : Lattice
        K units.
    u : (K,) array
        Mean distance of each unit to its neighbours.
    """
    figure, axes, key = _lattice_panel(lattice)
    limits = ramp_limits(u)
    _draw_units(axes, lattice, _shades(u, NEUTRAL_RAMP, limits))
    draw_colour_bar(
        key, 0, key.get_ylim()[1], 2.6, NEUTRAL_RAMP, limits, "Mean distance to neighbouring units"
    )
    return figure


@house_style()
def hits_figure(lattice: Lattice, hits) -> Figure:
    """Number of samples on each unit; units without samples are pale grey.

    Parameters
    ----------
    lattice : Lattice
        K units.
    hits : (K,) array of int
    """
    from matplotlib.colors import to_rgba

    figure, axes, key = _lattice_panel(lattice)
    hits = np.asarray(hits)
    limits = (0.0, max(1.0, float(hits.max(initial=0))))
    colours = _shades(hits, SCORE_RAMP, limits)
    colours[hits == 0] = to_rgba(NO_VALUE_COLOUR)
    _draw_units(axes, lattice, colours)
    if _unit_size(axes) >= 0.24:
        for (x, y), count, colour in zip(lattice.positions(), hits, colours):
            axes.text(
                x, y, f"{count:.0f}", size=SMALL_TEXT_SIZE, ha="center", va="center",
                color=text_colour_on(colour) if count else QUIET_COLOUR,
            )  # fmt: skip
    draw_colour_bar(
        key,
        0,
        key.get_ylim()[1],
        2.6,
        SCORE_RAMP,
        limits,
        "Samples on the unit (grey: none)",
        whole=True,
    )
    return figure


@house_style()
def component_planes(lattice: Lattice, planes, names: Sequence[str]) -> Figure:
    """One small lattice per variable: where on the map it is low and where high.

    Parameters
    ----------
    lattice : Lattice
        K units.
    planes : (K, D) array
        Values of the units' prototypes.
    names : sequence of D str
    """
    planes = np.asarray(planes, dtype=float).reshape(lattice.size, -1)
    n_planes = planes.shape[1]
    columns = 4 if n_planes <= 8 else 6 if n_planes <= 30 else 8
    rows = -(-n_planes // columns)
    width = (FIGURE_WIDTH - 2 * MARGIN - 0.2 * (columns - 1)) / columns
    x_low, x_high, y_low, y_high = _lattice_extent(lattice)
    height = width * min((y_high - y_low) / (x_high - x_low), 1.5)
    pitch = height + 0.48
    total_height = rows * pitch + 0.45 + 2 * MARGIN
    figure = new_figure(FIGURE_WIDTH, total_height)
    for i in range(n_planes):
        row, column = divmod(i, columns)
        axes = axes_in_inches(
            figure,
            MARGIN + column * (width + 0.2),
            total_height - MARGIN - row * pitch - 0.2 - height,
            width,
            height,
        )
        limits = ramp_limits(planes[:, i])
        _draw_units(
            axes,
            lattice,
            _shades(planes[:, i], SCORE_RAMP, limits),
            picture=planes.size > MAX_VECTOR_CELLS,
        )
        axes.set_title(
            safe_text(shorten_text(names[i], width, SMALL_TEXT_SIZE)), size=SMALL_TEXT_SIZE,
            weight="bold", pad=3,
        )  # fmt: skip
        span = f"{short_number(limits[0])} to {short_number(limits[1])}"
        axes.text(
            0.5, -0.03, span, transform=axes.transAxes, size=7.0, color=QUIET_COLOUR,
            ha="center", va="top",
        )  # fmt: skip
    key = drawing_in_inches(figure, MARGIN, MARGIN, FIGURE_WIDTH - 2 * MARGIN, 0.35)
    _draw_relative_key(key)
    return figure


def _draw_relative_key(key) -> None:
    key.text(0.0, 0.12, "lowest", size=SMALL_TEXT_SIZE, va="center")
    draw_ramp(key, 0.5, 0.04, 1.6, SCORE_RAMP)
    key.text(2.2, 0.12, "highest value of each plane", size=SMALL_TEXT_SIZE, va="center")


@house_style()
def cluster_lattice(lattice: Lattice, clusters, class_ids=None) -> Figure:
    """Clusters of units by number and colour and, beside them, their classes.

    Parameters
    ----------
    lattice : Lattice
        K units.
    clusters : (K,) array of int
        Cluster of each unit, from 1.
    class_ids : (K,) array of int, optional
        Class of each unit: 3 anomaly, 2 halo, 1 background, 0 none.
    """
    from matplotlib.colors import to_rgba

    clusters = np.asarray(clusters, dtype=int)
    columns = 1 if class_ids is None else 2
    x_low, x_high, y_low, y_high = _lattice_extent(lattice)
    box_width = (FIGURE_WIDTH - 2 * MARGIN - 0.4) / 2
    scale = min(box_width / (x_high - x_low), 5.2 / (y_high - y_low), 0.55)
    width, height = (x_high - x_low) * scale, (y_high - y_low) * scale
    total_width = max(columns * (width + 0.4) - 0.4 + 2 * MARGIN, 4.2)
    figure = new_figure(total_width, height + 0.75 + 2 * MARGIN)
    colours = [to_rgba(CLUSTER_COLOURS[(c - 1) % len(CLUSTER_COLOURS)]) for c in clusters]
    fills, titles = [colours], ["Clusters"]
    if class_ids is not None:
        known = {**CLASS_COLOURS, 0: NO_VALUE_COLOUR}
        fills.append([to_rgba(known[c]) for c in np.asarray(class_ids, dtype=int).tolist()])
        titles.append("Classes")
    for i, (fill, title) in enumerate(zip(fills, titles)):
        axes = axes_in_inches(figure, MARGIN + i * (width + 0.4), MARGIN + 0.4, width, height)
        _draw_units(axes, lattice, fill)
        _draw_borders(axes, lattice, clusters)
        _number_clusters(axes, lattice, clusters, fill)
        axes.set_title(title, size=10.0, weight="bold", loc="left", pad=4)
    if class_ids is not None:
        _draw_class_key(figure, total_width, np.asarray(class_ids))
    return figure


def _draw_class_key(figure: Figure, width: float, class_ids) -> None:
    from matplotlib.patches import Rectangle

    key = drawing_in_inches(figure, MARGIN, MARGIN, width - 2 * MARGIN, 0.3)
    present = [c for c in CLASS_NAMES if np.any(class_ids == c)]
    for i, c in enumerate(present):
        x = i * 1.25
        key.add_patch(Rectangle((x, 0.02), 0.24, 0.18, fc=CLASS_COLOURS[c], ec=RULE_COLOUR, lw=0.6))
        key.text(x + 0.32, 0.11, CLASS_NAMES[c], size=SMALL_TEXT_SIZE, va="center")


def _draw_borders(axes, lattice: Lattice, clusters) -> None:
    """Dark lines on the sides that units of different clusters share."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    cells = lattice.outlines()
    sides = np.stack([cells, np.roll(cells, -1, axis=1)], axis=2)  # (K, corners, 2 ends, 2)
    first_owner: dict[tuple, int] = {}
    borders = []
    for unit, unit_sides in enumerate(sides):
        for side in unit_sides:
            middle = tuple(np.round(side.mean(axis=0), 3) + 0.0)
            other = first_owner.setdefault(middle, unit)
            if clusters[other] != clusters[unit]:
                borders.append(side)
    if borders:
        path = Path(np.concatenate(borders), [Path.MOVETO, Path.LINETO] * len(borders))
        width = float(np.clip(_unit_size(axes) * 72 * 0.1, 0.7, 1.6))
        axes.add_collection(
            PathCollection(
                [path], facecolors="none", edgecolors="#111111", linewidths=width, capstyle="round"
            )
        )


def _number_clusters(axes, lattice: Lattice, clusters, fill) -> None:
    """The number of each cluster on its most central unit."""
    positions = lattice.positions()
    size = float(np.clip(_unit_size(axes) * 72 * 0.55, 6.0, 10.0))
    for c in np.unique(clusters):
        members = np.flatnonzero(clusters == c)
        gaps = positions[members][:, None] - positions[members][None]
        centre = members[np.argmin((gaps**2).sum(axis=2).sum(axis=1))]
        axes.text(
            *positions[centre], str(c), size=size, weight="bold", ha="center", va="center",
            color=text_colour_on(fill[centre]),
        )  # fmt: skip


def _lattice_panel(lattice: Lattice):
    """Figure, lattice axes and, under them, an axes in inches for the key."""
    x_low, x_high, y_low, y_high = _lattice_extent(lattice)
    scale = min((FIGURE_WIDTH - 2 * MARGIN) / (x_high - x_low), 5.4 / (y_high - y_low), 0.45)
    width, height = (x_high - x_low) * scale, (y_high - y_low) * scale
    key_height = colour_bar_height("", 2.6) + 0.15
    total_width = max(width + 2 * MARGIN, 3.2)
    figure = new_figure(total_width, height + key_height + 0.15 + 2 * MARGIN)
    axes = axes_in_inches(figure, MARGIN, MARGIN + key_height + 0.15, width, height)
    key = drawing_in_inches(figure, MARGIN, MARGIN, total_width - 2 * MARGIN, key_height)
    return figure, axes, key


def _draw_units(axes, lattice: Lattice, colours, *, picture: bool = False) -> None:
    """The units as they are, row 0 on top; one path per colour keeps the file small."""
    from matplotlib.collections import PathCollection

    x_low, x_high, y_low, y_high = _lattice_extent(lattice)
    axes.set_xlim(x_low, x_high)
    axes.set_ylim(y_high, y_low)
    axes.set_aspect("equal")
    axes.axis("off")
    cells = lattice.outlines()
    shades, index = np.unique(np.asarray(colours), axis=0, return_inverse=True)
    units = PathCollection(
        [_outlines(cells[np.ravel(index) == i]) for i in range(len(shades))],
        facecolors=shades,
        edgecolors="white" if _unit_size(axes) > 0.06 else "face",
        linewidths=0.5,
    )
    if picture or lattice.size > MAX_VECTOR_CELLS:
        units.set_rasterized(True)
        units.set_antialiased(False)  # few distinct colours: pictures a third of the size
    axes.add_collection(units, autolim=False)


def _outlines(cells: np.ndarray):
    """One path of closed outlines, from (n, corners, 2)."""
    from matplotlib.path import Path

    closed = np.concatenate([cells, cells[:, :1]], axis=1)
    codes = np.full(closed.shape[:2], Path.LINETO, dtype=Path.code_type)
    codes[:, 0], codes[:, -1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(closed.reshape(-1, 2), codes.ravel())


def _lattice_extent(lattice: Lattice) -> tuple[float, float, float, float]:
    """xmin, xmax, ymin, ymax of all units with room for the outlines."""
    cells = lattice.outlines()
    (x_low, y_low), (x_high, y_high) = cells.min(axis=(0, 1)), cells.max(axis=(0, 1))
    return x_low - 0.05, x_high + 0.05, y_low - 0.05, y_high + 0.05


def _unit_size(axes) -> float:
    """Width of one unit in inches."""
    box, (x_low, x_high) = axes.get_position(), axes.get_xlim()
    return box.width * axes.figure.get_size_inches()[0] / (x_high - x_low)


def _shades(values, colours, limits) -> np.ndarray:
    """(K, 4) colours of the values; units without a value are pale."""
    from matplotlib.colors import to_rgba

    steps = ramp_step(values, limits)
    shades = ramp(colours)(np.clip(steps, 0, None))
    shades[steps == -1] = to_rgba(NO_VALUE_COLOUR)
    return shades
