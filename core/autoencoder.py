"""The network of DE-SOM: an encoder and its mirror image, as plain arrays.

A half of the network is a list of layers ``(weights (inputs, outputs), bias (outputs,))`` with an
activation between them and none after the last. Beside its layers a half may have a path, one
linear layer from its input straight to its output: the half is then path + layers. The same few
lines run it on arrays (a trained map needs NumPy only) and on torch tensors (training).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable

import numpy as np

from .matching import one_blas_thread

ENCODER, DECODER = "encoder", "decoder"

# Rows that pass through the network together: hidden values of a block stay in cache.
BLOCK = 2048


def layer_sizes(features: int, hidden: Sequence[int], latent: int) -> list[int]:
    """Widths of the encoder from the input to the code; the decoder's are the same reversed."""
    return [features, *hidden, latent]


def initial_layers(sizes: Sequence[int], rng: np.random.Generator) -> list[tuple]:
    """Layers with Glorot-uniform weights and zero biases, in single precision.

    Weights are uniform within +-sqrt(6 / (inputs + outputs)): Glorot & Bengio (2010), also the
    start in the code that the authors of DE-SOM published.
    """
    layers = []
    for inputs, outputs in zip(sizes[:-1], sizes[1:]):
        bound = np.sqrt(6.0 / (inputs + outputs))
        weights = rng.uniform(-bound, bound, (inputs, outputs))
        layers.append((weights.astype(np.float32), np.zeros(outputs, dtype=np.float32)))
    return layers


def relu(values: Any) -> Any:
    """max(x, 0), of arrays and torch tensors alike."""
    return values.clip(min=0.0)


def elu(values: np.ndarray) -> np.ndarray:
    """x where it is positive, exp(x) - 1 elsewhere (Clevert et al. 2016), of arrays."""
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0.0)))


def forward(layers: Iterable[tuple], values: Any, activation: Callable = relu) -> Any:
    """Pass samples (B, inputs) through the layers; arrays and torch tensors alike."""
    for depth, (weights, bias) in enumerate(layers):
        if depth:
            values = activation(values)
        values = values @ weights + bias
    return values


def apply_network(
    layers: Sequence[tuple],
    samples: np.ndarray,
    path: tuple | None = None,
) -> np.ndarray:
    """Pass many samples (N, inputs) through a half in double precision, block by block.

    Parameters
    ----------
    layers : list of layers
        ReLU stands between them, or ELU where there is a path. May be empty beside a path.
    samples : (N, inputs) array
    path : layer, optional
    """
    activation = relu if path is None else elu
    layers = [(weights.astype(float), bias.astype(float)) for weights, bias in layers]
    last = path if path is not None else layers[-1]
    out = np.empty((len(samples), len(last[1])))
    with one_blas_thread():
        for first in range(0, len(samples), BLOCK):
            rows = slice(first, first + BLOCK)
            if path is None:
                out[rows] = forward(layers, samples[rows])
                continue
            out[rows] = forward([path], samples[rows])
            if layers:
                out[rows] += forward(layers, samples[rows], activation)
    return out


def run_half(part: str, arrays: dict[str, np.ndarray], samples: np.ndarray) -> np.ndarray:
    """Pass samples (N, inputs) through the half of that name of a network in named arrays."""
    return apply_network(layers_of(part, arrays), samples, path_of(part, arrays))


def name_arrays(
    part: str, layers: Iterable[tuple], path: tuple | None = None
) -> dict[str, np.ndarray]:
    """Layers as named arrays: ``encoder_0_weights``, ``encoder_0_bias``, ...

    The path's are ``encoder_path_weights`` and ``encoder_path_bias``.
    """
    named = [(str(depth), layer) for depth, layer in enumerate(layers)]
    if path is not None:
        named.insert(0, ("path", path))
    arrays = {}
    for name, (weights, bias) in named:
        arrays[f"{part}_{name}_weights"] = weights
        arrays[f"{part}_{name}_bias"] = bias
    return arrays


def layers_of(part: str, arrays: dict[str, np.ndarray]) -> list[tuple]:
    """The inverse of `name_arrays`: the layers of one part, in order."""
    layers: list[tuple] = []
    while f"{part}_{len(layers)}_weights" in arrays:
        name = f"{part}_{len(layers)}"
        layers.append((arrays[f"{name}_weights"], arrays[f"{name}_bias"]))
    return layers


def path_of(part: str, arrays: dict[str, np.ndarray]) -> tuple | None:
    """The path of one part, or None where it has none."""
    if f"{part}_path_weights" not in arrays:
        return None
    return arrays[f"{part}_path_weights"], arrays[f"{part}_path_bias"]
