"""Algorithm `comparemodels`: any number of layers against the same occurrences, in one table."""

from __future__ import annotations

from . import parameters as p
from .base import RANKING, GeochemAlgorithm
from .comparison import (
    Comparison,
    classes_table,
    compare,
    models_table,
    pairs_table,
    place_models,
    read_models,
)
from .comparison_words import best_said, differences_said, models_said
from .compat import make_field
from .inputs import Inputs
from .messages import say, warn
from .numbers import add_number_outputs
from .outputs import write_table
from .provenance import history_of
from .ranking import FIT
from .styles import LayerLook


class CompareModels(GeochemAlgorithm):
    """Comparison of models."""

    ID = "comparemodels"
    TITLE = "Compare models"
    GROUP = RANKING
    ICON = "ranking.svg"
    TAGS = "geochemistry,anomaly,comparison,prediction-area,p-a plot,held out,occurrences,table"
    HELP = (
        "Sets any number of classified or scored layers against the same known mineral occurrences: "
        "one table, one prediction-area figure, and the difference of every two models on the same "
        "held-out occurrences, with a range. Layers may be points or polygons and need not hold the "
        "same samples. A fit (the crossing of the P-A plot) flatters every model; compare the held-out "
        "crossings, where 50 is chance. No model is named the best: who picks the best of several by "
        "these occurrences cannot judge it by them too."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.compared_layers(),
            p.cluster_field_of_layers(),
            p.score_fields_of_layers(),
            *p.occurrences_to_compare_by(),
            *p.ground_parameters(),
            *p.class_parameters(),
            p.evaluation(),
            p.seed(),
            *p.comparison_sinks(),
            p.report(),
        )
        add_number_outputs(self, ("MODEL_COUNT", "OCCURRENCES_USED", "OCCURRENCES_OUT"))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        inputs.thresholds()
        models = place_models(inputs, read_models(inputs, feedback), feedback)
        comparison = compare(inputs, models, feedback)
        warn(feedback, comparison.warnings)
        best = best_said(comparison)
        say(feedback, [*models_said(comparison), *best, *differences_said(comparison)])
        page = None
        if inputs.has(p.REPORT):
            from .comparison_report import comparison_report

            feedback.pushInfo("Drawing the report.")
            page = comparison_report(inputs, comparison)
        results = self._write(inputs, comparison, " ".join([*best, FIT]))
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "MODEL_COUNT": len(comparison.models),
            "OCCURRENCES_USED": comparison.n_sites,
            "OCCURRENCES_OUT": comparison.n_out,
        }

    def _write(self, inputs: Inputs, comparison: Comparison, abstract: str) -> dict:
        history = history_of(inputs)
        classes = classes_table(comparison.models)
        named = any(isinstance(label, str) for label in classes["cluster"])
        if named:
            known = classes["cluster"].notna()
            classes["cluster"] = classes["cluster"].astype(str).where(known, None)
        text = {"cluster": make_field("cluster", str, "Cluster")} if named else None
        aliases = {"p_holm": "p-value, corrected for the number of models (Holm)"}
        look = LayerLook("Models and their classes", abstract, history)
        results = write_table(inputs, p.OUTPUT, classes, look, fields=text)
        look = LayerLook("Models compared", abstract, history, aliases=aliases)
        results |= write_table(inputs, p.MODELS, models_table(comparison.models), look)
        look = LayerLook("Differences of models", abstract, history)
        results |= write_table(inputs, p.PAIRS, pairs_table(comparison), look)
        return results
