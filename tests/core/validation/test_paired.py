"""Promises of the comparison of two models, against a slow version and exact properties."""

import numpy as np
import pytest
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.support import Support
from geochem_som.core.validation.blocks import carry_partition, make_partitions
from geochem_som.core.validation.chance import compare_with_chance
from geochem_som.core.validation.ground import Ground
from geochem_som.core.validation.held_out import hold_out
from geochem_som.core.validation.paired import (
    difference_p_value,
    difference_sentence,
    paired_differences,
)
from geochem_som.core.validation.patterns import simulate_patterns
from geochem_som.core.validation.scorers import fixed_scorer, group_scorer
from validation_cases import (
    shared_survey,
    slow_crossing,
    slow_group_scores,
    slow_hold_out,
    survey,
)

FIGURES = ("difference", "low", "high", "auc_difference", "auc_low", "auc_high")


def two_models(seed=0):
    """A survey with two groupings of its samples, and its partitions."""
    xy, area, groups, occurrences = survey(seed)
    other = np.random.default_rng(seed + 100).integers(0, 4, len(xy))
    ground = Ground.of_samples(xy, area)
    return ground, groups, other, occurrences, make_partitions(ground, n_partitions=3)


def slow_records(groups, ground, occurrences, partitions):
    """Records (above, level, weight, block) of held-out occurrences, by the procedure in words."""
    _, sample, share = ground.shares(ground.rows_of(occurrences))
    records = []
    for partition in partitions:
        fold = partition.fold[ground.sample_rows]
        block = partitions[0].block[ground.sample_rows]
        witnesses = list(zip(sample.tolist(), share.tolist()))
        found = slow_hold_out(slow_group_scores(groups), ground.area, witnesses, [fold])
        by_fold = [s for k in sorted(set(fold.tolist())) for s, _ in witnesses if fold[s] == k]
        records += [(*record, block[s]) for record, s in zip(found, by_fold)]
    return np.array(records)


def drawn(records, draw, blocks):
    """The records with every block as often as it is drawn."""
    times = dict(zip(blocks, draw))
    return np.array([(a, v, w * times[b]) for a, v, w, b in records.tolist() if times[b]])


def slow_figures(records):
    above, level, weight = records[:, :3].T
    return slow_crossing(records[:, :3].tolist()), np.average(1 - above - level / 2, weights=weight)


@pytest.mark.parametrize("seed", range(3))
def test_the_difference_agrees_with_the_slow_version(seed):
    ground, groups, other, occurrences, partitions = two_models(seed)
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    row = paired_differences(scorers, ground, occurrences, partitions=partitions).iloc[0]
    first, second = (
        slow_figures(slow_records(g, ground, occurrences, partitions)) for g in (groups, other)
    )
    assert (row["crossing_first"], row["auc_first"]) == pytest.approx(first)
    assert (row["crossing_second"], row["auc_second"]) == pytest.approx(second)
    assert row["difference"] == pytest.approx(first[0] - second[0])
    assert row["auc_difference"] == pytest.approx(first[1] - second[1])


def test_the_range_agrees_with_the_slow_version_that_draws_blocks_of_both_models_together():
    ground, groups, other, occurrences, partitions = two_models(1)
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    row = paired_differences(
        scorers, ground, occurrences, partitions=partitions, n_resamples=40, random_state=3
    ).iloc[0]
    records = [slow_records(g, ground, occurrences, partitions) for g in (groups, other)]
    blocks = np.unique(records[0][:, 3])
    rng = np.random.default_rng(3)
    gaps = []
    for draw in rng.multinomial(blocks.size, np.full(blocks.size, 1 / blocks.size), size=40):
        a, b = (np.array(slow_figures(drawn(r, draw, blocks))) for r in records)
        gaps.append(a - b)
    crossings, aucs = np.array(gaps).T
    # Crossings of draws are read off a curve in steps of a thousandth of the ground.
    assert [row["low"], row["high"]] == pytest.approx(
        np.percentile(crossings, [2.5, 97.5]), abs=0.05
    )
    assert [row["auc_low"], row["auc_high"]] == pytest.approx(np.percentile(aucs, [2.5, 97.5]))
    assert row["auc_first_better"] == pytest.approx(np.mean(aucs > 0) + np.mean(aucs == 0) / 2)
    assert row["n_blocks"] == blocks.size


