"""The key of a map: blocks of fixed size in inches, set beside the map or in rows under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from ..palette import OCCURRENCE_COLOUR
from .style import (
    QUIET_COLOUR,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    colour_bar_height,
    draw_colour_bar,
    percent,
)

KEY_WIDTH = 2.05
BLOCK_GAP = 0.2


@dataclass(frozen=True)
class Block:
    """One piece of the key: its size in inches and how to draw it from its top left corner."""

    width: float
    height: float
    draw: Callable


def key_rows(key: list[Block], width: float) -> list[list[Block]]:
    """Blocks side by side, in as many rows as they need."""
    rows: list[list[Block]] = [[]]
    for block in key:
        if rows[-1] and sum(b.width for b in rows[-1]) + block.width > width:
            rows.append([])
        rows[-1].append(block)
    return rows


def draw_key(axes, key: list[Block], beside: bool) -> None:
    width, top = axes.get_xlim()[1], axes.get_ylim()[1]
    for row in [[block] for block in key] if beside else key_rows(key, width):
        x = 0.0
        for block in row:
            block.draw(axes, x, top)
            x += block.width
        top -= max(block.height for block in row) + BLOCK_GAP


def share_lines(shares, class_id: int, held_out=None) -> list[str]:
    """What the key says of a class: its ground, its occurrences (a fit), and those held out."""
    if shares is None or class_id not in shares:
        return []
    area, rate = shares[class_id]
    lines = [f"{percent(area)} of ground"]
    if rate is not None:
        lines.append(f"{percent(rate)} of occurrences (fit)")
    if held_out and class_id in held_out:
        lines.append(f"{percent(held_out[class_id])} if held out")
    return lines


def swatch_block(
    colour, name: str, lines: list[str], *, width: float = 1.65, weight: str = "bold"
) -> Block:
    from matplotlib.patches import Rectangle

    def draw(axes, x, top):
        axes.add_patch(
            Rectangle((x + 0.01, top - 0.21), 0.26, 0.2, fc=colour, ec=RULE_COLOUR, lw=0.6)
        )
        axes.text(x + 0.36, top - 0.02, name, weight=weight, va="top")
        axes.text(x + 0.36, top - 0.19, "\n".join(lines), size=SMALL_TEXT_SIZE, va="top")

    return Block(width, 0.2 + 0.15 * len(lines), draw)


def steps_block(name: str, lines: list[str], steps: list[tuple[str, str]]) -> Block:
    """A heading with lines under it, and a colour with its text for each step."""
    from matplotlib.patches import Rectangle

    head = 0.2 + 0.15 * len(lines)

    def draw(axes, x, top):
        axes.text(x + 0.01, top - 0.02, name, weight="bold", va="top")
        axes.text(x + 0.01, top - 0.19, "\n".join(lines), size=SMALL_TEXT_SIZE, va="top")
        for i, (colour, text) in enumerate(steps):
            low = top - head - 0.19 - 0.2 * i
            axes.add_patch(
                Rectangle((x + 0.01, low), 0.26, 0.16, fc=colour, ec=RULE_COLOUR, lw=0.6)
            )
            axes.text(x + 0.36, low + 0.08, text, size=SMALL_TEXT_SIZE, va="center")

    return Block(KEY_WIDTH, head + 0.04 + 0.2 * len(steps), draw)


def occurrence_block(count: int) -> Block:
    def draw(axes, x, top):
        axes.scatter(
            [x + 0.14], [top - 0.1], s=26, c=OCCURRENCE_COLOUR, edgecolors="white", linewidths=0.8
        )
        axes.text(x + 0.36, top - 0.02, "known occurrences", va="top")
        axes.text(x + 0.36, top - 0.19, f"{count} on this map", size=SMALL_TEXT_SIZE, va="top")

    return Block(1.7, 0.35, draw)


def scale_block(inches_per_unit: float, metres_per_unit: float | None, *, widened: bool) -> Block:
    """North arrow and scale bar."""
    from matplotlib.patches import Polygon, Rectangle

    def draw(axes, x, top):
        arrow = [(x + 0.13, top - 0.28), (x + 0.22, top - 0.32), (x + 0.13, top - 0.08)]
        mirrored = [(2 * x + 0.26 - px, py) for px, py in arrow]
        axes.add_patch(Polygon(arrow, fc=TEXT_COLOUR, ec=TEXT_COLOUR, lw=0.6))
        axes.add_patch(Polygon(mirrored, fc="white", ec=TEXT_COLOUR, lw=0.6))
        axes.text(x + 0.13, top - 0.06, "N", size=SMALL_TEXT_SIZE, weight="bold", ha="center")
        if widened:
            text = "small ground drawn wider"
            axes.text(x + 0.36, top - 0.39, text, size=7.0, color=QUIET_COLOUR, va="top")
        if metres_per_unit is None:
            return
        metres = _round_length(1.15 * metres_per_unit / inches_per_unit)
        length = metres / metres_per_unit * inches_per_unit
        for part, colour in ((0.0, TEXT_COLOUR), (0.5, "white")):
            corner = (x + 0.36 + part * length, top - 0.31)
            axes.add_patch(Rectangle(corner, length / 2, 0.06, fc=colour, ec=TEXT_COLOUR, lw=0.6))
        text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        axes.text(x + 0.36, top - 0.19, text, size=SMALL_TEXT_SIZE, color=QUIET_COLOUR, va="center")

    return Block(1.6, 0.5, draw)


def _round_length(longest: float) -> float:
    """The greatest 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** np.floor(np.log10(longest))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest))


def ramp_block(colours, limits, label: str) -> Block:
    """A colour bar with its label."""
    width = KEY_WIDTH - 0.2

    def draw(axes, x, top):
        draw_colour_bar(axes, x, top, width, colours, limits, label)

    return Block(KEY_WIDTH, colour_bar_height(label, width), draw)
