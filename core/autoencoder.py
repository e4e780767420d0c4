"""The network of DE-SOM: an encoder and its mirror image, as plain arrays.

A half of the network is a list of layers ``(weights (inputs, outputs), bias (outputs,))`` with
ReLU between them and none after the last. The same few lines run it on arrays (a trained map
needs NumPy only) and on torch tensors (training).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

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


def forward(layers: Iterable[tuple], values: Any) -> Any:
    """Pass samples (B, inputs) through the layers; arrays and torch tensors alike."""
    for depth, (weights, bias) in enumerate(layers):
        if depth:
            values = values.clip(min=0.0)
        values = values @ weights + bias
    return values


def apply_network(layers: Sequence[tuple], samples: np.ndarray) -> np.ndarray:
    """Pass many samples (N, inputs) through the layers in double precision, block by block."""
    layers = [(weights.astype(float), bias.astype(float)) for weights, bias in layers]
    out = np.empty((len(samples), len(layers[-1][1])))
    with one_blas_thread():
        for first in range(0, len(samples), BLOCK):
            rows = slice(first, first + BLOCK)
            out[rows] = forward(layers, samples[rows])
    return out


def name_arrays(part: str, layers: Iterable[tuple]) -> dict[str, np.ndarray]:
    """Layers as named arrays: ``encoder_0_weights``, ``encoder_0_bias``, ..."""
    arrays = {}
    for depth, (weights, bias) in enumerate(layers):
        arrays[f"{part}_{depth}_weights"] = weights
        arrays[f"{part}_{depth}_bias"] = bias
    return arrays


def layers_of(part: str, arrays: dict[str, np.ndarray]) -> list[tuple]:
    """The inverse of `name_arrays`: the layers of one part, in order."""
    layers: list[tuple] = []
    while f"{part}_{len(layers)}_weights" in arrays:
        name = f"{part}_{len(layers)}"
        layers.append((arrays[f"{name}_weights"], arrays[f"{name}_bias"]))
    return layers