def test_the_figures_of_each_model_are_those_of_its_own_evaluation():
    ground, groups, other, occurrences, partitions = two_models(2)
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    row = paired_differences(scorers, ground, occurrences, partitions=partitions).iloc[0]
    for name, which in (("a", "first"), ("b", "second")):
        alone = hold_out(scorers[name], ground, occurrences, partitions=partitions)
        assert row[f"crossing_{which}"] == alone.crossing
        assert row[f"auc_{which}"] == pytest.approx(alone.auc)
        assert row["n_blocks"] == alone.n_blocks


def test_a_model_against_itself_differs_by_nothing_in_any_draw():
    ground, groups, _, occurrences, _ = two_models()
    names = {"a": group_scorer(groups), "b": group_scorer(groups + 7)}
    row = paired_differences(names, ground, occurrences).iloc[0]
    assert [row[name] for name in FIGURES] == [0.0] * 6
    assert row["first_better"] == row["auc_first_better"] == 0.5


def test_turned_round_a_difference_changes_its_sign():
    ground, groups, other, occurrences, _ = two_models(3)
    a, b = group_scorer(groups), group_scorer(other)
    there = paired_differences({"a": a, "b": b}, ground, occurrences).iloc[0]
    back = paired_differences({"b": b, "a": a}, ground, occurrences).iloc[0]
    assert there["difference"] != 0
    for name in ("difference", "auc_difference"):
        assert there[name] == -back[name]
    for low, high in (("low", "high"), ("auc_low", "auc_high")):
        assert there[low] == pytest.approx(-back[high])
        assert there[high] == pytest.approx(-back[low])
    assert there["first_better"] == pytest.approx(1 - back["first_better"])


def test_a_planted_better_model_is_found_better_and_noise_is_not():
    rng = np.random.default_rng(5)
    xy = rng.uniform(0, 10_000, (400, 2))
    rich = rng.random(400) < 0.15
    occurrences = rng.choice(400, 80, p=np.where(rich, 8.0, 1.0) / np.where(rich, 8.0, 1.0).sum())
    ground = Ground.of_samples(xy)
    noise = {f"noise {i}": group_scorer(rng.random(400) < 0.15) for i in range(2)}
    table = paired_differences({**noise, "true": group_scorer(rich)}, ground, occurrences)
    table = table.set_index(["first", "second"])
    assert len(table) == 3
    for name in noise:
        row = table.loc[(name, "true")]
        assert row["high"] < 0
        assert row["auc_high"] < 0
        assert row["first_better"] < 0.01
    row = table.loc[("noise 0", "noise 1")]
    assert row["low"] < 0 < row["high"]


def test_every_two_models_are_compared_once_in_the_order_given():
    ground, groups, _other, occurrences, partitions = two_models()
    scorers = dict.fromkeys("cab", group_scorer(groups))
    table = paired_differences(scorers, ground, occurrences, partitions=partitions)
    pairs = list(zip(table["first"], table["second"]))
    assert pairs == [("c", "a"), ("c", "b"), ("a", "b")]
    assert len(paired_differences({"c": scorers["c"]}, ground, occurrences)) == 0
    assert len(paired_differences({}, ground, occurrences)) == 0


def test_samples_that_share_places_agree_with_the_slow_version():
    ground, groups, places = shared_survey()
    other = np.random.default_rng(8).integers(0, 3, len(groups))
    partitions = make_partitions(ground, n_partitions=2)
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    row = paired_differences(scorers, ground, places, partitions=partitions).iloc[0]
    expected = [
        slow_figures(slow_records(g, ground, places, partitions))[0] for g in (groups, other)
    ]
    assert row["difference"] == pytest.approx(expected[0] - expected[1])
    assert row["n_occurrences"] == len(places)


