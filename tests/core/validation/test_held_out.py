"""Promises of held-out evaluation, against a slow version and exact properties."""

import numpy as np
import pytest
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.lattice import Lattice
from geochem_som.core.maximin import maximin
from geochem_som.core.ranking import rank_clusters, rank_units
from geochem_som.core.validation.blocks import Partition, make_partitions
from geochem_som.core.validation.ground import Ground
from geochem_som.core.validation.held_out import hold_out
from geochem_som.core.validation.midrank import crossing
from geochem_som.core.validation.scorers import (
    combination_scorer,
    fixed_scorer,
    free_scorer,
    group_scorer,
    unit_scorer,
)
from validation_cases import (
    shared_survey,
    slow_crossing,
    slow_group_scores,
    slow_hold_out,
    survey,
)


def figures(result):
    return result.crossing, result.auc, result.fit_crossing, result.fit_auc


def slow_figures(score_of, ground, occurrences, partitions):
    _, sample, share = ground.shares(ground.rows_of(occurrences))
    witnesses = list(zip(sample.tolist(), share.tolist()))
    folds = [p.fold[ground.sample_rows] for p in partitions]
    records = slow_hold_out(score_of, ground.area, witnesses, folds)
    above, level, weight = np.array(records).T
    auc = np.average(1 - above - level / 2, weights=weight)
    return slow_crossing(records), auc


@pytest.mark.parametrize("seed", range(3))
def test_clusters_agree_with_the_slow_version(seed):
    xy, area, groups, occurrences = survey(seed)
    ground = Ground.of_samples(xy, area)
    partitions = make_partitions(ground, n_partitions=3)
    result = hold_out(group_scorer(groups), ground, occurrences, partitions=partitions)
    expected = slow_figures(slow_group_scores(groups), ground, occurrences, partitions)
    assert (result.crossing, result.auc) == pytest.approx(expected)


def test_samples_that_share_places_agree_with_the_slow_version():
    ground, groups, places = shared_survey()
    partitions = make_partitions(ground, n_partitions=2)
    result = hold_out(group_scorer(groups), ground, places, partitions=partitions)
    expected = slow_figures(slow_group_scores(groups), ground, places, partitions)
    assert (result.crossing, result.auc) == pytest.approx(expected)
    assert result.n_occurrences == pytest.approx(len(places))


def test_units_smoothed_over_the_lattice_agree_with_the_slow_version():
    xy, area, _, occurrences = survey(4)
    lattice = Lattice(4, 3, topology="hexagonal")
    bmu = np.random.default_rng(4).integers(0, 12, len(xy))
    ground = Ground.of_samples(xy, area)
    distance = lattice.distances()

    def score_of(occurrences, ground_area):
        scores = []
        for unit in range(12):
            near = np.exp(-(distance[unit][bmu] ** 2) / 2)  # a Gaussian of one unit
            expected = occurrences.sum() * (near * ground_area).sum() / ground_area.sum()
            scores.append(np.log(((near * occurrences).sum() + 1) / (expected + 1)))
        return np.array(scores).round(12)[bmu]

    partitions = make_partitions(ground, n_partitions=2)
    result = hold_out(unit_scorer(bmu, lattice), ground, occurrences, partitions=partitions)
    expected = slow_figures(score_of, ground, occurrences, partitions)
    assert (result.crossing, result.auc) == pytest.approx(expected)


@pytest.mark.parametrize("scale", ["weight", "rank", "minmax", "logistic"])
def test_a_combination_ranks_every_model_anew_without_the_held_out(scale):
    xy, area, groups, occurrences = survey(5)
    others = np.random.default_rng(5).integers(0, 4, len(xy))
    ground = Ground.of_samples(xy, area)

    def score_of(occurrences, ground_area):
        models = [slow_group_scores(g)(occurrences, ground_area) for g in (groups, others)]
        none = np.zeros((2, len(xy)))
        return maximin(models, none, scale=scale, area=ground_area).score.round(12)

    partitions = make_partitions(ground, n_partitions=2)
    combined = combination_scorer([group_scorer(groups), group_scorer(others)], scale=scale)
    result = hold_out(combined, ground, occurrences, partitions=partitions)
    expected = slow_figures(score_of, ground, occurrences, partitions)
    assert (result.crossing, result.auc) == pytest.approx(expected)


