"""What a figure says, and where: for tests that no label is cut or lies on another."""

from __future__ import annotations

import pytest
from geochem_som.core import plots
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text


def drawn_texts(figure):
    """(text, its box in pixels) of everything written when the figure is drawn."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    written, draw = {}, Text.draw

    def record(text, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            written[text] = None
        return draw(text, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", record)
        figure.draw(renderer)
    return [(text.get_text(), text.get_window_extent(renderer)) for text in written]


def assert_labels_are_whole_and_apart(figure):
    """Every label lies within the figure, no label on another, and the figure fits the page."""
    found = drawn_texts(figure)
    width, height = figure.get_size_inches() * figure.dpi
    assert figure.get_size_inches()[0] <= plots.style.FIGURE_WIDTH + 1e-9
    for i, (text, box) in enumerate(found):
        assert min(box.x0, box.y0) >= -1, text
        assert max(box.x1 - width, box.y1 - height) <= 1, text
        for other, other_box in found[i + 1 :]:
            across = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
            down = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
            assert across <= 1 or down <= 1, (text, other)
