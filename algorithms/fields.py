"""Names, types and aliases of every field that GeochemSOM writes: one home, read by all."""

from __future__ import annotations

import re

from qgis.core import QgsField

from .base import tr
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
    "outside": (str, "Fields outside the range that the model was trained on"),
    "dist_pct": (
        float,
        "Percent of the model's samples that would lie nearer to their unit if new",
    ),
    "nd": (float, "Normalized density"),
    "weight": (float, "Weight (log of normalized density)"),
    "weight_s": (float, "Smoothed weight"),
    "path_mean": (float, "Mean pathfinder score of the cluster or unit"),
    "class_id": (int, "Class number (3 anomaly, 2 halo, 1 background)"),
    "class": (str, "Class"),
    "maximin": (float, "Maximin score (least score of the models)"),
    "worst": (str, "Model that gives the least score"),
    "spread": (float, "Spread of the models' scores"),
    "votes": (int, "Models that call the place anomalous"),
    "vote_share": (float, "Share of the models that call the place anomalous"),
    "mean_rank": (float, "Mean of the models' ranks"),
    "confidence": (float, "Share of the models that agree on anomaly or not"),
    "rate_low": (float, "Success rate, low end (95 %)"),
    "rate_high": (float, "Success rate, high end (95 %)"),
    "p_binom": (float, "Exact p-value of the rate"),
    "p_holm": (float, "p-value, corrected for the number of clusters (Holm)"),
    "w_plus": (float, "Weight of evidence W+"),
    "w_minus": (float, "Weight of evidence W-"),
    "contrast": (float, "Contrast of the weights of evidence"),
    "stud_contr": (float, "Studentized contrast"),
    "n_samples": (int, "Samples"),
    "n_blank": (int, "Blanks that were filled"),
    "n_replaced": (int, "Numbers that were not measured"),
    "replaced": (str, "Fields whose number was not measured"),
    "n_averaged": (int, "Samples averaged"),
    "same_place": (int, "Place shared with other samples"),
    "field": (str, "Field"),
    "analyte": (str, "Analyte"),
    "element": (str, "Element"),
    "unit_name": (str, "Unit"),
    "rows": (int, "Rows"),
    "values": (int, "Rows with a value or a limit"),
    "blank": (int, "Blank"),
    "not_anal": (int, "Not analysed"),
    "below": (int, "Below the detection limit"),
    "zero": (int, "Zero"),
    "above": (int, "Above range"),
    "uncertain": (int, "Marked as uncertain"),
    "limits": (str, "Detection limits"),
    "below_pct": (float, "Below the limit (%)"),
    "blank_pct": (float, "Blank (%)"),
    "tie_value": (float, "Smallest value where it repeats"),
    "tie_count": (int, "How often it repeats"),
    "role": (str, "Role"),
    "high_limit": (int, "Made blank for a high limit"),
    "filled": (int, "Blanks filled"),
    "used": (str, "Used"),
    "n_below": (int, "Values below the detection limit"),
    "censored": (str, "Elements below the limit in half of the samples or more"),
    "composite": (str, "Composite"),
    "reason": (str, "Reason"),
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
    "communality": (float, "Communality"),
    "uniqueness": (float, "Uniqueness"),
    "factor": (str, "Factor"),
    "loading": (float, "Highest loading"),
    "dropped": (int, "Dropped after stage"),
    "elements": (str, "Elements carried"),
    "expl_pct": (float, "Explained variance (%)"),
    "cum_pct": (float, "Explained variance up to here (%)"),
    "cols": (int, "Columns"),
    "clusters": (int, "Number of clusters"),
    "latent": (int, "Latent dimensions (DE-SOM)"),
    "gamma": (float, "Weight of the map in the loss (DE-SOM, 0 automatic)"),
    "quant_err": (float, "Quantization error"),
    "quant_sd": (float, "Quantization error, standard deviation of resamples"),
    "rel_err": (float, "Quantization error over the spread of the samples"),
    "topo_err": (float, "Topographic error"),
    "topo_sd": (float, "Topographic error, standard deviation of resamples"),
    "stability": (float, "Stability (adjusted Rand index of resamples)"),
    "stab_se": (float, "Stability, standard error"),
    "auc": (float, "Held-out AUC (0.5 is chance)"),
    "auc_sd": (float, "Held-out AUC, standard deviation of resamples"),
    "recommend": (str, "Recommended"),
    "p_anomaly": (float, "Share of maps that say anomaly"),
    "p_halo": (float, "Share of maps that say halo"),
    "p_backgr": (float, "Share of maps that say background"),
    "entropy": (float, "Entropy of the shares (0 all agree, 1 anything goes)"),
    "agreement": (float, "Share of maps that agree on the class"),
    "weight_m": (float, "Mean smoothed weight of the maps"),
    "source": (str, "Layer"),
    "n_out": (int, "Occurrences off its ground"),
    "n_blocks": (int, "Blocks of ground that hold occurrences"),
    "crossing": (float, "Crossing of the P-A curves (fit, %)"),
    "cross_area": (float, "Ground at the crossing (%)"),
    "fit_null": (float, "Crossing of a fit without signal (%)"),
    "heldout": (float, "Held-out crossing (%, 50 is chance)"),
    "held_low": (float, "Held-out crossing, low end of the resampling range (%)"),
    "held_high": (float, "Held-out crossing, high end of the resampling range (%)"),
    "p_value": (float, "p-value of the held-out AUC against clustered patterns"),
    "note": (str, "Note"),
    "method_2": (str, "Other method"),
    "n_common": (int, "Occurrences that both models score"),
    "n_apart": (int, "Occurrences that only one of the two scores"),
    "heldout_2": (float, "Held-out crossing of the other (%)"),
    "diff": (float, "Difference of the held-out crossings (points)"),
    "diff_low": (float, "Difference, low end of the resampling range"),
    "diff_high": (float, "Difference, high end of the resampling range"),
    "ahead": (float, "Share of resamples in which the first crosses higher"),
    "auc_2": (float, "Held-out AUC of the other"),
    "auc_diff": (float, "Difference of the held-out AUCs"),
    "auc_low": (float, "Difference of the AUCs, low end"),
    "auc_high": (float, "Difference of the AUCs, high end"),
    "auc_ahead": (float, "Share of resamples in which the first has the higher AUC"),
    "picked": (int, "Picked for the target elements (1 yes, 0 no)"),
}

