"""The tables of a factor analysis: a row per element, a row per factor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .factor_run import FactorRun, short_names


def loadings_table(run: FactorRun) -> pd.DataFrame:
    """A row per element, in the order of FIELDS, those that a staged analysis dropped included.

    Columns: element, F1 to FF, communality, uniqueness, factor (the one that it loads most on),
    loading (its highest absolute loading; of a dropped element that in its last stage), dropped (the
    stage after which it was dropped, empty for what was kept).
    """
    table = run.analysis.loadings_table().set_index("element")
    table["loading"] = np.abs(run.analysis.loadings_).max(axis=1)
    table = table.reindex(list(run.stages[0].elements))
    stages: list = []
    for element in table.index:
        stage, highest = run.dropped.get(element, (None, table.loc[element, "loading"]))
        stages.append(stage)
        table.loc[element, "loading"] = highest
    table["factor"] = table["factor"].astype(object).where(table["factor"].notna(), None)
    table["dropped"] = pd.Series(stages, index=table.index, dtype=object)
    return table.reset_index()


def factors_table(run: FactorRun) -> pd.DataFrame:
    """A row per factor.

    Columns: factor, elements (that it carries, with loadings), expl_pct, cum_pct, picked (1 or 0),
    reason (empty without target elements).
    """
    analysis = run.analysis
    short = short_names(analysis.feature_names_in_)
    reasons = {choice.factor: choice.reason for choice in run.choices}
    variance = analysis.variance_table()
    return pd.DataFrame(
        {
            "factor": variance["factor"],
            "elements": [
                ", ".join(f"{short[element]} {loading:.2f}" for element, loading in run.carried(f))
                for f in range(analysis.n_factors_)
            ],
            "expl_pct": variance["explained_pct"],
            "cum_pct": variance["cumulative_pct"],
            "picked": [int(f in run.picked) for f in range(analysis.n_factors_)],
            "reason": [reasons.get(f, "") for f in range(analysis.n_factors_)],
        }
    )
