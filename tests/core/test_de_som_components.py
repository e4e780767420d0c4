"""What DE-SOM for tables promises: steady, never collapsed, and Batch SOM where it has no network."""

from __future__ import annotations

import numpy as np
import pytest
from geochem_som.core.autoencoder import elu, run_half
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.de_som import DESOM
from geochem_som.core.de_som_components import batch_count
from geochem_som.core.de_som_loss import (
    departure,
    neighbourhood_weights,
    pull_of,
    relative_som_loss,
    squared_distances,
    unexplained_share,
)
from geochem_som.core.de_som_start import (
    components_of,
    hinge_layer,
    latent_size,
    starting_layers,
)
from geochem_som.core.errors import Cancelled, InputError
from geochem_som.core.lattice import Lattice

torch = pytest.importorskip("torch", reason="DE-SOM trains with PyTorch")


def curved(samples, features, seed=0, noise=0.2):
    """Samples near a curved surface: products and squares of three factors, standardised."""
    rng = np.random.default_rng(seed)
    a, b, c = factors = rng.normal(size=(3, samples))
    shapes = np.column_stack([*factors, a * b, b**2, np.exp(c)])
    X = shapes @ rng.normal(size=(6, features)) + noise * rng.normal(size=(samples, features))
    return (X - X.mean(axis=0)) / X.std(axis=0)


def adjusted_rand_index(a, b):
    def pairs(counts):
        return (counts * (counts - 1) / 2).sum()

    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = first * second / pairs(np.array([len(a)]))
    return (both - expected) / ((first + second) / 2 - expected)


def bits(net):
    return [net.prototypes_.tobytes()] + [v.tobytes() for v in net.network_weights_.values()]


# Without its network: a Batch SOM of principal components.


@pytest.mark.parametrize("kind", [{}, {"topology": "hexagonal", "distance": "euclidean"}])
@pytest.mark.parametrize("init", ["pca", "sample"])
def test_without_a_network_it_is_the_batch_som_of_the_scores_to_the_bit(kind, init):
    X = curved(300, 14)
    net = DESOM(5, 4, hidden=(), latent=6, init=init, **kind).fit(X)
    mean = X.mean(axis=0)
    _, _, loadings = np.linalg.svd(X - mean, full_matrices=False)
    scores = (X - mean) @ loadings[:6].T
    codes = net.encode(X)
    np.testing.assert_allclose(np.abs(codes), np.abs(scores), atol=1e-9)
    som = BatchSOM(5, 4, init=init, t_min=0.55, **kind).fit(codes)
    np.testing.assert_array_equal(net.prototypes_, som.prototypes_)
    np.testing.assert_array_equal(net.predict(X), som.predict(codes))
    np.testing.assert_allclose(net.reconstruct(X), mean + scores @ loadings[:6], atol=1e-9)


def test_without_a_network_and_with_all_components_it_is_the_batch_som_of_the_samples():
    X = curved(200, 7)
    net = DESOM(4, 4, hidden=(), latent=7).fit(X)
    som = BatchSOM(4, 4, t_min=0.55).fit(X)
    np.testing.assert_array_equal(net.predict(X), som.predict(X))
    np.testing.assert_allclose(net.decoded_prototypes_, som.prototypes_, atol=1e-9)


def test_before_the_first_step_the_network_is_the_principal_components():
    X = curved(200, 12)
    still = DESOM(4, 4, latent=5, learning_rate=1e-12).fit(X)
    off = DESOM(4, 4, latent=5, hidden=()).fit(X)
    np.testing.assert_allclose(still.encode(X), off.encode(X), atol=1e-5)
    np.testing.assert_allclose(still.reconstruct(X), off.reconstruct(X), atol=1e-5)


# The network.


def test_the_network_explains_what_components_cannot_of_samples_it_never_saw():
    X = curved(3000, 16)
    train, new = X[:2000], X[2000:]
    off = DESOM(8, 8, latent=3, hidden=()).fit(train)
    on = DESOM(8, 8, latent=3).fit(train)
    before = np.square(off.reconstruction_errors(new)).sum()
    assert np.square(on.reconstruction_errors(new)).sum() < 0.75 * before
    assert on.unexplained_variance_ < 0.75 * off.unexplained_variance_


