"""Maps for the report: classes and scores of the ground, with the known occurrences.

Ground is a list with one entry per sample: its polygons, each a list of rings (exterior first, then
holes), each an (n, 2) array of coordinates. Coordinates are planar with north up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..palette import CLASS_COLOURS, CLASS_NAMES, NO_VALUE_COLOUR, OCCURRENCE_COLOUR, SCORE_RAMP
from .map_key import (
    BLOCK_GAP,
    KEY_WIDTH,
    draw_key,
    key_rows,
    occurrence_block,
    ramp_block,
    scale_block,
    share_lines,
    swatch_block,
)
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    MAX_VECTOR_CORNERS,
    QUIET_COLOUR,
    RAMP_STEPS,
    RULE_COLOUR,
    axes_in_inches,
    drawing_in_inches,
    house_style,
    new_figure,
    ramp,
    ramp_limits,
    ramp_step,
    title_height,
    write_title,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Ground = Sequence[Sequence[Sequence[np.ndarray]]]

MAX_MAP_HEIGHT = 6.4
KEY_GAP = 0.35

# Points; smaller pieces of ground could not be seen and get an outline that makes up for it.
MIN_PIECE = 1.8


@house_style()
def class_map(
    ground: Ground,
    class_ids,
    occurrences_xy,
    title: str,
    *,
    shares: Mapping[int, tuple[float, float | None]] | None = None,
    held_out: Mapping[int, float] | None = None,
    metres_per_unit: float | None = 1.0,
) -> Figure:
    """Map of anomaly, halo and background.

    Parameters
    ----------
    ground : list of N entries
        Polygons of each sample (see the module).
    class_ids : (N,) array of int
        3 anomaly, 2 halo, 1 background, 0 no value.
    occurrences_xy : (n, 2) array
        The known occurrences that were used; may be empty.
    title : str
    shares : mapping, optional
        class_id -> (percent of ground, percent of occurrences or None), for the key.
        `class_shares` gives it.
    held_out : mapping, optional
        class_id -> percent of the held-out occurrences, for the key.
    metres_per_unit : float or None
        Length of a map unit for the scale bar; None for degrees: no scale bar.
    """
    class_ids = np.asarray(class_ids, dtype=int)
    present = [c for c in (*CLASS_NAMES, 0) if np.any(class_ids == c)]
    colours = {**CLASS_COLOURS, 0: NO_VALUE_COLOUR}
    key = [
        swatch_block(colours[c], CLASS_NAMES.get(c, "no value"), share_lines(shares, c, held_out))
        for c in present
    ]
    layers = [(np.flatnonzero(class_ids == c), colours[c]) for c in reversed(present)]
    return map_figure(ground, layers, key, occurrences_xy, title, metres_per_unit)


@house_style()
def score_map(
    ground: Ground,
    scores,
    occurrences_xy,
    title: str,
    label: str,
    *,
    metres_per_unit: float | None = 1.0,
) -> Figure:
    """Map of a score, light for low and dark for high, with a colour bar.

    Parameters
    ----------
    ground, occurrences_xy, title, metres_per_unit
        As in `class_map`.
    scores : (N,) array
        NaN where there is none.
    label : str
        Name (and unit) of the score, over the colour bar.
    """
    limits = ramp_limits(scores)
    steps = ramp_step(scores, limits)
    shades = ramp(SCORE_RAMP)(np.arange(RAMP_STEPS))
    layers = [(np.flatnonzero(steps == -1), NO_VALUE_COLOUR)]
    layers += [(np.flatnonzero(steps == s), shades[s]) for s in np.unique(steps[steps >= 0])]
    key = [ramp_block(SCORE_RAMP, limits, label)]
    if np.any(steps == -1):
        key.append(swatch_block(NO_VALUE_COLOUR, "no value", []))
    return map_figure(ground, layers, key, occurrences_xy, title, metres_per_unit)


def class_shares(areas, class_ids, occurrences) -> dict[int, tuple[float, float | None]]:
    """Each class's percent of the ground and of the occurrences.

    Parameters
    ----------
    areas : (N,) array
        Ground each sample stands for.
    class_ids : (N,) array of int
    occurrences : (N,) array
        Occurrences that fall to each sample.

    Returns
    -------
    dict
        class_id -> (percent of ground, percent of occurrences; None without occurrences).
    """
    areas, occurrences = np.asarray(areas, dtype=float), np.asarray(occurrences, dtype=float)
    class_ids = np.asarray(class_ids, dtype=int)
    shares: dict[int, tuple[float, float | None]] = {}
    for c in np.unique(class_ids).tolist():
        inside = class_ids == c
        area = 100.0 * areas[inside].sum() / areas.sum() if areas.sum() > 0 else 0.0
        total = occurrences.sum()
        rate = 100.0 * occurrences[inside].sum() / total if total > 0 else None
        shares[c] = (float(area), None if rate is None else float(rate))
    return shares


def map_figure(ground, layers, key, occurrences_xy, title, metres_per_unit) -> Figure:
    """Map, key and title laid out so that nothing overlaps.

    `layers` are (samples, colour) from the lowest up; `key` are blocks of `map_key`. Call it within
    the house style.
    """
    occurrences = np.asarray(occurrences_xy, dtype=float).reshape(-1, 2)
    extent = _extent(ground)
    if extent is None:
        return _empty_map(title)
    inside = np.all((occurrences >= extent[:2]) & (occurrences <= extent[2:]), axis=1)
    if inside.any():
        key = [*key, occurrence_block(int(inside.sum()))]
    figure, axes, key_axes, beside = _lay_out(extent, key, title)
    inches_per_unit = (
        axes.get_position().width * figure.get_size_inches()[0] / (extent[2] - extent[0])
    )
    outline = max(0.25, MIN_PIECE - 72.0 * inches_per_unit * _median_width(ground))
    _draw_ground(axes, ground, layers, outline)
    axes.scatter(
        *occurrences[inside].T,
        s=17 if inside.sum() <= 100 else 9,
        c=OCCURRENCE_COLOUR,
        edgecolors="white",
        linewidths=0.7,
        zorder=3,
    )
    scale = scale_block(inches_per_unit, metres_per_unit, widened=outline > 0.25)
    draw_key(key_axes, [*key, scale], beside)
    write_title(figure, title)
    return figure


def _extent(ground: Ground) -> np.ndarray | None:
    """xmin, ymin, xmax, ymax of all exteriors with a little room; None without ground."""
    exteriors = [np.asarray(polygon[0]) for sample in ground for polygon in sample if len(polygon)]
    exteriors = [ring for ring in exteriors if len(ring)]
    if not exteriors:
        return None
    corners = np.vstack(exteriors)
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = 0.01 * max((high - low).max(), 1e-9)
    return np.concatenate([low - room, high + room])


def _lay_out(extent, key, title):
    """Figure, map axes and key axes: the key beside or under the map, whichever shows more map."""
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    key = [*key, scale_block(1.0, None, widened=False)]  # its size does not depend on the scale
    full = FIGURE_WIDTH - 2 * MARGIN
    under_height = sum(max(b.height for b in row) + BLOCK_GAP for row in key_rows(key, full))
    beside_height = sum(b.height + BLOCK_GAP for b in key)
    scale_beside = min((full - KEY_WIDTH - KEY_GAP) / width, MAX_MAP_HEIGHT / height)
    scale_under = min(full / width, (MAX_MAP_HEIGHT - 0.5) / height)
    beside = scale_beside >= scale_under
    scale = scale_beside if beside else scale_under
    map_width, map_height = width * scale, height * scale
    if beside:
        body = max(map_height, beside_height)
        total_width = map_width + KEY_WIDTH + KEY_GAP + 2 * MARGIN
        key_box = (MARGIN + map_width + KEY_GAP, MARGIN, KEY_WIDTH, body)
        map_bottom = MARGIN + body - map_height
    else:
        body = map_height + under_height
        total_width = FIGURE_WIDTH
        key_box = (MARGIN, MARGIN, full, under_height - BLOCK_GAP)
        map_bottom = MARGIN + under_height
    total_height = body + 2 * MARGIN + title_height(title, total_width)
    figure = new_figure(total_width, total_height)
    axes = axes_in_inches(figure, MARGIN, map_bottom, map_width, map_height)
    axes.set_xlim(extent[0], extent[2])
    axes.set_ylim(extent[1], extent[3])
    axes.axis("off")
    return figure, axes, drawing_in_inches(figure, *key_box), beside


def _draw_ground(axes, ground, layers, outline: float) -> None:
    """All polygons of one colour as one path: a small file, and no seams between neighbours.

    A grey rim under the whole ground sets pale colours off from the paper.
    """
    from matplotlib.collections import PathCollection

    drawn = [(_compound_path(ground), RULE_COLOUR, outline + 0.8)]
    drawn += [
        (_compound_path([ground[i] for i in rows]), colour, outline) for rows, colour in layers
    ]
    drawn = [layer for layer in drawn if layer[0] is not None]
    picture = sum(len(path) for path, _, _ in drawn) > MAX_VECTOR_CORNERS
    for path, colour, width in drawn:
        collection = PathCollection(
            [path], facecolors=[colour], edgecolors=[colour], linewidths=width, joinstyle="round"
        )
        collection.set_snap(False)  # snapping to whole pixels makes the smallest pieces vanish
        collection.set_rasterized(picture)
        axes.add_collection(collection, autolim=False)


def _median_width(ground: Ground) -> float:
    """Median of the polygons' widths, in map units."""
    return float(
        np.median([np.ptp(p[0], axis=0).mean() for sample in ground for p in sample if len(p)])
    )