MAP_FIELDS = ["sample_id", "method", "bmu", "bmu_row", "bmu_col", "bmu_dist", "cluster"]
APPLIED_FIELDS = ["outside", "dist_pct"]
RANK_FIELDS = ["nd", "weight", "weight_s", "path_mean", "class_id", "class"]
# Combination rule -> field of its score.
COMBINED_SCORES = {"maximin": "maximin", "majority": "vote_share", "mean_rank": "mean_rank"}
COMBINATION_FIELDS = [*COMBINED_SCORES.values(), "worst", "spread", "votes", "confidence"]
ENSEMBLE_FIELDS = [
    *("sample_id", "method", "p_anomaly", "p_halo", "p_backgr", "entropy", "agreement"),
    *("weight_m", "path_mean", "class_id", "class"),
]
# Column of a selection's table -> its name in a layer, in the layer's order.
SELECTION_FIELDS = {
    **{name: name for name in ("method", "rows", "cols", "clusters", "latent", "gamma")},
    "quantization_error": "quant_err",
    "quantization_error_sd": "quant_sd",
    "relative_error": "rel_err",
    "topographic_error": "topo_err",
    "topographic_error_sd": "topo_sd",
    "stability": "stability",
    "stability_se": "stab_se",
    "heldout_auc": "auc",
    "heldout_auc_sd": "auc_sd",
    "recommended": "recommend",
}
TABLE_FIELDS = [
    *("method", "cluster", "n_samples", "area_km2", "area_pct", "n_occ", "pred_rate"),
    *("nd", "weight", "weight_s", "path_mean", "class_id", "class"),
]
COMPARISON_FIELDS = [
    *("method", "cluster", "class_id", "class", "n_samples", "area_km2", "area_pct", "n_occ"),
    *("pred_rate", "rate_low", "rate_high", "nd", "weight", "weight_s"),
    *("crossing", "cross_area", "heldout", "held_low", "held_high", "p_value", "auc"),
]
MODEL_FIELDS = [
    *("method", "source", "field", "area_km2", "n_occ", "n_out", "n_blocks"),
    *("crossing", "cross_area", "fit_null", "heldout", "held_low", "held_high"),
    *("p_value", "p_holm", "auc", "note"),
]
# Column of `core.validation.paired_differences` -> its name in a layer.
PAIR_FIELDS = {
    **{"first": "method", "second": "method_2"},
    **{"n_occurrences": "n_common", "n_apart": "n_apart", "n_blocks": "n_blocks"},
    **{"crossing_first": "heldout", "crossing_second": "heldout_2", "difference": "diff"},
    **{"low": "diff_low", "high": "diff_high", "first_better": "ahead"},
    "p_value": "p_value",
    **{"auc_first": "auc", "auc_second": "auc_2", "auc_difference": "auc_diff"},
    **{"auc_low": "auc_low", "auc_high": "auc_high", "auc_first_better": "auc_ahead"},
}
TARGET_FIELDS = [
    *("target", "min_score", "mean_score", "area_km2", "n_samples"),
    *("enriched", "n_occ", "occ_known"),
]
# Column of the account of the fields -> its name in a layer.
ACCOUNT_FIELDS = {
    **{name: name for name in ("field", "role", "analyte", "element")},
    "unit": "unit_name",
    **{name: name for name in ("rows", "values", "blank")},
    "not_analysed": "not_anal",
    **{name: name for name in ("below", "zero", "above", "uncertain", "limits")},
    "censored_pct": "below_pct",
    "missing_pct": "blank_pct",
    **{name: name for name in ("tie_value", "tie_count")},
    "substituted_blanked": "high_limit",
    "imputed": "filled",
    **{name: name for name in ("used", "reason")},
}
COMPOSITE_FIELDS = ["sample_id", "n_samples", "n_below", "censored"]
# What is made from occurrences, of samples and of targets: none can be held out of it.
LEARNED_FIELDS = {
    *("nd", "weight", "weight_s", "class_id", "class"),
    *COMBINATION_FIELDS,
    *("p_anomaly", "p_halo", "p_backgr", "entropy", "agreement", "weight_m"),
    *("target", "min_score", "mean_score", "n_occ", "pred_rate"),
}
# All that a classified layer may already carry from an earlier step.
RESULT_FIELDS = {*MAP_FIELDS, "recon_err", *APPLIED_FIELDS, *RANK_FIELDS, *COMBINATION_FIELDS}


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

    `s_MODEL` and `c_MODEL` are the score and the class number that one of several models gives;
    `F1` and `gmpi_F1` are the score of a factor and the index made from it.
    """
    if re.fullmatch(r"F\d+", name):
        return make_field(name, float, tr("Factor {0}").format(name[1:]))
    if re.fullmatch(r"gmpi_F\d+", name):
        alias = tr("Mineralization probability index (GMPI) of {0}")
        return make_field(name, float, alias.format(name[5:]))
    if name.startswith("s_"):
        return make_field(name, float, tr("Score of {0}").format(name[2:]))
    if name.startswith("c_"):
        return make_field(name, int, tr("Class number of {0}").format(name[2:]))
    kind, alias = FIELDS[name]
    return make_field(name, kind, tr(alias))
