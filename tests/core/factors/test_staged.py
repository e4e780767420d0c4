"""Staged factor analysis: weak elements go, stage by stage, and every stage is reported."""

import numpy as np
import pytest
from factor_models import drawn_samples
from geochem_som.core.errors import InputError
from geochem_som.core.factors import FactorAnalysis, staged_factor_analysis

NAMES = tuple(f"E{j}" for j in range(14))


def noisy(n=300):
    """Samples of ten elements with three factors, and four elements of noise."""
    noise = np.random.default_rng(9).normal(size=(n, 4))
    return np.column_stack([drawn_samples(n, 10, 3), noise])


def slow_stages(X, names, threshold, **settings):
    """The rule again with plain lists."""
    names, stages = list(names), []
    while True:
        columns = [NAMES.index(name) for name in names]
        loadings = FactorAnalysis(**settings).fit(X[:, columns]).loadings_
        weak = [n for n, row in zip(names, loadings) if max(abs(v) for v in row) < threshold]
        stages.append((tuple(names), weak))
        if not weak:
            return stages
        names = [name for name in names if name not in weak]


@pytest.mark.parametrize("threshold", [0.4, 0.5, 0.6])
@pytest.mark.parametrize("settings", [{"n_factors": 2}, {"n_factors": "kaiser"}])
def test_stages_follow_the_rule(threshold, settings):
    X = noisy()
    found = staged_factor_analysis(FactorAnalysis(**settings), X, NAMES, threshold=threshold)
    slow = slow_stages(X, NAMES, threshold, **settings)
    assert [(stage.elements, list(stage.dropped)) for stage in found] == slow
    assert [stage.number for stage in found] == list(range(1, len(found) + 1))


def test_noise_is_dropped_and_reported_with_its_highest_loading():
    stages = staged_factor_analysis(FactorAnalysis(3), noisy(), NAMES, threshold=0.4)
    assert len(stages) > 1
    assert set(NAMES[10:]) <= set(stages[0].dropped)
    for stage in stages:
        highest = np.abs(stage.analysis.loadings_).max(axis=1)
        for name, loading in stage.dropped.items():
            assert loading == highest[stage.elements.index(name)] < 0.4
    assert not stages[-1].dropped
    assert np.abs(stages[-1].analysis.loadings_).max(axis=1).min() >= 0.4


def test_nothing_is_dropped_where_all_elements_are_strong():
    X = drawn_samples(300, 10, 3)
    stages = staged_factor_analysis(FactorAnalysis(3), X, NAMES[:10], threshold=0.2)
    assert len(stages) == 1
    assert np.array_equal(stages[0].analysis.loadings_, FactorAnalysis(3).fit(X).loadings_)


def test_settings_are_used_and_left_alone():
    settings = FactorAnalysis(2, rotation="promax", scores="bartlett", target="E1")
    stages = staged_factor_analysis(settings, noisy(), NAMES)
    assert not hasattr(settings, "loadings_")
    assert settings.target == "E1"
    for stage in stages:
        assert (stage.analysis.rotation, stage.analysis.scores) == ("promax", "bartlett")
        assert stage.analysis.target == (["E1"] if "E1" in stage.elements else None)


def test_a_target_given_as_a_column_stays_the_same_element():
    stages = staged_factor_analysis(FactorAnalysis(2, target=12), noisy(), NAMES, threshold=0.4)
    assert stages[0].analysis.target == ["E12"]
    assert stages[-1].analysis.target is None


def test_a_threshold_that_leaves_too_few_elements_is_an_error_that_says_so():
    with pytest.raises(InputError, match=r"0 of 14 elements .* set LOADING_THRESHOLD lower"):
        staged_factor_analysis(FactorAnalysis(3), noisy(), NAMES, threshold=0.95)


def test_an_error_of_the_first_stage_is_the_analysis_own():
    X = noisy()
    X[:, 2] = 1.0
    with pytest.raises(InputError, match=r"^E2 has the same value"):
        staged_factor_analysis(FactorAnalysis(2), X, NAMES)


def test_progress_never_falls_from_stage_to_stage():
    fractions = []
    settings, record = FactorAnalysis(), lambda f: fractions.append(f) or True
    assert len(staged_factor_analysis(settings, noisy(), NAMES, threshold=0.4, progress=record)) > 1
    assert fractions == sorted(fractions)
    assert 0.5 < fractions[-1] <= 1


def test_stages_of_the_survey_leave_the_elements_that_carry_its_factors(survey):
    stages = staged_factor_analysis(FactorAnalysis(5), survey.X, survey.fields)
    kept = {name.split("_")[0] for name in stages[-1].elements}
    assert {"P", "V", "Co", "Pb", "Zn", "Hg", "Au", "Bi", "Ni", "Cr", "U", "Nb"} <= kept
    assert {"As", "Th", "Mo", "Sn"}.isdisjoint(kept)
