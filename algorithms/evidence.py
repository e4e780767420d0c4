"""What is known of the models' power to predict: held-out figures, chance, intervals, for all outputs."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import numpy as np

from ..core.palette import BACKGROUND, CLASS_NAMES
from . import parameters as p
from .inputs import Inputs
from .messages import progress_of, warn
from .numbers import EVIDENCE_NUMBERS
from .ranking import Site, ranks_units

FULL, HELD_OUT, NONE = "full", "held_out", "none"
NOTHING_HELD_OUT = (
    "Nothing was held out (EVALUATION is none): the figures are a fit, not a prediction."
)
ENOUGH_FOR_UNITS = 100
# Columns that a table of ranked groups gets beside those of the ranking.
RATE_COLUMNS = ("rate_low", "rate_high", "p_binom", "p_holm")
WEIGHT_COLUMNS = ("w_plus", "w_minus", "contrast", "stud_contr")


@dataclass(frozen=True)
class SiteEvidence:
    """Evidence of all models of a run, on the same blocks and simulated patterns.

    Attributes
    ----------
    models : name -> core.validation.Evidence; empty where nothing was evaluated
    rates : name -> DataFrame of the model's groups; see `group_columns`
    why_none : what the reader is told where nothing was evaluated
    """

    models: dict = field(default_factory=dict)
    rates: dict = field(default_factory=dict)
    why_none: str = ""

    def headline(self, name: str) -> str:
        """The one sentence on a model that stands first wherever the model is shown."""
        return self.models[name].headline if name in self.models else self.why_none

    def verdict(self, name: str) -> str:
        """Whether the model predicts, in a sentence; empty where nothing was compared."""
        evidence = self.models.get(name)
        if evidence is None or evidence.chance is None:
            return ""
        from ..core.validation.headline import verdict

        return verdict(evidence.held_out, evidence.chance)

    def said(self, name: str) -> str:
        """The headline of a model, what it means, and the fit; or why there is none; or empty."""
        if name not in self.models:
            return self.why_none
        return " ".join([self.models[name].headline, *self.models[name].explanation])

    def tells_fit(self, name: str) -> bool:
        """Whether `said` holds the fit of a model already."""
        return name in self.models and bool(np.isfinite(self.models[name].held_out.fit_crossing))

    def numbers(self, name: str, prefix: str = "") -> dict:
        """Number outputs; None where there is no such figure."""
        evidence = self.models.get(name)
        figures = dict.fromkeys(EVIDENCE_NUMBERS)
        if evidence is not None and evidence.held_out.possible:
            held_out = evidence.held_out
            figures |= {
                "HELDOUT_RATE": held_out.crossing,
                "HELDOUT_LOW": held_out.low,
                "HELDOUT_HIGH": held_out.high,
            }
        if evidence is not None and evidence.chance is not None:
            figures["P_VALUE"] = evidence.chance.p_value
            figures["FIT_NULL_RATE"] = evidence.chance.fit_null_rate
        # qgis_process prints nothing for numbers that are not Python's own.
        return {
            f"{prefix}{number}": None if value is None else float(value)
            for number, value in figures.items()
        }

    def class_rates(self, name: str, table) -> dict:
        """Percent of the held-out occurrences that each class of a model's ground would hold.

        Those on as much of the ground, ranked from the highest down, as the class takes. Empty
        where nothing was held out.

        Parameters
        ----------
        table : DataFrame
            Columns class_id and area_pct, as `RankedModel.table`.
        """
        found = self.models.get(name)
        if found is None or not found.held_out.possible:
            return {}
        area = table.groupby("class_id")["area_pct"].sum().sort_index(ascending=False)
        curve = found.held_out.curve
        rates = np.interp(np.cumsum(area), curve["area_pct"], curve["pred_rate"])
        return dict(zip(area.index.tolist(), np.diff(rates, prepend=0.0).tolist()))

    def class_cautions(self, name: str, table) -> list:
        """Sentences on classes that hold no more of the held-out occurrences than any ground."""
        area = table.groupby("class_id")["area_pct"].sum()
        return [
            f"{CLASS_NAMES[c].capitalize()} would hold {rate:.0f} % of the occurrences, were they held "
            f"out, on {area[c]:.0f} % of the ground: no better a place to look than any."
            for c, rate in self.class_rates(name, table).items()
            if c != BACKGROUND and rate <= area[c]
        ]

    def with_columns(self, name: str, table):
        """The table of a model's groups with intervals, exact p-values and weights of evidence."""
        rates = self.rates.get(name)
        if rates is None or table["cluster"].isna().all():  # classes were made from the occurrences
            return table
        columns = rates.set_index("cluster")
        return table.join(columns, on="cluster")


def examine(
    inputs: Inputs, site: Site, models: dict, feedback, start=0.0, stop=100.0, combination=""
) -> SiteEvidence:
    """Hold occurrences out of every model, and compare with patterns that know nothing of it.

    Parameters
    ----------
    models : dict of name to Model
    combination : str, optional
        Name of the combination of these models, evaluated like each of them: models and combination
        are ranked anew without the occurrences that are held out.
    """
    scorers = {name: m.scorer() for name, m in models.items() if not m.learned_from}
    if combination and len(scorers) == len(models):
        scorers[combination] = scorer_of_combination(inputs, models)
    groups = {name: m.groups for name, m in models.items() if m.groups is not None}
    return examine_scorers(
        inputs, site, scorers, groups, feedback, start, stop, learned_from(models)
    )


