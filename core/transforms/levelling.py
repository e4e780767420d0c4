"""Groups of samples (laboratories, surveys, map sheets, lithologies) brought to one level.

A laboratory's calibration multiplies an element, its scatter stretches it: on the logarithmic or
log-ratio scale that is another median and another spread in each group. Levelling takes both away,
and with them what truly differs between the groups' ground: level only groups that share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from .scaling import robust_scaling

# Fewer samples have no median to speak of.
FEWEST_IN_GROUP = 5
FEW_IN_GROUP = 20
GROUPS_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Levels:
    """Median and spread of each group, and what all are brought to.

    Attributes
    ----------
    groups : tuple of G str
        Names in ascending order.
    n_samples : (G,) int
    centre, spread : (G, D) float
        Median and 1.4826 MAD of each column in each group.
    common_centre, common_spread : (D,) float
        Median of all samples, and 1.4826 MAD of all samples about their groups' medians.
    """

    groups: tuple[str, ...]
    n_samples: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    common_centre: np.ndarray
    common_spread: np.ndarray

    @classmethod
    def fit(
        cls,
        columns: np.ndarray,
        groups: Sequence[str],
        names: Sequence[str],
        *,
        group_field: str = "the groups",
        layer_name: str = "the samples layer",
    ) -> Levels:
        """Learn the level of each group.

        Parameters
        ----------
        columns : (n, D) float
            Logarithms or log-ratios.
        groups : sequence of n str
        names : sequence of D str
            Of the columns, for messages.
        group_field, layer_name : str
            For messages.

        Raises
        ------
        InputError
            For groups of fewer than 5 samples, and for columns that are one value in half of a group.
        """
        labels, index = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
        counts = np.bincount(index)
        _refuse_small_groups(labels, counts, group_field, layer_name)
        own = [robust_scaling(columns[index == g]) for g in range(labels.size)]
        centre = np.array([median for median, _ in own])
        spread = np.array([mad for _, mad in own])
        _refuse_tied_groups(labels, spread, names, group_field, layer_name)
        return cls(
            tuple(labels.tolist()),
            counts,
            centre,
            spread,
            np.median(columns, axis=0),
            robust_scaling(columns - centre[index])[1],
        )

    def apply(self, columns: np.ndarray, groups: Sequence[str]) -> np.ndarray:
        """Level samples: median + MAD (x - median_g) / MAD_g, in the columns' own scale.

        After robust scaling this is (x - median_g) / MAD_g itself.

        Parameters
        ----------
        columns : (n, D) float
        groups : sequence of n str

        Raises
        ------
        InputError
            For a group that was not there when the levels were learnt.
        """
        place = {group: g for g, group in enumerate(self.groups)}
        unknown = sorted({str(group) for group in groups} - place.keys())
        if unknown:
            raise InputError(
                f"The samples belong to {', '.join(unknown[:GROUPS_SHOWN])}, but levels are known for "
                f"{', '.join(self.groups[:GROUPS_SHOWN])} only: level samples of these groups."
            )
        g = np.array([place[str(group)] for group in groups], dtype=int)
        standard = (columns - self.centre[g]) / self.spread[g]
        return self.common_centre + self.common_spread * standard

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should look at, a sentence each."""
        few = [
            f"{group} ({n})" for group, n in zip(self.groups, self.n_samples) if n < FEW_IN_GROUP
        ]
        if not few:
            return ()
        return (
            f"Groups of under {FEW_IN_GROUP} samples were levelled by their own median and spread: "
            f"{', '.join(few[:GROUPS_SHOWN])}{', ...' if len(few) > GROUPS_SHOWN else ''}.",
        )


def _refuse_small_groups(labels, counts, group_field: str, layer_name: str) -> None:
    small = [f"{label} ({n})" for label, n in zip(labels, counts) if n < FEWEST_IN_GROUP]
    if small:
        raise InputError(
            f"In {layer_name} the field {group_field} has groups of fewer than {FEWEST_IN_GROUP} "
            f"samples, too few to level: {', '.join(small[:GROUPS_SHOWN])}"
            f"{', ...' if len(small) > GROUPS_SHOWN else ''}; join them to others, or leave LEVEL_FIELD "
            "empty."
        )


def _refuse_tied_groups(labels, spread, names, group_field: str, layer_name: str) -> None:
    tied = np.argwhere(~(spread > 1e-9))
    if len(tied):
        shown = ", ".join(f"{names[j]} in {labels[g]}" for g, j in tied[:GROUPS_SHOWN])
        raise InputError(
            f"Half or more of a group's samples in {layer_name} have one and the same value, so "
            f"{group_field} cannot level it: {shown}{', ...' if len(tied) > GROUPS_SHOWN else ''}; "
            "take such fields out, or transform with clr."
        )
