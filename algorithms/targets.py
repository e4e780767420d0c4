"""Targets: contiguous anomalous ground as polygons, ranked by the least score inside."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsGeometry

from ..core.enrichment import most_enriched
from ..core.palette import ANOMALY
from .ground import AREAL, Ground
from .occurrences import Occurrences

# Occurrences named in a target's row; the number of all stands beside.
_NAMED = 5


def find_targets(ground: Ground, class_id, score, occurrences: Occurrences, X, names):
    """Join anomalous places that touch along an edge.

    Parameters
    ----------
    ground : Ground
    class_id, score : (N,) arrays
        Of the samples.
    occurrences : Occurrences
    X : (N, D) array
        Transformed values, for the most enriched elements.
    names : (D,) names of the elements

    Returns
    -------
    table : DataFrame
        One row per target, best first: target, min_score, mean_score, area_km2, n_samples,
        enriched, n_occ, occ_known.
    polygons : list of QgsGeometry, in the plane
    """
    import pandas as pd

    class_id, score = np.asarray(class_id), np.asarray(score, dtype=float)
    place = ground.support.place
    anomalous = (class_id == ANOMALY) & (place >= 0)
    patches = _patches(ground, np.unique(place[anomalous]))
    rows = []
    for polygon, places in patches:
        inside = anomalous & np.isin(place, places)
        here = [
            name for name, at in zip(occurrences.names, occurrences.places) if at in set(places)
        ]
        enriched = most_enriched(X, inside, names)
        rows.append(
            {
                "min_score": float(score[inside].min()),
                "mean_score": float(score[inside].mean()),
                "area_km2": float(ground.support.place_area[places].sum()),
                "n_samples": int(inside.sum()),
                "enriched": ", ".join(f"{name} ({value:+.1f})" for name, value in enriched),
                "n_occ": float(len(here)),
                "occ_known": _listed(here),
                "polygon": polygon,
            }
        )
    rows.sort(key=lambda r: (-r["min_score"], -r["mean_score"], -r["area_km2"]))
    columns = ["min_score", "mean_score", "area_km2", "n_samples", "enriched", "n_occ", "occ_known"]
    table = pd.DataFrame(rows, columns=[*columns, "polygon"])
    table.insert(0, "target", np.arange(1, len(table) + 1))
    return table.drop(columns="polygon"), list(table["polygon"])


def _patches(ground: Ground, places) -> list:
    """(polygon, places) of each contiguous patch of these places."""
    if not len(places):
        return []
    shapes = [ground.polygons[p] for p in places]
    joined = QgsGeometry.unaryUnion(shapes)
    parts = [part for part in joined.asGeometryCollection() if part.type() == AREAL]
    patches: list = [[] for _ in parts]
    for place, shape in zip(places.tolist(), shapes):
        # A clipped place may lie in several parts; it belongs to the one that holds most of it.
        if len(parts) == 1:
            patches[0].append(place)
            continue
        inside = shape.pointOnSurface()
        home = [k for k, part in enumerate(parts) if part.intersects(inside)]
        if home:
            patches[home[0]].append(place)
    return [(part, np.array(members)) for part, members in zip(parts, patches) if members]


def _listed(names: list) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
