"""Promises of the ensemble of maps."""

import numpy as np
import pytest
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.clusters import cluster_units
from geochem_som.core.ensemble import count_votes, fit_ensemble
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.lattice import Lattice
from geochem_som.core.ranking import rank_clusters, rank_units
from geochem_som.core.som import SOM


def survey(seed=0, gap=8.0):
    """Four heaps of 50 samples; occurrences in the first, one in the second."""
    rng = np.random.default_rng(seed)
    heap = np.arange(200) % 4
    X = gap * np.eye(4)[heap] + rng.normal(size=(200, 4))
    occurrences = np.zeros(200)
    occurrences[np.flatnonzero(heap == 0)[:12]] = 1.0
    occurrences[np.flatnonzero(heap == 1)[:1]] = 1.0
    return X, heap, occurrences


def batch(**settings):
    return BatchSOM(5, 5, **settings)


def fitted(X=None, make_map=batch, **settings):
    own, _, occurrences = survey()

    def classify(groups, lattice):
        if settings["groups"] == "units":
            return rank_units(groups, lattice, np.ones(200), occurrences).class_id
        return rank_clusters(groups, np.ones(200), occurrences).class_id

    X = own if X is None else X
    settings = {"members": 6, "groups": "clusters", "n_clusters": 4, **settings}
    return fit_ensemble(X, make_map, classify, **settings)


def same(one, other):
    arrays = (
        {**vars(ensemble.votes), **{k: v for k, v in vars(ensemble).items() if k != "votes"}}
        for ensemble in (one, other)
    )
    first, second = arrays
    lattices = first.pop("lattice"), second.pop("lattice")
    return lattices[0] == lattices[1] and all(
        np.array_equal(first[k], second[k], equal_nan=first[k].dtype == float) for k in first
    )


# Votes


def test_votes_against_counting_by_hand():
    class_ids = np.array([[3, 3, 1, 2], [3, 2, 1, 1], [3, 1, 0, 3], [2, 1, 1, 1]])
    votes = count_votes(class_ids)
    np.testing.assert_allclose(
        votes.probability, [[0.75, 0.25, 0], [0.25, 0.25, 0.5], [0, 0, 1], [0.25, 0.25, 0.5]]
    )
    assert votes.class_id.tolist() == [3, 1, 1, 1]
    assert votes.agreement.tolist() == [0.75, 0.5, 1.0, 0.5]
    expected = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25)) / np.log(3)
    assert votes.entropy[0] == pytest.approx(expected)
    assert votes.entropy[2] == 0.0


def test_entropy_runs_from_0_where_all_agree_to_1_where_classes_are_even():
    votes = count_votes(np.array([[3, 1], [3, 2], [3, 3]]))
    np.testing.assert_allclose(votes.entropy, [0.0, 1.0])
    np.testing.assert_allclose(votes.agreement, [1.0, 1 / 3])


def test_doubt_makes_no_anomaly():
    votes = count_votes(np.array([[3, 3, 2, 3], [1, 2, 1, 2], [0, 0, 0, 1]]))
    assert votes.class_id.tolist() == [1, 2, 1, 1]


def test_a_place_without_any_class_has_no_vote():
    votes = count_votes(np.array([[0, 3], [0, 3]]))
    assert votes.class_id.tolist() == [0, 3]
    assert np.isnan(votes.probability[0]).all()
    assert np.isnan([votes.agreement[0], votes.entropy[0]]).all()


@pytest.mark.parametrize("seed", range(3))
def test_shares_sum_to_1_and_agreement_is_that_of_the_modal_class(seed):
    class_ids = np.random.default_rng(seed).integers(0, 4, (9, 50))
    votes = count_votes(class_ids)
    np.testing.assert_allclose(votes.probability.sum(axis=1), 1.0)
    column = 3 - votes.class_id
    np.testing.assert_array_equal(votes.agreement, votes.probability[np.arange(50), column])
    assert (votes.agreement == votes.probability.max(axis=1)).all()
    assert ((votes.entropy >= 0) & (votes.entropy <= 1)).all()


# The ensemble


def test_members_are_maps_fitted_one_by_one():
    X, _, occurrences = survey()
    ensemble = fitted()
    rng_rows = [np.repeat(np.arange(200), count) for count in ensemble.drawn]
    for i, rows in enumerate(rng_rows):
        assert len(rows) == 200
        rng = np.random.default_rng(np.random.SeedSequence(42).spawn(6)[i])
        drawn = rng.integers(0, 200, 200)
        assert sorted(drawn) == rows.tolist()
        som = BatchSOM(5, 5, init="sample", random_state=int(ensemble.seeds[i])).fit(X[drawn])
        hits = np.bincount(som.predict(X[drawn]), minlength=25)
        labels = cluster_units(som.prototypes_, hits, som.lattice_, n_clusters=4).labels
        clusters = labels[som.predict(X)]
        np.testing.assert_array_equal(ensemble.groups[i], clusters)
        expected = rank_clusters(clusters, np.ones(200), occurrences).class_id
        np.testing.assert_array_equal(ensemble.class_ids[i], expected)


