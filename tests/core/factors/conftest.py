"""The bundled survey, ready for factor analysis."""

import csv
import importlib.util
import sys
from pathlib import Path

import pytest
from geochem_som.core.preparation import prepare_samples

SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "sample"


@pytest.fixture(scope="session")
def sample_model():
    """The program that made the bundled survey, with the loadings of Table 1."""
    name = "make_sample_survey_for_factors"
    spec = importlib.util.spec_from_file_location(name, SAMPLE / "make_sample_survey.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[name]


@pytest.fixture(scope="session")
def survey(sample_model):
    """The bundled survey: log10 of 27 elements, standardised, in the order of Table 1."""
    with (SAMPLE / "samples.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = [element.field for element in sample_model.ELEMENTS]
    raw = {field: [row[field] for row in rows] for field in fields}
    return prepare_samples(raw, fields, transform="log10", scaling="standard")
