"""Promises of the online map: equation 3, its schedule, and what it returns again and again."""

import math

import numpy as np
import pytest
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.initialisation import initial_prototypes
from geochem_som.core.lattice import Lattice
from geochem_som.core.som import SOM

LATTICES = [
    Lattice(5, 4),
    Lattice(4, 5, "rectangular", "toroidal", "euclidean"),
    Lattice(5, 4, "hexagonal", "planar", "euclidean"),
    Lattice(4, 5, "hexagonal", "toroidal"),
]


@pytest.fixture
def X():
    return np.random.default_rng(0).normal(size=(60, 3)) * [3, 2, 1]


def trained_by_loops(X, start, delta, epochs, t_range, alpha_range, rng):
    """Equation 3 in plain loops; also the mean distance to the winners in each epoch."""
    prototypes, errors = start.copy(), []
    steps = epochs * len(X)
    t = 0
    for _ in range(epochs):
        lengths = []
        for i in rng.permutation(len(X)):
            temperature = t_range[0] * (t_range[1] / t_range[0]) ** (t / (steps - 1))
            alpha = alpha_range[0] + (alpha_range[1] - alpha_range[0]) * t / (steps - 1)
            squares = [sum((X[i] - m) ** 2) for m in prototypes]
            b = squares.index(min(squares))
            lengths.append(math.sqrt(squares[b]))
            for k in range(len(prototypes)):
                kappa = math.exp(-(delta[b, k] ** 2) / temperature**2)
                prototypes[k] += alpha * kappa * (X[i] - prototypes[k])
            t += 1
        errors.append(np.mean(lengths))
    return prototypes, errors


@pytest.mark.parametrize("lattice", LATTICES, ids=str)
def test_training_is_equation_3_step_by_step(X, lattice):
    start = np.random.default_rng(1).normal(size=(20, 3))
    som = SOM(
        lattice.rows,
        lattice.cols,
        topology=lattice.topology,
        boundary=lattice.boundary,
        distance=lattice.distance,
        init=start,
        epochs=3,
        t_max=2.5,
        t_min=0.6,
        alpha_max=0.4,
        alpha_min=0.02,
        random_state=9,
    ).fit(X)
    expected, errors = trained_by_loops(
        X, start, lattice.distances(), 3, (2.5, 0.6), (0.4, 0.02), np.random.default_rng(9)
    )
    assert som.prototypes_ == pytest.approx(expected, abs=1e-10)
    assert som.history_["quantization_error"] == pytest.approx(errors, rel=1e-10)


def test_training_agrees_with_minisom_on_the_same_draws(X):
    minisom = pytest.importorskip("minisom", reason="compares with the package minisom")
    rows, cols, epochs = 5, 4, 3
    steps = epochs * len(X)
    start = initial_prototypes("sample", X, Lattice(rows, cols), np.random.default_rng(2))
    peer = minisom.MiniSom(
        rows,
        cols,
        3,
        sigma=2.0 / math.sqrt(2),  # T = sqrt(2) sigma
        learning_rate=0.5,
        decay_function=lambda alpha, t, last: alpha + (0.02 - alpha) * t / last,
    )
    peer._sigma_decay_function = lambda sigma, t, last: sigma * (0.7 / 2.0) ** (t / last)
    peer._weights = start.reshape(rows, cols, 3).copy()
    rng = np.random.default_rng(3)
    draws = [i for _ in range(epochs) for i in rng.permutation(len(X))]
    for t, i in enumerate(draws):
        peer.update(X[i], peer.winner(X[i]), t, steps - 1)
    som = SOM(
        rows,
        cols,
        distance="euclidean",
        init=start,
        epochs=epochs,
        t_max=2.0,
        t_min=0.7,
        alpha_max=0.5,
        alpha_min=0.02,
        random_state=3,
    ).fit(X)
    assert som.prototypes_ == pytest.approx(peer.get_weights().reshape(20, 3), abs=1e-10)


def test_every_sample_is_drawn_once_an_epoch():
    X = np.eye(6)
    som = SOM(
        2, 2, init=np.zeros((4, 6)), epochs=1, t_max=1e9, t_min=1e9, alpha_max=1e-6, alpha_min=1e-6
    ).fit(X)
    assert som.prototypes_ == pytest.approx(np.full((4, 6), 1e-6), rel=1e-4)


def test_another_seed_shuffles_otherwise(X):
    one, other = SOM(5, 4, random_state=1).fit(X), SOM(5, 4, random_state=2).fit(X)
    assert not np.allclose(one.prototypes_, other.prototypes_)


def test_full_learning_rate_and_no_neighbours_put_the_winner_on_the_sample():
    X = np.arange(4.0)[:, None]
    som = SOM(2, 2, init=X, epochs=1, t_max=1e-3, t_min=1e-3, alpha_max=1, alpha_min=1)
    assert som.fit(X + 0.2).prototypes_.tolist() == (X + 0.2).tolist()


def test_no_prototype_leaves_the_range_of_the_samples(X):
    som = SOM(5, 4, init="sample", epochs=5, alpha_max=1.0).fit(X)
    assert (som.prototypes_ >= X.min(axis=0)).all()
    assert (som.prototypes_ <= X.max(axis=0)).all()


def test_history_tells_learning_rate_and_temperature_at_the_start_of_each_epoch(X):
    history = SOM(5, 4, epochs=4, t_max=2, t_min=0.5, alpha_max=0.6, alpha_min=0.1).fit(X).history_
    at = [60 * epoch / 239 for epoch in range(4)]
    assert history["alpha"] == pytest.approx([0.6 - 0.5 * t for t in at])
    assert history["temperature"] == pytest.approx([2 * (0.5 / 2) ** t for t in at])


@pytest.mark.parametrize(("samples", "epochs"), [(20, 100), (1000, 10), (1_000_000, 3)])
def test_epochs_chosen_give_500_steps_a_unit_between_3_and_100_epochs(samples, epochs):
    assert SOM(5, 4)._default_epochs(samples, 20) == epochs


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"alpha_max": 0}, "alpha_max"),
        ({"alpha_min": -0.1}, "alpha_min"),
        ({"alpha_max": 1.5}, "alpha_max"),
        ({"alpha_max": 0.1, "alpha_min": 0.2}, "alpha_min"),
        ({"alpha_max": "fast"}, "alpha_max"),
    ],
)
def test_a_learning_rate_that_makes_no_sense_is_refused_by_name(X, settings, named):
    with pytest.raises(InputError, match=named):
        SOM(5, 4, **settings).fit(X)


def test_a_stop_in_the_middle_of_an_epoch_raises_cancelled():
    X = np.random.default_rng(4).normal(size=(5000, 3))
    asked = []

    def stop_at_the_second(fraction):
        asked.append(fraction)
        return len(asked) < 2

    with pytest.raises(Cancelled):
        SOM(5, 4, epochs=2).fit(X, progress=stop_at_the_second)
    assert asked[-1] < 0.5
