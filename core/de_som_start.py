"""Where the network of DE-SOM for tables starts: principal components, and hinges along them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .initialisation import leading_components

# Codes keep so much of the variance, but at least so many components: a rare association of
# elements hides in the small ones.
VARIANCE_KEPT = 0.95
LEAST_LATENT = 10
# The network's first layer looks along so many components, more where the code is longer.
COMPONENTS_SEEN = 16
# A component with a smaller share of the largest standard deviation is a rounding error.
NO_SPREAD = 1e-6


@dataclass(frozen=True)
class Components:
    """The principal components that the network starts from.

    Attributes
    ----------
    mean : (D,) array
    deviations : (C,) array
        Standard deviations, all above a millionth of the largest; 1 where nothing has any spread.
    loadings : (C, D) array
    latent : int
        The first so many make the code; the network's first layer sees all C.
    """

    mean: np.ndarray
    deviations: np.ndarray
    loadings: np.ndarray
    latent: int

    @property
    def code_deviations(self) -> np.ndarray:
        return self.deviations[: self.latent]

    @property
    def code_loadings(self) -> np.ndarray:
        return self.loadings[: self.latent]


def latent_size(deviations: np.ndarray, latent: int | None) -> int:
    """Length of a code: as given, at most C, or 95 % of the variance and at least 10, under C.

    Parameters
    ----------
    deviations : (C,) array
        Standard deviations of the components that have any spread, falling.
    latent : int or None
    """
    if latent is not None:
        return min(latent, len(deviations))
    shares = np.cumsum(deviations**2) / np.sum(deviations**2)
    enough = max(LEAST_LATENT, int(np.searchsorted(shares, VARIANCE_KEPT)) + 1)
    # A code as long as the table would leave the network nothing to learn.
    return max(1, min(enough, len(deviations) - 1))


def components_of(X: np.ndarray, latent: int | None) -> Components:
    """Principal components of samples (N, D) for codes of that length."""
    mean, deviations, loadings = leading_components(X, X.shape[1])
    count = max(1, int(np.sum(deviations > NO_SPREAD * deviations[0])))
    deviations = deviations[:count] if deviations[0] > 0 else np.ones(1)
    length = latent_size(deviations, latent)
    seen = min(count, max(length, COMPONENTS_SEEN))
    return Components(mean, deviations[:seen], loadings[:seen], length)


def hinge_layer(inputs: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """First layer (inputs, width) and bias (width,) for inputs of unit variance.

    Units come in pairs that bend half a standard deviation above and below the mean, along each
    input first, then along the sums and differences of two, the leading ones first; where the
    layer is wider than that, the same directions follow again, bent one deviation further out.
    """
    directions = list(np.eye(inputs))
    for total in range(1, 2 * inputs):
        for first in range(max(0, total - inputs + 1), (total + 1) // 2):
            for sign in (1.0, -1.0):
                direction = np.zeros(inputs)
                direction[first], direction[total - first] = 1.0, sign
                directions.append(direction / np.sqrt(2.0))
        if 2 * len(directions) >= width:
            break
    pair = np.arange(width) // 2
    signs = np.where(np.arange(width) % 2 == 0, 1.0, -1.0)
    weights = np.array(directions)[pair % len(directions)].T * signs
    return weights, -0.5 - pair // len(directions)


def starting_layers(first: np.ndarray, bias: np.ndarray, widths: Sequence[int], outputs: int):
    """Layers from a given first one; further hidden layers pass its units on, the last is zero.

    Parameters
    ----------
    first : (inputs, widths[0]) array
    bias : (widths[0],) array
    widths : sequence of int
    outputs : int
    """
    layers = [(first, bias)]
    for inputs, width in zip(widths[:-1], widths[1:]):
        weights = np.zeros((inputs, width))
        long = np.arange(max(inputs, width))
        weights[long % inputs, long % width] = 1.0
        weights /= np.sqrt(weights.sum(axis=0))
        layers.append((weights, np.zeros(width)))
    layers.append((np.zeros((widths[-1], outputs)), np.zeros(outputs)))
    return layers
