"""Promises of the batch map: equation 5, its limits and invariances, and the bits it returns."""

import math
import tracemalloc

import numpy as np
import pytest
from geochem_som.core import matching
from geochem_som.core.batch_som import BatchSOM, batch_update, unit_sums
from geochem_som.core.initialisation import initial_prototypes
from geochem_som.core.lattice import Lattice
from geochem_som.core.map_quality import distortion
from geochem_som.core.matching import best_matching_units
from geochem_som.core.self_organizing_map import temperature_at

LATTICES = [
    Lattice(5, 4),
    Lattice(4, 5, "rectangular", "toroidal", "euclidean"),
    Lattice(5, 4, "hexagonal", "planar", "euclidean"),
    Lattice(4, 5, "hexagonal", "toroidal"),
]
every_lattice = pytest.mark.parametrize("lattice", LATTICES, ids=str)


@pytest.fixture
def X():
    rng = np.random.default_rng(0)
    return rng.normal(size=(200, 4)) * [3, 2, 1, 1] + rng.choice([-4, 4], size=(200, 1))


def as_map(lattice, **settings):
    return BatchSOM(
        lattice.rows,
        lattice.cols,
        topology=lattice.topology,
        boundary=lattice.boundary,
        distance=lattice.distance,
        **settings,
    )


def winner(x, prototypes):
    return min(range(len(prototypes)), key=lambda k: sum((x - prototypes[k]) ** 2))


def updated_by_loops(X, prototypes, delta, temperature):
    """Equation 5, one prototype at a time."""
    best = [winner(x, prototypes) for x in X]
    new = np.empty_like(prototypes)
    for k in range(len(prototypes)):
        upper, lower = np.zeros(X.shape[1]), 0.0
        for x, b in zip(X, best):
            weight = math.exp(-(delta[k, b] ** 2) / temperature**2)
            upper += weight * x
            lower += weight
        new[k] = upper / lower if lower > 0 else prototypes[k]
    return new


@every_lattice
def test_training_is_equation_5_epoch_after_epoch(X, lattice):
    start = np.random.default_rng(1).normal(size=(lattice.size, 4))
    trained = as_map(lattice, init=start, epochs=4, t_max=2.0, t_min=0.7).fit(X)
    expected, delta = start, lattice.distances()
    for epoch in range(4):
        expected = updated_by_loops(X, expected, delta, 2.0 * (0.7 / 2.0) ** (epoch / 3))
    assert trained.prototypes_ == pytest.approx(expected, abs=1e-10)


def test_unit_sums_are_sums_and_counts(X):
    units = np.arange(len(X)) % 7
    sums, hits = unit_sums(X, units, 9)
    assert sums == pytest.approx(np.array([X[units == k].sum(axis=0) for k in range(9)]), abs=1e-12)
    assert hits.tolist() == [29] * 4 + [28] * 3 + [0, 0]


@every_lattice
@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_the_update_never_raises_the_distortion_of_fixed_assignments(X, lattice, temperature):
    rng = np.random.default_rng(2)
    for _ in range(5):
        prototypes = rng.normal(size=(lattice.size, 4)) * 5
        units = best_matching_units(X, prototypes)
        before = distortion(X, prototypes, lattice, temperature, units)
        new = batch_update(lattice, temperature, *unit_sums(X, units, lattice.size), prototypes)
        after = distortion(X, new, lattice, temperature, units)
        assert after < before
        nudged = distortion(X, new + 1e-3 * rng.normal(size=new.shape), lattice, temperature, units)
        assert after < nudged


def test_a_cold_update_is_the_step_of_k_means(X):
    start = X[:20].copy()
    units = best_matching_units(X, start)
    trained = as_map(Lattice(5, 4), init=start, epochs=1, t_max=1e-3, t_min=1e-3).fit(X)
    means = np.array([X[units == k].mean(axis=0) for k in range(20)])
    assert trained.prototypes_ == pytest.approx(means, abs=1e-12)


def test_a_hot_update_puts_every_prototype_on_the_mean(X):
    trained = as_map(Lattice(5, 4), epochs=1, t_max=1e9, t_min=1e9).fit(X)
    expected = np.tile(X.mean(axis=0), (20, 1))
    assert trained.prototypes_ == pytest.approx(expected, abs=1e-9)


def test_a_unit_whose_denominator_vanishes_keeps_its_prototype(X):
    start = np.zeros((20, 4))
    start[13] = 1e6  # no sample will choose it, and no neighbour reaches it in the cold
    trained = as_map(Lattice(5, 4), init=start, epochs=3, t_max=1e-3, t_min=1e-3).fit(X)
    assert (trained.prototypes_[13] == 1e6).all()
    assert np.isfinite(trained.prototypes_).all()


def test_a_denominator_near_underflow_counts_as_vanished():
    lattice = Lattice(1, 2)
    before = np.array([[0.0], [7.0]])
    temperature = 1 / math.sqrt(740)  # kappa(1) = exp(-740) = 4e-322, two digits at most
    after = batch_update(lattice, temperature, np.array([[1.0], [0.0]]), np.array([3, 0]), before)
    assert after.tolist() == [[1 / 3], [7.0]]


