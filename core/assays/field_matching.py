"""Which fields of a new table hold what a model was trained on, and in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from .names import read_field_name


@dataclass(frozen=True)
class FieldMatch:
    """One field of a model and where its values are.

    Attributes
    ----------
    wanted : the model's field
    field : the table's field
    factor : by what the table's values are multiplied to be in the model's unit
    by : {"name", "case", "element", "given"}
        What the two have in common.
    """

    wanted: str
    field: str
    factor: float
    by: str

    @property
    def said(self) -> str:
        """What was matched and how; empty for the very same name."""
        if self.by == "name":
            return ""
        unit = f", multiplied by {self.factor:g}" if self.factor != 1.0 else ""
        how = {
            "case": "which differs in upper and lower case only",
            "element": "the same analyte",
            "given": "as FIELD_MAP says",
        }[self.by]
        return f"{self.wanted} is read from {self.field}, {how}{unit}."


def match_fields(
    wanted: Sequence[str],
    available: Sequence[str],
    *,
    given: Mapping[str, str] | None = None,
    optional: Sequence[str] = (),
    layer_name: str = "the samples layer",
) -> tuple[FieldMatch, ...]:
    """Find each field of a model in a table.

    In this order: as given; by the very name; by the name in any case; by analyte, where both names
    say it and their units, which may differ ('As_ppb' for 'As_ppm'). A field serves once. Units are
    converted also where the fields were given, if both names say theirs.

    Parameters
    ----------
    wanted : sequence of str
        Fields of the model.
    available : sequence of str
        Fields of the table.
    given : mapping of wanted field to field of the table, optional
    optional : sequence of str
        Fields of the model that the table may lack.
    layer_name : str
        For messages.

    Returns
    -------
    tuple of FieldMatch
        In the order wanted, then optional; without optional fields that are not there.

    Raises
    ------
    InputError
        For fields that are missing (all of them are named), fields given that are not there, and
        analytes that stand in several fields.
    """
    names = [*wanted, *optional]
    found = _given(names, available, given or {}, layer_name)
    free = [name for name in available if name not in {match.field for match in found.values()}]
    for by, alike in (("name", _same), ("case", _same_but_for_case), ("element", _same_analyte)):
        for name in (n for n in names if n not in found):
            fields = [field for field in free if alike(name, field)]
            if len(fields) > 1:
                raise InputError(
                    f"In {layer_name}, {name} could be read from {' or '.join(fields)}; say which in "
                    f"FIELD_MAP ({name}={fields[0]})."
                )
            if fields:
                found[name] = FieldMatch(name, fields[0], unit_factor(fields[0], name), by)
                free.remove(fields[0])
    missing = [name for name in wanted if name not in found]
    if missing:
        raise InputError(
            f"There is no field for {', '.join(missing)} in {layer_name}, on which the model was "
            f"trained: add {'it' if len(missing) == 1 else 'them'}, or name the fields that hold "
            f"{'it' if len(missing) == 1 else 'them'} in FIELD_MAP ({missing[0]}=...)."
        )
    return tuple(found[name] for name in names if name in found)


def read_field_map(text: str) -> dict[str, str]:
    """Model field to field of a table, from "Cu_ppm=copper; Au_ppb=gold".

    Raises
    ------
    InputError
        For a part without "=", and for a field that is named twice.
    """
    given: dict[str, str] = {}
    for part in (part.strip() for part in text.replace("\n", ";").split(";")):
        name, equals, field = (piece.strip() for piece in part.partition("="))
        if part and not (equals and name and field):
            raise InputError(
                f"FIELD_MAP has '{part}'; write the model's field, = and the field of SAMPLES, and ; "
                "between pairs, for example Cu_ppm=copper;Au_ppb=gold."
            )
        if name in given:
            raise InputError(f"FIELD_MAP names {name} more than once; name it once.")
        if part:
            given[name] = field
    return given


def unit_factor(field: str, wanted: str) -> float:
    """What brings values of one field to the other's unit; 1 where a name does not say its unit."""
    factor = read_field_name(field).ppm_per_unit / read_field_name(wanted).ppm_per_unit
    return float(factor) if np.isfinite(factor) else 1.0


def _given(
    names: Sequence[str], available: Sequence[str], given: Mapping[str, str], layer_name: str
) -> dict[str, FieldMatch]:
    found: dict[str, FieldMatch] = {}
    for asked, field in given.items():
        name = _only_one(asked, names)
        if name is None:
            raise InputError(
                f"FIELD_MAP names {asked}, but the model was trained on {', '.join(names)}; write one "
                "of these before the =."
            )
        column = _only_one(field, available)
        if column is None:
            raise InputError(
                f"FIELD_MAP names the field {field}, which {layer_name} does not have; write one that "
                "it has after the =."
            )
        taken = [match.wanted for match in found.values() if match.field == column]
        if taken or name in found:
            raise InputError(
                f"FIELD_MAP uses {column} for {name} and {(taken or [name])[0]}; name each field once."
            )
        found[name] = FieldMatch(name, column, unit_factor(column, name), "given")
    return found


def _only_one(name: str, names: Sequence[str]) -> str | None:
    """The very name, or the one that differs in case only; None where there is none or several."""
    if name in names:
        return name
    alike = [other for other in names if _same_but_for_case(name, other)]
    return alike[0] if len(alike) == 1 else None


def _same(name: str, field: str) -> bool:
    return name == field


def _same_but_for_case(name: str, field: str) -> bool:
    return name.casefold() == field.casefold()


def _same_analyte(name: str, field: str) -> bool:
    wanted, there = read_field_name(name), read_field_name(field)
    units = np.isfinite(wanted.ppm_per_unit) and np.isfinite(there.ppm_per_unit)
    return bool(units) and wanted.analyte == there.analyte != ""
