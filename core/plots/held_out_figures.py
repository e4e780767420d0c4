"""Success rate (fit) and prediction rate (held out) side by side, and models by their held-out figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..palette import INK_BLUE, INK_BROWN, METHOD_LABELS
from ..prediction_area import PredictionArea
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    QUIET_COLOUR,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    axes_in_inches,
    house_style,
    new_figure,
    note_height,
    safe_text,
    shorten_text,
    write_note,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..validation import HeldOut

HELD_OUT_COLOUR = INK_BLUE
FIT_COLOUR = INK_BROWN
NOTE = (
    "Solid: prediction rate of occurrences that took no part in the ranking. Dashed: success rate of the "
    "occurrences that made the ranking, a fit. The bar is the resampling range of the held-out "
    "crossing. Without any signal the curve follows the diagonal, and the fit lies above it."
)
_PANEL = 2.35


@house_style()
def held_out_plot(
    results: Mapping[str, HeldOut], curves: Mapping[str, PredictionArea], *, note: str = NOTE
) -> Figure:
    """Occurrences found against ground searched, fit and held out, one panel per model.

    Parameters
    ----------
    results : mapping of model to HeldOut
    curves : mapping of model to PredictionArea
        The fit of the same models.
    note : str
        Sentence under the panels.
    """
    columns = 2 if len(results) == 4 else min(len(results), 3)
    rows = -(-len(results) // columns)
    left, gap, head, foot = 0.6, 0.35, 0.62, 0.55
    pitch = head + _PANEL + foot
    width = max(left + columns * (_PANEL + gap) + MARGIN, 5.0)
    height = rows * pitch + note_height(note, width) + MARGIN
    figure = new_figure(min(width, FIGURE_WIDTH), height)
    for i, (model, result) in enumerate(results.items()):
        row, column = divmod(i, columns)
        axes = axes_in_inches(
            figure,
            left + column * (_PANEL + gap),
            height - row * pitch - head - _PANEL,
            _PANEL,
            _PANEL,
        )
        _draw_panel(axes, result, curves[model])
        if column == 0:
            axes.set_ylabel("Occurrences, cumulative %")
        else:
            axes.set_yticklabels([])
        axes.set_xlabel("Ground, cumulative %")
        _head(axes, METHOD_LABELS.get(model, model), result)
    write_note(figure, note)
    return figure


def _draw_panel(axes, result: HeldOut, fit: PredictionArea) -> None:
    axes.grid(True)
    axes.set_axisbelow(True)
    axes.plot([0, 100], [0, 100], color=RULE_COLOUR, lw=1.0)
    axes.plot([0, 100], [100, 0], color=RULE_COLOUR, lw=1.0, ls=(0, (1, 2)))
    axes.plot(
        fit.curve["area_pct"], fit.curve["pred_rate"], color=FIT_COLOUR, lw=1.2, ls=(0, (5, 2))
    )
    if result.possible:
        axes.plot(result.curve["area_pct"], result.curve["pred_rate"], color=HELD_OUT_COLOUR, lw=2)
        ends = np.array([result.low, result.high])
        axes.plot(100 - ends, ends, color=TEXT_COLOUR, lw=3.2, alpha=0.55, solid_capstyle="butt")
        axes.plot(
            [result.area], [result.crossing], "o", ms=7, mfc="white", mec=TEXT_COLOUR, mew=1.6,
            zorder=5,
        )  # fmt: skip
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_xticks(range(0, 101, 25))
    axes.set_yticks(range(0, 101, 25))


def _head(axes, name: str, result: HeldOut) -> None:
    """The model's name, its held-out crossing and, quietly, the fit."""
    held_out = (
        f"held out {result.crossing:.0f} ({result.low:.0f} to {result.high:.0f})"
        if result.possible
        else "nothing could be held out"
    )
    axes.set_title(
        safe_text(shorten_text(name, _PANEL, 10.0)), size=10.0, weight="bold", loc="left", pad=24
    )
    for text, up, colour in (
        (held_out, 14, TEXT_COLOUR),
        (f"fit {result.fit_crossing:.0f}", 4, QUIET_COLOUR),
    ):
        axes.annotate(
            text, (0, 1), (0, up), xycoords="axes fraction", textcoords="offset points",
            size=SMALL_TEXT_SIZE, color=colour,
        )  # fmt: skip
