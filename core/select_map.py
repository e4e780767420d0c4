"""Which map, and how many clusters: settings compared by their errors and by their stability.

Stability is what resamples of the same survey agree on. The recommendation looks at nothing else
that knows the occurrences: what is chosen by them cannot be tested with them any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from . import map_quality
from .checks import check_whole_number
from .errors import InputError, Progress
from .parallel import run_all, steady_threads
from .resampling import Resample, bootstrap, clusters_of, fit_resample, vary_start
from .self_organizing_map import SelfOrganizingMap, check_samples
from .stability import cluster_stability

if TYPE_CHECKING:
    import pandas as pd

# Part of a task's progress that is the fit; clusters and measures follow.
FIT_PART = 0.9

# Below this resamples agree on less than half of what they could.
LOW_STABILITY = 0.5

RULE = (
    "Of the settings whose stability lies within one standard error of the best, the one with the "
    "most clusters; of these the one with the lowest topographic error, then the smallest map."
)
CHOSEN_BY_OCCURRENCES = (
    "The held-out AUC of several settings was compared: who chooses the setting by it has used the "
    "occurrences, and a p-value computed afterwards with the same occurrences is too small; the "
    "recommendation does not look at it."
)


@dataclass(frozen=True)
class MapSelection:
    """Settings compared.

    Attributes
    ----------
    table : DataFrame
        One row per setting and number of clusters. First the setting's own entries (rows, cols,
        ...), then clusters; stability, stability_se, pairs (see `stability.Stability`); and mean
        and standard deviation (``_sd``) over the resamples, measured on all samples, of
        quantization_error, relative_error (that over the samples' root mean square distance from
        their mean, comparable between latent spaces), topographic_error and, where asked for,
        heldout_auc; recommended (one True). Of these, only stability and heldout_auc depend on
        the number of clusters.
    recommended : int
        Row of the table.
    reason : str
        Why, in words.
    warnings : tuple of str
    """

    table: pd.DataFrame
    recommended: int
    reason: str
    warnings: tuple[str, ...]

    @property
    def setting(self) -> dict:
        """The recommended setting's entries, with "clusters"."""
        return _entries(self.table, self.recommended)


def map_settings(sizes: Sequence[tuple[int, int]], **choices: Sequence) -> list[dict]:
    """All combinations of map sizes and of further parameters.

    >>> map_settings([(8, 8), (10, 10)], latent=[2, 3])[1]
    {'rows': 8, 'cols': 8, 'latent': 3}
    """
    return [
        {"rows": rows, "cols": cols, **dict(zip(choices, chosen))}
        for (rows, cols), *chosen in product(sizes, *choices.values())
    ]


def describe(setting: dict) -> str:
    """A setting in a few words, such as "10 x 10, latent 3"."""
    parts = []
    if {"rows", "cols"} <= set(setting):
        parts.append(f"{setting['rows']} x {setting['cols']}")
    parts += [f"{name} {value}" for name, value in setting.items() if name not in ("rows", "cols")]
    return ", ".join(parts)


def select_map(
    X,
    settings: Sequence[dict],
    make_map: Callable[..., SelfOrganizingMap],
    *,
    numbers: Sequence[int] = (3, 4, 5, 6, 7, 8),
    resamples: int = 10,
    cluster_method: str = "ward",
    held_out_auc: Callable[[np.ndarray], float] | None = None,
    threads: int = 1,
    random_state: int = 42,
    progress: Progress = None,
) -> MapSelection:
    """Fit every setting to the same bootstrap resamples and compare what comes out.

    Parameters
    ----------
    X : (N, D) array
        Samples as for training.
    settings : sequence of dict
        Keyword arguments of the maps, see `map_settings`; all with the same names.
    make_map : callable
        ``make_map(random_state=seed, **setting)`` makes an untrained map: the class BatchSOM, SOM
        or DESOM, or a function that adds what all settings share. A Batch SOM starts from samples
        drawn at random, whatever its `init`: what only a fixed start agrees on is not stable.
    numbers : sequence of int
        Numbers of clusters to compare.
    resamples : int
        At least 3. Each is N samples drawn with replacement.
    cluster_method : {"ward", "kmeans"}
    held_out_auc : callable, optional
        ``held_out_auc(clusters (N,))`` gives the area under the curve of occurrences that took no
        part in the ranking, or NaN. It is called from several threads.
    threads : int
        Fits at the same time. The result does not depend on it.
    random_state : int
    progress : callable, optional

    Returns
    -------
    MapSelection

    Raises
    ------
    InputError
        If there is nothing to compare, or a setting does not suit the samples.
    Cancelled
    """
    X = check_samples(X)
    settings, numbers = list(settings), sorted(set(numbers))
    _check_grid(settings, numbers, resamples)
    draws = bootstrap(len(X), resamples, random_state)

    def work(task: tuple[dict, Resample], tell: Callable[[float], bool]) -> _Fit:
        setting, draw = task
        model = vary_start(make_map(random_state=draw.seed, **setting))
        units, hits = fit_resample(model, X, draw.rows, lambda part: tell(FIT_PART * part))
        clusters = [clusters_of(model, units, hits, k, cluster_method, draw.seed) for k in numbers]
        aucs = [held_out_auc(labels) if held_out_auc else np.nan for labels in clusters]
        return _Fit(np.array(clusters), _measures(model, X), np.array(aucs, dtype=float))

    with steady_threads(make_map(random_state=0, **settings[0])):
        tasks = list(product(settings, draws))
        fits = run_all(work, tasks, threads=threads, progress=progress)
    rows = []
    for i, setting in enumerate(settings):
        of_setting = fits[i * resamples : (i + 1) * resamples]
        rows += [_row(setting, k, j, of_setting) for j, k in enumerate(numbers)]
    return _selection(rows, held_out_auc is not None)


