"""How training went: measures per epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..palette import INK_BLUE
from .style import (
    FIGURE_WIDTH,
    TEXT_SIZE,
    axes_in_inches,
    house_style,
    new_figure,
    safe_text,
    shorten_text,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What people call the measures of a map's `history_`; other names are shown as they are.
MEASURES = {
    "temperature": "Temperature",
    "alpha": "Learning rate",
    "quantization_error": "Quantization error",
}


@house_style()
def training_curve(history, *, label: str = "Quantization error") -> Figure:
    """Values per epoch, one panel per measure.

    Parameters
    ----------
    history : (E,) array or mapping of name -> (E,) array
        Value at the end of each epoch.
    label : str
        Name of the measure when `history` is one array.
    """
    from matplotlib.ticker import MaxNLocator

    series = dict(history) if isinstance(history, Mapping) else {label: history}
    columns = min(len(series), 3) or 1
    rows = -(-len(series) // columns)
    width = FIGURE_WIDTH / columns if columns > 1 else 5.5
    figure = new_figure(width * columns, 2.7 * rows)
    for i, (name, values) in enumerate(series.items()):
        row, column = divmod(i, columns)
        axes = axes_in_inches(
            figure, column * width + 0.7, 2.7 * (rows - 1 - row) + 0.55, width - 0.85, 1.8
        )
        values = np.asarray(values, dtype=float)
        epochs = np.arange(1, values.size + 1)
        axes.grid(True, axis="y")
        axes.plot(
            epochs, values, color=INK_BLUE, lw=1.6, marker="o" if values.size <= 30 else "", ms=3
        )
        axes.set_title(
            safe_text(shorten_text(MEASURES.get(name, name), width - 0.9, TEXT_SIZE)),
            size=TEXT_SIZE,
            weight="bold",
            loc="left",
        )
        axes.set_xlabel("Epoch")
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.spines[["top", "right"]].set_visible(False)
    return figure
