"""The pictures of docs/ are those that the commands make, and none is left over."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def command():
    path = ROOT / "resources" / "docs" / "make_pictures.py"
    spec = importlib.util.spec_from_file_location("make_pictures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(start):
    return {path.stem[len(start) :] for path in (DOCS / "images").glob(f"{start}*.png")}


def test_figures_are_those_of_the_command(command):
    named = {name for pictures in command.PICTURES.values() for name in pictures}
    assert names("fig_") == named


def test_pictures_of_the_window_are_those_of_the_command():
    text = (ROOT / "resources" / "docs" / "make_screenshots.py").read_text(encoding="utf-8")
    for name in names("screen_"):
        assert f'"{name}"' in text, name


def test_every_picture_made_is_shown_on_a_page():
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("*.md"))
    shown = set(re.findall(r"images/((?:fig|screen)_\w+)\.png", pages))
    made = {f"fig_{name}" for name in names("fig_")} | {f"screen_{n}" for n in names("screen_")}
    assert made == shown


def test_a_model_without_clusters_of_its_own_stands_in_the_table(command):
    numbers = ("HELDOUT_RATE", "HELDOUT_LOW", "HELDOUT_HIGH", "CROSSING_RATE", "FIT_NULL_RATE")
    results = {f"{m}_{n}": float(i) for m in command.MODELS for i, n in enumerate(numbers)}
    results |= {f"{m}_P_VALUE": 0.0125 for m in command.MODELS}
    results |= {"SOM_CLUSTER_COUNT": 5, "OCCURRENCES_USED": 42, "OCCURRENCES_OUT": 2}
    table = command.model_table(results)
    assert "| SOM | 5 | 0 | 1 to 2 | 0.013 | 3.0 | 4.0 |" in table
    assert "| MAXIMIN |  | 0 |" in table
    assert table.endswith("42 occurrences used, 2 off the ground left out.")
