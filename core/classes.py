"""From ranked clusters or scores to anomaly / halo / background."""

from __future__ import annotations

import numpy as np

from .errors import InputError
from .fractal import ConcentrationArea, concentration_area
from .palette import ANOMALY, BACKGROUND, HALO
from .prediction_area import PredictionArea

CLASS_RULES = ("weights", "natural_breaks", "thresholds", "crossing", "fractal")

# Above this many values natural breaks are sought among groups: the pair search is quadratic.
_MAX_BREAK_VALUES = 800
# Density 1 and weight 0 come out a rounding error higher or lower.
_ROUNDING = 1e-9


def classify_groups(ranked: PredictionArea, *, rule: str = "weights", thresholds=None) -> dict:
    """Give each ranked group its class.

    Parameters
    ----------
    ranked : PredictionArea
        From `rank_groups`, with occurrences.
    rule : {"weights", "crossing", "natural_breaks", "fractal", "thresholds"}
        "weights": groups without occurrences or with weight <= 0 are background; of the others the
        first is anomaly, and so are those whose cumulative rate + area stays within 100 percent; the
        rest are halo. "crossing": the same anomaly and no halo. "natural_breaks": three classes of
        the smoothed weights with the least spread within classes. "fractal": of the smoothed
        weights' concentration-area curve, the highest break up is anomaly and the next one up halo,
        see `group_fractal`. "thresholds": smoothed weight >= the first is anomaly, >= the second
        halo. Whatever the rule but thresholds, a group without more occurrences than its ground's
        share is background.
    thresholds : (float, float), optional
        Least smoothed weight of anomaly and of halo.

    Returns
    -------
    dict
        Group label -> 3 (anomaly), 2 (halo) or 1 (background).
    """
    table = ranked.table
    groups, weight_s = table["group"].tolist(), table["weight_s"].to_numpy()
    if rule == "thresholds":
        return dict(zip(groups, classify_by_thresholds(weight_s, thresholds).tolist()))
    better_than_chance = (table["nd"] > 1.0 + _ROUNDING).to_numpy()
    if rule == "natural_breaks":
        classes = classify_by_natural_breaks(weight_s)
    elif rule == "fractal":
        classes = classify_by_breaks(weight_s, group_fractal(ranked).thresholds)
    else:
        _check_rule(rule)
        beyond = BACKGROUND if rule == "crossing" else HALO
        classes = np.where(_within_crossing(ranked), ANOMALY, beyond)
    return dict(zip(groups, np.where(better_than_chance, classes, BACKGROUND).tolist()))


def classify_scores(
    ranked: PredictionArea, scores, *, rule: str = "weights", thresholds=None, floor=-np.inf
) -> np.ndarray:
    """Give each sample the class of its score; samples without a score get 0.

    Parameters
    ----------
    ranked : PredictionArea
        From `rank_scores` on the same scores.
    scores : (N,) array
    rule : {"weights", "crossing", "natural_breaks", "fractal", "thresholds"}
        "weights": ground up to the crossing is anomaly; from there on, ground is halo as long as it
        still gains more occurrences than area (up to the greatest rate - area), and background
        beyond. "crossing": ground up to the crossing is anomaly as long as it holds more of the
        occurrences than of the ground, and there is no halo. The others cut the scores themselves,
        "fractal" at the breaks of `score_fractal`: the highest up is anomaly, the next up halo.
    thresholds : (float, float), optional
        Least score of anomaly and of halo.
    floor : float
        Whatever the rule but thresholds, ground that scores no more than this is background; 0 for
        a combination of weights, where it means that some model finds less than the ground's share.
    """
    scores = np.asarray(scores, dtype=float)
    known = np.isfinite(scores)
    classes = np.zeros(scores.size, dtype=int)
    if rule == "thresholds":
        classes[known] = classify_by_thresholds(scores[known], thresholds)
        return classes
    if rule == "natural_breaks":
        classes[known] = classify_by_natural_breaks(scores[known])
    elif rule == "fractal":
        classes[known] = classify_by_breaks(scores[known], score_fractal(ranked).thresholds)
    else:
        _check_rule(rule)
        levels = ranked.table["group"].to_numpy()[::-1]
        level_class = _level_classes(ranked, rule)[::-1]
        classes[known] = level_class[np.searchsorted(levels, scores[known])]
    classes[known & (scores <= floor + _ROUNDING)] = BACKGROUND
    return classes


def _level_classes(ranked: PredictionArea, rule: str) -> np.ndarray:
    """(G,) class of each level of a score, from high to low, by "weights" or "crossing"."""
    gain = (ranked.curve["pred_rate"] - ranked.curve["area_pct"]).to_numpy()[1:]
    within = _within_crossing(ranked)
    if rule == "crossing":
        found = within & (gain[np.flatnonzero(within)[-1]] > _ROUNDING)
    else:
        found = np.arange(gain.size) <= (np.argmax(gain) if gain.max() > _ROUNDING else -1)
    beyond = BACKGROUND if rule == "crossing" else HALO
    return np.where(found, np.where(within, ANOMALY, beyond), BACKGROUND)


