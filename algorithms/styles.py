"""How layers look and what their metadata say; the look is saved with the data on every route.

The Toolbox, models, scripts and qgis_process all pass through `apply_look`, so a layer never
depends on a post-processor that only the window runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from qgis.core import (
    QgsFields,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsMapLayerStyle,
    QgsPalLayerSettings,
    QgsProviderRegistry,
    QgsReadWriteContext,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtXml import QDomDocument

from ..core.palette import CLASS_NAMES
from .confidence_style import confidence_renderer, probability_renderer
from .renderers import (
    classes_renderer,
    clusters_renderer,
    counts_renderer,
    graduated_renderer,
    targets_renderer,
)
from .symbols import symbol_of

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
    painted : (name, function that gives a layer this style) of each style, the first to be shown;
        in place of `style` where an output brings its own
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
    painted: tuple = ()


def class_labels(table, held_out=None) -> dict:
    """Legend text of each class with its share of ground and, where known, of occurrences.

    `held_out` gives percent of the held-out occurrences by class, see `SiteEvidence.class_rates`.
    """
    sums = table.groupby("class_id")[["area_pct", "pred_rate", "n_occ"]].sum()
    with_occurrences = table["n_occ"].sum() > 0
    labels = {}
    for class_id, name in CLASS_NAMES.items():
        label = name.capitalize()
        if class_id in sums.index:
            label += f": {sums.loc[class_id, 'area_pct']:.0f} % of ground"
            if with_occurrences:
                label += f", {sums.loc[class_id, 'pred_rate']:.0f} % of occurrences (fit)"
            if held_out:
                label += f", {held_out[class_id]:.0f} % if held out"
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
    further = [("Score", *look.score, "")] if look.score is not None and look.style else []
    for style, name, values, what in [*further, *((n, n, v, n) for n, v in look.scores[1:])]:
        renderer = graduated_renderer(name, values, partial(symbol_of, layer), what=what)
        if renderer is not None:
            layer.setRenderer(renderer)
            _keep_second_style(layer, style)
    for name, paint in look.painted[1:]:
        paint(layer)
        _keep_second_style(layer, name)
    for name, paint in look.painted[:1]:
        paint(layer)
        layer.styleManager().renameStyle(layer.styleManager().currentStyle(), name)
    if look.style == "confidence":
        layer.setRenderer(probability_renderer(layer, look.probability_labels))
        _keep_second_style(layer, "Share of maps that say anomaly")
    renderer = _renderer(layer, look)
    if renderer is not None:
        layer.setRenderer(renderer)
    if look.style == "targets":
        _label_targets(layer)
    _save(layer, look)


def _renderer(layer, look: LayerLook):
    symbol = partial(symbol_of, layer)
    if look.style == "classes":
        return classes_renderer(look.class_labels, symbol)
    if look.style == "clusters":
        return clusters_renderer(look.n_clusters, symbol)
    if look.style == "counts":
        return counts_renderer(*look.counts, symbol)
    if look.style == "scores":
        name, values = look.scores[0]
        return graduated_renderer(name, values, symbol, what=name)
    if look.style == "confidence":
        return confidence_renderer(layer, look.agreement_labels)
    if look.style == "targets":
        return targets_renderer()
    return None


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
        names = [name for name, _ in (*look.painted[:1], *look.scores[:1])]
        name = names[0] if names else look.style.capitalize()
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
