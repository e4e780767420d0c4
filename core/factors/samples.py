"""Samples to the matrix that is factored: checks, names, classical means and correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError

# The square of a larger value would overflow.
LARGEST = 1e150
# A column that varies by less than this share of its greatest value is constant but for rounding.
SAME_VALUE = 1e-12
# Least eigenvalue by greatest: below this a matrix cannot be inverted to any digit that counts.
SINGULAR = 1e-11
# Rows that sum to less than this share of the greatest value sum to 0 but for rounding.
ZERO_SUM = 1e-9
# Names in one message.
MOST_NAMES = 6


@dataclass(frozen=True, eq=False)
class Moments:
    """Centre, spread and correlation of the samples.

    Attributes
    ----------
    centre, scale : (D,) arrays
        Mean and standard deviation of each column, or their robust counterparts.
    correlation : (D, D) array
    used : (N,) array of bool
        The samples that these figures rest on.
    closed : bool
        Whether the columns are centred log-ratios: each row then sums to 0, and the correlation
        matrix is singular by construction.
    """

    centre: np.ndarray
    scale: np.ndarray
    correlation: np.ndarray
    used: np.ndarray
    closed: bool = False

    @property
    def covariance(self) -> np.ndarray:
        return self.correlation * np.outer(self.scale, self.scale)


def read_samples(X, names: Sequence[str] | None = None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Samples as a finite (N, D) float array and the names of its columns.

    Parameters
    ----------
    X : (N, D) array or DataFrame
    names : sequence of D str, optional
        A DataFrame brings its own; else "column 0", "column 1" and so on.

    Raises
    ------
    InputError
        For values that are no finite numbers; names the row (counted from 0) and the column.
    """
    if names is None and hasattr(X, "columns"):
        names = [str(name) for name in X.columns]
    try:
        samples = np.ascontiguousarray(X, dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(f"The samples must be numbers: {error}.") from error
    if np.ndim(X) != 2 or samples.size == 0:
        raise InputError(
            "The samples must be a table of at least one row and one column, "
            f"not an array of shape {np.shape(X)}."
        )
    if names is None:
        names = default_names(samples.shape[1])
    names = tuple(names)
    if len(names) != samples.shape[1] or len(set(names)) != len(names):
        raise InputError(
            f"The samples have {samples.shape[1]} columns but {len(set(names))} different names "
            "are given: give each column a name of its own."
        )
    usable = np.abs(samples) < LARGEST  # false also for what is no number
    if not usable.all():
        row, column = np.argwhere(~usable)[0]
        raise InputError(
            f"{names[column]} is {samples[row, column]} in row {row} (counted from 0), not a finite "
            "number below 1e150: replace or drop it first."
        )
    return samples, names


def default_names(n: int) -> tuple[str, ...]:
    """Names of columns that have none."""
    return tuple(f"column {j}" for j in range(n))


def check_table(samples: np.ndarray, names: Sequence[str]) -> None:
    """Refuse tables that no factor can be drawn from: too few samples, constant columns."""
    n_samples, n_columns = samples.shape
    if n_columns < 2:
        raise InputError("Factors are drawn from two elements at least: choose more FIELDS.")
    if n_samples <= n_columns:
        raise InputError(
            f"There are {n_samples} samples of {n_columns} elements, but a factor analysis needs more "
            "samples than elements: choose fewer FIELDS or add samples."
        )
    spread = np.ptp(samples, axis=0)
    constant = np.flatnonzero(spread <= SAME_VALUE * np.abs(samples).max(axis=0))
    if constant.size:
        raise InputError(
            f"{joined(names, constant)} {'has' if constant.size == 1 else 'have'} the same value in "
            "every sample, which correlates with nothing: take "
            f"{'it' if constant.size == 1 else 'them'} out."
        )


def classical_moments(samples: np.ndarray) -> Moments:
    """Means, standard deviations and Pearson correlations (divisor N - 1).

    Rows that all sum to 0 are centred log-ratios over the very columns that are given: closed data.
    """
    centre = samples.mean(axis=0)
    scale = samples.std(axis=0, ddof=1)
    standard = (samples - centre) / scale
    correlation = standard.T @ standard / (len(samples) - 1)
    closed = np.abs(samples.sum(axis=1)).max() <= ZERO_SUM * np.abs(samples).max()
    used = np.ones(len(samples), dtype=bool)
    return Moments(centre, scale, unit_diagonal(correlation), used, closed=bool(closed))


def unit_diagonal(correlation: np.ndarray) -> np.ndarray:
    """The same matrix without the last digits that rounding put off symmetry and off 1."""
    correlation = (correlation + correlation.T) / 2
    np.fill_diagonal(correlation, 1.0)
    return correlation


def refuse_singular(
    correlation: np.ndarray,
    names: Sequence[str],
    advice: str,
    closure: np.ndarray | None = None,
) -> None:
    """Raise an InputError that names the columns which determine each other exactly.

    That they do so by closure (with s the standard deviations, R s = 0) may be granted.
    """
    if closure is not None:
        correlation = correlation + np.outer(closure, closure) / (closure @ closure)
    values, vectors = np.linalg.eigh(correlation)
    if values[0] > SINGULAR * values[-1]:
        return
    # The length of each column's share in the null space.
    weights = np.linalg.norm(vectors[:, values <= SINGULAR * values[-1]], axis=1)
    culprits = np.flatnonzero(weights > 0.05 * weights.max())
    everything = culprits.size > MOST_NAMES and culprits.size == len(names)
    what = "All elements together" if everything else joined(names, culprits)
    raise InputError(
        f"{what} determine each other exactly (the correlation matrix is singular), as one element "
        f"in two fields or log-ratios that sum to 0 do: take one of them out{advice}."
    )


def joined(names: Sequence[str], columns: np.ndarray) -> str:
    """The names of some columns in one list, the first six of many."""
    shown = [names[j] for j in columns[:MOST_NAMES]]
    more = columns.size - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
