"""Concentrations to the scale that a map is trained on, and back: log10, log-ratio, scaling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .errors import InputError

TRANSFORMS = ("none", "log10", "clr")
SCALINGS = ("none", "standard", "robust")

# Makes the median absolute deviation estimate the standard deviation of a normal distribution.
MAD_TO_SD = 1.4826
# Logarithms that differ by less than this are the same number but for rounding.
SAME_LOGARITHM = 1e-9


def log10(concentrations: np.ndarray) -> np.ndarray:
    """Common logarithm of positive concentrations (n, D); the inverse is `power10`."""
    return np.log10(concentrations)


def power10(logarithms: np.ndarray) -> np.ndarray:
    """Inverse of `log10`."""
    return np.power(10.0, logarithms)


def clr(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centred log-ratio of each row: ln x_j - mean_k ln x_k.

    A unit change of a column adds a constant to that column's logarithm and, divided by P, to every
    row's centre: to each column a constant, which centring removes. Units may therefore be mixed.

    Parameters
    ----------
    parts : (n, P) float
        Positive concentrations of the whole analysed composition, each column in its own unit.

    Returns
    -------
    ratios : (n, P) float
    log_centre : (n,) float
        Mean natural logarithm of the row, which `inverse_clr` needs.

    References
    ----------
    Aitchison (1986), The Statistical Analysis of Compositional Data, section 4.6.
    """
    logarithms = np.log(parts)
    log_centre = logarithms.mean(axis=1)
    return logarithms - log_centre[:, None], log_centre


def inverse_clr(ratios: np.ndarray, log_centre: float | np.ndarray) -> np.ndarray:
    """Concentrations (n, D) from log-ratios (n, D) and the rows' mean logarithms (n,) or one."""
    return np.exp(ratios + np.reshape(log_centre, (-1, 1)))


