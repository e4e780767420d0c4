"""A kept model to a file and back; what a file holds is checked before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .assays.learned import LearnedCleaning
from .errors import InputError
from .factors.score_weights import ScoreWeights
from .group_figures import GroupFigures
from .kept_model import KeptModel
from .model_file import load_model, save_model
from .model_parts import (
    Parts,
    keep_value,
    map_from_parts,
    map_to_parts,
    restore_value,
    transform_from_parts,
    transform_to_parts,
)

CONTENT, CONTENT_VERSION = "kept model", 1
# Entries of the header, beside those that every model file has.
_PARTS = (
    *("content", "content_version", "about", "map", "transform", "cleaning", "scores"),
    *("figures", "group_field", "unit_clusters", "hits", "distances"),
)
_FROM_FILE = ("plugin_version",)
# What a model says of itself is shown to the user.
_LONGEST_TEXT = 50_000


def save_kept_model(path: str | Path, kept: KeptModel) -> None:
    """Write a kept model to a .geosom file; an existing one is replaced when all is written.

    Raises
    ------
    InputError
        If something cannot be kept, or the file cannot be written.
    """
    kept.check()
    header, arrays = _to_parts(kept)
    _check_header(header)
    save_model(path, header, arrays)


def load_kept_model(path: str | Path) -> KeptModel:
    """Read a file of `save_kept_model`; every part is checked before it is used.

    Raises
    ------
    InputError
        If the file is no kept model, is damaged, or of a later version.
    """
    header, arrays = load_model(path)
    try:
        return _from_parts(header, arrays)
    except InputError as error:
        raise InputError(f"{Path(path).name}: {error}") from None


def _to_parts(kept: KeptModel) -> Parts:
    arrays: dict[str, np.ndarray] = {}
    map_header, map_arrays = map_to_parts(kept.model)
    transform, transform_arrays = transform_to_parts(kept.transform)
    arrays |= {**map_arrays, **transform_arrays}
    values = {
        "cleaning": kept.cleaning,
        "scores": kept.scores,
        "figures": kept.figures,
        "unit_clusters": kept.unit_clusters,
        "hits": kept.hits,
        "distances": kept.distances,
        "group_field": kept.group_field,
    }
    return {
        "content": CONTENT,
        "content_version": CONTENT_VERSION,
        "about": kept.about,
        "map": map_header,
        "transform": transform,
        **{name: keep_value(value, name, arrays) for name, value in values.items()},
    }, arrays


def _from_parts(header: dict[str, Any], arrays: Mapping[str, np.ndarray]) -> KeptModel:
    _check_header(header)
    values = {
        name: restore_value(header[name], arrays)
        for name in ("cleaning", "scores", "figures", "unit_clusters", "hits", "distances")
    }
    for name, kind in (
        ("cleaning", LearnedCleaning),
        ("scores", ScoreWeights),
        ("figures", GroupFigures),
    ):
        optional = values[name] is None and name != "cleaning"
        if not (optional or isinstance(values[name], kind)):
            raise InputError(f"The model cannot be read: its {name} are none.")
    kept = KeptModel(
        model=map_from_parts(header["map"], arrays),
        transform=transform_from_parts(header["transform"], arrays),
        group_field=header["group_field"],
        about=header["about"],
        **values,
    )
    kept.check()
    return kept


def _check_header(header: dict[str, Any]) -> None:
    """Refuse a header of another kind, of a later version, or with parts missing."""
    written = header.get("content_version")
    if header.get("content") != CONTENT or type(written) is not int:
        raise InputError(
            "The file holds a map without what classifies new samples; choose a MODEL that a training "
            "algorithm has written."
        )
    unknown = sorted(set(header) - {*_PARTS, *_FROM_FILE})
    if written != CONTENT_VERSION or unknown:
        what = f"version {written}" if written != CONTENT_VERSION else f"the part {unknown[0]!r}"
        raise InputError(
            f"The model has {what[:60]}, which this version of GeochemSOM does not know; update "
            "GeochemSOM."
        )
    missing = [name for name in _PARTS if name not in header]
    if missing:
        raise InputError(f"The model cannot be read: it has no {missing[0]}.")
    about = header["about"]
    if not isinstance(about, dict) or not isinstance(header["group_field"], str):
        raise InputError("The model cannot be read: what it says of itself is odd.")
    for value in about.values():
        texts = value if isinstance(value, list) else [value]
        words = all(isinstance(text, str) and len(text) <= _LONGEST_TEXT for text in texts)
        if not (words or type(value) is int):
            raise InputError("The model cannot be read: what it says of itself is odd.")