@dataclass(frozen=True)
class _Fit:
    """One map of one resample: clusters (numbers, N), measures, AUC (numbers,)."""

    clusters: np.ndarray
    measures: dict[str, float]
    aucs: np.ndarray


def _measures(model: SelfOrganizingMap, X: np.ndarray) -> dict[str, float]:
    points = model.encode(X) if hasattr(model, "encode") else X
    return {
        "quantization_error": model.quantization_error(X),
        "relative_error": map_quality.relative_quantization_error(points, model.prototypes_),
        "topographic_error": model.topographic_error(X),
    }


def _row(setting: dict, number: int, place: int, fits: list[_Fit]) -> dict[str, Any]:
    stability = cluster_stability([fit.clusters[place] for fit in fits])
    row: dict[str, Any] = {
        **setting,
        "clusters": number,
        "stability": stability.mean,
        "stability_se": stability.standard_error,
        "pairs": stability.pairs,
    }
    columns = {name: [fit.measures[name] for fit in fits] for name in fits[0].measures}
    columns["heldout_auc"] = [fit.aucs[place] for fit in fits]
    for name, values in columns.items():
        known = np.asarray(values)[np.isfinite(values)]
        row[name] = known.mean() if known.size else np.nan
        row[f"{name}_sd"] = known.std(ddof=1) if known.size > 1 else np.nan
    return row


def _selection(rows: list[dict], with_auc: bool) -> MapSelection:
    import pandas as pd

    table = pd.DataFrame(rows)
    if not with_auc:
        table = table.drop(columns=["heldout_auc", "heldout_auc_sd"])
    place, reason = recommend(table)
    table["recommended"] = np.arange(len(table)) == place
    warnings = [CHOSEN_BY_OCCURRENCES] if with_auc else []
    best = table["stability"].max()
    if best < LOW_STABILITY:
        warnings.append(
            f"Resamples of the samples agree little on any setting (best stability {best:.2f}): take "
            "clusters for one way to cut the survey among many, and look at an ensemble of maps."
        )
    return MapSelection(table, place, reason, tuple(warnings))


def recommend(table: pd.DataFrame) -> tuple[int, str]:
    """Row of the recommended setting by `RULE`, and the reason in words.

    More clusters tell more ground apart; they are worth having as long as resamples agree on them
    as well as on fewer (the largest number that is still stable, as of Tibshirani & Walther 2005,
    doi 10.1198/106186005X59243).

    Parameters
    ----------
    table : DataFrame
        Of a `MapSelection`.
    """
    stability = table["stability"].to_numpy()
    best = int(np.argmax(stability))
    error = float(np.nan_to_num(table["stability_se"].iloc[best]))
    alike = np.flatnonzero(stability >= stability[best] - error)
    units = table["rows"] * table["cols"] if {"rows", "cols"} <= set(table.columns) else None
    size = np.zeros(len(table)) if units is None else units.to_numpy()
    clusters, topographic = table["clusters"].to_numpy(), table["topographic_error"].to_numpy()
    order = np.lexsort((alike, size[alike], topographic[alike], -clusters[alike]))
    place = int(alike[order[0]])
    row = {name: table[name].iloc[place] for name in table.columns}
    setting = _entries(table, place)
    setting.pop("clusters")
    among = (
        "it has the best stability, and no other comes within one standard error of it"
        if alike.size == 1
        else f"of the {alike.size} settings within one standard error of the best stability it has "
        "the most clusters and, of those, the lowest topographic error"
    )
    return place, (
        f"{describe(setting)} with {row['clusters']} clusters: {among} (stability "
        f"{row['stability']:.2f} of a best {stability[best]:.2f} +- {error:.2f}, where 0 is chance and "
        f"1 full agreement of {row['pairs']} pairs of resamples; topographic error "
        f"{row['topographic_error']:.2f})."
    )


def _entries(table: pd.DataFrame, place: int) -> dict:
    """What makes up a setting: the columns up to and with "clusters"."""
    names = list(table.columns)
    return {name: table[name].iloc[place] for name in names[: names.index("clusters") + 1]}


def _check_grid(settings: list[dict], numbers: list[int], resamples: int) -> None:
    if not settings or any(set(setting) != set(settings[0]) for setting in settings):
        raise InputError("Give at least one map setting, and the same parameters in all of them.")
    if not numbers:
        raise InputError("Give at least one number of clusters to compare.")
    for number in numbers:
        check_whole_number(number, "each number of clusters", 2)
    check_whole_number(resamples, "resamples", 3)
