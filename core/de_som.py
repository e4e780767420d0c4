"""Deep embedded self-organizing map: an autoencoder and a map of its codes, trained together.

The method of Forest, Lebbah, Azzag & Lacaille (2021), doi 10.1007/s00521-021-06331-w. torch is
needed to train and not afterwards: a trained map is a handful of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Callable

import numpy as np

from .autoencoder import (
    DECODER,
    ENCODER,
    apply_network,
    initial_layers,
    layer_sizes,
    layers_of,
    name_arrays,
)
from .checks import check_positive, check_whole_number
from .de_som_training import (
    Descent,
    batches_per_epoch,
    choose_device,
    pretrain,
    require_torch,
    single_thread,
    train_jointly,
)
from .errors import InputError, Progress, report_progress
from .initialisation import initial_prototypes
from .lattice import Lattice
from .matching import best_matching_units
from .self_organizing_map import SelfOrganizingMap, TrainingPlan

__all__ = ["DESOM", "require_torch"]

# Training length when no number of epochs is given.
STEPS = 2000
# Very large surveys take more steps: each sample is met at high, middle and low temperature.
LEAST_EPOCHS = 3
# gamma per feature when not given: eq. 7 sums over features, so the balance scales with D.
GAMMA_PER_FEATURE = 1e-3


class DESOM(SelfOrganizingMap):
    """Deep embedded self-organizing map (eq. 6-18).

    An encoder of ReLU layers takes a sample x (D,) to a code z (L,), a map of K prototypes lies
    among the codes, and a mirror-image decoder takes a code back to a sample. All are trained
    together by mini-batches on L = L_R + gamma L_SOM (eq. 6); the temperature falls at every step.

    Parameters
    ----------
    rows, cols, topology, boundary, distance, random_state
        See `SelfOrganizingMap`.
    epochs : int, optional
        Passes over the samples; as many as make about 2,000 steps when not given, at least 3.
    t_max, t_min : float, optional
        First and last temperature; the longer side of the map and 0.5 when not given.
    init : {"pca", "sample"} or (K, L) array
        Start of the prototypes among the codes of the encoder before joint training.
    hidden : tuple of int
        Widths of the encoder's hidden layers; the decoder's are the same reversed. Empty: linear.
    latent : int
        Length L of a code. It may reach D or more: then nothing is compressed.
    gamma : float, optional
        Weight of the SOM term for the sum over features of eq. 7; 0.001 D when not given. Must be
        greater than 0: without the SOM term the prototypes would not move.
    batch_size : int
        Samples of a step, at most; an epoch's batches differ by one sample at most.
    learning_rate, prototype_learning_rate : float
        Of Adam, for the network and for the prototypes.
    pretrain_epochs : int
        Passes that train the autoencoder alone before the prototypes are placed.
    device : {"auto", "cpu", "cuda"}
        Where to train; "auto" takes CUDA for large batches only. Repeatable to the bit on a CPU.

    Attributes
    ----------
    prototypes_ : (K, L) array
        In the latent space.
    decoded_prototypes_ : (K, D) array
        The prototypes passed through the decoder: what a sample of each unit looks like.
    network_weights_ : dict of arrays
        ``encoder_0_weights`` (inputs, outputs), ``encoder_0_bias`` (outputs,), ...,
        ``decoder_0_weights``, ... in single precision.
    loss_history_ : dict of (epochs,) arrays
        "loss" (eq. 6), "reconstruction" (eq. 7), "som" (eq. 9), "temperature": means over the
        samples of each epoch of joint training, as their batches met them.
    gamma_ : float
        The weight used.
    latent_rms_ : float
        Root mean square distance of the training codes to their mean.
    unexplained_variance_ : float
        Squared reconstruction errors over squared distances to the mean, of the training samples.
    dead_units_ : int
        Units that are the best-matching unit of no training sample.
    """

    def __init__(
        self,
        rows: int,
        cols: int,
        *,
        topology: str = "rectangular",
        boundary: str = "planar",
        distance: str = "manhattan",
        epochs: int | None = None,
        t_max: float | None = None,
        t_min: float | None = None,
        init: str | np.ndarray = "pca",
        random_state: int = 42,
        hidden: Sequence[int] = (128, 64),
        latent: int = 3,
        gamma: float | None = None,
        batch_size: int = 64,
        learning_rate: float = 1e-3,
        prototype_learning_rate: float = 1e-2,
        pretrain_epochs: int = 0,
        device: str = "auto",
    ) -> None:
        super().__init__(
            rows,
            cols,
            topology=topology,
            boundary=boundary,
            distance=distance,
            epochs=epochs,
            t_max=t_max,
            t_min=t_min,
            init=init,
            random_state=random_state,
        )
        self.hidden = hidden
        self.latent = latent
        self.gamma = gamma
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.prototype_learning_rate = prototype_learning_rate
        self.pretrain_epochs = pretrain_epochs
        self.device = device

    def fit(self, X: np.ndarray, progress: Progress = None) -> DESOM:
        """Train network and map.

        Parameters
        ----------
        X : (N, D) array
            Samples by variables, finite, standardised. At least as many samples as units.
        progress : callable, optional
            Called with the fraction done; returns False to stop.

        Returns
        -------
        self

        Raises
        ------
        MissingPackageError
            If torch is not installed.
        InputError
            If the samples or a parameter cannot be used, or the training diverged.
        Cancelled
            If `progress` said stop; the map is then as it was before.
        """
        require_torch()
        self._check_parameters()
        plan = self._plan(X)
        device = choose_device(self.device, self.batch_size)
        with single_thread():
            network, prototypes, history = self._train(plan, device, progress)
        self._keep(plan, network, prototypes, history)
        return self

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Codes z = f(x) (N, L) of samples (N, D)."""
        return self._embedded(X)

    def reconstruct(self, X: np.ndarray) -> np.ndarray:
        """Samples (N, D) encoded and decoded again: g(f(x))."""
        return self._decode(self._embedded(X))

    def reconstruction_errors(self, X: np.ndarray) -> np.ndarray:
        """Euclidean (not squared) distance (N,) of each sample to its reconstruction.

        In the units of X, like the distances of `transform`; L_R (eq. 7) is the mean square.
        """
        samples = self._check_new_samples(X)
        return np.linalg.norm(self._decode(self._embed(samples)) - samples, axis=1)

    def relative_quantization_error(self, X: np.ndarray) -> float:
        """Quantization error over `latent_rms_`: comparable between runs, lower is better."""
        return self.quantization_error(X) / self.latent_rms_

    def _embed(self, X: np.ndarray) -> np.ndarray:
        return apply_network(layers_of(ENCODER, self.network_weights_), X)

    def _decode(self, codes: np.ndarray) -> np.ndarray:
        return apply_network(layers_of(DECODER, self.network_weights_), codes)

    def _default_epochs(self, samples: int, units: int) -> int:
        return max(LEAST_EPOCHS, -(-STEPS // batches_per_epoch(samples, self.batch_size)))

    def _temperature_range(self, lattice: Lattice) -> tuple[float, float]:
        t_max, t_min = super()._temperature_range(lattice)
        if self.t_max is None:
            t_max = float(max(lattice.rows, lattice.cols))
        return t_max, t_min

    def _check_parameters(self) -> None:
        try:
            widths = list(self.hidden)
        except TypeError:
            raise InputError(
                f"hidden must be a list of layer widths such as (128, 64), not {self.hidden!r}."
            ) from None
        for width in widths:
            check_whole_number(width, "each width in hidden", 1)
        check_whole_number(self.latent, "latent", 1)
        check_whole_number(self.batch_size, "batch_size", 1)
        check_whole_number(self.pretrain_epochs, "pretrain_epochs", 0)
        for name in ("learning_rate", "prototype_learning_rate"):
            check_positive(getattr(self, name), name)
        if self.gamma is not None:
            check_positive(self.gamma, "gamma")

    def _gamma(self, features: int) -> float:
        return GAMMA_PER_FEATURE * features if self.gamma is None else float(self.gamma)

    def _train(
        self, plan: TrainingPlan, device: str, progress: Progress
    ) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
        """Network, prototypes and history of a whole training."""
        X, features = plan.samples, plan.samples.shape[1]
        sizes = layer_sizes(features, self.hidden, self.latent)
        encoder = initial_layers(sizes, plan.rng)
        decoder = initial_layers(sizes[::-1], plan.rng)
        batches = batches_per_epoch(len(X), self.batch_size)
        descent = Descent(
            epochs=plan.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            device=device,
            rng=plan.rng,
            tick=_ticker(progress, batches * (self.pretrain_epochs + plan.epochs)),
        )
        if self.pretrain_epochs:
            first = replace(descent, epochs=self.pretrain_epochs)
            encoder, decoder = pretrain(encoder, decoder, X, first)
        encoder, decoder, prototypes, history = train_jointly(
            encoder,
            decoder,
            initial_prototypes(self.init, apply_network(encoder, X), plan.lattice, plan.rng),
            X,
            descent,
            map_distances=plan.lattice.distances(),
            temperatures=plan.temperatures(batches * plan.epochs),
            gamma=self._gamma(features),
            prototype_learning_rate=self.prototype_learning_rate,
        )
        network = {**name_arrays(ENCODER, encoder), **name_arrays(DECODER, decoder)}
        return network, prototypes, history

    def _keep(
        self,
        plan: TrainingPlan,
        network: dict[str, np.ndarray],
        prototypes: np.ndarray,
        history: np.ndarray,
    ) -> None:
        """Set the fitted attributes after a training that went well."""
        loss, reconstruction, som, temperature, quantization_error = history.T
        epoch_means = {"temperature": temperature, "quantization_error": quantization_error}
        self._finish(plan, prototypes, epoch_means)
        self.network_weights_ = network
        self.loss_history_ = {
            "loss": loss,
            "reconstruction": reconstruction,
            "som": som,
            "temperature": temperature,
        }
        X = plan.samples
        codes = self._embed(X)
        self.gamma_ = self._gamma(X.shape[1])
        self.decoded_prototypes_ = self._decode(prototypes)
        self.latent_rms_ = float(np.sqrt(_scatter(codes) / len(X)))
        residuals = self._decode(codes)
        residuals -= X
        unexplained = np.square(residuals, out=residuals).sum()
        self.unexplained_variance_ = float(unexplained / (_scatter(X) or 1.0))
        hit = np.unique(best_matching_units(codes, prototypes))
        self.dead_units_ = plan.lattice.size - len(hit)


def _scatter(values: np.ndarray) -> float:
    """Sum of squared distances to the mean."""
    centred = values - values.mean(axis=0)
    return float(np.square(centred, out=centred).sum())


def _ticker(progress: Progress, steps: int) -> Callable[[], None]:
    """A function to be called after each step, which reports about a hundred times in all."""
    every = max(1, steps // 100)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % every == 0:
            report_progress(progress, done / steps)

    return tick
