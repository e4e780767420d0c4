"""What sets groups of samples apart: the elements that are enriched or depleted in each."""

from __future__ import annotations

from functools import cached_property

import numpy as np


class Contrasts:
    """Samples made ready to be contrasted with groups of them, one or thousands.

    Parameters
    ----------
    X : (N, D) array
        Transformed values (logarithms, log-ratios or factor scores).
    """

    def __init__(self, X) -> None:
        X = np.asarray(X, dtype=float)
        order = np.argsort(X, axis=0, kind="stable")
        self._samples = X
        self._sorted = np.take_along_axis(X, order, axis=0)
        self._place = np.empty_like(order)
        np.put_along_axis(self._place, order, np.arange(len(X))[:, None], axis=0)
        median = np.median(X, axis=0)
        mad = 1.4826 * np.median(np.abs(X - median), axis=0)
        # Half of the values tied: fall back on the standard deviation rather than divide by 0.
        self._spread = np.where(mad > 0, mad, X.std(axis=0))

    def enrichment(self, inside) -> np.ndarray:
        """Difference of medians, group minus rest, in robust standard units of all samples.

        Parameters
        ----------
        inside : (N,) array of bool
            The group.

        Returns
        -------
        (D,) array
            Positive where the group is enriched; NaN without a group, without a rest, or where all
            samples are equal.
        """
        members = np.flatnonzero(inside)
        if not 0 < len(members) < len(self._sorted):
            return np.full(len(self._spread), np.nan)
        places = np.sort(self._place[members], axis=0)
        columns = list(zip(self._sorted.T, places.T))
        group = np.array([np.median(column[taken]) for column, taken in columns])
        rest = np.array([_median_without(column, taken) for column, taken in columns])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self._spread > 0, (group - rest) / self._spread, np.nan)

    def cliffs_delta(self, inside) -> np.ndarray:
        """Share of pairs in which the group has the higher value, minus the share it has the lower.

        From -1 (every sample of the group lies below every other) to 1 (above); 0 where neither
        side is higher. It depends on the order of the values alone, so no outlier, tie or unit
        blows it up.

        Parameters
        ----------
        inside : (N,) array of bool
            The group.

        Returns
        -------
        (D,) array, NaN without a group or without a rest.

        References
        ----------
        Cliff, N. (1993). Dominance statistics. Psychological Bulletin 114, 494-509.
        doi 10.1037/0033-2909.114.3.494. From ranks: delta = 2 U / (n_1 n_2) - 1 with the U of Mann
        and Whitney, which takes O(N log N) in place of all pairs.
        """
        members = np.flatnonzero(inside)
        group, rest = len(members), len(self._samples) - len(members)
        if not group or not rest:
            return np.full(self._samples.shape[1], np.nan)
        u = self._ranks[members].sum(axis=0) - group * (group + 1) / 2.0
        return 2.0 * u / (group * rest) - 1.0

    @cached_property
    def _ranks(self) -> np.ndarray:
        from scipy.stats import rankdata

        return rankdata(self._samples, axis=0)

    def most_enriched(self, inside, names, n: int = 3) -> list[tuple[str, float]]:
        """The `n` most enriched elements of a group with their enrichment; only positive ones."""
        values = self.enrichment(inside)
        order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")[:n]
        return [(names[j], float(values[j])) for j in order if values[j] > 0]


def _median_without(column: np.ndarray, taken: np.ndarray) -> float:
    """Median of a sorted column (N,) without the places `taken` (G,), rising."""
    left = len(column) - len(taken)
    middle = np.array([(left - 1) // 2, left // 2])
    # What is left stands as many places later as taken ones stand before it.
    before = np.searchsorted(taken - np.arange(len(taken)), middle, side="right")
    return float(column[middle + before].mean())
