"""The HTML reports: what was done, what came out, with figures in the layers' colours.

Loaded only when a report is wanted: drawing needs matplotlib.
"""

from __future__ import annotations

from typing import Callable

import numpy as np
import pandas as pd

from ..core import map_quality, plots
from ..core.palette import label_of
from ..core.report import Bullets, Facts, Paragraph, Report, Section, Table, render
from ..core.validation.headline import p_text
from .combination import MADE_OF
from .evidence_reports import evidence_sections, headline_of, trust_said
from .fields import FIELDS
from .inputs import Inputs
from .outputs import multipolygon
from .ranking import classes_of_units, rule_said, table_of
from .report_blocks import figure_block, parameter_section
from .samples import samples_said
from .signatures import signatures_of
from .training import TrainedMap, training_said, units_columns, units_table

# Columns of the report's tables of groups, with headings that keep them narrow.
SHOWN = {
    "cluster": "Cluster",
    "class": "Class",
    "enriched": "What stands out",
    "n_samples": "Samples",
    "area_pct": "Ground (%)",
    "n_occ": "Occur\u00adrences",
    "pred_rate": "Success rate (%)",
    "rate_low": "95 % interval",
    "p_holm": "p (Holm)",
    "weight": "Weight",
    "contrast": "Contrast (student\u00adized)",
    "path_mean": "Pathfinders",
}
TABLE_FORMATS = {
    "n_occ": ".3g",
    "area_pct": ".1f",
    "pred_rate": ".1f",
    "weight": ".2f",
    "path_mean": ".2f",
}
COLUMNS_SAID = (
    "Success rate: share of the known occurrences in the group; weight: logarithm of that over its share "
    "of the ground. The interval (Jeffreys) and p (exact binomial, corrected for the number of clusters) "
    "count clustered occurrences as the fewer independent ones that they are worth. Contrast: weights of "
    "evidence W+ less W-, in brackets over its standard error. What stands out: difference of medians "
    "from the rest, in robust standard units."
)
MOST_BOXES = 6
MOST_TARGETS = 20


def training_report(inputs: Inputs, samples, trained: TrainedMap) -> str:
    """Report of one training algorithm."""
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=samples.rows.name,
            headline=tuple(training_said(trained)),
            warnings=samples.prepared.warnings,
            sections=[
                data_section(samples),
                _map_section(samples, trained, None),
                parameter_section(inputs),
            ],
        )
    )


def ranking_report(
    inputs: Inputs, rows, site, method: str, ranked, evidence, notes: tuple = ()
) -> str:
    """Report of a ranked layer or of a combination; `notes` stand with its warnings."""
    models, rings = {method: ranked}, ground_rings(site)
    return render(
        Report(
            title=f"{inputs.algorithm.displayName()}: {label_of(method)}",
            subtitle=rows.name,
            headline=headline_of(models, site, evidence),
            warnings=(*notes, *site.warnings),
            sections=[
                *evidence_sections(models, evidence),
                _prediction_section(models, evidence, lambda name, table: None),
                _maps_section(site, rings, models, evidence, {}),
                ground_section(site),
                parameter_section(inputs),
            ],
        )
    )


def workflow_report(inputs: Inputs, done) -> str:
    """Report of the whole workflow."""
    samples, site = done.samples, done.site
    models = {"maximin": done.combined.ranked, **done.ranked}  # what the run is for comes first
    rule, rings = done.combined.rule, ground_rings(site)
    score_title = f"{label_of(rule)}: score"
    score_map = plots.score_map(
        rings,
        done.combined.combination.score,
        site.occurrences.xy,
        score_title,
        MADE_OF[rule].format(names=", ".join(map(label_of, done.combined.names))),
    )
    extra = {"maximin": (score_map, score_title)}
    sections = [
        *evidence_sections(models, done.evidence),
        _maps_section(site, rings, models, done.evidence, extra),
        _targets_section(done.targets),
        _prediction_section(models, done.evidence, done.signatures_of),
        data_section(samples),
        *_factor_sections(samples),
        ground_section(site),
    ]
    sections += [
        _map_section(samples, trained, models[m], done.signatures[m].table)
        for m, trained in done.maps.items()
    ]
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=samples.rows.name,
            headline=headline_of(models, site, done.evidence),
            warnings=(*done.combined.notes, *site.warnings, *samples.prepared.warnings),
            sections=[*sections, parameter_section(inputs)],
        )
    )


