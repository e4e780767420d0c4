"""A small survey in memory, and a way to run an algorithm and read what it wrote."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import numpy as np
import pytest
from layers import ELEMENTS, make_layer
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
)


class Log(QgsProcessingFeedback):
    """Feedback that keeps what was said, and can press Cancel."""

    def __init__(self, cancel_at=None):
        super().__init__(False)
        self.infos, self.warnings, self.errors, self.fractions = [], [], [], []
        self.cancel_at = cancel_at
        self.progressChanged.connect(self._note_progress)

    def _note_progress(self, percent):
        self.fractions.append(percent)
        if self.cancel_at is not None and percent >= self.cancel_at:
            self.cancel()

    def pushInfo(self, text):
        self.infos.append(text)

    def pushWarning(self, text):
        self.warnings.append(text)

    def reportError(self, text, fatalError=False):
        self.errors.append(text)

    @property
    def text(self):
        return "\n".join([*self.infos, *self.warnings, *self.errors])


@pytest.fixture(scope="session")
def provider(qgis_app):
    """The GeochemSOM provider, registered for the session."""
    from geochem_som.plugin import GeochemSOMPlugin

    plugin = GeochemSOMPlugin()
    plugin.initProcessing()
    yield plugin.provider
    plugin.unload()
    gc.collect()  # a layer of a file that outlives QGIS would crash the exit


@pytest.fixture(scope="session")
def run(provider):
    """run(id, **parameters): results by name, `log`, `ok`, and `layer(name)`.

    Without EVALUATION nothing is held out: most tests are about something else, and it takes seconds.
    """

    def run_algorithm(name, cancel_at=None, **parameters):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"geochemsom:{name}")
        if algorithm.parameterDefinition("EVALUATION") is not None:
            parameters = {"EVALUATION": "none", **parameters}
        context, log = QgsProcessingContext(), Log(cancel_at)
        context.setProject(QgsProject.instance())
        results, ok = algorithm.run(parameters, context, log)

        def layer(output):
            return QgsProcessingUtils.mapLayerFromString(results[output], context)

        return SimpleNamespace(results=results, ok=ok, log=log, layer=layer, context=context)

    return run_algorithm


@pytest.fixture(scope="session")
def fails(run):
    """fails(id, **parameters): the one sentence with which an algorithm refuses."""

    def sentence(name, **parameters):
        done = run(name, **parameters)
        assert not done.ok, "the run should have been refused"
        assert len(done.log.errors) == 1, done.log.errors
        assert "Traceback" not in done.log.text
        return done.log.errors[0]

    return sentence


@pytest.fixture(scope="session")
def survey(qgis_app):
    """144 samples on a 1 km grid with a copper-gold anomaly in the north-east, and 7 occurrences.

    Five occurrences lie in the anomaly, one in the background, one 30 km off the ground.
    """
    rng = np.random.default_rng(0)
    x, y = (a.ravel() for a in np.meshgrid(np.arange(12.0), np.arange(12.0)))
    inside = (x > 7) & (y > 7)
    logs = rng.normal(0.0, 0.3, size=(144, len(ELEMENTS)))
    logs[inside, :2] += 1.5
    values = np.exp(logs + np.linspace(0, 3, len(ELEMENTS)))
    xy = np.column_stack([600000 + 1000 * x, 2700000 + 1000 * y])
    table = {"name": [f"S{i:03d}" for i in range(144)]}
    table.update({e: values[:, j].round(4).tolist() for j, e in enumerate(ELEMENTS)})
    places = [(9, 9), (10, 10), (9.2, 10.1), (10.4, 9), (10, 8.6), (2, 2), (40, 5)]
    sites = [(600000 + 1000 * u, 2700000 + 1000 * v) for u, v in places]
    occurrences = make_layer(
        sites,
        {"name": [f"Mine {i}" for i in range(7)], "metal": ["Cu"] * 6 + ["Pb"]},
        name="occurrences",
    )
    return SimpleNamespace(
        samples=make_layer(xy, table, name="samples"),
        occurrences=occurrences,
        xy=xy,
        table=table,
        inside=inside,
        elements=ELEMENTS,
    )
