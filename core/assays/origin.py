"""Where values come from: how messages name a field, its layer and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROWS_SHOWN = 5


@dataclass(frozen=True)
class Origin:
    """The field, layer and rows that a message speaks of.

    Attributes
    ----------
    field, layer : str
    row_names : sequence of n names, optional
        The row's number from 1 if not given.
    """

    field: str
    layer: str
    row_names: Sequence[Any] | None = None

    def __str__(self) -> str:
        return f"{self.field} of {self.layer}"

    def rows(self, rows: Sequence[int], what: Sequence[str] | None = None) -> str:
        """Name the first few rows, each after what it holds, and hint at the others."""
        names = [
            f"row {row + 1 if self.row_names is None else self.row_names[row]}"
            for row in rows[:ROWS_SHOWN]
        ]
        if what is not None:
            names = [f"{held} in {name}" for held, name in zip(what, names)]
        return ", ".join(names) + (", ..." if len(rows) > ROWS_SHOWN else "")


def count(number: int, noun: str) -> str:
    """Return '1 value' or '2,000 values'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