def examine_combination(
    inputs: Inputs, site: Site, name: str, models: dict, feedback, start=0.0, stop=100.0
) -> SiteEvidence:
    """As `examine`, of the combination alone."""
    learned, scorers = learned_from(models), {}
    if not learned:
        scorers[name] = scorer_of_combination(inputs, models)
    return examine_scorers(inputs, site, scorers, {}, feedback, start, stop, learned)


def scorer_of_combination(inputs: Inputs, models: dict):
    """How a combination of models scores the ground given some occurrences."""
    from ..core.validation import combination_scorer

    return combination_scorer(
        [m.scorer() for m in models.values()],
        rule=inputs.choice(p.COMBINE_BY),
        scale=inputs.choice(p.SCALE),
        class_rule=inputs.choice(p.CLASS_RULE),
    )


def learned_from(models: dict) -> str:
    """Why nothing can be held out of one of the models; empty where it can of all."""
    return next((m.learned_from for m in models.values() if m.learned_from), "")


def examine_scorers(
    inputs: Inputs,
    site: Site,
    scorers: dict,
    groups: dict,
    feedback,
    start: float = 0.0,
    stop: float = 100.0,
    why_none: str = "",
    partitions=None,
) -> SiteEvidence:
    """As `examine`, of models that are given by how they score the ground.

    Parameters
    ----------
    scorers : dict of name to `core.validation.Scorer`
    groups : dict of name to (N,) array
        Groups that were made without the occurrences; their rates get intervals.
    why_none : str
        What is said of models that are not among the scorers.
    partitions : list of core.validation.Partition, optional
        Of the site's ground; made from it where none are given.
    """
    kind = inputs.choice(p.EVALUATION)
    if not site.occurrences.used or not scorers or kind == NONE:
        feedback.setProgress(stop)
        why_none = NOTHING_HELD_OUT if scorers else why_none
        if site.occurrences.used:
            warn(feedback, _fit_of_units(inputs, site))
        return SiteEvidence(why_none=why_none if site.occurrences.used else "")
    from ..core.validation import examine_models, make_partitions, simulate_patterns

    ground, places = site.examined_ground(), site.occurrences.places
    seed = inputs.integer(p.SEED)
    if partitions is None:
        partitions = make_partitions(ground, random_state=seed)
    middle = start + 0.6 * (stop - start)
    pool = None
    if kind == FULL and can_be_held_out(ground.rows_of(places), partitions[0]):
        feedback.pushInfo(
            "Simulating patterns of occurrences that cluster alike, to compare with chance."
        )
        pool = simulate_patterns(
            ground,
            len(places),
            random_state=seed,
            workers=os.cpu_count() or 1,
            progress=progress_of(feedback, start, middle),
        )
    evidence = examine_models(
        scorers,
        ground,
        places,
        partitions=partitions,
        pool=pool,
        with_chance=kind == FULL,
        random_state=seed,
        progress=progress_of(feedback, middle, stop),
    )
    rates = {
        name: group_columns(labels, ground, places, partitions, pool)
        for name, labels in groups.items()
    }
    if not any(found.chance for found in evidence.values()):
        warn(feedback, _fit_of_units(inputs, site))
    return SiteEvidence(evidence, rates, why_none)


def _fit_of_units(inputs: Inputs, site: Site) -> list:
    """The warning on a fit that no figure of chance stands beside."""
    if not ranks_units(inputs) or site.occurrences.used >= ENOUGH_FOR_UNITS:
        return []
    return [
        f"RANK_BY is units, whose fit means nothing below about {ENOUGH_FOR_UNITS} occurrences "
        f"({site.occurrences.used} here): have it compared with chance (EVALUATION full), or rank by "
        "clusters."
    ]


def can_be_held_out(rows, partition) -> bool:
    """Whether there are occurrences enough, in blocks enough, for any figure that is held out."""
    from ..core.validation import occupied_blocks
    from ..core.validation.held_out import FEWEST_BLOCKS, FEWEST_OCCURRENCES

    return len(rows) >= FEWEST_OCCURRENCES and occupied_blocks(partition, rows) >= FEWEST_BLOCKS


def group_columns(labels, ground, places, partitions, pool):
    """Per group: Jeffreys interval and exact p-values of its rate, weights of evidence.

    Returns
    -------
    DataFrame
        cluster, rate_low, rate_high, p_binom, p_holm, w_plus, w_minus, contrast, stud_contr.
    """
    import pandas as pd

    from ..core.validation import (
        group_rates,
        independent_witnesses,
        occupied_blocks,
        weights_of_evidence,
    )

    witnesses = (
        independent_witnesses(labels, ground, places, pool)
        if pool is not None
        else occupied_blocks(partitions[0], ground.rows_of(places))
    )
    rates = group_rates(labels, ground, places, witnesses)
    weights = weights_of_evidence(rates["n_occ"], rates["area_pct"])
    return pd.DataFrame(
        {
            "cluster": rates["group"],
            "rate_low": rates["rate_low"],
            "rate_high": rates["rate_high"],
            "p_binom": rates["p_value"],
            "p_holm": rates["p_holm"],
            "w_plus": weights["w_plus"],
            "w_minus": weights["w_minus"],
            "contrast": weights["contrast"],
            "stud_contr": weights["studentized"],
        }
    )
