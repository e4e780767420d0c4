"""Which factors carry the targets, and the sentence that says why."""

import numpy as np
import pytest
from factor_models import drawn_samples
from geochem_som.core.errors import InputError
from geochem_som.core.factors import FactorAnalysis, carried_elements, select_factors

NAMES = ("Cu", "Au", "As", "Pb", "Ni")
LOADINGS = np.array(
    [[0.69, 0.13, -0.2], [0.25, 0.4, 0.68], [0.03, 0.53, 0.2], [-0.1, 0.89, 0.1], [0.1, 0.0, -0.7]]
)


def choose(targets, threshold=0.6):
    return select_factors(LOADINGS, targets, threshold, names=NAMES)


def test_factors_with_a_strong_target_are_selected_and_no_others():
    choices = choose(["Cu", "Au"])
    assert [choice.selected for choice in choices] == [True, False, True]
    assert [choice.factor for choice in choices] == [0, 1, 2]
    assert [choice.targets for choice in choices] == [{"Cu": 0.69}, {}, {"Au": 0.68}]


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.53, 0.6, 0.9])
def test_selection_is_the_definition(threshold):
    for targets in (["Cu"], ["Au", "As"], list(NAMES)):
        for choice in choose(targets, threshold):
            carried = [
                t for t in targets if abs(LOADINGS[NAMES.index(t), choice.factor]) >= threshold
            ]
            assert sorted(choice.targets) == sorted(carried)
            assert choice.selected == bool(carried)


def test_every_factor_says_why():
    reasons = [choice.reason for choice in choose(["Cu", "Au", "As"])]
    assert reasons == [
        "F1 carries Cu (0.69).",
        "F2 carries none of the target elements but Pb (0.89); As (0.53) comes nearest here.",
        "F3 carries Au (0.68), with Ni (−0.70).",
    ]


def test_carried_elements_come_strongest_first_with_their_signs():
    assert carried_elements(LOADINGS[:, 2], NAMES, 0.2) == [
        ("Ni", -0.7),
        ("Au", 0.68),
        ("Cu", -0.2),
        ("As", 0.2),
    ]
    assert carried_elements(LOADINGS[:, 0], NAMES) == [("Cu", 0.69)]
    assert carried_elements(LOADINGS[:, 0], NAMES, 0.9) == []


def test_a_target_that_loads_negatively_is_carried_and_shown_so():
    choice = choose(["Ni"])[2]
    assert choice.selected
    assert choice.targets == {"Ni": -0.7}
    assert "Ni (−0.70)" in choice.reason


def test_targets_are_listed_from_the_strongest():
    assert list(choose(["As", "Pb"], 0.5)[1].targets) == ["Pb", "As"]


def test_a_fitted_analysis_brings_its_own_names():
    names = [f"E{j}" for j in range(10)]
    factors = FactorAnalysis(3).fit(drawn_samples(), names)
    strongest = int(np.abs(factors.loadings_[:, 1]).argmax())
    choices = select_factors(factors, [names[strongest]])
    assert [choice.selected for choice in choices] == [False, True, False]


@pytest.mark.parametrize(
    ("targets", "message"),
    [(["Cu", "Ag"], "^Ag is no element"), ([], "^There is no target element")],
)
def test_targets_must_be_elements(targets, message):
    with pytest.raises(InputError, match=message):
        choose(targets)


@pytest.mark.parametrize("threshold", [0, 1, -0.6, 60, np.nan])
def test_the_threshold_is_a_loading(threshold):
    with pytest.raises(InputError, match="between 0 and 1"):
        choose(["Cu"], threshold)
