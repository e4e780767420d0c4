"""Rotations: at their maximum, invertible, and blind to what should not matter."""

import itertools

import numpy as np
import pytest
from factor_models import matched, random_loadings
from geochem_som.core.errors import InputError
from geochem_som.core.factors.rotation import procrustes_rotation, promax, varimax


def criterion(loadings, normalize=True):
    """Kaiser's criterion in words: the variance of squared loadings, summed over factors."""
    if normalize:
        loadings = loadings / np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    total = 0.0
    for column in loadings.T:
        squares = [value**2 for value in column]
        mean = sum(squares) / len(squares)
        total += sum((s - mean) ** 2 for s in squares) / len(squares)
    return total


def plane_turn(n, p, q, angle):
    turn = np.eye(n)
    turn[p, p] = turn[q, q] = np.cos(angle)
    turn[p, q], turn[q, p] = -np.sin(angle), np.sin(angle)
    return turn


def random_turn(n, seed):
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0]


def simple_structure(n_factors=4, per_factor=5, seed=0):
    rng = np.random.default_rng(seed)
    loadings = np.zeros((n_factors * per_factor, n_factors))
    for f in range(n_factors):
        loadings[f * per_factor : (f + 1) * per_factor, f] = rng.uniform(0.5, 0.95, per_factor)
    return loadings


@pytest.mark.parametrize("normalize", [True, False])
@pytest.mark.parametrize("n_factors", [2, 3, 5])
def test_no_turn_in_any_plane_improves_on_varimax(normalize, n_factors):
    found = varimax(random_loadings(20, n_factors), normalize).loadings
    best = criterion(found, normalize)
    for p, q in itertools.combinations(range(n_factors), 2):
        for angle in np.linspace(-np.pi / 4, np.pi / 4, 41):
            turned = found @ plane_turn(n_factors, p, q, angle)
            assert criterion(turned, normalize) <= best + 1e-9


def test_two_factors_are_turned_by_the_best_of_all_angles():
    loadings = random_loadings(12, 2)
    angles = np.linspace(0, np.pi / 2, 20_001)
    best = max(criterion(loadings @ plane_turn(2, 0, 1, angle)) for angle in angles[::50])
    fine = angles[
        np.argmax([criterion(loadings @ plane_turn(2, 0, 1, a)) for a in angles[::50]]) * 50
    ]
    near = np.linspace(fine - 0.005, fine + 0.005, 501)
    best = max(best, *(criterion(loadings @ plane_turn(2, 0, 1, a)) for a in near))
    assert criterion(varimax(loadings).loadings) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("rotate", [varimax, promax])
@pytest.mark.parametrize("seed", range(5))
def test_simple_structure_is_found_again_however_it_was_turned(rotate, seed):
    simple = simple_structure()
    found = rotate(simple @ random_turn(4, seed)).loadings
    assert np.allclose(matched(found, simple), simple, atol=1e-8)


def test_varimax_is_orthogonal_and_keeps_communalities():
    loadings = random_loadings(20, 4)
    found = varimax(loadings)
    assert np.allclose(found.matrix.T @ found.matrix, np.eye(4), atol=1e-12)
    assert np.allclose(loadings @ found.matrix, found.loadings, atol=1e-14)
    assert np.allclose((found.loadings**2).sum(axis=1), (loadings**2).sum(axis=1))
    assert np.array_equal(found.factor_correlation, np.eye(4))


def test_varimax_of_varimax_changes_nothing():
    once = varimax(random_loadings(20, 4)).loadings
    assert np.allclose(varimax(once).loadings, once, atol=1e-9)


def test_kaiser_normalisation_makes_the_size_of_an_element_irrelevant():
    loadings, size = random_loadings(15, 3), np.geomspace(0.1, 10, 15)[:, None]
    assert np.allclose(varimax(loadings * size).matrix, varimax(loadings).matrix, atol=1e-8)
    raw, sized = (varimax(x, normalize=False).matrix for x in (loadings, loadings * size))
    assert not np.allclose(raw, sized, atol=1e-3)


