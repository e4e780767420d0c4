"""Promises of the combination of models: maximin, majority vote and mean of ranks."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.maximin import RULES, SCALES, maximin, scale_scores, score_floor


def models(seed=0, n_models=3, n=40):
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n_models, n))
    return scores, scores > 0.5


def test_each_place_gets_the_worst_score_of_any_model():
    scores, anomalous = models()
    combined = maximin(scores, anomalous)
    for i in range(scores.shape[1]):
        column = [scores[m][i] for m in range(3)]
        assert combined.score[i] == min(column)
        assert combined.worst[i] == column.index(min(column))
        assert combined.spread[i] == pytest.approx(max(column) - min(column))
        assert combined.votes[i] == sum(anomalous[m][i] for m in range(3))


def test_a_place_without_a_score_of_one_model_is_empty():
    scores, anomalous = models()
    scores[1, 4] = np.nan
    combined = maximin(scores, anomalous)
    assert np.isnan(combined.score[4])
    assert np.isnan(combined.spread[4])
    assert combined.worst[4] == combined.votes[4] == -1
    assert np.isfinite(np.delete(combined.score, 4)).all()


def test_one_model_is_its_own_combination():
    scores, anomalous = models(n_models=1)
    np.testing.assert_array_equal(maximin(scores, anomalous).score, scores[0])


def test_the_order_of_models_changes_only_their_index():
    scores, anomalous = models()
    one, other = maximin(scores, anomalous), maximin(scores[::-1], anomalous[::-1])
    np.testing.assert_array_equal(one.score, other.score)
    np.testing.assert_array_equal(one.worst, 2 - other.worst)


def test_a_model_more_never_raises_the_combination():
    scores, anomalous = models(n_models=4)
    assert (maximin(scores, anomalous).score <= maximin(scores[:3], anomalous[:3]).score).all()


@pytest.mark.parametrize("scale", SCALES)
def test_scaling_keeps_the_order_of_each_models_scores(scale):
    scores = models()[0][0].round(1)
    scaled = scale_scores(scores, np.ones(scores.size), scale)
    np.testing.assert_array_equal(
        np.sign(np.subtract.outer(scores, scores)),
        np.sign(np.subtract.outer(scaled, scaled).round(12)),
    )


def test_ranks_are_shares_of_ground_with_ties_in_the_middle():
    scaled = scale_scores([1.0, 2.0, 2.0, 5.0], [10.0, 20.0, 10.0, 60.0], "rank")
    assert scaled.tolist() == pytest.approx([0.05, 0.25, 0.25, 0.70])


def test_minmax_runs_from_0_to_1():
    scaled = scale_scores([3.0, 1.0, 2.0], np.ones(3), "minmax")
    assert scaled.tolist() == pytest.approx([1.0, 0.0, 0.5])


def test_logistic_of_the_mean_is_one_half():
    scaled = scale_scores([-1.0, 0.0, 1.0], np.ones(3), "logistic")
    assert scaled[1] == pytest.approx(0.5)
    assert scaled[2] == pytest.approx(1 / (1 + np.exp(-np.sqrt(1.5))))


@pytest.mark.parametrize("scale", ["minmax", "logistic"])
def test_a_flat_model_is_neutral(scale):
    assert scale_scores([2.0, 2.0], np.ones(2), scale).tolist() == [0.5, 0.5]


def test_an_unknown_scale_is_refused_with_the_list():
    with pytest.raises(InputError, match="logistic"):
        scale_scores([1.0], [1.0], "loud")


# Rules


def test_the_majority_by_hand():
    scores = np.zeros((4, 5))
    anomalous = np.array([[1, 1, 1, 1, 0], [1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 0]], bool)
    combined = maximin(scores, anomalous, rule="majority")
    assert combined.score.tolist() == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert combined.confidence.tolist() == [1.0, 0.75, 0.5, 0.75, 1.0]
    assert combined.votes.tolist() == [4, 3, 2, 1, 0]


def test_the_mean_of_ranks_by_hand():
    scores = np.array([[1.0, 2.0, 2.0, 5.0], [9.0, 7.0, 8.0, 6.0]])
    area = [10.0, 20.0, 10.0, 60.0]
    combined = maximin(scores, scores > 4, area=area, rule="mean_rank")
    first, second = [0.05, 0.25, 0.25, 0.70], [0.95, 0.70, 0.85, 0.30]
    np.testing.assert_allclose(combined.score, np.mean([first, second], axis=0))
    np.testing.assert_allclose(combined.spread, np.abs(np.subtract(first, second)))
    assert combined.worst.tolist() == [0, 0, 0, 1]


def test_a_common_monotone_transform_carries_maximin_along():
    scores, anomalous = models()
    one, other = maximin(scores, anomalous), maximin(np.exp(3 * scores) - 5, anomalous)
    np.testing.assert_allclose(other.score, np.exp(3 * one.score) - 5)
    np.testing.assert_array_equal(one.worst, other.worst)
    order = np.argsort(one.score)
    np.testing.assert_array_equal(order, np.argsort(other.score))


def test_a_transform_of_one_model_alone_changes_maximin():
    scores, anomalous = models()
    stretched = scores * np.array([[5.0], [1.0], [1.0]])
    one, other = maximin(scores, anomalous), maximin(stretched, anomalous)
    assert (np.argsort(one.score) != np.argsort(other.score)).any()


def test_a_monotone_transform_of_any_model_changes_no_mean_of_ranks():
    scores, anomalous = models()
    bent = np.array([np.exp(scores[0]), scores[1] ** 3, 1000 * scores[2] - 7])
    for scale in SCALES:
        one = maximin(scores, anomalous, rule="mean_rank", scale=scale)
        other = maximin(bent, anomalous, rule="mean_rank")
        for name in ("score", "worst", "spread", "votes", "confidence"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_the_mean_of_ranks_is_one_half_over_the_ground():
    scores, anomalous = models()
    area = np.random.default_rng(2).uniform(0.1, 3, scores.shape[1])
    combined = maximin(scores.round(1), anomalous, area=area, rule="mean_rank")
    assert np.average(combined.score, weights=area) == pytest.approx(0.5)
    assert (combined.score > 0).all()
    assert (combined.score < 1).all()


def test_scores_change_no_majority_and_votes_no_other_rule():
    scores, anomalous = models()
    np.testing.assert_array_equal(
        maximin(scores, anomalous, rule="majority").score,
        maximin(-scores, anomalous, rule="majority").score,
    )
    for rule in ("maximin", "mean_rank"):
        one, other = (maximin(scores, a, rule=rule) for a in (anomalous, ~anomalous))
        np.testing.assert_array_equal(one.score, other.score)


def test_worst_spread_and_votes_are_the_same_for_maximin_and_majority():
    scores, anomalous = models()
    one, other = (maximin(scores, anomalous, rule=rule) for rule in ("maximin", "majority"))
    for name in ("worst", "spread", "votes", "confidence"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_leaves_a_place_empty_where_a_model_has_no_score(rule):
    scores, anomalous = models()
    scores[1, 4] = np.nan
    combined = maximin(scores, anomalous, rule=rule)
    assert np.isnan([combined.score[4], combined.spread[4], combined.confidence[4]]).all()
    assert combined.worst[4] == combined.votes[4] == -1
    others = maximin(np.delete(scores, 4, axis=1), np.delete(anomalous, 4, axis=1), rule=rule)
    np.testing.assert_array_equal(np.delete(combined.score, 4), others.score)


@pytest.mark.parametrize("rule", RULES)
def test_a_place_that_is_first_in_all_models_is_first_in_every_combination(rule):
    scores, anomalous = models()
    scores[:, 7], anomalous[:, 7] = 10.0, True
    combined = maximin(scores, anomalous, rule=rule)
    assert combined.score[7] == combined.score.max()


def test_the_floor_is_where_a_combined_score_says_no_more_than_chance():
    assert score_floor() == 0.0
    assert score_floor("majority", "weight") == 0.5
    assert score_floor("maximin", "rank") == score_floor("mean_rank", "weight") == -np.inf


def test_an_unknown_rule_is_refused_with_the_list():
    scores, anomalous = models()
    for call in (lambda: maximin(scores, anomalous, rule="vote"), lambda: score_floor("vote")):
        with pytest.raises(InputError, match="majority, mean_rank"):
            call()
