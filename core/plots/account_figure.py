"""What stands behind the numbers of each field: measurements, substitutes, blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..palette import INK_BLUE
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    axes_in_inches,
    drawing_in_inches,
    house_style,
    new_figure,
    safe_text,
    shorten_text,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# Kind of value -> colour; dark to light tells them apart in grey print too.
KINDS = {
    "measured": INK_BLUE,
    "below the limit": "#e0a030",
    "blank": "#d4d4d0",
}
ROW_HEIGHT = 0.19
LABEL_WIDTH = 1.5
KEY_HEIGHT = 0.3
AXIS_HEIGHT = 0.5


@house_style()
def account_bars(account: pd.DataFrame) -> Figure:
    """One bar per field: the shares of measured values, non-detects and blanks in all rows.

    Parameters
    ----------
    account : DataFrame
        Columns field, rows, values, below, zero, used, as in `CleanAssays.account`. Fields that
        were left out have pale bars and a name in brackets.
    """
    n_fields = len(account)
    height = KEY_HEIGHT + n_fields * ROW_HEIGHT + AXIS_HEIGHT + 2 * MARGIN
    figure = new_figure(FIGURE_WIDTH, height)
    _draw_key(figure, height)
    width = FIGURE_WIDTH - LABEL_WIDTH - 2 * MARGIN - 0.15
    axes = axes_in_inches(
        figure, MARGIN + LABEL_WIDTH, MARGIN + AXIS_HEIGHT, width, n_fields * ROW_HEIGHT
    )
    rows = account["rows"].to_numpy(dtype=float)
    censored = (account["below"] + account["zero"]).to_numpy(dtype=float)
    values = account["values"].to_numpy(dtype=float)
    used = account["used"].to_numpy(dtype=bool)
    start = np.zeros(n_fields)
    for colour, count in zip(KINDS.values(), (values - censored, censored, rows - values)):
        share = 100.0 * count / rows
        bars = axes.barh(np.arange(n_fields), share, left=start, height=0.78, color=colour)
        for bar, is_used in zip(bars, used):
            bar.set_alpha(1.0 if is_used else 0.35)
        start += share
    names = [
        shorten_text(name if is_used else f"({name})", LABEL_WIDTH, SMALL_TEXT_SIZE)
        for name, is_used in zip(account["field"], used)
    ]
    axes.set_yticks(np.arange(n_fields), [safe_text(name) for name in names])
    axes.set_ylim(n_fields - 0.5, -0.5)
    axes.set_xlim(0.0, 100.0)
    axes.set_xlabel("Share of the samples, %")
    axes.tick_params(axis="y", length=0, colors=TEXT_COLOUR)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(RULE_COLOUR)
    return figure


def _draw_key(figure: Figure, height: float) -> None:
    from matplotlib.patches import Rectangle

    key = drawing_in_inches(
        figure, MARGIN + LABEL_WIDTH, height - MARGIN - KEY_HEIGHT + 0.05, 6.0, KEY_HEIGHT
    )
    left = 0.0
    for label, colour in KINDS.items():
        key.add_patch(Rectangle((left, 0.08), 0.2, 0.13, fc=colour, ec=RULE_COLOUR, lw=0.5))
        key.text(left + 0.27, 0.145, label, size=SMALL_TEXT_SIZE, va="center")
        left += 0.27 + 0.085 * len(label) + 0.3
