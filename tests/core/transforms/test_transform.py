"""Logarithms, log-ratios and scalings: right, invariant where promised, and invertible."""

import dataclasses
import math
import statistics

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.transforms import (
    SCALINGS,
    TRANSFORMS,
    Transform,
    clr,
    inverse_clr,
    log10,
    power10,
    robust_scaling,
    standard_scaling,
)

FIELDS = ("Cu", "Au", "Zn")
EXTRA = ("Fe", "Mn")
LOG_RATIOS = ("clr", "ilr")


def concentrations(n=40, seed=0, columns=5):
    """Log-normal columns in quite different units."""
    rng = np.random.default_rng(seed)
    return np.exp(rng.normal(size=(n, columns))) * 10.0 ** rng.integers(-3, 5, size=columns)


def fit(values, transform, scaling="none"):
    extra = EXTRA if transform in LOG_RATIOS else ()
    return Transform.fit(values, FIELDS, extra, transform=transform, scaling=scaling)


def survey(transform, seed=0):
    values = concentrations(seed=seed)
    return values if transform in LOG_RATIOS else values[:, :3]


def slow_clr(rows):
    result = []
    for row in rows:
        geometric_mean = math.prod(row) ** (1 / len(row))
        result.append([math.log(x / geometric_mean) for x in row])
    return result


def test_log10_agrees_with_a_slow_version_and_returns():
    values = concentrations()
    slow = [[math.log(x) / math.log(10) for x in row] for row in values]
    np.testing.assert_allclose(log10(values), slow, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(power10(log10(values)), values, rtol=1e-12)


def test_clr_agrees_with_a_slow_version_and_returns():
    values = concentrations()
    ratios, log_centre = clr(values)
    np.testing.assert_allclose(ratios, slow_clr(values.tolist()), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(inverse_clr(ratios, log_centre), values, rtol=1e-12)


def test_clr_of_a_known_row():
    ratios, log_centre = clr(np.array([[1.0, math.e, math.e**2]]))
    np.testing.assert_allclose(ratios, [[-1, 0, 1]], atol=1e-15)
    np.testing.assert_allclose(log_centre, [1])


def test_clr_rows_sum_to_zero():
    np.testing.assert_allclose(clr(concentrations())[0].sum(axis=1), 0, atol=1e-12)


def test_clr_ignores_dilution_of_a_sample():
    values = concentrations()
    diluted = values * np.linspace(0.1, 3, len(values))[:, None]
    np.testing.assert_allclose(clr(diluted)[0], clr(values)[0], atol=1e-12)


def test_a_unit_change_shifts_clr_columns_and_nothing_else():
    values = concentrations()
    ppb = values * np.array([1000, 1, 1e-4, 1, 1])
    shift = clr(ppb)[0] - clr(values)[0]
    np.testing.assert_allclose(shift, np.tile(shift[0], (len(shift), 1)), atol=1e-12)
    assert np.abs(shift[0]).min() > 0.1


@pytest.mark.parametrize("scaling", ["standard", "robust"])
@pytest.mark.parametrize("transform", ["log10", "clr", "ilr"])
def test_a_unit_change_leaves_the_scaled_matrix_as_it_was(transform, scaling):
    values = survey(transform)
    ppb = values * np.array([1000, 1, 1e-4, 10, 1])[: values.shape[1]]
    expected = fit(values, transform, scaling).apply(values)
    np.testing.assert_allclose(fit(ppb, transform, scaling).apply(ppb), expected, atol=1e-9)


@pytest.mark.parametrize("scaling", ["standard", "robust"])
def test_a_stretched_and_shifted_column_scales_to_the_same(scaling):
    values = survey("none")
    moved = values * np.array([3.0, 0.01, 50.0]) + np.array([-7.0, 2.0, 1e3])
    expected = fit(values, "none", scaling).apply(values)
    np.testing.assert_allclose(fit(moved, "none", scaling).apply(moved), expected, atol=1e-9)


def test_a_reversed_column_scales_to_the_reversed():
    values = survey("none")
    for scaling in ("standard", "robust"):
        reversed_ = fit(-values, "none", scaling).apply(-values)
        np.testing.assert_allclose(
            reversed_, -fit(values, "none", scaling).apply(values), atol=1e-12
        )


def test_standard_scaling_agrees_with_a_slow_version():
    values = concentrations()
    centre, scale = standard_scaling(values)
    for j, column in enumerate(values.T.tolist()):
        mean = math.fsum(column) / len(column)
        sd = math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column))
        assert centre[j] == pytest.approx(mean, rel=1e-12)
        assert scale[j] == pytest.approx(sd, rel=1e-12)


@pytest.mark.parametrize("n", [40, 41])
def test_robust_scaling_agrees_with_a_slow_version(n):
    values = concentrations(n)
    centre, scale = robust_scaling(values)
    for j, column in enumerate(values.T.tolist()):
        median = statistics.median(column)
        mad = statistics.median([abs(x - median) for x in column])
        assert centre[j] == pytest.approx(median, rel=1e-12)
        assert scale[j] == pytest.approx(1.4826 * mad, rel=1e-12)


def test_robust_scaling_of_a_normal_column_estimates_its_standard_deviation():
    column = np.random.default_rng(1).normal(5, 2, size=(200_001, 1))
    centre, scale = robust_scaling(column)
    assert centre[0] == pytest.approx(5, abs=0.03)
    assert scale[0] == pytest.approx(2, abs=0.03)


