"""Groups brought to one level, each by its own median and spread."""

import statistics

import numpy as np
import pytest
from geochem_som.core.errors import InputError
from geochem_som.core.transforms import Levels, Transform, robust_scaling

NAMES = ("Cu", "Zn")


def two_laboratories(seed=0, n=60):
    """The same ground, measured by a second laboratory that reads high and stretches."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=(2 * n, 2))
    groups = np.repeat(["A", "B"], n)
    rng.shuffle(groups)
    read = truth.copy()
    read[groups == "B"] = 1.5 + 2.0 * truth[groups == "B"]
    return truth, read, groups


def slow_levels(columns, groups):
    """(x - median_g) / MAD_g, one value after the other."""
    result = np.empty_like(columns)
    for j, column in enumerate(columns.T.tolist()):
        for g in set(groups.tolist()):
            own = [v for v, group in zip(column, groups) if group == g]
            median = statistics.median(own)
            mad = 1.4826 * statistics.median(abs(v - median) for v in own)
            for i, group in enumerate(groups):
                if group == g:
                    result[i, j] = (column[i] - median) / mad
    return result


def test_robustly_scaled_it_is_the_formula():
    _, read, groups = two_laboratories()
    levelled = Levels.fit(read, groups, NAMES).apply(read, groups)
    expected = slow_levels(read, groups)
    centre, scale = robust_scaling(expected)
    own_centre, own_scale = robust_scaling(levelled)
    np.testing.assert_allclose((levelled - own_centre) / own_scale, (expected - centre) / scale)
    np.testing.assert_allclose(np.corrcoef(levelled[:, 0], expected[:, 0])[0, 1], 1.0, rtol=1e-12)


def test_every_group_has_the_survey_s_median_and_spread_afterwards():
    _, read, groups = two_laboratories()
    levels = Levels.fit(read, groups, NAMES)
    levelled = levels.apply(read, groups)
    for g in ("A", "B"):
        centre, spread = robust_scaling(levelled[groups == g])
        np.testing.assert_allclose(centre, levels.common_centre, atol=1e-12)
        np.testing.assert_allclose(spread, levels.common_spread, rtol=1e-12)


def test_it_takes_away_what_a_laboratory_added():
    truth, read, groups = two_laboratories(n=2000)
    levelled = Levels.fit(read, groups, NAMES).apply(read, groups)
    before = np.corrcoef(truth[:, 0], read[:, 0])[0, 1]
    after = np.corrcoef(truth[:, 0], levelled[:, 0])[0, 1]
    assert after > 0.995 > 0.9 > before


def test_a_calibration_of_one_group_changes_nothing_but_the_common_level():
    _, read, groups = two_laboratories()
    moved = read.copy()
    moved[groups == "B"] = -3.0 + 0.2 * moved[groups == "B"]
    a = Levels.fit(read, groups, NAMES).apply(read, groups)
    b = Levels.fit(moved, groups, NAMES).apply(moved, groups)
    np.testing.assert_allclose(
        (a - np.median(a, axis=0)) / robust_scaling(a)[1],
        (b - np.median(b, axis=0)) / robust_scaling(b)[1],
    )


def test_one_group_stays_as_it_is():
    _, read, _ = two_laboratories()
    same = ["all"] * len(read)
    np.testing.assert_allclose(Levels.fit(read, same, NAMES).apply(read, same), read, atol=1e-12)


def test_small_groups_are_refused_by_name_and_few_samples_are_warned_of():
    _, read, groups = two_laboratories()
    groups = groups.astype(object)
    groups[:3] = "tiny"
    with pytest.raises(InputError, match=r"LAB has groups of fewer than 5 samples.*tiny \(3\)"):
        Levels.fit(read, groups, NAMES, group_field="LAB")
    groups[:8] = "tiny"
    assert "tiny (8)" in Levels.fit(read, groups, NAMES).warnings[0]


def test_a_group_that_is_mostly_its_detection_limit_is_refused_by_field_and_group():
    _, read, groups = two_laboratories()
    read[np.flatnonzero(groups == "A")[:40], 1] = 0.5
    with pytest.raises(InputError, match="Zn in A"):
        Levels.fit(read, groups, NAMES)


def test_new_samples_need_a_known_group():
    _, read, groups = two_laboratories()
    levels = Levels.fit(read, groups, NAMES)
    with pytest.raises(InputError, match="belong to C, but levels are known for A, B"):
        levels.apply(read[:2], ["A", "C"])
    np.testing.assert_array_equal(
        levels.apply(read[4:5], groups[4:5]), levels.apply(read, groups)[4:5]
    )


@pytest.mark.parametrize("transform", ["log10", "clr", "ilr"])
def test_a_transform_levels_on_its_own_scale_and_returns(transform):
    rng = np.random.default_rng(4)
    values = np.exp(rng.normal(size=(80, 3)))
    groups = np.array(["A", "B"] * 40)
    values[groups == "B"] *= [10.0, 0.2, 1.0]
    fitted = Transform.fit(values, ("Cu", "Zn", "Fe"), transform=transform, groups=groups)
    X = fitted.apply(values, groups)
    medians = [np.median(X[groups == g], axis=0) for g in ("A", "B")]
    np.testing.assert_allclose(medians[0], medians[1], atol=1e-12)
    with pytest.raises(InputError, match="group of each sample"):
        fitted.apply(values)


def test_values_without_a_logarithm_are_not_levelled():
    rng = np.random.default_rng(4)
    with pytest.raises(InputError, match=r"LEVEL_FIELD .* TRANSFORM is none"):
        Transform.fit(rng.normal(size=(20, 2)), NAMES, transform="none", groups=["a"] * 20)
