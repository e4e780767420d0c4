"""The HTML report of a comparison. Loaded only when it is wanted: drawing needs matplotlib."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core import plots
from ..core.palette import label_of
from ..core.report import Bullets, Facts, Paragraph, Report, Section, Table, render
from .comparison import Comparison, classes_table, models_table
from .comparison_words import RANGES, best_said, differences_said, headlines_said
from .inputs import Inputs
from .report_blocks import figure_block, parameter_section

# Column of the tables -> what the report calls it, and how its numbers are shown.
MODEL_COLUMNS = {
    "method": ("Model", ""),
    "heldout": ("Held-out crossing", ".0f"),
    "held_low": ("Range, low", ".0f"),
    "held_high": ("Range, high", ".0f"),
    "p_value": ("p", ".3f"),
    "p_holm": ("p, for the choice of a model", ".3f"),
    "auc": ("AUC, held out", ".2f"),
    "crossing": ("Fit", ".0f"),
    "fit_null": ("Fit without signal", ".0f"),
    "n_occ": ("Occurrences", ".0f"),
    "n_blocks": ("Blocks", ".0f"),
}
CLASS_COLUMNS = {
    "method": ("Model", ""),
    "cluster": ("Group", ""),
    "class": ("Class", ""),
    "area_pct": ("Ground (%)", ".1f"),
    "n_occ": ("Known occurrences", ".3g"),
    "pred_rate": ("Known occurrences (%)", ".1f"),
    "nd": ("Normalized density", ".2f"),
    "weight": ("Weight", ".2f"),
    "weight_s": ("Smoothed weight", ".2f"),
}
PAIR_COLUMNS = {
    "first": ("Model", ""),
    "second": ("against", ""),
    "difference": ("Difference", "+.0f"),
    "low": ("Range, low", "+.0f"),
    "high": ("Range, high", "+.0f"),
    "first_better": ("Ahead in (%)", ".0f"),
    "p_value": ("p", ".3f"),
    "auc_difference": ("Difference of AUC", "+.2f"),
    "n_occurrences": ("Occurrences of both", ".0f"),
    "n_apart": ("of one only", ".0f"),
}


def comparison_report(inputs: Inputs, comparison: Comparison) -> str:
    """Report of several models against the same occurrences."""
    models = comparison.models
    several = len({id(m.site) for m in models}) > 1
    told = {id(m.site): m for m in reversed(models)}
    site_warnings = [
        f"{m.source}: {warning}" if several else warning
        for m in reversed(list(told.values()))
        for warning in m.site.warnings
    ]
    fits = [_fit_said(m) for m in comparison.best_first] if not headlines_said(comparison) else []
    why_none = dict.fromkeys(
        m.evidence.headline(m.name) for m in models if m.held_out is None and fits
    )
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=", ".join(label_of(m.name) for m in models),
            headline=(*headlines_said(comparison), *best_said(comparison), *why_none, *fits),
            warnings=(*comparison.warnings, *site_warnings),
            sections=[
                *_evidence_sections(comparison),
                *_pairs_sections(comparison),
                _fit_section(comparison),
                _ground_section(comparison),
                parameter_section(inputs),
            ],
        )
    )


def _fit_said(m) -> str:
    crossing = m.ranked.prediction_area.crossing
    return (
        f"{label_of(m.name)}: {crossing.rate:.1f} % of the occurrences in {crossing.area:.1f} % of the "
        "ground (fit)."
    )


def _evidence_sections(comparison: Comparison) -> list:
    """What the models predict: a table, curves, and words for each."""
    ordered = comparison.best_first
    judged = {m.name: m for m in ordered if m.held_out is not None}
    if not judged:
        return []
    caption = "What each model predicts (held out) beside its fit; 50 is chance"
    blocks: list = [_table(models_table(ordered), MODEL_COLUMNS, caption)]
    results = {label_of(name): m.held_out for name, m in judged.items()}
    curves = {label_of(name): m.ranked.prediction_area for name, m in judged.items()}
    blocks.append(figure_block(plots.held_out_plot(results, curves), "Success and prediction rate"))
    for m in ordered:
        evidence = m.evidence.models.get(m.name)
        said = evidence.explanation if m.held_out is not None else [m.evidence.headline(m.name)]
        blocks.append(Paragraph(f"{label_of(m.name)}: {' '.join(said)}"))
    return [Section("What the models predict", blocks)]


def _pairs_sections(comparison: Comparison) -> list:
    """Every two models on the same occurrences: words, then figures."""
    if not len(comparison.pairs):
        return []
    shown = comparison.pairs.copy()
    shown["first"] = shown["first"].map(label_of)
    shown["second"] = shown["second"].map(label_of)
    shown["first_better"] *= 100.0
    return [
        Section(
            "Differences between models",
            [
                Bullets(differences_said(comparison)),
                _table(
                    shown,
                    PAIR_COLUMNS,
                    "Difference of the held-out crossings in points, on the same occurrences and blocks",
                ),
                Paragraph(RANGES),
            ],
        )
    ]


def _fit_section(comparison: Comparison) -> Section:
    curves = {m.name: m.ranked.prediction_area for m in comparison.models}
    caption = "All models in one prediction-area figure"
    return Section(
        "Prediction-area analysis (fit)",
        [
            figure_block(plots.comparison_plot(curves), caption),
            _table(
                classes_table(comparison.models),
                CLASS_COLUMNS,
                "Classes of every model: ground, occurrences, weight",
            ),
        ],
    )


def _ground_section(comparison: Comparison) -> Section:
    """The ground of each layer and the occurrences on it; layers of the same samples share one."""
    blocks: list = []
    told = set()
    for m in comparison.models:
        if id(m.site) in told:
            continue
        told.add(id(m.site))
        same = [label_of(other.name) for other in comparison.models if other.site is m.site]
        blocks.append(Paragraph(f"{', '.join(same)}:"))
        blocks.append(Bullets(m.site.notes))
        blocks.append(
            Facts(
                [
                    ("Occurrences used", m.site.occurrences.used),
                    ("Occurrences left out", m.site.occurrences.out),
                    ("Ground, km²", f"{m.site.area.sum():,.1f}"),
                ]
            )
        )
    return Section("Ground and occurrences", blocks)


def _table(frame: pd.DataFrame, columns: dict, caption: str) -> Table:
    """Some columns under the report's names, without those that are empty."""
    shown = frame[[c for c in columns if c in frame]].dropna(axis="columns", how="all").copy()
    if "method" in shown:
        shown["method"] = shown["method"].map(label_of)
    formats = {name: form for name, form in columns.values() if form}
    shown = shown.astype(object).where(shown.notna(), np.nan)
    return Table(shown.rename(columns={c: columns[c][0] for c in shown}), caption, formats)
