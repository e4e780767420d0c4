"""What a field's name says: the analyte, its element and the unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..errors import InputError
from .formulas import read_formula

PPM_PER_UNIT = {"ppm": 1.0, "ppb": 1e-3, "pct": 1e4, "ppt": 1e-6}

_PER = r"[\W_]*(?:per)?[\W_]*"
_PER_G = r"(?:[\W_]+(?:per[\W_]+)?|p)"
_KG = r"kg(?:[\W_]*1)?"
_MICRO = "(?:u|μ|mc)"
_PERCENT = r"(?:wt|weight|mass)[\W_]*(?:%|pct|perc?(?:e(?:nt?)?)?)|pct|perc(?:e(?:nt?)?)?"
_UNITS = {
    "ppm": rf"ppm|mg{_PER}{_KG}|{_MICRO}g{_PER_G}g|g{_PER_G}t",
    "ppb": rf"ppb|{_MICRO}g{_PER}{_KG}|ng{_PER_G}g",
    "ppt": rf"ppt|ng{_PER}{_KG}|pg{_PER_G}g",
    "pct": _PERCENT,
    # Units of other things than a share of the mass: told from elements, not converted.
    "": rf"(?:[mnp]|{_MICRO})?g{_PER_G}(?:l|dm3|m3)|oz{_PER_G}t(?:on)?|bq{_PER}{_KG}|cps|g{_PER}{_KG}",
}
_UNIT = re.compile(
    r"(?:wt|weight|mass)?[\W_]*(?P<percent>%)|(?<![^\W_])(?:"
    + "|".join(f"(?P<u{unit}>{spelling})" for unit, spelling in _UNITS.items())
    + r")(?![^\W_])",
    re.IGNORECASE,
)
_GLUED_UNIT = re.compile(r"(?P<stem>\w+?)(?P<unit>ppm|ppb|ppt|pct)", re.IGNORECASE)

# How it was measured, and which part of the element.
_METHOD = re.compile(
    r"icp\w*|f?aas?\d*|aes|oes|ms\d*\w?|me|[ewp]d?xrf|xrf\d*|inaa|naa|na|fa\d*|fus(?:ion)?|gra\d+|ir\d+"
    r"|og\d+|cv\d*|gf|leco|ise|es|ese|ar|aqr|aqua|regia|mmi|[34]a|4ad|dig|acid|near|\d{3}[a-z]{1,2}"
    r"|t|tot|total|org|organic|inorg|crb|carb|carbonate|sulf(?:ide|ate)?|sulph(?:ide|ate)|raw|soil"
)
# Not a content but something about it.
_ABOUT = frozenset(
    {"flag", "flags", "q", "qual", "qualifier", "qlf", "remark", "rem", "code", "method"}
    | {"dl", "mdl", "lld", "lod", "loq", "limit", "err", "error", "sd", "std", "rsd", "unc"}
    | {"uncertainty", "log", "log10", "ln", "clr", "alr", "ilr", "zscore", "rank", "ratio"}
    | {"pctl", "percentile", "age"}
)
# Symbols that are words too, where the case does not tell.
_WORDS = frozenset({"am", "as", "at", "be", "he", "i", "in", "no", "os"})


@dataclass(frozen=True)
class FieldName:
    """What the name of a field says.

    Attributes
    ----------
    field : str
        As given.
    analyte : str
        'Fe2O3', 'Cu', 'LOI'; '' if the name speaks of none.
    element : str
        'Fe', 'Cu'; '' if there is none.
    unit : {"ppm", "ppb", "pct", "ppt", ""}
        Parts by mass per million, billion (1e9), hundred, trillion (1e12); '' if not said, or
        another one.
    """

    field: str
    analyte: str
    element: str
    unit: str

    @property
    def ppm_per_unit(self) -> float:
        """How many ppm (mg/kg) one unit is; nan when the unit is unknown."""
        return PPM_PER_UNIT.get(self.unit, np.nan)


@lru_cache(maxsize=4096)
def read_field_name(name: str) -> FieldName:
    """Read analyte, element and unit from a field's name.

    The unit may stand before or after, in brackets or not ('Cu_ppm', 'Au [µg/kg]', 'SiO2 wt%',
    'ppm_Cu', 'FE2O3_PCT', 'Au_g/t'). With a unit, one word of the name has to be a symbol or the
    formula of an oxygen compound; without, all its words have to, but for methods and species
    ('Cu_ICP', 'C_org'): 'Sample_No' and 'OS_EAST' are no elements. A formula in a chemist's case is
    preferred ('CO2' beside 'Co'); capitals alone are an element if they can be ('CO', 'CR').
    A lone small letter ('y', 'x', 'n') is a coordinate or a count, a lone 'No' a number, and names
    about an analyte ('Cu_flag', 'Cu_MDL', 'log_Cu') have no analyte.

    Parameters
    ----------
    name : str

    Returns
    -------
    FieldName
    """
    rest, units = _without_units(name)
    words = [word for word in re.split(r"[\W_]+", rest) if word]
    if not units:
        words, units = _without_glued_unit(words)
    found = None
    if _ABOUT.isdisjoint(word.lower() for word in words):
        found = _analyte_with_unit(words) if units else _analyte_alone(words)
    analyte, element = found or ("", "")
    # Two different units in one name contradict each other.
    return FieldName(name, analyte, element, units.pop() if len(units) == 1 else "")


def flag_field_of(field: str, names: Sequence[str], suffix: str) -> str | None:
    """Find the flag column of an assay field.

    In this order: the field's name with the suffix; the same in any case; a column with the suffix
    whose name without it says the same as the field's without its unit ('Zr_flag' of 'Zr_ppm');
    one that says the same analyte and belongs to no other field.

    Parameters
    ----------
    field : str
    names : sequence of str
        All fields of the layer.
    suffix : str
        Such as '_flag' or '_Q'; case does not matter. Empty: there are no flag columns.

    Returns
    -------
    str or None

    Raises
    ------
    InputError
        When several columns could be the one, or one column could belong to several fields.
    """
    if not suffix:
        return None
    if field + suffix in names:
        return field + suffix
    wanted = [name for name in names if name.casefold() == (field + suffix).casefold()]
    if wanted:
        return _only(wanted, field, suffix)

    columns = [name for name in names if name.casefold().endswith(suffix.casefold())]
    columns = [name for name in columns if name != field]
    fields = [name for name in dict.fromkeys([field, *names]) if name not in columns]
    # A column named exactly after another assay is settled, and so is that assay.
    exact = {name + suffix for name in fields if read_field_name(name).analyte}
    stems = {column: column[: -len(suffix)] for column in columns if column not in exact}
    fields = [name for name in fields if name + suffix not in columns]
    for alike in (_same_but_for_unit, _same_analyte):
        found = [column for column, stem in stems.items() if alike(stem, field)]
        if found:
            claimants = [n for n in fields if any(alike(stems[column], n) for column in found)]
            _refuse_shared(found[0], claimants, suffix)
            return _only(found, field, suffix)
        stems, fields = (
            {c: stem for c, stem in stems.items() if not any(alike(stem, n) for n in fields)},
            [n for n in fields if not any(alike(stem, n) for stem in stems.values())],
        )
    return None


def repeated_elements(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Find elements that several fields report.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    dict of element to its fields, in the order given
        Only elements with two fields or more: 'Cu_ppm' beside 'Cu_ICP_ppm', 'Fe_pct' beside
        'Fe2O3_pct'.
    """
    fields: dict[str, list[str]] = {}
    for name in names:
        element = read_field_name(name).element
        if element:
            fields.setdefault(element, []).append(name)
    return {element: tuple(found) for element, found in fields.items() if len(found) > 1}


