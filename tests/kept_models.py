"""A survey as laboratories deliver them, trained every way, for the tests of kept models."""

from __future__ import annotations

import numpy as np
from geochem_som.core import SOM, BatchSOM
from geochem_som.core.assays import CleaningRules
from geochem_som.core.clusters import cluster_units
from geochem_som.core.de_som import DESOM
from geochem_som.core.preparation import prepare_samples

FIELDS = ["Cu_ppm", "Au_ppb", "Pb_ppm", "Zn_ppm", "As_ppm", "Ni_ppm"]
MORE = ["Fe_pct", "Mn_ppm"]
N = 120


def survey(seed=3, n=N):
    """Raw columns by name: text with limits and blanks beside numbers, two laboratories."""
    rng = np.random.default_rng(seed)
    logs = rng.normal(size=(n, 8)) * 0.8 + np.linspace(0, 2, 8)
    logs[: n // 6, :3] += 2.0
    values = np.exp(logs)
    raw = {}
    for j, name in enumerate([*FIELDS, *MORE]):
        limit = np.quantile(values[:, j], 0.12)
        if j < 4:
            raw[name] = [f"<{limit:.4g}" if v < limit else f"{v:.5g}" for v in values[:, j]]
        else:
            raw[name] = values[:, j].tolist()
    raw["Au_ppb"][7] = raw["Zn_ppm"][11] = ""
    raw["As_ppm"][5] = None
    raw["Ni_ppm"][9] = 0.0
    raw["Pb_ppm"][2] = "bdl"
    raw["Cu_ppm"][3] = ">500"
    raw["Mn_ppm"][4] = -0.2
    for name in (*FIELDS, *MORE):
        raw[name][20] = None
    groups = np.array(["north", "south"])[rng.integers(0, 2, n)].tolist()
    groups[30] = None
    return raw, groups


def prepared_survey(raw, groups=None, **settings):
    """The survey prepared; `rules` may be given as a dict."""
    rules = CleaningRules(**settings.pop("rules", {}))
    return prepare_samples(raw, FIELDS, groups=groups, rules=rules, **settings)


def trained(method, X, rows=5, cols=4):
    """A small map and the clusters of its units."""
    cls = {"som": SOM, "batchsom": BatchSOM, "desom": DESOM}[method]
    model = cls(rows, cols, epochs=4).fit(X)
    hits = np.bincount(model.predict(X), minlength=rows * cols)
    return model, cluster_units(model.prototypes_, hits, model.lattice_, n_clusters=4).labels
