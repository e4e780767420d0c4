"""What was done to a table, in order, a sentence each; and what the user should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from .cleaning import CleanAssays
from .field_state import FieldState
from .names import repeated_elements
from .rules import CleaningRules

# A field with a larger share of non-detects, or of one repeated value, deserves a second thought.
MOSTLY = 0.5

_SUBSTITUTES = {
    "half": (
        "replaced by half the limit",
        "replaced by half the field's smallest positive value",
    ),
    "sqrt2": (
        "replaced by the limit divided by the square root of 2",
        "replaced by the field's smallest positive value divided by the square root of 2",
    ),
    "multiplicative": (
        "replaced multiplicatively by 0.65 of the limit",
        "replaced multiplicatively by 0.65 of the field's smallest positive value",
    ),
    "ros": (
        "replaced by regression on order statistics",
        "replaced by regression on order statistics, the field's smallest positive value as limit",
    ),
}
_FILLED = {
    "median": "Blanks, replaced by the field's median",
    "knn": "Blanks, replaced by the median of the {neighbours} nearest samples in log-ratio space",
    "signed": "Blanks, replaced by the field's median (knn needs concentrations, TRANSFORM is none)",
}


def cleaning_steps(
    clean: CleanAssays, rules: CleaningRules, layer_name: str = "the samples layer"
) -> list[str]:
    """What was done to the values, in order.

    Parameters
    ----------
    clean : CleanAssays
    rules : CleaningRules
        That it was cleaned by.
    layer_name : str

    Returns
    -------
    list of str
        Sentences with counts; steps that changed nothing are left out.
    """
    states = clean.states
    left_out = by_reason(clean.fields_left_out)
    n_rows = len(clean.rows) + len(clean.rows_left_out)
    filled = "signed" if rules.signed and rules.missing == "knn" else rules.missing
    sentences = [
        f"{n_rows:,} rows and {len(states)} fields were read from {layer_name}.",
        *reading_steps(states, rules),
        *clean.repeats_done,
        f"Fields left out: {left_out}." if left_out else "",
        f"Rows left out: {len(clean.rows_left_out):,} of {n_rows:,}."
        if clean.rows_left_out
        else "",
        per_field(
            states,
            lambda s: s.n_imputed,
            _FILLED.get(filled, "").format(neighbours=rules.neighbours),
        ),
        f"Blanks without near samples, which took the median instead: {clean.n_by_median:,}."
        if clean.n_by_median
        else "",
    ]
    return [sentence for sentence in sentences if sentence]


def reading_steps(states: Sequence[FieldState], rules: CleaningRules) -> list[str]:
    """What was found in the fields as they came, and what became of non-detects; sentences."""
    codes = ", ".join(f"{code:g}" for code in rules.not_analysed)
    below, zero = _SUBSTITUTES[rules.non_detects]
    sentences = [
        per_field(states, lambda s: s.parsed.n_blank, "Blank as delivered"),
        per_field(
            states,
            lambda s: s.parsed.n_not_analysed,
            f"Not-analysed codes ({codes}), read as blank",
        ),
        per_field(
            states, lambda s: s.replaced.n_below, f"Values below the detection limit, {below}"
        ),
        per_field(states, lambda s: s.replaced.n_zero, f"Zeros, {zero}"),
        _listing(
            "Half the limit was taken instead in {}.",
            [f"{s.name} ({s.replaced.fallback})" for s in states if s.replaced.fallback],
        ),
        per_field(states, lambda s: s.replaced.n_capped, "Substitutes lowered to their own limit"),
        per_field(
            states, lambda s: s.parsed.above.sum(), "Values above range, read as the range's end"
        ),
        per_field(states, lambda s: s.parsed.n_uncertain, "Values marked as uncertain, kept"),
        per_field(
            states,
            lambda s: s.n_blanked,
            "Substitutes above the 95th percentile of the detected values, made blank",
        ),
    ]
    return [sentence for sentence in sentences if sentence]


def cleaning_warnings(clean: CleanAssays, rules: CleaningRules) -> list[str]:
    """What the user should look at before trusting the numbers, a sentence each.

    Parameters
    ----------
    clean : CleanAssays
    rules : CleaningRules
    """
    states = [state for state in clean.states if not state.reason]
    sentences = [*clean.repeats_warnings]
    if clean.fields_left_out:
        sentences.append(
            f"{len(clean.fields_left_out)} of {len(clean.states)} fields left out: "
            f"{by_reason(clean.fields_left_out)}."
        )
    high = [
        f"{s.name} {s.n_blanked:,} (above {s.replaced.ceiling:.4g})"
        for s in clean.states
        if s.n_blanked
    ]
    censored = [s for s in states if s.parsed.censored_share > MOSTLY]
    tied = [s for s in states if s not in censored and _tied_share(s) > MOSTLY]
    at_limit = [s for s in states if s not in tied and s.parsed.ties[1]]
    repeated = repeated_elements([s.name for s in states])
    sentences += [
        _listing(
            "The substitute of the detection limit is above the 95th percentile of the detected values, "
            "so these values were made blank: {}.",
            high,
        ),
        _listing(
            "Most values are below the detection limit: {}. Such a field maps the laboratory rather "
            "than the ground; consider leaving it out.",
            [f"{s.name} {100 * s.parsed.censored_share:.0f} %" for s in censored],
        ),
        _listing(
            "Most values are one and the same number, perhaps a substituted detection limit: {}; "
            "consider leaving the field out.",
            [f"{s.name} {100 * _tied_share(s):.0f} %" for s in tied],
        ),
        _listing(
            "The smallest value occurs suspiciously often, as when a detection limit was replaced "
            "before delivery; it is used as measured: {}.",
            [f"{s.name} {s.parsed.ties[1]:,} times {s.parsed.ties[0]:g}" for s in at_limit],
        ),
        _listing(
            "An element stands in more than one field and counts as often: {}; keep one of them.",
            [f"{element} ({', '.join(names)})" for element, names in repeated.items()],
        ),
    ]
    n_invented = sum(
        reason.startswith("no value in any") for reason in clean.rows_left_out.values()
    )
    if n_invented and rules.missing != "drop":
        sentences.append(
            f"Rows left out because none of the {clean.n_map} fields has a value there: {n_invented:,}."
        )
    return [sentence for sentence in sentences if sentence]


def by_reason(reasons: dict[str, str]) -> str:
    """Names with their reason, those of one reason together: "Ag, Te (all values are blank)"."""
    names: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        names.setdefault(reason, []).append(name)
    return "; ".join(f"{', '.join(listed)} ({reason})" for reason, listed in names.items())


def _listing(sentence: str, entries: list[str]) -> str:
    """The sentence with its list, or nothing."""
    return sentence.format(", ".join(entries)) if entries else ""


def _tied_share(state: FieldState) -> float:
    """Share of the field's values that are its most common value."""
    values = state.parsed.values[~np.isnan(state.parsed.values)]
    return np.unique(values, return_counts=True)[1].max() / values.size if values.size else 0.0


def per_field(states: Iterable[FieldState], count: Callable[[FieldState], int], done: str) -> str:
    """One sentence for all fields with a count, or nothing."""
    counts = [f"{state.name} {int(count(state)):,}" for state in states if count(state)]
    return f"{done}: {', '.join(counts)}." if counts else ""
