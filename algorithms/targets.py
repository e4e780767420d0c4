"""Targets: contiguous anomalous ground as polygons, ranked by the least score inside."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsGeometry

from ..core.enrichment import Contrasts
from ..core.palette import ANOMALY
from .ground import Ground, indexed
from .occurrences import Occurrences
from .points import AREAS

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
        One row per target, the highest least score first: target, min_score, mean_score,
        area_km2, n_samples, enriched, n_occ, occ_known.
    polygons : list of QgsGeometry, in the plane
    """
    import pandas as pd

    class_id, score = np.asarray(class_id), np.asarray(score, dtype=float)
    place = ground.support.place
    anomalous = (class_id == ANOMALY) & (place >= 0)
    contrasts = Contrasts(X)
    rows = []
    for polygon, places in _patches(ground, np.unique(place[anomalous])):
        inside = anomalous & np.isin(place, places)
        found = np.flatnonzero(np.isin(occurrences.places, places))
        here = [occurrences.names[i] for i in found]
        enriched = contrasts.most_enriched(inside, names)
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
    """(polygon, places) of each contiguous patch of these places.

    A place that clipping cut in two stays one: a sample's ground lies in one target.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(places):
        return []
    joined = QgsGeometry.unaryUnion([ground.polygons[p] for p in places])
    parts = [part for part in joined.asGeometryCollection() if part.type() == AREAS]
    links = _part_of_each_piece([ground.polygons[p] for p in places], parts)
    n = len(places) + len(parts)
    graph = coo_matrix((np.ones(len(links)), (links[:, 0], len(places) + links[:, 1])), (n, n))
    _, patch = connected_components(graph, directed=False)
    patch_of_place, patch_of_part = patch[: len(places)], patch[len(places) :]
    patches = []
    for k in np.unique(patch_of_place):
        own = [parts[j] for j in np.flatnonzero(patch_of_part == k)]
        polygon = own[0] if len(own) == 1 else QgsGeometry.collectGeometry(own)
        patches.append((polygon, places[patch_of_place == k]))
    return patches


def _part_of_each_piece(shapes, parts) -> np.ndarray:
    """(L, 2) pairs of a shape and a part that holds a piece of it."""
    index = indexed(parts)
    engines = [QgsGeometry.createGeometryEngine(part.constGet()) for part in parts]
    for engine in engines:
        engine.prepareGeometry()
    links = []
    for i, shape in enumerate(shapes):
        for piece in shape.asGeometryCollection():
            inside = piece.pointOnSurface()
            near = index.intersects(inside.boundingBox())
            links += [(i, k) for k in near if engines[k].intersects(inside.constGet())]
    return np.array(links, dtype=int).reshape(-1, 2)


def _listed(names: list) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
