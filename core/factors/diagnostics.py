"""Whether a correlation matrix is worth factoring: KMO and Bartlett's test of sphericity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .samples import default_names, refuse_singular


@dataclass(frozen=True, eq=False)
class SamplingAdequacy:
    """Kaiser-Meyer-Olkin measure: near 1 correlations are shared by many elements, 0.5 is poor.

    Attributes
    ----------
    overall : float
    per_element : (D,) array
        NaN for an element that is correlated with nothing.
    """

    overall: float
    per_element: np.ndarray


@dataclass(frozen=True)
class SphericityTest:
    """Bartlett's test that no two elements are correlated; a small p_value says that some are."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


def kaiser_meyer_olkin(correlation, names: Sequence[str] | None = None) -> SamplingAdequacy:
    """KMO = sum r_ij^2 / (sum r_ij^2 + sum q_ij^2), i != j, q the partial correlations.

    Parameters
    ----------
    correlation : (D, D) array
    names : sequence of D str, optional
        For messages.

    Raises
    ------
    InputError
        If the matrix is singular: there are no partial correlations then.

    References
    ----------
    Kaiser (1970), doi 10.1007/BF02291817; Kaiser & Rice (1974).
    """
    correlation = _invertible(correlation, names)
    inverse = np.linalg.inv(correlation)
    spread = np.sqrt(np.diag(inverse))
    partial = -inverse / np.outer(spread, spread)
    off_diagonal = ~np.eye(len(correlation), dtype=bool)
    r2 = np.where(off_diagonal, correlation, 0.0) ** 2
    q2 = np.where(off_diagonal, partial, 0.0) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        per_element = r2.sum(axis=0) / (r2.sum(axis=0) + q2.sum(axis=0))
        overall = r2.sum() / (r2.sum() + q2.sum())
    return SamplingAdequacy(float(overall), per_element)


def bartlett_sphericity(
    correlation, n_samples: int, names: Sequence[str] | None = None
) -> SphericityTest:
    """chi^2 = -(N - 1 - (2 D + 5) / 6) ln|R| with D (D - 1) / 2 degrees of freedom.

    Parameters
    ----------
    correlation : (D, D) array
    n_samples : int
    names : sequence of D str, optional
        For messages.

    Raises
    ------
    InputError
        If the matrix is singular.

    References
    ----------
    Bartlett (1951), doi 10.1093/biomet/38.3-4.337.
    """
    from scipy.stats import chi2

    correlation = _invertible(correlation, names)
    d = len(correlation)
    statistic = -(n_samples - 1 - (2 * d + 5) / 6) * np.linalg.slogdet(correlation)[1]
    freedom = d * (d - 1) // 2
    return SphericityTest(float(statistic), freedom, float(chi2.sf(statistic, freedom)))


def _invertible(correlation, names: Sequence[str] | None) -> np.ndarray:
    correlation = np.asarray(correlation, dtype=float)
    refuse_singular(correlation, names or default_names(len(correlation)), "")
    return correlation
