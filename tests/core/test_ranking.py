"""Promises of a ranked model."""

from statistics import NormalDist

import numpy as np
import pytest
from geochem_som.core.classes import classify_by_breaks
from geochem_som.core.errors import InputError
from geochem_som.core.lattice import Lattice
from geochem_som.core.ranking import (
    demoted,
    rank_clusters,
    rank_score,
    rank_units,
    with_clusters,
    without_anomaly,
)
from geochem_som.core.unsupervised_order import group_means, pathfinder_scores

CLUSTERS = np.array([1, 1, 2, 2, 3, 3])
AREA = np.ones(6)
OCCURRENCES = np.array([0.0, 1, 3, 2, 0, 0])


def test_samples_carry_the_figures_of_their_cluster():
    ranked = rank_clusters(CLUSTERS, AREA, OCCURRENCES)
    table = ranked.table.set_index("cluster")
    for i, cluster in enumerate(CLUSTERS):
        assert ranked.nd[i] == table.loc[cluster, "nd"]
        assert ranked.weight_s[i] == table.loc[cluster, "weight_s"]
        assert ranked.class_id[i] == table.loc[cluster, "class_id"]
    assert not ranked.by_pathfinders


def test_a_cluster_without_occurrences_has_no_weight_but_a_smoothed_one():
    ranked = rank_clusters(CLUSTERS, AREA, OCCURRENCES)
    assert np.isnan(ranked.weight[4:]).all()
    assert (ranked.weight_s[4:] < 0).all()


def test_without_occurrences_or_pathfinders_there_is_an_error_that_says_what_to_give():
    with pytest.raises(InputError, match="PATHFINDERS"):
        rank_clusters(CLUSTERS, AREA, np.zeros(6))


def test_without_occurrences_pathfinders_give_the_order_and_no_weight():
    scores = np.array([0.0, 0.1, 2.0, 2.2, -1.0, -1.2])
    ranked = rank_clusters(CLUSTERS, AREA, np.zeros(6), pathfinder_scores=scores)
    assert ranked.by_pathfinders
    assert ranked.table["cluster"].tolist() == [2, 1, 3]
    assert ranked.class_id.tolist() == [2, 2, 3, 3, 1, 1]
    poorer = rank_clusters(CLUSTERS, AREA, np.zeros(6), pathfinder_scores=scores - 0.2)
    assert poorer.class_id.tolist() == [1, 1, 3, 3, 1, 1]  # cluster 1 lies below the average
    assert np.isnan(ranked.weight_s).all()
    assert ranked.path_mean[2] == pytest.approx(2.1)


def test_pathfinders_play_no_part_where_occurrences_are_known():
    plain = rank_clusters(CLUSTERS, AREA, OCCURRENCES)
    named = rank_clusters(CLUSTERS, AREA, OCCURRENCES, pathfinder_scores=np.arange(6.0))
    np.testing.assert_array_equal(plain.class_id, named.class_id)
    assert np.isnan(named.path_mean).all()


def test_a_ranked_score_has_a_row_per_class_and_none_for_empty_places():
    scores = np.array([5.0, 4, 3, 2, 1, np.nan])
    ranked = rank_score(scores, AREA, np.array([3.0, 1, 0, 0, 0, 9]))
    assert ranked.table["class_id"].tolist() == sorted(ranked.table["class_id"], reverse=True)
    assert ranked.table["n_occ"].sum() == 4
    assert ranked.class_id[-1] == 0
    assert np.isnan(ranked.weight_s[-1])


def test_a_score_without_occurrences_is_cut_at_its_natural_breaks():
    scores = np.array([9.0, 8.9, 5.0, 5.1, 0.0, 0.1])
    ranked = rank_score(scores, AREA, np.zeros(6))
    assert ranked.by_pathfinders
    assert ranked.class_id.tolist() == [3, 3, 2, 2, 1, 1]
    cut = rank_score(scores, AREA, np.zeros(6), rule="thresholds", thresholds=(8.95, 5.05))
    assert cut.class_id.tolist() == [3, 2, 1, 2, 1, 1]


def test_a_score_that_is_empty_everywhere_is_refused():
    with pytest.raises(InputError, match="empty everywhere"):
        rank_score(np.full(6, np.nan), AREA, OCCURRENCES)


def test_pathfinder_scores_see_neither_units_nor_logarithms():
    values = np.random.default_rng(0).lognormal(size=(30, 2))
    np.testing.assert_allclose(
        pathfinder_scores(values), pathfinder_scores(np.log(values * [1000.0, 1.0]))
    )


