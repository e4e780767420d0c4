"""Promises of simulated fields and patterns."""

import threading

import numpy as np
import pytest
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.validation import patterns
from geochem_som.core.validation.fields import FieldMaker
from geochem_som.core.validation.ground import Ground
from geochem_som.core.validation.patterns import (
    clustering,
    cox_patterns,
    random_patterns,
    simulate_patterns,
    thomas_patterns,
)
from validation_cases import survey


@pytest.fixture
def ground():
    xy, area, _, _ = survey(0, n=300)
    return Ground.of_samples(xy, area)


def pairs_within(ground, rows):
    """Numbers of pairs, by looking at each pair."""
    spacing, extent = ground.spacing, ground.extent
    radii = [1.5 * spacing, 3 * spacing, 6 * spacing, 0.06 * extent, 0.12 * extent, 0.25 * extent]
    counts = [0] * 6
    for i in range(len(rows)):
        for j in range(i):
            gap = np.hypot(*(ground.place_xy[rows[i]] - ground.place_xy[rows[j]]))
            for r, radius in enumerate(radii):
                counts[r] += gap <= radius
    return np.array(counts)


@pytest.mark.parametrize("range_", [600.0, 3000.0])
def test_fields_have_the_covariance_they_claim(range_):
    xy = np.array([[0.0, 0.0], [200.0, 0.0], [0.0, 1000.0], [3000.0, 3000.0], [10_000.0, 5000.0]])
    maker, rng = FieldMaker(xy, range_), np.random.default_rng(0)
    fields = np.array([field for _ in range(1500) for field in maker.pair(rng)])
    distance = np.linalg.norm(xy[:, None] - xy, axis=2)
    # Places are moved to a grid of at most range / 8 and 1/128 of the extent; the noise is 1/55.
    assert np.cov(fields.T) == pytest.approx(np.exp(-distance / range_), abs=0.13)
    assert np.diag(np.cov(fields.T)) == pytest.approx(np.ones(5), abs=0.11)
    assert fields.mean(axis=0) == pytest.approx(np.zeros(5), abs=0.09)


def test_the_two_fields_of_a_pair_know_nothing_of_each_other():
    xy = np.random.default_rng(0).uniform(0, 1000, (50, 2))
    maker, rng = FieldMaker(xy, 100.0), np.random.default_rng(1)
    products = [np.mean(a * b) for a, b in (maker.pair(rng) for _ in range(400))]
    assert abs(np.mean(products)) < 4 * np.std(products) / np.sqrt(400)


@pytest.mark.parametrize("xy", [[[5.0, 5.0]], [[0.0, 3.0], [50.0, 3.0], [100.0, 3.0]]])
def test_fields_exist_on_a_point_and_on_a_line(xy):
    a, b = FieldMaker(np.array(xy), 30.0).pair(np.random.default_rng(0))
    assert np.isfinite(a).all()
    assert a.shape == b.shape == (len(xy),)


@pytest.mark.parametrize("seed", range(3))
def test_summaries_agree_with_a_count_pair_by_pair(ground, seed):
    rows = np.random.default_rng(seed).integers(0, 300, 40)
    assert np.exp(clustering(ground, rows)) - 0.5 == pytest.approx(pairs_within(ground, rows))


def test_random_patterns_fall_on_places_in_proportion_to_their_area(ground):
    rows = random_patterns(ground, 100, 300, np.random.default_rng(0))
    count = np.bincount(rows.ravel(), minlength=300)
    expected = rows.size * ground.place_area / ground.place_area.sum()
    chi_square = ((count - expected) ** 2 / expected).sum()
    assert abs(chi_square - 299) < 4 * np.sqrt(2 * 299)


def test_cox_patterns_cluster_the_more_the_stronger_their_field(ground):
    rng = np.random.default_rng(0)
    maker = FieldMaker(ground.place_xy, 0.1 * ground.extent)
    pairs = [
        np.mean([clustering(ground, r)[4] for r in cox_patterns(ground, 40, maker, s, 60, rng)])
        for s in (0.0, 1.0, 2.0)
    ]
    assert pairs[0] + 0.1 < pairs[1] < pairs[2] - 0.1


