"""How a survey was cleaned, learnt so that new samples become numbers as the survey's did.

A cleaning looks at the whole table: a zero counts as below the smallest value of its field, a blank
takes a median. For a new sample these are the survey's, whatever else comes along with it: a sample
gets the same numbers alone and among a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import InputError
from .cleaning import CleanAssays, check_table, rows_without_group
from .field_state import MAP, FieldState
from .leaving_out import reasons_counted, too_blank
from .names import read_field_name
from .non_detects import NON_DETECTS, SHARES_OF_LIMIT, replace_by_share, rescale_parts
from .parsed_field import ParsedField
from .reading import parse_field
from .replacement import FoundValues, Replacement
from .rules import CleaningRules
from .sentences import per_field, reading_steps

# Beyond the least and greatest value by no more than this is rounding, as a change of unit leaves.
ROUNDING = 1e-9
_ROS, _MULTIPLICATIVE = "ros", "multiplicative"


@dataclass(frozen=True, eq=False)
class CleanedSamples:
    """New samples as complete numbers.

    Attributes
    ----------
    values : (n_used, P) float
        In the units of the survey's fields, in the order of `LearnedCleaning.parts`.
    rows : (n_used,) int
        Index (from 0) of each used row in the input, ascending.
    rows_left_out : dict
        Index of each row not used to the reason.
    outside : (n_used, P) int
        1 above the range of the survey's values, -1 below it, else 0.
    steps : tuple of str
        What was done, sentences.
    """

    values: np.ndarray
    rows: np.ndarray
    rows_left_out: dict[int, str]
    outside: np.ndarray
    steps: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LearnedCleaning:
    """What a survey's cleaning learnt of each field that it read.

    Attributes
    ----------
    rules : CleaningRules
    fields : tuple of F str
        In the order in which they are read. Those that are not used are here only where they count:
        in the total of a row, by which "multiplicative" replaces.
    used : (F,) bool
        The fields whose values are wanted, see `parts`.
    n_map : int
        How many of the used fields train the map; they come first.
    methods : tuple of F str
        What takes the place of non-detects: "half", "sqrt2", "multiplicative" or "ros".
    shares : (F,) float
        The share of its limit that replaces a non-detect. With "ros" the median share in the
        survey: a regression needs more than one sample.
    smallest : (F,) float
        What a zero counts as being below; nan for none.
    ceilings : (F,) float
        A substitute (with "ros" a limit) above it becomes a blank; nan for none.
    medians : (F,) float
        What blanks take, also where the survey's took that of the nearest samples; nan if not used.
    lowest, highest : (F,) float
        Range of the survey's complete values; nan if not used.
    """

    rules: CleaningRules
    fields: tuple[str, ...]
    used: np.ndarray
    n_map: int
    methods: tuple[str, ...]
    shares: np.ndarray
    smallest: np.ndarray
    ceilings: np.ndarray
    medians: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray

    @classmethod
    def of(cls, clean: CleanAssays) -> LearnedCleaning:
        """Learn from a cleaned survey."""
        wanted = set(clean.fields)
        in_total = clean.rules.non_detects == _MULTIPLICATIVE
        states = [s for s in clean.states if s.name in wanted or in_total]
        place = {name: j for j, name in enumerate(clean.fields)}
        found = [FoundValues.of(state.parsed) for state in states]

        def of_used(measure) -> np.ndarray:
            columns = [clean.values[:, place[s.name]] if s.name in place else None for s in states]
            return np.array([np.nan if c is None else measure(c) for c in columns], dtype=float)

        medians = [
            np.median(s.replaced.values[~np.isnan(s.replaced.values)])
            if s.name in wanted
            else np.nan
            for s in states
        ]
        return cls(
            rules=clean.rules,
            fields=tuple(state.name for state in states),
            used=np.array([state.name in wanted for state in states], dtype=bool),
            n_map=clean.n_map,
            methods=tuple(state.replaced.method for state in states),
            shares=np.array([_share(s.replaced, f) for s, f in zip(states, found)], dtype=float),
            smallest=np.array([f.smallest for f in found], dtype=float),
            ceilings=np.array([f.highest_substitute for f in found], dtype=float),
            medians=np.array(medians, dtype=float),
            lowest=of_used(np.min),
            highest=of_used(np.max),
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the P used fields, those of the map first."""
        return tuple(name for name, used in zip(self.fields, self.used) if used)

    @property
    def optional(self) -> tuple[str, ...]:
        """Fields that new samples may lack."""
        return tuple(name for name, used in zip(self.fields, self.used) if not used)

    def apply(
        self,
        raw: Mapping[str, Sequence[Any]],
        *,
        unit_factors: Mapping[str, float] | None = None,
        flags: Mapping[str, Sequence[Any]] | None = None,
        groups: Sequence[Any] | None = None,
        not_analysed: Sequence[float] | None = None,
        row_names: Sequence[Any] | None = None,
        layer_name: str = "the samples layer",
        own_names: Mapping[str, str] | None = None,
    ) -> CleanedSamples:
        """Clean new samples as the survey was cleaned.

        Parameters
        ----------
        raw : mapping of the survey's field names to n values
            As delivered; of `optional` fields those that there are.
        unit_factors : mapping of field name to float, optional
            By what values are multiplied to be in the survey's unit.
        flags : mapping of field name to n values, optional
            Flag columns of the fields that have one.
        groups : sequence of n values, optional
            Groups that were levelled; a sample without one is left out.
        not_analysed : sequence of float, optional
            Codes that mean "not analysed"; the survey's if not given.
        row_names, layer_name
            For messages.
        own_names : mapping of the survey's field names to the table's, optional
            Where they differ, for messages on values that cannot be read.

        Raises
        ------
        InputError
            For fields that are missing, values that are no numbers, and when no sample remains.
        """
        check_table(raw, self.parts, row_names, layer_name)
        there = [j for j, name in enumerate(self.fields) if name in raw]
        rules = self.rules
        if not_analysed is not None:
            rules = replace(rules, not_analysed=tuple(not_analysed))
        states = self._read(
            there,
            [
                parse_field(
                    raw[name],
                    (own_names or {}).get(name, name),
                    rules.not_analysed,
                    row_names,
                    signed=rules.signed,
                    layer_name=layer_name,
                    flags=(flags or {}).get(name),
                )
                for name in (self.fields[j] for j in there)
            ],
            unit_factors or {},
        )
        used = [state for j, state in zip(there, states) if self.used[j]]
        values = np.column_stack([state.replaced.values for state in used])
        blank = np.isnan(values)
        reasons = {
            **too_blank(blank, self.parts, self.n_map, rules),
            **rows_without_group(groups),
        }
        rows = np.array([row for row in range(len(values)) if row not in reasons], dtype=int)
        if not len(rows):
            raise InputError(
                f"No sample of {layer_name} can be used ({reasons_counted(reasons)}): fill in what "
                "is missing, or choose other samples."
            )
        values, blank = values[rows], blank[rows]
        for state, column in zip(used, blank.T):
            state.n_imputed = int(column.sum())
        values[blank] = np.broadcast_to(self.medians[self.used], values.shape)[blank]
        return CleanedSamples(
            values=values,
            rows=rows,
            rows_left_out=dict(sorted(reasons.items())),
            outside=self._outside(values),
            steps=tuple(self._said(states, used, rules, layer_name)),
        )

    def _read(
        self, there: list[int], parsed: list[ParsedField], unit_factors: Mapping[str, float]
    ) -> list[FieldState]:
        """The fields that are there in the survey's units, their non-detects replaced."""
        names = [self.fields[j] for j in there]
        factors = [unit_factors.get(name, 1.0) for name in names]
        # A factor of 1 changes no bit.
        parsed = [
            replace(field, name=name, values=field.values * factor)
            for name, field, factor in zip(names, parsed, factors)
        ]
        limits = [(float(self.smallest[j]), float(self.ceilings[j])) for j in there]
        found = [FoundValues.of(field, limit) for field, limit in zip(parsed, limits)]
        replaced = [self._replaced(j, field) for j, field in zip(there, found)]
        places = [i for i, j in enumerate(there) if self.methods[j] == _MULTIPLICATIVE]
        rescaled = rescale_parts(
            [replaced[i] for i in places],
            [found[i] for i in places],
            [read_field_name(self.fields[there[i]]).ppm_per_unit for i in places],
        )
        for i, done in zip(places, rescaled):
            replaced[i] = done
        return [FieldState(*parts, MAP) for parts in zip(parsed, replaced)]

    def _replaced(self, j: int, found: FoundValues) -> Replacement:
        method, share = self.methods[j], float(self.shares[j])
        if method != _ROS:
            return replace_by_share(found, method)
        values = np.where(found.below | found.zero, share * found.limits, found.parsed.values)
        return found.replacement(
            values, found.below & (found.limits > found.ceiling), method=method
        )

    def _outside(self, values: np.ndarray) -> np.ndarray:
        low, high = self.lowest[self.used], self.highest[self.used]
        above = values > high + ROUNDING * np.abs(high)
        below = values < low - ROUNDING * np.abs(low)
        return above.astype(np.int8) - below.astype(np.int8)

    def _said(self, states, used, rules: CleaningRules, layer_name: str) -> list[str]:
        n_rows = len(states[0].parsed.values)
        lacking = [name for name in self.optional if name not in {s.name for s in states}]
        sentences = [
            f"{n_rows:,} rows and {len(states)} fields were read from {layer_name}.",
            *reading_steps(states, rules),
        ]
        if _ROS in self.methods and any(s.replaced.replaced.any() for s in states):
            sentences.append(
                "A regression on order statistics needs a survey: non-detects took the median share of "
                "their limit that it gave the survey's."
            )
        if lacking:
            sentences.append(
                f"Not in {layer_name}, so that they do not count in the total of a row by which "
                f"non-detects are replaced: {', '.join(lacking)}."
            )
        blanks = per_field(used, lambda s: s.n_imputed, "Blanks, replaced by the survey's median")
        if blanks:
            sentences.append(blanks)
            if rules.missing == "knn" and not rules.signed:
                sentences.append(
                    "The survey's own blanks took the values of the nearest samples, which are not kept "
                    "in the model."
                )
        return sentences

    def check(self) -> None:
        """Raise an InputError unless the parts fit together."""
        n = len(self.fields) if _are_names(self.fields) else -1
        floats = (
            self.shares,
            self.smallest,
            self.ceilings,
            self.medians,
            self.lowest,
            self.highest,
        )
        fits = (
            _are_rules(self.rules)
            and n > 0
            and _is_array(self.used, bool, n)
            and all(_is_array(array, float, n) for array in floats)
            and isinstance(self.methods, tuple)
            and len(self.methods) == n
            and all(method in NON_DETECTS for method in self.methods)
            and type(self.n_map) is int
        )
        if not fits or not 1 <= self.n_map <= self.used.sum():
            raise InputError("The model cannot be read: its cleaning does not hold together.")
        numbers = (self.medians, self.lowest, self.highest)
        positive = [a[self.used] > 0 for a in numbers] if not self.rules.signed else []
        if not (
            all(np.isfinite(array[self.used]).all() for array in numbers)
            and all(array.all() for array in positive)
            and ((self.shares > 0) & (self.shares <= 1)).all()
        ):
            raise InputError("The model cannot be read: numbers of its cleaning are out of range.")
        self.rules.check()


def _share(replaced: Replacement, found: FoundValues) -> float:
    """The share of the limit that takes the place of a non-detect of the field."""
    if replaced.method != _ROS:
        return SHARES_OF_LIMIT[replaced.method]
    rows = replaced.replaced
    if not rows.any():
        return SHARES_OF_LIMIT["half"]
    return float(np.median(replaced.values[rows] / found.limits[rows]))


def _are_rules(rules: Any) -> bool:
    """Whether each rule is of its kind; `CleaningRules.check` looks at their values."""
    if not isinstance(rules, CleaningRules) or not isinstance(rules.not_analysed, tuple):
        return False
    texts = (rules.non_detects, rules.missing, rules.repeats)
    numbers = (*rules.not_analysed, rules.max_blank, rules.max_censored, rules.max_blank_sample)
    whole = (rules.neighbours, rules.random_state)
    return (
        all(isinstance(text, str) for text in texts)
        and all(type(number) in (int, float) for number in numbers)
        and all(type(number) is int for number in whole)
        and isinstance(rules.signed, bool)
    )


def _are_names(value: Any) -> bool:
    texts = isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    return texts and len(set(value)) == len(value)


def _is_array(value: Any, dtype: type, n: int) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == dtype and value.shape == (n,)
