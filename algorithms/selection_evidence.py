"""Held-out figures of maps that are fitted again and again: the tie to `core.validation`."""

from __future__ import annotations

from typing import Callable

import numpy as np

from . import parameters as p
from .evidence import SiteEvidence, examine_scorers
from .inputs import Inputs
from .models import Model
from .ranking import Site


def why_no_auc(inputs: Inputs, site: Site) -> str:
    """Why these occurrences give no held-out AUC whatever the map; empty where they do."""
    from ..core.validation import fixed_scorer, hold_out, make_partitions
    from ..core.validation.headline import why_not_held_out

    ground, places = site.examined_ground(), site.occurrences.places
    scorer = fixed_scorer(np.zeros(len(site.area)))
    partitions = make_partitions(ground, random_state=inputs.integer(p.SEED))
    result = hold_out(scorer, ground, places, partitions=partitions, n_resamples=1)
    return "" if result.possible else f"There is no held-out AUC: {why_not_held_out(result)}."


def held_out_auc_of(inputs: Inputs, site: Site) -> Callable[[np.ndarray], float]:
    """A function from clusters (N,) to the area under the curve of held-out occurrences.

    The function is called from several threads: it does not call QGIS.
    """
    from ..core.validation import group_scorer, hold_out, make_partitions

    ground, places = site.examined_ground(), site.occurrences.places
    partitions = make_partitions(ground, random_state=inputs.integer(p.SEED))

    def auc(clusters: np.ndarray) -> float:
        scorer = group_scorer(clusters)
        return hold_out(scorer, ground, places, partitions=partitions, n_resamples=1).auc

    return auc


def evidence_of_ensemble(
    inputs: Inputs, site: Site, name: str, models: list[Model], feedback
) -> SiteEvidence:
    """Evidence on the mean smoothed weight of maps.

    Every map is ranked anew without the occurrences that are held out.
    """
    from ..core.validation import combination_scorer

    scorer = combination_scorer([model.scorer() for model in models], rule="mean")
    return examine_scorers(inputs, site, {name: scorer}, {}, feedback, 90.0, 98.0)
