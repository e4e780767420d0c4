"""The studies: each takes the name of a survey or a draw and returns tables of figures."""

from __future__ import annotations

import contenders
import numpy as np
import pandas as pd
import surveys
from contenders import BY_UNITS, SIX
from geochem_som.core.validation import (
    Scorer,
    examine_models,
    make_partitions,
    simulate_patterns,
)
from geochem_som.core.validation.held_out import Examination
from geochem_som.core.validation.midrank import area_under_curve, crossing, found_within
from geochem_som.core.validation.null_study import (
    MappedGround,
    crossings,
    linked_patterns,
    map_ground,
    p_values,
    rejection_rates,
)
from geochem_som.core.validation.patterns import KEPT, PER_SETTING, weighted_patterns
from surveys import Survey

CLUSTERED = ("Thomas", "Cox")
NULLS = ("random", *CLUSTERED)
# What a hit is: within the tenth of the ground that ranks highest.
HIGHEST = 0.1
SYSTEMS, WEAK = "planted systems", "linked, 0.5"
# TRANSFORM, SCALING and size of the map; the first is the default.
SETTINGS = {
    "default": ("clr", "standard", None),
    "TRANSFORM log10": ("log10", "standard", None),
    "SCALING none": ("clr", "none", None),
    "SCALING robust": ("clr", "robust", None),
    "ROWS x COLS 10 x 10": ("clr", "standard", (10, 10)),
    "SCALING none and 10 x 10": ("clr", "none", (10, 10)),
}
NUMBERS_OF_CLUSTERS = (0, 4, 6, 9, 12)


def null_study(name: str, size: int, per_setting: int, kept: int, numbers=(13, 30, 60)) -> dict:
    """Patterns without a link on a survey's ground: crossings and how often p is at most 5 %."""
    survey = surveys.MAKERS[name]()
    mapped = map_ground(survey.ground, survey.prepared().X)
    table = p_values(mapped, numbers=numbers, size=size, per_setting=per_setting, kept=kept)
    rates = rejection_rates(table)
    rates["se_crossing"] = (
        table.groupby(["ranked_by", "patterns", "n_occ"], sort=False)["crossing"].sem().to_numpy()
    )
    return {"ground": name, "rates": rates}


def schemes(name: str, size: int, numbers=(13, 30, 60)) -> pd.DataFrame:
    """Mean crossing of patterns without a link by four ways to evaluate a map."""
    survey = surveys.MAKERS[name]()
    mapped = map_ground(survey.ground, survey.prepared().X)
    return crossings(mapped, numbers=numbers, size=size)


def power_study(
    size: int, per_setting: int, kept: int, numbers=(13, 30, 60, 120), every: int = 1
) -> pd.DataFrame:
    """How often a link that is there is seen, by number of occurrences, on the sample survey."""
    survey = surveys.sample_survey(every=every)
    X = survey.prepared().X
    own = contenders.map_scorers(contenders.MAPS["Batch SOM"], X)
    plain, _ = contenders.baselines(survey)
    scorers = {
        f"Batch SOM, {SIX}": own[SIX],
        f"Batch SOM, {BY_UNITS}": own[BY_UNITS],
        **{name: plain[name][1] for name in ("best element, chosen inside", "pathfinder mean")},
    }
    mapped = MappedGround(survey.ground, scorers, map_ground(survey.ground, X).signal)
    chance = surveys.planted_chance(survey)

    def links(n: int) -> dict:
        rng = np.random.default_rng(n)
        return {
            WEAK: linked_patterns(mapped, n, size, 0.5),
            SYSTEMS: weighted_patterns(chance, n, size, rng),
        }

    table = p_values(
        mapped, numbers=numbers, size=size, per_setting=per_setting, kept=kept, more_patterns=links
    )
    return rejection_rates(table)


def all_contenders(survey: Survey) -> tuple[dict[str, tuple[str, Scorer]], list[str]]:
    """Maps, combinations and baselines, and what could not be run."""
    plain, notes = contenders.baselines(survey)
    return {**contenders.maps_and_combinations(survey.prepared().X), **plain}, notes


def examine(name: str, per_setting: int = PER_SETTING) -> dict:
    """Every contender on a survey: held out, compared with chance, and as a fit."""
    survey = surveys.MAKERS[name]()
    found, notes = all_contenders(survey)
    partitions = make_partitions(survey.ground)
    pool = simulate_patterns(survey.ground, len(survey.occurrences), per_setting=per_setting)
    scorers = {label: scorer for label, (_, scorer) in found.items()}
    evidence = examine_models(
        scorers, survey.ground, survey.occurrences, partitions=partitions, pool=pool
    )
    rows, shares = [], {}
    for label, (kind, scorer) in found.items():
        held_out, chance = evidence[label].held_out, evidence[label].chance
        curve = held_out.curve
        row = {
            "model": label,
            "kind": kind,
            "crossing": held_out.crossing,
            "low": held_out.low,
            "high": held_out.high,
            "AUC": held_out.auc,
            "tenth": np.interp(100.0 * HIGHEST, curve["area_pct"], curve["pred_rate"]),
            "p": chance.p_value,
            "fit": held_out.fit_crossing,
            "fit without signal": chance.fit_null_rate,
        }
        if survey.system is not None:
            ranks = held_out_ranks(scorer, survey, partitions)
            row["AP"] = average_precision(ranks, survey.system != "")
            shares[label] = shares_found(ranks, survey)
        rows.append(row)
    return {
        "ground": name,
        "samples": survey.prepared().X.shape,
        "occurrences": len(survey.occurrences),
        "blocks": evidence[label].held_out.n_blocks,
        "alike": all(e.chance.alike for e in evidence.values()),
        "kept": min(KEPT, len(pool.rows)),
        "models": pd.DataFrame(rows),
        "systems": pd.DataFrame(shares).T,
        "notes": notes,
        "element": chosen_element(found["best element, chosen inside"][1], survey),
        "curves": {label: e.held_out.curve for label, e in evidence.items()},
    }


