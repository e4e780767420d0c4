"""What models predict, for the reports: held out and fit side by side, and the words for each map.

Loaded only when a report is wanted: drawing needs matplotlib.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core import plots
from ..core.palette import label_of
from ..core.report import Bullets, Paragraph, Section, Table
from ..core.validation.headline import cautions, p_text, verdict_in_words
from .evidence import SiteEvidence
from .report_blocks import figure_block

# Shares of the ground, in percent, at which a table says what has been found.
SEARCHED = (5, 10, 20, 30, 50)
HOW_TO_READ = (
    "Held out: the occurrences of a fifth of the ground at a time are set aside, and ranked on their own "
    "ground by what the model learns from the rest. At a crossing of 60, 60 % of them lie on the 40 % of "
    "the ground that ranks highest; 50 is chance. The range comes from drawing the blocks of ground "
    "again and is no confidence interval. Fit: the same occurrences rank the ground and are counted."
)
HOW_TO_READ_CHANCE = (
    "p: how many of the simulated patterns that cluster as the occurrences do, but know nothing of the "
    "map, do as well when they are held out. Fit without signal: what these patterns reach as a fit. "
    "Each p-value is its model's own: whoever picks the best of several has to allow for the choice."
)


def headline_of(models: dict, site, evidence: SiteEvidence) -> tuple:
    """The held-out figure of every model, the first with what it means."""
    if any(ranked.by_pathfinders for ranked in models.values()):
        return (site.order,)
    names = [name for name in models if name in evidence.models]
    lines = [f"{label_of(name)}: {evidence.headline(name)}" for name in names]
    verdict = [evidence.verdict(names[0])] if names else []
    said = [*lines[:1], *verdict, *lines[1:], evidence.why_none]
    return tuple(sentence for sentence in said if sentence)


def evidence_sections(models: dict, evidence: SiteEvidence) -> list:
    """What the models predict: figures, curves, and how to read them."""
    results = {name: evidence.models[name].held_out for name in models if name in evidence.models}
    if not results:
        return []
    blocks: list = [
        Table(
            evidence_table(evidence, list(results)),
            "Held-out crossing of each model beside its fit, in percent; 50 is chance",
        )
    ]
    possible = {name: result for name, result in results.items() if result.possible}
    if possible:
        curves = {name: models[name].prediction_area for name in possible}
        blocks += [
            Table(
                searched_table(possible, curves),
                "Occurrences found, in percent, if the ground that ranks highest is searched first: "
                "held out (fit)",
            ),
            figure_block(plots.held_out_plot(possible, curves), "Prediction and success rate"),
        ]
        simulated = any(evidence.models[name].chance for name in results)
        blocks.append(Paragraph(HOW_TO_READ))
        blocks += [Paragraph(HOW_TO_READ_CHANCE)] if simulated else []
    said = _cautions_said(evidence, list(results))
    return [Section("What the models predict", [*blocks, *([Bullets(said)] if said else [])])]


def evidence_table(evidence: SiteEvidence, names) -> pd.DataFrame:
    """One row per model: held-out crossing with its range, p, and the fit with its own null."""
    rows = []
    for name in names:
        held_out, chance = evidence.models[name].held_out, evidence.models[name].chance
        row = {
            "Model": label_of(name),
            "Held out": _rounded(held_out.crossing),
            "Range": f"{held_out.low:.0f}-{held_out.high:.0f}" if held_out.possible else None,
            "p": p_text(chance.p_value) if chance else None,
            "Against chance": verdict_in_words(held_out, chance) or None,
            "Fit": _rounded(held_out.fit_crossing),
            "Fit without signal": _rounded(chance.fit_null_rate) if chance else None,
        }
        rows.append(row)
    return pd.DataFrame(rows).dropna(axis="columns", how="all")


def searched_table(results: dict, curves: dict) -> pd.DataFrame:
    """One row per model: prediction rate, and success rate in brackets, of parts of the ground.

    Parameters
    ----------
    results : name -> HeldOut
    curves : name -> PredictionArea
        The fit of the same models.
    """
    rows = []
    for name, result in results.items():
        held_out = np.interp(SEARCHED, result.curve["area_pct"], result.curve["pred_rate"])
        fit = curves[name].curve
        success = np.interp(SEARCHED, fit["area_pct"], fit["pred_rate"])
        cells = {
            f"{part} % of ground": f"{a:.0f} ({b:.0f})"
            for part, a, b in zip(SEARCHED, held_out, success)
        }
        rows.append({"Model": label_of(name), **cells})
    return pd.DataFrame(rows)


def trust_said(name: str, table, evidence: SiteEvidence) -> str:
    """What stands under the map of a model: how far it can be trusted, and which class cannot."""
    found = evidence.models.get(name)
    if found is None:
        return ""
    if not found.held_out.possible:
        return "Nothing could be held out: a fit, not a prediction."
    words = verdict_in_words(found.held_out, found.chance)
    verdict = f": {words}" if words else ""
    crossing = f"Held-out crossing {found.held_out.crossing:.0f}, 50 = chance{verdict}."
    return " ".join([crossing, *evidence.class_cautions(name, table)])


def _cautions_said(evidence: SiteEvidence, names) -> list:
    """Cautions, each once, after the models that it holds for."""
    of_models: dict = {}
    for name in names:
        for sentence in cautions(evidence.models[name].chance):
            of_models.setdefault(sentence, []).append(label_of(name))
    return [f"{', '.join(labels)}: {sentence}" for sentence, labels in of_models.items()]


def _rounded(value: float):
    return round(value) if np.isfinite(value) else None
