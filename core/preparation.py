"""From a laboratory's table to the matrix that trains a map, with an account of what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .assays.cleaning import CleanAssays, CleaningRules, clean_assays
from .assays.leaving_out import reasons_counted
from .assays.sentences import cleaning_steps, cleaning_warnings
from .errors import InputError, Progress
from .transforms import Transform, clr
from .transforms.transform import LOG_RATIOS

if TYPE_CHECKING:
    import pandas as pd

# Under this many parts a log-ratio removes much of the enrichment that its elements share.
FEWEST_PARTS = 8

# Dividing by less than this overflows.
SMALLEST_SCALE = 1e-100

_SCALING_DONE = {
    "none": "The fields were not scaled.",
    "standard": "Each field was scaled to mean 0 and standard deviation 1.",
    "robust": "Each field was scaled to median 0 and median absolute deviation 1 (times 1.4826).",
}


@dataclass(frozen=True, eq=False)
class PreparedSamples:
    """Samples ready for a map, and the account of how they became so.

    Attributes
    ----------
    X : (n_used, C) float
        Transformed and scaled; no blanks. C is D, but for "ilr" of a whole composition D - 1.
    fields : tuple of D str
        The fields used, in the order chosen.
    clean : CleanAssays
        The complete numbers that X was made from, those of the log-ratio's fields included.
    groups : tuple of n_used str, or None
        Of each used row, where groups were levelled.
    steps : tuple of str
        What was done, in order, a sentence each.
    warnings : tuple of str
        What the user should look at, a sentence each.
    transform_ : Transform
        Fitted: applies the same to new samples and returns to original units.
    log_centre : (n_used,) float or None
        With a log-ratio: mean natural logarithm of each row's composition.
    """

    X: np.ndarray
    fields: tuple[str, ...]
    clean: CleanAssays
    groups: tuple[str, ...] | None
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    transform_: Transform
    log_centre: np.ndarray | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names (C,) of the columns of X."""
        return self.transform_.columns

    @property
    def concentrations(self) -> np.ndarray:
        """(n_used, D) in original units, non-detects replaced and blanks imputed."""
        return self.clean.values[:, : len(self.fields)]

    @property
    def rows(self) -> np.ndarray:
        """(n_used,) index (from 0) of each used row in the input, ascending."""
        return self.clean.rows

    @property
    def rows_left_out(self) -> dict[int, str]:
        """Index of each row not used to the reason; with `rows` it makes up the input."""
        return self.clean.rows_left_out

    @property
    def fields_left_out(self) -> dict[str, str]:
        """Name to reason; fields that were only asked for in the log-ratio included."""
        return self.clean.fields_left_out

    @property
    def account(self) -> pd.DataFrame:
        """A row per field, counts over all input rows: see `CleanAssays.account`."""
        return self.clean.account

    @property
    def element_values(self) -> np.ndarray:
        """(n_used, D) one transformed column per field, by which elements can be compared.

        X itself, but for "ilr", whose coordinates are balances: there the centred log-ratios.
        """
        if self.transform_.transform != "ilr":
            return self.X
        return clr(self.clean.values)[0][:, : len(self.fields)]


def prepare_samples(
    raw: Mapping[str, Sequence[Any]],
    fields: Sequence[str],
    *,
    composition: Sequence[str] = (),
    transform: str = "log10",
    scaling: str = "none",
    winsorize: float = 0.0,
    rules: CleaningRules | None = None,
    flags: Mapping[str, Sequence[Any]] | None = None,
    xy: np.ndarray | None = None,
    groups: Sequence[Any] | None = None,
    group_field: str = "LEVEL_FIELD",
    row_names: Sequence[Any] | None = None,
    layer_name: str = "the samples layer",
    least_fields: int = 2,
    for_map: bool = True,
    progress: Progress = None,
) -> PreparedSamples:
    """Read, clean, transform and scale samples.

    Parameters
    ----------
    raw : mapping of field name to n values
        As delivered, see `assays.parse_field`; it may hold more fields than are used.
    fields : sequence of str
        The fields of the map.
    composition : sequence of str
        With a log-ratio: fields that take part in it besides `fields`; units may be mixed.
    transform : {"log10", "none", "clr", "ilr"}
    scaling : {"none", "standard", "robust"}
    winsorize : float
        Percent in each tail of the transformed columns that take the percentile.
    rules : CleaningRules, optional
        How gaps are filled and what is left out.
    flags : mapping of field name to n values, optional
        Flag columns of the fields that have one.
    xy : (n, 2) float, optional
        Positions, where samples at one place are looked for.
    groups : sequence of n values, optional
        The group of each sample, to be levelled.
    group_field, layer_name : str
        For messages.
    row_names : sequence of n names, optional
        Name the rows in messages; their number from 1 if not given.
    least_fields : int
        Fewer fields that can be used are refused.
    for_map : bool
        A single sample, and fields with one and the same value throughout, are refused; if not so,
        only where they are to be scaled.
    progress : callable, optional

    Returns
    -------
    PreparedSamples

    Raises
    ------
    InputError
        For an empty layer, unknown or repeated fields, values that are no numbers, fields that tell
        a map nothing, and when too few fields or samples remain.
    """
    rules = rules or CleaningRules()
    fields, composition = tuple(fields), tuple(composition)
    groups = None if groups is None else list(groups)
    _refuse_repeated_names(fields, composition)
    extra = tuple(f for f in composition if f not in fields) if transform in LOG_RATIOS else ()
    if len(fields) < least_fields:
        raise InputError(
            f"It takes at least {least_fields} fields of {layer_name}; choose more in FIELDS."
        )
    clean = clean_assays(
        raw,
        fields,
        extra=extra,
        rules=rules,
        flags=flags,
        xy=xy,
        groups=groups,
        row_names=row_names,
        layer_name=layer_name,
        progress=progress,
    )
    _refuse_too_few_fields(clean, least_fields, layer_name)
    if transform in LOG_RATIOS and len(clean.fields) < 2:
        raise InputError(
            f"TRANSFORM {transform} takes ratios between elements, but of {layer_name} only "
            f"{clean.fields[0]} can be used: choose more in FIELDS or COMPOSITION, or use log10."
        )
    if for_map or scaling != "none":
        _refuse_too_few_rows(clean, layer_name)
    kept_groups = None if groups is None else tuple(str(groups[row]).strip() for row in clean.rows)
    fitted = Transform.fit(
        clean.values,
        clean.fields[: clean.n_map],
        clean.fields[clean.n_map :],
        transform=transform,
        scaling=scaling,
        winsorize=winsorize,
        groups=kept_groups,
        group_field=group_field,
        layer_name=layer_name,
        for_map=for_map,
    )
    _refuse_tiny_spread(fitted, layer_name)
    steps = cleaning_steps(clean, rules, layer_name)
    steps += _transform_steps(fitted, clean, kept_groups, group_field, winsorize, composition)
    warnings = cleaning_warnings(clean, rules)
    warnings += [*_few_parts(fitted), *_constant(clean)]
    warnings += fitted.levels.warnings if fitted.levels else ()
    return PreparedSamples(
        X=fitted.apply(clean.values, kept_groups),
        fields=fitted.fields,
        clean=clean,
        groups=kept_groups,
        steps=tuple(steps),
        warnings=tuple(warnings),
        transform_=fitted,
        log_centre=clr(clean.values)[1] if transform in LOG_RATIOS else None,
    )