# Grounds of their own


def test_places_of_another_ground_take_the_block_of_the_nearest_of_the_first():
    rng = np.random.default_rng(0)
    ground = Ground.of_samples(rng.uniform(0, 1000, (80, 2)))
    other = Ground.of_samples(rng.uniform(-100, 1100, (50, 2)))
    partition = make_partitions(ground, n_partitions=1)[0]
    carried = carry_partition(partition, ground, other)
    for xy, block, fold in zip(other.place_xy, carried.block, carried.fold):
        nearest = min(range(80), key=lambda i: np.hypot(*(ground.place_xy[i] - xy)))
        assert (block, fold) == (partition.block[nearest], partition.fold[nearest])


def test_the_same_ground_in_another_order_of_samples_gives_the_same_figures():
    ground, groups, other, occurrences, partitions = two_models(4)
    order = np.random.default_rng(1).permutation(len(other))
    shuffled = Ground.of_samples(ground.xy[order], ground.area[order])
    where = np.argsort(order)
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    same = paired_differences(scorers, ground, occurrences, partitions=partitions)
    scorers["b"] = group_scorer(other[order])
    mixed = paired_differences(
        scorers,
        {"a": ground, "b": shuffled},
        {"a": occurrences, "b": where[occurrences]},
        partitions=partitions,
    )
    for name in same.columns:
        assert mixed[name].tolist() == pytest.approx(same[name].tolist()), name


def test_occurrences_on_the_ground_of_one_model_only_are_counted_and_not_compared():
    ground, groups, other, occurrences, partitions = two_models(6)
    west = np.flatnonzero(ground.xy[:, 0] < 6000)
    half = Ground.of_samples(ground.xy[west], ground.area[west])
    at = np.full(len(ground.xy), -1)
    at[west] = np.arange(west.size)
    scorers = {"all": group_scorer(groups), "west": group_scorer(other[west])}
    table = paired_differences(
        scorers,
        {"all": ground, "west": half},
        {"all": occurrences, "west": at[occurrences]},
        partitions=partitions,
    )
    row, common = table.iloc[0], occurrences[at[occurrences] >= 0]
    assert 5 < len(common) < len(occurrences)
    assert row["n_occurrences"] == len(common)
    assert row["n_apart"] == len(occurrences) - len(common)
    # The first is then held out of the common occurrences alone.
    alone = hold_out(scorers["all"], ground, common, partitions=partitions)
    assert row["crossing_first"] == pytest.approx(alone.crossing)


def test_ground_without_a_score_takes_no_part():
    ground, groups, _, occurrences, partitions = two_models(7)
    score = np.where(ground.xy[:, 1] < 5000, ground.xy[:, 0], np.nan)
    scorers = {"groups": group_scorer(groups), "score": fixed_scorer(score)}
    row = paired_differences(scorers, ground, occurrences, partitions=partitions).iloc[0]
    scored = np.isfinite(score[occurrences])
    assert row["n_occurrences"] == scored.sum()
    assert row["n_apart"] == (~scored).sum()


def test_too_few_occurrences_in_common_give_no_figures_but_their_number():
    ground, groups, other, occurrences, _ = two_models()
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    first, second = occurrences.copy(), occurrences.copy()
    first[:10], second[14:] = -1, -1
    row = paired_differences(scorers, ground, {"a": first, "b": second}).iloc[0]
    assert (row["n_occurrences"], row["n_apart"]) == (4, 21)
    assert np.isnan([row[name] for name in FIGURES]).all()
    assert "cannot be compared" in difference_sentence(row)
    one_place = paired_differences(scorers, ground, np.full(20, occurrences[0])).iloc[0]
    assert one_place["n_blocks"] == 1
    assert np.isnan(one_place["difference"])