@pytest.mark.parametrize("rule", ["majority", "mean_rank"])
def test_votes_and_ranks_are_learned_anew_in_every_fold(rule):
    xy, area, groups, occurrences = survey(8)
    others = np.random.default_rng(9).integers(0, 3, len(groups))
    ground = Ground.of_samples(xy, area)

    def score_of(found, ground_area):
        models = [slow_group_scores(labels)(found, ground_area) for labels in (groups, others)]
        votes = [
            slow_votes(labels, s, found, ground_area) for labels, s in zip((groups, others), models)
        ]
        return maximin(models, votes, area=ground_area, rule=rule).score.round(12)

    partitions = make_partitions(ground, n_partitions=2)
    combined = combination_scorer([group_scorer(groups), group_scorer(others)], rule=rule)
    result = hold_out(combined, ground, occurrences, partitions=partitions)
    expected = slow_figures(score_of, ground, occurrences, partitions)
    assert (result.crossing, result.auc) == pytest.approx(expected)


def slow_votes(labels, scores, found, area):
    """Groups from the best down, as long as rate and area together stay within the whole."""
    rows = []
    for label in np.unique(labels):
        inside = labels == label
        rows.append((scores[inside][0], -label, found[inside].sum(), area[inside].sum(), inside))
    votes, rate, ground = np.zeros(len(labels), dtype=bool), 0.0, 0.0
    for place, (_, _, n, a, inside) in enumerate(
        sorted(rows, key=lambda row: row[:2], reverse=True)
    ):
        rate += n / found.sum()
        ground += a / area.sum()
        if (rate + ground <= 1 + 1e-9 or place == 0) and n / found.sum() > a / area.sum() + 1e-12:
            votes[inside] = True
    return votes


def test_any_function_can_be_held_out():
    xy, area, groups, occurrences = survey(6)
    ground = Ground.of_samples(xy, area)
    partitions = make_partitions(ground, n_partitions=2)
    as_groups = hold_out(group_scorer(groups), ground, occurrences, partitions=partitions)
    score_of = slow_group_scores(groups)
    as_function = hold_out(score_of, ground, occurrences, partitions=partitions)
    assert figures(as_function) == pytest.approx(figures(as_groups))


def test_a_model_never_sees_the_fold_it_is_judged_by():
    xy, area, _, occurrences = survey(7)
    ground = Ground.of_samples(xy, area)
    (partition,) = make_partitions(ground, n_partitions=1)
    seen = []

    def spy(train_occurrences, train_area):
        seen.append((train_occurrences.copy(), train_area.copy()))
        return np.zeros(len(area))

    hold_out(spy, ground, occurrences, partitions=[partition])
    count = np.bincount(occurrences, minlength=len(area))
    held_out = [(n, a) for n, a in seen if (a == 0).any()]
    fold = partition.fold[ground.sample_rows]
    assert len(held_out) == np.unique(fold[occurrences]).size > 2
    for train_occurrences, train_area in held_out:
        (k,) = np.unique(fold[train_area == 0])
        outside = fold != k
        np.testing.assert_array_equal(train_area, np.where(outside, area, 0))
        np.testing.assert_array_equal(train_occurrences, np.where(outside, count, 0))


def test_a_score_without_signal_crosses_at_exactly_50():
    xy, area, _, occurrences = survey(8)
    result = hold_out(fixed_scorer(np.ones(len(xy))), Ground.of_samples(xy, area), occurrences)
    assert (result.crossing, result.area, result.auc) == (50.0, 50.0, 0.5)
    assert (result.low, result.high) == pytest.approx((50, 50))
    assert result.fit_crossing == 50.0


def test_one_group_is_no_ranking():
    xy, area, groups, occurrences = survey(8)
    result = hold_out(group_scorer(0 * groups), Ground.of_samples(xy, area), occurrences)
    assert (result.crossing, result.auc, result.fit_crossing) == (50.0, 0.5, 50.0)


def test_a_group_that_holds_all_occurrences_everywhere_is_found_when_held_out():
    rng = np.random.default_rng(9)
    xy = rng.uniform(0, 1000, (1000, 2))
    groups = rng.integers(0, 10, 1000)
    occurrences = rng.choice(np.flatnonzero(groups == 4), 60)
    result = hold_out(group_scorer(groups), Ground.of_samples(xy), occurrences)
    # All in a tenth of the ground: x / .1 + x = 1, give or take the folds' shares of the group.
    assert result.crossing == pytest.approx(100 * 10 / 11, abs=1.5)
    assert result.fit_crossing == pytest.approx(100 * 10 / 11, abs=1.5)
    assert result.auc > 0.94


