"""Factor analysis in two pictures: how many factors stand out, and which elements they carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..palette import INK_BLUE, INK_BROWN
from .style import (
    FIGURE_WIDTH,
    MARGIN,
    QUIET_COLOUR,
    RULE_COLOUR,
    SMALL_TEXT_SIZE,
    TEXT_COLOUR,
    TEXT_SIZE,
    axes_in_inches,
    drawing_in_inches,
    house_style,
    new_figure,
    note_height,
    percent,
    safe_text,
    shorten_text,
    wrap_text,
    write_note,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EIGENVALUE_COLOUR = INK_BLUE
REFERENCE_COLOUR = INK_BROWN
# Strong loadings by their sign, weak ones pale.
POSITIVE_COLOUR, NEGATIVE_COLOUR, WEAK_COLOUR = INK_BLUE, INK_BROWN, "#cfcfca"

MOST_PANELS = 7
ROW_HEIGHT = 0.165
LABEL_WIDTH = 0.95


@house_style()
def scree_plot(
    eigenvalues,
    *,
    n_factors: int,
    reference=None,
    reference_label: str = "Uncorrelated data, 95th percentile (parallel analysis)",
) -> Figure:
    """Eigenvalues from the largest down; those of the factors drawn are filled.

    Parameters
    ----------
    eigenvalues : (D,) array
    n_factors : int
        How many factors were drawn.
    reference : (D,) array, optional
        Eigenvalues of uncorrelated data; without it a line at their mean (Kaiser's criterion).
    reference_label : str
        What the reference is, in the key.
    """
    from matplotlib.ticker import MaxNLocator

    eigenvalues = np.asarray(eigenvalues, dtype=float)
    if reference is None:
        reference = np.full(eigenvalues.size, eigenvalues.mean())
        reference_label = "Mean eigenvalue (Kaiser's criterion)"
    number = np.arange(1, eigenvalues.size + 1)
    figure = new_figure(FIGURE_WIDTH, 3.3)
    axes = axes_in_inches(figure, 0.7, 0.55, 5.2, 2.6)
    axes.grid(True, axis="y")
    axes.set_axisbelow(True)
    axes.plot(number, reference, color=REFERENCE_COLOUR, lw=1.4, ls=(0, (5, 1.6)))
    axes.plot(number, eigenvalues, color=EIGENVALUE_COLOUR, lw=1.6)
    _draw_points(axes, number[:n_factors], eigenvalues[:n_factors], EIGENVALUE_COLOUR)
    _draw_points(axes, number[n_factors:], eigenvalues[n_factors:], "white")
    axes.set_xlim(0.5, eigenvalues.size + 0.5)
    axes.set_ylim(bottom=min(0.0, float(eigenvalues.min())))
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.set_xlabel("Factor")
    axes.set_ylabel("Eigenvalue")
    axes.spines[["top", "right"]].set_visible(False)
    _write_scree_key(figure, n_factors, reference_label)
    return figure


def _draw_points(axes, number, eigenvalues, colour: str) -> None:
    axes.plot(
        number, eigenvalues, "o", ms=5, mfc=colour, mec=EIGENVALUE_COLOUR, mew=1.2, clip_on=False,
        zorder=3,
    )  # fmt: skip


def _write_scree_key(figure: Figure, n_factors: int, reference_label: str) -> None:
    width = FIGURE_WIDTH - 6.2 - MARGIN
    key = drawing_in_inches(figure, 6.2, 0.55, width, 2.6)
    noun = "factor" if n_factors == 1 else "factors"
    top = 2.5
    for colour, text in (
        (EIGENVALUE_COLOUR, f"{n_factors} {noun} drawn"),
        ("white", "Not drawn"),
        (None, reference_label),
    ):
        if colour is None:
            key.plot([0, 0.3], [top - 0.07] * 2, color=REFERENCE_COLOUR, lw=1.4, ls=(0, (5, 1.6)))
        else:
            _draw_points(key, [0.15], [top - 0.07], colour)
        lines = wrap_text(text, width - 0.4, SMALL_TEXT_SIZE)
        key.text(0.4, top, safe_text("\n".join(lines)), size=SMALL_TEXT_SIZE, va="top")
        top -= 0.15 * len(lines) + 0.14


@house_style()
def loading_bars(
    loadings,
    elements: Sequence[str],
    *,
    threshold: float = 0.6,
    explained: Sequence[float] | None = None,
) -> Figure:
    """A panel per factor, a bar per element; strong loadings are set off.

    Elements stand by the factor that they load most on, strongest first.

    Parameters
    ----------
    loadings : (D, F) array
    elements : sequence of D str
    threshold : float
        From this absolute loading on a bar is strong.
    explained : sequence of F float, optional
        Share of the variance that each factor explains.
    """
    loadings = np.asarray(loadings, dtype=float)
    n_elements, n_factors = loadings.shape
    order = _by_main_factor(loadings)
    blocks = -(-n_factors // MOST_PANELS)
    columns = -(-n_factors // blocks)
    gap, head, foot = 0.12, 0.32, 0.42
    room = FIGURE_WIDTH - LABEL_WIDTH - 2 * MARGIN - gap * (columns - 1)
    width = min(room / columns, 2.4)
    height = n_elements * ROW_HEIGHT
    total_width = LABEL_WIDTH + 2 * MARGIN + columns * width + gap * (columns - 1)
    note = f"Dark bars: absolute loading of {threshold:g} or more (dotted lines)."
    pitch = head + height + foot
    total_height = blocks * pitch + note_height(note, total_width) + MARGIN
    figure = new_figure(total_width, total_height)
    reach = max(1.0, float(np.abs(loadings).max()))
    for f in range(n_factors):
        block, column = divmod(f, columns)
        left = MARGIN + LABEL_WIDTH + column * (width + gap)
        bottom = total_height - block * pitch - head - height
        axes = axes_in_inches(figure, left, bottom, width, height)
        _draw_bars(axes, loadings[order, f], threshold, reach)
        share = f" ({percent(100 * explained[f])})" if explained is not None else ""
        axes.set_title(f"F{f + 1}{share}", size=TEXT_SIZE, weight="bold", loc="left", pad=4)
        if column == 0:
            names = [shorten_text(elements[j], LABEL_WIDTH, SMALL_TEXT_SIZE) for j in order]
            axes.set_yticks(np.arange(n_elements), [safe_text(name) for name in names])
    write_note(figure, note)
    return figure


def _by_main_factor(loadings: np.ndarray) -> np.ndarray:
    strength = np.abs(loadings)
    return np.lexsort((-strength.max(axis=1), strength.argmax(axis=1)))


def _draw_bars(axes, loadings: np.ndarray, threshold: float, reach: float) -> None:
    strong = np.where(loadings > 0, POSITIVE_COLOUR, NEGATIVE_COLOUR)
    colours = np.where(np.abs(loadings) >= threshold, strong, WEAK_COLOUR)
    axes.barh(np.arange(loadings.size), loadings, height=0.72, color=list(colours), zorder=2)
    for at in (-threshold, threshold):
        axes.axvline(at, color=QUIET_COLOUR, lw=0.8, ls=(0, (1, 2)), zorder=1)
    axes.axvline(0.0, color=TEXT_COLOUR, lw=0.8, zorder=3)
    axes.set_xlim(-1.05 * reach, 1.05 * reach)
    axes.set_ylim(loadings.size - 0.5, -0.5)
    axes.set_xticks([-1, 0, 1], ["\N{MINUS SIGN}1", "0", "1"])
    axes.set_yticks([])
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(RULE_COLOUR)
