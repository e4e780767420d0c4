"""Concentration-area (C-A) fractal: where the ground above a value falls along another power law.

Cheng, Agterberg & Ballantyne (1994), doi 10.1016/0375-6742(94)90013-2: the area A(>= v) of the
ground with at least the concentration v is a power of v, with another exponent in each population,
so that A against v is a chain of straight lines on log-log axes and its breaks part populations.

Points of such a curve are sums over the same samples and wander together: least squares take their
wandering for breaks (on samples of one pure power law, least squares with BIC found two breaks or
more in 20 of 20 trials). The gaps from one value to the next are independent: on the logarithmic
axis, and times the ground above, they are exponential where the law is a power law (Rényi 1953). So
the chain is fitted to the gaps, by maximum likelihood, and BIC can be believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MOST_BREAKS = 4
# The chain is fitted to this part of the ground, the highest values. What makes up more than half
# of the ground is no anomaly and no halo; below its median every survey's curve bends, since A
# cannot exceed the whole, and there are most samples: the likelihood would spend all breaks there.
UPPER_PART = 0.5
# With fewer different values (clusters, say) even a wide gap is nothing out of the ordinary.
FEW_VALUES = 30
# Above twice as many values breaks are sought between quantiles: the search is quadratic.
GRID = 400


@dataclass(frozen=True)
class ConcentrationArea:
    """A concentration-area curve and the chain of straight lines through it.

    Attributes
    ----------
    thresholds : (B,) array
        The breaks, rising, in the unit of the values; each lies half-way (on the axis of the plot)
        between two values.
    slopes : (B + 1,) array
        d ln A / d ln v of each line, from the lowest values up; negative. NaN with a single value.
    bic : (most_breaks + 1,) array
        Bayesian information criterion of 0, 1, ... breaks; the lowest was chosen. Infinite where
        there are too few values for so many.
    curve : DataFrame
        One row per distinct value, rising: value, area_km2 (ground with at least that value),
        fitted_km2 (NaN below the part that was fitted).
    logarithmic : bool
        Whether the values were taken as they are, for logarithms: then v is their exponential.
    observations : float
        How many equally large pieces of ground the fitted values are worth, (sum a)^2 / sum a^2.
    """

    thresholds: np.ndarray
    slopes: np.ndarray
    bic: np.ndarray
    curve: pd.DataFrame
    logarithmic: bool
    observations: float

    @property
    def sentence(self) -> str:
        """What was found, and what the class rule makes of it."""
        taken = ", taken as logarithms" if self.logarithmic else ""
        found = f"The concentration-area curve ({len(self.curve)} different values{taken})"
        if not self.thresholds.size:
            few = (
                "; so few values seldom show one: choose another class rule, or a score"
                if len(self.curve) < FEW_VALUES
                else ""
            )
            return f"{found} has no break, so all ground is background{few}."
        *_, top = self.thresholds
        if self.thresholds.size == 1:
            return f"{found} has a break at {top:.4g}: anomaly from there up."
        places = ", ".join(f"{threshold:.4g}" for threshold in self.thresholds[:-1])
        halo = f"halo from {self.thresholds[-2]:.4g} up"
        return f"{found} has breaks at {places} and {top:.4g}: anomaly from {top:.4g} up, {halo}."


def concentration_area(
    values,
    area,
    *,
    logarithmic: bool | None = None,
    most_breaks: int = MOST_BREAKS,
    upper: float = UPPER_PART,
) -> ConcentrationArea:
    """Fit a chain of 1 to `most_breaks` + 1 lines to a concentration-area curve; BIC chooses.

    Samples count as independent. Where neighbours resemble each other there is less evidence than
    BIC believes, and breaks are found somewhat too readily.

    Parameters
    ----------
    values : (N,) array
        Concentration or score of each piece of ground; NaN for none.
    area : (N,) array
        Its ground, in km2.
    logarithmic : bool, optional
        True takes the values for logarithms (log-weights, factor scores, log-ratios), of v = exp of
        the value: the relative density of a weight. No constant is ever added to make values
        positive, since the breaks would depend on it; the base of the logarithm changes no break.
        Not given: True if any value is 0 or less.
    most_breaks : int
    upper : float
        The chain starts at the highest value that at least this share of the ground has; 1 fits
        the whole curve.

    Returns
    -------
    ConcentrationArea

    Raises
    ------
    InputError
        If no ground has a value, or values without a logarithm are said to be no logarithms.
    """
    levels, ground = _levels(values, area)
    if logarithmic is None:
        logarithmic = bool(levels[0] <= 0)
    if not logarithmic and levels[0] <= 0:
        raise InputError(
            f"The concentration-area curve needs values above 0, but the lowest is {levels[0]:g}; "
            "take them as logarithms."
        )
    x = levels if logarithmic else np.log(levels)
    above = ground[::-1].cumsum()[::-1]
    first = int(np.flatnonzero(above >= min(upper, 1.0) * above[0])[-1])
    fitted = ground[first:]
    observations = float(fitted.sum() ** 2 / (fitted**2).sum())
    at, events, exposure = _candidates(x[first:], fitted * observations / fitted.sum())
    likelihood, chains = _best_chains(events, exposure, most_breaks)
    counts = np.arange(most_breaks + 1)
    bic = (2 * counts + 1) * np.log(observations) - 2.0 * likelihood
    chain = chains[int(np.argmin(bic))]
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = -np.diff(events[chain]) / np.diff(exposure[chain])
    breaks = at[chain[1:-1]]
    return ConcentrationArea(
        thresholds=breaks if logarithmic else np.exp(breaks),
        slopes=slopes,
        bic=bic,
        curve=_curve(levels, above, x, first, breaks, slopes),
        logarithmic=logarithmic,
        observations=observations,
    )


def _levels(values, area) -> tuple[np.ndarray, np.ndarray]:
    """Distinct values, rising, and the ground (km2) that has each."""
    values, area = np.asarray(values, dtype=float), np.asarray(area, dtype=float)
    known = np.isfinite(values) & (area > 0)
    if not known.any():
        raise InputError(
            "No ground has a value, so there is no concentration-area curve; choose a field that "
            "holds numbers."
        )
    levels, index = np.unique(values[known], return_inverse=True)
    return levels, np.bincount(np.ravel(index), weights=area[known])


def _candidates(x: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the chain may break: half-way between values; the first and last are its ends.

    Returns
    -------
    at, events, exposure : (C,) arrays
        Position; weight of the values above the lowest up to there; and the integral of the weight
        that lies above, over x. A line with the slope -s expects s times the exposure.
    """
    above = weight[::-1].cumsum()[::-1]
    middle = (x[1:] + x[:-1]) / 2.0
    passed = np.concatenate([[0.0], np.cumsum(above[1:] * np.diff(x))])
    passed_middle = passed[:-1] + above[1:] * (middle - x[:-1])
    counted = np.concatenate([[0.0], np.cumsum(weight[1:])])
    inner = np.arange(1, middle.size)  # at least one value between the start and a break
    if inner.size > 2 * GRID:
        # Evenly over the ground, and evenly over its logarithm for the few high values.
        even = np.linspace(above[1], above[-1], GRID)
        steep = np.geomspace(above[1], above[-1], GRID)
        inner = np.unique(np.searchsorted(-above, -np.concatenate([even, steep])))
        inner = inner[(inner >= 1) & (inner < middle.size)]
    at = np.concatenate([x[:1], middle[inner], x[-1:]])
    events = np.concatenate([[0.0], counted[inner], counted[-1:]])
    return at, events, np.concatenate([[0.0], passed_middle[inner], passed[-1:]])


