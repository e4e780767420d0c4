"""Signatures of clusters: by which elements, and how strongly, each differs from the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .enrichment import Contrasts

if TYPE_CHECKING:
    import pandas as pd

# Below this a Cliff's delta counts as negligible: Romano et al. (2006), who took it from the 0.2
# standard deviations of Cohen's small effect.
NEGLIGIBLE_DELTA = 0.147


def cluster_signatures(clusters, X, names: Sequence[str], values=None) -> pd.DataFrame:
    """Difference of every cluster from the rest of the samples, element by element.

    Parameters
    ----------
    clusters : (N,) array of int
        Cluster of each sample.
    X : (N, D) array
        Transformed values (logarithms, log-ratios or factor scores).
    names : sequence of D str
    values : (N, D) array, optional
        The elements in their own units, NaN for blank, for the medians; X when not given. Where X
        are log-ratios, a median may be higher inside though the log-ratio is lower: the one speaks
        of the element, the other of its part in the composition.

    Returns
    -------
    DataFrame
        One row per cluster and element, in the order of clusters and names: cluster, element,
        difference (of medians, in robust standard units of all samples, see
        `Contrasts.enrichment`), cliffs_delta (see `Contrasts.cliffs_delta`), median_inside,
        median_rest. With one cluster there is no rest, and no number.
    """
    import pandas as pd

    clusters = np.asarray(clusters)
    values = np.asarray(X if values is None else values, dtype=float)
    contrasts = Contrasts(X)
    parts = []
    for cluster in np.unique(clusters).tolist():
        inside = clusters == cluster
        parts.append(
            pd.DataFrame(
                {
                    "cluster": cluster,
                    "element": list(names),
                    "difference": contrasts.enrichment(inside),
                    "cliffs_delta": contrasts.cliffs_delta(inside),
                    "median_inside": _medians(values[inside]),
                    "median_rest": _medians(values[~inside]),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def signature_texts(table: pd.DataFrame, n: int = 3) -> dict:
    """The `n` strongest elements of each cluster, enriched and depleted, as text.

    Strongest by the difference, which is also what is written, so that the numbers fall from left
    to right. Elements whose Cliff's delta is negligible are not named: of an element that is
    mostly below detection a small step of the median can be many of its robust units.

    Parameters
    ----------
    table : DataFrame
        From `cluster_signatures`.

    Returns
    -------
    dict
        Cluster -> for example "Cu +2.1, Au +1.8, Pb -0.9"; "none" where nothing stands out.
    """
    return {
        cluster: _text(rows, n)
        for cluster, rows in table.groupby("cluster", sort=False, dropna=False)
    }


def _text(rows: pd.DataFrame, n: int) -> str:
    clear = rows[rows["cliffs_delta"].abs() >= NEGLIGIBLE_DELTA]
    clear = clear[clear["difference"].abs() >= 0.05]  # would be written as 0.0
    strongest = clear["difference"].abs().sort_values(ascending=False, kind="stable").index[:n]
    named = clear.loc[strongest]
    said = [f"{e} {d:+.1f}" for e, d in zip(named["element"], named["difference"])]
    return ", ".join(said) or "none"


def _medians(values: np.ndarray) -> np.ndarray:
    """Median of the values of each column that are not blank; NaN where all are."""
    medians = np.full(values.shape[1], np.nan)
    known = np.isfinite(values).any(axis=0)
    medians[known] = np.nanmedian(values[:, known], axis=0)
    return medians
