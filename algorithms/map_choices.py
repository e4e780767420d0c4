"""Which maps are fitted to resamples: the settings to compare, and a maker of untrained maps.

The dialog is read once, here: maps are then made on threads of their own, where no call to QGIS may
happen.
"""

from __future__ import annotations

import copy
import os
import re
from dataclasses import dataclass
from typing import Any, Callable

from ..core.errors import InputError
from ..core.map_size import sizes_to_compare
from ..core.select_map import map_settings
from ..core.self_organizing_map import SelfOrganizingMap
from . import parameters as p
from .inputs import Inputs
from .parameters.makers import INTEGER

# Parameter of DE-SOM's class that is compared -> the list of its values, the parameter of one value.
COMPARED = {"latent": (p.LATENTS, p.LATENT), "gamma": (p.GAMMAS, p.GAMMA)}
_SIZE = re.compile(r"(\d{1,6})\s*[xX×*]\s*(\d{1,6})")
_RANGE = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?")


def map_maker(template: SelfOrganizingMap) -> Callable[..., SelfOrganizingMap]:
    """A function that makes untrained maps like the template, with some parameters changed.

    A map's constructor only stores its parameters, so a copy of an untrained map with other values
    is what the constructor would have made. Of `COMPARED`, 0 means the map's own default.
    """

    def make(**changes: Any) -> SelfOrganizingMap:
        model = copy.copy(template)
        for name, value in changes.items():
            if not hasattr(model, name):
                raise InputError(f"{type(model).__name__} has no parameter {name}.")
            setattr(model, name, (value or None) if name in COMPARED else value)
        return model

    return make


@dataclass(frozen=True)
class Choices:
    """What is compared.

    Attributes
    ----------
    settings : what differs between maps: rows, cols and, where there are several, latent and gamma
    fixed : latent and gamma of DE-SOM where all maps have the same
    numbers : of clusters, rising
    """

    settings: list[dict]
    fixed: dict
    numbers: list[int]


def choices_of(inputs: Inputs, method: str, X) -> Choices:
    """Every size with, of DE-SOM, every latent size and gamma.

    Raises
    ------
    InputError
        If a list cannot be read, or a map has more units than samples or fewer than clusters.
    """
    numbers, sizes = _cluster_numbers(inputs, len(X)), _sizes(inputs, X)
    least = min(rows * cols for rows, cols in sizes)
    if max(numbers) > least:
        raise InputError(
            f"CLUSTER_NUMBERS go up to {max(numbers)}, but the smallest map of SIZES has only {least} "
            "units; give fewer clusters or larger maps."
        )
    names = COMPARED if method == "desom" else {}
    values = {name: _values(inputs, *COMPARED[name]) for name in names}
    varied = {name: several for name, several in values.items() if len(several) > 1}
    fixed = {name: several[0] for name, several in values.items() if name not in varied}
    return Choices(map_settings(sizes, **varied), fixed, numbers)


def _cluster_numbers(inputs: Inputs, most: int) -> list[int]:
    """The numbers of CLUSTER_NUMBERS, rising; none above `most`."""
    numbers: set[int] = set()
    for part in _parts(inputs.text(p.CLUSTER_NUMBERS)):
        found = _RANGE.fullmatch(part)
        low = int(found[1]) if found else 0
        high = int(found[2] or low) if found else 0
        if not 2 <= low <= high:
            raise InputError(
                f"CLUSTER_NUMBERS is '{inputs.text(p.CLUSTER_NUMBERS)}'; write whole numbers from 2 up, "
                "for example 3;4;6 or 3-8."
            )
        if high > most:
            raise InputError(
                f"CLUSTER_NUMBERS go up to {high}, but there are only {most} samples; give fewer."
            )
        numbers.update(range(low, high + 1))
    if not numbers:
        raise InputError("CLUSTER_NUMBERS is empty; give numbers, for example 3;4;6 or 3-8.")
    return sorted(numbers)


def thread_count(inputs: Inputs) -> int:
    """THREADS, with 0 for as many as there are cores."""
    return inputs.integer(p.THREADS) or os.cpu_count() or 1


def _sizes(inputs: Inputs, X) -> list[tuple[int, int]]:
    parts = _parts(inputs.text(p.SIZES))
    if not parts:
        if len(X) < 4:
            raise InputError(
                f"There are only {len(X)} samples that can be used; a map needs at least 4."
            )
        return sizes_to_compare(X, inputs.choice(p.TOPOLOGY), inputs.choice(p.BOUNDARY))
    sizes = []
    for part in parts:
        found = _SIZE.fullmatch(part)
        rows, cols = (int(found[1]), int(found[2])) if found else (0, 0)
        if rows * cols < 2:
            raise InputError(
                f"SIZES is '{inputs.text(p.SIZES)}'; write rows x columns of maps of 2 units or more, "
                "for example 8x8;10x10;12x12."
            )
        if rows * cols > len(X):
            raise InputError(
                f"SIZES names {rows} x {cols} = {rows * cols} units, but there are only {len(X)} "
                "samples; choose smaller maps, or leave it empty to have them chosen."
            )
        if (rows, cols) not in sizes:
            sizes.append((rows, cols))
    toroidal = inputs.choice(p.TOPOLOGY) == "hexagonal" and inputs.choice(p.BOUNDARY) == "toroidal"
    odd = [rows for rows, _ in sizes if rows % 2]
    if toroidal and odd:
        raise InputError(
            f"SIZES names a map of {odd[0]} rows, but a toroidal hexagonal map needs an even number of "
            "rows; change it, or BOUNDARY to planar."
        )
    return sizes


def _values(inputs: Inputs, name: str, single: str) -> list:
    """Numbers of a list, within the limits of the parameter of one value."""
    definition = next(d for d in p.desom_parameters() if d.name() == single)
    whole = definition.dataType() == INTEGER
    example = "2;3;5" if whole else "0.01;0.1"
    values = inputs.numbers_in(name, example) or (definition.defaultValue(),)
    for value in values:
        if value < definition.minimum() or (whole and value != int(value)):
            kind = "whole numbers" if whole else "numbers"
            raise InputError(
                f"{name} is '{inputs.text(name)}'; write {kind} of at least {definition.minimum():g}, "
                "separated by semicolons."
            )
    return list(dict.fromkeys(int(value) if whole else float(value) for value in values))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()]
