"""The loss of DE-SOM, term by term (eq. 6-9), on torch tensors; nothing here keeps state.

Best-matching units enter the loss as plain indices, so the weights w_ik = kappa_T(delta(b_i, k))
are constants and automatic differentiation gives eq. 14 and 18.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .autoencoder import forward
from .lattice import Lattice

if TYPE_CHECKING:
    from torch import Tensor


def reconstruction_loss(reconstructed: Tensor, samples: Tensor) -> Tensor:
    """L_R (eq. 7): squared error summed over the features (B, D), averaged over the samples."""
    return (reconstructed - samples).square().sum(dim=1).mean()


def squared_distances(codes: Tensor, prototypes: Tensor) -> Tensor:
    """||z_i - m_k||^2 of codes (B, L) and prototypes (K, L), as (B, K)."""
    z2 = codes.square().sum(dim=1, keepdim=True)
    m2 = prototypes.square().sum(dim=1)
    return z2 + m2 - 2.0 * (codes @ prototypes.T)


def neighbourhood_weights(
    best: np.ndarray, squared_map_distances: Tensor, temperature: float
) -> Tensor:
    """w_ik = kappa_T(delta(b_i, k)) (eq. 2), (B, K), of the best-matching units `best` (B,).

    `squared_map_distances` is delta^2 of all pairs of units, (K, K). Only the rows that the batch
    needs are exponentiated: T changes at every step, and (K, K) would cost more than the network.
    """
    exponents = squared_map_distances[best] * (-1.0 / temperature**2)
    # exp(-40) is nothing in single precision; far below, denormal numbers take several times as long.
    return exponents.clamp(min=-40.0).exp()


def som_loss(distances: Tensor, weights: Tensor) -> Tensor:
    """L_SOM (eq. 9): squared distances (B, K) times fixed weights (B, K), mean over the samples."""
    return (weights * distances).sum(dim=1).mean()


def loss_terms(
    batch: Tensor,
    encoder: Sequence[tuple],
    decoder: Sequence[tuple],
    prototypes: Tensor,
    squared_map_distances: Tensor,
    temperature: float,
) -> tuple[Tensor, Tensor, float]:
    """The two terms of L = L_R + gamma L_SOM (eq. 6) for one batch.

    Parameters
    ----------
    batch : (B, D) tensor
    encoder, decoder : list of layers
        See `core.autoencoder`.
    prototypes : (K, L) tensor
    squared_map_distances : (K, K) tensor
    temperature : float

    Returns
    -------
    L_R, L_SOM : scalar tensors
    quantization_error : float
        Mean distance of the codes to their best-matching units.
    """
    codes = forward(encoder, batch)
    distances = squared_distances(codes, prototypes)
    # No gradient beyond here (eq. 8); NumPy's argmin is faster than torch's on a CPU.
    known = distances.detach().cpu().numpy()
    weights = neighbourhood_weights(known.argmin(axis=1), squared_map_distances, temperature)
    quantization_error = np.sqrt(np.maximum(known.min(axis=1), 0.0)).mean()
    return (
        reconstruction_loss(forward(decoder, codes), batch),
        som_loss(distances, weights),
        float(quantization_error),
    )


# The two terms free of scale, and a third, for codes whose spread is held (`core.de_som_components`).


@dataclass(frozen=True)
class Pull:
    """What draws the codes to the map while units and prototypes stand still.

    sum_k w_ik ||z_i - m_k||^2 = s_b (||z_i - c_b||^2 + v_b) with s, c and v the kernel-weighted
    sum, mean and variance of the prototypes around the unit b of sample i: (N, L) numbers instead
    of (N, K, L).

    Attributes
    ----------
    centres : (N, L) array
        c_b of each sample.
    weights : (N,) array
        s_b over the mean s of the units.
    variances : (N,) array
        v_b of each sample.
    """

    centres: np.ndarray
    weights: np.ndarray
    variances: np.ndarray


def pull_of(lattice: Lattice, temperature: float, prototypes: np.ndarray, best: np.ndarray) -> Pull:
    """The `Pull` on samples with best-matching units `best` (N,) of prototypes (K, L)."""
    squares = np.einsum("kl,kl->k", prototypes, prototypes)
    columns = np.column_stack([np.ones(len(prototypes)), squares, prototypes])
    sums = lattice.smooth(columns, temperature)
    total, centres = sums[:, 0], sums[:, 2:] / sums[:, :1]
    variances = sums[:, 1] / total - np.einsum("kl,kl->k", centres, centres)
    weights = total / total.mean()
    return Pull(centres[best], weights[best], np.maximum(variances, 0.0)[best])


def relative_som_loss(
    codes: Any, centres: Any, weights: Any, variances: Any, latent_variance: float
) -> Any:
    """L_SOM (eq. 9) over the mean kernel sum and the variance of the codes; arrays or tensors.

    Parameters
    ----------
    codes : (B, L)
    centres, weights, variances : (B, L), (B,), (B,)
        Of `Pull`.
    latent_variance : float
        Mean squared distance of all codes to their mean.
    """
    gaps = ((codes - centres) ** 2).sum(-1) + variances
    return (weights * gaps).mean() / latent_variance


def departure(codes: Any, scores: Any, latent_variance: float) -> Any:
    """Mean squared distance of codes (B, L) to the components' scores over their variance."""
    return ((codes - scores) ** 2).sum(-1).mean() / latent_variance


def unexplained_share(reconstructed: Any, samples: Any, variance: float) -> Any:
    """L_R (eq. 7) over the variance of all samples: 1 for the mean, 0 for a perfect network."""
    return ((reconstructed - samples) ** 2).sum(-1).mean() / variance
