"""What is drawn: the anomaly of combinations, by what is ranked and by class rule."""

from __future__ import annotations

import contenders
import numpy as np
import pandas as pd
import surveys
from contenders import AUTO, BY_UNITS
from geochem_som.core.maximin import score_floor
from geochem_som.core.palette import ANOMALY, HALO
from geochem_som.core.ranking import rank_score
from geochem_som.core.validation import Scorer, combination_scorer, make_partitions
from surveys import Survey

# Combination, what is ranked, class rule; the first is the default. Ranks have no natural breaks.
WAYS = (
    ("maximin", BY_UNITS, "natural_breaks"),
    ("maximin", BY_UNITS, "weights"),
    ("maximin", AUTO, "natural_breaks"),
    ("maximin", AUTO, "weights"),
    ("mean_rank", BY_UNITS, "weights"),
)


def drawn_study(name: str | int, every: int = 1) -> pd.DataFrame:
    """Anomaly and halo of combinations on a survey or a draw of the sample survey.

    Columns
    -------
    anomaly, halo : percent of the ground
    fit : percent of the occurrences in the anomaly that they made
    found, searched : percent of the held-out occurrences in the anomaly that the others made, and
        percent of the ground of their fold that it takes
    inside, recalled : percent of the anomaly's samples inside planted systems, and percent of the
        samples in the systems' cores that are anomaly; NaN where nothing was planted
    """
    survey = surveys.survey_of(name, every)
    X = survey.prepared().X
    maps = [
        contenders.map_scorers(make, X, numbers=(0,)) for make in contenders.map_makers().values()
    ]
    partitions = make_partitions(survey.ground)
    rows = []
    for combination, ranking, rule in WAYS:
        scorer = combination_scorer([scorers[ranking] for scorers in maps], rule=combination)
        line = {"combination": combination.replace("_", " "), "ranked by": ranking}
        figures = _anomaly(scorer, survey, partitions, rule, score_floor(combination))
        rows.append({"survey": name, **line, "class rule": rule, **figures})
    return pd.DataFrame(rows)


def _anomaly(scorer: Scorer, survey: Survey, partitions, rule: str, floor: float) -> dict:
    area = survey.ground.area
    found = survey.ground.support.occurrences(survey.occurrences)
    class_id = classified(scorer, area, found, rule, floor)[0]
    row = {
        "anomaly": 100.0 * area[class_id == ANOMALY].sum() / area.sum(),
        "halo": 100.0 * area[class_id == HALO].sum() / area.sum(),
        "fit": 100.0 * found[class_id == ANOMALY].sum() / found.sum(),
        **held_out_anomaly(scorer, survey, partitions, found, rule, floor),
    }
    if survey.system is not None:
        inside, core = survey.inside, survey.system != ""
        anomaly = class_id == ANOMALY
        row["inside"] = 100.0 * inside[anomaly].mean() if anomaly.any() else np.nan
        row["recalled"] = 100.0 * anomaly[core].mean()
    return row


def classified(
    scorer: Scorer, area, found, rule: str, floor: float
) -> tuple[np.ndarray, np.ndarray]:
    """Class (N,) by what is known on this ground, and score (N,); ground of area 0 is not known."""
    by_cell = (np.bincount(scorer.cells, values, scorer.n_cells) for values in (found, area))
    score = scorer.score(*by_cell)[scorer.cells]
    known = area > 0
    class_id = np.zeros(len(area), dtype=int)
    ranked = rank_score(score[known], area[known], found[known], rule=rule, floor=floor)
    class_id[known] = ranked.class_id
    return class_id, score


def held_out_anomaly(
    scorer: Scorer, survey: Survey, partitions, found, rule: str, floor: float
) -> dict:
    """Occurrences of each fold in the anomaly that all others draw on the fold's ground.

    The fold's ground is anomaly from the least score up that is anomaly on the others'.
    """
    area, caught, searched, total = survey.ground.area, 0.0, 0.0, 0.0
    for partition in partitions:
        fold = partition.fold[survey.ground.sample_rows]
        for k in range(partition.n_folds):
            here = fold == k
            own = found[here].sum()
            if not own or not found[~here].sum():
                continue
            outside = (np.where(here, 0.0, values) for values in (area, found))
            class_id, score = classified(scorer, *outside, rule, floor)
            least = score[class_id == ANOMALY].min(initial=np.inf)
            anomaly = here & (score >= least)
            caught += found[anomaly].sum()
            searched += own * area[anomaly].sum() / area[here].sum()
            total += own
    return {"found": 100.0 * caught / total, "searched": 100.0 * searched / total}
