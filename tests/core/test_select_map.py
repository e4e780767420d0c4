"""Promises of the comparison of map settings."""

import numpy as np
import pandas as pd
import pytest
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.clusters import cluster_units
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.resampling import bootstrap
from geochem_som.core.select_map import (
    CHOSEN_BY_OCCURRENCES,
    RULE,
    describe,
    map_settings,
    recommend,
    select_map,
)
from geochem_som.core.stability import cluster_stability

SETTINGS = map_settings([(4, 4), (6, 5)])


def planted(clusters, n=240, gap=6.0, seed=0):
    """So many heaps at the same distance from each other."""
    rng = np.random.default_rng(seed)
    label = np.arange(n) % clusters
    return gap * np.eye(clusters)[label] + rng.normal(size=(n, clusters)), label


def selected(X=None, **settings):
    X = planted(4)[0] if X is None else X
    defaults = {"numbers": (2, 3, 4, 5, 6), "resamples": 5}
    return select_map(X, SETTINGS, BatchSOM, **{**defaults, **settings})


@pytest.mark.parametrize("clusters", [3, 4, 5])
def test_the_planted_number_of_clusters_is_recommended(clusters):
    found = selected(planted(clusters)[0], numbers=range(2, 8), resamples=6)
    assert found.setting["clusters"] == clusters
    assert found.table["stability"].iloc[found.recommended] > 0.95
    assert found.warnings == ()


def test_there_is_a_row_per_setting_and_number_with_mean_and_spread():
    table = selected().table
    assert table[["rows", "cols", "clusters"]].to_numpy().tolist() == [
        [rows, cols, k] for rows, cols in ((4, 4), (6, 5)) for k in (2, 3, 4, 5, 6)
    ]
    assert (table["pairs"] == 10).all()
    assert table["recommended"].sum() == 1
    for name in ("quantization_error", "relative_error", "topographic_error"):
        assert (table[f"{name}_sd"] >= 0).all()
        assert table.groupby("rows")[name].nunique().tolist() == [1, 1]
    assert table.notna().all(axis=None)


def test_every_figure_is_that_of_maps_fitted_one_by_one():
    X = planted(4)[0]
    row = select_map(X, SETTINGS[:1], BatchSOM, numbers=[3], resamples=3).table.iloc[0]
    labels, errors = [], []
    for draw in bootstrap(len(X), 3):
        som = BatchSOM(4, 4, init="sample", random_state=draw.seed).fit(X[draw.rows])
        hits = np.bincount(som.predict(X[draw.rows]), minlength=16)
        units = cluster_units(som.prototypes_, hits, som.lattice_, n_clusters=3)
        labels.append(units.labels[som.predict(X)])
        errors.append([som.quantization_error(X), som.topographic_error(X)])
    stability = cluster_stability(labels)
    assert row["stability"] == stability.mean
    assert row["stability_se"] == stability.standard_error
    means, spreads = np.mean(errors, axis=0), np.std(errors, axis=0, ddof=1)
    for name, mean, spread in zip(("quantization_error", "topographic_error"), means, spreads):
        assert row[name] == pytest.approx(mean)
        assert row[f"{name}_sd"] == pytest.approx(spread)


def test_the_same_on_one_thread_and_on_two_and_another_with_another_seed():
    one, two, other = selected(threads=1), selected(threads=2), selected(random_state=7)
    pd.testing.assert_frame_equal(one.table, two.table, check_exact=True)
    assert one.reason == two.reason
    assert not one.table["quantization_error"].equals(other.table["quantization_error"])


def test_de_som_is_compared_over_latent_size_and_gamma_the_same_on_two_threads():
    pytest.importorskip("torch", reason="DE-SOM needs torch")
    from geochem_som.core.de_som import DESOM

    settings = map_settings([(3, 3)], latent=[2, 3], gamma=[0.01])

    def quick(**setting):
        return DESOM(variant="published", hidden=(8,), epochs=2, **setting)

    X = planted(4, n=80)[0]
    one, two = (
        select_map(X, settings, quick, numbers=[2, 3], resamples=3, threads=t) for t in (1, 2)
    )
    assert list(one.table.columns[:5]) == ["rows", "cols", "latent", "gamma", "clusters"]
    pd.testing.assert_frame_equal(one.table, two.table, check_exact=True)


def test_a_fixed_start_does_not_make_resamples_agree():
    def fixed(**setting):
        return BatchSOM(init="pca", **setting)

    X = planted(4)[0]
    given = select_map(X, SETTINGS, fixed, numbers=[3], resamples=3).table
    pd.testing.assert_frame_equal(
        given, select_map(X, SETTINGS, BatchSOM, numbers=[3], resamples=3).table
    )


