"""Factor models whose loadings are known, and a peer's own, for the tests of factor analysis."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "sample"


def load_sample_model():
    """The program that made the bundled survey, with the loadings of Table 1."""
    name = "make_sample_survey_for_factors"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, SAMPLE / "make_sample_survey.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def exact_peer(monkeypatch):
    """factor_analyzer with its optimiser run to the end; skips where it is not installed."""
    package = pytest.importorskip("factor_analyzer")

    def to_the_end(function, start, **settings):
        settings["options"] = {"maxiter": 20_000, "maxfun": 10**6, "ftol": 1e-15, "gtol": 1e-10}
        rough = minimize(function, start, **settings)
        return minimize(function, rough.x, jac="3-point", **settings)

    monkeypatch.setattr(package.factor_analyzer, "minimize", to_the_end)
    return package


def random_loadings(n_elements, n_factors, seed=0):
    """Loadings of standardised elements with communalities of 0.25 to 0.8."""
    rng = np.random.default_rng(seed)
    loadings = rng.normal(size=(n_elements, n_factors))
    length = np.sqrt(rng.uniform(0.25, 0.8, n_elements))
    return loadings * (length / np.linalg.norm(loadings, axis=1))[:, None]


def model_correlation(loadings):
    correlation = loadings @ loadings.T
    np.fill_diagonal(correlation, 1.0)
    return correlation


def samples_with(correlation, n=60, seed=1):
    """Samples that have exactly this correlation matrix."""
    rng = np.random.default_rng(seed)
    white = rng.normal(size=(n, len(correlation)))
    white -= white.mean(axis=0)
    q = np.linalg.qr(white)[0] * np.sqrt(n - 1)
    return q @ np.linalg.cholesky(correlation).T


def drawn_samples(n=250, n_elements=10, n_factors=3, seed=2):
    """Random samples of a factor model, in units and levels of their own."""
    rng = np.random.default_rng(seed)
    loadings = random_loadings(n_elements, n_factors, seed)
    unique = np.sqrt(1 - (loadings**2).sum(axis=1))
    x = rng.normal(size=(n, n_factors)) @ loadings.T + rng.normal(size=(n, n_elements)) * unique
    return x * rng.uniform(0.2, 5, n_elements) + rng.normal(size=n_elements) * 10


def matched(loadings, to):
    """Columns in the order and with the signs that come nearest to those of `to`."""
    out, free = np.empty_like(to), list(range(to.shape[1]))
    for f in range(to.shape[1]):
        g = max(free, key=lambda g: abs(loadings[:, g] @ to[:, f]))
        free.remove(g)
        out[:, f] = loadings[:, g] * np.sign(loadings[:, g] @ to[:, f])
    return out
