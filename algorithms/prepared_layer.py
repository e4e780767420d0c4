"""The layer of prepared samples: complete numbers, transformed ones, and what stands behind each."""

from __future__ import annotations

import numpy as np

from ..core.assays.field_state import BLANK, MARK_NAMES, MEASURED, NON_DETECT
from ..core.preparation import PreparedSamples
from .compat import make_field
from .fields import free_name

# Ending of a transformed field's name.
ENDINGS = {"none": "sc", "log10": "log", "clr": "clr", "ilr": "ilr"}
MARK_ENDING = "q"
_NOT_MEASURED = (NON_DETECT, BLANK)
_OWN_FIELDS = ("n_below", "n_blank", "n_replaced", "replaced", "n_averaged", "same_place")
# Names that a GeoPackage needs for itself.
_KEYS = ("fid", "geom")


def prepared_columns(prepared: PreparedSamples) -> tuple[dict, dict]:
    """Values and fields of the output layer.

    The complete numbers keep the names of the fields they come from, numbered where the layer needs
    the name itself. A field `NAME_q` says of each
    number that was not simply measured what stands behind it; measured fields have none.

    Parameters
    ----------
    prepared : PreparedSamples

    Returns
    -------
    values : dict of field name -> (N,) values
    fields : dict of field name -> QgsField, for the names made from the user's
    """
    clean = prepared.clean
    taken = {*_OWN_FIELDS, *_KEYS}
    values, fields = {}, {}

    def add(name: str, kind: type, alias: str, column) -> None:
        free = free_name(name, taken)
        values[free], fields[free] = column, make_field(free, kind, alias)

    for name, column in zip(clean.fields, clean.values.T):
        add(name, float, f"{name}, complete", column)
    if is_transformed(prepared):
        ending = ENDINGS[prepared.transform_.transform]
        done = f"{prepared.transform_.transform}, scaling {prepared.transform_.scaling}"
        for name, column in zip(prepared.columns, prepared.X.T):
            add(f"{name}_{ending}", float, f"{name}: {done}", column)
    for name, marks in zip(clean.fields, clean.marks.T):
        if (marks != MEASURED).any():
            column = [MARK_NAMES[mark] or None for mark in marks.tolist()]
            add(f"{name}_{MARK_ENDING}", str, f"{name}: what is no measurement", column)
    own = (
        (clean.marks == NON_DETECT).sum(axis=1),
        (clean.marks == BLANK).sum(axis=1),
        np.isin(clean.marks, _NOT_MEASURED).sum(axis=1),
        replaced_fields(clean),
        clean.n_averaged,
        same_place(clean.place),
    )
    return {**values, **dict(zip(_OWN_FIELDS, own))}, fields


def is_transformed(prepared: PreparedSamples) -> bool:
    """Whether X differs from the complete numbers."""
    fitted = prepared.transform_
    limited = bool(np.isfinite(fitted.lower).any())
    return fitted.transform != "none" or fitted.scaling != "none" or limited


def replaced_fields(clean) -> list:
    """Text of each sample: the fields whose number was not measured; None where all were."""
    replaced = np.isin(clean.marks, _NOT_MEASURED)
    return [
        ", ".join(name for name, is_replaced in zip(clean.fields, row) if is_replaced) or None
        for row in replaced
    ]


def same_place(place: np.ndarray) -> list:
    """Number from 1 of each place that several samples share; None for a sample by itself."""
    count = np.bincount(place[place >= 0], minlength=1)
    shared = [p for p in np.unique(place[place >= 0]).tolist() if count[p] > 1]
    number = {p: i for i, p in enumerate(shared, start=1)}
    return [number.get(p) for p in place.tolist()]
