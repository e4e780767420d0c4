"""The HTML report of a model applied to new samples. Loaded only when it is wanted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core.palette import CLASS_NAMES, label_of
from ..core.report import Bullets, Facts, Paragraph, Report, Section, Table, render
from .applymodel import FAR, Applied, model_said, outside_counts, result_said
from .inputs import Inputs
from .report_blocks import parameter_section

MOST_LISTED = 200


def apply_report(inputs: Inputs, applied: Applied) -> str:
    """Report of `applymodel`."""
    kept = applied.kept
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=applied.rows.name,
            headline=tuple(s for s in result_said(applied) if not s.startswith("Left out")),
            warnings=applied.warnings,
            sections=[
                _model_section(applied),
                Section("New samples", _samples_blocks(applied)),
                Section("What was done to the values", [Bullets(applied.steps)]),
                _left_out_section(applied.left_out),
                _settings_section(kept),
                parameter_section(inputs),
            ],
        )
    )


def _model_section(applied: Applied) -> Section:
    kept = applied.kept
    lattice = kept.model.lattice_
    facts = [
        ("Map", f"{label_of(kept.method)}, {lattice.rows} x {lattice.cols} units"),
        ("Clusters", kept.n_clusters),
        ("Survey", kept.about.get("survey", "")),
        ("Samples of the survey", len(kept.distances)),
        ("Made on", kept.about.get("made", "")),
        ("Levelled by", kept.group_field),
        ("Trained on", ", ".join(kept.scores.names) if kept.scores else ""),
    ]
    return Section(
        "The model",
        [
            Facts([(label, value) for label, value in facts if value != ""]),
            *map(Paragraph, model_said(kept)[1:]),
        ],
    )


def _samples_blocks(applied: Applied) -> list:
    far = 100 * np.mean(applied.found.distance_percentile >= FAR)
    blocks = [
        Table(
            clusters_table(applied),
            "Clusters: the model's own samples beside the new ones",
            {"Survey, %": ".1f", "New, %": ".1f", "Median percentile": ".0f", "Weight": ".2f"},
        ),
        Paragraph(
            "The percentile compares a sample's distance to its unit with those that the model's own "
            "samples would have, had each been left out of training. Of samples like these, the median "
            f"is about 50 and {100 - FAR:g} % lie beyond {FAR:g}; here it is {far:.0f} %."
        ),
    ]
    outside = outside_counts(applied.found)
    if outside:
        frame = pd.DataFrame(outside, columns=["Field", "Above", "Below"])
        kept = applied.kept.cleaning
        places = [kept.fields.index(name) for name in frame["Field"]]
        frame["Least"], frame["Greatest"] = kept.lowest[places], kept.highest[places]
        blocks.append(Table(frame, "New samples outside the range that the model was trained on"))
    return blocks


def clusters_table(applied: Applied) -> pd.DataFrame:
    """One row per cluster: its samples in the survey and here, how far these lie, its class."""
    kept, found = applied.kept, applied.found
    before = kept.survey_clusters
    now = np.bincount(found.cluster - 1, minlength=kept.n_clusters)
    rows = []
    for c in range(kept.n_clusters):
        inside = found.cluster == c + 1
        percentiles = found.distance_percentile[inside]
        row = {
            "Cluster": c + 1,
            "Survey": int(before[c]),
            "Survey, %": 100 * before[c] / before.sum(),
            "New": int(now[c]),
            "New, %": 100 * now[c] / now.sum(),
            "Outside": int(found.outside[inside].any(axis=1).sum()),
            "Median percentile": float(np.median(percentiles)) if len(percentiles) else None,
        }
        if kept.figures is not None and kept.figures.by == "clusters":
            row["Class"] = CLASS_NAMES.get(int(kept.figures.class_id[c]), "")
            row["Weight"] = float(kept.figures.weight_s[c])
        rows.append(row)
    return pd.DataFrame(rows)


def _left_out_section(left_out: tuple) -> Section:
    if not left_out:
        return Section("Samples left out", [Paragraph("None.")])
    frame = pd.DataFrame(left_out[:MOST_LISTED], columns=["Sample", "Reason"])
    blocks: list = [Table(frame, f"{len(left_out):,} samples are left out")]
    if len(left_out) > MOST_LISTED:
        blocks.append(Paragraph(f"The first {MOST_LISTED} are listed."))
    return Section("Samples left out", blocks)


def _settings_section(kept) -> Section:
    settings = kept.about.get("settings", [])
    lines = settings if isinstance(settings, list) else []
    pairs = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    return Section("How the model was made", [Facts(pairs)] if pairs else [Paragraph("Not said.")])
