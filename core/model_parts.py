"""A trained map and its preparation taken apart into a header and arrays, and put together again.

The parts are what `model_file` keeps. Those of several objects go into one file together: each has
an entry of its own in the header, and the names of its arrays start with its prefix::

    map_header, map_arrays = map_to_parts(model)
    preparation, arrays = transform_to_parts(prepared.transform_)
    save_model(path, {"map": map_header, "transform": preparation}, {**map_arrays, **arrays})
"""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, TypeVar

import numpy as np

from .assays.learned import LearnedCleaning
from .assays.rules import CleaningRules
from .batch_som import BatchSOM
from .checks import check_positive, check_whole_number
from .de_som import DESOM
from .de_som_parts import network_to_parts, restore_network
from .errors import InputError
from .factors.score_weights import ScoreWeights
from .group_figures import GroupFigures
from .lattice import Lattice
from .self_organizing_map import SelfOrganizingMap
from .som import SOM
from .transforms import Levels, Transform
from .transforms.consistency import fits_together

Parts = tuple[dict[str, Any], dict[str, np.ndarray]]
Map = TypeVar("Map", bound=SelfOrganizingMap)

MAP, TRANSFORM = "map", "transform"

# Frozen dataclasses that may stand inside a kept one: name -> class. A file can name no others.
KEPT_CLASSES: dict[str, type] = {
    cls.__name__: cls
    for cls in (CleaningRules, GroupFigures, LearnedCleaning, Levels, ScoreWeights, Transform)
}


# Values


def keep_value(value: Any, name: str, arrays: dict[str, np.ndarray]) -> Any:
    """What JSON can hold of a value; its arrays go into `arrays` under names that start with `name`.

    Numbers, texts and None stay as they are. ``[...]`` is a list; what JSON does not know stands in
    an object with one key that says what it is: tuple, dict, array, number (not finite) or one of
    `KEPT_CLASSES`.

    Raises
    ------
    InputError
        For a value of another kind.
    """
    if isinstance(value, np.ndarray):
        arrays[name] = value
        return {"array": name}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"number": str(value)}
    if isinstance(value, (tuple, list)):
        items = [keep_value(item, f"{name}.{i}", arrays) for i, item in enumerate(value)]
        return items if isinstance(value, list) else {"tuple": items}
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        # Keys may be names of fields, which are no names for arrays: entries are numbered.
        entries = enumerate(value.items())
        return {"dict": [[key, keep_value(v, f"{name}.{i}", arrays)] for i, (key, v) in entries]}
    kind = type(value).__name__
    if KEPT_CLASSES.get(kind) is not type(value):
        raise InputError(f"A model file cannot hold {name}, which is a {kind}.")
    fields = {
        field.name: keep_value(getattr(value, field.name), f"{name}.{field.name}", arrays)
        for field in dataclasses.fields(value)
    }
    return {"class": kind, "fields": fields}


def restore_value(kept: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """The inverse of `keep_value`.

    A field that a class has gained since takes its default; one that it does not know is refused.

    Raises
    ------
    InputError
        If the header is not one that `keep_value` made.
    """
    if isinstance(kept, list):
        return [restore_value(item, arrays) for item in kept]
    if not isinstance(kept, dict):
        return kept
    if set(kept) == {"class", "fields"}:
        return _restore_class(kept["class"], kept["fields"], arrays)
    [(kind, content)] = kept.items() if len(kept) == 1 else [("", None)]
    if kind == "array" and isinstance(content, str) and content in arrays:
        return arrays[content]
    if kind == "number" and content in ("nan", "inf", "-inf"):
        return float(content)
    if kind == "tuple" and isinstance(content, list):
        return tuple(restore_value(item, arrays) for item in content)
    if kind == "dict" and isinstance(content, list) and all(map(_is_entry, content)):
        return {key: restore_value(value, arrays) for key, value in content}
    raise InputError(f"The model cannot be read: it has a part of an unknown kind, {kind or kept}.")


def _is_entry(item: Any) -> bool:
    return isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)


