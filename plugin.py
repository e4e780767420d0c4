"""The plugin: it registers the Processing provider and nothing else."""

from __future__ import annotations

from qgis.core import QgsApplication


class GeochemSOMPlugin:
    """GeochemSOM as QGIS sees it."""

    def __init__(self, iface=None):
        self.iface = iface
        self.provider = None

    def initProcessing(self):
        """Register the provider; qgis_process calls this without a window."""
        from .algorithms.provider import GeochemSOMProvider

        self.provider = GeochemSOMProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        # Once more, now that the models find the algorithms they are made of.
        self.provider.refreshAlgorithms()

    def initGui(self):
        """Start inside the QGIS window."""
        self.initProcessing()

    def unload(self):
        """Leave QGIS as it was."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
