"""Where a result comes from: parameters, versions and inputs, for layer metadata and reports."""

from __future__ import annotations

import configparser

import numpy as np
from qgis.core import Qgis

from .inputs import Inputs
from .paths import METADATA


def version() -> str:
    """Version of GeochemSOM."""
    reader = configparser.ConfigParser()
    reader.read(METADATA, encoding="utf-8")
    return reader.get("general", "version", fallback="unknown")


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
