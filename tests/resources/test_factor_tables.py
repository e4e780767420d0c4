"""docs/factors.md holds what its command writes, and Table 1 as it was planted."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from factor_models import load_sample_model

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "factors.md"


@pytest.fixture(scope="module")
def command():
    path = ROOT / "resources" / "docs" / "make_factor_tables.py"
    spec = importlib.util.spec_from_file_location("make_factor_tables", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbers(text):
    return np.array(re.findall(r"-?\d+\.\d+", text.replace("\N{MINUS SIGN}", "-")), dtype=float)


def loadings(text):
    """(27, 10) array of the table of loadings: planted, then found."""
    rows = re.search(r"<!-- loadings -->\n(.*)<!-- end loadings -->", text, re.DOTALL)[1]
    return np.array([numbers(row) for row in rows.splitlines()[2:]])


def test_the_page_is_what_its_command_writes(command, tmp_path, capsys):
    copy = tmp_path / "factors.md"
    copy.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    command.main(copy)
    written, page = copy.read_text(encoding="utf-8"), PAGE.read_text(encoding="utf-8")
    # The last digit may differ from one SciPy to another.
    assert re.sub(r"[\d.*]+", "", written) == re.sub(r"[\d.*]+", "", page)
    assert np.allclose(numbers(written), numbers(page), atol=0.0021)
    assert "| Cu |" in capsys.readouterr().out


def test_the_page_shows_table_1_beside_what_was_found():
    table = loadings(PAGE.read_text(encoding="utf-8"))
    assert table.shape == (27, 10)
    assert np.array_equal(table[:, :5], load_sample_model().LOADINGS)
    assert np.sqrt(((table[:, :5] - table[:, 5:]) ** 2).mean()) < 0.035


def test_strong_loadings_are_bold_and_no_others(command):
    assert command.written(0.6) == "**0.600**"
    assert command.written(-0.7541) == "**\N{MINUS SIGN}0.754**"
    assert command.written(0.5994) == "0.599"
    assert command.written(-0.0001) == "0.000"
