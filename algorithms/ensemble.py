"""Algorithm `ensemble`: the same map on resamples of the samples, and how sure each class is."""

from __future__ import annotations

from . import parameters as p
from .base import WORKFLOW, GeochemAlgorithm
from .ensemble_run import RankedEnsemble, class_table, confidence_look, fit_and_rank
from .inputs import Inputs
from .messages import say, stop_if_cancelled, warn
from .numbers import add_number_outputs
from .outputs import write_ground, write_rows, write_table
from .provenance import history_of
from .ranking import ALL_BUT_HELD_OUT, FIT, Site, add_ranking_numbers, survey_ground
from .selection_evidence import evidence_of_ensemble
from .styles import LayerLook
from .training import read_samples, require_method


class EnsembleOfMaps(GeochemAlgorithm):
    """How sure the class of each place is."""

    ID = "ensemble"
    TITLE = "Confidence of classes (ensemble of maps)"
    GROUP = WORKFLOW
    ICON = "workflow.svg"
    TAGS = "geochemistry,anomaly,som,ensemble,bootstrap,uncertainty,confidence,probability,entropy"
    HELP = (
        "Trains the same map on many resamples of the samples, ranks the units or clusters of each "
        "against known occurrences, and gives every place the share of maps that call it anomaly, halo "
        "or background. The layer shows the class that most maps give, the paler the fewer agree; a "
        "second style shows the share of anomaly. Shares tell how far the answer hangs on which samples "
        "were taken and how training went: they are no probability of ore, and figures made with the "
        "ranking occurrences are a fit, not a prediction."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.samples(),
            p.sample_id(),
            p.fields(),
            *p.occurrence_parameters(),
            p.method(),
            p.members(),
            *p.data_parameters(),
            p.composition(),
            *p.map_parameters(),
            *p.resampled_schedule_parameters(),
            *p.som_parameters(),
            *p.desom_parameters(),
            p.threads(),
            *p.ground_parameters(),
            *p.class_parameters("natural_breaks"),
            p.rank_by(),
            p.evaluation(),
            p.pathfinders(p.SAMPLES),
            p.point_sink("Samples by class and confidence"),
            p.ground_sink(),
            p.table_sink(p.TABLE, "Table of classes"),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT"))
        add_ranking_numbers(self)
        add_number_outputs(self, ("CROSSING_LOW", "CROSSING_HIGH", "AGREEMENT"))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        method = inputs.choice(p.METHOD)
        require_method(method)
        inputs.check_destinations()
        samples = read_samples(inputs, feedback)
        site = survey_ground(inputs, samples.rows, feedback)
        model = fit_and_rank(inputs, method, samples.prepared.X, site, feedback)
        warnings = _too_many_clusters(model, site)
        warn(feedback, warnings)
        evidence = evidence_of_ensemble(inputs, site, model.name, model.models, feedback)
        held_out = evidence.said(model.name)
        said = [*([held_out] if held_out else []), *model.said()]
        say(feedback, said)
        stop_if_cancelled(feedback)
        table = class_table(site, model, inputs.choice(p.LOG_BASE))
        fit = ALL_BUT_HELD_OUT if held_out else FIT
        headline = [*said, site.order if model.by_pathfinders else fit]
        page = None
        if inputs.has(p.REPORT):
            from .resampling_reports import ensemble_report

            page = ensemble_report(inputs, samples, site, model, table, headline, warnings)

        abstract = " ".join(headline)
        look = confidence_look(site, model, abstract, history_of(inputs))
        values = model.fields(samples.rows.ids)
        results = write_rows(inputs, p.OUTPUT, samples.rows, values, look)
        results |= write_ground(inputs, samples.rows, site.ground, values, look)
        results |= write_table(
            inputs, p.TABLE, table, LayerLook(f"{model.name}: classes", abstract, look.history)
        )
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "SAMPLES_USED": len(samples.rows),
            "SAMPLES_OUT": len(samples.left_out),
            **site.numbers(),
            **evidence.numbers(model.name),
            **model.numbers(),
        }


def _too_many_clusters(model: RankedEnsemble, site: Site) -> list:
    most = max(model.cluster_counts, default=0)
    if model.by_pathfinders or most <= site.occurrences.used:
        return []
    return [
        f"There are maps with more clusters ({most}) than occurrences ({site.occurrences.used}): the "
        "crossing says nothing, any map would look good."
    ]