def test_a_group_that_is_rich_in_one_block_alone_is_a_fit_and_no_prediction():
    rng = np.random.default_rng(10)
    ground = Ground.of_samples(rng.uniform(0, 1000, (1000, 2)))
    (partition,) = make_partitions(ground, n_partitions=1)
    rich = partition.block[ground.sample_rows] == 3
    groups = np.where(rich, 7, rng.integers(0, 3, 1000))
    occurrences = np.concatenate(
        [rng.choice(np.flatnonzero(rich), 40), rng.choice(np.flatnonzero(groups == 0), 10)]
    )
    result = hold_out(group_scorer(groups), ground, occurrences, partitions=[partition])
    assert result.fit_crossing > 80
    # Nothing is known of group 7 outside its block: it ranks after group 0, a quarter of the fold.
    assert result.crossing < 70


def test_figures_are_those_of_all_partitions_together():
    xy, area, groups, occurrences = survey(11)
    ground = Ground.of_samples(xy, area)
    partitions = make_partitions(ground)
    result = hold_out(group_scorer(groups), ground, occurrences, partitions=partitions)
    alone = [
        hold_out(group_scorer(groups), ground, occurrences, partitions=[p]) for p in partitions
    ]
    assert result.partition_aucs == pytest.approx([r.auc for r in alone])
    assert result.partition_crossings == pytest.approx([r.crossing for r in alone])
    assert result.auc == pytest.approx(np.mean(result.partition_aucs))
    assert min(result.partition_crossings) <= result.crossing <= max(result.partition_crossings)


def test_the_curve_rises_from_nothing_to_all_through_the_crossing():
    xy, area, groups, occurrences = survey(12)
    result = hold_out(group_scorer(groups), Ground.of_samples(xy, area), occurrences)
    curve = result.curve
    assert curve.iloc[0].tolist() == pytest.approx([0, 0])
    assert curve.iloc[-1].tolist() == pytest.approx([100, 100])
    assert (np.diff(curve["pred_rate"]) >= -1e-9).all()
    at_crossing = np.interp(result.area, curve["area_pct"], curve["pred_rate"])
    assert at_crossing == pytest.approx(result.crossing, abs=0.3)
    assert result.crossing + result.area == 100


def test_the_resampling_range_draws_blocks_and_not_occurrences():
    xy, area, groups, occurrences = survey(13)
    ground = Ground.of_samples(xy, area)
    once = hold_out(group_scorer(groups), ground, occurrences)
    assert once.low < once.crossing < once.high
    # Ten records of each occurrence are no more witnesses than one: the range must not shrink.
    scorer = fixed_scorer(xy[:, 0])
    one = hold_out(scorer, ground, occurrences)
    ten = hold_out(scorer, ground, np.repeat(occurrences, 10))
    assert (ten.low, ten.high) == pytest.approx((one.low, one.high))
    assert ten.n_blocks == one.n_blocks


def test_the_resampling_range_of_two_blocks_spans_what_each_alone_gives():
    xy = np.column_stack([np.arange(40.0), np.zeros(40)])
    block = np.repeat([0, 1], 20)
    score = np.tile(np.arange(20.0), 2)
    good, bad = np.array([19, 18, 17]), 20 + np.array([2, 1, 0])
    ground, partition = Ground.of_samples(xy), Partition(block, block)
    result = hold_out(
        fixed_scorer(score), ground, np.concatenate([good, bad]), partitions=[partition]
    )
    level = np.full(3, 1 / 20)
    assert result.low == pytest.approx(crossing((17 + np.arange(3)) / 20, level), abs=0.05)
    assert result.high == pytest.approx(crossing(np.arange(3) / 20, level), abs=0.05)


def test_the_same_seed_gives_the_same_figures_to_the_bit():
    xy, area, groups, occurrences = survey(14)
    ground = Ground.of_samples(xy, area)
    one, other = (hold_out(group_scorer(groups), ground, occurrences) for _ in range(2))
    assert (one.low, one.high, *figures(one)) == (other.low, other.high, *figures(other))


def test_the_order_of_the_occurrences_does_not_matter():
    xy, area, groups, occurrences = survey(15)
    ground = Ground.of_samples(xy, area)
    one = hold_out(group_scorer(groups), ground, occurrences)
    other = hold_out(group_scorer(groups), ground, occurrences[::-1])
    assert figures(other) == pytest.approx(figures(one))