def test_varimax_leaves_a_start_that_is_no_maximum():
    # The gradient vanishes at this start: the loadings of a worst turn of a simple structure.
    simple = np.repeat(np.eye(2), 3, axis=0)
    worst = simple @ plane_turn(2, 0, 1, np.pi / 4)
    assert np.allclose(np.abs(varimax(worst).loadings).max(axis=1), 1)


def test_an_element_that_loads_on_nothing_is_no_obstacle():
    loadings = random_loadings(10, 2)
    with_zero = np.vstack([loadings, np.zeros(2)])
    for rotate in (varimax, promax):
        found = rotate(with_zero).loadings
        assert np.isfinite(found).all()
        assert not found[-1].any()


def test_a_plane_without_a_best_angle_is_left_alone():
    angles = np.arange(8) * np.pi / 4 + np.pi / 8
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    assert np.array_equal(varimax(ring).matrix, np.eye(2))


def test_promax_follows_its_definition_step_by_step():
    loadings = random_loadings(16, 3)
    first = varimax(loadings).loadings
    target = np.array([[np.sign(x) * abs(x) ** 4 for x in row] for row in first])
    fit = np.linalg.inv(first.T @ first) @ first.T @ target
    fit = fit @ np.diag(np.sqrt(np.diag(np.linalg.inv(fit.T @ fit))))
    found = promax(loadings)
    assert np.allclose(found.loadings, first @ fit, atol=1e-10)
    assert np.allclose(loadings @ found.matrix, found.loadings, atol=1e-12)


def test_promax_factors_have_variance_1_and_reproduce_the_same_correlations():
    loadings = random_loadings(16, 3)
    found = promax(loadings)
    phi = found.factor_correlation
    assert np.allclose(np.diag(phi), 1)
    assert np.abs(phi - np.eye(3)).max() > 0.01
    assert np.allclose(found.loadings @ phi @ found.loadings.T, loadings @ loadings.T, atol=1e-10)


def test_promax_finds_factors_that_are_correlated():
    simple = simple_structure(2, 6)
    phi = np.array([[1, 0.5], [0.5, 1]])
    orthogonal = simple @ np.linalg.cholesky(phi)
    found = promax(orthogonal)
    assert np.allclose(matched(found.loadings, simple), simple, atol=0.08)
    assert abs(found.factor_correlation[0, 1]) == pytest.approx(0.5, abs=0.08)


def test_procrustes_undoes_any_turn_reflection_and_order():
    target = random_loadings(15, 4)
    for seed in range(3):
        turn = random_turn(4, seed)[:, [2, 0, 3, 1]] * [1, -1, 1, -1]
        found = procrustes_rotation(target @ turn, target)
        assert found.rms < 1e-14
        assert np.allclose(found.matrix, turn.T)
        assert np.allclose(found.congruence, 1)


def test_no_rotation_comes_nearer_to_the_target_than_procrustes():
    rng = np.random.default_rng(0)
    loadings, target = rng.normal(size=(2, 9, 2))
    best = min(
        np.sqrt(((loadings @ plane_turn(2, 0, 1, a) * [1, flip] - target) ** 2).mean())
        for a in np.linspace(0, 2 * np.pi, 3001)
        for flip in (1, -1)
    )
    assert procrustes_rotation(loadings, target).rms == pytest.approx(best, abs=1e-5)
    assert procrustes_rotation(loadings, target).rms <= best


def test_congruence_is_tucker_s_coefficient():
    found = procrustes_rotation(random_loadings(9, 2, 1), random_loadings(9, 2, 2))
    target = random_loadings(9, 2, 2)
    for f in range(2):
        a, b = found.loadings[:, f], target[:, f]
        tucker = sum(a * b) / np.sqrt(sum(a * a) * sum(b * b))
        assert found.congruence[f] == pytest.approx(tucker)


def test_only_loadings_of_the_same_shape_can_be_compared():
    with pytest.raises(InputError, match=r"\(9, 2\).*\(9, 3\)"):
        procrustes_rotation(np.ones((9, 2)), np.ones((9, 3)))