def _refuse_repeated_names(fields: tuple[str, ...], composition: tuple[str, ...]) -> None:
    for parameter, names in (("FIELDS", fields), ("COMPOSITION", composition)):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"{parameter} names {', '.join(twice)} more than once; name it once.")


def _refuse_too_few_fields(clean: CleanAssays, least_fields: int, layer_name: str) -> None:
    if clean.n_map < least_fields:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in clean.fields_left_out.items())
        raise InputError(
            f"Fewer than {least_fields} fields of {layer_name} can be used ({reasons}): choose other "
            "fields, or raise MAX_BLANK or MAX_CENSORED."
        )


def _refuse_too_few_rows(clean: CleanAssays, layer_name: str) -> None:
    if len(clean.rows) < 2 and clean.rows_left_out:
        raise InputError(
            f"Of {layer_name} only 1 sample can be used ({reasons_counted(clean.rows_left_out)}), and "
            "that is too few: change the setting that leaves the others out."
        )


def _refuse_tiny_spread(fitted: Transform, layer_name: str) -> None:
    names = [n for n, scale in zip(fitted.columns, fitted.scale) if not scale > SMALLEST_SCALE]
    if names:
        raise InputError(
            f"The values of {', '.join(names)} of {layer_name} differ by too little to be scaled; "
            "give them in smaller units, or take them out of FIELDS."
        )


def _transform_steps(
    fitted: Transform,
    clean: CleanAssays,
    groups: tuple[str, ...] | None,
    group_field: str,
    winsorize: float,
    composition: tuple[str, ...],
) -> list[str]:
    sentences = [_transform_done(fitted, composition)]
    if fitted.levels is not None:
        sizes = [f"{g} {n:,}" for g, n in zip(fitted.levels.groups, fitted.levels.n_samples)]
        shown = ", ".join(sizes[:10]) + (", ..." if len(sizes) > 10 else "")
        sentences.append(
            f"Levelled by {group_field}: each group's median and median absolute deviation were "
            f"brought to those of the survey ({shown})."
        )
    if winsorize:
        n_drawn_in = int(fitted.winsorized(clean.values, groups).sum())
        sentences.append(
            f"Values beyond the percentiles {winsorize:g} and {100 - winsorize:g} of a field took the "
            f"percentile: {n_drawn_in:,} values."
        )
    return [
        *sentences,
        _SCALING_DONE[fitted.scaling],
        f"{len(clean.rows):,} rows and {len(fitted.fields)} fields remain: {', '.join(fitted.fields)}.",
    ]


def _transform_done(fitted: Transform, composition: tuple[str, ...]) -> str:
    if fitted.transform == "clr":
        return f"Centred log-ratios were taken over {len(fitted.parts)} fields."
    if fitted.transform == "ilr":
        return (
            f"Isometric log-ratios (pivot coordinates) were taken over {len(fitted.parts)} fields: each "
            f"sets a field against the geometric mean of those after it, in the order "
            f"{', '.join(fitted.parts)}."
        )
    unused = " COMPOSITION was not used: it belongs to the log-ratio." if composition else ""
    if fitted.transform == "log10":
        return f"The values were transformed with log10.{unused}"
    return f"The values were not transformed.{unused}"


def _constant(clean: CleanAssays) -> list[str]:
    """A warning of fields without variation, where they are not refused."""
    same = [
        name
        for name, column in zip(clean.fields, clean.values.T)
        if len(column) > 1 and np.ptp(column) == 0
    ]
    if not same:
        return []
    return [f"Every sample used has one and the same value in {', '.join(same)}."]


def _few_parts(fitted: Transform) -> list[str]:
    n_parts = len(fitted.parts)
    if fitted.transform not in LOG_RATIOS or n_parts >= FEWEST_PARTS:
        return []
    return [
        f"The log-ratio is taken over only {n_parts} fields, which removes the enrichment "
        "they share: add the other analysed elements to COMPOSITION, or use log10."
    ]
