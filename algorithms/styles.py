"""How layers look and what their metadata say; the look is saved with the data on every route.

The Toolbox, models, scripts and qgis_process all pass through `apply_look`, so a layer never
depends on a post-processor that only the window runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFields,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLayerMetadata,
    QgsPalLayerSettings,
    QgsProviderRegistry,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from ..core.palette import (
    ANOMALY,
    BACKGROUND,
    CLASS_COLOURS,
    CLASS_NAMES,
    CLUSTER_COLOURS,
    COUNT_RAMP,
    HALO,
    SCORE_RAMP,
)
from ..core.score_groups import percentile_groups
from .confidence_style import confidence_renderer, probability_renderer
from .symbols import SIZES, draw_high_values_on_top, symbol_of


@dataclass(frozen=True)
class LayerLook:
    """Style and metadata of one output layer.

    Attributes
    ----------
    title, abstract, history : metadata
    style : {"classes", "clusters", "confidence", "counts", "scores", "targets", ""}
    class_labels : class number -> legend text
    n_clusters : for "clusters"
    agreement_labels : (class number, place in AGREEMENT_LEVELS) -> legend text, for "confidence"
    probability_labels : place in PROBABILITY_LEVELS -> legend text, for the second style
    counts : (field, values, name of one, name of several), for "counts"
    score : (field, values) shown in a second, graduated style
    scores : (field, values) of each graduated style of "scores", the first one on show
    aliases : field name -> alias of this run, where the field's own alias would not say enough
    layer_name : name in the layer tree, where the output's own label would not tell layers apart
    """

    title: str
    abstract: str = ""
    history: tuple = ()
    style: str = ""
    class_labels: dict = field(default_factory=dict)
    n_clusters: int = 0
    agreement_labels: dict = field(default_factory=dict)
    probability_labels: dict = field(default_factory=dict)
    counts: tuple | None = None
    score: tuple | None = None
    scores: tuple = ()
    aliases: dict = field(default_factory=dict)
    layer_name: str = ""


def class_labels(table) -> dict:
    """Legend text of each class with its share of ground and, where known, of occurrences."""
    sums = table.groupby("class_id")[["area_pct", "pred_rate", "n_occ"]].sum()
    with_occurrences = table["n_occ"].sum() > 0
    labels = {}
    for class_id, name in CLASS_NAMES.items():
        label = name.capitalize()
        if class_id in sums.index:
            label += f": {sums.loc[class_id, 'area_pct']:.0f} % of ground"
            if with_occurrences:
                label += f", {sums.loc[class_id, 'pred_rate']:.0f} % of occurrences"
        else:
            label += ": none"
        labels[class_id] = label
    return labels


def apply_look(layer: QgsVectorLayer, look: LayerLook, fields: QgsFields) -> None:
    """Give the layer its style, aliases and metadata, and save them where the data are.

    `fields` are those that were written: a file keeps their names but not their aliases.
    """
    for written in fields:
        index = layer.fields().lookupField(written.name())
        alias = look.aliases.get(written.name(), written.alias())
        if index >= 0 and alias:
            layer.setFieldAlias(index, alias)
    _set_metadata(layer, look)
    _forget_saved_styles(layer)
    if look.score is not None and look.style:
        score_renderer = _graduated(layer, *look.score)
        if score_renderer is not None:
            layer.setRenderer(score_renderer)
            _keep_second_style(layer, "Score")
    for name, values in look.scores[1:]:
        score_renderer = _graduated(layer, name, values, name)
        if score_renderer is not None:
            layer.setRenderer(score_renderer)
            _keep_second_style(layer, name)
    if look.style == "confidence":
        layer.setRenderer(probability_renderer(layer, look.probability_labels))
        _keep_second_style(layer, "Probability of anomaly")
    renderer = _renderer(layer, look)
    if renderer is not None:
        layer.setRenderer(renderer)
    if look.style == "targets":
        _label_targets(layer)
    _save(layer, look)


def _renderer(layer, look: LayerLook):
    if look.style == "classes":
        return _classes(layer, look.class_labels)
    if look.style == "clusters":
        return _clusters(layer, look.n_clusters)
    if look.style == "confidence":
        return confidence_renderer(layer, look.agreement_labels)
    if look.style == "counts":
        return _counts(layer, *look.counts)
    if look.style == "scores":
        name, values = look.scores[0]
        return _graduated(layer, name, values, name)
    if look.style == "targets":
        symbol = QgsFillSymbol.createSimple(
            {
                "color": _rgba(CLASS_COLOURS[ANOMALY], 60),
                "outline_color": CLASS_COLOURS[ANOMALY],
                "outline_width": "0.5",
            }
        )
        return QgsSingleSymbolRenderer(symbol)
    return None


def _classes(layer, labels: dict):
    categories = [
        QgsRendererCategory(c, symbol_of(layer, CLASS_COLOURS[c], SIZES[c]), labels.get(c, ""))
        for c in (ANOMALY, HALO, BACKGROUND)
    ]
    renderer = QgsCategorizedSymbolRenderer("class_id", categories)
    draw_high_values_on_top(renderer, "class_id")
    return renderer


def _clusters(layer, n_clusters: int):
    categories = [
        QgsRendererCategory(
            c,
            symbol_of(layer, CLUSTER_COLOURS[(c - 1) % len(CLUSTER_COLOURS)], 2.2),
            f"Cluster {c}",
        )
        for c in range(1, n_clusters + 1)
    ]
    return QgsCategorizedSymbolRenderer("cluster", categories)


def _counts(layer, name: str, values, one: str, several: str):
    """Things behind each feature, in up to five classes of the counts that occur."""
    levels, n_classes = np.unique(values), len(COUNT_RAMP)
    if len(levels) < 2:
        return QgsSingleSymbolRenderer(symbol_of(layer, COUNT_RAMP[2], 2.2))
    groups = np.array_split(levels, min(len(levels), n_classes))
    shades = np.linspace(0, n_classes - 1, len(groups)).round().astype(int)
    ranges = []
    for group, shade in zip(groups, shades):
        low, high = group[0], group[-1]
        count = f"{low} to {high}" if low < high else str(low)
        label = f"{count} {one if count == '1' else several}"
        symbol = symbol_of(layer, COUNT_RAMP[shade], 2.2)
        ranges.append(QgsRendererRange(low - 0.5, high + 0.5, symbol, label))
    renderer = QgsGraduatedSymbolRenderer(name, ranges[::-1])
    draw_high_values_on_top(renderer, name)
    return renderer


def _graduated(layer, name: str, values, what: str = ""):
    """Up to five classes of a score; None without two distinct values.

    More values than classes are cut where geochemists look for anomalies, at the percentiles
    50, 75, 90 and 97.5. `what` stands before the numbers in the legend.
    """
    values = np.asarray(values, dtype=float)
    levels = np.unique(values[np.isfinite(values)])
    if levels.size < 2:
        return None
    groups = [level[None] for level in levels]
    if levels.size > len(SCORE_RAMP):
        group = percentile_groups(values)
        groups = [np.unique(values[group == g]) for g in range(len(SCORE_RAMP))]
        groups = [group for group in groups if group.size]
    n_classes = len(groups)
    colours = [SCORE_RAMP[round(k)] for k in np.linspace(0, len(SCORE_RAMP) - 1, n_classes)]
    ranges = []
    for group, colour, following in zip(groups, colours, [*groups[1:], None]):
        upper = group[-1] if following is None else (group[-1] + following[0]) / 2
        lower = ranges[-1].upperValue() if ranges else group[0]
        label = f"{group[0]:.2f} to {group[-1]:.2f}" if group.size > 1 else f"{group[0]:.2f}"
        label = f"{what}: {label}" if what else label
        ranges.append(QgsRendererRange(lower, upper, symbol_of(layer, colour, 2.2), label))
    renderer = QgsGraduatedSymbolRenderer(name, ranges[::-1])
    draw_high_values_on_top(renderer, name)
    return renderer


def _rgba(colour: str, alpha: int) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _label_targets(layer) -> None:
    settings = QgsPalLayerSettings()
    settings.fieldName = "target"
    settings.enabled = True
    text = QgsTextFormat()
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    text.setBuffer(halo)
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def _set_metadata(layer, look: LayerLook) -> None:
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setTitle(look.title)
    metadata.setAbstract(look.abstract)
    metadata.setHistory(list(look.history))
    metadata.setCrs(layer.crs())
    layer.setMetadata(metadata)


def _keep_second_style(layer, name: str) -> None:
    if layer.dataProvider().name() == "memory":
        layer.styleManager().addStyleFromLayer(name)
    elif _in_database(layer):
        layer.saveStyleToDatabase(name, "", False, "")


def _forget_saved_styles(layer) -> None:
    """Delete styles of an earlier run from the database: QGIS would ask before it replaces them."""
    if not _in_database(layer):
        return
    n_of_layer, ids, *_ = layer.listStylesInDatabase()
    for style in ids[: max(n_of_layer, 0)]:
        layer.deleteStyleFromDatabase(style)


def _save(layer, look: LayerLook) -> None:
    """Save style and metadata with the data; memory layers carry them themselves."""
    if layer.dataProvider().name() == "memory":
        return
    if _in_database(layer):
        name = look.scores[0][0] if look.scores else look.style.capitalize() or "Default"
        layer.saveStyleToDatabase(name, "", True, "")
        _save_metadata_in_database(layer)
        return
    path = Path(layer.source().split("|")[0])
    layer.saveNamedStyle(str(path.with_suffix(".qml")))
    layer.saveNamedMetadata(str(path.with_suffix(".qmd")))


def _save_metadata_in_database(layer) -> None:
    """Save metadata in the GeoPackage itself; other databases have no place for them."""
    if not _is_geopackage(layer):
        return
    # A file of one layer is opened without naming it, but metadata are saved under a name only.
    path, _, rest = layer.source().partition("|")
    uri = layer.source() if "layername=" in rest else f"{path}|layername={Path(path).stem}"
    QgsProviderRegistry.instance().providerMetadata("ogr").saveLayerMetadata(uri, layer.metadata())


def _in_database(layer) -> bool:
    return _is_geopackage(layer) or layer.dataProvider().name() not in ("ogr", "memory")


def _is_geopackage(layer) -> bool:
    return layer.dataProvider().storageType() == "GPKG"
