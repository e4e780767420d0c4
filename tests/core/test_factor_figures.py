"""Scree plot and loading bars: what is drawn is what was given."""

import re

import matplotlib
import numpy as np
import pytest
from figure_texts import assert_labels_are_whole_and_apart, drawn_texts
from geochem_som.core import plots
from geochem_som.core.plots.factor_figures import NEGATIVE_COLOUR, POSITIVE_COLOUR, WEAK_COLOUR

EIGENVALUES = np.array([4.2, 2.1, 1.3, 0.6, 0.4, 0.2, 0.15, 0.05])
REFERENCE = np.linspace(1.5, 0.6, 8)
LOADINGS = np.array([[0.2, 0.9], [0.7, 0.1], [-0.8, 0.3], [0.1, -0.65], [0.5, 0.55]])
ELEMENTS = ("Zn", "Cu", "Sr", "Ba", "As")


def random_loadings(n_elements, n_factors, reach=1.0):
    return np.random.default_rng(0).uniform(-reach, reach, (n_elements, n_factors))


def many_names(n):
    return [f"A long field name of element {j} in ppm" for j in range(n)]


FIGURES = {
    "scree": lambda: plots.scree_plot(EIGENVALUES, n_factors=3, reference=REFERENCE),
    "scree_kaiser": lambda: plots.scree_plot(EIGENVALUES, n_factors=1),
    "scree_many": lambda: plots.scree_plot(np.geomspace(20, 0.01, 80), n_factors=80),
    "bars": lambda: plots.loading_bars(LOADINGS, ELEMENTS, explained=[0.41, 0.033]),
    "bars_one": lambda: plots.loading_bars(LOADINGS[:, :1], ELEMENTS),
    "bars_seven": lambda: plots.loading_bars(
        random_loadings(12, 7), many_names(12), explained=[0.094] * 7
    ),
    "bars_many": lambda: plots.loading_bars(
        random_loadings(60, 12, 1.2), many_names(60), explained=[0.05] * 12
    ),
}
every_figure = pytest.mark.parametrize("name", FIGURES)


def shown(figure):
    return " ".join(text for text, _ in drawn_texts(figure))


def bars(axes):
    return [bar for bar in axes.patches if bar.get_height() == pytest.approx(0.72)]


@every_figure
def test_every_label_lies_within_the_figure_and_on_no_other(name):
    assert_labels_are_whole_and_apart(FIGURES[name]())


@every_figure
def test_same_input_gives_the_same_bytes_and_fits_a_page(name):
    svg = plots.to_svg(FIGURES[name]())
    assert plots.to_svg(FIGURES[name]()) == svg
    assert FIGURES[name]().get_size_inches()[0] <= plots.style.FIGURE_WIDTH + 1e-9


def test_user_text_is_never_markup():
    evil = "<script>alert(1)</script>"
    for figure in (
        plots.loading_bars(LOADINGS, [evil[:14], *ELEMENTS[1:]]),
        plots.scree_plot(EIGENVALUES, n_factors=2, reference=REFERENCE, reference_label=evil),
    ):
        svg = plots.to_svg(figure)
        assert "<script" not in svg.lower()
        assert "&lt;script" in svg


def test_the_scree_shows_all_eigenvalues_and_fills_those_of_the_factors_drawn():
    axes = plots.scree_plot(EIGENVALUES, n_factors=3, reference=REFERENCE).axes[0]
    reference, line, filled, hollow = axes.get_lines()
    assert line.get_xydata().tolist() == [[i + 1, v] for i, v in enumerate(EIGENVALUES)]
    assert reference.get_ydata().tolist() == REFERENCE.tolist()
    assert filled.get_ydata().tolist() == EIGENVALUES[:3].tolist()
    assert hollow.get_ydata().tolist() == EIGENVALUES[3:].tolist()
    assert filled.get_markerfacecolor() != hollow.get_markerfacecolor() == "white"


def test_the_key_says_how_many_factors_and_what_the_line_is():
    text = shown(plots.scree_plot(EIGENVALUES, n_factors=3, reference=REFERENCE))
    assert "3 factors drawn" in text
    assert "parallel analysis" in re.sub(r"\s+", " ", text)
    text = shown(plots.scree_plot(EIGENVALUES, n_factors=1))
    assert "1 factor drawn" in text
    assert "Kaiser" in text


def test_without_a_reference_the_line_is_the_mean_eigenvalue():
    axes = plots.scree_plot(EIGENVALUES, n_factors=3).axes[0]
    assert np.allclose(axes.get_lines()[0].get_ydata(), EIGENVALUES.mean())


def test_bars_are_the_loadings_of_the_elements_beside_them():
    figure = plots.loading_bars(LOADINGS, ELEMENTS)
    order = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert sorted(order) == sorted(ELEMENTS)
    for f, axes in enumerate(figure.axes):
        drawn = {order[round(bar.get_y() + 0.36)]: bar.get_width() for bar in bars(axes)}
        assert drawn == {name: LOADINGS[j, f] for j, name in enumerate(ELEMENTS)}


def test_elements_stand_by_their_main_factor_strongest_first():
    figure = plots.loading_bars(LOADINGS, ELEMENTS)
    order = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert order == ["Sr", "Cu", "Zn", "Ba", "As"]
    low, high = figure.axes[0].get_ylim()
    assert low > high  # from the top down


def test_strong_loadings_are_set_off_by_sign_and_weak_ones_are_pale():
    for threshold in (0.3, 0.6):
        axes = plots.loading_bars(LOADINGS, ELEMENTS, threshold=threshold).axes[1]
        for bar in bars(axes):
            strong = POSITIVE_COLOUR if bar.get_width() > 0 else NEGATIVE_COLOUR
            expected = strong if abs(bar.get_width()) >= threshold else WEAK_COLOUR
            assert matplotlib.colors.to_hex(bar.get_facecolor()) == expected


def test_panels_are_named_and_give_the_explained_share():
    text = shown(plots.loading_bars(LOADINGS, ELEMENTS, explained=[0.41, 0.033]))
    assert "F1 (41 %)" in text
    assert "F2 (3.3 %)" in text
    assert "absolute loading of 0.6 or more" in text


def test_loadings_beyond_1_stay_inside_their_panel():
    axes = plots.loading_bars(1.3 * LOADINGS, ELEMENTS).axes[1]
    low, high = axes.get_xlim()
    assert low < min(bar.get_width() for bar in bars(axes))
    assert high > max(bar.get_width() for bar in bars(axes))


def test_twelve_factors_take_two_rows_of_panels_with_names_in_each():
    figure = FIGURES["bars_many"]()
    assert len(figure.axes) == 12
    named = [bool(axes.get_yticklabels()) for axes in figure.axes]
    assert [i for i, has_names in enumerate(named) if has_names] == [0, 6]