def chosen_element(scorer: Scorer, survey: Survey) -> str:
    """The element that the choice takes when it sees all occurrences."""
    area = survey.ground.area
    counts = np.bincount(survey.ground.rows_of(survey.occurrences), minlength=len(area))
    scores, prepared = scorer.score(counts, area), survey.prepared()
    columns = zip(prepared.fields, prepared.concentrations.T)
    return next(name for name, column in columns if np.array_equal(column, scores))


def draw_study(seed: int, every: int = 1) -> pd.DataFrame:
    """Every contender on another draw of the sample survey, without comparison with chance."""
    survey = surveys.sample_survey(seed, every)
    partitions = make_partitions(survey.ground)
    rows = []
    for label, (kind, scorer) in all_contenders(survey)[0].items():
        ranks = held_out_ranks(scorer, survey, partitions)
        ap = average_precision(ranks, survey.system != "")
        found = figures(scorer, survey, partitions)
        rows.append({"draw": seed, "model": label, "kind": kind, **found, "AP": ap})
    return pd.DataFrame(rows)


def settings_study(name: str | int, every: int = 1) -> pd.DataFrame:
    """What other settings of the maps would give, on a survey or a draw of the sample survey."""
    survey = surveys.survey_of(name, every)
    partitions = make_partitions(survey.ground)
    rows = []
    for setting, (transform, scaling, size) in SETTINGS.items():
        X = survey.prepared(transform, scaling).X
        numbers = NUMBERS_OF_CLUSTERS if setting == "default" else (0, 6)
        for method, make in contenders.map_makers().items():
            for ranking, scorer in contenders.map_scorers(make, X, size, numbers).items():
                found = figures(scorer, survey, partitions)
                line = {"survey": name, "setting": setting, "method": method, "ranking": ranking}
                rows.append({**line, **found})
    return pd.DataFrame(rows)


def figures(scorer: Scorer, survey: Survey, partitions) -> dict[str, float]:
    """Held-out crossing in percent, AUC, and percent within the tenth that ranks highest."""
    examination = Examination(scorer, survey.ground, partitions)
    place, cell, weight = examination.witnesses(survey.ground.rows_of(survey.occurrences))
    above, level = examination.held_out(place, cell, weight)
    above, level, weight = above.ravel(), level.ravel(), np.tile(weight, len(above))
    return {
        "crossing": crossing(above, level, weight),
        "AUC": area_under_curve(above, level, weight),
        "tenth": 100.0 * np.average(found_within(HIGHEST, above, level), weights=weight),
    }


def held_out_ranks(scorer: Scorer, survey: Survey, partitions) -> np.ndarray:
    """Rank (N,) of each sample in the ground of its fold, 1 the highest, by a model that learned
    from the other folds alone; mean over the partitions. NaN where the model has no score."""
    examination = Examination(scorer, survey.ground, partitions)
    everywhere = np.arange(len(survey.ground.places))
    place, cell, share = examination.witnesses(everywhere)
    counts = np.bincount(survey.ground.rows_of(survey.occurrences), minlength=everywhere.size)
    above, level = examination.held_out(place, cell, share * counts[place])
    _, sample, _ = survey.ground.shares(everywhere)
    ranks = np.full(len(survey.ground.area), np.nan)
    ranks[sample[scorer.cells[sample] >= 0]] = (1.0 - above - level / 2.0).mean(axis=0)
    return ranks


def average_precision(ranks: np.ndarray, truth: np.ndarray) -> float:
    """Mean over the recalled samples of the precision at their rank; equal ranks together."""
    index = np.unique(-ranks, return_inverse=True)[1]
    n, hits = np.bincount(index), np.bincount(index, truth)
    precision = np.cumsum(hits) / np.cumsum(n)
    return float((precision * hits).sum() / truth.sum())


def shares_found(ranks: np.ndarray, survey: Survey) -> dict[str, float]:
    """Percent of each planted system's samples within the highest tenth of the ground."""
    highest = ranks >= np.quantile(ranks, 1.0 - HIGHEST)
    names = sorted(set(survey.system) - {""})
    return {name: 100.0 * highest[survey.system == name].mean() for name in names}
