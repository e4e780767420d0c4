"""Style files that open, and show what the plugin's own outputs show."""

import importlib.util
from pathlib import Path

import pytest
from qgis.core import QgsRenderContext, QgsVectorLayer

STYLES = Path(__file__).resolve().parents[2] / "resources" / "styles"


@pytest.fixture(scope="module")
def maker(qgis_app):
    spec = importlib.util.spec_from_file_location("make_styles", STYLES / "make_styles.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def look(layer):
    """Type, field and legend of a renderer: (text, colour) of each entry."""
    renderer = layer.renderer()
    entries = [
        (item.label(), item.symbol().color().name())
        for item in renderer.legendSymbolItems()
        if item.symbol() is not None
    ]
    return renderer.type(), renderer.usedAttributes(QgsRenderContext()), entries


def test_every_style_has_its_file_and_every_file_its_style(maker):
    made = {f"{name}_{geometry}" for name, geometry, _ in maker.styled_layers("geochem_som")}
    assert made == {path.stem for path in STYLES.glob("*.qml")}
    assert len(made) == 15


def test_a_file_looks_as_the_plugin_s_own_renderer_does(maker):
    for name, geometry, layer in maker.styled_layers("geochem_som"):
        kind = maker.GEOMETRIES[geometry]
        plain = QgsVectorLayer(f"{kind}?crs=EPSG:4326&{maker.FIELDS}", name, "memory")
        message, ok = plain.loadNamedStyle(str(STYLES / f"{name}_{geometry}.qml"))
        assert ok, message
        assert look(plain) == look(layer), (name, geometry)
        assert look(plain)[2], "a legend that says nothing"
