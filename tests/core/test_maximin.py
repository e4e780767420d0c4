"""Promises of the maximin combination."""

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.maximin import SCALES, maximin, scale_scores


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
