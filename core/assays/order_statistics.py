"""Values below detection limits, from the ranks of the values above them."""

from __future__ import annotations

import numpy as np


def regression_on_order_statistics(detected: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Lognormal values below their limits, as the detected values and their ranks let expect.

    Logarithms of the detected values are regressed (least squares) on the normal quantiles of their
    plotting positions; the line gives each non-detect the value at its own plotting position. A
    value may exceed its limit where the data are not lognormal.

    Parameters
    ----------
    detected : (d,) float
        Positive, not all alike.
    limits : (m,) float
        A limit per non-detect.

    Returns
    -------
    (m,) float
        By rising limit, and within a limit by rising value.

    References
    ----------
    Helsel & Cohn (1988), Water Resources Research 24, 1997-2004, doi 10.1029/WR024i012p01997;
    Helsel (2012), Statistics for Censored Environmental Data Using Minitab and R, chapter 6.
    """
    from scipy.special import ndtri

    of_detected, of_limits = plotting_positions(detected, limits)
    quantiles, logarithms = ndtri(of_detected), np.log(np.sort(detected))
    centred = quantiles - quantiles.mean()
    slope = (centred @ logarithms) / (centred @ centred)
    return np.exp(logarithms.mean() + slope * (ndtri(of_limits) - quantiles.mean()))


def plotting_positions(detected: np.ndarray, limits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Helsel-Cohn plotting positions: probabilities of not exceeding each value.

    The distinct limits L_1 < ... < L_J part the axis. A_j detected values lie from L_j to below
    L_j+1, B_j values (detected ones below L_j, non-detects with a limit of at most L_j) lie below
    L_j, of them C_j with the limit L_j. The probability of exceeding L_j is
    P_j = P_j+1 + (1 - P_j+1) A_j / (A_j + B_j), P_J+1 = 0, P_0 = 1. The r-th of A_j detected values
    has the position (1 - P_j) + (P_j - P_j+1) r / (A_j + 1), the r-th of C_j non-detects
    (1 - P_j) r / (C_j + 1).

    Parameters
    ----------
    detected : (d,) float
    limits : (m,) float

    Returns
    -------
    of_detected : (d,) float
        By rising value.
    of_limits : (m,) float
        By rising limit.

    References
    ----------
    Helsel & Cohn (1988), with the worked example of its appendix B.
    """
    detected, limits = np.sort(detected), np.sort(limits)
    thresholds, equal = np.unique(limits, return_counts=True)
    n_below = np.searchsorted(detected, thresholds)
    between = np.diff(np.append(n_below, len(detected)))
    below = n_below + np.cumsum(equal)
    # 1 - P_j is the product of B_i / (A_i + B_i) over i >= j.
    not_exceeded = np.cumprod((below / (between + below))[::-1])[::-1]
    not_exceeded = np.concatenate([[0.0], not_exceeded, [1.0]])

    group = np.searchsorted(thresholds, detected, side="right")
    step = np.diff(not_exceeded)[group] / (np.bincount(group)[group] + 1)
    of_detected = not_exceeded[group] + step * _ranks(group)
    tied = np.searchsorted(thresholds, limits)
    of_limits = not_exceeded[tied + 1] * _ranks(tied) / (equal[tied] + 1)
    return of_detected, of_limits


def _ranks(sorted_groups: np.ndarray) -> np.ndarray:
    """1, 2, 3, ... within each run of equal numbers."""
    return np.arange(1, len(sorted_groups) + 1) - np.searchsorted(sorted_groups, sorted_groups)
