"""Concentrations to the scale that a map is trained on, and back.

Data runs one way: log_ratios, scaling, levelling, then transform, which joins them.
"""

from .levelling import Levels
from .log_ratios import clr, ilr, inverse_clr, inverse_ilr, log10, pivot_basis, power10
from .scaling import robust_scaling, standard_scaling, winsor_limits
from .transform import SCALINGS, TRANSFORMS, Transform

__all__ = [
    "SCALINGS",
    "TRANSFORMS",
    "Levels",
    "Transform",
    "clr",
    "ilr",
    "inverse_clr",
    "inverse_ilr",
    "log10",
    "pivot_basis",
    "power10",
    "robust_scaling",
    "standard_scaling",
    "winsor_limits",
]
