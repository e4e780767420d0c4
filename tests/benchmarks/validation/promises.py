"""What was promised of the evaluation, and whether the studies bear it out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from studies import CLUSTERED, SYSTEMS

RANDOM_WITHIN, CLUSTERED_WITHIN = 1.5, 3.0
MOST_REJECTED = 8.0
# Occurrences from which the planted systems have to be found, and how often.
ENOUGH, LEAST_POWER = 60, 80.0
MINUTES = 10.0


@dataclass(frozen=True)
class Promise:
    """A sentence, the worst figure found and where, and whether it holds."""

    text: str
    worst: float
    where: str
    kept: bool


def judge(nulls: list[dict], power: pd.DataFrame, scale: list[dict]) -> list[Promise]:
    """All promises; `nulls` are the results of `studies.null_study`."""
    table = pd.concat([null["rates"].assign(ground=null["ground"]) for null in nulls])
    keys = ["ground", "ranked_by", "n_occ"]
    random = table[table["patterns"] == "random"].set_index(keys)
    clustered = table[table["patterns"].isin(CLUSTERED)].groupby(keys, sort=False)
    found = [
        _within(
            f"patterns at random cross within {RANDOM_WITHIN:g} of 50",
            random["mean_crossing"],
            RANDOM_WITHIN,
        ),
        _within(
            f"clustered patterns cross within {CLUSTERED_WITHIN:g} of 50",
            clustered["mean_crossing"].mean(),
            CLUSTERED_WITHIN,
        ),
        _at_most(
            f"the p-value calls less than {MOST_REJECTED:g} % of clustered patterns significant at "
            "5 %",
            clustered["rejected_pct"].mean(),
            MOST_REJECTED,
        ),
    ]
    seen = power[(power["patterns"] == SYSTEMS) & (power["n_occ"] == ENOUGH)]
    if len(seen):
        rates = seen.set_index("ranked_by")["rejected_pct"]
        found.append(
            Promise(
                f"with {ENOUGH} occurrences the planted systems are found at p <= .05 at least "
                f"{LEAST_POWER:g} times in 100",
                float(rates.min()),
                str(rates.idxmin()),
                bool(rates.min() >= LEAST_POWER),
            )
        )
    if scale:
        minutes = sum(row["CPU seconds"] for row in scale) / 60.0
        found.append(
            Promise(
                f"the large survey takes less than {MINUTES:g} minutes of one core",
                minutes,
                "all steps together",
                minutes < MINUTES,
            )
        )
    return found


def _within(text: str, rates: pd.Series, limit: float) -> Promise:
    at = (rates - 50.0).abs().idxmax()
    return Promise(text, float(rates[at]), _place(at), bool(abs(rates[at] - 50.0) <= limit))


def _at_most(text: str, rates: pd.Series, limit: float) -> Promise:
    at = rates.idxmax()
    return Promise(text, float(rates[at]), _place(at), bool(rates[at] < limit))


def _place(at: tuple) -> str:
    ground, ranked_by, n = at
    return f"{ground}, {ranked_by}, {n} occurrences"
