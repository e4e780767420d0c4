"""Promises of the signatures of clusters."""

import numpy as np
import pytest
from geochem_som.core.enrichment import Contrasts
from geochem_som.core.signature import cluster_signatures, signature_texts
from scipy.stats import mannwhitneyu

NAMES = ["Cu", "Au", "Pb", "Sr"]


def survey(seed=0, digits=9):
    """120 samples of three clusters and four elements; cluster 2 has more Au and less Sr."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(120, 4))
    clusters = rng.permutation(np.repeat([1, 2, 3], [70, 30, 20]))
    X[clusters == 2, 1] += 2.5
    X[clusters == 2, 3] -= 4.0
    return clusters, X.round(digits)


def slow_delta(inside, rest):
    return sum(np.sign(x - y) for x in inside for y in rest) / (len(inside) * len(rest))


@pytest.mark.parametrize("digits", [9, 0])  # to whole numbers: many ties
def test_cliffs_delta_against_all_pairs_and_against_mann_and_whitney(digits):
    clusters, X = survey(digits=digits)
    for cluster in (1, 2, 3):
        inside = clusters == cluster
        found = Contrasts(X).cliffs_delta(inside)
        for j in range(4):
            here, rest = X[inside, j], X[~inside, j]
            assert found[j] == pytest.approx(slow_delta(here, rest))
            u = mannwhitneyu(here, rest).statistic
            assert found[j] == pytest.approx(2 * u / (here.size * rest.size) - 1)


def test_cliffs_delta_runs_from_minus_1_to_1():
    X = np.column_stack([np.arange(6.0), -np.arange(6.0), np.ones(6)])
    assert Contrasts(X).cliffs_delta(np.arange(6) >= 4).tolist() == [1.0, -1.0, 0.0]


def test_a_group_and_its_rest_have_opposite_deltas():
    clusters, X = survey()
    one, other = (Contrasts(X).cliffs_delta(i) for i in (clusters == 1, clusters != 1))
    np.testing.assert_allclose(one, -other)


def test_cliffs_delta_knows_only_the_order_of_values():
    clusters, X = survey()
    one, other = (Contrasts(x).cliffs_delta(clusters == 2) for x in (X, np.exp(3 * X)))
    np.testing.assert_array_equal(one, other)


def test_no_group_or_no_rest_has_no_delta():
    X = survey()[1]
    assert np.isnan(Contrasts(X).cliffs_delta(np.ones(120, bool))).all()
    assert np.isnan(Contrasts(X).cliffs_delta(np.zeros(120, bool))).all()


def test_the_table_has_a_row_per_cluster_and_element_with_its_figures():
    clusters, X = survey()
    own = np.exp(X)
    own[3, 0] = np.nan
    table = cluster_signatures(clusters, X, NAMES, own)
    assert table["cluster"].tolist() == [1] * 4 + [2] * 4 + [3] * 4
    assert table["element"].tolist() == NAMES * 3
    for _, row in table.iterrows():
        inside, j = clusters == row["cluster"], NAMES.index(row["element"])
        assert row["difference"] == Contrasts(X).enrichment(inside)[j]
        assert row["cliffs_delta"] == Contrasts(X).cliffs_delta(inside)[j]
        assert row["median_inside"] == np.nanmedian(own[inside, j])
        assert row["median_rest"] == np.nanmedian(own[~inside, j])


def test_medians_are_of_the_transformed_values_where_no_others_are_given():
    clusters, X = survey()
    table = cluster_signatures(clusters, X, NAMES)
    assert table["median_inside"][0] == np.median(X[clusters == 1, 0])


def test_an_element_that_is_blank_in_all_of_a_cluster_has_no_median_there():
    clusters, X = survey()
    own = np.where((clusters == 2)[:, None] & (np.arange(4) == 1), np.nan, X)
    table = cluster_signatures(clusters, X, NAMES, own).set_index(["cluster", "element"])
    assert np.isnan(table.loc[(2, "Au"), "median_inside"])
    assert np.isfinite(table.loc[(2, "Au"), "median_rest"])


def test_the_text_names_the_strongest_enriched_or_depleted_first():
    clusters, X = survey()
    table = cluster_signatures(clusters, X, NAMES)
    by_element = table[table["cluster"] == 2].set_index("element")["difference"]
    text = signature_texts(table, n=2)[2]
    assert text == f"Sr {by_element['Sr']:+.1f}, Au {by_element['Au']:+.1f}"
    assert by_element["Sr"] < 0 < by_element["Au"]


def test_negligible_differences_are_not_named():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2000, 2))
    clusters = np.arange(2000) % 2
    assert set(signature_texts(cluster_signatures(clusters, X, ["Cu", "Au"])).values()) == {"none"}
    # Nearly all at the detection limit: a tiny unit, so a large difference, in few samples.
    X[:, 0] = np.where(rng.random(2000) < 0.49, 1e-6 * X[:, 0], 0.0)
    X[(clusters == 1) & (rng.random(2000) < 0.1), 0] = -1.0
    texts = signature_texts(cluster_signatures(clusters, X, ["Cu", "Au"]))
    assert "Cu" not in texts[1]


def test_the_text_of_a_single_cluster_is_none():
    table = cluster_signatures(np.ones(120, int), survey()[1], NAMES)
    assert table["difference"].isna().all()
    assert signature_texts(table) == {1: "none"}


def test_units_of_the_elements_change_no_difference_and_no_text():
    clusters, X = survey()
    one, other = (cluster_signatures(clusters, x, NAMES) for x in (X, 3 * X - 7))
    np.testing.assert_allclose(one["difference"], other["difference"])
    assert signature_texts(one) == signature_texts(other)