def test_new_samples_are_encoded_alone_and_by_the_named_arrays():
    X, new = curved(200, 9), curved(13, 9, seed=5)
    net = DESOM(4, 4, latent=4).fit(X)
    codes = net.encode(new)
    np.testing.assert_allclose(codes, np.vstack([net.encode(row[None]) for row in new]), atol=1e-12)
    w = net.network_weights_
    hidden = new @ w["encoder_0_weights"] + w["encoder_0_bias"]
    hidden = np.where(hidden > 0, hidden, np.exp(hidden) - 1)
    slow = new @ w["encoder_path_weights"] + w["encoder_path_bias"]
    slow = slow + hidden @ w["encoder_1_weights"] + w["encoder_1_bias"]
    np.testing.assert_allclose(codes, slow, atol=1e-12)
    np.testing.assert_allclose(run_half("decoder", w, codes), net.reconstruct(new), atol=1e-12)
    np.testing.assert_allclose(
        run_half("decoder", w, net.prototypes_), net.decoded_prototypes_, atol=1e-12
    )


def test_codes_keep_the_standard_deviations_of_the_components():
    X = curved(400, 12)
    net = DESOM(5, 5, latent=6).fit(X)
    deviations = components_of(X, 6).code_deviations
    codes = net.encode(X)
    np.testing.assert_allclose(codes.std(axis=0, ddof=1), deviations, rtol=1e-6)
    np.testing.assert_allclose(codes.mean(axis=0), 0.0, atol=1e-8)


def test_the_last_prototypes_are_eq_5_of_the_final_codes_around_their_units():
    X = curved(250, 10)
    net = DESOM(4, 4, latent=5).fit(X)
    codes, lattice = net.encode(X), net.lattice_
    # One more update moves them far less than their distance from one another.
    best = net.predict(X)
    kernel = lattice.kernel(net.t_min_)
    weights = kernel[:, best]
    again = weights @ codes / weights.sum(axis=1, keepdims=True)
    gaps = np.linalg.norm(net.prototypes_[:, None] - net.prototypes_[None], axis=2)
    typical = np.median(gaps[np.triu_indices(16, 1)])
    assert np.linalg.norm(again - net.prototypes_, axis=1).mean() < 0.1 * typical


@pytest.mark.parametrize(
    ("latent", "features", "length"),
    [(None, 1, 1), (None, 5, 4), (None, 40, 10), (3, 40, 3), (5, 5, 5), (90, 40, 40)],
)
def test_length_of_the_code(latent, features, length):
    assert latent_size(np.r_[3.0, np.full(features - 1, 1e-3)], latent) == length


def test_the_code_holds_95_percent_of_the_variance():
    deviations = np.sqrt(np.linspace(2, 1, 60))
    length = latent_size(deviations, None)
    shares = np.cumsum(deviations**2) / np.sum(deviations**2)
    assert shares[length - 2] < 0.95 <= shares[length - 1]


def test_hinges_come_in_pairs_along_components_then_sums_and_differences():
    weights, bias = hinge_layer(3, 20)
    assert weights.shape == (3, 20)
    np.testing.assert_allclose(np.linalg.norm(weights, axis=0), 1.0)
    np.testing.assert_allclose(weights[:, 0::2], -weights[:, 1::2])
    np.testing.assert_allclose(weights[:, [0, 2, 4]], np.eye(3))
    np.testing.assert_allclose(weights[:, 6], [0.5**0.5, 0.5**0.5, 0])
    # 3 + 6 directions, twice: the tenth pair is the first direction, bent further out.
    np.testing.assert_allclose(weights[:, 18], [1, 0, 0])
    np.testing.assert_array_equal(bias, [-0.5] * 18 + [-1.5] * 2)


def test_every_hidden_layer_starts_by_passing_its_units_on_and_the_last_at_zero():
    first, bias = hinge_layer(4, 12)
    layers = starting_layers(first, bias, (12, 5, 8), 3)
    assert [w.shape for w, _ in layers] == [(4, 12), (12, 5), (5, 8), (8, 3)]
    assert all((w != 0).any(axis=0).all() and (w != 0).any(axis=1).all() for w, _ in layers[1:3])
    assert not layers[-1][0].any()


def test_deeper_networks_train():
    X = curved(300, 10)
    off = DESOM(4, 4, latent=3, hidden=()).fit(X)
    deep = DESOM(4, 4, latent=3, hidden=(32, 16), epochs=60).fit(X)
    assert deep.unexplained_variance_ < 0.95 * off.unexplained_variance_


# The loss.