def test_units_of_members_are_ranked_without_clusters():
    _, heap, occurrences = survey()
    ensemble = fitted(groups="units", n_clusters=90)  # no clusters are sought
    for units, class_id in zip(ensemble.groups, ensemble.class_ids):
        assert units.min() >= 0
        assert units.max() < 25
        expected = rank_units(units, ensemble.lattice, np.ones(200), occurrences).class_id
        np.testing.assert_array_equal(class_id, expected)
    assert ensemble.lattice == Lattice(5, 5)
    votes = ensemble.votes.probability[:, 0]
    assert votes[heap == 0].mean() > 0.5 > 0.1 > votes[heap > 1].mean()


def test_clear_heaps_get_the_same_class_from_all_members():
    heap = survey()[1]
    votes = fitted().votes
    assert (votes.class_id[heap == 0] == 3).all()
    assert (votes.class_id[heap != 0] == 1).all()
    assert votes.agreement.mean() > 0.95


def test_samples_without_clusters_are_less_sure_than_clear_heaps():
    noise = np.random.default_rng(3).normal(size=(200, 4))
    assert fitted(noise).votes.entropy.mean() > 5 * max(fitted().votes.entropy.mean(), 0.01)


@pytest.mark.parametrize("make_map", [batch, lambda **s: SOM(4, 4, epochs=3, **s)])
def test_the_same_on_one_thread_and_on_two_and_when_repeated(make_map):
    one, two, again = (fitted(make_map=make_map, threads=t) for t in (1, 2, 2))
    assert same(one, two)
    assert same(two, again)
    assert not same(one, fitted(make_map=make_map, random_state=1))


def test_de_som_is_the_same_on_two_threads():
    pytest.importorskip("torch", reason="DE-SOM needs torch")
    from geochem_som.core.de_som import DESOM

    def quick(**settings):
        return DESOM(3, 3, hidden=(8,), latent=2, epochs=3, **settings)

    assert same(*(fitted(make_map=quick, members=4, n_clusters=2, threads=t) for t in (1, 2)))


def test_more_members_keep_the_first_ones():
    few, many = fitted(members=3), fitted(members=6)
    np.testing.assert_array_equal(many.groups[:3], few.groups)
    np.testing.assert_array_equal(many.seeds[:3], few.seeds)


def test_a_batch_som_never_starts_the_same_way_in_all_members():
    made = []

    def remember(**settings):
        made.append(batch(init="pca", **settings))
        return made[-1]

    fitted(make_map=remember, members=3)
    fits = [som for som in made if hasattr(som, "prototypes_")]
    assert len(fits) == 3
    assert {som.init for som in fits} == {"sample"}


def test_each_member_may_choose_its_number_of_clusters():
    ensemble = fitted(n_clusters=0)
    assert (ensemble.groups.max(axis=1) >= 3).all()


def test_places_left_without_a_class_by_a_member_count_with_the_others():
    def classify(units, lattice):
        classes = np.where(units == 1, 3, 1)
        classes[:5] = 0
        return classes

    ensemble = fit_ensemble(survey()[0], batch, classify, members=3)
    assert (ensemble.votes.class_id[:5] == 0).all()
    assert (ensemble.votes.class_id[5:] > 0).all()


def test_the_sentence_tells_how_sure_the_ensemble_is():
    ensemble = fitted()
    anomaly = 100 * np.mean(ensemble.votes.class_id == 3)
    assert ensemble.sentence.startswith("6 maps of resamples agree")
    assert f"Most call {anomaly:.0f} % of the places anomaly" in ensemble.sentence


def test_progress_rises_to_1_and_stops_when_told_in_fits_and_in_ranking():
    told = []
    fitted(progress=lambda fraction: told.append(fraction) or True)
    assert told == sorted(told)
    assert told[-1] == 1.0
    for limit in (0.0, 0.96):
        with pytest.raises(Cancelled):
            fitted(progress=lambda fraction, limit=limit: fraction < limit)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"members": 1}, "members"),
        ({"threads": 0}, "threads"),
        ({"groups": "rows"}, "no groups 'rows'"),
        ({"n_clusters": 90}, "CLUSTERS is 90"),
        ({"make_map": lambda **s: BatchSOM(20, 20, **s)}, "smaller map"),
    ],
)
def test_what_cannot_be_fitted_is_refused(given, said):
    with pytest.raises(InputError, match=said):
        fitted(**given)


@pytest.mark.parametrize("classes", [np.ones(3, int), np.full(200, 4), np.full(200, np.nan)])
def test_classes_that_are_none_are_refused(classes):
    with pytest.raises(InputError, match="200 numbers"):
        fit_ensemble(survey()[0], batch, lambda units, lattice: classes, members=2)
