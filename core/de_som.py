"""Deep embedded self-organizing map: an autoencoder and a map of its codes, trained together.

The method of Forest, Lebbah, Azzag & Lacaille (2021), doi 10.1007/s00521-021-06331-w, as published
and in a variant made for tables. torch is needed to train and not afterwards: a trained map is a
handful of arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import de_som_components as components
from . import de_som_published as published
from .autoencoder import DECODER, ENCODER, run_half
from .batch_som import batch_epochs
from .checks import check_positive, check_whole_number
from .de_som_health import Health, root_mean_square, scatter
from .de_som_training import (
    batches_per_epoch,
    choose_device,
    require_torch,
    single_thread,
    ticker,
)
from .errors import InputError, Progress
from .lattice import Lattice
from .map_quality import hits
from .self_organizing_map import SelfOrganizingMap, TrainingPlan

__all__ = ["DESOM", "VARIANTS", "require_torch"]

VARIANTS = ("components", "published")
BATCH_SIZE = 256
LEARNING_RATE = 1e-3
# Parameters of one variant that the other would silently ignore.
OF_PUBLISHED_ALONE = ("gamma", "pretrain_epochs", "prototype_learning_rate")
OF_COMPONENTS_ALONE = ("som_weight",)


class DESOM(SelfOrganizingMap):
    """Deep embedded self-organizing map (eq. 6-18).

    An encoder takes a sample x (D,) to a code z (L,), a map of K prototypes lies among the codes,
    and a decoder takes a code back to a sample; all are trained together on a loss of
    reconstruction and map, best-matching units fixed within a step, the temperature falling.

    Two variants. **components** (default) is made for tables: encoder and decoder are the leading
    principal components plus a small ELU network that starts at zero, codes are standardised to
    the components' standard deviations, prototypes follow eq. 5 once an epoch, and the loss is
    unexplained share + som_weight * relative SOM term + 0.1 * departure of the codes from the
    components' scores (`core.de_som_components`). Nothing is drawn
    at random with the start "pca": the seed does not matter. Without a network (``hidden=()``) it
    is a Batch SOM of the components' scores exactly. **published** is the method of the authors: a
    ReLU autoencoder from a random start, mini-batches in random order and
    L = L_R + gamma L_SOM (eq. 6), prototypes moved by Adam; `as_published` has all their settings.

    Parameters
    ----------
    rows, cols, topology, boundary, distance, random_state
        See `SelfOrganizingMap`.
    variant : {"components", "published"}
    epochs : int, optional
        Passes over the samples. Not given: those of a Batch SOM (components), as many as make
        about 10,000 steps (published).
    t_max, t_min : float, optional
        First and last temperature. Not given: half the longer side and 0.55 (components), 10 and
        0.1 (published).
    init : {"pca", "sample"} or (K, L) array
        Start of the prototypes among the codes of the encoder before joint training.
    hidden : tuple of int, optional
        Widths of the encoder's hidden layers; the decoder's are the same reversed. Empty: linear.
        Not given: (64,) or, published, (500, 500, 2000).
    latent : int, optional
        Length L of a code. Not given: as many components as hold 95 % of the variance, at least 10
        and under D, or, published, 10. The components variant takes D where it is more. About
        as many as there are processes (4 to 6) makes ``reconstruction_errors`` a sharper score of
        samples that break the relations among elements; more keep rare groups apart on the map.
    gamma : float, optional
        published: weight of the SOM term for the sum over features of eq. 7; 0.001 D when not
        given. Must be greater than 0: without the SOM term the prototypes would not move.
    som_weight : float, optional
        components: weight of the scale-free SOM term; 0.03 when not given, 0 leaves it out.
    batch_size : int
        Samples of a step, at most; at least 32 are taken in the components variant.
    learning_rate : float
        Of Adam, for the network.
    prototype_learning_rate : float, optional
        published: of Adam, for the prototypes; 0.001 when not given.
    pretrain_epochs : int
        published: passes that train the autoencoder alone before the prototypes are placed.
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
        ``decoder_0_weights``, ...; components also ``encoder_path_weights`` and so on.
    loss_history_ : dict of (epochs,) arrays
        "loss", "reconstruction", "som", "temperature": means over the samples of each epoch of
        joint training, as their batches met them. published: eq. 6, 7 and 9; components: the
        unexplained share and the SOM term over the variance of the codes.
    gamma_, som_weight_ : float or None
        The weight used, of the variant that has it.
    latent_rms_ : float
        Root mean square distance of the training codes to their mean.
    unexplained_variance_ : float
        Squared reconstruction errors over squared distances to the mean, of the training samples.
    dead_units_ : int
        Units that are the best-matching unit of no training sample.
    som_share_ : float
        Share of the SOM term, with its weight, in the loss of the last epoch.
    warnings_ : tuple of str
        Sentences on a map that is near collapse; empty for a sound one.
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
        variant: str = "components",
        hidden: Sequence[int] | None = None,
        latent: int | None = None,
        gamma: float | None = None,
        som_weight: float | None = None,
        batch_size: int = BATCH_SIZE,
        learning_rate: float = LEARNING_RATE,
        prototype_learning_rate: float | None = None,
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
        self.variant = variant
        self.hidden = hidden
        self.latent = latent
        self.gamma = gamma
        self.som_weight = som_weight
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.prototype_learning_rate = prototype_learning_rate
        self.pretrain_epochs = pretrain_epochs
        self.device = device

    @classmethod
    def as_published(cls, rows: int, cols: int, **changes: Any) -> DESOM:
        """DE-SOM with its authors' settings: 500-500-2000-10, batches of 256, T from 10 to 0.1.

        10,000 steps of Adam at 0.001 on network and prototypes, gamma 0.001 D, prototypes from
        samples drawn at random. Made for images scaled from 0 to 1; see the documentation for what
        it does to tables.

        Parameters
        ----------
        rows, cols : int
        **changes
            Parameters that shall differ.

        Source
        ------
        Forest et al. (2021), doi 10.1007/s00521-021-06331-w, and the code of its authors.
        """
        settings: dict[str, Any] = {"variant": "published", "init": "sample", **changes}
        return cls(rows, cols, **settings)

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
        train = self._train_as_published if self._is_published else self._train_on_components
        with single_thread():
            self._keep(plan, *train(plan, device, progress))
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
        return run_half(ENCODER, self.network_weights_, X)

    def _decode(self, codes: np.ndarray) -> np.ndarray:
        return run_half(DECODER, self.network_weights_, codes)

    @property
    def _is_published(self) -> bool:
        return self.variant == "published"

    def _default_epochs(self, samples: int, units: int) -> int:
        if self._is_published:
            return published.published_epochs(samples, self.batch_size)
        return batch_epochs(samples)

    def _default_temperatures(self, lattice: Lattice) -> tuple[float, float]:
        if self._is_published:
            return published.T_MAX, published.T_MIN
        return super()._default_temperatures(lattice)[0], components.T_MIN

    def _check_parameters(self) -> None:
        if self.variant not in VARIANTS:
            raise InputError(f"variant must be one of {', '.join(VARIANTS)}, not {self.variant!r}.")
        self._hidden_widths()
        if self.latent is not None:
            check_whole_number(self.latent, "latent", 1)
        check_whole_number(self.batch_size, "batch_size", 1)
        check_whole_number(self.pretrain_epochs, "pretrain_epochs", 0)
        for name in ("learning_rate", "prototype_learning_rate", "gamma"):
            if getattr(self, name) is not None:
                check_positive(getattr(self, name), name)
        if self.som_weight != 0 and self.som_weight is not None:
            check_positive(self.som_weight, "som_weight")
        foreign = OF_COMPONENTS_ALONE if self._is_published else OF_PUBLISHED_ALONE
        for name in foreign:
            if getattr(self, name) not in (None, 0):
                other = "components" if self._is_published else "published"
                raise InputError(
                    f"{name} is {getattr(self, name)} but belongs to the variant {other}: leave it "
                    f"out, or choose variant {other}."
                )

    def _hidden_widths(self) -> tuple[int, ...]:
        if self.hidden is None:
            return published.HIDDEN if self._is_published else components.HIDDEN
        try:
            widths = tuple(self.hidden)
        except TypeError:
            raise InputError(
                f"hidden must be a list of layer widths such as (128, 64), not {self.hidden!r}."
            ) from None
        return tuple(check_whole_number(width, "each width in hidden", 1) for width in widths)

    def _gamma(self, features: int) -> float:
        return published.GAMMA_PER_FEATURE * features if self.gamma is None else float(self.gamma)

    def _som_weight(self) -> float:
        return components.SOM_WEIGHT if self.som_weight is None else float(self.som_weight)

    def _map_weight(self, features: int) -> float:
        """Weight of the SOM term in the last epoch."""
        if self._is_published:
            return self._gamma(features)
        return self._som_weight() if self._hidden_widths() else 0.0

    def _train_on_components(
        self, plan: TrainingPlan, device: str, progress: Progress
    ) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, float]:
        """Network, prototypes, history; no spread of codes to compare with, as it is held."""
        settings = components.ComponentsSettings(
            hidden=self._hidden_widths(),
            latent=self.latent,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            som_weight=self._som_weight(),
            device=device,
        )
        steps = components.batch_count(len(plan.samples), self.batch_size) if settings.hidden else 1
        tick = ticker(progress, steps * plan.epochs)
        return (*components.train_on_components(plan, self.init, settings, tick), 0.0)

    def _train_as_published(
        self, plan: TrainingPlan, device: str, progress: Progress
    ) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray, float]:
        """Network, prototypes, history and the spread of the codes before joint training."""
        rate = self.prototype_learning_rate
        settings = published.PublishedSettings(
            hidden=self._hidden_widths(),
            latent=published.LATENT if self.latent is None else self.latent,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            prototype_learning_rate=published.PROTOTYPE_RATE if rate is None else rate,
            gamma=self._gamma(plan.samples.shape[1]),
            pretrain_epochs=self.pretrain_epochs,
            device=device,
        )
        batches = batches_per_epoch(len(plan.samples), self.batch_size)
        tick = ticker(progress, batches * (self.pretrain_epochs + plan.epochs))
        network, prototypes, history, codes = published.train_as_published(
            plan, self.init, settings, tick
        )
        return network, prototypes, history, root_mean_square(codes)

    def _keep(
        self,
        plan: TrainingPlan,
        network: dict[str, np.ndarray],
        prototypes: np.ndarray,
        history: np.ndarray,
        latent_rms_at_start: float,
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
        self.gamma_ = self._gamma(X.shape[1]) if self._is_published else None
        self.som_weight_ = None if self._is_published else self._som_weight()
        self.decoded_prototypes_ = self._decode(prototypes)
        residuals = self._decode(codes)
        residuals -= X
        unexplained = float(np.square(residuals, out=residuals).sum())
        health = Health(
            unexplained_variance=unexplained / (scatter(X) or 1.0),
            latent_rms=root_mean_square(codes),
            latent_rms_at_start=latent_rms_at_start,
            prototype_rms=root_mean_square(prototypes),
            dead_units=int((hits(codes, prototypes) == 0).sum()),
            units=plan.lattice.size,
            som_share=float(self._map_weight(X.shape[1]) * som[-1] / (loss[-1] or 1.0)),
        )
        self.latent_rms_ = health.latent_rms
        self.unexplained_variance_ = health.unexplained_variance
        self.dead_units_ = health.dead_units
        self.som_share_ = health.som_share
        self.warnings_ = health.warnings()