def test_held_out_auc_is_shown_warned_of_and_changes_no_recommendation():
    X = planted(4)[0]
    plain = selected(X)
    with_auc = selected(X, held_out_auc=lambda clusters: 0.1 * clusters.max())
    np.testing.assert_allclose(with_auc.table["heldout_auc"], 0.1 * with_auc.table["clusters"])
    assert with_auc.recommended == plain.recommended
    assert with_auc.warnings == (CHOSEN_BY_OCCURRENCES,)
    assert "heldout_auc" not in plain.table


def test_an_auc_that_is_empty_for_some_resamples_is_averaged_over_the_others():
    calls = []

    def auc(clusters):
        calls.append(clusters)
        return np.nan if len(calls) == 1 else 0.75

    asked = {"numbers": [3], "resamples": 4, "held_out_auc": auc}
    table = select_map(planted(4)[0], SETTINGS[:1], BatchSOM, **asked).table
    assert table["heldout_auc"].tolist() == [0.75]
    assert all(len(c) == 240 and c.min() == 1 for c in calls)


def test_samples_without_clusters_are_warned_of():
    X = np.random.default_rng(0).normal(size=(240, 4))
    (warning,) = selected(X).warnings
    assert "agree little on any setting" in warning


def table_of(rows):
    names = ["rows", "cols", "clusters", "stability", "stability_se", "pairs", "topographic_error"]
    return pd.DataFrame(rows, columns=names)


def test_the_rule_most_clusters_then_topographic_error_then_size():
    rows = [
        (9, 9, 3, 0.90, 0.05, 45, 0.1),
        (9, 9, 4, 0.86, 0.05, 45, 0.3),
        (8, 8, 4, 0.85, 0.05, 45, 0.2),
        (7, 7, 4, 0.85, 0.05, 45, 0.2),
        (8, 8, 5, 0.84, 0.05, 45, 0.0),
    ]
    assert recommend(table_of(rows))[0] == 3
    assert recommend(table_of(rows[:3]))[0] == 2
    assert recommend(table_of(rows[:2]))[0] == 1
    assert recommend(table_of([rows[0], rows[4]]))[0] == 0


def test_the_reason_is_given_in_words_and_figures():
    place, reason = recommend(
        table_of([(8, 9, 3, 0.9, 0.05, 45, 0.1), (8, 9, 4, 0.86, 0.05, 45, 0.1)])
    )
    assert place == 1
    assert reason.startswith("8 x 9 with 4 clusters: of the 2 settings within one standard error")
    assert "0.86 of a best 0.90 +- 0.05" in reason
    assert "one standard error of the best" in RULE
    alone = recommend(table_of([(8, 9, 3, 0.9, 0.05, 45, 0.1), (8, 9, 4, 0.5, 0.05, 45, 0.1)]))[1]
    assert "no other comes within one standard error" in alone


def test_a_setting_is_described_in_a_few_words():
    assert (
        describe({"rows": 8, "cols": 10, "latent": 3, "gamma": 0.01})
        == "8 x 10, latent 3, gamma 0.01"
    )
    assert map_settings([(8, 8)], latent=[2, 3], gamma=[0.1]) == [
        {"rows": 8, "cols": 8, "latent": 2, "gamma": 0.1},
        {"rows": 8, "cols": 8, "latent": 3, "gamma": 0.1},
    ]


def test_progress_rises_to_1_and_stops_when_told():
    told = []
    selected(progress=lambda fraction: told.append(fraction) or True)
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        selected(progress=lambda fraction: False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"settings": []}, "at least one map setting"),
        ({"settings": [{"rows": 3, "cols": 3}, {"rows": 4}]}, "the same parameters"),
        ({"numbers": []}, "at least one number of clusters"),
        ({"numbers": [1]}, "each number of clusters"),
        ({"numbers": [40]}, "CLUSTERS is 40"),
        ({"resamples": 2}, "resamples"),
        ({"threads": 0}, "threads"),
        ({"random_state": -1}, "random_state"),
        ({"settings": [{"rows": 30, "cols": 30}]}, "smaller map"),
    ],
)
def test_what_cannot_be_compared_is_refused(given, said):
    X = planted(4)[0]
    with pytest.raises(InputError, match=said):
        select_map(X, given.pop("settings", SETTINGS), BatchSOM, **{"resamples": 3, **given})