def test_robust_scaling_does_not_see_a_nugget():
    values = survey("none")
    nugget = values.copy()
    nugget[np.argmax(values[:, 1]), 1] *= 1e6
    np.testing.assert_array_equal(robust_scaling(nugget), robust_scaling(values))
    assert standard_scaling(nugget)[1][1] > 1000 * standard_scaling(values)[1][1]


def test_standard_scores_have_mean_0_and_standard_deviation_1():
    for transform in TRANSFORMS:
        values = survey(transform)
        X = fit(values, transform, "standard").apply(values)
        np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose((X**2).mean(axis=0), 1, rtol=1e-12)


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_the_inverse_returns_to_original_units(transform, scaling):
    values = survey(transform)
    fitted = fit(values, transform, scaling)
    log_centre = clr(values)[1] if transform in LOG_RATIOS else None
    back = fitted.inverse(fitted.apply(values), log_centre)
    np.testing.assert_allclose(back, values[:, :3], rtol=1e-9)


def test_the_inverse_of_none_passes_signed_scores():
    scores = np.random.default_rng(3).normal(size=(20, 3))
    fitted = fit(scores, "none")
    np.testing.assert_array_equal(fitted.apply(scores), scores)
    np.testing.assert_array_equal(fitted.inverse(scores), scores)


def test_without_its_own_composition_a_row_takes_the_median_one_of_the_survey():
    values = survey("clr")
    fitted = fit(values, "clr", "standard")
    slow = statistics.median(math.fsum(math.log(x) for x in row) / 5 for row in values.tolist())
    assert fitted.log_centre == pytest.approx(slow, rel=1e-12)
    X = fitted.apply(values)
    np.testing.assert_allclose(fitted.inverse(X), fitted.inverse(X, slow), rtol=1e-9)


def test_the_log_ratio_is_over_the_composition_and_the_map_keeps_its_own_fields():
    values = survey("clr")
    X = fit(values, "clr").apply(values)
    assert X.shape == (40, 3)
    np.testing.assert_allclose(X, np.array(slow_clr(values.tolist()))[:, :3], atol=1e-12)
    closed = np.array(slow_clr(values[:, :3].tolist()))
    assert np.abs(X - closed).max() > 0.1


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_a_new_sample_is_placed_by_the_survey_it_is_compared_with(transform):
    values = survey(transform)
    fitted = fit(values, transform, "robust")
    np.testing.assert_array_equal(fitted.apply(values[7:8]), fitted.apply(values)[7:8])


def test_a_fitted_transform_cannot_be_changed_by_accident():
    fitted = fit(survey("log10"), "log10")
    with pytest.raises(dataclasses.FrozenInstanceError):
        fitted.scaling = "robust"


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("scaling", SCALINGS)
def test_constant_fields_are_refused_by_name(transform, scaling):
    values = survey(transform)
    values[:, [0, 2]] = 0.1
    with pytest.raises(InputError, match=r"Fields Cu, Zn of the samples layer have the same value"):
        fit(values, transform, scaling)


def test_a_constant_ratio_is_refused_though_the_concentrations_vary():
    values = concentrations(columns=2)
    values[:, 1] = 3 * values[:, 0]
    with pytest.raises(InputError, match="Fields Cu, Au"):
        Transform.fit(values, ("Cu", "Au"), transform="clr")


def test_robust_scaling_refuses_a_field_that_is_mostly_one_value():
    values = survey("log10")
    values[:25, 1] = 0.05
    with pytest.raises(InputError, match=r"Field Au of soils .*standard scaling"):
        Transform.fit(values, FIELDS, scaling="robust", layer_name="soils")
    fit(values, "log10", "standard")


@pytest.mark.parametrize("scaling", SCALINGS)
def test_tails_that_swallow_all_that_varies_are_refused(scaling):
    values = concentrations()[:, :3]
    values[:34, 1] = 0.05
    with pytest.raises(InputError, match="WINSORIZE 20 draws all values of Au of soils in to one"):
        Transform.fit(values, FIELDS, scaling=scaling, winsorize=20, layer_name="soils")


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
@pytest.mark.parametrize("transform", ["log10", "clr", "ilr"])
def test_values_without_a_logarithm_are_refused(transform, bad):
    values = survey(transform)
    fitted = fit(values, transform)
    values[4, 1] = bad
    with pytest.raises(InputError, match=r"Field Au is .* in row 5"):
        fitted.apply(values)


def test_blanks_are_refused_without_a_transform_too():
    values = survey("none")
    values[4, 1] = math.nan
    with pytest.raises(InputError, match=r"Field Au is nan in row 5"):
        fit(values, "none")


def test_other_columns_and_unknown_choices_are_refused():
    values = survey("clr")
    with pytest.raises(InputError, match="the 5 columns Cu, Au, Zn, Fe, Mn"):
        fit(values, "clr").apply(values[:, :3])
    with pytest.raises(InputError, match="TRANSFORM is 'ln'; choose one of none, log10, clr, ilr"):
        fit(values, "ln")
    with pytest.raises(InputError, match="SCALING is 'minmax'"):
        fit(values[:, :3], "none", "minmax")
    with pytest.raises(InputError, match="fewer than 2 samples"):
        fit(values[:1], "clr")
