"""What competes: the three maps, their combinations, and plain baselines, each as a scorer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.clusters import cluster_units, weighted_kmeans
from geochem_som.core.de_som import DESOM
from geochem_som.core.factors import FactorAnalysis
from geochem_som.core.map_size import suggest_map_size
from geochem_som.core.som import SOM
from geochem_som.core.unsupervised_order import pathfinder_scores
from geochem_som.core.validation import (
    Scorer,
    combination_scorer,
    fixed_scorer,
    free_scorer,
    group_scorer,
    unit_scorer,
)
from geochem_som.core.validation.midrank import stand_of_cells
from surveys import Survey

MAPS = {"SOM": SOM, "Batch SOM": BatchSOM, "DE-SOM": DESOM}
AUTO, SIX, BY_UNITS = "automatic clusters", "6 clusters", "units"
RANKINGS = (BY_UNITS, AUTO, SIX)
RULES = ("maximin", "majority", "mean_rank")
MAP, COMBINED, PLAIN = "map", "combination", "baseline"
# Directions with less than this of the largest variance are none.
NO_VARIANCE = 1e-9


def map_makers() -> dict[str, Callable]:
    """The maps that can be trained here: DE-SOM takes PyTorch."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return {name: make for name, make in MAPS.items() if name != "DE-SOM"}
    return dict(MAPS)


def map_scorers(
    make: Callable, X: np.ndarray, size: tuple | None = None, numbers: tuple = (0, 6)
) -> dict[str, Scorer]:
    """One map of its suggested size, ranked by units, and by so many clusters (0: chosen)."""
    model = make(*(size or suggest_map_size(X))).fit(X)
    bmu = model.predict(X)
    hits = np.bincount(bmu, minlength=model.lattice_.size)
    scorers = {BY_UNITS: unit_scorer(bmu, model.lattice_)}
    for number in numbers:
        joined = cluster_units(model.prototypes_, hits, model.lattice_, n_clusters=number)
        scorers[f"{number} clusters" if number else AUTO] = group_scorer(joined.labels[bmu])
    return scorers


def maps_and_combinations(X: np.ndarray) -> dict[str, tuple[str, Scorer]]:
    """Name -> kind and scorer of every map and of the combinations of all maps, by each ranking."""
    trained = {name: map_scorers(make, X) for name, make in map_makers().items()}
    found = {
        f"{name}, {ranking}": (MAP, trained[name][ranking])
        for ranking in RANKINGS
        for name in trained
    }
    for ranking in RANKINGS:
        scorers = [trained[name][ranking] for name in trained]
        for rule in RULES:
            label = f"{rule.replace('_', ' ')}, {ranking}"
            scorer = combination_scorer(scorers, rule=rule, class_rule="natural_breaks")
            found[label] = (COMBINED, scorer)
    return found


def best_inside(columns: np.ndarray) -> Scorer:
    """The column (N, E) whose high values tell the occurrences best, chosen anew in every fold.

    By the AUC on the ground and the occurrences that may be learned from: the choice never sees
    what it is judged by.
    """
    known: dict[bytes, np.ndarray] = {}

    def gains(area: np.ndarray) -> np.ndarray:
        key = area.tobytes()
        if key not in known:
            stands = [stand_of_cells(column, area) for column in columns.T]
            known[key] = np.array([0.5 - above - level / 2.0 for above, level in stands])
        return known[key]

    def score(occurrences: np.ndarray, area: np.ndarray) -> np.ndarray:
        at = np.flatnonzero(occurrences)
        return columns[:, int(np.argmax(gains(area)[:, at] @ occurrences[at]))]

    return free_scorer(score, len(columns))


def mahalanobis(X: np.ndarray) -> np.ndarray:
    """Squared Mahalanobis distances (N,) by the pseudo-inverse: of clr the same as of ilr."""
    centred = X - X.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(centred.T), rcond=NO_VARIANCE, hermitian=True)
    return np.einsum("ij,jk,ik->i", centred, inverse, centred)


def baselines(survey: Survey) -> tuple[dict[str, tuple[str, Scorer]], list[str]]:
    """Name -> kind and scorer of every plain baseline, and sentences on what could not be run."""
    clr, ilr = survey.prepared(), survey.prepared(transform="ilr", scaling="none")
    concentrations = clr.concentrations
    ratios = clr.element_values
    own = [clr.fields.index(name) for name in survey.pathfinders if name in clr.fields]
    factors = FactorAnalysis("parallel").fit(survey.prepared("log10").X, clr.fields)
    scores = factors.transform(survey.prepared("log10").X)
    kmeans = {k: weighted_kmeans(ratios, np.ones(len(ratios)), k) for k in (6, 12)}
    found = {
        "best element, chosen inside": best_inside(concentrations),
        "best factor, chosen inside": best_inside(np.column_stack([scores, -scores])),
        "first factor": fixed_scorer(scores[:, 0]),
        "pathfinder mean": fixed_scorer(pathfinder_scores(concentrations[:, own])),
        "pathfinder mean of log-ratios": fixed_scorer(pathfinder_scores(ratios[:, own])),
        "Mahalanobis distance": fixed_scorer(mahalanobis(ilr.X)),
        "k-means, 6": group_scorer(kmeans[6]),
        "k-means, 12": group_scorer(kmeans[12]),
    }
    notes = []
    try:
        import warnings

        from sklearn.covariance import MinCovDet
        from sklearn.ensemble import IsolationForest
    except ImportError:
        notes.append("scikit-learn is not here: no isolation forest, no robust distance.")
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of determinants near zero
            robust = MinCovDet(random_state=42).fit(ilr.X)
        found["robust Mahalanobis distance"] = fixed_scorer(robust.mahalanobis(ilr.X))
        forest = IsolationForest(random_state=42).fit(ratios)
        found["isolation forest"] = fixed_scorer(-forest.score_samples(ratios))
    return {name: (PLAIN, scorer) for name, scorer in found.items()}, notes