def _compound_path(samples):
    """One path of all rings: exteriors anticlockwise and holes clockwise, so holes stay open."""
    from matplotlib.path import Path

    rings = [
        _directed(ring, anticlockwise=i == 0)
        for sample in samples
        for polygon in sample
        for i, ring in enumerate(polygon)
        if len(ring) >= 3
    ]
    if not rings:
        return None
    ends = np.cumsum([len(ring) for ring in rings])
    codes = np.full(ends[-1], Path.LINETO, dtype=Path.code_type)
    codes[np.concatenate([[0], ends[:-1]])] = Path.MOVETO
    codes[ends - 1] = Path.CLOSEPOLY
    return Path(np.vstack(rings), codes)


def _directed(ring, *, anticlockwise: bool) -> np.ndarray:
    """The closed ring in the wanted direction."""
    ring = np.asarray(ring, dtype=float)[:, :2]
    if not np.array_equal(ring[0], ring[-1]):
        ring = np.vstack([ring, ring[:1]])
    x, y = (ring - ring[0]).T
    turns_left = np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]) > 0
    return ring if turns_left == anticlockwise else ring[::-1]


def _empty_map(title: str) -> Figure:
    figure = new_figure(FIGURE_WIDTH, 1.2 + title_height(title, FIGURE_WIDTH))
    figure.text(0.5, 0.35, "No ground to draw.", ha="center", va="center", color=QUIET_COLOUR)
    write_title(figure, title)
    return figure
