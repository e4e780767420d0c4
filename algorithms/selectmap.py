"""Algorithm `selectmap`: settings of a map compared by stability and errors, and one recommended."""

from __future__ import annotations

import numpy as np

from ..core.select_map import MapSelection, describe, select_map
from . import parameters as p
from .base import MAPS, GeochemAlgorithm
from .fields import SELECTION_FIELDS
from .inputs import Inputs
from .map_choices import Choices, choices_of, map_maker, thread_count
from .messages import progress_of, warn
from .numbers import add_number_outputs
from .outputs import write_table
from .provenance import history_of
from .ranking import survey_ground
from .selection_evidence import held_out_auc_of, why_no_auc
from .styles import LayerLook
from .training import make_map, read_samples, require_method

NO_OCCURRENCES = "No occurrence is known on this ground, so there is no held-out AUC."


class SelectMap(GeochemAlgorithm):
    """Which map, and how many clusters."""

    ID = "selectmap"
    TITLE = "Select map size and number of clusters"
    GROUP = MAPS
    ICON = "maps.svg"
    TAGS = "geochemistry,som,cluster,stability,bootstrap,adjusted rand index,model selection,size"
    HELP = (
        "Trains a map of every size on resamples of the samples, cuts it at every number of clusters, "
        "and recommends the setting with the most clusters that resamples still agree on. A table and a "
        "report show stability (adjusted Rand index between resamples), quantization and topographic "
        "error of all. The recommendation never looks at occurrences: who chooses a setting by them "
        "cannot test it with them any more.\n\nEnter the recommended rows, columns and clusters in the "
        "map's own dialog, or in 'Separate geochemical anomalies'."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.samples(),
            p.sample_id(),
            p.fields(),
            p.method(),
            p.sizes(),
            p.cluster_numbers(),
            p.resamples(),
            *p.data_parameters(),
            p.composition(),
            *p.fixed_map_parameters(),
            *p.resampled_schedule_parameters(),
            *p.som_parameters(),
            *p.compared_networks(),
            *p.network_parameters(),
            p.threads(),
            *p.judging_occurrences(),
            p.settings_sink(),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT"))
        add_number_outputs(self, ("BEST_ROWS", "BEST_COLS", "BEST_CLUSTERS", "STABILITY"))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        method = inputs.choice(p.METHOD)
        require_method(method)
        inputs.check_destinations()
        samples = read_samples(inputs, feedback)
        choices = choices_of(inputs, method, samples.prepared.X)
        auc, more_warnings = _judge(inputs, samples.rows, feedback)
        selection = _compare(inputs, method, choices, samples.prepared.X, auc, feedback)
        feedback.pushInfo(f"Recommended: {selection.reason}")
        warn(feedback, selection.warnings)
        table = settings_table(selection, method, choices.fixed)
        page = None
        if inputs.has(p.REPORT):
            from .resampling_reports import selection_report

            page = selection_report(inputs, samples, selection, table, more_warnings)

        look = LayerLook(
            "Settings compared", f"Recommended: {selection.reason}", history_of(inputs)
        )
        results = write_table(inputs, p.OUTPUT, table.rename(columns=SELECTION_FIELDS), look)
        results |= inputs.write_page(p.REPORT, page)
        best = selection.setting
        return {
            **results,
            "SAMPLES_USED": len(samples.rows),
            "SAMPLES_OUT": len(samples.left_out),
            "BEST_ROWS": int(best["rows"]),
            "BEST_COLS": int(best["cols"]),
            "BEST_CLUSTERS": int(best["clusters"]),
            "STABILITY": float(selection.table["stability"].iloc[selection.recommended]),
        }


def settings_table(selection: MapSelection, method: str, fixed: dict):
    """DataFrame with the columns of `SELECTION_FIELDS`, a row per setting; None where none is."""
    table = selection.table.assign(method=method, **fixed)
    table["recommended"] = np.where(table["recommended"], "yes", "no")
    return table.reindex(columns=list(SELECTION_FIELDS))


def _judge(inputs: Inputs, rows, feedback):
    """A function from clusters to held-out AUC where occurrences are given, and warnings."""
    if not inputs.has(p.OCCURRENCES):
        return None, ()
    site = survey_ground(inputs, rows, feedback, NO_OCCURRENCES)
    if not site.occurrences.used:
        return None, site.warnings
    why_none = why_no_auc(inputs, site)
    if why_none:
        warn(feedback, [why_none])
        return None, (*site.warnings, why_none)
    return held_out_auc_of(inputs, site), site.warnings


def _compare(inputs: Inputs, method: str, choices: Choices, X, auc, feedback) -> MapSelection:
    template = map_maker(make_map(inputs, method, X))(**choices.fixed)
    resamples, threads = inputs.integer(p.RESAMPLES), thread_count(inputs)
    names = "; ".join(describe(setting) for setting in choices.settings)
    feedback.pushInfo(
        f"{method}: maps of {names} on {resamples} resamples each make "
        f"{len(choices.settings) * resamples} trainings, {threads} at a time; each map is cut at "
        f"{', '.join(map(str, choices.numbers))} clusters."
    )
    return select_map(
        X,
        choices.settings,
        map_maker(template),
        numbers=choices.numbers,
        resamples=resamples,
        cluster_method=inputs.choice(p.CLUSTER_METHOD),
        held_out_auc=auc,
        threads=threads,
        random_state=inputs.integer(p.SEED),
        progress=progress_of(feedback, 5.0, 95.0),
    )
