"""Promises of examining several models at once."""

import numpy as np
import pytest
from geochem_som.core.errors import Cancelled
from geochem_som.core.validation import (
    Ground,
    combination_scorer,
    compare_with_chance,
    examine_models,
    fixed_scorer,
    group_scorer,
    hold_out,
    make_partitions,
    simulate_patterns,
)
from validation_cases import survey


@pytest.fixture(scope="module")
def case():
    xy, area, groups, occurrences = survey(1, n=250, n_occ=20)
    ground = Ground.of_samples(xy, area)
    clusters = group_scorer(groups)
    models = {"clusters": clusters, "both": combination_scorer([clusters, fixed_scorer(xy[:, 0])])}
    pool = simulate_patterns(ground, 20, per_setting=15)
    return ground, models, occurrences, pool, make_partitions(ground, n_partitions=2)


def test_every_model_gets_what_it_would_get_alone(case):
    ground, models, occurrences, pool, partitions = case
    evidence = examine_models(models, ground, occurrences, pool=pool, partitions=partitions)
    assert list(evidence) == list(models)
    for name, scorer in models.items():
        alone = hold_out(scorer, ground, occurrences, partitions=partitions)
        chance = compare_with_chance(scorer, ground, occurrences, partitions, pool)
        assert evidence[name].held_out.crossing == alone.crossing
        assert evidence[name].held_out.low == alone.low
        assert evidence[name].chance.p_value == chance.p_value
        assert evidence[name].headline.startswith(f"Held-out crossing {alone.crossing:.0f} (")
        assert evidence[name].explanation[-1].startswith("Fit, not prediction")


def test_patterns_are_simulated_when_none_are_given(case, monkeypatch):
    ground, models, occurrences, _, partitions = case
    few = simulate_patterns(ground, 20, per_setting=2, random_state=7)
    monkeypatch.setattr(
        "geochem_som.core.validation.evidence.simulate_patterns",
        lambda ground, n, **settings: few if (n, settings["random_state"]) == (20, 7) else None,
    )
    evidence = examine_models(models, ground, occurrences, partitions=partitions, random_state=7)
    assert all(e.chance.n_simulated == 42 for e in evidence.values())


@pytest.mark.parametrize("occurrences", [[], [3], [3, 4, 5, 6]])
def test_with_too_few_occurrences_nothing_is_simulated(case, occurrences, monkeypatch):
    ground, models, _, _, _ = case
    monkeypatch.setattr(
        "geochem_som.core.validation.evidence.simulate_patterns",
        lambda *a, **k: pytest.fail("simulated"),
    )
    told = []
    evidence = examine_models(
        models, ground, occurrences, progress=lambda part: told.append(part) or True
    )
    for model in evidence.values():
        assert model.chance is None
        assert np.isnan(model.held_out.crossing)
        assert model.headline.startswith("No held-out crossing")
    assert told[-1] == 1.0


def test_progress_rises_to_one_and_a_stop_is_heeded(case):
    ground, models, occurrences, pool, partitions = case
    prepared = {"pool": pool, "partitions": partitions}
    told = []
    examine_models(
        models, ground, occurrences, **prepared, progress=lambda part: told.append(part) or True
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        examine_models(models, ground, occurrences, **prepared, progress=lambda part: part < 0.8)
