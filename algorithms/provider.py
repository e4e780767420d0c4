"""The Processing provider `geochemsom`: its algorithms and its ready-made model."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .base import WORKFLOW, tr
from .paths import RESOURCES


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model among the algorithms of its group.

    A model file keeps no id of the group, and the Toolbox shows one group for every id.
    """

    def groupId(self):
        return WORKFLOW[0]

    def group(self):
        return tr(WORKFLOW[1])


class GeochemSOMProvider(QgsProcessingProvider):
    """Algorithms of GeochemSOM in the Processing Toolbox."""

    def id(self):
        return "geochemsom"

    def name(self):
        return "GeochemSOM"

    def longName(self):
        return "GeochemSOM: multivariate geochemical anomalies"

    def icon(self):
        return QIcon(str(RESOURCES / "icons" / "geochemsom.svg"))

    def loadAlgorithms(self):
        from .applymodel import ApplyModel
        from .batchsom import BatchSom
        from .comparemodels import CompareModels
        from .compositesamples import CompositeSamples
        from .desom import DeSom
        from .ensemble import EnsembleOfMaps
        from .factoranalysis import FactorAnalysisAlgorithm
        from .maximin import Maximin
        from .predictionarea import PredictionArea
        from .prepareassays import PrepareAssays
        from .selectbyunit import SelectByUnit
        from .selectmap import SelectMap
        from .separateanomalies import SeparateAnomalies
        from .som import Som

        for algorithm in (
            *(PrepareAssays, CompositeSamples, FactorAnalysisAlgorithm),
            *(Som, BatchSom, DeSom, SelectMap, SelectByUnit, ApplyModel),
            *(PredictionArea, Maximin, CompareModels),
            *(SeparateAnomalies, EnsembleOfMaps),
        ):
            self.addAlgorithm(algorithm())
        # A model finds its algorithms through the registry: it can only load once we are in there.
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            self._load_models()

    def _load_models(self):
        for path in sorted((RESOURCES / "models").glob("*.model3")):
            model = ShippedModel()
            if model.fromFile(str(path)):
                self.addAlgorithm(model)
