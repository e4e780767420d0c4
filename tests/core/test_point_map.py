"""Small maps of scores: every sample in its place, in the colour of its percentile."""

import re

import numpy as np
import pytest
from figure_texts import drawn_texts
from geochem_som.core import plots
from geochem_som.core.palette import NO_VALUE_COLOUR, SCORE_RAMP
from geochem_som.core.plots import point_map
from matplotlib.colors import to_hex

LONG = "F2 (18 %): a title with so many elements that it takes several lines over its map"


def places(n=200, width=30_000, height=20_000, seed=0):
    return np.random.default_rng(seed).uniform(0, [width, height], (n, 2))


def normal_scores(n=200, n_factors=2, seed=1):
    return np.random.default_rng(seed).normal(size=(n, n_factors))


def with_blanks(scores):
    scores[::7, 0] = np.nan
    return scores


FIGURES = {
    "one": lambda: plots.point_maps(places(), normal_scores(200, 1), ["F1"]),
    "two": lambda: plots.point_maps(places(), with_blanks(normal_scores()), ["F1", LONG]),
    "seven_tall": lambda: plots.point_maps(
        places(300, 8000), normal_scores(300, 7), [LONG] * 7, metres_per_unit=None
    ),
    "wide": lambda: plots.point_maps(places(90, 90_000), normal_scores(90, 3), ["F1", LONG, "F3"]),
    "one_place": lambda: plots.point_maps(np.full((5, 2), 7.0), normal_scores(5), ["F1", "F2"]),
    "on_a_line": lambda: plots.point_maps(places(50, 0), normal_scores(50), ["F1", LONG]),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


def maps_of(figure):
    """The axes of the maps, without the key's."""
    return figure.axes[:-1]


@every_figure
def test_every_label_lies_within_the_figure_and_on_no_other_or_on_a_map(name):
    figure = FIGURES[name]()
    boxes = drawn_texts(figure)
    width, height = figure.get_size_inches() * figure.dpi
    boxes += [("a map", axes.get_window_extent()) for axes in maps_of(figure)]
    for i, (text, box) in enumerate(boxes):
        assert min(box.x0, box.y0) >= -1, text
        assert max(box.x1 - width, box.y1 - height) <= 1, text
        for other, other_box in boxes[i + 1 :]:
            across = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
            down = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
            assert across <= 1 or down <= 1, (text, other)


@every_figure
def test_same_input_gives_the_same_bytes_and_fits_a_page(name):
    assert plots.to_svg(FIGURES[name]()) == plots.to_svg(FIGURES[name]())
    assert FIGURES[name]().get_size_inches()[0] <= plots.style.FIGURE_WIDTH + 1e-9


def test_every_sample_has_the_colour_of_its_percentile():
    xy, scores = places(), normal_scores()
    figure = plots.point_maps(xy, scores, ["F1", "F2"])
    for axes, column in zip(maps_of(figure), scores.T):
        drawn = {
            tuple(place): to_hex(marks.get_facecolor()[0])
            for marks in axes.collections
            for place in np.asarray(marks.get_offsets())
        }
        assert len(drawn) == 200
        for place, score in zip(xy, column):
            percentile = 100 * (np.count_nonzero(column < score) + 0.5) / 200
            group = sum(percentile >= cut for cut in (50, 75, 90, 97.5))
            assert drawn[tuple(place)] == SCORE_RAMP[group]


def test_high_scores_lie_on_low_ones():
    (axes,) = maps_of(plots.point_maps(places(), normal_scores(200, 1), ["F1"]))
    colours = [to_hex(marks.get_facecolor()[0]) for marks in axes.collections]
    assert colours == list(SCORE_RAMP)


def test_samples_without_a_score_are_shown_and_explained():
    figure = FIGURES["two"]()
    first, second = maps_of(figure)
    counts = {to_hex(m.get_facecolor()[0]): len(m.get_offsets()) for m in first.collections}
    assert counts[NO_VALUE_COLOUR] == 29
    assert NO_VALUE_COLOUR not in [to_hex(m.get_facecolor()[0]) for m in second.collections]
    assert "no value" in [text for text, _ in drawn_texts(figure)]
    assert "no value" not in [text for text, _ in drawn_texts(FIGURES["one"]())]


def test_a_map_keeps_its_shape_and_the_scale_bar_its_length():
    figure = plots.point_maps(places(), normal_scores(200, 1), ["F1"])
    (axes,) = maps_of(figure)
    box = axes.get_window_extent()
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    assert box.width / (x1 - x0) == pytest.approx(box.height / (y1 - y0))
    (label,) = [text for text, _ in drawn_texts(figure) if text.endswith("km")]
    bars = [patch for patch in figure.axes[-1].patches if 0 < patch.get_extents().height < 6.5]
    length = sum(bar.get_extents().width for bar in bars[-2:])
    metres = 1000 * float(label.split()[0])
    assert length == pytest.approx(metres * box.width / (x1 - x0), rel=0.02)


def test_there_is_no_scale_bar_in_degrees():
    texts = " ".join(text for text, _ in drawn_texts(FIGURES["seven_tall"]()))
    assert not re.search(r"\d k?m\b", texts)
    assert "N" in texts.split()


def test_user_text_is_never_markup():
    evil = "<script>alert(1)</script>"
    svg = plots.to_svg(plots.point_maps(places(), normal_scores(200, 1), [evil]))
    assert "<script" not in svg.lower()


def test_many_samples_become_a_picture(monkeypatch):
    given = (places(), normal_scores(), ["F1", "F2"])
    assert "<image" not in plots.to_svg(plots.point_maps(*given))
    monkeypatch.setattr(point_map, "MAX_VECTOR_MARKS", 399)
    assert "<image" in plots.to_svg(plots.point_maps(*given))
