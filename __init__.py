"""GeochemSOM: multivariate geochemical anomalies with self-organizing maps, in QGIS Processing."""


def classFactory(iface):  # QGIS calls it by this name
    """Return the plugin; QGIS calls this when it loads the plugin."""
    from .plugin import GeochemSOMPlugin

    return GeochemSOMPlugin(iface)
