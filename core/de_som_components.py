"""DE-SOM for tables: principal components, a small network beside them, and a Batch SOM of the codes.

The default variant of DE-SOM. What it keeps of the published method: an encoder, a map in the
latent space, a decoder, one loss of reconstruction and map, best-matching units fixed within a
step. What differs, so that a table of a few hundred samples gives a steady map:

- Encoder and decoder are a path through the leading principal components plus a network whose last
  layer starts at zero: before the first step this is a principal component analysis.
- The network starts as hinges along those components, so nothing is drawn at random.
- Codes are standardised to the standard deviations of the components: they cannot collapse.
- Prototypes are set by eq. 5 once an epoch, as in a Batch SOM; the network takes its steps between.
- The terms of the loss are free of scale, and a third one holds the codes near the scores.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .autoencoder import DECODER, ENCODER, apply_network, forward, name_arrays, run_half
from .batch_som import batch_update, unit_sums
from .de_som_loss import Pull, departure, pull_of, relative_som_loss, unexplained_share
from .de_som_start import Components, components_of, hinge_layer, starting_layers
from .de_som_training import Adam, diverged, halves
from .initialisation import initial_prototypes
from .matching import Matcher
from .self_organizing_map import TrainingPlan

HIDDEN = (64,)
SOM_WEIGHT = 0.03
# Codes leave the components' scores only where it pays: without this, the many steps of a large
# table bend them for nothing, as the decoder can undo any bend.
HOLD_WEIGHT = 0.1
# A touch above a Batch SOM's 0.5, which makes up in order for what bent codes cost.
T_MIN = 0.55
# A batch whose codes are standardised needs so many samples.
LEAST_BATCH = 32


@dataclass(frozen=True)
class ComponentsSettings:
    """How to train.

    Attributes
    ----------
    hidden : tuple of int
        Widths of the encoder's hidden layers; empty: no network, the path alone.
    latent : int or None
        Length of a code; `latent_size` chooses when None.
    batch_size : int
    learning_rate : float
        At first; it falls to zero along half a cosine.
    som_weight : float
        Weight of the scale-free SOM term in the last epoch; it rises evenly from the first.
    device : {"cpu", "cuda"}
    """

    hidden: tuple[int, ...]
    latent: int | None
    batch_size: int
    learning_rate: float
    som_weight: float
    device: str


class ComponentsNetwork:
    """Path and network in training; codes before standardisation have unit variance at first.

    Parameters
    ----------
    X : (N, D) array
    components : Components
    settings : ComponentsSettings
    """

    def __init__(self, X: np.ndarray, components: Components, settings: ComponentsSettings) -> None:
        import torch

        self.components, self.settings = components, settings
        widths = settings.hidden
        centred = X - components.mean
        # In units of a variable's standard deviation: the learning rate is made for those.
        self.unit = float(np.sqrt(np.mean(centred**2))) or 1.0
        self._centred = centred / self.unit
        deviations = components.deviations / self.unit
        whitening = components.loadings.T / deviations
        weights, bias = hinge_layer(whitening.shape[1], widths[0])
        encoder = starting_layers(whitening @ weights, bias, widths, components.latent)
        mirrored = widths[::-1]
        decoder = starting_layers(
            *hinge_layer(components.latent, mirrored[0]), mirrored, X.shape[1]
        )
        arrays = [array for layer in (*encoder, *decoder) for array in layer]
        rates = [settings.learning_rate] * len(arrays)
        self.optimiser = Adam(arrays, rates, settings.device)
        self.depth = len(encoder)

        def constant(array: np.ndarray):
            return torch.tensor(array, dtype=torch.float32, device=settings.device)

        self._constant = constant
        self._samples = constant(self._centred)
        self._into = constant(whitening[:, : components.latent])
        spread = deviations[: components.latent]
        self._out = constant(components.code_loadings * spread[:, None])
        self._spread = constant(spread)
        self._variance = float(np.mean(np.sum(self._centred**2, axis=1))) or 1.0
        self._latent_variance = float(np.sum(spread**2))

    def descend(self, pull: Pull, weight: float, scale: float, tick: Callable) -> np.ndarray:
        """One pass over the samples.

        Every batch takes each n-th sample, so that it is spread evenly over the table.

        Returns
        -------
        (3,) array
            Loss (with the term that holds the codes), unexplained share and scale-free SOM term,
            means over the samples.
        """
        from torch.nn.functional import elu

        encoder, decoder = halves(self.optimiser.tensors, self.depth)
        centres, weights, variances = map(
            self._constant,
            (pull.centres / self.unit, pull.weights, pull.variances / self.unit**2),
        )
        count = batch_count(len(self._samples), self.settings.batch_size)
        parts, sizes = [], []
        for first in range(count):
            batch = self._samples[first::count]
            self.optimiser.clear()
            straight = batch @ self._into
            raw = straight + forward(encoder, batch, elu)
            centred = raw - raw.mean(dim=0)
            codes = centred / (centred.square().mean(dim=0) + 1e-12).sqrt()
            decoded = codes @ self._out + forward(decoder, codes, elu)
            unexplained = unexplained_share(decoded, batch, self._variance)
            som = relative_som_loss(
                codes * self._spread,
                centres[first::count],
                weights[first::count],
                variances[first::count],
                self._latent_variance,
            )
            held = departure(codes * self._spread, straight * self._spread, self._latent_variance)
            loss = unexplained + weight * som + HOLD_WEIGHT * held
            loss.backward()
            self.optimiser.step(scale)
            parts.append([loss.item(), unexplained.item(), som.item()])
            sizes.append(len(batch))
            tick()
        return np.average(parts, axis=0, weights=sizes)

    def arrays(self) -> dict[str, np.ndarray]:
        """Path and network as named arrays that take samples to standardised codes and back."""
        values = [array.astype(float) for array in self.optimiser.arrays()]
        encoder, decoder = halves(values, self.depth)
        c = self.components
        path = (c.code_loadings.T / c.code_deviations * self.unit, np.zeros(c.latent))
        raw = apply_network(encoder, self._centred, path)
        spread = raw.std(axis=0, ddof=1)
        scale = c.code_deviations / np.where(spread > 0, spread, 1.0)
        # From here on for samples as they come: centring and units go into the weights.
        first, bias = encoder[0][0] / self.unit, encoder[0][1]
        encoder[0] = (first, bias - c.mean @ first)
        last, shift = encoder[-1]
        encoder[-1] = (last * scale, (shift - raw.mean(axis=0)) * scale)
        straight = path[0] / self.unit * scale
        path = (straight, -c.mean @ straight)
        decoder[0] = (decoder[0][0] / c.code_deviations[:, None], decoder[0][1])
        decoder[-1] = (decoder[-1][0] * self.unit, decoder[-1][1] * self.unit)
        return {
            **name_arrays(ENCODER, encoder, path),
            **name_arrays(DECODER, decoder, (c.code_loadings, c.mean)),
        }


def path_arrays(components: Components) -> dict[str, np.ndarray]:
    """The path alone as named arrays: scores on the components, and back."""
    loadings, mean = components.code_loadings, components.mean
    return {
        **name_arrays(ENCODER, [], (loadings.T, -mean @ loadings.T)),
        **name_arrays(DECODER, [], (loadings, mean)),
    }


def batch_count(samples: int, batch_size: int) -> int:
    """Number of batches of at most `batch_size`, none of them under `LEAST_BATCH` if avoidable."""
    return max(1, min(-(-samples // batch_size), samples // LEAST_BATCH))


def train_on_components(
    plan: TrainingPlan,
    init: str | np.ndarray,
    settings: ComponentsSettings,
    tick: Callable[[], None],
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Train network and map.

    Parameters
    ----------
    plan : TrainingPlan
    init : {"pca", "sample"} or (K, L) array
        Start of the prototypes among the scores on the components.
    settings : ComponentsSettings
    tick : callable
        Called after each step of the network, and once an epoch without one.

    Returns
    -------
    network : dict of arrays
    prototypes : (K, L) array
    history : (epochs, 5) array
        Loss, unexplained share, scale-free SOM term, temperature, quantization error.

    Raises
    ------
    InputError
        If the loss is no longer a finite number.
    """
    X, lattice = plan.samples, plan.lattice
    components = components_of(X, settings.latent)
    arrays = path_arrays(components)
    network = ComponentsNetwork(X, components, settings) if settings.hidden else None
    codes = run_half(ENCODER, arrays, X)
    prototypes = initial_prototypes(init, codes, lattice, plan.rng)
    temperatures = plan.temperatures(plan.epochs)
    history = np.empty((plan.epochs, 5))
    for epoch, temperature in enumerate(temperatures):
        units, distances = Matcher(codes, keep=True).best(prototypes)
        sums, hits = unit_sums(codes, units, lattice.size)
        prototypes = batch_update(lattice, temperature, sums, hits, prototypes)
        pull = pull_of(lattice, temperature, prototypes, units)
        if network is None:
            losses = _losses_of_path(X, codes, arrays, pull)
            tick()
        else:
            part = epoch / plan.epochs
            weight = settings.som_weight * (epoch + 1) / plan.epochs
            losses = network.descend(pull, weight, (1 + math.cos(math.pi * part)) / 2, tick)
            if not np.isfinite(losses).all():
                raise diverged()
            arrays = network.arrays()
            codes = run_half(ENCODER, arrays, X)
        history[epoch] = [*losses, temperature, distances.mean()]
    if network is not None:  # the codes have moved since
        units = Matcher(codes).best(prototypes)[0]
        sums, hits = unit_sums(codes, units, lattice.size)
        prototypes = batch_update(lattice, temperatures[-1], sums, hits, prototypes)
    return arrays, prototypes, history


def _losses_of_path(
    X: np.ndarray, codes: np.ndarray, arrays: dict[str, np.ndarray], pull: Pull
) -> np.ndarray:
    """Loss, unexplained share and SOM term of the path alone, which is not trained."""
    variance = float(np.sum(X.var(axis=0))) or 1.0
    latent_variance = float(np.sum(codes.var(axis=0))) or 1.0
    unexplained = unexplained_share(run_half(DECODER, arrays, codes), X, variance)
    som = relative_som_loss(codes, pull.centres, pull.weights, pull.variances, latent_variance)
    return np.array([unexplained, unexplained, som])