def test_different_numbers_of_occurrences_and_places_without_ground_are_refused():
    ground, groups, other, occurrences, _ = two_models()
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    with pytest.raises(InputError, match="The model b speaks of 24 occurrences but a of 25"):
        paired_differences(scorers, ground, {"a": occurrences, "b": occurrences[1:]})
    bare = Ground(ground.xy, Support(np.arange(150), np.where(np.arange(150) == 3, 0.0, 1.0)))
    with pytest.raises(InputError, match="no sample has ground"):
        paired_differences(scorers, bare, np.array([1, 2, 3, 4, 5, 6]))


def test_it_stops_when_told_and_repeats_itself_to_the_bit():
    ground, groups, other, occurrences, _ = two_models()
    scorers = {"a": group_scorer(groups), "b": group_scorer(other)}
    with pytest.raises(Cancelled):
        paired_differences(scorers, ground, occurrences, progress=lambda fraction: False)
    tables = [paired_differences(scorers, ground, occurrences, random_state=9) for _ in range(2)]
    assert tables[0].equals(tables[1])


# In words


def a_row(**changes):
    row = {"first": "A", "second": "B", "n_occurrences": 30, "n_blocks": 9}
    return {**row, "difference": 8.4, "low": 2.2, "high": 15.0, "first_better": 0.99, **changes}


def test_the_sentence_names_the_better_model_first_and_says_when_it_is_not_told_apart():
    assert difference_sentence(a_row()) == (
        "A crosses 8 points higher than B (resampling range of the difference +2 to +15; A is ahead "
        "in 99 of 100 resamples)."
    )
    turned = a_row(difference=-8.4, low=-15.0, high=-2.2, first_better=0.01)
    assert difference_sentence(turned) == (
        "B crosses 8 points higher than A (resampling range of the difference +2 to +15; B is ahead "
        "in 99 of 100 resamples)."
    )
    unsure = difference_sentence(a_row(low=-3.0), "SOM", "Batch SOM")
    assert "SOM crosses 8 points higher than Batch SOM, but these occurrences do not tell" in unsure
    assert "\N{MINUS SIGN}3 to +15" in unsure
    assert "cross alike" in difference_sentence(a_row(difference=0.2, low=-3.0, high=3.0))


# Against chance


def test_the_p_value_of_a_difference_counts_patterns_that_put_the_models_as_far_apart():
    ground, groups, other, occurrences, partitions = two_models(2)
    pool = simulate_patterns(ground, len(occurrences), per_setting=10)
    scorers = [group_scorer(g) for g in (groups, other)]
    chances = [
        compare_with_chance(s, ground, occurrences, partitions, pool, kept=60) for s in scorers
    ]
    patterns = pool.rows[pool.nearest(ground.rows_of(occurrences), 60)]
    gaps = []
    for rows in [ground.rows_of(occurrences), *patterns]:
        places = ground.places[rows]
        aucs = [hold_out(s, ground, places, partitions=partitions).auc for s in scorers]
        gaps.append(abs(aucs[0] - aucs[1]))
    expected = (1 + sum(gap >= gaps[0] - 1e-9 for gap in gaps[1:])) / 61
    assert difference_p_value(*chances) == pytest.approx(expected)
    assert difference_p_value(*chances) == difference_p_value(*chances[::-1])
    assert difference_p_value(chances[0], chances[0]) == 1.0
    fewer = compare_with_chance(scorers[0], ground, occurrences, partitions, pool, kept=30)
    with pytest.raises(InputError, match="different simulated patterns"):
        difference_p_value(chances[1], fewer)


def test_where_there_is_a_p_value_it_decides_whether_two_models_are_told_apart():
    clear = a_row(p_value=0.02, auc_difference=0.1)
    assert difference_sentence(clear).startswith("A crosses 8 points higher than B (p = .02; ")
    narrow = difference_sentence(a_row(p_value=0.2, auc_difference=0.1))
    assert "do not tell them apart (p = .20; " in narrow
    # The p-value is of the AUC: where that speaks for the other model, it does not count.
    assert "do not tell them apart" in difference_sentence(a_row(p_value=0.02, auc_difference=-0.1))
    assert "p = " not in difference_sentence(a_row(p_value=np.nan))