def _without_units(name: str) -> tuple[str, set[str]]:
    """Return the name without its units, and the units ('' for one that is no share of mass)."""
    # Compatibility forms: one micro sign, digits for subscripts.
    text = unicodedata.normalize("NFKC", str(name))
    units = set()
    for match in _UNIT.finditer(text):
        group = match.lastgroup or ""
        units.add("pct" if group == "percent" else group[1:])
    return _UNIT.sub(" ", text), units


def _without_glued_unit(words: list[str]) -> tuple[list[str], set[str]]:
    """Take a unit off a word such as 'CuPPM', if an analyte is left."""
    for i, word in enumerate(words):
        match = _GLUED_UNIT.fullmatch(word)
        if match and read_formula(match["stem"], any_case=True):
            return [*words[:i], match["stem"], *words[i + 1 :]], {match["unit"].lower()}
    return words, set()


def _analyte_with_unit(words: list[str]) -> tuple[str, str] | None:
    """Return the analyte of a name that has a unit: one of its words."""
    contents = [word for word in words if not _METHOD.fullmatch(word.lower())] or words[:1]
    read = [read_formula(word) for word in contents]
    if not any(read):
        likely = [word for word in contents if word.lower() not in _WORDS] or contents
        read = [read_formula(word, any_case=True) for word in likely]
        if not any(read):
            read = [read_formula(word, any_case=True) for word in contents]
    return _one_element([found for found in read if found])


def _analyte_alone(words: list[str]) -> tuple[str, str] | None:
    """Return the analyte of a name without a unit: all its words but for methods and species."""
    if len(words) == 1 and (
        words[0].lower() == "no" or (len(words[0]) == 1 and words[0].islower())
    ):
        return None
    contents = [word for word in words if not _METHOD.fullmatch(word.lower())] or words[:1]
    read = [read_formula(word) or read_formula(word, any_case=True) for word in contents]
    return _one_element([found for found in read if found]) if all(read) else None


def _one_element(found: list[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the last formula ('P as P2O5' is given as P2O5); None for a ratio or a sum."""
    return found[-1] if found and len({element for _, element in found}) == 1 else None


@lru_cache(maxsize=4096)
def _words_but_unit(name: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\W_]+", _without_units(name)[0].casefold()) if word)


def _same_but_for_unit(stem: str, field: str) -> bool:
    """Tell whether a flag column's name says what the field's does, its unit perhaps left out."""
    return _words_but_unit(stem) == _words_but_unit(field) and _same_analyte(stem, field)


def _same_analyte(stem: str, field: str) -> bool:
    said, wanted = read_field_name(stem), read_field_name(field)
    # 'y_flag' is about 'y_ppm', though a lone 'y' is a coordinate.
    analyte = said.analyte or read_field_name(f"{stem} ppm").analyte
    return analyte == wanted.analyte != "" and said.unit in ("", wanted.unit)


def _only(columns: list[str], field: str, suffix: str) -> str:
    if len(columns) > 1:
        raise InputError(
            f"Field {field} has several flag fields that end in {suffix} ({', '.join(columns)}); "
            "rename or remove all but one."
        )
    return columns[0]


def _refuse_shared(column: str, fields: list[str], suffix: str) -> None:
    if len(fields) > 1:
        raise InputError(
            f"The flag field {column} could belong to {' or '.join(fields)}; name it after the "
            f"field it flags, such as {fields[0]}{suffix}."
        )
