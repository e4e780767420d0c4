"""What a trained DE-SOM has beside what every map has, taken apart for a model file.

A trained network is a handful of arrays and runs on NumPy alone, so a kept DE-SOM needs no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .autoencoder import DECODER, ENCODER, layers_of, name_arrays, path_of
from .de_som import DESOM
from .errors import InputError

PREFIX = "map.network"
# A block of samples takes 16 KB of memory for each unit of a layer: a wider layer is no network of ours.
WIDEST = 1 << 14
_NUMBERS = ("latent_rms", "unexplained_variance", "som_share")


def network_to_parts(model: DESOM) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header and arrays of the network and of how its training went."""
    arrays = {f"{PREFIX}.{name}": array for name, array in model.network_weights_.items()}
    arrays[f"{PREFIX}.decoded_prototypes"] = model.decoded_prototypes_
    arrays |= {f"{PREFIX}.loss.{name}": array for name, array in model.loss_history_.items()}
    header = {
        "layers": sorted(model.network_weights_),
        "losses": sorted(model.loss_history_),
        **{name: float(getattr(model, f"{name}_")) for name in _NUMBERS},
        "gamma": _optional(model.gamma_),
        "som_weight": _optional(model.som_weight_),
        "dead_units": int(model.dead_units_),
        "warnings": list(model.warnings_),
    }
    return header, arrays


def restore_network(model: DESOM, header: Any, arrays: Mapping[str, np.ndarray]) -> DESOM:
    """Give a map what `network_to_parts` kept; it then predicts and reconstructs to the bit.

    Parameters
    ----------
    model : DESOM
        With what every map has.
    header, arrays
        Of `network_to_parts`.

    Raises
    ------
    InputError
        If parts are missing, or do not fit together or to the map.
    """
    if not isinstance(header, dict):
        raise _unreadable("it has no network")
    try:
        layers, losses = header["layers"], header["losses"]
        model.network_weights_ = {name: arrays[f"{PREFIX}.{name}"] for name in layers}
        model.loss_history_ = {name: arrays[f"{PREFIX}.loss.{name}"] for name in losses}
        model.decoded_prototypes_ = arrays[f"{PREFIX}.decoded_prototypes"]
        for name in _NUMBERS:
            setattr(model, f"{name}_", float(header[name]))
        model.gamma_, model.som_weight_ = map(_optional, (header["gamma"], header["som_weight"]))
        model.dead_units_ = int(header["dead_units"])
        model.warnings_ = tuple(map(str, header["warnings"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _unreadable(f"a part of its network is missing or odd, {error}") from None
    _check_network(model)
    return model


def _optional(value: Any) -> float | None:
    return None if value is None else float(value)


def _unreadable(why: str) -> InputError:
    return InputError(f"The model cannot be read: its DE-SOM does not hold together ({why}).")


def _check_network(model: DESOM) -> None:
    """Refuse a network that does not lead from samples to codes and back, or is too wide."""
    features, latent = model.n_features_in_, model.prototypes_.shape[1]
    for array in (*model.network_weights_.values(), model.decoded_prototypes_):
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            raise _unreadable("some of its weights are no numbers")
    if model.decoded_prototypes_.shape != (len(model.prototypes_), features):
        raise _unreadable("its prototypes are not decoded to its variables")
    known: set[str] = set()
    for part, ends in ((ENCODER, (features, latent)), (DECODER, (latent, features))):
        layers = layers_of(part, _with_biases(model.network_weights_))
        path = path_of(part, _with_biases(model.network_weights_))
        known |= set(name_arrays(part, layers, path))
        if not layers and path is None:
            raise _unreadable(f"it has no {part}")
        for chain in (layers, [path] if path is not None else []):
            _check_chain(part, chain, ends)
    if known != set(model.network_weights_):
        raise _unreadable("it has layers that belong to nothing")


def _with_biases(weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same arrays; a layer that has weights has its bias too."""
    for name in weights:
        stem, _, kind = name.rpartition("_")
        if kind == "weights" and f"{stem}_bias" not in weights:
            raise _unreadable(f"{stem} has no bias")
    return dict(weights)


def _check_chain(part: str, chain: list[tuple], ends: tuple[int, int]) -> None:
    if not chain:
        return
    width = ends[0]
    for weights, bias in chain:
        fits = weights.ndim == 2 and weights.shape[0] == width
        if not fits or bias.shape != weights.shape[1:] or not 1 <= len(bias) <= WIDEST:
            raise _unreadable(f"the layers of its {part} do not fit together")
        width = len(bias)
    if width != ends[1]:
        raise _unreadable(f"its {part} does not end where the map lies")
