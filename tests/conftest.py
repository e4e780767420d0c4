"""Load the repository root as the package it is in QGIS: `geochem_som`."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if "geochem_som" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "geochem_som", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["geochem_som"] = package
    spec.loader.exec_module(package)
