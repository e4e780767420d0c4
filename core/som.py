"""Online self-organizing map: Kohonen's rule, one sample at a time."""

from __future__ import annotations

import numpy as np

from .checks import check_positive
from .errors import InputError, Progress, report_progress
from .initialisation import initial_prototypes
from .matching import one_blas_thread
from .self_organizing_map import (
    SelfOrganizingMap,
    TrainingPlan,
    temperature_at,
)

# Below about 200 the map is clearly worse; beyond 500 it gains little for its time.
STEPS_PER_UNIT = 500


class SOM(SelfOrganizingMap):
    """Online self-organizing map (eq. 3).

    Samples are taken one at a time, shuffled in every epoch. Each draws its best-matching unit b
    and that unit's neighbours towards itself:
    m_k += alpha(t) kappa_T(t)(delta(b, k)) (x - m_k). From step to step, over all epochs, the
    temperature T falls exponentially and the learning rate alpha in a straight line. (An alpha that
    falls exponentially too is small before the map has settled: it left 5 to 15 % more of the
    variance unexplained on real surveys.)

    Parameters
    ----------
    alpha_max, alpha_min : float
        First and last learning rate, in (0, 1].

    The other parameters and the attributes are those of `SelfOrganizingMap`. ``epochs`` not given:
    enough for 500 steps a unit, at least 3 and at most 100. ``history_`` also has "alpha"; its
    "quantization_error" is the mean distance that the samples of the epoch had to their
    best-matching units when they were drawn.

    References
    ----------
    Kohonen, T. (2001). Self-Organizing Maps, 3rd ed. Springer. doi 10.1007/978-3-642-56927-2.

    Examples
    --------
    >>> units = SOM(rows=10, cols=8).fit(X).predict(X)  # doctest: +SKIP
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
        alpha_max: float = 0.5,
        alpha_min: float = 0.01,
        init: str | np.ndarray = "pca",
        random_state: int = 42,
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
        self.alpha_max = alpha_max
        self.alpha_min = alpha_min

    def fit(self, X: np.ndarray, progress: Progress = None) -> SOM:
        plan = self._plan(X)
        alpha_max, alpha_min = self._learning_rates()
        with one_blas_thread():
            start = initial_prototypes(self.init, plan.samples, plan.lattice, plan.rng)
            prototypes, history = _train(plan, start, alpha_max, alpha_min, progress)
        self._finish(plan, prototypes, history)
        return self

    def _default_epochs(self, samples: int, units: int) -> int:
        return int(np.clip(np.ceil(STEPS_PER_UNIT * units / samples), 3, 100))

    def _learning_rates(self) -> tuple[float, float]:
        alpha_max = check_positive(self.alpha_max, "alpha_max")
        alpha_min = check_positive(self.alpha_min, "alpha_min")
        if not alpha_min <= alpha_max <= 1:
            raise InputError(
                "The learning rate must fall from alpha_max to alpha_min and not exceed 1, "
                f"not go from {alpha_max:g} to {alpha_min:g}."
            )
        return alpha_max, alpha_min


def _train(
    plan: TrainingPlan,
    prototypes: np.ndarray,
    alpha_max: float,
    alpha_min: float,
    progress: Progress,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Prototypes (K, D) after all steps, and the history of the epochs."""
    levels, level_of = plan.lattice.distance_levels()
    codebook = np.ascontiguousarray(prototypes.T)  # (D, K): long rows make fast loops
    count = len(plan.samples)
    steps = plan.epochs * count
    batch = _steps_at_once(codebook.size)
    history = {name: np.zeros(plan.epochs) for name in ("temperature", "alpha", "distances")}
    for epoch in range(plan.epochs):
        order = plan.rng.permutation(count)
        for start in range(0, count, batch):
            drawn = order[start : start + batch]
            done = epoch * count + start
            part = np.arange(done, done + len(drawn)) / max(steps - 1, 1)
            temperature = temperature_at(part, plan.t_max, plan.t_min)
            alpha = alpha_max + (alpha_min - alpha_max) * part
            pulls = _pulls(levels, temperature, alpha)
            if start == 0:
                history["temperature"][epoch], history["alpha"][epoch] = temperature[0], alpha[0]
            history["distances"][epoch] += _draw(codebook, plan.samples[drawn], pulls, level_of)
            report_progress(progress, (done + len(drawn)) / steps)
    history["quantization_error"] = history.pop("distances") / count
    return np.ascontiguousarray(codebook.T), history


def _pulls(levels: np.ndarray, temperature: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """alpha(t) kappa_T(t)(d) of each step t and each distance d on the map, (steps, L)."""
    with np.errstate(over="ignore"):
        return alpha[:, None] * np.exp(-((levels / temperature[:, None]) ** 2))


def _draw(
    codebook: np.ndarray, samples: np.ndarray, pulls: np.ndarray, level_of: list[np.ndarray]
) -> float:
    """Take samples one by one, moving the codebook (D, K) in place; sum of their distances."""
    gap, square = np.empty_like(codebook), np.empty_like(codebook)
    distance, pull = np.empty(codebook.shape[1]), np.empty(codebook.shape[1])
    nearest, ones = np.empty(len(samples)), np.ones(len(codebook))
    # The loop costs what its calls cost: few, on arrays made beforehand, found without look-ups.
    subtract, multiply, dot = np.subtract, np.multiply, np.dot
    for step, (x, pulls_now) in enumerate(zip(samples[:, :, None], pulls)):
        subtract(codebook, x, gap)
        multiply(gap, gap, square)
        dot(ones, square, distance)
        winner = distance.argmin()
        nearest[step] = distance[winner]
        pulls_now.take(level_of[winner], 0, pull, "clip")
        multiply(gap, pull, gap)
        subtract(codebook, gap, codebook)
    return float(np.sqrt(nearest).sum())


def _steps_at_once(size: int) -> int:
    """Steps between two reports of progress: some hundredths of a second."""
    return int(np.clip(2**23 // size, 16, 1024))
