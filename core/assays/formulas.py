"""Chemical symbols and simple formulas, in the case of a chemist or of a database."""

from __future__ import annotations

import re

_PERIODIC_TABLE = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br "
    "Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho "
    "Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es "
    "Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og"
)
SYMBOLS = frozenset(_PERIODIC_TABLE.split())

# Contents that laboratories report under a name of their own, with the element if there is one.
_NAMED = {"LOI": "", "TOC": "C", "TIC": "C"}

# Oxides without a number that are known in any case; other such words are words (geo, bio, rho).
_MONOXIDES = frozenset(
    {"BaO", "BeO", "CaO", "CdO", "CoO", "CuO", "FeO", "MgO", "MnO", "NiO", "PbO", "SrO", "ZnO"}
)

_PART = re.compile(r"([A-Z][a-z]?)(\d?)")
_OXIDE = re.compile(r"([A-Z]{1,2}?)([2-9]?)O([2-9]?)")
_TOTAL_IRON = re.compile(r"(FeO|Fe2O3)t(?:ot(?:al)?)?", re.IGNORECASE)


def read_formula(text: str, any_case: bool = False) -> tuple[str, str] | None:
    """Read a symbol or the formula of a simple oxygen compound.

    Parameters
    ----------
    text : str
        'Co', 'Fe2O3', 'CO2', 'CaCO3', 'LOI', 'Fe2O3T' (read as Fe2O3).
    any_case : bool
        Read 'CO' as Co, 'na2o' and 'NA2O' as Na2O too; single elements and their oxides only.

    Returns
    -------
    (formula, element) or None
        The element is the first one that is neither hydrogen nor oxygen, else hydrogen; '' for
        loss on ignition.
    """
    iron = _TOTAL_IRON.fullmatch(text)
    text = iron[1] if iron else text
    if text in SYMBOLS:
        return text, text
    if text.upper() in _NAMED and (any_case or text.isupper()):
        return text.upper(), _NAMED[text.upper()]
    # In capitals 'SIO2' is an oxide of silicon, not of sulfur and iodine.
    capitals = _oxide_in_capitals(text) if text.isupper() else None
    return capitals or _exact_oxide(text) or (_in_any_case(text) if any_case else None)


def _exact_oxide(text: str) -> tuple[str, str] | None:
    parts = _PART.findall(text)
    elements = [symbol for symbol, _ in parts]
    written = "".join(symbol + number for symbol, number in parts)
    if written != text or not SYMBOLS.issuperset(elements) or "O" not in elements[1:]:
        return None
    oxygens = max(number for symbol, number in parts if symbol == "O")
    # 'MgO' and 'K2O' are oxides; 'CO' is a symbol in capitals, 'OBS' a word, 'NO1' a number.
    oxide = len(parts) == 2 and (len(elements[0]) == 2 or parts[0][1] >= "2")
    if oxygens < "2" and not (oxide and oxygens == ""):
        return None
    others = [symbol for symbol in elements if symbol not in ("H", "O")]
    return text, others[0] if others else "H"


def _in_any_case(text: str) -> tuple[str, str] | None:
    if text[:1].islower() and not text.islower():
        return None  # 'eU', equivalent uranium, is no europium
    symbol = text.capitalize()
    if symbol in SYMBOLS:
        return symbol, symbol
    if text[:2] in SYMBOLS and re.fullmatch("[A-Z]o[0-9]", text):
        return None  # 'Co2': cobalt a second time, or carbon dioxide
    return _oxide_in_capitals(text.upper())


def _oxide_in_capitals(text: str) -> tuple[str, str] | None:
    match = _OXIDE.fullmatch(text)
    if match is None:
        return None
    element = match[1].capitalize()
    formula = f"{element}{match[2]}O{match[3]}"
    plain = not (match[2] or match[3])
    if element == "O" or element not in SYMBOLS or (plain and formula not in _MONOXIDES):
        return None
    return formula, element
