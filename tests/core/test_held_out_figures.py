"""Promises of the figure that sets held out and fit side by side."""

import numpy as np
import pytest
from geochem_som.core.plots import held_out_plot
from geochem_som.core.prediction_area import rank_groups
from geochem_som.core.validation import Ground, group_scorer, hold_out

X, Y = (a.ravel() for a in np.meshgrid(np.arange(10.0), np.arange(10.0)))
LABELS = (X > 5).astype(int) + 2 * (Y > 5)
OCCURRENCES = np.flatnonzero((X > 4) & (Y > 6))[::2].tolist() + [0, 33, 58]


def drawn(occurrences=OCCURRENCES, names=("som",)):
    ground = Ground.of_samples(1000 * np.column_stack([X, Y]))
    result = hold_out(group_scorer(LABELS), ground, occurrences)
    fit = rank_groups(LABELS, ground.area, np.bincount(occurrences, minlength=100))
    return result, fit, held_out_plot(dict.fromkeys(names, result), dict.fromkeys(names, fit))


def lines(axes):
    return {tuple(np.round([*x, *y], 6)) for x, y in (line.get_data() for line in axes.lines)}


def test_each_panel_shows_both_curves_the_crossing_and_its_range():
    result, fit, figure = drawn()
    [axes] = figure.axes
    found = lines(axes)
    for curve in (result.curve, fit.curve):
        assert tuple(np.round([*curve["area_pct"], *curve["pred_rate"]], 6)) in found
    assert tuple(np.round([result.area, result.crossing], 6)) in found
    ends = [100 - result.low, 100 - result.high, result.low, result.high]
    assert tuple(np.round(ends, 6)) in found


def test_the_figures_stand_above_the_panel():
    result, _, figure = drawn()
    texts = " ".join(text.get_text() for text in figure.axes[0].texts)
    low, high = round(result.low), round(result.high)
    assert f"held out {result.crossing:.0f} ({low} to {high})" in texts
    assert f"fit {result.fit_crossing:.0f}" in texts
    assert figure.axes[0].get_title(loc="left") == "SOM"


def test_where_nothing_could_be_held_out_the_panel_says_so():
    _, fit, figure = drawn([88, 89, 98])
    [axes] = figure.axes
    assert "nothing could be held out" in " ".join(text.get_text() for text in axes.texts)
    curve = fit.curve
    assert tuple(np.round([*curve["area_pct"], *curve["pred_rate"]], 6)) in lines(axes)


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3)])
def test_panels_stand_in_a_block_within_the_page(n, columns):
    figure = drawn(names=[f"model {i}" for i in range(n)])[2]
    boxes = [axes.get_position() for axes in figure.axes]
    assert len(boxes) == n
    assert len({round(box.x0, 6) for box in boxes}) == columns
    assert all(box.x0 >= 0 and box.x1 <= 1 and box.y0 >= 0 and box.y1 <= 1 for box in boxes)
