"""Where a result comes from: parameters, versions and inputs, for layer metadata and reports."""

from __future__ import annotations

import numpy as np
from qgis.core import Qgis

from ..core.version import version
from .inputs import Inputs


def history_of(inputs: Inputs) -> tuple:
    """Lines for the metadata of a layer: algorithm, versions and every parameter."""
    import sys

    torch = sys.modules.get("torch")
    versions = [f"GeochemSOM {version()}", f"QGIS {Qgis.QGIS_VERSION}", f"numpy {np.__version__}"]
    if torch is not None:
        versions.append(f"torch {torch.__version__}")
    return (
        f"Made by geochemsom:{inputs.algorithm.name()} ({', '.join(versions)})",
        *inputs.as_history(),
    )
