"""What the flag column beside an assay says of each value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import InputError
from .cells import AMBIGUOUS, AMBIGUOUS_REMEDY, is_blank, text_of
from .origin import Origin, count

BELOW, ABOVE, UNCERTAIN, NOTHING = "<", ">", "~", ""

# In upper case. L, N and G are the qualifiers of the United States Geological Survey's databases
# (the value is the limit), U and J those of the Environmental Protection Agency (undetected at the
# value, estimated), '!' that of the Geological Survey of Finland. Left out because they mean
# different things in different houses: B (no data, or found in the blank), E, H, R.
MEANINGS = {
    **dict.fromkeys(("<", "<=", "≤", "L", "N", "U", "UJ", "BD", "BDL", "BLD", "LLD"), BELOW),
    **dict.fromkeys(("<DL", "<LD", "<LOD", "<LLD", "<MDL", "<BDL"), BELOW),
    **dict.fromkeys((">", ">=", "≥", "G"), ABOVE),
    **dict.fromkeys(("~", "≈", "!", "?", "J"), UNCERTAIN),
    "=": NOTHING,
}


def read_flags(flags: Sequence[Any], n_rows: int, origin: Origin) -> np.ndarray:
    """Read a flag column as `BELOW`, `ABOVE`, `UNCERTAIN` or `NOTHING`.

    Parameters
    ----------
    flags : sequence of n_rows str or None
        '<', '<=', L, N, U, UJ, BD, BDL, BLD, LLD and '<DL' mean below the limit; '>', '>=' and G
        above range; '~', '!', '?' and J uncertain; '=', blanks and `BLANK_MARKS` nothing. Case
        does not matter.
    n_rows : int
    origin : Origin
        Of the values that are flagged.

    Returns
    -------
    (n_rows,) array of str

    Raises
    ------
    InputError
        For flags that are not known, and when there is not one for each row.
    """
    texts = [text_of(flag) for flag in flags]
    if len(texts) != n_rows:
        raise InputError(
            f"Field {origin} has {count(n_rows, 'value')} but {count(len(texts), 'flag')}; "
            "give one flag (it may be empty) for each value."
        )
    meanings = {text: _meaning(text) for text in set(texts)}
    unknown = [row for row, text in enumerate(texts) if meanings[text] is None]
    if unknown:
        shown = origin.rows(unknown, [f"'{texts[row]}'" for row in unknown])
        if all(texts[row].lower() in AMBIGUOUS for row in unknown):
            remedy = AMBIGUOUS_REMEDY
        else:
            remedy = (
                "write '<' for below the limit, '>' for above range, '~' for uncertain, or nothing, "
                "or choose another flag field"
            )
        raise InputError(
            f"Field {origin} has {count(len(unknown), 'flag')} with no known meaning ({shown}): "
            f"{remedy}."
        )
    return np.array([meanings[text] for text in texts], dtype="U1")


def _meaning(text: str) -> str | None:
    if is_blank(text):
        return NOTHING
    return MEANINGS.get(text.upper().replace(" ", ""))
