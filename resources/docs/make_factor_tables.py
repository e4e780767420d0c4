#!/usr/bin/env python3
"""Renew the tables of docs/factors.md: planted loadings beside those that factor analysis finds.

    python3 resources/docs/make_factor_tables.py

reads the bundled synthetic survey, draws its factors as `factoranalysis` does, and writes what
came out between the marks of the page. Needs numpy, SciPy and pandas, no QGIS.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "resources" / "sample"
PAGE = ROOT / "docs" / "factors.md"
N_FACTORS = 5
STRONG = 0.6


def load(name: str, path: Path, folder: str | None = None):
    """A module from its file, the package itself with the folder of its parts."""
    if name not in sys.modules:
        parts = [folder] if folder else None
        spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=parts)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def read_survey(model):
    """The survey prepared with the algorithm's defaults, elements in the order of Table 1."""
    from geochem_som.core.preparation import prepare_samples

    with (SAMPLE / "samples.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = [element.field for element in model.ELEMENTS]
    raw = {field: [row[field] for row in rows] for field in fields}
    return prepare_samples(raw, fields, transform="log10", scaling="standard")


def loadings_table(model, found: np.ndarray) -> str:
    """Planted and found loadings side by side in a Markdown table, strong ones bold."""
    names = [f"D{f + 1}" for f in range(N_FACTORS)]
    head = ["element", *(f"{n} planted" for n in names), *(f"{n} found" for n in names)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for element, planted, drawn in zip(model.ELEMENTS, model.LOADINGS, found):
        cells = [written(value) for value in (*planted, *drawn)]
        lines.append(f"| {element.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def written(loading: float) -> str:
    """A loading with the three digits of Table 1 and a true minus; bold from 0.6 on."""
    rounded = round(float(loading), 3) + 0.0  # no minus before what rounds to nothing
    text = f"{rounded:.3f}".replace("-", "\N{MINUS SIGN}")
    return f"**{text}**" if abs(rounded) >= STRONG else text


def agreement_table(n_samples: int, compared: dict, planted: np.ndarray) -> str:
    """How near each extraction comes, in a Markdown table."""
    lines = [
        "| extraction | root mean square difference | largest difference | least congruence |",
        "|---|---|---|---|",
    ]
    for extraction, found in compared.items():
        largest = np.abs(found.loadings - planted).max()
        lines.append(
            f"| `{extraction}` | {found.rms:.3f} | {largest:.3f} | {found.congruence.min():.3f} |"
        )
    error = 1 / np.sqrt(n_samples)
    lines += [
        "",
        f"For comparison: a correlation of {n_samples} independent samples has a standard error of up to "
        f"1 / √{n_samples} = {error:.3f}.",
    ]
    return "\n".join(lines)


def make_blocks() -> dict:
    """Name of the mark -> Markdown."""
    load("geochem_som", ROOT / "__init__.py", str(ROOT))
    from geochem_som.core.factors import FactorAnalysis, procrustes_rotation

    model = load("make_sample_survey", SAMPLE / "make_sample_survey.py")
    survey = read_survey(model)
    compared = {}
    for extraction in ("principal_axis", "maximum_likelihood", "principal_components"):
        factors = FactorAnalysis(N_FACTORS, extraction=extraction).fit(survey.X, survey.fields)
        compared[extraction] = procrustes_rotation(factors.loadings_, model.LOADINGS)
    return {
        "loadings": loadings_table(model, compared["principal_axis"].loadings),
        "agreement": agreement_table(len(survey.X), compared, model.LOADINGS),
    }


def main(page: Path) -> None:
    """Renew the page and show what was written."""
    blocks = make_blocks()
    model = load("make_sample_survey", SAMPLE / "make_sample_survey.py")
    model.renew_readme(page, blocks)
    print("\n\n".join(blocks.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE)
