"""The contract of the three maps: parameters in, `fit`, results that end in an underscore."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import map_quality
from .checks import check_positive, check_whole_number
from .errors import InputError, Progress
from .initialisation import check_start
from .lattice import Lattice
from .matching import best_matching_units, unit_distances

# A neighbour's weight at this temperature is exp(-1 / T^2) = 0.018: the map has all but let go.
FINAL_TEMPERATURE = 0.5
# The square of a larger value would overflow.
LARGEST = 1e150


@dataclass(frozen=True)
class TrainingPlan:
    """What `fit` is about to do: checked samples and the settings with their defaults filled in.

    Attributes
    ----------
    samples : (N, D) array
        Checked, float64, contiguous. May share memory with the caller's array: never write to it.
    lattice : Lattice
    epochs : int
    t_max, t_min : float
        First and last temperature.
    rng : numpy.random.Generator
    """

    samples: np.ndarray
    lattice: Lattice
    epochs: int
    t_max: float
    t_min: float
    rng: np.random.Generator

    def temperatures(self, steps: int) -> np.ndarray:
        """The schedule of training in so many equal steps, (steps,)."""
        return temperature_at(np.linspace(0.0, 1.0, steps), self.t_max, self.t_min)


class SelfOrganizingMap:
    """Base of SOM, BatchSOM and DESOM.

    Parameters
    ----------
    rows, cols : int
        Size of the map; `core.map_size.suggest_map_size` suggests one.
    topology, boundary, distance : str
        See `core.lattice.Lattice`.
    epochs : int, optional
        Passes over the samples; each map chooses its own when not given.
    t_max, t_min : float, optional
        First and last temperature, in map distance (T = sqrt(2) sigma of other packages).
        ``t_max`` is half the longer side of the map, at least 1, when not given: a unit then pulls
        on all the map at first, so that the map unfolds as one piece; ``t_min`` is 0.5: at last a
        unit hardly moves its neighbours (weight 0.02) and settles in the middle of its samples.
    init : {"pca", "sample"} or (K, D) array
        Start: the plane of the first two principal components, samples drawn at random, or
        prototypes given.
    random_state : int
        Seed. The same seed and samples give the same map to the bit.

    Attributes
    ----------
    lattice_ : Lattice
    prototypes_ : (K, D) array
        Units row by row; for DESOM in the latent space.
    n_features_in_ : int
    epochs_, t_max_, t_min_
        The settings used.
    history_ : dict of (epochs,) arrays
        At least "temperature" and "quantization_error", as each epoch met them.
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
    ) -> None:
        self.rows = rows
        self.cols = cols
        self.topology = topology
        self.boundary = boundary
        self.distance = distance
        self.epochs = epochs
        self.t_max = t_max
        self.t_min = t_min
        self.init = init
        self.random_state = random_state

    def fit(self, X: np.ndarray, progress: Progress = None) -> SelfOrganizingMap:
        """Train the map.

        Parameters
        ----------
        X : (N, D) array
            Samples by variables, finite, usually standardised. At least as many samples as units.
        progress : callable, optional
            Called with the fraction done; returns False to stop.

        Returns
        -------
        self

        Raises
        ------
        InputError
            If the samples or a parameter cannot be used.
        Cancelled
            If `progress` said stop; the map is then as it was before.
        """
        raise NotImplementedError

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Index (N,) of each sample's best-matching unit, units numbered row by row (eq. 1)."""
        return best_matching_units(self._embedded(X), self.prototypes_)

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Euclidean (not squared) distances (N, K) of the samples to all prototypes."""
        return unit_distances(self._embedded(X), self.prototypes_)

    def bmu_distances(self, X: np.ndarray) -> np.ndarray:
        """Euclidean (not squared) distance (N,) of each sample to its best-matching unit."""
        points = self._embedded(X)
        bmu = best_matching_units(points, self.prototypes_)
        return np.linalg.norm(points - self.prototypes_[bmu], axis=1)

    def left_out_distances(self, X: np.ndarray) -> np.ndarray:
        """Distances (N,) that the training samples would have if each were left out of training."""
        return map_quality.left_out_distances(self._embedded(X), self.prototypes_)

    def quantization_error(self, X: np.ndarray) -> float:
        """Mean Euclidean distance of the samples to their best-matching units; lower is better."""
        return map_quality.quantization_error(self._embedded(X), self.prototypes_)

    def topographic_error(self, X: np.ndarray) -> float:
        """Share of samples whose two best units are not lattice neighbours; lower is better."""
        return map_quality.topographic_error(self._embedded(X), self.prototypes_, self.lattice_)

    # For the three maps.

    def _embed(self, X: np.ndarray) -> np.ndarray:
        """Take checked samples (N, D) to the space of the prototypes; here they are in it."""
        return X

    def _default_epochs(self, samples: int, units: int) -> int:
        """Number of passes over the samples when the user gives none."""
        raise NotImplementedError

    def _plan(self, X: np.ndarray) -> TrainingPlan:
        """Check samples and parameters before training and fill in the defaults."""
        lattice = Lattice(self.rows, self.cols, self.topology, self.boundary, self.distance)
        samples = check_samples(X)
        if len(samples) < lattice.size:
            raise InputError(
                f"A map of {lattice.rows} x {lattice.cols} has {lattice.size} units but there are "
                f"only {len(samples)} samples: choose a smaller map."
            )
        check_start(self.init)
        t_max, t_min = self._temperature_range(lattice)
        if self.epochs is None:
            epochs = self._default_epochs(len(samples), lattice.size)
        else:
            epochs = check_whole_number(self.epochs, "epochs", 1)
        rng = np.random.default_rng(check_whole_number(self.random_state, "random_state", 0))
        return TrainingPlan(samples, lattice, epochs, t_max, t_min, rng)

    def _default_temperatures(self, lattice: Lattice) -> tuple[float, float]:
        """First and last temperature when the user gives none."""
        return max(1.0, max(lattice.rows, lattice.cols) / 2), FINAL_TEMPERATURE

    def _temperature_range(self, lattice: Lattice) -> tuple[float, float]:
        first, final = self._default_temperatures(lattice)
        t_max = first if self.t_max is None else check_positive(self.t_max, "t_max")
        final = min(final, t_max)
        t_min = final if self.t_min is None else check_positive(self.t_min, "t_min")
        if t_min > t_max:
            raise InputError(
                f"t_min ({t_min:g}) must not be above t_max ({t_max:g}): temperatures fall."
            )
        return t_max, t_min

    def _finish(
        self, plan: TrainingPlan, prototypes: np.ndarray, history: dict[str, np.ndarray]
    ) -> None:
        """Set the fitted attributes, all at once and only after training has gone well."""
        self.lattice_ = plan.lattice
        self.epochs_ = plan.epochs
        self.t_max_ = plan.t_max
        self.t_min_ = plan.t_min
        self.n_features_in_ = plan.samples.shape[1]
        self.prototypes_ = prototypes
        self.history_ = history

    def _check_new_samples(self, X: np.ndarray) -> np.ndarray:
        """Checked samples for a trained map."""
        if not hasattr(self, "prototypes_"):
            raise InputError(f"This {type(self).__name__} is not trained yet: call fit(X) first.")
        samples = check_samples(X)
        if samples.shape[1] != self.n_features_in_:
            raise InputError(
                f"The samples have {samples.shape[1]} columns but the map was trained on "
                f"{self.n_features_in_}: give the same variables in the same order."
            )
        return samples

    def _embedded(self, X: np.ndarray) -> np.ndarray:
        return self._embed(self._check_new_samples(X))


def temperature_at(part: np.ndarray, t_max: float, t_min: float) -> np.ndarray:
    """Temperatures falling exponentially: T(t) = T_max (T_min / T_max)^(t / t_end).

    Parameters
    ----------
    part : array
        t / t_end: 0 at the first step, 1 at the last.
    t_max, t_min : float
    """
    return t_max * (t_min / t_max) ** part


def check_samples(X: np.ndarray) -> np.ndarray:
    """Samples as a finite, contiguous (N, D) float64 array.

    Raises
    ------
    InputError
        Names the first row and column (counted from 0) that cannot be used.
    """
    try:
        samples = np.ascontiguousarray(X, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(f"The samples must be numbers: {error}.") from error
    if np.ndim(X) != 2 or samples.size == 0:
        raise InputError(
            "The samples must be a table of at least one row and one column, "
            f"not an array of shape {np.shape(X)}."
        )
    if not (samples.min() > -LARGEST and samples.max() < LARGEST):  # also when one is NaN
        row, col = np.argwhere(~(np.abs(samples) < LARGEST))[0]
        raise InputError(
            f"Row {row}, column {col} (counted from 0) of the samples holds "
            f"{samples[row, col]}, not a finite number below 1e150: replace or drop it first."
        )
    return samples
