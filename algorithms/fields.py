"""Names, types and aliases of every field that GeochemSOM writes: one home, read by all."""

from __future__ import annotations

from qgis.core import QgsField

from .compat import make_field

# name -> (type, alias); names keep to 10 ASCII characters so that shapefiles do not cut them.
FIELDS = {
    "sample_id": (str, "Sample"),
    "method": (str, "Method"),
    "bmu": (int, "Best-matching unit (from 0, row by row)"),
    "bmu_row": (int, "Row of the best-matching unit"),
    "bmu_col": (int, "Column of the best-matching unit"),
    "bmu_dist": (float, "Distance to the best-matching unit"),
    "cluster": (int, "Cluster"),
    "recon_err": (float, "Reconstruction error"),
    "nd": (float, "Normalized density"),
    "weight": (float, "Weight (log of normalized density)"),
    "weight_s": (float, "Smoothed weight"),
    "path_mean": (float, "Mean pathfinder score of the cluster"),
    "class_id": (int, "Class number (3 anomaly, 2 halo, 1 background)"),
    "class": (str, "Class"),
    "maximin": (float, "Maximin score (least score of the models)"),
    "worst": (str, "Model that gives the least score"),
    "spread": (float, "Spread of the models' scores"),
    "votes": (int, "Models that call the place anomalous"),
    "n_samples": (int, "Samples"),
    "area_km2": (float, "Ground (km²)"),
    "area_pct": (float, "Ground (%)"),
    "n_occ": (float, "Known occurrences"),
    "pred_rate": (float, "Success rate on the known occurrences (%)"),
    "target": (int, "Rank of the target"),
    "min_score": (float, "Least score inside"),
    "mean_score": (float, "Mean score inside"),
    "enriched": (str, "Most enriched elements"),
    "occ_known": (str, "Known occurrences inside"),
    "unit": (int, "Unit (from 0, row by row)"),
    "unit_row": (int, "Row of the unit"),
    "unit_col": (int, "Column of the unit"),
    "hits": (int, "Samples of the unit"),
    "u_dist": (float, "Mean distance to neighbouring units (U-matrix)"),
    "n_sharing": (int, "Samples that share the ground"),
}

MAP_FIELDS = ["sample_id", "method", "bmu", "bmu_row", "bmu_col", "bmu_dist", "cluster"]
RANK_FIELDS = ["nd", "weight", "weight_s", "path_mean", "class_id", "class"]
COMBINATION_FIELDS = ["maximin", "worst", "spread", "votes"]
TABLE_FIELDS = [
    *("method", "cluster", "n_samples", "area_km2", "area_pct", "n_occ", "pred_rate"),
    *("nd", "weight", "weight_s", "path_mean", "class_id", "class"),
]
TARGET_FIELDS = [
    *("target", "min_score", "mean_score", "area_km2", "n_samples"),
    *("enriched", "n_occ", "occ_known"),
]
# All that a classified layer may already carry from an earlier step.
RESULT_FIELDS = {*MAP_FIELDS, "recon_err", *RANK_FIELDS, *COMBINATION_FIELDS}


def index_of(fields, name: str) -> int:
    """Place of the field of that name: the very name, else one that differs in case; -1 if none.

    Not an alias, which QGIS's own look-up takes too.
    """
    index = fields.indexFromName(name)
    if index >= 0:
        return index
    names = [field.name().lower() for field in fields]
    return names.index(name.lower()) if name.lower() in names else -1


def free_name(name: str, taken: set) -> str:
    """The name, numbered if it is taken; databases do not tell Cu from CU. It is then taken too."""
    free, number = name, 1
    while free.lower() in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free.lower())
    return free


def result_field(name: str) -> QgsField:
    """The field of that name, with its type and alias.

    `s_MODEL` and `c_MODEL` are the score and the class number that one of several models gives.
    """
    if name.startswith("s_"):
        return make_field(name, float, f"Score of {name[2:]}")
    if name.startswith("c_"):
        return make_field(name, int, f"Class number of {name[2:]}")
    kind, alias = FIELDS[name]
    return make_field(name, kind, alias)
