"""How layers look and what their metadata say; the look is saved with the data on every route.

The Toolbox, models, scripts and qgis_process all pass through `apply_look`, so a layer never
depends on a post-processor that only the window runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsFields,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsMapLayerStyle,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProviderRegistry,
    QgsReadWriteContext,
    QgsRendererCategory,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtXml import QDomDocument

from ..core.palette import (
    ANOMALY,
    BACKGROUND,
    CLASS_COLOURS,
    CLASS_NAMES,
    CLUSTER_COLOURS,
    HALO,
    SCORE_RAMP,
)
from .points import POINTS

# Shares of the values below which they are high, higher, ...: 2.5 % are the highest.
HIGH_CUTS = (0.5, 0.75, 0.9, 0.975)
# What a further style holds; one without the layer's actions would take them away.
_DRAWING = (
    QgsMapLayer.StyleCategory.Symbology
    | QgsMapLayer.StyleCategory.Labeling
    | QgsMapLayer.StyleCategory.Actions
)


@dataclass(frozen=True)
class LayerLook:
    """Style and metadata of one output layer.

    Attributes
    ----------
    title, abstract, history : metadata
    style : {"classes", "clusters", "targets", ""}
    class_labels : class number -> legend text
    n_clusters : for "clusters"
    score : (field, values) shown in a second, graduated style
    layer_name : name in the layer tree, where the output's own label would not tell layers apart
    painted : (name, function that gives a layer this style) of each style, the first to be shown;
        in place of `style` where an output brings its own
    """

    title: str
    abstract: str = ""
    history: tuple = ()
    style: str = ""
    class_labels: dict = field(default_factory=dict)
    n_clusters: int = 0
    score: tuple | None = None
    layer_name: str = ""
    painted: tuple = ()


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
        if index >= 0 and written.alias():
            layer.setFieldAlias(index, written.alias())
    _set_metadata(layer, look)
    _forget_saved_styles(layer)
    if look.score is not None and look.style:
        score_renderer = graduated_renderer(*look.score, _symbol_maker(layer))
        if score_renderer is not None:
            layer.setRenderer(score_renderer)
            _keep_second_style(layer, "Score")
    for name, paint in look.painted[1:]:
        paint(layer)
        _keep_second_style(layer, name)
    for name, paint in look.painted[:1]:
        paint(layer)
        layer.styleManager().renameStyle(layer.styleManager().currentStyle(), name)
    renderer = _renderer(layer, look)
    if renderer is not None:
        layer.setRenderer(renderer)
    if look.style == "targets":
        _label_targets(layer)
    _save(layer, look)


def _renderer(layer, look: LayerLook):
    if look.style == "classes":
        return classes_renderer(look.class_labels, _symbol_maker(layer))
    if look.style == "clusters":
        return clusters_renderer(look.n_clusters, _symbol_maker(layer))
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


def classes_renderer(labels: dict, symbol) -> QgsCategorizedSymbolRenderer:
    """Anomaly, halo and background; `symbol(colour, size)` makes a symbol, size for points only."""
    categories = [
        QgsRendererCategory(c, symbol(CLASS_COLOURS[c], _SIZES[c]), labels.get(c, ""))
        for c in (ANOMALY, HALO, BACKGROUND)
    ]
    renderer = QgsCategorizedSymbolRenderer("class_id", categories)
    _draw_high_values_on_top(renderer, "class_id")
    return renderer


def clusters_renderer(n_clusters: int, symbol) -> QgsCategorizedSymbolRenderer:
    """A colour for each cluster."""
    categories = [
        QgsRendererCategory(
            c, symbol(CLUSTER_COLOURS[(c - 1) % len(CLUSTER_COLOURS)]), f"Cluster {c}"
        )
        for c in range(1, n_clusters + 1)
    ]
    return QgsCategorizedSymbolRenderer("cluster", categories)


def graduated_renderer(
    name: str, values, symbol, *, ramp=SCORE_RAMP, cuts=HIGH_CUTS, shown="{:.2f}".format
):
    """Up to five classes of the values of a field; None without two distinct values.

    More values than classes are cut at `cuts`, as many shares of the values less one; the default
    is where geochemists look for anomalies. `shown` is how the legend writes a value.
    """
    values = np.asarray(values, dtype=float)
    levels, count = np.unique(values[np.isfinite(values)], return_counts=True)
    if levels.size < 2:
        return None
    groups = [level[None] for level in levels]
    if levels.size > len(ramp):
        share_up_to_middle = (np.cumsum(count) - count / 2) / count.sum()
        groups = [
            group
            for group in np.split(levels, np.searchsorted(share_up_to_middle, cuts))
            if group.size
        ]
    n_classes = len(groups)
    colours = [ramp[round(k)] for k in np.linspace(0, len(ramp) - 1, n_classes)]
    # Saved styles round their numbers: the ends reach a little further than the values.
    room = 1e-6 * (levels[-1] - levels[0])
    ranges = []
    for group, colour, following in zip(groups, colours, [*groups[1:], None]):
        upper = group[-1] + room if following is None else (group[-1] + following[0]) / 2
        lower = ranges[-1].upperValue() if ranges else group[0] - room
        label = shown(group[0])
        if group.size > 1:
            label += f" to {shown(group[-1])}"
        ranges.append(QgsRendererRange(lower, upper, symbol(colour), label))
    renderer = QgsGraduatedSymbolRenderer(name, ranges[::-1])
    _draw_high_values_on_top(renderer, name)
    return renderer


_SIZES = {ANOMALY: 2.6, HALO: 2.2, BACKGROUND: 1.6}


def _symbol_maker(layer):
    """Function of a colour and a size (for points) that makes a symbol for the layer."""
    return partial(_symbol, layer)


def _symbol(layer, colour: str, size: float = 2.2) -> QgsSymbol:
    if layer.geometryType() == POINTS:
        return QgsMarkerSymbol.createSimple(
            {
                "name": "circle",
                "color": colour,
                "outline_color": "#555555",
                "outline_width": "0.1",
                "size": str(size),
            }
        )
    # A hairline in the fill's own colour closes the gaps that anti-aliasing leaves between cells.
    return QgsFillSymbol.createSimple(
        {"color": colour, "outline_color": colour, "outline_width": "0.1"}
    )


def _rgba(colour: str, alpha: int) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _draw_high_values_on_top(renderer, name: str) -> None:
    clause = QgsFeatureRequest.OrderByClause(f'"{name}"', True)
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([clause]))
    renderer.setOrderByEnabled(True)


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
    """Save how the layer looks now, and no more: choosing it leaves names and forms as they are."""
    document = QDomDocument()
    layer.exportNamedStyle(document, QgsReadWriteContext(), _DRAWING)
    style = document.toString(-1)
    # The layer that was written is also the one that the window shows.
    layer.styleManager().addStyle(name, QgsMapLayerStyle(style))
    if _in_database(layer):
        provider = QgsProviderRegistry.instance().providerMetadata(layer.providerType())
        provider.saveStyle(layer.source(), style, "", name, "", "", False, "")


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
        name = look.painted[0][0] if look.painted else look.style.capitalize()
        layer.saveStyleToDatabase(name or "Default", "", True, "")
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
