"""Reports of maps on resamples: settings compared, and the confidence of an ensemble's classes.

Loaded only when a report is wanted: drawing needs matplotlib.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core import plots
from ..core.palette import AGREEMENT_LEVELS, CLASS_NAMES, label_of, levels_of
from ..core.report import Bullets, Paragraph, Report, Section, Table, render
from ..core.select_map import RULE, MapSelection
from .ensemble_run import CLOSER_FIT, RankedEnsemble
from .inputs import Inputs
from .ranking import Site
from .report_blocks import figure_block, parameter_section
from .reports import data_section, ground_rings, ground_section

# Column of a selection's table -> heading and format of its numbers.
_SELECTION_COLUMNS = {
    "rows": ("Rows", ".0f"),
    "cols": ("Columns", ".0f"),
    "clusters": ("Clusters", ".0f"),
    "latent": ("Latent", ".0f"),
    "gamma": ("Gamma", None),
    "stability": ("Stability", ".2f"),
    "stability_se": ("Standard error", ".2f"),
    "topographic_error": ("Topographic error", ".3f"),
    "quantization_error": ("Quantization error", ".3f"),
    "relative_error": ("Relative", ".3f"),
    "heldout_auc": ("Held-out AUC", ".2f"),
    "recommended": ("Recommended", None),
}
# Column of an ensemble's table of classes -> heading and format of its numbers.
_CLASS_COLUMNS = {
    "class": ("Class", None),
    "n_samples": ("Samples", ".0f"),
    "area_pct": ("Ground, %", ".1f"),
    "n_occ": ("Occurrences", ".3g"),
    "pred_rate": ("Occurrences, %", ".1f"),
    "nd": ("Density", ".2f"),
    "weight_s": ("Smoothed weight", ".2f"),
    "agreement": ("Mean agreement", ".2f"),
}
_START = (
    "Every map is trained on the same resamples, with a seed of its own; a Batch SOM starts at random "
    "samples. Stability is the mean adjusted Rand index of the clusters that all pairs of resamples give "
    "all samples: 0 is chance, 1 full agreement. Errors are means over the resamples, measured on all "
    "samples. A larger map always has a smaller quantization error: it is shown and not chosen by."
)


def selection_report(
    inputs: Inputs, samples, selection: MapSelection, table: pd.DataFrame, warnings
) -> str:
    """Report of `selectmap`: the recommendation, why, and what it was chosen from."""
    shown, formats = _readable(table, _SELECTION_COLUMNS)
    best = np.zeros(shown.shape, dtype=bool)
    best[selection.recommended] = True
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=f"{samples.rows.name}, {label_of(inputs.choice('METHOD'))}",
            headline=(f"Recommended: {selection.reason}", f"The rule: {RULE}"),
            warnings=(*selection.warnings, *warnings, *samples.prepared.warnings),
            sections=[
                Section(
                    "Settings compared",
                    [
                        Paragraph(_START),
                        figure_block(plots.selection_plot(selection), "Stability and errors"),
                        Table(
                            shown,
                            "All settings; the recommended one is set off",
                            formats,
                            best,
                        ),
                    ],
                ),
                data_section(samples),
                parameter_section(inputs),
            ],
        )
    )


def ensemble_report(
    inputs: Inputs,
    samples,
    site: Site,
    model: RankedEnsemble,
    table: pd.DataFrame,
    headline: list,
    warnings: list,
) -> str:
    """Report of `ensemble`: how sure the classes are, as maps and tables."""
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=f"{samples.rows.name}, {label_of(model.method)}",
            headline=tuple(headline),
            warnings=(*warnings, *site.warnings, *samples.prepared.warnings),
            sections=[
                _maps_section(site, model),
                _agreement_section(site, model, table),
                _members_section(model),
                data_section(samples),
                ground_section(site),
                parameter_section(inputs),
            ],
        )
    )


def _maps_section(site: Site, model: RankedEnsemble) -> Section:
    rings, votes = ground_rings(site), model.ensemble.votes
    on_map = (site.area, site.occurrences.per_sample, site.occurrences.xy)
    name = label_of(model.method)
    classes = plots.confidence_map(
        rings, votes.class_id, votes.agreement, *on_map, f"{name}: class and agreement"
    )
    chance = plots.probability_map(
        rings, votes.probability[:, 0], *on_map, f"{name}: share of the maps that say anomaly"
    )
    return Section(
        "Confidence maps",
        [
            figure_block(classes, "The class that most maps give; the paler, the fewer agree"),
            figure_block(chance, "Share of the maps that call a place anomaly"),
            Paragraph(
                "A share of maps is no probability of ore: it says how far the answer hangs on which "
                "samples were taken and on the seed. The occurrences are the same for all maps."
            ),
        ],
    )


def _agreement_section(site: Site, model: RankedEnsemble, table: pd.DataFrame) -> Section:
    """Ground and occurrences by how many maps agree, and the classes."""
    votes = model.ensemble.votes
    levels = levels_of(votes.agreement, AGREEMENT_LEVELS)
    total, found = site.area.sum(), site.occurrences.per_sample
    rows = []
    for c, name in CLASS_NAMES.items():
        if not (votes.class_id == c).any():
            continue
        for i, (_, words, _) in enumerate(AGREEMENT_LEVELS):
            inside = (votes.class_id == c) & (levels == i)
            row = {
                "Class": name,
                "Agreement": words,
                "Samples": int(inside.sum()),
                "Ground, %": 100.0 * site.area[inside].sum() / total,
            }
            if found.sum() > 0:
                row["Occurrences, %"] = 100.0 * found[inside].sum() / found.sum()
            rows.append(row)
    percent = {"Ground, %": ".1f", "Occurrences, %": ".1f"}
    classes, formats = _readable(table, _CLASS_COLUMNS)
    return Section(
        "How many maps agree",
        [
            Table(pd.DataFrame(rows), "Each class by how many maps agree on it", percent),
            Table(classes, "Classes that most maps give (fit)", formats),
        ],
    )


def _members_section(model: RankedEnsemble) -> Section:
    said = [f"{len(model.members)} maps with {_groups_said(model)}."]
    if model.crossings.size:
        said.append(CLOSER_FIT)
    blocks: list = [Bullets(said)]
    rates, crossing = model.crossings, model.ranked.prediction_area.crossing
    if rates.size and crossing is not None:
        names = ("Least", "Lower quarter", "Median", "Upper quarter", "Greatest")
        values = np.percentile(rates, [0, 25, 50, 75, 100])
        frame = pd.DataFrame(
            {
                "Maps": [*names, "Mean weight of all maps"],
                "Occurrences at the crossing, %": [*values, crossing.rate],
                "Ground at the crossing, %": [*(100.0 - values), crossing.area],
            }
        )
        forms = dict.fromkeys(frame.columns[1:], ".1f")
        blocks.append(Table(frame, "Crossing of the P-A curves (fit, not prediction)", forms))
        curve = {"Mean weight of all maps": model.ranked.prediction_area}
        blocks.append(figure_block(plots.prediction_area_plot(curve), "Prediction-area plot (fit)"))
    return Section("Single maps", blocks)


def _groups_said(model: RankedEnsemble) -> str:
    counts = np.array(model.cluster_counts)
    if not counts.size:
        return f"{model.ensemble.lattice.size} units each, ranked by units"
    if counts.min() == counts.max():
        return f"{counts[0]} clusters each"
    return f"{counts.min()} to {counts.max()} clusters, {np.median(counts):g} in the median"


def _readable(table: pd.DataFrame, columns: dict) -> tuple[pd.DataFrame, dict]:
    """The columns that hold something under their headings, and the formats of these."""
    held = [column for column in columns if table[column].notna().any()]
    formats = {columns[column][0]: columns[column][1] for column in held if columns[column][1]}
    return table[held].rename(columns={column: columns[column][0] for column in held}), formats
