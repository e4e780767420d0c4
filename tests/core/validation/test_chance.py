"""Promises of the comparison with chance."""

import numpy as np
import pytest
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.validation.blocks import make_partitions
from geochem_som.core.validation.chance import compare_with_chance
from geochem_som.core.validation.ground import Ground
from geochem_som.core.validation.held_out import hold_out
from geochem_som.core.validation.patterns import simulate_patterns
from geochem_som.core.validation.scorers import fixed_scorer, group_scorer
from validation_cases import survey


@pytest.fixture(scope="module")
def case():
    xy, area, groups, occurrences = survey(3, n=300, n_occ=20)
    ground = Ground.of_samples(xy, area)
    partitions = make_partitions(ground, n_partitions=3)
    return ground, groups, occurrences, partitions, simulate_patterns(ground, 20, per_setting=10)


def test_the_p_value_counts_the_patterns_that_do_as_well(case):
    ground, groups, occurrences, partitions, pool = case
    scorer = group_scorer(groups)
    chance = compare_with_chance(scorer, ground, occurrences, partitions, pool, kept=40)
    patterns = ground.places[pool.rows[pool.nearest(ground.rows_of(occurrences), 40)]]
    runs = [hold_out(scorer, ground, places, partitions=partitions) for places in patterns]
    observed = hold_out(scorer, ground, occurrences, partitions=partitions).auc
    as_well = sum(run.auc >= observed for run in runs)
    assert chance.p_value == (1 + as_well) / 41
    assert chance.auc == pytest.approx(observed)
    assert chance.null_aucs == pytest.approx([run.auc for run in runs])
    assert chance.fit_null_rate == pytest.approx(np.mean([run.fit_crossing for run in runs]))
    assert chance.held_out_null_rate == pytest.approx(np.mean([run.crossing for run in runs]))
    assert chance.n_simulated == 210


def test_the_order_of_the_samples_does_not_matter():
    xy, area, groups, occurrences = survey(20)
    order = np.random.default_rng(20).permutation(len(xy))
    found = []
    for labels, ground, places in (
        (groups, Ground.of_samples(xy, area), occurrences),
        (groups[order], Ground.of_samples(xy[order], area[order]), np.argsort(order)[occurrences]),
    ):
        pool = simulate_patterns(ground, len(places), per_setting=10)
        partitions = make_partitions(ground, n_partitions=2)
        scorer = group_scorer(labels)
        found.append(compare_with_chance(scorer, ground, places, partitions, pool, kept=40))
    assert found[0].p_value == found[1].p_value
    assert found[0].null_aucs == pytest.approx(found[1].null_aucs)


def test_a_score_that_tells_nothing_is_never_significant(case):
    ground, groups, occurrences, partitions, pool = case
    scorer = fixed_scorer(0.0 * groups)
    chance = compare_with_chance(scorer, ground, occurrences, partitions, pool, kept=30)
    assert chance.p_value == 1.0
    assert chance.fit_null_rate == chance.held_out_null_rate == 50.0


def test_a_score_that_knows_the_occurrences_beats_every_pattern(case):
    ground, _, occurrences, partitions, pool = case
    score = np.isin(np.arange(300), occurrences).astype(float)
    chance = compare_with_chance(
        fixed_scorer(score), ground, occurrences, partitions, pool, kept=30
    )
    assert chance.p_value == 1 / 31


def test_a_fit_flatters_more_with_more_groups(case):
    ground, _, occurrences, partitions, pool = case
    rng = np.random.default_rng(0)
    few, many = (
        compare_with_chance(
            group_scorer(rng.integers(0, n, 300)), ground, occurrences, partitions, pool, kept=60
        )
        for n in (4, 60)
    )
    assert 52 < few.fit_null_rate < many.fit_null_rate - 10
    assert abs(few.held_out_null_rate - 50) < 3
    assert abs(many.held_out_null_rate - 50) < 3


def test_patterns_of_another_number_are_refused(case):
    ground, groups, occurrences, partitions, pool = case
    with pytest.raises(InputError, match="20 occurrences but 19 are known"):
        compare_with_chance(group_scorer(groups), ground, occurrences[1:], partitions, pool)


def test_progress_rises_to_one_and_a_stop_is_heeded(case):
    ground, groups, occurrences, partitions, pool = case
    model = (group_scorer(groups), ground, occurrences, partitions, pool)
    told = []
    compare_with_chance(*model, kept=10, progress=lambda part: told.append(part) or True)
    assert told == pytest.approx(np.arange(1, 11) / 10)
    with pytest.raises(Cancelled):
        compare_with_chance(*model, progress=lambda part: part < 0.1)