def standard_scaling(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column, with divisor n (as scikit-learn scales)."""
    return columns.mean(axis=0), columns.std(axis=0)


def robust_scaling(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median and 1.4826 times the median absolute deviation of each column."""
    centre = np.median(columns, axis=0)
    return centre, MAD_TO_SD * np.median(np.abs(columns - centre), axis=0)


@dataclass(frozen=True, eq=False)
class Transform:
    """A fitted transform and scaling; made by `Transform.fit`.

    Attributes
    ----------
    transform : {"none", "log10", "clr"}
    scaling : {"none", "standard", "robust"}
    fields : tuple of D str
        The fields of the map, in the order of the matrix' columns.
    parts : tuple of P str
        The fields that `apply` reads, the map's fields first. With "clr" the composition, else
        the same as `fields`.
    centre, scale : (D,) float
        Subtracted from and divided into the transformed columns (0 and 1 without scaling).
    log_centre : float
        With "clr": the survey's median of the rows' mean natural logarithm; else 0.
    """

    transform: str
    scaling: str
    fields: tuple[str, ...]
    parts: tuple[str, ...]
    centre: np.ndarray
    scale: np.ndarray
    log_centre: float = 0.0

    @classmethod
    def fit(
        cls,
        concentrations: np.ndarray,
        fields: Sequence[str],
        extra_parts: Sequence[str] = (),
        *,
        transform: str = "log10",
        scaling: str = "none",
        layer_name: str = "the samples layer",
    ) -> Transform:
        """Learn centre and scale from a survey.

        Parameters
        ----------
        concentrations : (n, P) float
            Columns in the order fields, extra_parts; no blanks; positive unless "none".
        fields : sequence of D str
        extra_parts : sequence of P - D str
            Fields that only take part in the log-ratio.
        transform, scaling : str
        layer_name : str
            For messages.

        Returns
        -------
        Transform

        Raises
        ------
        InputError
            For values that cannot be transformed, and for fields that are constant or, with
            robust scaling, constant in more than half of the rows.
        """
        _check_choice("TRANSFORM", transform, TRANSFORMS)
        _check_choice("SCALING", scaling, SCALINGS)
        fields = tuple(fields)
        unscaled = cls(
            transform,
            "none",
            fields,
            fields + tuple(extra_parts),
            np.zeros(len(fields)),
            np.ones(len(fields)),
        )
        columns = unscaled.apply(concentrations)
        smallest = _rounding(columns, transform)
        _refuse_constant(concentrations, columns, smallest, fields, layer_name)

        centre, scale = unscaled.centre, unscaled.scale
        if scaling == "standard":
            centre, scale = standard_scaling(columns)
        elif scaling == "robust":
            centre, scale = robust_scaling(columns)
            _refuse_zero_mad(scale <= smallest, fields, layer_name)
        log_centre = 0.0
        if transform == "clr":
            log_centre = float(np.median(clr(np.asarray(concentrations, dtype=float))[1]))
        return cls(transform, scaling, fields, unscaled.parts, centre, scale, log_centre)

    def apply(self, concentrations: np.ndarray) -> np.ndarray:
        """Transform and scale samples, those of the survey or new ones.

        Parameters
        ----------
        concentrations : (n, P) float
            Columns in the order of `parts` and in the survey's units; no blanks.

        Returns
        -------
        (n, D) float

        Raises
        ------
        InputError
            For another number of columns, blanks, and values that have no logarithm.
        """
        concentrations = np.asarray(concentrations, dtype=float)
        _check_concentrations(concentrations, self.parts, positive=self.transform != "none")
        if self.transform == "none":
            columns = concentrations
        elif self.transform == "log10":
            columns = log10(concentrations)
        else:
            columns = clr(concentrations)[0][:, : len(self.fields)]
        return np.ascontiguousarray((columns - self.centre) / self.scale)

    def inverse(self, X: np.ndarray, log_centre: float | np.ndarray | None = None) -> np.ndarray:
        """Return to original units, samples or the prototypes of a map.

        Parameters
        ----------
        X : (n, D) float
        log_centre : float or (n,) float, optional
            With "clr": the mean natural logarithm of each row's composition, which the log-ratio
            removed. The survey's median if not given, right for what has no composition of its own,
            such as a prototype.

        Returns
        -------
        (n, D) float
        """
        columns = np.asarray(X, dtype=float) * self.scale + self.centre
        if self.transform == "none":
            return columns
        if self.transform == "log10":
            return power10(columns)
        return inverse_clr(columns, self.log_centre if log_centre is None else log_centre)


def _check_choice(parameter: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InputError(f"{parameter} is '{value}'; choose one of {', '.join(choices)}.")


def _check_concentrations(
    concentrations: np.ndarray, parts: Sequence[str], *, positive: bool
) -> None:
    if concentrations.ndim != 2 or concentrations.shape[1] != len(parts):
        raise InputError(
            f"The concentrations have the shape {concentrations.shape}; give one row per sample "
            f"and the {len(parts)} columns {', '.join(parts)}."
        )
    usable = np.isfinite(concentrations)
    if positive:
        usable &= concentrations > 0
    if not usable.all():
        row, column = np.argwhere(~usable)[0]
        raise InputError(
            f"Field {parts[column]} is {concentrations[row, column]:g} in row {row + 1}: "
            + ("a logarithm needs positive values, " if positive else "")
            + "replace non-detects and blanks first."
        )


def _rounding(columns: np.ndarray, transform: str) -> np.ndarray:
    """Return the spread (D,) below which a column is constant but for rounding."""
    if transform == "none":
        return 1e-12 * np.abs(columns).max(axis=0, initial=0.0)
    return np.full(columns.shape[1], SAME_LOGARITHM)


def _refuse_constant(
    concentrations: np.ndarray,
    columns: np.ndarray,
    smallest: np.ndarray,
    fields: tuple[str, ...],
    layer_name: str,
) -> None:
    if len(columns) < 2:
        raise InputError(f"There are fewer than 2 samples in {layer_name}; a map needs more.")
    # A constant element still varies as a log-ratio, but only with the other elements.
    same = np.ptp(np.asarray(concentrations)[:, : len(fields)], axis=0) == 0
    same |= np.ptp(columns, axis=0) <= smallest
    names = [name for name, constant in zip(fields, same) if constant]
    if names:
        raise InputError(
            f"{_fields(names)} of {layer_name} {'have' if len(names) > 1 else 'has'} the same "
            "value in every sample used, which tells a map nothing: take "
            f"{'them' if len(names) > 1 else 'it'} out of FIELDS."
        )


def _refuse_zero_mad(zero: np.ndarray, fields: tuple[str, ...], layer_name: str) -> None:
    names = [name for name, bad in zip(fields, zero) if bad]
    if names:
        raise InputError(
            f"{_fields(names)} of {layer_name} {'have' if len(names) > 1 else 'has'} one and the "
            "same value in at least half of the samples (often the detection limit), so robust "
            "scaling would divide by zero: use standard scaling or take "
            f"{'them' if len(names) > 1 else 'it'} out of FIELDS."
        )


def _fields(names: Sequence[str]) -> str:
    return f"Field{'s' if len(names) > 1 else ''} {', '.join(names)}"
