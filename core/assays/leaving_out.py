"""Fields and samples that hold too little to be used, left out by rule with their reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ..errors import InputError
from .field_state import MAP, FieldState
from .rules import CleaningRules

REASONS_SHOWN = 3


def leave_out_fields(states: list[FieldState], rules: CleaningRules, layer_name: str) -> None:
    """Give the fields that cannot be used their reason; refuse when none remains."""
    for state in states:
        n_rows = len(state.replaced.values)
        n_empty = int(np.isnan(state.replaced.values).sum())
        censored = 100 * state.parsed.censored_share
        if state.parsed.n_values and state.replaced.n_detected == 0:
            state.reason = "nothing was detected"
        elif n_empty == n_rows or 100 * n_empty > rules.max_blank * n_rows:
            state.reason = _blank_reason(state, n_empty, rules.max_blank)
        elif not rules.signed and censored > rules.max_censored:
            state.reason = f"{censored:.4g} % below the limit, over {rules.max_censored:g} %"

    if all(np.isnan(state.parsed.values).all() for state in states if state.role == MAP):
        raise InputError(
            f"All values of the chosen fields of {layer_name} are empty or not analysed; "
            "choose other fields or another layer."
        )
    if not any(state.role == MAP and not state.reason for state in states):
        reasons = "; ".join(f"{s.name}: {s.reason}" for s in states if s.role == MAP)
        raise InputError(
            f"No field of {layer_name} can be used ({reasons}): choose other fields, or raise "
            "MAX_BLANK or MAX_CENSORED."
        )


def _blank_reason(state: FieldState, n_empty: int, max_blank: float) -> str:
    n_rows = len(state.replaced.values)
    if n_empty == n_rows:
        return "all values are blank"
    high = f" ({state.n_blanked:,} for a high detection limit)" if state.n_blanked else ""
    return f"{100 * n_empty / n_rows:.4g} % blank{high}, over {max_blank:g} %"


def choose_rows(
    values: np.ndarray,
    used: list[FieldState],
    n_map: int,
    rules: CleaningRules,
    reasons: dict[int, str],
    layer_name: str,
) -> np.ndarray:
    """Return the rows to use; the others get their reason, if they have none yet."""
    blank = np.isnan(values)
    found = too_blank(blank, [state.name for state in used], n_map, rules)
    n_blank_rows = sum(row not in reasons for row in found)
    reasons.update({row: reason for row, reason in found.items() if row not in reasons})
    rows = np.array([row for row in range(len(values)) if row not in reasons], dtype=int)
    if len(rows) < 2 and n_blank_rows:
        worst = sorted(zip(blank.sum(axis=0).tolist(), (s.name for s in used)), reverse=True)
        most = ", ".join(f"{name} {count:,}" for count, name in worst[:5] if count)
        remedy = (
            "set MISSING to median or knn" if rules.missing == "drop" else "raise MAX_BLANK_SAMPLE"
        )
        raise InputError(
            f"{n_blank_rows:,} of the {len(values):,} rows of {layer_name} are left out for blanks "
            f"(most blanks: {most}), which leaves too few: {remedy}, lower MAX_BLANK or take these "
            "fields out."
        )
    if not len(rows):
        raise InputError(
            f"No sample of {layer_name} can be used ({reasons_counted(reasons)}): change the setting "
            "that leaves them out."
        )
    return rows


def too_blank(
    blank: np.ndarray, names: Sequence[str], n_map: int, rules: CleaningRules
) -> dict[int, str]:
    """The rows (index from 0) with too many blanks to be used, and why.

    Parameters
    ----------
    blank : (n, P) bool
        Cells without a value, the fields of the map first.
    names : sequence of P str
    n_map : int
        Fields of the map.
    rules : CleaningRules
    """
    empty = blank[:, :n_map].all(axis=1)
    sparse = 100 * blank.sum(axis=1) > rules.max_blank_sample * blank.shape[1]
    out = blank.any(axis=1) if rules.missing == "drop" else empty | sparse
    reasons = {}
    for row in np.flatnonzero(out).tolist():
        if empty[row]:
            reasons[row] = "no value in any field of the map"
        elif rules.missing == "drop":
            blanks = [name for name, is_blank in zip(names, blank[row]) if is_blank]
            reasons[row] = f"blank in {', '.join(blanks)}"
        else:
            reasons[row] = (
                f"{blank[row].sum()} of {blank.shape[1]} fields blank, over "
                f"{rules.max_blank_sample:g} %"
            )
    return reasons


def reasons_counted(reasons: dict[int, str]) -> str:
    """The most frequent reasons with their counts: "59 no group in LEVEL_FIELD"."""
    counts = Counter(reasons.values()).most_common()
    shown = "; ".join(f"{count:,} {reason}" for reason, count in counts[:REASONS_SHOWN])
    return shown + ("; ..." if len(counts) > REASONS_SHOWN else "")