def test_cox_patterns_of_an_odd_number_are_all_drawn(ground):
    maker = FieldMaker(ground.place_xy, 1000.0)
    rows = cox_patterns(ground, 9, maker, 1.0, 5, np.random.default_rng(0))
    assert rows.shape == (5, 9)
    assert ((rows >= 0) & (rows < 300)).all()
    assert len({tuple(row) for row in rows.tolist()}) == 5


def test_thomas_patterns_lie_around_few_centres(ground):
    rows = thomas_patterns(ground, 60, 60.0, 300.0, 20, np.random.default_rng(0))
    for pattern in rows:
        at = ground.place_xy[pattern]
        # One centre: 300 m along x and y, and up to a spacing to the nearest place.
        assert np.linalg.norm(at - np.median(at, axis=0), axis=1).mean() < 900


def test_a_pool_holds_every_kind_and_its_summaries(ground):
    pool = simulate_patterns(ground, 12, per_setting=3)
    assert pool.rows.shape == (63, 12)
    for rows, summary in zip(pool.rows, pool.summaries):
        np.testing.assert_array_equal(summary, clustering(ground, rows))


def test_one_and_two_threads_simulate_the_same_patterns(ground, monkeypatch):
    monkeypatch.setattr(patterns, "BATCH", 2)
    threads = set()
    whole = patterns.clustering

    def spy(*arguments):
        threads.add(threading.get_ident())
        return whole(*arguments)

    monkeypatch.setattr(patterns, "clustering", spy)
    one = simulate_patterns(ground, 12, per_setting=5, workers=1)
    assert threads == {threading.get_ident()}
    two = simulate_patterns(ground, 12, per_setting=5, workers=2)
    assert len(threads) > 1
    assert one.rows.tobytes() == two.rows.tobytes()
    assert one.summaries.tobytes() == two.summaries.tobytes()


def test_another_seed_simulates_other_patterns(ground):
    one, other = (simulate_patterns(ground, 12, per_setting=1, random_state=s) for s in (1, 2))
    assert (one.rows != other.rows).any()


def test_the_nearest_patterns_cluster_like_the_occurrences(ground):
    pool = simulate_patterns(ground, 30, per_setting=20)
    rng = np.random.default_rng(5)
    maker = FieldMaker(ground.place_xy, 0.08 * ground.extent)
    scattered = random_patterns(ground, 30, 1, rng)[0]
    clumped = cox_patterns(ground, 30, maker, 2.5, 1, rng)[0]
    for rows in (scattered, clumped):
        gap = np.abs(pool.summaries - clustering(ground, rows)).mean(axis=1)
        assert gap[pool.nearest(rows, 20)].mean() < 0.5 * gap.mean()
        assert pool.spans(rows, pool.nearest(rows, 100))


def test_a_pattern_is_nearest_to_itself(ground):
    pool = simulate_patterns(ground, 15, per_setting=4)
    for i in (0, 17, 83):
        assert (pool.summaries[pool.nearest(pool.rows[i], 1)] == pool.summaries[i]).all()


def test_occurrences_that_all_lie_on_one_place_resemble_nothing(ground):
    pool = simulate_patterns(ground, 40, per_setting=4)
    rows = np.full(40, 7)
    assert not pool.spans(rows, pool.nearest(rows, 30))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_while_simulating_is_heeded(ground, workers):
    told = []

    def stop(part):
        told.append(part)
        return len(told) < 3

    with pytest.raises(Cancelled):
        simulate_patterns(ground, 12, per_setting=2, workers=workers, progress=stop)
    assert len(told) == 3


def test_progress_of_simulating_rises_to_one(ground):
    told = []
    simulate_patterns(ground, 5, per_setting=1, progress=lambda part: told.append(part) or True)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize(("n", "per_setting"), [(0, 5), (5, 0)])
def test_numbers_below_one_are_refused(ground, n, per_setting):
    with pytest.raises(InputError, match="at least 1"):
        simulate_patterns(ground, n, per_setting=per_setting)
