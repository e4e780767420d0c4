"""The recipes of docs/recipes.md run as they stand there."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "recipes.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.M)
# What a block names as a file that it writes.
WRITES = re.compile(
    r"\b(?:OUTPUT|TABLE|REPORT|TARGETS|GROUND|LATTICE|UNITS|LEFT_OUT|MODEL)=([\w.$]+)"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the survey, and an environment in which qgis_process is called just so."""
    pytest.importorskip("qgis.core")
    spec = importlib.util.spec_from_file_location(
        "run_demo", ROOT / "resources" / "demo" / "run_demo.py"
    )
    run_demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run_demo)
    environment = run_demo.clean_environment(tmp_path_factory.mktemp("profile"))
    programs = tmp_path_factory.mktemp("programs")
    (programs / "qgis_process").symlink_to(run_demo.qgis_process())
    environment["PATH"] = f"{programs}:{environment['PATH']}"
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(run_demo.SURVEY, folder)
    return folder, environment


def test_there_are_recipes():
    assert len(BLOCKS) >= 7


@pytest.mark.parametrize("block", BLOCKS, ids=[f"recipe {i}" for i in range(1, len(BLOCKS) + 1)])
def test_a_recipe_runs_and_writes_what_it_names(desk, block):
    """In the order of the page: later ones go on with what earlier ones wrote."""
    folder, environment = desk
    if "ogr2ogr" in block and shutil.which("ogr2ogr") is None:
        pytest.skip("ogr2ogr is not installed")
    done = subprocess.run(
        ["sh", "-e", "-c", block], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for name in WRITES.findall(block):
        for number in "123" if "$" in name else "1":
            assert (folder / name.replace("$seed", number)).stat().st_size > 0, name