def data_section(samples) -> Section:
    """What was done to the samples and to each field."""
    from .assay_reports import fields_blocks

    return Section("Data", [Bullets(samples_said(samples)), *fields_blocks(samples.elements)])


def _factor_sections(samples) -> list:
    if samples.factors is None:
        return []
    from .factor_reports import factor_sections

    return factor_sections(samples.factors)


def ground_section(site) -> Section:
    """The ground and the occurrences on it."""
    return Section(
        "Ground and occurrences",
        [
            Bullets(site.notes),
            Facts(
                [
                    ("Occurrences used", site.occurrences.used),
                    ("Occurrences left out", site.occurrences.out),
                    ("Ground, km²", f"{site.area.sum():,.1f}"),
                ]
            ),
        ],
    )


def _prediction_section(models: dict, evidence, signatures_of: Callable) -> Section:
    """P-A plots, and the tables of each model's groups with what sets them apart.

    `signatures_of(name, table)` gives the signatures of a table's rows, or None.
    """
    curves = {method: ranked.prediction_area for method, ranked in models.items()}
    blocks: list = []
    if not any(ranked.by_pathfinders for ranked in models.values()):
        blocks.append(figure_block(plots.prediction_area_plot(curves), "Prediction-area plots"))
        if len(models) > 1:
            blocks.append(figure_block(plots.comparison_plot(curves), "All models in one figure"))
    formats = {_label(column): form for column, form in TABLE_FORMATS.items()}
    for method, ranked in models.items():
        tables = {_kind_of_groups(ranked.table): ranked.table}
        if ranked.described is not None:
            tables["clusters, with the class of most of their ground"] = ranked.described
        for kind, table in tables.items():
            rows = table_of(method, table, evidence, signatures_of(method, table))
            blocks.append(Table(_readable(rows), f"{label_of(method)}: {kind}", formats))
        blocks += _fractal_blocks(method, ranked)
    if any(ranked.by_pathfinders for ranked in models.values()):
        return Section("Classes and clusters", blocks)
    return Section("Prediction-area analysis (fit)", [*blocks, Paragraph(COLUMNS_SAID)])


def _kind_of_groups(table) -> str:
    return "clusters" if table["cluster"].notna().any() else "classes"


def _fractal_blocks(method: str, ranked) -> list:
    fractal = ranked.concentration_area
    if fractal is None:
        return []
    name = label_of(method)
    figure = plots.fractal_plot(fractal, label=f"Score of {name}")
    return [
        figure_block(figure, f"{name}: concentration-area fractal"),
        *map(Paragraph, rule_said(ranked)),
    ]


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """What a reader compares, without columns that are empty: TABLE holds all of them."""
    shown = table.copy()
    if "rate_low" in shown:
        ends = zip(shown["rate_low"], shown["rate_high"])
        shown["rate_low"] = [f"{a:.0f}-{b:.0f}" if np.isfinite(a) else None for a, b in ends]
        shown["p_holm"] = [p_text(p) if np.isfinite(p) else None for p in shown["p_holm"]]
        both = zip(shown["contrast"], shown["stud_contr"])
        shown["contrast"] = [f"{c:.2f} ({s:.1f})" if np.isfinite(c) else None for c, s in both]
    shown = shown[[column for column in SHOWN if column in shown]]
    return shown.dropna(axis="columns", how="all").rename(columns=_label)


def _label(column: str) -> str:
    return SHOWN.get(column) or FIELDS[column][1]


