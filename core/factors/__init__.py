"""Factor analysis: what elements vary together, and how much of it each sample has.

Data runs one way: samples, robust, retention, extraction, rotation, scores, analysis, then
selection and staged on top. Usable from a notebook::

    from geochem_som.core.factors import FactorAnalysis
    factors = FactorAnalysis(5, target="Cu").fit(logarithms)  # a DataFrame
    factors.loadings_table(), factors.transform(logarithms)
"""

from .analysis import FactorAnalysis
from .diagnostics import bartlett_sphericity, kaiser_meyer_olkin
from .retention import ParallelAnalysis, kaiser_criterion, parallel_analysis
from .rotation import procrustes_rotation, promax, varimax
from .scores import gmpi
from .selection import FactorChoice, carried_elements, select_factors
from .staged import Stage, staged_factor_analysis

__all__ = [
    "FactorAnalysis",
    "FactorChoice",
    "ParallelAnalysis",
    "Stage",
    "bartlett_sphericity",
    "carried_elements",
    "gmpi",
    "kaiser_criterion",
    "kaiser_meyer_olkin",
    "parallel_analysis",
    "procrustes_rotation",
    "promax",
    "select_factors",
    "staged_factor_analysis",
    "varimax",
]
