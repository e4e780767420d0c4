"""The promises that matter most: fair where there is nothing, and sighted where there is something.

Small versions of the studies, seeded; `null_study` runs them at any size.
"""

import numpy as np
import pytest
from geochem_som.core.validation import null_study
from geochem_som.core.validation.ground import Ground


@pytest.fixture(scope="module")
def mapped():
    xy, X = null_study.synthetic_survey(800)
    return null_study.map_ground(Ground.of_samples(xy), X, rows=8, cols=8)


@pytest.fixture(scope="module")
def crossings(mapped):
    return null_study.crossings(mapped, numbers=(40,), size=80)


@pytest.fixture(scope="module")
def p_values(mapped):
    few = null_study.MappedGround(
        mapped.ground, {"6 clusters": mapped.scorers["6 clusters"]}, mapped.signal
    )
    return null_study.p_values(few, numbers=(40,), size=160, per_setting=60, kept=80)


def test_held_out_crossings_of_patterns_without_a_link_are_50(crossings):
    random = crossings[crossings["patterns"] == "random"]
    clustered = crossings[crossings["patterns"] != "random"]
    assert (random["held_out"] - 50).abs().max() < 1.5
    assert (clustered["held_out"] - 50).abs().max() < 3


def test_fits_of_patterns_without_a_link_flatter(crossings):
    by_model = crossings.groupby("ranked_by")["fit"].min()
    assert by_model["6 clusters"] > 55
    assert by_model["64 units"] > 62
    assert by_model["64 units alone"] > 70


def test_leaving_out_occurrences_but_no_ground_flatters_when_they_cluster(crossings):
    thomas = crossings[crossings["patterns"] == "Thomas"]
    for scheme in ("leave_one_out", "random_folds"):
        assert (thomas[scheme] > thomas["held_out"] + 2).all()
        random = crossings.loc[crossings["patterns"] == "random", scheme]
        assert (random - 50).abs().max() < 2


def test_p_values_err_no_more_often_than_they_say(p_values):
    rates = null_study.rejection_rates(p_values).set_index("patterns")["rejected_pct"]
    assert rates[["random", "Thomas", "Cox"]].max() < 8
    assert rates[["random", "Thomas", "Cox"]].mean() < 6.5


@pytest.mark.parametrize("patterns", ["random", "Thomas", "Cox"])
def test_p_values_of_patterns_without_a_link_are_even_or_cautious(p_values, patterns):
    p = p_values.loc[p_values["patterns"] == patterns, "p_value"].to_numpy()
    for level in (0.1, 0.25, 0.5, 0.75):
        error = np.sqrt(level * (1 - level) / len(p))
        assert (p <= level).mean() < level + 3 * error
    assert p.min() > 0


def test_a_planted_link_is_seen(p_values):
    rates = null_study.rejection_rates(p_values).set_index("patterns")
    assert rates.loc["linked", "rejected_pct"] > 50
    assert rates.loc["linked", "mean_auc"] > 0.56


def test_crossings_beside_the_p_values_are_those_of_the_other_study(mapped, p_values):
    by_kind = null_study.rejection_rates(p_values).set_index("patterns")
    assert (by_kind.loc[["random", "Thomas", "Cox"], "mean_crossing"] - 50).abs().max() < 3
    assert by_kind.loc["linked", "mean_crossing"] > 54


def test_patterns_of_the_users_own_are_examined_like_the_others(mapped):
    model = {"6 clusters": mapped.scorers["6 clusters"]}
    few = null_study.MappedGround(mapped.ground, model, mapped.signal)
    again = null_study.p_values(
        few,
        numbers=(12,),
        size=4,
        per_setting=5,
        kept=30,
        more_patterns=lambda n: {"mine": null_study.linked_patterns(few, n, 4, 1.0)},
    ).set_index("patterns")
    assert again.loc["mine"].to_numpy().tolist() == again.loc["linked"].to_numpy().tolist()


def test_no_link_is_planted_by_a_strength_of_zero(mapped):
    rows = null_study.linked_patterns(mapped, 40, 300, strength=0.0)
    linked = null_study.linked_patterns(mapped, 40, 300, strength=1.0)
    assert abs(mapped.signal[rows].mean()) < 0.05
    assert mapped.signal[linked].mean() > 0.5


def test_studies_are_repeatable(mapped):
    settings = {"numbers": (20,), "size": 3}
    one, other = (null_study.crossings(mapped, **settings) for _ in range(2))
    assert one.equals(other)


def test_the_synthetic_survey_has_gaps_and_fields():
    xy, X = null_study.synthetic_survey(500, n_variables=3)
    assert xy.shape == (500, 2)
    assert X.shape == (500, 3)
    ground = Ground.of_samples(xy)
    assert 700 < ground.spacing < 1000
    assert ground.extent**2 / 1e6 > 700  # the box is larger than the sampled ground
