"""The comparison of map settings as a plot: what is drawn is what was found."""

import numpy as np
import pandas as pd
import pytest
from figure_texts import assert_labels_are_whole_and_apart, drawn_texts
from geochem_som.core import plots
from geochem_som.core.plots.selection_figure import MOST_NAMED, PALE
from geochem_som.core.select_map import CHOSEN_BY_OCCURRENCES, MapSelection, map_settings, recommend


def selection(n_sizes=3, numbers=(3, 4, 5, 6), auc=False, seed=0, **choices):
    rng = np.random.default_rng(seed)
    rows = []
    for setting in map_settings([(6 + i, 7 + i) for i in range(n_sizes)], **choices):
        errors = rng.uniform(0.1, 0.6, 2)
        for k in numbers:
            rows.append(
                {
                    **setting,
                    "clusters": k,
                    "stability": rng.uniform(0.2, 0.9),
                    "stability_se": 0.03,
                    "pairs": 45,
                    "relative_error": errors[0],
                    "relative_error_sd": 0.01,
                    "topographic_error": errors[1],
                    "topographic_error_sd": 0.02,
                    **({"heldout_auc": 0.6, "heldout_auc_sd": np.nan} if auc else {}),
                }
            )
    table = pd.DataFrame(rows)
    place, reason = recommend(table)
    return MapSelection(table, place, reason, (CHOSEN_BY_OCCURRENCES,) if auc else ())


FIGURES = {
    "three sizes": lambda: plots.selection_plot(selection()),
    "with held-out AUC": lambda: plots.selection_plot(selection(auc=True)),
    "one setting": lambda: plots.selection_plot(selection(1, (3,))),
    "many settings": lambda: plots.selection_plot(
        selection(4, range(2, 13), latent=[2, 3], gamma=[0.001, 0.01, 0.1])
    ),
}


def words(figure):
    return " ".join(" ".join(text for text, _ in drawn_texts(figure)).split())


@pytest.mark.parametrize("name", FIGURES)
def test_every_label_lies_within_the_figure_and_on_no_other(name):
    assert_labels_are_whole_and_apart(FIGURES[name]())


def rings(axes):
    found = [line for line in axes.get_lines() if line.get_markersize() == 12]
    return [line.get_xydata()[0].tolist() for line in found]


def test_lines_are_the_stabilities_and_the_ring_is_on_the_recommended_one():
    chosen = selection()
    by_clusters, errors = plots.selection_plot(chosen).axes[:2]
    table = chosen.table
    drawn = [
        line.get_ydata().tolist() for line in by_clusters.get_lines() if len(line.get_xdata()) == 4
    ]
    assert drawn == [rows["stability"].tolist() for _, rows in table.groupby("rows")]
    row = table.loc[chosen.recommended]
    ((x, y),) = rings(by_clusters)
    assert (round(x), y) == (row["clusters"], row["stability"])
    assert rings(errors) == [[row["relative_error"], row["topographic_error"]]]


def test_the_dotted_line_is_the_best_stability_less_its_standard_error():
    chosen = selection()
    axes = plots.selection_plot(chosen).axes[0]
    (line,) = [line for line in axes.get_lines() if list(line.get_xdata()) == [0, 1]]
    assert line.get_ydata()[0] == pytest.approx(chosen.table["stability"].max() - 0.03)


def test_reason_and_warnings_stand_under_the_plot():
    assert selection().reason in words(plots.selection_plot(selection()))
    with_auc = words(plots.selection_plot(selection(auc=True)))
    assert CHOSEN_BY_OCCURRENCES in with_auc
    assert "Held-out AUC" in with_auc
    assert "Held-out AUC" not in words(plots.selection_plot(selection()))


def test_more_settings_than_can_be_told_apart_are_pale_and_counted():
    chosen = selection(4, latent=[2, 3], gamma=[0.001, 0.01, 0.1])
    figure = plots.selection_plot(chosen)
    pale = [line for line in figure.axes[0].get_lines() if line.get_color() == PALE]
    assert len(pale) == 24 - MOST_NAMED == 12
    assert "12 more" in words(figure)
    best = chosen.table.groupby(["rows", "cols", "latent", "gamma"])["stability"].max()
    worst_named = best.sort_values().iloc[12]
    assert all(line.get_ydata().max() < worst_named for line in pale)
    looks = [
        (line.get_color(), line.get_markerfacecolor())
        for line in figure.axes[1].get_lines()
        if line.get_markersize() == 5 and line.get_color() != PALE
    ]
    assert len(set(looks)) == MOST_NAMED


def test_the_same_comparison_gives_the_same_bytes():
    assert plots.to_svg(FIGURES["three sizes"]()) == plots.to_svg(FIGURES["three sizes"]())