def group_fractal(ranked: PredictionArea) -> ConcentrationArea:
    """Concentration-area curve of the smoothed weights of ranked groups, see `core.fractal`.

    Weights are logarithms: what is raised to a power is the relative density of occurrences. Each
    group is one value, worth its ground: a handful of clusters seldom shows a break, units may.
    """
    table = ranked.table
    return concentration_area(table["weight_s"], table["area_km2"], logarithmic=True)


def score_fractal(ranked: PredictionArea) -> ConcentrationArea:
    """Concentration-area curve of a score, from `rank_scores`, see `core.fractal`.

    Scores above 0 are taken for concentrations; a score that reaches 0 or less for a logarithm.
    """
    return concentration_area(ranked.table["group"], ranked.table["area_km2"])


def classify_by_breaks(values, breaks) -> np.ndarray:
    """From the highest of the rising breaks up anomaly, from the next up halo, below background."""
    values = np.asarray(values, dtype=float)
    high, low = [*np.asarray(breaks, dtype=float)[::-1], np.inf, np.inf][:2]
    return np.select([values >= high, values >= low], [ANOMALY, HALO], BACKGROUND)


def classify_by_thresholds(values, thresholds) -> np.ndarray:
    """Anomaly from the first threshold up, halo from the second; thresholds must not rise."""
    if thresholds is None or len(thresholds) != 2 or not thresholds[0] >= thresholds[1]:
        raise InputError(
            "The class rule 'thresholds' needs two numbers: the least value of anomaly and, "
            "not above it, the least value of halo."
        )
    values = np.asarray(values, dtype=float)
    return np.select(
        [values >= thresholds[0], values >= thresholds[1]], [ANOMALY, HALO], BACKGROUND
    )


def classify_by_natural_breaks(values, counts=None) -> np.ndarray:
    """Three classes with the least sum of squares within classes (Fisher 1958; Jenks).

    With fewer than three distinct values there are fewer classes: the highest is anomaly and the
    lowest background.

    Parameters
    ----------
    values : (N,) array
    counts : (N,) array, optional
        How often each value stands there; those that never do make no class but get one.
    """
    values = np.asarray(values, dtype=float)
    counts = np.ones(values.size) if counts is None else np.asarray(counts, dtype=float)
    levels, index = np.unique(values[counts > 0], return_inverse=True)
    if levels.size < 3:
        return np.where((values >= levels[-1]) & (levels.size > 1), ANOMALY, BACKGROUND)
    low, high = _two_breaks(levels, np.bincount(np.ravel(index), counts[counts > 0]))
    return np.select([values >= high, values >= low], [ANOMALY, HALO], BACKGROUND)


def _two_breaks(levels: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """The two breaks, half-way between neighbouring levels, by search over all pairs.

    Parameters
    ----------
    levels, counts : (L,) arrays
        Distinct values, rising, and how often each occurs.
    """
    if levels.size > _MAX_BREAK_VALUES:
        groups = np.array_split(np.arange(levels.size), _MAX_BREAK_VALUES)
        levels = np.array([np.average(levels[g], weights=counts[g]) for g in groups])
        counts = np.array([counts[g].sum() for g in groups])
    v = levels - np.average(levels, weights=counts)
    s0, s1, s2 = (np.concatenate([[0.0], np.cumsum(counts * v**p)]) for p in (0, 1, 2))

    def within(start, stop):  # sum of squares of v[start:stop] about its mean
        n = np.maximum(s0[stop] - s0[start], 1.0)
        return s2[stop] - s2[start] - (s1[stop] - s1[start]) ** 2 / n

    start_mid, start_high = np.meshgrid(np.arange(1, v.size), np.arange(1, v.size), indexing="ij")
    cost = within(0, start_mid) + within(start_mid, start_high) + within(start_high, v.size)
    i, j = np.unravel_index(np.argmin(np.where(start_mid < start_high, cost, np.inf)), cost.shape)
    return float(levels[i : i + 2].mean()), float(levels[j : j + 2].mean())


def _within_crossing(ranked: PredictionArea) -> np.ndarray:
    """(G,) whether cumulative rate + area stays within 100 percent; the first group always does."""
    total = (ranked.curve["pred_rate"] + ranked.curve["area_pct"]).to_numpy()[1:]
    within = total <= 100.0 + 1e-9
    within[0] = True
    return within


def _check_rule(rule: str) -> None:
    if rule not in CLASS_RULES:
        raise InputError(
            f"There is no class rule {rule!r}; choose one of {', '.join(CLASS_RULES)}."
        )