@pytest.mark.parametrize(
    ("samples", "epochs"), [(50, 30), (100_000, 30), (200_000, 15), (1_000_000, 10)]
)
def test_epochs_chosen_are_30_and_fewer_for_many_samples(samples, epochs):
    assert BatchSOM(5, 4)._default_epochs(samples, 20) == epochs


def test_temperature_falls_exponentially_from_t_max_to_t_min():
    expected = [4.0 * (0.5 / 4.0) ** (t / 9) for t in range(10)]
    assert temperature_at(np.linspace(0, 1, 10), 4.0, 0.5) == pytest.approx(expected, rel=1e-12)


def test_the_first_epoch_is_at_t_max_and_the_last_at_t_min(X):
    history = BatchSOM(5, 4, epochs=6, t_max=3, t_min=0.4).fit(X).history_
    assert history["temperature"][0] == pytest.approx(3)
    assert history["temperature"][-1] == pytest.approx(0.4)


def test_a_single_epoch_is_at_t_max(X):
    assert BatchSOM(5, 4, epochs=1, t_max=3).fit(X).history_["temperature"].tolist() == [3.0]


def test_history_holds_the_error_of_the_prototypes_each_epoch_started_with(X):
    shorter = BatchSOM(5, 4, epochs=1, t_max=2, t_min=2).fit(X)
    longer = BatchSOM(5, 4, epochs=2, t_max=2, t_min=2).fit(X)
    assert longer.history_["quantization_error"][1] == pytest.approx(
        shorter.quantization_error(X), rel=1e-5
    )


def test_the_order_of_the_samples_does_not_matter(X):
    order = np.random.default_rng(3).permutation(len(X))
    one, other = BatchSOM(5, 4).fit(X), BatchSOM(5, 4).fit(X[order])
    assert other.prototypes_ == pytest.approx(one.prototypes_, abs=1e-9)
    assert (other.predict(X) == one.predict(X)).all()


def test_scaling_and_shifting_the_data_scales_and_shifts_the_map(X):
    one, other = BatchSOM(5, 4).fit(X), BatchSOM(5, 4).fit(1000 * X - 5e4)
    assert other.prototypes_ == pytest.approx(1000 * one.prototypes_ - 5e4, abs=1e-5)


def test_the_seed_does_not_matter_with_the_principal_plane(X):
    one, other = BatchSOM(5, 4, random_state=1).fit(X), BatchSOM(5, 4, random_state=2).fit(X)
    assert one.prototypes_.tobytes() == other.prototypes_.tobytes()


@pytest.mark.parametrize("distance", ["manhattan", "euclidean"])
def test_one_and_two_threads_give_the_same_bits(monkeypatch, distance):
    X = np.random.default_rng(4).normal(size=(20_000, 6))
    monkeypatch.setattr(matching, "THREADED_SCORES", 0)
    maps = []
    for threads in (1, 2):
        monkeypatch.setattr(matching, "available_threads", lambda threads=threads: threads)
        maps.append(BatchSOM(8, 9, distance=distance, epochs=5).fit(X))
    assert maps[0].prototypes_.tobytes() == maps[1].prototypes_.tobytes()
    errors = [som.history_["quantization_error"].tobytes() for som in maps]
    assert errors[0] == errors[1]


def test_training_needs_about_as_much_memory_as_the_samples_take():
    X = np.random.default_rng(5).normal(size=(60_000, 20))
    tracemalloc.start()
    BatchSOM(20, 20, epochs=2).fit(X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * X.nbytes  # all scores would be 20 times as much


def test_samples_on_a_line_still_spread_over_the_map():
    X = np.linspace(0, 1, 200)[:, None] * np.array([[1.0, -2.0, 0.5]])
    som = BatchSOM(5, 4).fit(X)
    spacing = np.linalg.norm(X[-1] - X[0]) / 20
    assert som.quantization_error(X) < spacing
    assert len(np.unique(som.predict(X))) >= 10


def minisom_batch(minisom, X, start, rows, cols, temperatures):
    """The same training with MiniSom's winners and neighbourhoods (T = sqrt(2) sigma)."""
    peer = minisom.MiniSom(rows, cols, X.shape[1], sigma=1.0)
    peer._weights = start.reshape(rows, cols, -1).copy()
    for temperature in temperatures:
        kernels = [peer.neighborhood(peer.winner(x), temperature / math.sqrt(2)) for x in X]
        peer._weights = np.einsum("nrc,nd->rcd", kernels, X) / np.sum(kernels, axis=0)[..., None]
    return peer.get_weights().reshape(rows * cols, -1)


def test_training_agrees_with_minisom_from_the_same_start(X):
    minisom = pytest.importorskip("minisom", reason="compares with the package minisom")
    start = initial_prototypes("sample", X, Lattice(5, 4), np.random.default_rng(6))
    temperatures = temperature_at(np.linspace(0, 1, 5), 3.0, 0.8)
    expected = minisom_batch(minisom, X, start, 5, 4, temperatures)
    som = BatchSOM(5, 4, distance="euclidean", init=start, epochs=5, t_max=3.0, t_min=0.8).fit(X)
    assert som.prototypes_ == pytest.approx(expected, abs=1e-9)