@pytest.mark.parametrize("kind", [("rectangular", "planar"), ("hexagonal", "toroidal")])
def test_the_pull_gives_the_som_term_of_eq_9(kind):
    lattice = Lattice(4, 3, *kind)
    rng = np.random.default_rng(0)
    codes, prototypes = rng.normal(size=(50, 3)), rng.normal(size=(12, 3))
    tensors = torch.tensor(codes, requires_grad=True), torch.tensor(prototypes)
    distances = squared_distances(*tensors)
    best = distances.detach().numpy().argmin(axis=1)
    w = neighbourhood_weights(best, torch.tensor(lattice.distances() ** 2), 1.4)
    slow = (w * distances).sum(dim=1).mean()
    slow.backward()
    pull = pull_of(lattice, 1.4, prototypes, best)
    sums = lattice.kernel(1.4).sum(axis=1).mean()
    fast_codes = torch.tensor(codes, requires_grad=True)
    draws = [torch.tensor(a) for a in (pull.centres, pull.weights, pull.variances)]
    fast = relative_som_loss(fast_codes, *draws, 1 / sums)
    fast.backward()
    assert fast.item() == pytest.approx(slow.item())
    np.testing.assert_allclose(fast_codes.grad.numpy(), tensors[0].grad.numpy(), rtol=1e-10)


def test_the_relative_terms_do_not_know_the_scale():
    rng = np.random.default_rng(1)
    codes, prototypes, X = (rng.normal(size=s) for s in ((40, 3), (12, 3), (40, 5)))
    lattice, best, reconstructed = Lattice(4, 3), rng.integers(0, 12, 40), X + 0.1
    values = []
    for scale in (1.0, 50.0):
        pull = pull_of(lattice, 1.0, scale * prototypes, best)
        som = relative_som_loss(
            scale * codes,
            pull.centres,
            pull.weights,
            pull.variances,
            np.sum((scale * codes).var(axis=0)),
        )
        variance = np.sum((scale * X).var(axis=0))
        values.append([som, unexplained_share(scale * reconstructed, scale * X, variance)])
    np.testing.assert_allclose(values[0], values[1])


def test_departure_is_the_squared_distance_in_units_of_the_codes_variance():
    codes, scores = np.array([[3.0, 0.0], [0.0, 1.0]]), np.zeros((2, 2))
    assert departure(codes, scores, 2.5) == pytest.approx((9 + 1) / 2 / 2.5)


def test_codes_stay_with_the_components_where_bending_gains_nothing():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(4000, 5)) @ rng.normal(size=(5, 20)) + rng.normal(size=(4000, 20))
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    on = DESOM(6, 6, latent=8).fit(X).encode(X)
    off = DESOM(6, 6, latent=8, hidden=()).fit(X).encode(X)
    assert np.sum((on - off) ** 2) < 0.02 * np.sum(off**2)


def test_the_mean_leaves_everything_unexplained():
    X = curved(100, 6)
    variance = np.sum(X.var(axis=0))
    assert unexplained_share(np.broadcast_to(X.mean(axis=0), X.shape), X, variance) == (
        pytest.approx(1.0)
    )


def test_elu_is_that_of_torch():
    values = np.linspace(-30, 3, 50)
    np.testing.assert_allclose(
        elu(values), torch.nn.functional.elu(torch.tensor(values)).numpy(), rtol=1e-12
    )


def test_history_is_the_loss_of_each_epoch():
    X = curved(300, 10)
    net = DESOM(4, 4, latent=4, som_weight=0.5, epochs=20).fit(X)
    history = net.loss_history_
    rising = 0.5 * np.arange(1, 21) / 20
    held = history["loss"] - history["reconstruction"] - rising * history["som"]
    assert (held > 0).all()
    assert (held < 0.1 * 0.2).all()
    assert history["reconstruction"][-1] == pytest.approx(net.unexplained_variance_, rel=0.3)
    share = 0.5 * history["som"][-1] / history["loss"][-1]
    assert net.som_share_ == pytest.approx(share)
    assert {len(v) for v in net.history_.values()} == {20}
    assert DESOM(4, 4, hidden=()).fit(X).som_share_ == 0.0


# Steady, and never collapsed.


@pytest.mark.parametrize("samples", [200, 900])
def test_neither_the_seed_nor_the_number_of_threads_matters(samples):
    X = curved(samples, 12)
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        one = DESOM(4, 4).fit(X)
        torch.set_num_threads(2)
        torch.manual_seed(99)
        two = DESOM(4, 4, random_state=7).fit(X)
    finally:
        torch.set_num_threads(threads)
    assert bits(one) == bits(two)


def test_units_of_subsamples_agree_as_well_as_those_of_a_batch_som():
    X = curved(600, 20, noise=0.6)
    rng = np.random.default_rng(0)
    parts = [rng.permutation(600)[:480] for _ in range(4)]

    def agreement(make):
        units = [make().fit(X[part]).predict(X) for part in parts]
        return np.mean(
            [adjusted_rand_index(units[i], units[j]) for i in range(4) for j in range(i)]
        )

    batch = agreement(lambda: BatchSOM(6, 6))
    assert batch > 0.2
    assert agreement(lambda: DESOM(6, 6)) > batch - 0.06


