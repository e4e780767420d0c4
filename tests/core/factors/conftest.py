"""The bundled survey, ready for factor analysis."""

import csv

import pytest
from factor_models import SAMPLE, load_sample_model
from geochem_som.core.preparation import prepare_samples


@pytest.fixture(scope="session")
def sample_model():
    """The program that made the bundled survey, with the loadings of Table 1."""
    return load_sample_model()


@pytest.fixture(scope="session")
def survey(sample_model):
    """The bundled survey: log10 of 27 elements, standardised, in the order of Table 1."""
    with (SAMPLE / "samples.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = [element.field for element in sample_model.ELEMENTS]
    raw = {field: [row[field] for row in rows] for field in fields}
    return prepare_samples(raw, fields, transform="log10", scaling="standard")
