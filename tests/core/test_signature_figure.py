"""Signature chart and box plots: what is drawn is what was given."""

import matplotlib
import numpy as np
import pytest
from figure_texts import assert_labels_are_whole_and_apart, drawn_texts
from geochem_som.core import plots
from geochem_som.core.plots.factor_figures import NEGATIVE_COLOUR, POSITIVE_COLOUR, WEAK_COLOUR
from geochem_som.core.plots.signature_figure import LONGEST_BAR
from geochem_som.core.signature import cluster_signatures


def survey(elements, clusters, seed=0, spread=1.5):
    rng = np.random.default_rng(seed)
    labels = rng.integers(1, clusters + 1, 60 * clusters)
    X = rng.normal(size=(labels.size, elements))
    X += spread * rng.normal(size=(clusters + 1, elements))[labels]
    return labels, X


def many_names(n):
    return [f"A long field name of element {j} in ppm" for j in range(n)]


def chart(elements, clusters, **settings):
    labels, X = survey(elements, clusters, **settings)
    table = cluster_signatures(labels, X, [f"E{j}_ppm" for j in range(elements)])
    return plots.signature_chart(table), table


def boxes(elements, clusters):
    labels, X = survey(elements, clusters)
    return plots.element_boxes(10 * np.exp(2 * X), labels, many_names(elements))


FIGURES = {
    **{
        f"chart of {elements} elements and {clusters} clusters": (
            lambda e=elements, c=clusters: chart(e, c)[0]
        )
        for elements in (14, 27, 53)
        for clusters in (3, 6, 12)
    },
    "chart of 13 clusters": lambda: chart(5, 13)[0],
    "boxes of 1 element and 3 clusters": lambda: boxes(1, 3),
    "boxes of 5 elements and 8 clusters": lambda: boxes(5, 8),
    "boxes of 4 elements and 12 clusters": lambda: boxes(4, 12),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_label_lies_within_the_figure_and_on_no_other(name):
    assert_labels_are_whole_and_apart(FIGURES[name]())


def bars(axes):
    return [bar for bar in axes.patches if bar.get_height() == pytest.approx(0.72)]


def test_bars_are_the_differences_of_the_elements_beside_them():
    figure, table = chart(6, 4, spread=0.5)
    order = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert sorted(order) == sorted(set(table["element"]))
    for cluster, axes in zip((1, 2, 3, 4), figure.axes):
        rows = table[table["cluster"] == cluster].set_index("element")
        for bar in bars(axes):
            row = rows.loc[order[round(bar.get_y() + 0.36)]]
            assert bar.get_width() == pytest.approx(row["difference"])
            clear = POSITIVE_COLOUR if row["difference"] > 0 else NEGATIVE_COLOUR
            expected = clear if abs(row["cliffs_delta"]) >= 0.147 else WEAK_COLOUR
            assert matplotlib.colors.to_hex(bar.get_facecolor()) == expected


def test_elements_stand_by_the_cluster_that_they_set_apart_most():
    figure, table = chart(6, 4, spread=0.5)
    order = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    strongest = table.loc[table.groupby("element")["difference"].apply(lambda d: d.abs().idxmax())]
    places = strongest.set_index("element").loc[order]
    assert places["cluster"].is_monotonic_increasing
    for _, rows in places.groupby("cluster"):
        assert rows["difference"].abs().is_monotonic_decreasing


def test_the_longest_bars_are_cut_and_marked_and_the_note_says_so():
    figure, table = chart(5, 3, spread=9.0)
    longest = table["difference"].abs() > LONGEST_BAR
    assert longest.any()
    marks = sum(len(points.get_offsets()) for axes in figure.axes for points in axes.collections)
    assert marks == longest.sum()
    assert all(abs(bar.get_width()) <= LONGEST_BAR for axes in figure.axes for bar in bars(axes))
    assert "longer than 4" in " ".join(text for text, _ in drawn_texts(figure))
    assert "longer than" not in " ".join(
        text for text, _ in drawn_texts(chart(5, 3, spread=0.2)[0])
    )


def test_a_box_holds_the_middle_half_of_its_cluster_in_own_units():
    labels, X = survey(1, 3)
    values = 10 * np.exp(X)
    axes = plots.element_boxes(values, labels, ["Cu_ppm"]).axes[0]
    assert axes.get_yscale() == "log"
    found = [patch.get_path().get_extents() for patch in axes.patches]
    for cluster, box in zip((1, 2, 3), found):
        logs = np.log(values[labels == cluster, 0])
        np.testing.assert_allclose(np.log([box.y0, box.y1]), np.percentile(logs, [25, 75]))


def test_blanks_and_zeros_are_left_out_and_counted():
    labels, X = survey(2, 3)
    values = np.exp(X)
    values[:4, 0], values[4, 0] = np.nan, 0.0
    text = " ".join(
        text for text, _ in drawn_texts(plots.element_boxes(values, labels, ["Cu", "Au"]))
    )
    assert "left out: Cu 5." in " ".join(text.split())


def test_an_element_without_any_value_says_so():
    labels, X = survey(1, 3)
    figure = plots.element_boxes(np.full_like(X, np.nan), labels, ["Au"])
    assert "no value above 0" in [text for text, _ in drawn_texts(figure)]


def test_a_cluster_without_values_keeps_its_place():
    labels, X = survey(1, 3)
    values = np.where(labels[:, None] == 2, np.nan, np.exp(X))
    axes = plots.element_boxes(values, labels, ["Au"]).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2", "3"]
    assert len(axes.patches) == 2


def test_user_text_is_never_markup_and_the_same_input_gives_the_same_bytes():
    labels, X = survey(1, 3)
    evil = "<script>a"
    table = cluster_signatures(labels, X, [evil])
    for draw in (
        lambda: plots.signature_chart(table),
        lambda: plots.element_boxes(np.exp(X), labels, [evil]),
    ):
        svg = plots.to_svg(draw())
        assert "<script" not in svg
        assert "&lt;script" in svg
        assert plots.to_svg(draw()) == svg