def _restore_class(kind: Any, fields: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    cls = KEPT_CLASSES.get(kind) if isinstance(kind, str) else None
    if cls is None or not isinstance(fields, dict):
        raise InputError(f"The model cannot be read: it has a part of an unknown kind, {kind}.")
    values = {name: restore_value(value, arrays) for name, value in fields.items()}
    known = dataclasses.fields(cls)
    unknown = sorted(set(values) - {field.name for field in known})
    if unknown:
        raise InputError(
            f"The model cannot be used: this version does not know {unknown[0]} of its "
            f"{kind.lower()}; update GeochemSOM."
        )
    for field in known:
        optional = (field.default, field.default_factory) != (dataclasses.MISSING,) * 2
        if field.name not in values and not optional:
            raise InputError(f"The model cannot be read: its {kind.lower()} has no {field.name}.")
    return cls(**values)


# Preparation


def transform_to_parts(transform: Transform) -> Parts:
    """Header and arrays of a fitted transform; every field of the dataclass is kept."""
    arrays: dict[str, np.ndarray] = {}
    return keep_value(transform, TRANSFORM, arrays), arrays


def transform_from_parts(header: Any, arrays: Mapping[str, np.ndarray]) -> Transform:
    """The transform of `transform_to_parts`: it gives the same numbers to the bit.

    Raises
    ------
    InputError
        If these are no parts of a transform.
    """
    transform = restore_value(header, arrays)
    if not isinstance(transform, Transform):
        raise InputError("The model cannot be read: it holds no transform.")
    if not fits_together(transform):
        raise InputError(
            "The model cannot be read: the parts of its transform do not fit together."
        )
    return transform


# Maps


@dataclass(frozen=True)
class MapForm:
    """How a kind of map is kept.

    Attributes
    ----------
    cls : type
    to_parts : function of a trained map
    from_parts : function of the header and the arrays
    """

    cls: type[SelfOrganizingMap]
    to_parts: Callable[[Any], Parts]
    from_parts: Callable[[dict, Mapping[str, np.ndarray]], SelfOrganizingMap]


def map_to_parts(model: SelfOrganizingMap) -> Parts:
    """Header and arrays of a trained map.

    Raises
    ------
    InputError
        If the map is not trained, or its kind is not kept in files.
    """
    if not hasattr(model, "prototypes_"):
        raise InputError(f"This {type(model).__name__} is not trained yet: call fit(X) first.")
    for method, form in MAP_FORMS.items():
        if form.cls is type(model):
            header, arrays = form.to_parts(model)
            return {"method": method, **header}, arrays
    raise InputError(f"A {type(model).__name__} cannot be kept in a file.")


def map_from_parts(header: Any, arrays: Mapping[str, np.ndarray]) -> SelfOrganizingMap:
    """The trained map of `map_to_parts`: predict and transform give the same numbers to the bit.

    Raises
    ------
    InputError
        If these are no parts of a map.
    """
    method = header.get("method") if isinstance(header, dict) else None
    form = MAP_FORMS.get(method) if isinstance(method, str) else None
    if form is None:
        raise InputError(
            f"The model cannot be used: this version knows no map of the kind {method!r}."
        )
    return form.from_parts(header, arrays)


def common_to_parts(model: SelfOrganizingMap) -> Parts:
    """What every map has: settings, lattice, prototypes and the course of training."""
    arrays: dict[str, np.ndarray] = {}
    settings = {name: getattr(model, name) for name in _settings_of(type(model))}
    fitted = {
        "lattice": dataclasses.asdict(model.lattice_),
        "n_features_in": model.n_features_in_,
        "epochs": model.epochs_,
        "t_max": model.t_max_,
        "t_min": model.t_min_,
        "prototypes": model.prototypes_,
        "history": model.history_,
    }
    header = {
        part: {name: keep_value(value, f"{MAP}.{name}", arrays) for name, value in values.items()}
        for part, values in (("settings", settings), ("fitted", fitted))
    }
    return header, arrays


def common_from_parts(cls: type[Map], header: dict, arrays: Mapping[str, np.ndarray]) -> Map:
    """A map of that class with what `common_to_parts` kept."""
    settings, fitted = (_restored(header, part, arrays) for part in ("settings", "fitted"))
    unknown = sorted(set(settings) - set(_settings_of(cls)))
    if unknown:
        raise InputError(
            f"The model cannot be used: this version does not know its setting {unknown[0]}; update "
            "GeochemSOM."
        )
    try:
        model = cls(**settings)
        model.lattice_ = Lattice(**fitted["lattice"])
        model.n_features_in_ = check_whole_number(fitted["n_features_in"], "n_features_in", 1)
        model.epochs_ = check_whole_number(fitted["epochs"], "epochs", 1)
        model.t_max_ = check_positive(fitted["t_max"], "t_max")
        model.t_min_ = check_positive(fitted["t_min"], "t_min")
        model.prototypes_, model.history_ = fitted["prototypes"], fitted["history"]
    except (KeyError, TypeError) as error:
        raise InputError(f"The model cannot be read: its map lacks a part ({error}).") from None
    _check_prototypes(model)
    return model


def _settings_of(cls: type) -> list[str]:
    return [name for name in inspect.signature(cls).parameters if name != "self"]


def _restored(header: dict, part: str, arrays: Mapping[str, np.ndarray]) -> dict[str, Any]:
    kept = header.get(part)
    if not isinstance(kept, dict):
        raise InputError(f"The model cannot be read: its map has no {part}.")
    return {name: restore_value(value, arrays) for name, value in kept.items()}


def _check_prototypes(model: SelfOrganizingMap) -> None:
    prototypes, history = model.prototypes_, model.history_
    if not isinstance(history, dict) or not all(
        isinstance(h, np.ndarray) for h in history.values()
    ):
        raise InputError("The model cannot be read: the course of its training is none.")
    if not isinstance(prototypes, np.ndarray) or prototypes.dtype != float:
        raise InputError("The model cannot be read: its prototypes are no numbers.")
    if prototypes.ndim != 2 or len(prototypes) != model.lattice_.size or not prototypes.size:
        raise InputError(
            f"The model cannot be read: its lattice has {model.lattice_.size} units, but its "
            f"prototypes have the shape {prototypes.shape}."
        )
    if not np.isfinite(prototypes).all():
        raise InputError("The model cannot be read: some of its prototypes are no numbers.")


def _plain_map(cls: type[SelfOrganizingMap]) -> MapForm:
    """The form of a map whose prototypes are in the space of the samples."""

    def from_parts(header: dict, arrays: Mapping[str, np.ndarray]) -> SelfOrganizingMap:
        model = common_from_parts(cls, header, arrays)
        if model.prototypes_.shape[1] != model.n_features_in_:
            raise InputError(
                f"The model cannot be read: it was trained on {model.n_features_in_} variables, but "
                f"its prototypes have {model.prototypes_.shape[1]}."
            )
        return model

    return MapForm(cls, common_to_parts, from_parts)


def _de_som_to_parts(model: DESOM) -> Parts:
    header, arrays = common_to_parts(model)
    network, weights = network_to_parts(model)
    return {**header, "network": network}, {**arrays, **weights}


def _de_som_from_parts(header: dict, arrays: Mapping[str, np.ndarray]) -> DESOM:
    model = common_from_parts(DESOM, header, arrays)
    return restore_network(model, header.get("network"), arrays)


# Method -> how its map is kept: a further kind of map is added here.
MAP_FORMS: dict[str, MapForm] = {
    "som": _plain_map(SOM),
    "batchsom": _plain_map(BatchSOM),
    "desom": MapForm(DESOM, _de_som_to_parts, _de_som_from_parts),
}
