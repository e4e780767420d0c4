"""The plugin: it registers the Processing provider and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

TRANSLATIONS = Path(__file__).resolve().parent / "resources" / "i18n"


class GeochemSOMPlugin:
    """GeochemSOM as QGIS sees it."""

    def __init__(self, iface=None):
        self.iface = iface
        self.provider = None
        self.translator = load_translator(QgsApplication.locale())
        if self.translator is not None:
            QCoreApplication.installTranslator(self.translator)

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
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None


def load_translator(locale):
    """The translator to the user's language, None where there is none: then all reads English.

    QGIS gives its locale as `fr`, `pt_BR` or `zh-Hans`.
    """
    language = re.split("[-_]", locale or "")[0].lower()
    # The Chinese here is written with simplified characters.
    if re.search("hant|_tw|_hk|-tw|-hk", (locale or "").lower()):
        return None
    path = TRANSLATIONS / f"geochem_som_{language}.qm"
    translator = QTranslator()
    return translator if path.is_file() and translator.load(str(path)) else None