def _best_chains(events, exposure, most_breaks: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Greatest log-likelihood of 0, 1, ... breaks, and the candidates that reach it.

    Dynamic programming is exact here: a line's likelihood D ln(D / E) - D, with its events D and
    exposure E, does not depend on the other lines (Bellman & Roth 1969).
    """
    d = events[None, :] - events[:, None]
    e = exposure[None, :] - exposure[:, None]
    usable = (d > 0) & (e > 0)
    d, e = np.where(usable, d, 1.0), np.where(usable, e, 1.0)
    line = np.where(usable, d * np.log(d / e) - d, -np.inf)
    last = len(events) - 1
    if last < 1 or not usable.any():  # a single value: no line at all
        nothing = np.full(most_breaks + 1, -np.inf)
        nothing[0] = 0.0
        return nothing, [np.array([0, last])] * (most_breaks + 1)
    best, came_from = line[0], []
    likelihood, chains = [best[last]], [np.array([0, last])]
    for _ in range(most_breaks):
        reached = best[:, None] + line
        came_from.append(reached.argmax(axis=0))
        best = reached.max(axis=0)
        chain = [last]
        for step in reversed(came_from):
            chain.append(int(step[chain[-1]]))
        likelihood.append(best[last])
        chains.append(np.array([0, *reversed(chain)]))
    return np.array(likelihood), chains


def _curve(levels, above, x, first: int, breaks, slopes) -> pd.DataFrame:
    import pandas as pd

    ends = np.concatenate([x[first : first + 1], breaks, x[-1:]])
    drop = np.concatenate([[0.0], np.cumsum(np.nan_to_num(slopes) * np.diff(ends))])
    # The gaps lie above the first value, which may be that of many (half a detection limit).
    start = above[min(first + 1, x.size - 1)]
    fitted = np.full(x.size, np.nan)
    fitted[first:] = start * np.exp(np.interp(x[first:], ends, drop))
    return pd.DataFrame({"value": levels, "area_km2": above, "fitted_km2": fitted})
