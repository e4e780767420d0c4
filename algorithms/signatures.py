"""What the clusters of a model are made of, and none called anomalous from occurrences alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.palette import ANOMALY, label_of
from ..core.ranking import RankedModel, demoted, without_anomaly
from ..core.signature import cluster_signatures, signature_texts

# What `signature_texts` says of a group in which no element stands out.
NOTHING = "none"


@dataclass(frozen=True)
class Signatures:
    """What sets the groups of a model apart, element by element.

    Attributes
    ----------
    table : DataFrame of `core.signature.cluster_signatures`
    texts : group -> for example "Cu +2.1, Au +1.8, Pb -0.9"
    """

    table: object
    texts: dict


def signatures_of(labels, elements) -> Signatures:
    """Signatures of groups (N,) of samples.

    Parameters
    ----------
    labels : (N,) cluster, or class where a model has no clusters
    elements : PreparedSamples of the elements
    """
    table = cluster_signatures(
        np.asarray(labels), elements.element_values, elements.fields, elements.concentrations
    )
    return Signatures(table, signature_texts(table))


def with_geochemistry(method: str, ranked: RankedModel, labels, signatures: Signatures):
    """The model, its anomalous clusters without any element that stands out as halo; and warnings.

    Occurrences alone make no geochemical anomaly: what holds many of them but differs from the rest
    in nothing is a place to look at, not a pattern to follow.
    """
    bare = [
        cluster
        for cluster, class_id in zip(ranked.table["cluster"], ranked.table["class_id"])
        if class_id == ANOMALY and signatures.texts.get(cluster) == NOTHING
    ]
    if not bare or ranked.by_pathfinders:
        return ranked, []
    named = "cluster " if len(bare) == 1 else "clusters "
    return demoted(ranked, labels, bare), [
        _shown_as_halo(method, named + ", ".join(map(str, bare)), len(bare) == 1)
    ]


def class_with_geochemistry(method: str, ranked: RankedModel, elements, site, log_base: str):
    """As `with_geochemistry`, of a model without clusters: its anomaly as a whole is looked at."""
    if ranked.by_pathfinders or not (ranked.class_id == ANOMALY).any():
        return ranked, []
    if signatures_of(ranked.class_id, elements).texts[ANOMALY] != NOTHING:
        return ranked, []
    again = without_anomaly(ranked, site.area, site.occurrences.per_sample, log_base)
    return again, [_shown_as_halo(method, "the ground of the anomaly", True)]


def _shown_as_halo(method: str, what: str, single: bool) -> str:
    holds, its, it_is = ("holds", "its", "it is") if single else ("hold", "their", "they are")
    return (
        f"{label_of(method)}: {what} {holds} more occurrences than {its} share of the ground, but no "
        f"element stands out there; {it_is} shown as halo, not as anomaly."
    )
