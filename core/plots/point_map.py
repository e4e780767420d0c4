"""Small maps of scores at the samples, side by side in one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..palette import NO_VALUE_COLOUR, SCORE_RAMP
from ..score_groups import PERCENTILES, percentile_groups
from .map_key import BLOCK_GAP, draw_key, key_rows, scale_block, swatch_block
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_SIZE,
    axes_in_inches,
    drawing_in_inches,
    house_style,
    new_figure,
    safe_text,
    wrap_text,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_COLUMNS = 3
GAP = 0.25
MAX_PANEL_HEIGHT = 4.2
MAX_PANEL_WIDTH = 5.0
# Points: widest and narrowest mark; between them a mark fills most of its sample's ground.
LARGEST, SMALLEST = 6.5, 1.8
# Above this many marks the maps are pictures inside the SVG: the file stays small and opens fast.
MAX_VECTOR_MARKS = 6_000


@house_style()
def point_maps(
    xy,
    scores,
    titles: Sequence[str],
    *,
    metres_per_unit: float | None = 1.0,
) -> Figure:
    """A map per score: samples light for low and dark for high, cut at percentiles of each score.

    Parameters
    ----------
    xy : (N, 2) array
        Places of the samples, planar with north up.
    scores : (N, F) array
        NaN where there is none.
    titles : sequence of F str
        Over the maps; long ones take several lines.
    metres_per_unit : float or None
        Length of a map unit for the scale bar; None for degrees: no scale bar.
    """
    xy, scores = np.asarray(xy, dtype=float), np.asarray(scores, dtype=float)
    groups = np.column_stack([percentile_groups(column) for column in scores.T])
    extent = _extent(xy)
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    columns = _columns(len(titles), width / height)
    room = (FIGURE_WIDTH - 2 * MARGIN - GAP * (columns - 1)) / columns
    scale = min(room / width, MAX_PANEL_HEIGHT / height, MAX_PANEL_WIDTH / width)
    panel_width, panel_height = width * scale, height * scale

    lines = [wrap_text(title, room, TEXT_SIZE) for title in titles]
    rows = [lines[i : i + columns] for i in range(0, len(lines), columns)]
    heads = [0.17 * max(len(title) for title in row) + 0.08 for row in rows]
    key = _key(bool((groups == -1).any()))
    key = [*key, scale_block(scale, metres_per_unit, widened=False)]
    full = FIGURE_WIDTH - 2 * MARGIN
    key_height = sum(max(b.height for b in row) + BLOCK_GAP for row in key_rows(key, full))
    body = sum(heads) + len(rows) * (panel_height + GAP)
    total = body + key_height + MARGIN
    figure = new_figure(FIGURE_WIDTH, total)

    top, mark = total - MARGIN / 2, _mark_size(extent, len(xy), scale)
    picture = groups.size > MAX_VECTOR_MARKS
    for r, head in enumerate(heads):
        for c, title in enumerate(rows[r]):
            left = MARGIN + c * (room + GAP)
            figure.text(
                left / FIGURE_WIDTH,
                (top - 0.02) / total,
                safe_text("\n".join(title)),
                size=TEXT_SIZE,
                weight="bold",
                va="top",
            )
            axes = axes_in_inches(
                figure, left, top - head - panel_height, panel_width, panel_height
            )
            axes.set_xlim(extent[0], extent[2])
            axes.set_ylim(extent[1], extent[3])
            axes.set_xticks([])
            axes.set_yticks([])
            _draw_samples(axes, xy, groups[:, r * columns + c], mark, picture)
        top -= head + panel_height + GAP
    draw_key(drawing_in_inches(figure, MARGIN, MARGIN / 2, full, key_height), key, False)
    return figure


def _columns(n_maps: int, aspect: float) -> int:
    """Maps in a row: wide ground takes two, one alone has the row for itself."""
    return min(n_maps, MOST_COLUMNS if aspect < 1.6 else 2)


def _extent(xy: np.ndarray) -> np.ndarray:
    """xmin, ymin, xmax, ymax with a little room; no narrower than a quarter of its length."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    longest = max(float((high - low).max()), 1e-9)
    half = np.maximum((high - low) / 2, longest / 8) + 0.03 * longest
    centre = (low + high) / 2
    return np.concatenate([centre - half, centre + half])


def _mark_size(extent: np.ndarray, n_samples: int, inches_per_unit: float) -> float:
    """Width of a mark in points: most of the side of the square that each sample has of the map."""
    side = np.sqrt(np.prod(extent[2:] - extent[:2]) / n_samples)
    return float(np.clip(0.75 * 72.0 * inches_per_unit * side, SMALLEST, LARGEST))


def _draw_samples(axes, xy: np.ndarray, groups: np.ndarray, mark: float, picture: bool) -> None:
    """Low scores first, so that high ones lie on top."""
    for group in range(-1, len(SCORE_RAMP)):
        places = xy[groups == group]
        if not len(places):
            continue
        # Without zorders of their own, later marks lie on earlier ones.
        marks = axes.scatter(
            *places.T,
            s=mark**2,
            c=SCORE_RAMP[group] if group >= 0 else NO_VALUE_COLOUR,
            edgecolors=RULE_COLOUR,
            linewidths=0.06 * mark,
        )
        marks.set_rasterized(picture)


def _key(with_blanks: bool) -> list:
    """What the colours mean, from the highest scores down."""
    falling = PERCENTILES[::-1]
    texts = [
        f"top {100 - falling[0]:g} %",
        *(f"{low:g} to {high:g} %" for high, low in zip(falling, falling[1:])),
        f"lowest {falling[-1]:g} %",
    ]
    key = [
        swatch_block(colour, text, [], width=_swatch_width(text), weight="normal")
        for colour, text in zip(SCORE_RAMP[::-1], texts)
    ]
    if with_blanks:
        key.append(swatch_block(NO_VALUE_COLOUR, "no value", [], width=1.2, weight="normal"))
    return key


def _swatch_width(text: str) -> float:
    return 0.55 + 0.62 * len(text) * SMALL_TEXT_SIZE / 72.0
