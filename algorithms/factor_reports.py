"""The HTML report of a factor analysis.

Loaded only when a report is wanted: drawing needs matplotlib.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core import plots
from ..core.errors import InputError
from ..core.report import Block, Bullets, Paragraph, Report, Section, Table, render
from .assay_reports import fields_blocks
from .factor_run import FactorRun, short_names
from .factor_words import adequacy_said, dropped_said, factors_said, stages_said
from .ground import make_plane
from .inputs import Inputs
from .report_blocks import figure_block, parameter_section
from .samples import Samples, samples_said

MOST_MAPS = 12
# Elements with a lower measure of sampling adequacy (KMO) are set off.
POOR = 0.5
_EXTRACTION = {
    "principal_axis": "Principal axes were drawn from",
    "principal_components": "Principal components were drawn from",
    "maximum_likelihood": "Maximum likelihood factors were drawn from",
}
_RULE = {
    "parallel": "by parallel analysis: factors whose eigenvalues exceed the 95th percentile of those of "
    "200 shuffled copies of the samples",
    "kaiser": "by Kaiser's rule: eigenvalues above their mean",
}
_ROTATION = {
    "varimax": "Loadings were rotated by varimax with Kaiser normalisation.",
    "promax": "Loadings were rotated by promax (power 4): factors may be correlated.",
    "none": "Loadings were not rotated.",
}
_SCORES = {
    "regression": "Scores are regression (Thomson) scores.",
    "bartlett": "Scores are Bartlett's weighted least squares scores.",
}


def factor_report(inputs: Inputs, samples: Samples, run: FactorRun, changes) -> str:
    """Report of `factoranalysis`; `changes` are the sentences of `reading_of`."""
    sections = [
        Section("What was done", [Bullets(_steps(samples, run, changes))]),
        _choice_section(run),
        _factors_section(run),
        _maps_section(inputs, samples, run),
        _adequacy_section(run),
        _number_section(run),
        *([_stages_section(run)] if run.settings.staged else []),
        Section("Data", fields_blocks(samples.elements)),
        parameter_section(inputs),
    ]
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=samples.rows.name,
            headline=tuple(factors_said(run)),
            warnings=(*run.warnings, *samples.prepared.warnings),
            sections=[section for section in sections if section.blocks],
        )
    )


def _steps(samples: Samples, run: FactorRun, changes) -> list:
    settings, analysis = run.settings, run.analysis
    used = int(analysis.inliers_.sum())
    moments = f"the {settings.matrix} matrix of {len(analysis.feature_names_in_)} elements"
    if settings.robust:
        moments += (
            f", estimated from the {used} of {len(analysis.inliers_)} samples that the minimum "
            "covariance determinant, on isometric log-ratio coordinates, calls ordinary; loadings are "
            "those of the centred log-ratios"
        )
    number = (
        f"The number of factors, {analysis.n_factors_}, was given."
        if settings.n_factors
        else f"The number of factors, {analysis.n_factors_}, was chosen {_RULE[settings.rule]}."
    )
    signs = (
        f"Signs make the loading of the target elements ({', '.join(settings.targets)}; of several the "
        "highest) positive where it is 0.3 or more, elsewhere the highest of all loadings."
        if settings.targets
        else "The sign of each factor makes its highest absolute loading positive."
    )
    return [
        *changes,
        *samples_said(samples),
        f"{_EXTRACTION[settings.extraction]} {moments}.",
        number,
        _ROTATION[settings.rotation],
        *([stages_said(run)] if settings.staged else []),
        signs,
        _SCORES[settings.scores],
    ]


def factor_sections(run: FactorRun) -> list:
    """What a report of maps trained on factor scores says of the factors."""
    sections = [_choice_section(run), _factors_section(run), _number_section(run)]
    return [section for section in sections if section.blocks]


def _choice_section(run: FactorRun) -> Section:
    if not run.settings.targets:
        return Section("Choice of factors", [])
    threshold = run.settings.threshold
    blocks: list[Block] = [
        Paragraph(
            f"A factor is picked if a target element ({', '.join(run.settings.targets)}) has an "
            f"absolute loading of {threshold:g} or more on it."
        ),
        Bullets(
            [
                f"{'Picked' if choice.selected else 'Not picked'}: {choice.reason}"
                for choice in run.choices
            ]
            or ["No target element is left in the analysis, so no factor is picked."]
        ),
    ]
    if run.picked:
        blocks.append(
            Paragraph(
                "The geochemical mineralization probability index of a picked factor is "
                "GMPI = e^F / (1 + e^F) of its score F: 0.5 is the average sample, and 0.88 lies two "
                "score units above it."
            )
        )
    return Section("Choice of factors", blocks)


def _factors_section(run: FactorRun) -> Section:
    analysis, threshold = run.analysis, run.settings.threshold
    short = short_names(analysis.feature_names_in_)
    elements = [short[element] for element in analysis.feature_names_in_]
    blocks: list[Block] = [
        Table(
            _variance_table(run),
            "Explained variance",
            {"Sum of squared loadings": ".2f", "Explained, %": ".1f", "Up to here, %": ".1f"},
        ),
        figure_block(
            plots.loading_bars(
                analysis.loadings_,
                elements,
                threshold=threshold,
                explained=analysis.explained_variance_,
            ),
            "Loadings, elements by their main factor",
        ),
        _loadings_block(run),
    ]
    if run.settings.rotation == "promax" and analysis.n_factors_ > 1:
        names = list(analysis.factor_names_)
        table = pd.DataFrame(analysis.factor_correlation_, columns=names)
        table.insert(0, "Factor", names)
        formats = dict.fromkeys(names, ".2f")
        blocks.append(Table(table, "Correlations of the factors", formats))
    return Section("Factors", blocks)


def _variance_table(run: FactorRun) -> pd.DataFrame:
    analysis = run.analysis
    structure = analysis.loadings_ * analysis.structure_
    variance = analysis.variance_table()
    return pd.DataFrame(
        {
            "Factor": variance["factor"],
            "Sum of squared loadings": structure.sum(axis=0),
            "Explained, %": variance["explained_pct"],
            "Up to here, %": variance["cumulative_pct"],
        }
    )


def _loadings_block(run: FactorRun) -> Table:
    """Loadings and communalities, elements by their main factor, strongest first."""
    names = list(run.analysis.factor_names_)
    table = run.analysis.loadings_table()
    order = np.lexsort(
        (-np.abs(table[names]).max(axis=1), np.abs(table[names].to_numpy()).argmax(axis=1))
    )
    shown = pd.DataFrame({"Element": table["element"], **{name: table[name] for name in names}})
    shown["Communality"] = table["communality"]
    strong = np.zeros((len(shown), 2 + len(names)), dtype=bool)
    strong[:, 1:-1] = np.abs(table[names].to_numpy()) >= run.settings.threshold
    caption = (
        f"Loadings, those of {run.settings.threshold:g} or more set off; communality is the share of an "
        "element's variance that the factors explain"
    )
    if run.adequacy is not None:
        shown["KMO"] = run.adequacy.per_element
        strong = np.column_stack([strong, shown["KMO"] < POOR])
        caption += f"; KMO is set off below {POOR:g}"
    formats = dict.fromkeys(shown.columns[1:], ".2f")
    return Table(shown.iloc[order].reset_index(drop=True), caption, formats, strong[order])


def _maps_section(inputs: Inputs, samples: Samples, run: FactorRun) -> Section:
    factors = run.on_show[:MOST_MAPS]
    rows = samples.rows
    try:
        plane = make_plane(rows.crs, rows.xy, inputs.context.transformContext())
        xy = plane.points(rows.xy, rows.crs)
    except InputError as error:
        return Section("Maps", [Paragraph(f"There are no maps. {error}")])
    shares = 100.0 * run.analysis.explained_variance_
    titles = [run.label(f).replace(":", f" ({shares[f]:.0f} %):", 1) for f in factors]
    figure = plots.point_maps(xy, run.scores[:, factors], titles)
    which = "picked factors" if run.picked else "factors"
    if len(factors) < len(run.on_show):
        which = f"first {len(factors)} {which}"
    return Section(
        "Maps",
        [figure_block(figure, f"Scores of the {which}, by percentiles of each one's samples")],
    )


def _adequacy_section(run: FactorRun) -> Section:
    blocks: list[Block] = [Paragraph(adequacy_said(run))]
    if run.adequacy is not None:
        measure = run.adequacy.per_element
        lowest = np.argsort(measure, kind="stable")[:3]
        names = run.analysis.feature_names_in_
        listed = ", ".join(f"{names[j]} ({measure[j]:.2f})" for j in lowest)
        blocks.append(
            Paragraph(
                "The measure (KMO) is near 1 where correlations are shared by many elements; below "
                f"{POOR:g} an element has little to do in a factor analysis. It is lowest for {listed}; "
                "those of all elements stand beside their loadings."
            )
        )
    return Section("Are the elements worth analysing?", blocks)


def _number_section(run: FactorRun) -> Section:
    analysis = run.analysis
    figure = plots.scree_plot(
        analysis.eigenvalues_, n_factors=analysis.n_factors_, reference=run.parallel.reference
    )
    shown = min(len(analysis.eigenvalues_), analysis.n_factors_ + 5)
    table = pd.DataFrame(
        {
            "Number": np.arange(1, shown + 1),
            "Eigenvalue": analysis.eigenvalues_[:shown],
            "Share of variance, %": 100.0
            * analysis.eigenvalues_[:shown]
            / analysis.eigenvalues_.sum(),
            "Uncorrelated data, 95th percentile": run.parallel.reference[:shown],
        }
    )
    caption = f"The largest eigenvalues of the {run.settings.matrix} matrix"
    formats = dict.fromkeys(table.columns[1:], ".2f")
    formats["Share of variance, %"] = ".1f"
    return Section(
        "Number of factors", [figure_block(figure, "Scree plot"), Table(table, caption, formats)]
    )


def _stages_section(run: FactorRun) -> Section:
    table = pd.DataFrame(
        {
            "Stage": [stage.number for stage in run.stages],
            "Elements": [len(stage.elements) for stage in run.stages],
            "Factors": [stage.analysis.n_factors_ for stage in run.stages],
            "Explained, %": [
                100.0 * stage.analysis.explained_variance_.sum() for stage in run.stages
            ],
            "Dropped after it, with the highest absolute loading": [
                dropped_said(stage) or "none" for stage in run.stages
            ],
        }
    )
    blocks: list[Block] = [Paragraph(stages_said(run))]
    blocks.append(Table(table, "Stages", {"Explained, %": ".1f"}))
    return Section("Stages", blocks)
