"""DE-SOM as its authors published it: random start, mini-batches, prototypes moved by Adam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .autoencoder import (
    DECODER,
    ENCODER,
    apply_network,
    initial_layers,
    layer_sizes,
    name_arrays,
)
from .de_som_training import Descent, batches_per_epoch, pretrain, train_jointly
from .initialisation import initial_prototypes
from .self_organizing_map import TrainingPlan

# What the authors trained with.
HIDDEN, LATENT = (500, 500, 2000), 10
STEPS, T_MAX, T_MIN = 10_000, 10.0, 0.1
PROTOTYPE_RATE = 1e-3
# Theirs is on the mean over features, ours on the sum of eq. 7: times D.
GAMMA_PER_FEATURE = 1e-3


@dataclass(frozen=True)
class PublishedSettings:
    """How to train.

    Attributes
    ----------
    hidden : sequence of int
    latent : int
    batch_size : int
    learning_rate, prototype_learning_rate : float
    gamma : float
        Of eq. 6, for the sum over features of eq. 7.
    pretrain_epochs : int
    device : {"cpu", "cuda"}
    """

    hidden: Sequence[int]
    latent: int
    batch_size: int
    learning_rate: float
    prototype_learning_rate: float
    gamma: float
    pretrain_epochs: int
    device: str


def published_epochs(samples: int, batch_size: int) -> int:
    """Passes over the samples that make the 10,000 steps of the authors."""
    return -(-STEPS // batches_per_epoch(samples, batch_size))


def train_as_published(
    plan: TrainingPlan,
    init: str | np.ndarray,
    settings: PublishedSettings,
    tick: Callable[[], None],
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """Train network and map.

    Parameters
    ----------
    plan : TrainingPlan
    init : {"pca", "sample"} or (K, L) array
        Start of the prototypes among the codes of the encoder before joint training.
    settings : PublishedSettings
    tick : callable
        Called after each step.

    Returns
    -------
    network : dict of arrays
    prototypes : (K, L) array
    history : (epochs, 5) array
        L (eq. 6), L_R (eq. 7), L_SOM (eq. 9), temperature, quantization error.
    codes : (N, L) array
        Before joint training.
    """
    X = plan.samples
    sizes = layer_sizes(X.shape[1], settings.hidden, settings.latent)
    encoder = initial_layers(sizes, plan.rng)
    decoder = initial_layers(sizes[::-1], plan.rng)

    def descent(epochs: int) -> Descent:
        return Descent(
            epochs=epochs,
            batch_size=settings.batch_size,
            learning_rate=settings.learning_rate,
            device=settings.device,
            rng=plan.rng,
            tick=tick,
        )

    if settings.pretrain_epochs:
        encoder, decoder = pretrain(encoder, decoder, X, descent(settings.pretrain_epochs))
    codes = apply_network(encoder, X)
    steps = batches_per_epoch(len(X), settings.batch_size) * plan.epochs
    encoder, decoder, prototypes, history = train_jointly(
        encoder,
        decoder,
        initial_prototypes(init, codes, plan.lattice, plan.rng),
        X,
        descent(plan.epochs),
        map_distances=plan.lattice.distances(),
        temperatures=plan.temperatures(steps),
        gamma=settings.gamma,
        prototype_learning_rate=settings.prototype_learning_rate,
    )
    network = {**name_arrays(ENCODER, encoder), **name_arrays(DECODER, decoder)}
    return network, prototypes, history, codes