def _maps_section(site, rings: list, models: dict, evidence, extra: dict) -> Section:
    blocks: list = []
    for method, ranked in models.items():
        shares = plots.class_shares(site.area, ranked.class_id, site.occurrences.per_sample)
        figure = plots.class_map(
            rings,
            ranked.class_id,
            site.occurrences.xy,
            label_of(method),
            shares=shares,
            held_out=evidence.class_rates(method, ranked.table),
        )
        caption = (
            f"{label_of(method)}: anomaly, halo and background. "
            f"{trust_said(method, ranked.table, evidence)}"
        )
        blocks.append(figure_block(figure, caption.strip()))
        if method in extra:
            blocks.append(figure_block(*extra[method]))
    return Section("Maps", blocks)


def _targets_section(targets: pd.DataFrame) -> Section:
    if not len(targets):
        return Section("Targets", [Paragraph("The combination has no anomalous ground.")])
    formats = {"min_score": ".2f", "mean_score": ".2f", "area_km2": ".1f", "n_occ": ".0f"}
    caption = (
        "Contiguous anomalies by the least score inside; enrichment in robust standard deviations above "
        "the rest"
    )
    labels = {column: FIELDS[column][1] for column in targets}
    formats = {labels[column]: form for column, form in formats.items()}
    best = targets.head(MOST_TARGETS).rename(columns=labels)
    blocks: list = [Table(best, caption, formats)]
    if len(targets) > MOST_TARGETS:
        more = len(targets) - MOST_TARGETS
        blocks.append(Paragraph(f"{more:,} further targets are in the layer of targets (TARGETS)."))
    return Section("Targets", blocks)


def _map_section(samples, trained: TrainedMap, ranked, signatures=None) -> Section:
    model, lattice = trained.model, trained.model.lattice_
    u = map_quality.u_matrix(model.prototypes_, lattice)
    classes = None
    if ranked is not None:
        classes = classes_of_units(ranked, trained)
    units = units_table(trained, samples.prepared)
    planes = units[units_columns(samples.prepared)[0]].to_numpy()
    return Section(
        f"Map: {label_of(trained.method)}",
        [
            Bullets(training_said(trained)),
            figure_block(plots.training_curve(model.history_), "Training"),
            figure_block(
                plots.cluster_lattice(lattice, trained.clusters.labels, classes), "Clusters"
            ),
            figure_block(plots.u_matrix_figure(lattice, u), "U-matrix"),
            figure_block(plots.hits_figure(lattice, trained.hits), "Samples of each unit"),
            figure_block(
                plots.component_planes(lattice, planes, samples.prepared.fields),
                "Component planes in the fields' own units",
            ),
            *_signature_blocks(samples.elements, trained.cluster, signatures),
        ],
    )


def _signature_blocks(elements, clusters, signatures) -> list:
    """What each cluster is made of: differences from the rest, and boxes of the telling elements."""
    if signatures is None:
        signatures = signatures_of(clusters, elements).table
    strongest = signatures.sort_values("difference", key=np.abs, ascending=False, kind="stable")
    telling = list(dict.fromkeys(strongest["element"]))[:MOST_BOXES]
    columns = [elements.fields.index(name) for name in telling]
    return [
        figure_block(
            plots.signature_chart(signatures),
            "What sets each cluster apart: difference of medians from the rest of the samples, in robust "
            "standard units of the transformed values",
        ),
        figure_block(
            plots.element_boxes(elements.concentrations[:, columns], clusters, telling),
            "The elements that differ most between clusters, in their own units",
        ),
    ]


def ground_rings(site) -> list:
    """The ground of each sample as rings of coordinates, in the plane."""
    by_place = [_polygon_rings(shape) for shape in site.ground.polygons]
    return [by_place[p] if p >= 0 else [] for p in site.ground.support.place.tolist()]


def _polygon_rings(shape) -> list:
    if shape.isEmpty():
        return []
    return [
        [np.array([(point.x(), point.y()) for point in ring]) for ring in polygon]
        for polygon in multipolygon(shape).asMultiPolygon()
    ]