def test_pathfinder_scores_are_signed_and_centred():
    scores = pathfinder_scores(np.arange(9.0)[:, None])
    assert (np.diff(scores) > 0).all()
    assert scores.sum() == pytest.approx(0)


def test_pathfinder_scores_are_means_of_normal_quantiles():
    values = np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 4.0], [9.0, 3.0]])
    quantile = NormalDist().inv_cdf
    ranks = [[3, 1], [1, 2], [2, 4], [4, 3]]
    expected = [sum(quantile(rank / 5) for rank in pair) / 2 for pair in ranks]
    np.testing.assert_allclose(pathfinder_scores(values), expected)


def test_blanks_are_left_out_of_a_samples_mean():
    scores = pathfinder_scores([[1.0, np.nan], [2.0, 5.0], [np.nan, np.nan]])
    assert np.isfinite(scores[:2]).all()
    assert np.isnan(scores[2])


def test_group_means_leave_out_samples_without_a_score():
    assert group_means([1.0, np.nan, 3.0], [1, 1, 2]) == {1: 1.0, 2: 3.0}


def test_the_rule_fractal_keeps_what_it_cut_by_and_other_rules_nothing():
    hazard = np.random.default_rng(0).exponential(size=300)
    scores = np.exp(np.maximum(hazard, 5 * hazard - 6))
    area, occurrences = np.ones(300), np.r_[1.0, np.zeros(299)]
    ranked = rank_score(scores, area, occurrences, rule="fractal")
    breaks = ranked.concentration_area.thresholds
    assert breaks.size
    assert (ranked.class_id == classify_by_breaks(scores, breaks)).all()
    assert rank_score(scores, area, occurrences).concentration_area is None
    clusters = np.arange(300) % 5
    assert rank_clusters(clusters, area, occurrences, rule="fractal").concentration_area.logarithmic


def test_the_fractal_needs_no_occurrences_and_the_crossing_gives_way_to_natural_breaks():
    scores = np.exp(np.random.default_rng(1).normal(size=3000))
    nothing = np.zeros(3000)
    by_fractal = rank_score(scores, np.ones(3000), nothing, rule="fractal")
    assert set(by_fractal.class_id.tolist()) == {1, 2, 3}
    by_crossing = rank_score(scores, np.ones(3000), nothing, rule="crossing")
    by_breaks = rank_score(scores, np.ones(3000), nothing, rule="natural_breaks")
    assert (by_crossing.class_id == by_breaks.class_id).all()


