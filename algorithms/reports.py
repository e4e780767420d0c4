"""The HTML reports: what was done, what came out, with figures in the layers' colours.

Loaded only when a report is wanted: drawing needs matplotlib.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core import map_quality, plots
from ..core.palette import label_of
from ..core.report import Bullets, Facts, Paragraph, Report, Section, Table, render
from .fields import FIELDS
from .inputs import Inputs
from .outputs import multipolygon
from .ranking import FIT, ranking_said
from .report_blocks import figure_block, parameter_section
from .samples import samples_said
from .training import TrainedMap, training_said, units_columns, units_table

TABLE_FORMATS = {
    "n_occ": ".3g",
    "area_km2": ".1f",
    "area_pct": ".1f",
    "pred_rate": ".1f",
    "nd": ".2f",
    "weight": ".2f",
    "weight_s": ".2f",
    "path_mean": ".2f",
}


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


def ranking_report(inputs: Inputs, rows, site, method: str, ranked) -> str:
    """Report of a ranked layer or of a combination."""
    models = {method: ranked}
    return render(
        Report(
            title=f"{inputs.algorithm.displayName()}: {label_of(method)}",
            subtitle=rows.name,
            headline=_headline(models, site),
            warnings=site.warnings,
            sections=[
                ground_section(site),
                _prediction_section(models),
                _maps_section(site, models, {}),
                parameter_section(inputs),
            ],
        )
    )


def workflow_report(inputs: Inputs, samples, site, maps, models, combined, targets) -> str:
    """Report of the whole workflow."""
    extra = {
        "maximin": plots.score_map(
            ground_rings(site),
            combined.combination.score,
            site.occurrences.xy,
            "Maximin score",
            "Least score that any model gives the place",
        )
    }
    sections = [
        _prediction_section(models),
        _maps_section(site, models, extra),
        _targets_section(targets),
        data_section(samples),
        *_factor_sections(samples),
        ground_section(site),
    ]
    sections += [_map_section(samples, maps[m], models[m]) for m in maps]
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=samples.rows.name,
            headline=_headline(models, site),
            warnings=(*site.warnings, *samples.prepared.warnings),
            sections=[*sections, parameter_section(inputs)],
        )
    )


def _headline(models: dict, site) -> tuple:
    if any(ranked.by_pathfinders for ranked in models.values()):
        return (site.order,)
    # The combination comes first: it is what the map of targets is made of.
    ordered = sorted(models.items(), key=lambda item: item[0] != "maximin")
    return (*(ranking_said(label_of(m), ranked) for m, ranked in ordered), FIT)


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


def _prediction_section(models: dict) -> Section:
    curves = {method: ranked.prediction_area for method, ranked in models.items()}
    blocks: list = []
    if not any(ranked.by_pathfinders for ranked in models.values()):
        blocks.append(Table(_comparison(models), "Crossing of each model (fit, not prediction)"))
        blocks.append(figure_block(plots.prediction_area_plot(curves), "Prediction-area plots"))
        if len(models) > 1:
            blocks.append(figure_block(plots.comparison_plot(curves), "All models in one figure"))
    for method, ranked in models.items():
        blocks.append(
            Table(
                _readable(ranked.table),
                f"{label_of(method)}: ranked groups",
                {_label(column): form for column, form in TABLE_FORMATS.items()},
            )
        )
    return Section("Prediction-area analysis", blocks)


def _comparison(models: dict) -> pd.DataFrame:
    rows = []
    for method, ranked in models.items():
        crossing = ranked.prediction_area.crossing
        rows.append(
            {
                "Model": label_of(method),
                "Occurrences, %": round(crossing.rate, 1),
                "Ground, %": round(crossing.area, 1),
                "Normalized density": round(crossing.normalized_density, 2),
            }
        )
    return pd.DataFrame(rows)


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """The table under the fields' labels, without columns that are empty or said twice."""
    shown = table.drop(columns="class_id").dropna(axis="columns", how="all")
    return shown.rename(columns=_label)


def _label(column: str) -> str:
    return FIELDS[column][1]


def _maps_section(site, models: dict, extra: dict) -> Section:
    rings = ground_rings(site)
    blocks: list = []
    for method, ranked in models.items():
        shares = plots.class_shares(site.area, ranked.class_id, site.occurrences.per_sample)
        figure = plots.class_map(
            rings, ranked.class_id, site.occurrences.xy, label_of(method), shares=shares
        )
        blocks.append(figure_block(figure, f"{label_of(method)}: anomaly, halo and background"))
        if method in extra:
            blocks.append(figure_block(extra[method], f"{label_of(method)}: score"))
    if len(models) > 1:
        blocks.append(
            Paragraph(
                "The anomaly of the combination can be much smaller than the ground at its "
                "crossing: there, every model must find more occurrences than the ground's share."
            )
        )
    return Section("Maps", blocks)


def _targets_section(targets: pd.DataFrame) -> Section:
    if not len(targets):
        return Section("Targets", [Paragraph("The combination has no anomalous ground.")])
    formats = {"min_score": ".2f", "mean_score": ".2f", "area_km2": ".1f", "n_occ": ".0f"}
    caption = (
        "Contiguous anomalies, best first; enrichment in robust standard deviations above the rest"
    )
    formats = {_label(column): form for column, form in formats.items()}
    return Section("Targets", [Table(targets.rename(columns=_label), caption, formats)])


def _map_section(samples, trained: TrainedMap, ranked) -> Section:
    model, lattice = trained.model, trained.model.lattice_
    u = map_quality.u_matrix(model.prototypes_, lattice)
    classes = None
    if ranked is not None:
        by_cluster = dict(zip(ranked.table["cluster"], ranked.table["class_id"]))
        classes = np.array([by_cluster.get(c, 0) for c in trained.clusters.labels.tolist()])
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
        ],
    )


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
