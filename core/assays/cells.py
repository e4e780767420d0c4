"""What a single cell of a laboratory's table says."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

# What laboratories and database exports write for "no value", in lower case.
BLANK_MARKS = frozenset(
    {"", "-", "--", "–", "—", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none"}
    | {"<na>", "<null>", "nat", "nss", "n.s.s.", "lnr", "l.n.r.", "i.s."}
    | {"insufficient sample", "not analysed", "not analyzed"}
)

# Below a detection limit that is not given, in lower case and without spaces.
BELOW_WORDS = frozenset(
    {"bd", "b.d.", "bdl", "b.d.l.", "bld", "b.l.d.", "lld", "l.l.d.", "tr", "tr.", "trace"}
    | {"<dl", "<d.l.", "<ld", "<lod", "<lld", "<mdl", "<loq", "<bdl"}
    | {"belowdetection", "belowdetectionlimit"}
)

# Not detected, or not determined: nobody but the laboratory can tell.
AMBIGUOUS = frozenset({"nd", "n.d.", "n.d", "nd.", "n/d"})
AMBIGUOUS_REMEDY = (
    "it may mean not detected or not determined; write '<' with the detection limit ('bdl' where "
    "the limit is unknown) for the first, nothing for the second"
)

_DIGITS = r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_READING = re.compile(
    rf"(?P<qualifier>[<>])\s*(?P<limit>{_DIGITS})"
    rf"|(?P<uncertain>~)?\s*(?P<number>[+-]?(?:{_DIGITS}|inf(?:inity)?))",
    re.ASCII | re.IGNORECASE,
)
# One sign for one meaning; the minus is the typographer's, which spreadsheets and PDF files hold.
_SIGNS = (("<=", "<"), ("≤", "<"), (">=", ">"), ("≥", ">"), ("≈", "~"), ("−", "-"))


def text_of(cell: Any) -> str:
    """Return a cell as text without spaces around it; '' for None."""
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace").strip()
    return str(cell).strip()


def is_blank(text: str) -> bool:
    """Tell whether a text says that there is no value."""
    return text.lower() in BLANK_MARKS


def read_text(text: str) -> tuple[float, str] | None:
    """Return value and qualifier ('<', '>', '~' or ''); None for what is no number.

    Below a limit that is not given is 0 with '<'.
    """
    if is_blank(text):
        return np.nan, ""
    if "".join(text.lower().split()) in BELOW_WORDS:
        return 0.0, "<"
    for sign, meaning in _SIGNS:
        text = text.replace(sign, meaning)
    match = _READING.fullmatch(text)
    if match is None:
        return None
    value = float(match["limit"] or match["number"])
    qualifier = match["qualifier"] or match["uncertain"] or ""
    return None if qualifier == ">" and value == 0 else (value, qualifier)
