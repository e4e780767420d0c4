"""An ensemble of maps: how sure the class of each place is.

One map is one answer among many that the same samples would give. Here the same method is fitted to
bootstrap resamples with starts of their own, the clusters or units of each map are ranked and
classified like those of any other, and each place gets the share of maps that call it anomaly, halo
or background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .checks import check_whole_number
from .errors import InputError, Progress, report_progress
from .group_figures import CLUSTERS, UNITS
from .lattice import Lattice
from .palette import ANOMALY, BACKGROUND, HALO
from .parallel import run_all, steady_threads
from .resampling import Resample, bootstrap, clusters_of, fit_resample, vary_start
from .self_organizing_map import SelfOrganizingMap, check_samples

# Columns of `ClassVotes.probability`, from the highest class to the lowest.
CLASSES = (ANOMALY, HALO, BACKGROUND)
# Part of the progress that is fitting; ranking the members follows.
FIT_PART = 0.95


@dataclass(frozen=True)
class ClassVotes:
    """What members make of each place, arrays (N,) but for the first.

    Attributes
    ----------
    probability : (N, 3) array
        Share of the members that call the place anomaly, halo and background (`CLASSES`), of those
        that give it a class; NaN where none does.
    class_id : array of int
        The class with the greatest share; of equal ones the lowest, so that doubt makes no anomaly.
        0 where no member gives a class.
    agreement : array
        Share of the members that give `class_id`: 1/3 to 1.
    entropy : array
        Of the three shares over that of even shares, log 3: 0 where all members agree, 1 where the
        classes are equally likely.
    """

    probability: np.ndarray
    class_id: np.ndarray
    agreement: np.ndarray
    entropy: np.ndarray


@dataclass(frozen=True)
class Ensemble:
    """Maps of resamples and what they say together.

    Attributes
    ----------
    votes : ClassVotes
    groups : (M, N) array of int
        Cluster of every place in each member, from 1, or unit, from 0: what a held-out evaluation
        ranks anew.
    lattice : Lattice
        Of all members.
    class_ids : (M, N) array of int
    drawn : (M, N) array of int
        How often each place was drawn for the member's resample; where it is 0 the member never
        saw the place.
    seeds : (M,) array of int
        Of the members' maps.
    """

    votes: ClassVotes
    groups: np.ndarray
    lattice: Lattice
    class_ids: np.ndarray
    drawn: np.ndarray
    seeds: np.ndarray

    @property
    def sentence(self) -> str:
        """How sure the ensemble is, in words."""
        known = self.votes.class_id > 0
        if not known.any():
            return f"{len(self.seeds)} maps of resamples give no place a class."
        sure = 100.0 * np.mean(self.votes.agreement[known] >= 0.9)
        anomaly = 100.0 * np.mean(self.votes.class_id[known] == ANOMALY)
        ever = 100.0 * np.mean(self.votes.probability[known, 0] > 0)
        return (
            f"{len(self.seeds)} maps of resamples agree on the class of a place by "
            f"{self.votes.agreement[known].mean():.2f} on average; nine in ten or more agree at "
            f"{sure:.0f} % of the places. Most call {anomaly:.0f} % of the places anomaly, and at least "
            f"one map {ever:.0f} %."
        )


def fit_ensemble(
    X,
    make_map: Callable[..., SelfOrganizingMap],
    classify: Callable[[np.ndarray, Lattice], Sequence[int]],
    *,
    members: int = 25,
    groups: str = UNITS,
    n_clusters: int = 0,
    cluster_method: str = "ward",
    threads: int = 1,
    random_state: int = 42,
    progress: Progress = None,
) -> Ensemble:
    """Fit maps to bootstrap resamples and put their classes together.

    Every member groups all samples, drawn or not, and is ranked on all the ground: what differs is
    what it learned the groups from. The occurrences are not resampled; how far the ranking
    hangs on single occurrences is another question.

    Parameters
    ----------
    X : (N, D) array
        Samples as for training.
    make_map : callable
        ``make_map(random_state=seed)`` makes an untrained map. A Batch SOM starts from samples
        drawn at random, whatever its `init`: a fixed start is no stability.
    classify : callable
        Groups (N,) of a member and the lattice of its map -> class (N,) of each place: 3 anomaly,
        2 halo, 1 background, 0 none; for example by `ranking.rank_units` or
        `ranking.rank_clusters`. Called from this thread, member by member.
    members : int
        At least 2.
    groups : {"clusters", "units"}
        What `classify` is given; units need no clusters.
    n_clusters : int
        0 has each member choose its number, see `clusters.cluster_units`.
    cluster_method : {"ward", "kmeans"}
    threads : int
        Fits at the same time. The result does not depend on it.
    random_state : int
        The first members are the same whatever their number.
    progress : callable, optional

    Raises
    ------
    InputError
    Cancelled
    """
    X = check_samples(X)
    members = check_whole_number(members, "members", 2)
    if groups not in (CLUSTERS, UNITS):
        raise InputError(f"There are no groups {groups!r}; choose {CLUSTERS} or {UNITS}.")
    draws = bootstrap(len(X), members, random_state)

    def work(draw: Resample, tell: Callable[[float], bool]) -> tuple[np.ndarray, Lattice]:
        model = vary_start(make_map(random_state=draw.seed))
        units, hits = fit_resample(model, X, draw.rows, tell)
        if groups == UNITS:
            return units, model.lattice_
        labels = clusters_of(model, units, hits, n_clusters, cluster_method, draw.seed)
        return labels, model.lattice_

    def fitting(part: float) -> bool:
        return progress is None or progress(FIT_PART * part)

    with steady_threads(make_map(random_state=0)):
        found = run_all(work, draws, threads=threads, progress=fitting)
    class_ids = np.zeros((members, len(X)), dtype=int)
    for i, (labels, lattice) in enumerate(found):
        class_ids[i] = _checked_classes(classify(labels, lattice), len(X))
        report_progress(progress, FIT_PART + (1.0 - FIT_PART) * (i + 1) / members)
    return Ensemble(
        votes=count_votes(class_ids),
        groups=np.array([labels for labels, _ in found]),
        lattice=found[0][1],
        class_ids=class_ids,
        drawn=np.array([np.bincount(draw.rows, minlength=len(X)) for draw in draws]),
        seeds=np.array([draw.seed for draw in draws]),
    )


def count_votes(class_ids) -> ClassVotes:
    """Shares of the classes at each place, their entropy and the class most members give.

    Parameters
    ----------
    class_ids : (M, N) array of int
        Class that each member gives each place; 0 for none.
    """
    class_ids = np.asarray(class_ids)
    counts = np.stack([(class_ids == c).sum(axis=0) for c in CLASSES], axis=1)
    voters = counts.sum(axis=1)
    known = voters > 0
    shares = counts / np.where(known, voters, 1)[:, None]
    # From the lowest class up: of equal shares argmax takes the first.
    lowest_first = np.argmax(counts[:, ::-1], axis=1)
    modal = np.array(CLASSES[::-1])[lowest_first]
    logs = np.log(np.where(shares > 0, shares, 1.0))
    entropy = np.maximum(-(shares * logs).sum(axis=1) / np.log(len(CLASSES)), 0.0)
    return ClassVotes(
        probability=np.where(known[:, None], shares, np.nan),
        class_id=np.where(known, modal, 0),
        agreement=np.where(known, shares.max(axis=1), np.nan),
        entropy=np.where(known, entropy, np.nan),
    )


def _checked_classes(classes: Sequence[int], n: int) -> np.ndarray:
    given = np.asarray(classes)
    if given.shape != (n,) or not np.isin(given, (0, *CLASSES)).all():
        raise InputError(
            f"The classes of an ensemble's member must be {n} numbers 0, 1, 2 or 3, one per sample."
        )
    return given
