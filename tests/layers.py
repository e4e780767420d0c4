"""Make small layers for tests, and read columns back."""

from __future__ import annotations

from geochem_som.algorithms.compat import make_field, plain
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

ELEMENTS = ["Cu", "Au", "Pb", "Zn", "Ni", "Cr", "Co", "As", "U"]


def make_layer(xy, columns=None, *, crs="EPSG:32640", name="layer", kind="Point"):
    """A memory layer of points (or of the given WKT) with columns of numbers or texts."""
    columns = columns or {}
    layer = QgsVectorLayer(f"{kind}?crs={crs}", name, "memory")
    provider = layer.dataProvider()
    fields = []
    for field, values in columns.items():
        first = next((v for v in values if v is not None), 0.0)
        python_type = str if isinstance(first, str) else int if isinstance(first, int) else float
        fields.append(make_field(field, python_type))
    provider.addAttributes(fields)
    layer.updateFields()
    features = []
    for i, place in enumerate(xy):
        feature = QgsFeature(layer.fields())
        if isinstance(place, str):
            feature.setGeometry(QgsGeometry.fromWkt(place))
        elif place is not None:
            x, y = place
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(float(x), float(y))))
        feature.setAttributes([values[i] for values in columns.values()])
        features.append(feature)
    added, _ = provider.addFeatures(features)
    assert added
    layer.updateExtents()
    return layer


def column(layer, field):
    """Values of a field, None for NULL, in the order of the layer."""
    return [plain(feature[field]) for feature in layer.getFeatures()]
