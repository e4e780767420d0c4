"""What DE-SOM promises: the paper's loss and gradients, and a well-behaved training."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from geochem_som.core.autoencoder import (
    apply_network,
    forward,
    initial_layers,
    layers_of,
    name_arrays,
)
from geochem_som.core.de_som import DESOM, require_torch
from geochem_som.core.de_som_loss import (
    loss_terms,
    neighbourhood_weights,
    reconstruction_loss,
    som_loss,
    squared_distances,
)
from geochem_som.core.de_som_training import (
    Adam,
    Descent,
    choose_device,
    descend,
    shuffled_batches,
)
from geochem_som.core.errors import Cancelled, InputError, MissingPackageError
from geochem_som.core.initialisation import principal_plane
from geochem_som.core.lattice import Lattice

torch = pytest.importorskip("torch", reason="DE-SOM trains with PyTorch")

LATTICE = Lattice(2, 3)
GAMMA = 0.3
TEMPERATURE = 1.3


def table(samples, features, seed=0):
    X = np.random.default_rng(seed).normal(size=(samples, features))
    return X @ np.random.default_rng(seed + 100).normal(size=(features, features))


def small_map(**settings):
    """A small map trained as published, with rates and temperatures for a few steps."""
    defaults = {
        "variant": "published",
        "hidden": (8,),
        "latent": 2,
        "epochs": 4,
        "batch_size": 16,
        "prototype_learning_rate": 1e-2,
        "t_max": 3.0,
        "t_min": 0.5,
        "device": "cpu",
    }
    return DESOM(2, 3, **{**defaults, **settings})


def descent(epochs, batch_size):
    rng = np.random.default_rng(0)
    return Descent(epochs, batch_size, 1e-3, "cpu", rng, tick=lambda: None)


class Small:
    """A small network with its map and a batch, in double precision: arrays and tensors."""

    def __init__(self, seed=0, samples=7, features=4, hidden=5, latent=2):
        rng = np.random.default_rng(seed)
        sizes = [features, hidden, latent]
        self.encoder = self._layers(sizes, rng)
        self.decoder = self._layers(sizes[::-1], rng)
        self.X = rng.normal(size=(samples, features))
        self.prototypes = rng.normal(size=(LATTICE.size, latent))

    def _layers(self, sizes, rng):
        return [
            (rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in zip(sizes[:-1], sizes[1:])
        ]

    def tensors(self):
        def leaf(array):
            return torch.tensor(array, dtype=torch.float64, requires_grad=True)

        encoder = [(leaf(w), leaf(b)) for w, b in self.encoder]
        decoder = [(leaf(w), leaf(b)) for w, b in self.decoder]
        return torch.tensor(self.X), encoder, decoder, leaf(self.prototypes)

    def terms(self, batch, encoder, decoder, prototypes, temperature=TEMPERATURE):
        map_distances = torch.tensor(LATTICE.distances() ** 2)
        return loss_terms(batch, encoder, decoder, prototypes, map_distances, temperature)

    def weights(self):
        """w_ik by the definition, sample by sample."""
        codes = forward(self.encoder, self.X)
        delta = LATTICE.distances()
        w = np.zeros((len(codes), LATTICE.size))
        for i, code in enumerate(codes):
            best = min(range(LATTICE.size), key=lambda k: np.sum((code - self.prototypes[k]) ** 2))
            for k in range(LATTICE.size):
                w[i, k] = np.exp(-(delta[best, k] ** 2) / TEMPERATURE**2)
        return w


# The loss.


def test_reconstruction_loss_sums_over_features_and_averages_over_samples():
    x, y = table(5, 3, seed=1), table(5, 3, seed=2)
    slow = sum(sum((y[i, j] - x[i, j]) ** 2 for j in range(3)) for i in range(5)) / 5
    assert reconstruction_loss(torch.tensor(y), torch.tensor(x)).item() == pytest.approx(slow)


def test_som_loss_is_eq_9():
    small = Small()
    codes, m, w = forward(small.encoder, small.X), small.prototypes, small.weights()
    slow = 0.0
    for i in range(len(codes)):
        for k in range(LATTICE.size):
            slow += w[i, k] * np.sum((codes[i] - m[k]) ** 2) / len(codes)
    distances = squared_distances(torch.tensor(codes), torch.tensor(m))
    assert som_loss(distances, torch.tensor(w)).item() == pytest.approx(slow)
    assert small.terms(*small.tensors())[1].item() == pytest.approx(slow)


@pytest.mark.parametrize("temperature", [0.2, 0.5, 2.0, 30.0])
def test_neighbourhood_weights_are_rows_of_the_lattice_kernel(temperature):
    lattice = Lattice(4, 6, "hexagonal", "toroidal", "euclidean")
    best = np.array([3, 0, 23, 3])
    weights = neighbourhood_weights(best, torch.tensor(lattice.distances() ** 2), temperature)
    np.testing.assert_allclose(weights.numpy(), lattice.kernel(temperature)[best], atol=1e-16)


def test_loss_tends_to_reconstruction_plus_gamma_k_means_as_temperature_falls():
    small = Small()
    reconstruction, som, _ = small.terms(*small.tensors(), temperature=1e-3)
    codes = forward(small.encoder, small.X)
    k_means = np.mean([min(np.sum((z - m) ** 2) for m in small.prototypes) for z in codes])
    decoded = forward(small.decoder, codes)
    expected = np.mean(np.sum((decoded - small.X) ** 2, axis=1)) + GAMMA * k_means
    assert (reconstruction + GAMMA * som).item() == pytest.approx(expected)


def test_reported_quantization_error_is_the_mean_distance_to_the_best_unit():
    small = Small()
    codes = forward(small.encoder, small.X)
    nearest = [min(np.linalg.norm(z - m) for m in small.prototypes) for z in codes]
    assert small.terms(*small.tensors())[2] == pytest.approx(np.mean(nearest))


# The gradients.


def test_encoder_gradient_of_the_som_term_is_eq_14():
    small = Small()
    (A, a), (B, b) = small.encoder
    w, N = small.weights(), len(small.X)
    dA, da, dB, db = (np.zeros_like(v) for v in (A, a, B, b))
    for i, x in enumerate(small.X):
        before = x @ A + a
        hidden = np.maximum(before, 0.0)
        z = hidden @ B + b
        pull = 2 * sum(w[i, k] * (z - small.prototypes[k]) for k in range(LATTICE.size)) / N
        for out in range(len(b)):
            db[out] += pull[out]
            for h in range(len(a)):
                dB[h, out] += pull[out] * hidden[h]
                if before[h] > 0:
                    da[h] += pull[out] * B[h, out]
                    dA[:, h] += pull[out] * B[h, out] * x
    batch, encoder, decoder, prototypes = small.tensors()
    small.terms(batch, encoder, decoder, prototypes)[1].backward()
    (tA, ta), (tB, tb) = encoder
    for tensor, slow in ((tA, dA), (ta, da), (tB, dB), (tb, db)):
        np.testing.assert_allclose(tensor.grad.numpy(), slow, rtol=1e-10)


def test_gradient_of_the_whole_loss_agrees_with_finite_differences():
    small = Small()
    batch, encoder, decoder, prototypes = small.tensors()
    reconstruction, som, _ = small.terms(batch, encoder, decoder, prototypes)
    (reconstruction + GAMMA * som).backward()

    def loss():
        r, s, _ = small.terms(*small.tensors())
        return (r + GAMMA * s).item()

    arrays = [v for layer in (*small.encoder, *small.decoder) for v in layer] + [small.prototypes]
    tensors = [v for layer in (*encoder, *decoder) for v in layer] + [prototypes]
    step = 1e-6
    for array, tensor in zip(arrays, tensors):
        for place in np.ndindex(array.shape):
            middle = array[place]
            array[place] = middle + step
            above = loss()
            array[place] = middle - step
            below = loss()
            array[place] = middle
            slope = (above - below) / (2 * step)
            assert tensor.grad[place].item() == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_a_gradient_step_of_the_prototypes_is_the_mini_batch_rule_of_eq_18():
    small, rate = Small(), 0.05
    batch, encoder, decoder, prototypes = small.tensors()
    reconstruction, som, _ = small.terms(batch, encoder, decoder, prototypes)
    (reconstruction + GAMMA * som).backward()
    stepped = (prototypes - rate * prototypes.grad).detach().numpy()
    codes, w, batch_size = forward(small.encoder, small.X), small.weights(), len(small.X)
    for k in range(LATTICE.size):
        slow = small.prototypes[k].copy()
        for i in range(batch_size):
            slow += 2 * GAMMA * rate / batch_size * w[i, k] * (codes[i] - small.prototypes[k])
        np.testing.assert_allclose(stepped[k], slow, rtol=1e-10)


def test_the_som_term_does_not_reach_the_decoder_nor_reconstruction_the_prototypes():
    small = Small()
    batch, encoder, decoder, prototypes = small.tensors()
    _, som, _ = small.terms(batch, encoder, decoder, prototypes)
    som.backward()
    assert all(v.grad is None for layer in decoder for v in layer)
    assert all(v.grad.abs().sum() > 0 for layer in encoder for v in layer)
    batch, encoder, decoder, prototypes = small.tensors()
    small.terms(batch, encoder, decoder, prototypes)[0].backward()
    assert prototypes.grad is None


def test_no_gradient_flows_through_the_neighbourhood_weights():
    small = Small()
    batch, encoder, decoder, prototypes = small.tensors()
    small.terms(batch, encoder, decoder, prototypes)[1].backward()
    fixed = torch.tensor(small.weights())
    _, encoder2, _, prototypes2 = small.tensors()
    som_loss(squared_distances(forward(encoder2, batch), prototypes2), fixed).backward()
    np.testing.assert_allclose(prototypes.grad.numpy(), prototypes2.grad.numpy(), rtol=1e-10)
    for layer, layer2 in zip(encoder, encoder2):
        for v, v2 in zip(layer, layer2):
            np.testing.assert_allclose(v.grad.numpy(), v2.grad.numpy(), rtol=1e-10)


# The optimiser and the batches.


def test_adam_takes_the_steps_of_torchs_adam():
    rng = np.random.default_rng(3)
    arrays = [rng.normal(size=shape).astype(np.float32) for shape in ((4, 3), (3,), (5, 2))]
    ours = Adam(arrays, [1e-3, 1e-3, 1e-2])
    theirs = [torch.tensor(array, requires_grad=True) for array in arrays]
    reference = torch.optim.Adam([{"params": theirs[:2]}, {"params": theirs[2:], "lr": 1e-2}])

    def loss(w, b, m):
        return ((m @ w[:2] + b).square() - 1.0).square().sum()

    for _ in range(60):
        ours.clear()
        reference.zero_grad()
        loss(*ours.tensors).backward()
        loss(*theirs).backward()
        ours.step()
        reference.step()
    for mine, other, start in zip(ours.arrays(), theirs, arrays):
        assert np.abs(mine - start).max() > 1e-2
        np.testing.assert_allclose(mine, other.detach().numpy(), atol=2e-5)


@pytest.mark.parametrize("samples", [1, 50, 63, 64, 65, 128, 129, 806])
def test_an_epoch_meets_every_sample_once_in_even_batches(samples):
    batches = shuffled_batches(samples, 64, np.random.default_rng(0))
    sizes = [len(rows) for rows in batches]
    assert sorted(np.concatenate(batches)) == list(range(samples))
    assert 1 <= min(sizes) <= max(sizes) <= 64
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(("samples", "batch_size"), [(50, 64), (65, 64), (129, 64), (5, 1), (9, 4)])
def test_training_feeds_every_sample_once_per_epoch(samples, batch_size):
    met = []

    def record(batch, step):
        met.extend(batch[:, 0].tolist())
        return optimiser.tensors[0].square().sum(), [float(len(batch))]

    optimiser = Adam([np.ones(2)], [1e-3])
    history = descend(
        record,
        optimiser,
        np.arange(samples, dtype=float)[:, None],
        descent(epochs=3, batch_size=batch_size),
    )
    epochs = np.reshape(met, (3, samples))
    for epoch in epochs:
        assert sorted(epoch) == list(range(samples))
    if samples > 5:
        assert not np.array_equal(epochs[0], epochs[1])
    assert len(history) == 3


def test_epoch_losses_are_averaged_over_samples_not_over_batches():
    X = np.arange(7.0)[:, None]
    optimiser = Adam([np.ones(1)], [1e-3])
    history = descend(
        lambda batch, step: (optimiser.tensors[0].sum(), [batch.mean().item()]),
        optimiser,
        X,
        descent(epochs=2, batch_size=3),
    )
    np.testing.assert_allclose(history, 3.0, rtol=1e-6)


# The network.


def test_network_runs_the_same_on_arrays_and_tensors_in_blocks_or_at_once():
    rng = np.random.default_rng(0)
    layers = [(w, rng.normal(size=b.shape)) for w, b in initial_layers([6, 9, 4], rng)]
    X = table(5000, 6)
    together = forward([(w.astype(float), b.astype(float)) for w, b in layers], X)
    np.testing.assert_allclose(apply_network(layers, X), together, rtol=1e-12, atol=1e-12)
    tensors = [(torch.tensor(w), torch.tensor(b, dtype=torch.float32)) for w, b in layers]
    by_torch = forward(tensors, torch.tensor(X, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(by_torch, together, rtol=1e-3, atol=1e-3)


def test_layers_survive_being_named():
    layers = initial_layers([3, 5, 4, 2], np.random.default_rng(0))
    back = layers_of("encoder", name_arrays("encoder", layers))
    assert len(back) == 3
    for (w, b), (w2, b2) in zip(layers, back):
        np.testing.assert_array_equal(w, w2)
        np.testing.assert_array_equal(b, b2)


# The map.


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_two_well_separated_populations_share_no_unit(seed):
    rng = np.random.default_rng(seed)
    population = np.arange(160) % 8 == 0
    X = rng.normal(size=(160, 6)) + 5.0 * population[:, None]
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    net = DESOM(
        3,
        4,
        variant="published",
        epochs=80,
        hidden=(32, 16),
        latent=3,
        batch_size=64,
        t_max=4.0,
        t_min=0.5,
        init="pca",
        prototype_learning_rate=1e-2,
        random_state=seed,
    ).fit(X)
    units = net.predict(X)
    assert not set(units[population]) & set(units[~population])
    assert net.unexplained_variance_ < 0.5
    assert net.latent_rms_ > 0.1


def test_training_lowers_both_losses_and_follows_the_temperature():
    net = small_map(epochs=60).fit(table(120, 5))
    history = net.loss_history_
    assert set(history) == {"loss", "reconstruction", "som", "temperature"}
    assert all(values.shape == (60,) for values in history.values())
    assert history["reconstruction"][-1] < 0.6 * history["reconstruction"][0]
    assert history["som"][-1] < history["som"][0]
    assert np.all(np.diff(history["temperature"]) < 0)
    np.testing.assert_allclose(
        history["loss"], history["reconstruction"] + net.gamma_ * history["som"], rtol=1e-5
    )
    assert set(net.history_) >= {"temperature", "quantization_error"}
    assert (net.t_max_, net.t_min_) == (3.0, 0.5)


def test_temperature_falls_at_every_step_from_t_max_to_t_min():
    net = small_map(epochs=1, t_max=2.0, t_min=0.5, batch_size=16).fit(table(48, 4))
    assert net.loss_history_["temperature"][0] == pytest.approx((2.0 + 1.0 + 0.5) / 3)


def test_results_have_the_promised_shapes_and_agree_with_one_another():
    X = table(60, 5)
    net = small_map(latent=3).fit(X)
    codes, reconstructed = net.encode(X), net.reconstruct(X)
    assert net.prototypes_.shape == (6, 3)
    assert net.prototypes_.dtype == np.float64
    assert net.decoded_prototypes_.shape == (6, 5)
    assert codes.shape == (60, 3)
    assert reconstructed.shape == X.shape
    slow = np.array([[np.linalg.norm(z - m) for m in net.prototypes_] for z in codes])
    np.testing.assert_allclose(net.transform(X), slow, rtol=1e-10)
    np.testing.assert_array_equal(net.predict(X), slow.argmin(axis=1))
    assert net.quantization_error(X) == pytest.approx(slow.min(axis=1).mean())
    rms = np.sqrt(np.mean(np.sum((codes - codes.mean(axis=0)) ** 2, axis=1)))
    assert net.latent_rms_ == pytest.approx(rms)
    assert net.relative_quantization_error(X) == pytest.approx(slow.min(axis=1).mean() / rms)
    assert 0.0 <= net.topographic_error(X) <= 1.0
    errors = [np.sqrt(np.sum((r - x) ** 2)) for r, x in zip(reconstructed, X)]
    np.testing.assert_allclose(net.reconstruction_errors(X), errors)
    unexplained = np.sum(np.square(errors)) / np.sum((X - X.mean(axis=0)) ** 2)
    assert net.unexplained_variance_ == pytest.approx(unexplained)
    assert net.dead_units_ == 6 - len(set(net.predict(X)))


def test_decoded_prototypes_are_the_decoder_of_the_named_weights():
    net = small_map().fit(table(40, 4))
    weights = net.network_weights_
    assert sorted(weights) == sorted(
        f"{part}_{depth}_{kind}"
        for part in ("encoder", "decoder")
        for depth in (0, 1)
        for kind in ("weights", "bias")
    )
    hidden = net.prototypes_ @ weights["decoder_0_weights"] + weights["decoder_0_bias"]
    decoded = np.maximum(hidden, 0) @ weights["decoder_1_weights"] + weights["decoder_1_bias"]
    np.testing.assert_allclose(net.decoded_prototypes_, decoded, rtol=1e-6)


def test_each_new_sample_is_judged_alone():
    X, new = table(60, 4), table(11, 4, seed=5)
    net = small_map().fit(X)
    np.testing.assert_array_equal(net.predict(new), [net.predict(row[None])[0] for row in new])


@pytest.mark.parametrize(
    ("samples", "features", "settings"),
    [
        (50, 2, {}),
        (50, 2, {"latent": 5}),
        (7, 3, {"batch_size": 3}),
        (33, 4, {"batch_size": 1, "epochs": 1}),
        (30, 4, {"hidden": ()}),
        (30, 70, {"init": "sample"}),
    ],
)
def test_small_and_odd_tables_train(samples, features, settings):
    X = table(samples, features)
    net = small_map(**settings).fit(X)
    assert np.isfinite(net.prototypes_).all()
    assert net.reconstruct(X).shape == X.shape


def test_constant_samples_train_without_dividing_by_zero():
    net = small_map().fit(np.ones((20, 3)))
    assert np.isfinite(net.unexplained_variance_)


def test_prototypes_start_among_the_codes_where_the_user_puts_them():
    start = np.arange(12.0).reshape(6, 2)
    net = small_map(init=start, epochs=1, prototype_learning_rate=1e-6).fit(table(30, 4))
    np.testing.assert_allclose(net.prototypes_, start, atol=1e-4)
    with pytest.raises(InputError, match="init"):
        small_map(init=np.zeros((6, 4))).fit(table(30, 4))


def test_pretraining_lowers_the_reconstruction_loss_before_joint_training():
    X = table(100, 6)
    cold = small_map().fit(X).loss_history_["reconstruction"][0]
    warm = small_map(pretrain_epochs=40).fit(X).loss_history_["reconstruction"][0]
    assert warm < 0.7 * cold


def test_prototypes_are_placed_among_the_codes_of_the_pretrained_encoder():
    X = table(100, 6)
    net = small_map(pretrain_epochs=40, epochs=1, batch_size=100, prototype_learning_rate=1e-6).fit(
        X
    )
    plane = principal_plane(net.encode(X), net.lattice_)
    np.testing.assert_allclose(net.prototypes_, plane, atol=0.03 * net.latent_rms_)


@pytest.mark.parametrize(
    ("samples", "epochs"), [(50, 10_000), (256, 10_000), (257, 5000), (806, 2500), (100_000, 26)]
)
def test_the_published_length_is_10000_steps(samples, epochs):
    assert DESOM.as_published(5, 5)._default_epochs(samples, 25) == epochs


def test_as_published_has_the_settings_of_the_authors():
    net = DESOM.as_published(2, 3, epochs=1).fit(table(20, 7))
    weights = net.network_weights_
    widths = [weights[f"encoder_{i}_weights"].shape for i in range(4)]
    assert widths == [(7, 500), (500, 500), (500, 2000), (2000, 10)]
    assert [weights[f"decoder_{i}_weights"].shape for i in range(4)] == [
        shape[::-1] for shape in widths[::-1]
    ]
    assert (net.t_max_, net.t_min_, net.init, net.batch_size) == (10.0, 0.1, "sample", 256)
    assert (net.learning_rate, net.gamma_) == (1e-3, pytest.approx(0.007))
    changed = DESOM.as_published(2, 3, hidden=(8,), latent=2, init="pca")
    assert (changed.hidden, changed.latent, changed.init) == ((8,), 2, "pca")


def test_default_gamma_grows_with_the_number_of_features():
    assert small_map().fit(table(20, 7)).gamma_ == pytest.approx(0.007)
    assert small_map(gamma=0.5).fit(table(20, 7)).gamma_ == 0.5


def test_gamma_draws_the_codes_towards_their_units():
    X = table(100, 6)
    weak = small_map(gamma=1e-3, epochs=60).fit(X)
    strong = small_map(gamma=10.0, epochs=60).fit(X)
    assert strong.latent_rms_ < 0.5 * weak.latent_rms_


# Repeatability and the user's torch.


def fitted_bits(net):
    return [net.prototypes_.tobytes()] + [v.tobytes() for v in net.network_weights_.values()]


def test_same_seed_same_bits_whatever_the_number_of_threads():
    X = table(200, 12)
    settings = {"hidden": (64, 32), "pretrain_epochs": 2, "init": "sample"}
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        one = small_map(**settings).fit(X)
        torch.set_num_threads(2)
        torch.manual_seed(99)
        two = small_map(**settings).fit(X)
    finally:
        torch.set_num_threads(threads)
    assert fitted_bits(one) == fitted_bits(two)
    other = small_map(random_state=7, **settings).fit(X)
    assert fitted_bits(one) != fitted_bits(other)


def test_fit_leaves_global_random_states_threads_and_samples_alone():
    X = table(60, 4)
    before = X.copy()
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        torch_state, numpy_state = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
        small_map().fit(X)
        assert torch.equal(torch.get_rng_state(), torch_state)
        assert np.array_equal(np.random.get_state()[1], numpy_state)  # noqa: NPY002
        assert torch.get_num_threads() == 2
        with pytest.raises(Cancelled):
            small_map().fit(X, progress=lambda fraction: False)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    np.testing.assert_array_equal(X, before)


def test_fit_does_not_depend_on_the_users_gradient_mode_or_default_type():
    X = table(40, 4)
    expected = fitted_bits(small_map().fit(X))
    try:
        torch.set_default_dtype(torch.float64)
        with torch.no_grad():
            assert fitted_bits(small_map().fit(X)) == expected
    finally:
        torch.set_default_dtype(torch.float32)


def test_progress_rises_to_one_and_a_refusal_keeps_the_former_map():
    X = table(60, 4)
    seen = []
    net = small_map().fit(X, progress=lambda fraction: seen.append(fraction) or True)
    assert seen == sorted(seen)
    assert 0 < seen[0] < 0.2
    assert seen[-1] == 1.0
    before = fitted_bits(net)
    net.epochs = 9
    with pytest.raises(Cancelled):
        net.fit(table(60, 5), progress=lambda fraction: fraction < 0.5)
    assert fitted_bits(net) == before
    assert (net.epochs_, net.n_features_in_) == (4, 4)


# What is refused.


def test_without_torch_training_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    for train in (require_torch, lambda: small_map().fit(table(20, 3))):
        with pytest.raises(MissingPackageError) as caught:
            train()
        assert all(word in str(caught.value) for word in ("Windows", "macOS", "Linux", "torch"))


def test_a_trained_map_needs_no_torch(monkeypatch):
    X = table(30, 4)
    net = small_map().fit(X)
    expected = net.predict(X)
    monkeypatch.setitem(sys.modules, "torch", None)
    np.testing.assert_array_equal(net.predict(X), expected)
    assert net.reconstruct(X).shape == X.shape


def test_importing_the_core_does_not_load_torch():
    tests = Path(__file__).resolve().parent.parent
    code = (
        f"import sys; sys.path.insert(0, {str(tests)!r}); import conftest; "
        "import geochem_som.core.de_som; print('torch' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


def test_cuda_is_refused_where_there_is_none(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InputError, match="use auto or cpu"):
        small_map(device="cuda").fit(table(20, 3))
    assert choose_device("auto", 4096) == "cpu"


def test_auto_takes_cuda_for_large_batches_only(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto", 64) == "cpu"
    assert choose_device("auto", 4096) == "cuda"
    assert choose_device("cpu", 4096) == "cpu"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gamma", 0.0),
        ("gamma", -1.0),
        ("gamma", np.nan),
        ("latent", 0),
        ("latent", 2.5),
        ("hidden", (8, 0)),
        ("hidden", 8),
        ("batch_size", 0),
        ("learning_rate", 0.0),
        ("prototype_learning_rate", -1.0),
        ("pretrain_epochs", -1),
        ("device", "tpu"),
        ("epochs", 0),
    ],
)
def test_a_bad_parameter_is_refused_by_name(name, value):
    with pytest.raises(InputError, match=name):
        small_map(**{name: value}).fit(table(20, 3))


def test_a_diverging_training_is_refused_not_returned():
    with pytest.raises(InputError, match="standardise"):
        small_map().fit(table(30, 3) * 1e25)


def test_an_untrained_map_and_other_columns_are_refused():
    with pytest.raises(InputError, match="fit"):
        small_map().encode(table(5, 3))
    net = small_map().fit(table(20, 3))
    for method in (net.predict, net.encode, net.reconstruct, net.reconstruction_errors):
        with pytest.raises(InputError, match="columns"):
            method(table(5, 4))
