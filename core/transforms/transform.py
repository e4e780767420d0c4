"""A survey's transform: fitted once, then the same for new samples, prototypes and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from .levelling import Levels
from .log_ratios import clr, ilr, inverse_clr, inverse_ilr, log10, power10
from .scaling import robust_scaling, standard_scaling, winsor_limits

TRANSFORMS = ("none", "log10", "clr", "ilr")
SCALINGS = ("none", "standard", "robust")
# Those that look at the whole composition.
LOG_RATIOS = ("clr", "ilr")

# Logarithms that differ by less than this are the same number but for rounding.
SAME_LOGARITHM = 1e-9


@dataclass(frozen=True, eq=False)
class Transform:
    """A fitted transform; made by `Transform.fit`.

    In this order: logarithm or log-ratio, levelling of groups, winsorizing, scaling.

    Attributes
    ----------
    transform : {"none", "log10", "clr", "ilr"}
    scaling : {"none", "standard", "robust"}
    fields : tuple of D str
        The fields of the map.
    parts : tuple of P str
        The fields that `apply` reads, the map's fields first. With a log-ratio the composition,
        else the same as `fields`.
    columns : tuple of C str
        Names of the matrix' columns: the fields, or with "ilr" the part that each pivot coordinate
        sets against those after it. C is D, or P - 1 where "ilr" takes all parts.
    centre, scale : (C,) float
        Subtracted from and divided into the transformed columns (0 and 1 without scaling).
    lower, upper : (C,) float
        Limits of the transformed columns, infinite without winsorizing.
    levels : Levels or None
        Of the groups, where they were levelled.
    log_centre : float
        With a log-ratio: the survey's median of the rows' mean natural logarithm; else 0.
    """

    transform: str
    scaling: str
    fields: tuple[str, ...]
    parts: tuple[str, ...]
    columns: tuple[str, ...]
    centre: np.ndarray
    scale: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    levels: Levels | None = None
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
        winsorize: float = 0.0,
        groups: Sequence[str] | None = None,
        group_field: str = "LEVEL_FIELD",
        layer_name: str = "the samples layer",
        for_map: bool = True,
    ) -> Transform:
        """Learn levels, limits, centre and scale from a survey.

        Parameters
        ----------
        concentrations : (n, P) float
            Columns in the order fields, extra_parts; no blanks; positive unless "none".
        fields : sequence of D str
        extra_parts : sequence of P - D str
            Fields that only take part in the log-ratio.
        transform, scaling : str
        winsorize : float
            Percent in each tail whose values take the percentile, see `scaling.winsor_limits`.
        groups : sequence of n str, optional
            The group of each sample, to be levelled, see `levelling.Levels`.
        group_field, layer_name : str
            For messages.
        for_map : bool
            Refuse fields that are constant also where nothing is divided by their spread.

        Returns
        -------
        Transform

        Raises
        ------
        InputError
            For values that cannot be transformed, for fields that are constant or, with robust
            scaling, constant in more than half of the rows, and for groups that cannot be levelled.
        """
        _check_choice("TRANSFORM", transform, TRANSFORMS)
        _check_choice("SCALING", scaling, SCALINGS)
        if not 0 <= winsorize < 50:
            raise InputError(f"WINSORIZE is {winsorize:g}; give a percentage from 0 to under 50.")
        fields, parts = tuple(fields), (*fields, *extra_parts)
        columns = fields[: len(parts) - 1] if transform == "ilr" else fields
        width = len(columns)
        step = cls(
            transform,
            "none",
            fields,
            parts,
            columns,
            *(np.zeros(width), np.ones(width)),
            *(np.full(width, -np.inf), np.full(width, np.inf)),
        )
        values = step.apply(concentrations)
        smallest = _rounding(values, transform)
        if for_map or scaling != "none":
            _refuse_constant(concentrations, values, smallest, fields, columns, layer_name)
        if transform in LOG_RATIOS:
            log_centre = float(np.median(clr(np.asarray(concentrations, dtype=float))[1]))
            step = replace(step, log_centre=log_centre)
        if groups is not None:
            if transform == "none":
                raise InputError(
                    "LEVEL_FIELD levels on the logarithmic or log-ratio scale, but TRANSFORM is none; "
                    "choose log10, clr or ilr, or leave LEVEL_FIELD empty."
                )
            levels = Levels.fit(
                values, groups, columns, group_field=group_field, layer_name=layer_name
            )
            step, values = replace(step, levels=levels), levels.apply(values, groups)
        lower, upper = winsor_limits(values, winsorize)
        varied = np.ptp(values, axis=0) > smallest
        step, values = replace(step, lower=lower, upper=upper), np.clip(values, lower, upper)
        drawn_in = varied & (np.ptp(values, axis=0) <= smallest)
        _refuse_drawn_in(drawn_in, winsorize, columns, layer_name)
        if scaling == "none":
            return step
        if scaling == "standard":
            centre, scale = standard_scaling(values)
        else:
            centre, scale = robust_scaling(values)
            _refuse_zero_mad(scale <= smallest, columns, layer_name)
        return replace(step, scaling=scaling, centre=centre, scale=scale)

    def apply(self, concentrations: np.ndarray, groups: Sequence[str] | None = None) -> np.ndarray:
        """Transform and scale samples, those of the survey or new ones.

        Parameters
        ----------
        concentrations : (n, P) float
            Columns in the order of `parts` and in the survey's units; no blanks.
        groups : sequence of n str
            Where groups were levelled: the group of each sample.

        Returns
        -------
        (n, C) float

        Raises
        ------
        InputError
            For another number of columns, blanks, values that have no logarithm, and groups that
            are missing or unknown.
        """
        values = self._unlimited(concentrations, groups)
        return np.ascontiguousarray(
            (np.clip(values, self.lower, self.upper) - self.centre) / self.scale
        )

    def winsorized(
        self, concentrations: np.ndarray, groups: Sequence[str] | None = None
    ) -> np.ndarray:
        """Whether each value (n, C) lies outside the limits and was drawn in to them."""
        values = self._unlimited(concentrations, groups)
        return (values < self.lower) | (values > self.upper)

    def inverse(self, X: np.ndarray, log_centre: float | np.ndarray | None = None) -> np.ndarray:
        """Return to original units, samples or the prototypes of a map.

        Values that were winsorized stay so, and levelled samples stay on the common level.

        Parameters
        ----------
        X : (n, C) float
        log_centre : float or (n,) float, optional
            With a log-ratio: the mean natural logarithm of each row's composition, which the ratio
            removed. The survey's median if not given, right for what has no composition of its own,
            such as a prototype.

        Returns
        -------
        (n, D) float
        """
        values = np.asarray(X, dtype=float) * self.scale + self.centre
        if self.transform == "none":
            return values
        if self.transform == "log10":
            return power10(values)
        centre = self.log_centre if log_centre is None else log_centre
        if self.transform == "clr":
            return inverse_clr(values, centre)
        return inverse_ilr(values, centre, len(self.parts), len(self.fields))

    def _unlimited(self, concentrations, groups: Sequence[str] | None) -> np.ndarray:
        """Transformed and levelled, not yet drawn in or scaled; (n, C)."""
        concentrations = np.asarray(concentrations, dtype=float)
        _check_concentrations(concentrations, self.parts, positive=self.transform != "none")
        if self.transform == "none":
            values = concentrations
        elif self.transform == "log10":
            values = log10(concentrations)
        elif self.transform == "clr":
            values = clr(concentrations)[0][:, : len(self.fields)]
        else:
            values = ilr(concentrations, len(self.columns))
        if self.levels is None:
            return values
        if groups is None or len(groups) != len(values):
            raise InputError(
                "The survey was levelled by groups: give the group of each sample as well."
            )
        return self.levels.apply(values, groups)


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


def _rounding(values: np.ndarray, transform: str) -> np.ndarray:
    """Return the spread (C,) below which a column is constant but for rounding."""
    if transform == "none":
        return 1e-12 * np.abs(values).max(axis=0, initial=0.0)
    return np.full(values.shape[1], SAME_LOGARITHM)


def _refuse_constant(
    concentrations: np.ndarray,
    values: np.ndarray,
    smallest: np.ndarray,
    fields: tuple[str, ...],
    columns: tuple[str, ...],
    layer_name: str,
) -> None:
    if len(values) < 2:
        raise InputError(f"There are fewer than 2 samples in {layer_name}; a map needs more.")
    # A constant element still varies as a log-ratio, but only with the other elements.
    same = np.ptp(np.asarray(concentrations)[:, : len(fields)], axis=0) == 0
    same[: len(columns)] |= np.ptp(values, axis=0) <= smallest
    names = [name for name, constant in zip(fields, same) if constant]
    if names:
        raise InputError(
            f"{_fields(names)} of {layer_name} {'have' if len(names) > 1 else 'has'} the same "
            "value in every sample used, which tells a map nothing: take "
            f"{'them' if len(names) > 1 else 'it'} out of FIELDS."
        )


def _refuse_drawn_in(
    drawn_in: np.ndarray, winsorize: float, columns: tuple[str, ...], layer_name: str
) -> None:
    names = [name for name, bad in zip(columns, drawn_in) if bad]
    if names:
        raise InputError(
            f"WINSORIZE {winsorize:g} draws all values of {', '.join(names)} of {layer_name} in to one "
            f"and the same: lower it, or take {'them' if len(names) > 1 else 'it'} out of FIELDS."
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