def test_splitting_samples_that_share_place_and_group_changes_nothing():
    ground, _, places = shared_survey(2)
    groups = ground.support.place % 4
    shared = hold_out(group_scorer(groups), ground, places)
    merged = Ground.of_samples(ground.place_xy, ground.place_area)
    alone = hold_out(group_scorer(ground.places % 4), merged, ground.rows_of(places))
    assert figures(shared) == pytest.approx(figures(alone))


def test_the_order_of_the_samples_does_not_matter():
    xy, area, groups, occurrences = survey(20)
    ground = Ground.of_samples(xy, area)
    order = np.random.default_rng(20).permutation(len(xy))
    other, places = Ground.of_samples(xy[order], area[order]), np.argsort(order)[occurrences]
    assert figures(hold_out(group_scorer(groups[order]), other, places)) == pytest.approx(
        figures(hold_out(group_scorer(groups), ground, occurrences))
    )


def test_a_temperature_near_zero_leaves_units_alone():
    xy, area, _, occurrences = survey(16)
    bmu = np.random.default_rng(16).integers(0, 12, len(xy))
    ground = Ground.of_samples(xy, area)
    alone = hold_out(group_scorer(bmu), ground, occurrences)
    cold = hold_out(unit_scorer(bmu, Lattice(3, 4), temperature=1e-3), ground, occurrences)
    assert figures(cold) == pytest.approx(figures(alone))


def test_a_large_map_is_smoothed_by_the_local_part_of_its_kernel_the_same(monkeypatch):
    xy, area, _, occurrences = survey(17)
    bmu = np.random.default_rng(17).integers(0, 12, len(xy))
    ground = Ground.of_samples(xy, area)
    small = hold_out(unit_scorer(bmu, Lattice(3, 4)), ground, occurrences)
    monkeypatch.setattr("geochem_som.core.validation.scorers.SMALL_KERNEL", 5)
    large = hold_out(unit_scorer(bmu, Lattice(3, 4)), ground, occurrences)
    assert figures(large) == pytest.approx(figures(small))


def test_one_model_or_the_same_model_twice_is_its_own_combination():
    xy, area, groups, occurrences = survey(18)
    ground = Ground.of_samples(xy, area)
    model = group_scorer(groups)
    alone = hold_out(model, ground, occurrences)
    for combination in ([model], [model, model]):
        combined = hold_out(combination_scorer(combination), ground, occurrences)
        assert figures(combined) == pytest.approx(figures(alone))


def test_ground_without_a_score_takes_no_part():
    xy, area, _, occurrences = survey(19)
    score = xy[:, 0] + xy[:, 1]
    missing = np.arange(len(xy)) % 5 == 0
    ground = Ground.of_samples(xy, area)
    partitions = make_partitions(ground, n_partitions=2)
    gaps = hold_out(
        fixed_scorer(np.where(missing, np.nan, score)), ground, occurrences, partitions=partitions
    )
    assert gaps.n_occurrences == np.count_nonzero(~missing[occurrences])
    kept = np.flatnonzero(~missing)
    smaller = Ground.of_samples(xy[kept], area[kept])
    row = ground.rows_of(kept[smaller.places])
    same_blocks = [Partition(p.block[row], p.fold[row]) for p in partitions]
    at = np.searchsorted(kept, occurrences[~missing[occurrences]])
    expected = hold_out(fixed_scorer(score[kept]), smaller, at, partitions=same_blocks)
    assert figures(gaps) == pytest.approx(figures(expected))


def test_a_combination_has_no_score_where_a_model_has_none():
    parts = [fixed_scorer([1.0, np.nan, 3.0, 3.0]), group_scorer([0, 0, 1, 0])]
    combined = combination_scorer(parts)
    assert (combined.cells >= 0).tolist() == [True, False, True, True]
    assert combined.learns
    assert not combination_scorer(parts[:1]).learns
    assert combination_scorer(parts[:1], rule="majority").learns  # votes count occurrences


