"""Pivot coordinates: an orthonormal basis that is stated, and a way back for every part."""

import math

import numpy as np
import pytest
from geochem_som.core.transforms import Transform, clr, ilr, inverse_ilr, pivot_basis


def parts(n=30, p=6, seed=0):
    rng = np.random.default_rng(seed)
    return np.exp(rng.normal(size=(n, p))) * 10.0 ** rng.integers(-3, 4, size=p)


def slow_pivot(row):
    """The definition, one coordinate after the other."""
    coordinates = []
    for i in range(len(row) - 1):
        rest = row[i + 1 :]
        mean = math.prod(rest) ** (1 / len(rest))
        coordinates.append(math.sqrt(len(rest) / (len(rest) + 1)) * math.log(row[i] / mean))
    return coordinates


@pytest.mark.parametrize("p", [2, 3, 8, 30])
def test_the_basis_is_orthonormal_and_its_columns_are_contrasts(p):
    basis = pivot_basis(p)
    np.testing.assert_allclose(basis.T @ basis, np.eye(p - 1), atol=1e-12)
    np.testing.assert_allclose(basis.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(basis @ basis.T, np.eye(p) - 1 / p, atol=1e-12)


def test_coordinates_agree_with_the_definition():
    values = parts()
    np.testing.assert_allclose(ilr(values), [slow_pivot(row) for row in values.tolist()], atol=1e-9)


def test_distances_are_those_of_the_centred_log_ratios():
    z, ratios = ilr(parts()), clr(parts())[0]
    np.testing.assert_allclose(
        np.linalg.norm(z[1:] - z[0], axis=1), np.linalg.norm(ratios[1:] - ratios[0], axis=1)
    )


def test_the_first_coordinate_is_the_first_centred_log_ratio_but_for_a_factor():
    values = parts(p=5)
    np.testing.assert_allclose(ilr(values)[:, 0], math.sqrt(5 / 4) * clr(values)[0][:, 0])


@pytest.mark.parametrize("p", [2, 3, 7])
def test_all_parts_come_back_from_all_coordinates(p):
    values = parts(p=p)
    back = inverse_ilr(ilr(values), clr(values)[1], p, p)
    np.testing.assert_allclose(back, values, rtol=1e-9)


@pytest.mark.parametrize("wanted", [1, 3, 5])
def test_the_first_parts_come_back_from_the_first_coordinates(wanted):
    values = parts(p=6)
    back = inverse_ilr(ilr(values, wanted), clr(values)[1], 6, wanted)
    np.testing.assert_allclose(back, values[:, :wanted], rtol=1e-9)


def test_dilution_of_a_sample_changes_nothing():
    values = parts()
    diluted = values * np.linspace(0.1, 3, len(values))[:, None]
    np.testing.assert_allclose(ilr(diluted), ilr(values), atol=1e-12)


def test_a_whole_composition_has_one_coordinate_less_than_fields():
    values = parts(p=4)
    names = ("Cu", "Au", "Zn", "Fe")
    fitted = Transform.fit(values, names, transform="ilr", scaling="standard")
    assert fitted.fields == names
    assert fitted.columns == names[:3]
    assert fitted.apply(values).shape == (30, 3)
    back = fitted.inverse(fitted.apply(values), clr(values)[1])
    np.testing.assert_allclose(back, values, rtol=1e-9)


def test_prototypes_of_a_whole_composition_return_to_concentrations():
    values = parts(p=4)
    fitted = Transform.fit(values, ("Cu", "Au", "Zn", "Fe"), transform="ilr")
    prototype = fitted.inverse(fitted.apply(values).mean(axis=0, keepdims=True))
    shape = np.log(prototype) - np.log(prototype).mean()
    np.testing.assert_allclose(shape[0], clr(values)[0].mean(axis=0), atol=1e-9)
