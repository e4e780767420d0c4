"""Held-out evaluation in words for a geologist. Pure functions from results to sentences."""

from __future__ import annotations

import numpy as np

from .chance import Chance
from .held_out import FEWEST_BLOCKS, FEWEST_OCCURRENCES, HeldOut

# Below so many occurrences a result that is not significant says nothing.
ENOUGH_OCCURRENCES = 40
SIGNIFICANT = 0.05
# Clumps that lie across the edges of blocks lift the crossing; above this it deserves a word.
LIFTED = 52.0


def headline_sentence(result: HeldOut, chance: Chance | None = None) -> str:
    """The one sentence that may stand alone.

    "Held-out crossing 60 (50 = chance; resampling range 51-69; p = .03; 55 occurrences in 9
    blocks)."; where nothing could be held out, why.
    """
    if not result.possible:
        return f"No held-out crossing: {why_not_held_out(result)}."
    parts = ["50 = chance", f"resampling range {result.low:.0f}-{result.high:.0f}"]
    if chance is not None:
        parts.append(f"p = {p_text(chance.p_value)}")
    parts.append(f"{_number(result.n_occurrences)} occurrences in {result.n_blocks} blocks")
    return f"Held-out crossing {result.crossing:.0f} ({'; '.join(parts)})."


def explain(result: HeldOut, chance: Chance | None = None) -> list[str]:
    """What the headline means, what chance has to say, and the fit beside what a fit is worth."""
    sentences = []
    if result.possible:
        sentences.append(_meaning(result))
    if result.possible and chance is not None:
        sentences += [verdict(result, chance), *cautions(chance)]
    sentences.append(fit_sentence(result, chance))
    return [sentence for sentence in sentences if sentence]


def cautions(chance: Chance | None) -> list[str]:
    """What the reader has to know of the p-value of these occurrences; mostly nothing."""
    sentences = []
    if chance is not None and chance.held_out_null_rate >= LIFTED:
        sentences.append(
            "Occurrences in such tight clumps lift the crossing: those that know nothing of the "
            f"map cross at {chance.held_out_null_rate:.0f}, not 50; the p-value allows for it."
        )
    if chance is not None and not chance.alike:
        sentences.append(
            "No simulated pattern clusters quite as these occurrences do, so the p-value is only "
            "a hint."
        )
    return sentences


def verdict_in_words(result: HeldOut, chance: Chance | None) -> str:
    """The verdict in a few words, for a table; empty where nothing was compared."""
    if chance is None or not result.possible:
        return ""
    if chance.p_value <= SIGNIFICANT:
        return "more than chance"
    if result.n_occurrences < ENOUGH_OCCURRENCES:
        return "too few occurrences to tell"
    return "not shown to beat chance"


def verdict(result: HeldOut, chance: Chance) -> str:
    """Whether the map predicts: yes, not shown, or too few occurrences to tell."""
    if chance.p_value <= SIGNIFICANT:
        return (
            "Occurrences that cluster as these do, but know nothing of the map, do as well in "
            f"{_percent(chance.p_value)} of simulations: the map tells more than chance would."
        )
    if result.n_occurrences < ENOUGH_OCCURRENCES:
        return (
            f"Too few occurrences to tell (p = {p_text(chance.p_value)}): below about "
            f"{ENOUGH_OCCURRENCES}, a result that is not significant says nothing for or against "
            "the map."
        )
    return (
        "Occurrences that cluster as these do, but know nothing of the map, do as well in "
        f"{_percent(chance.p_value)} of simulations: it is not shown that the map predicts anything."
    )


def fit_sentence(result: HeldOut, chance: Chance | None = None) -> str:
    """The in-sample crossing, called what it is and never without what it is worth."""
    if not np.isfinite(result.fit_crossing):
        return ""
    if not result.learns:
        return (
            "The score was made without the occurrences; on all the ground at once its curves cross "
            f"at {result.fit_crossing:.0f} (50 = chance)."
        )
    if chance is None:
        return (
            f"Fit, not prediction: the curves cross at {result.fit_crossing:.0f} when the same "
            "occurrences rank the map, and maps without any signal cross above 50 too."
        )
    return (
        f"Fit, not prediction: the curves cross at {result.fit_crossing:.0f} when the same "
        "occurrences rank the map; occurrences that know nothing of the map reach "
        f"{chance.fit_null_rate:.0f} that way."
    )


def p_text(p_value: float) -> str:
    """A p-value as text: .37, .03, .004, <.001; three digits also where two would hide the 5 % line."""
    if p_value < 0.0005:
        return "<.001"
    digits = 3 if p_value < 0.01 or 0.045 <= p_value < 0.055 else 2
    text = f"{p_value:.{digits}f}"
    return text[1:] if text.startswith("0.") else text


def _meaning(result: HeldOut) -> str:
    rate, area = round(result.crossing), 100 - round(result.crossing)
    how = "Ranked without them" if result.learns else "Ranked within their part of the ground"
    return (
        f"{how}, {rate} % of the occurrences lie on the {area} % of the ground around them that "
        "ranks highest."
    )


def why_not_held_out(result: HeldOut) -> str:
    """Why no occurrence could be held out, as half a sentence."""
    n = result.n_occurrences
    if n < FEWEST_OCCURRENCES:
        if n == 0:
            return "no occurrence is known on this ground"
        known = "1 occurrence is" if n == 1 else f"{_number(n)} occurrences are"
        return f"{known} too few to hold any out, {FEWEST_OCCURRENCES} are the least"
    return (
        f"all {_number(n)} occurrences lie in one block of ground, and at least {FEWEST_BLOCKS} "
        "blocks are needed to hold one out"
    )


def _number(n: float) -> str:
    return f"{round(n, 1):g}"


def _percent(p_value: float) -> str:
    return f"{100 * p_value:.1f} %" if p_value < 0.1 else f"{100 * p_value:.0f} %"
