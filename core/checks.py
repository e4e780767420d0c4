"""Checks of parameters that several estimators share; each names the parameter that it refuses."""

from __future__ import annotations

import operator

import numpy as np

from .errors import InputError


def check_whole_number(value, name: str, least: int) -> int:
    """Return a whole number of at least `least`, or raise an InputError that names the parameter."""
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise InputError(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return number


def check_positive(value: float, name: str) -> float:
    """Return a finite number greater than 0, or raise an InputError that names the parameter."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if not 0 < number < np.inf:
        raise InputError(f"{name} must be a number greater than 0, not {value!r}.")
    return number