@pytest.mark.parametrize("rule", ["weights", "natural_breaks"])
@pytest.mark.parametrize("kind", ["units", "clusters"])
def test_majority_votes_are_the_classes_of_the_models(kind, rule):
    rng = np.random.default_rng(23)
    xy, area, _, occurrences = survey(23)
    found, lattice = np.bincount(occurrences, minlength=len(xy)).astype(float), Lattice(4, 5)
    maps = [rng.integers(0, 20, len(xy)) for _ in range(3)]
    settings = (area, found)
    if kind == "units":
        scorers = [unit_scorer(bmu, lattice) for bmu in maps]
        ranked = [rank_units(bmu, lattice, *settings, rule=rule) for bmu in maps]
    else:
        scorers = [group_scorer(bmu) for bmu in maps]
        ranked = [rank_clusters(bmu, *settings, rule=rule) for bmu in maps]
    votes = np.mean([model.class_id == 3 for model in ranked], axis=0)
    assert 0 < votes.mean() < 1
    combined = combination_scorer(scorers, rule="majority", class_rule=rule)
    cells = combined.cells
    score = combined.score(np.bincount(cells, found), np.bincount(cells, area))
    np.testing.assert_allclose(score[cells], votes)


@pytest.mark.parametrize("rule", ["weights", "natural_breaks"])
def test_votes_of_scores_that_do_not_learn_do_not_hang_on_their_origin(rule):
    xy, area, _, occurrences = survey(24)
    ground = Ground.of_samples(xy, area)
    scores = np.random.default_rng(24).normal(size=(2, len(xy)))
    found = [
        hold_out(
            combination_scorer(
                [fixed_scorer(score + shift) for score in scores], rule="majority", class_rule=rule
            ),
            ground,
            occurrences,
        )
        for shift in (-20.0, 20.0)
    ]
    assert figures(found[0]) == pytest.approx(figures(found[1]))
    assert found[0].fit_crossing != 50  # there are votes


@pytest.mark.parametrize("n", [0, 1, 4])
def test_fewer_than_five_occurrences_cannot_be_held_out(n):
    xy, area, groups, occurrences = survey(20)
    result = hold_out(group_scorer(groups), Ground.of_samples(xy, area), occurrences[:n])
    assert not result.possible
    assert np.isnan([result.crossing, result.area, result.auc, result.low, result.high]).all()
    assert result.n_occurrences == n
    assert np.isfinite(result.fit_crossing) == (n > 0)
    assert list(result.curve) == ["area_pct", "pred_rate"]
    assert len(result.curve) == 0


def test_occurrences_in_one_block_cannot_be_held_out():
    xy, area, groups, _ = survey(21)
    ground = Ground.of_samples(xy, area)
    partitions = make_partitions(ground)
    together = ground.places[partitions[0].block == 3]
    result = hold_out(group_scorer(groups), ground, together, partitions=partitions)
    assert len(together) >= 5
    assert not result.possible
    assert result.n_blocks == 1


def test_an_occurrence_off_the_ground_is_refused():
    xy, area, groups, _ = survey(22)
    with pytest.raises(InputError, match=r"Occurrence 0 .* place 150"):
        hold_out(group_scorer(groups), Ground.of_samples(xy, area), [150])


def test_a_model_of_other_samples_is_refused():
    xy, area, groups, occurrences = survey(22)
    with pytest.raises(InputError, match="149 samples but the ground has 150"):
        hold_out(group_scorer(groups[1:]), Ground.of_samples(xy, area), occurrences)


def test_units_off_the_map_are_refused():
    with pytest.raises(InputError, match="from 0 to 11"):
        unit_scorer([0, 12], Lattice(3, 4))


def test_a_combination_of_nothing_is_refused():
    with pytest.raises(InputError, match="at least one model"):
        combination_scorer([])


def test_progress_rises_to_one_and_a_stop_is_heeded():
    xy, area, groups, occurrences = survey(23)
    ground = Ground.of_samples(xy, area)
    told = []
    hold_out(
        group_scorer(groups), ground, occurrences, progress=lambda part: told.append(part) or True
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        hold_out(group_scorer(groups), ground, occurrences, progress=lambda part: False)


def test_what_a_function_cannot_score_comes_last():
    xy, area, _, occurrences = survey(24)
    ground = Ground.of_samples(xy, area)
    score = np.where(xy[:, 0] > 5000, xy[:, 0], np.nan)
    lowest = np.where(xy[:, 0] > 5000, xy[:, 0], -1.0)
    gaps = hold_out(free_scorer(lambda n, a: score, len(xy)), ground, occurrences)
    filled = hold_out(fixed_scorer(lowest), ground, occurrences)
    assert figures(gaps) == pytest.approx(figures(filled))