def test_units_are_ranked_by_what_lies_around_them_on_the_lattice():
    rng = np.random.default_rng(0)
    bmu, lattice = rng.integers(-1, 12, 80), Lattice(3, 4)
    area, found = rng.uniform(0.5, 2, 80), rng.integers(0, 3, 80).astype(float)
    ranked = rank_units(bmu, lattice, area, found)
    total, ground = found[bmu >= 0].sum(), area[bmu >= 0].sum()
    for i, unit in enumerate(bmu):
        if unit < 0:
            assert np.isnan(ranked.weight_s[i])
            assert ranked.class_id[i] == 0
            continue
        n = expected = 0.0
        for other, o, a in zip(bmu, found, area):
            if other >= 0:
                steps = abs(unit // 4 - other // 4) + abs(unit % 4 - other % 4)
                n += o * np.exp(-(steps**2) / 2.0)
                expected += total * a / ground * np.exp(-(steps**2) / 2.0)
        assert ranked.weight_s[i] == pytest.approx(np.log((n + 1) / (expected + 1)))
        assert ranked.weight_s[i] > 0 or ranked.class_id[i] == 1
    common = rank_units(bmu, lattice, area, found, log_base="10")
    np.testing.assert_allclose(common.weight_s * np.log(10), ranked.weight_s)
    np.testing.assert_array_equal(common.class_id, ranked.class_id)


def test_units_without_occurrences_are_ordered_by_pathfinders():
    scores = np.array([0.0, 0.1, 2.0, 2.2, -1.0, -1.2])
    ranked = rank_units(CLUSTERS, Lattice(2, 2), AREA, np.zeros(6), pathfinder_scores=scores)
    assert ranked.by_pathfinders
    assert ranked.class_id.tolist() == [2, 2, 3, 3, 1, 1]
    assert ranked.path_mean.tolist() == pytest.approx([0.05, 0.05, 2.1, 2.1, -1.1, -1.1])
    assert ranked.table["class_id"].tolist() == [3, 2, 1]
    assert ranked.table["path_mean"].tolist() == pytest.approx([2.1, 0.05, -1.1])
    assert ranked.table["cluster"].isna().all()
    with pytest.raises(InputError, match="PATHFINDERS"):
        rank_units(CLUSTERS, Lattice(2, 2), AREA, np.zeros(6))


def test_a_unit_without_a_pathfinder_value_is_background_and_a_sample_without_a_unit_nothing():
    scores = np.array([0.0, 0.1, 2.0, 2.2, np.nan, np.nan])
    bmu = np.array([1, 1, 2, 2, 3, -1])
    ranked = rank_units(bmu, Lattice(2, 2), AREA, np.zeros(6), pathfinder_scores=scores)
    assert ranked.class_id.tolist()[4:] == [1, 0]
    assert np.isnan(ranked.path_mean[4:]).all()
    with pytest.raises(InputError, match="No sample on the map"):
        rank_units(bmu, Lattice(2, 2), AREA, np.zeros(6), pathfinder_scores=np.full(6, np.nan))


def test_clusters_of_a_map_that_is_ranked_by_units_are_described():
    rng = np.random.default_rng(7)
    bmu, area = rng.integers(0, 12, 90), rng.uniform(0.5, 2.0, 90)
    clusters, found = 1 + bmu // 4, np.where(bmu < 3, rng.integers(0, 4, 90), 0).astype(float)
    ranked = rank_units(bmu, Lattice(3, 4), area, found)
    described = with_clusters(ranked, clusters, area, found)
    expected = rank_clusters(clusters, area, found)
    np.testing.assert_array_equal(described.nd, expected.nd)
    np.testing.assert_array_equal(described.class_id, ranked.class_id)
    np.testing.assert_array_equal(described.weight_s, ranked.weight_s)
    own = ["cluster", "n_samples", "area_pct", "n_occ", "pred_rate", "nd", "weight", "weight_s"]
    assert described.described[own].equals(expected.table[own])
    for cluster, class_id in described.described[["cluster", "class_id"]].to_numpy():
        ground = [area[(clusters == cluster) & (ranked.class_id == c)].sum() for c in (1, 2, 3)]
        assert ground[class_id - 1] == max(ground)


def test_a_described_cluster_without_ground_has_the_class_of_its_samples_and_without_any_none():
    bmu = np.array([0, 0, 1, 1, -1, -1])
    area = np.array([1.0, 1, 0, 0, 1, 1])
    found = np.array([0.0, 0, 3, 2, 0, 1])
    ranked = rank_units(bmu, Lattice(1, 2), area, found, rule="thresholds", thresholds=(0.1, 0.0))
    assert ranked.class_id.tolist()[2:] == [3, 3, 0, 0]
    described = with_clusters(ranked, [1, 1, 2, 2, 3, 3], area, found).described
    assert dict(zip(described["cluster"], described["class"]))[2] == "anomaly"
    assert dict(zip(described["cluster"], described["class"]))[3] is None


def test_demoted_clusters_are_halo_and_all_else_stays():
    ranked = rank_clusters(CLUSTERS, AREA, OCCURRENCES)
    again = demoted(ranked, CLUSTERS, [2, 3])
    assert ranked.class_id.tolist()[2:4] == [3, 3]
    assert again.class_id.tolist()[2:4] == [2, 2]
    # Cluster 3 was no anomaly: it does not rise.
    np.testing.assert_array_equal(again.class_id[4:], ranked.class_id[4:])
    assert again.table.set_index("cluster").loc[2, "class"] == "halo"
    assert ranked.table.set_index("cluster").loc[2, "class"] == "anomaly"


def test_without_its_anomaly_a_score_has_one_row_of_halo():
    scores, found = np.array([6.0, 5, 4, 3, 2, 1]), np.array([4.0, 0, 2, 1, 1, 0])
    ranked = rank_score(scores, AREA, found, rule="thresholds", thresholds=(5.5, 3.5))
    assert ranked.class_id.tolist() == [3, 2, 2, 1, 1, 1]
    again = without_anomaly(ranked, AREA, found)
    assert again.class_id.tolist() == [2, 2, 2, 1, 1, 1]
    assert again.table["class_id"].tolist() == [2, 1]
    assert again.table["n_occ"].tolist() == [6.0, 2.0]
    assert again.nd[0] == pytest.approx((6 / 8) / (3 / 6))