@pytest.mark.parametrize("weight", [0.0, 0.03, 1.0, 100.0])
@pytest.mark.parametrize(("samples", "features", "rows"), [(40, 5, 4), (150, 30, 8), (700, 12, 14)])
def test_no_size_and_no_weight_lets_it_collapse(samples, features, rows, weight):
    X = curved(samples, features)
    side = min(rows, int(samples**0.5))
    net = DESOM(side, side, som_weight=weight, epochs=15).fit(X)
    off = DESOM(side, side, hidden=(), epochs=15).fit(X)
    assert net.latent_rms_ == pytest.approx(off.latent_rms_, rel=1e-6)
    assert net.unexplained_variance_ < 0.9
    assert net.dead_units_ <= max(off.dead_units_ + 0.1 * side**2, 0.25 * side**2)


@pytest.mark.parametrize(
    ("samples", "features", "settings"),
    [
        (6, 2, {}),
        (7, 3, {"batch_size": 1}),
        (100, 3, {"batch_size": 1, "epochs": 2}),
        (30, 70, {"init": "sample"}),
        (31, 4, {"latent": 1}),
        (50, 4, {"latent": 99, "hidden": (1,)}),
    ],
)
def test_small_and_odd_tables_train(samples, features, settings):
    X = np.random.default_rng(0).normal(size=(samples, features))
    net = DESOM(2, 3, **settings).fit(X)
    assert np.isfinite(net.prototypes_).all()
    assert net.reconstruct(X).shape == X.shape


def test_constant_and_repeated_columns_do_no_harm():
    X = curved(120, 6)
    X = np.column_stack([X, np.full(120, 3.0), X[:, 0]])
    net = DESOM(4, 4).fit(X)
    assert np.isfinite(net.decoded_prototypes_).all()
    np.testing.assert_allclose(net.decoded_prototypes_[:, 6], 3.0, atol=0.05)
    assert np.isfinite(DESOM(2, 2).fit(np.ones((20, 3))).unexplained_variance_)


def test_a_shift_and_a_common_factor_change_nothing():
    X = curved(300, 10)
    net, moved = DESOM(4, 4, latent=5).fit(X), DESOM(4, 4, latent=5).fit(1000 * X + 5000)
    assert adjusted_rand_index(net.predict(X), moved.predict(1000 * X + 5000)) > 0.95
    assert moved.unexplained_variance_ == pytest.approx(net.unexplained_variance_, rel=0.01)


@pytest.mark.parametrize("samples", [5, 31, 64, 100, 256, 257, 806, 100_000])
@pytest.mark.parametrize("size", [1, 64, 256])
def test_batches_are_no_larger_than_asked_and_no_smaller_than_32_if_avoidable(samples, size):
    count = batch_count(samples, size)
    sizes = [len(range(first, samples, count)) for first in range(count)]
    assert sum(sizes) == samples
    assert min(sizes) >= min(32, samples)
    assert max(sizes) <= max(size, 63)


def test_progress_rises_to_one_and_a_refusal_keeps_the_former_map():
    X = curved(300, 8)
    seen = []
    net = DESOM(3, 3).fit(X, progress=lambda fraction: seen.append(fraction) or True)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    before = bits(net)
    with pytest.raises(Cancelled):
        net.fit(curved(300, 5), progress=lambda fraction: fraction < 0.5)
    assert bits(net) == before


# What is refused.


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"variant": "images"}, "variant"),
        ({"gamma": 0.1}, "gamma .* published"),
        ({"pretrain_epochs": 3}, "pretrain_epochs .* published"),
        ({"prototype_learning_rate": 0.1}, "prototype_learning_rate .* published"),
        ({"variant": "published", "som_weight": 0.1}, "som_weight .* components"),
        ({"som_weight": -1.0}, "som_weight"),
        ({"som_weight": np.inf}, "som_weight"),
        ({"latent": 0}, "latent"),
        ({"hidden": (0,)}, "hidden"),
    ],
)
def test_parameters_that_do_not_belong_are_refused_by_name(settings, word):
    with pytest.raises(InputError, match=word):
        DESOM(2, 2, **settings).fit(curved(30, 4))


def test_a_diverging_training_is_refused_not_returned():
    with pytest.raises(InputError, match="standardise"):
        DESOM(2, 2, learning_rate=1e30).fit(curved(60, 4))
