"""Known mineral occurrences: read, merged into sites, and set on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import InputError
from ..core.support import merge_records, site_positions
from . import parameters as p
from .ground import Ground
from .inputs import Inputs
from .points import NO_CRS, POINTS, check_kind, name_of, read_occurrences

# A larger share of sites left out is a warning.
MANY_OUT = 0.2


@dataclass(frozen=True)
class Occurrences:
    """Sites on the ground.

    Attributes
    ----------
    xy : (S, 2) positions of the sites used, in the plane
    names : of the sites used
    places : (S,) place of each site used
    per_sample : (N,) occurrences that fall to each sample
    out : sites and records left out
    notes, warnings : what was counted, as sentences; or the one reason why there is none
    """

    xy: np.ndarray
    names: list
    places: np.ndarray
    per_sample: np.ndarray
    out: int
    notes: tuple
    warnings: tuple = ()

    @property
    def used(self) -> int:
        """Number of sites used."""
        return len(self.names)


def place_occurrences(inputs: Inputs, ground: Ground) -> Occurrences:
    """Read OCCURRENCES, merge records into sites, and find the ground each falls to.

    Raises
    ------
    InputError
        If there are records but none of them falls to any ground.
    """
    source = inputs.source(p.OCCURRENCES)
    if source is None:
        return _none(ground, "No layer of occurrences was given.")
    layer = name_of(source)
    check_kind(source, POINTS)
    if not source.sourceCrs().isValid():
        raise InputError(NO_CRS.format(name=layer))
    transform = ground.plane.transform_from(source.sourceCrs())
    xy, names, without = read_occurrences(source, inputs.text(p.OCCURRENCE_FILTER), transform)
    notes = [f"{len(xy)} records of occurrences were read from {layer}."]
    if inputs.text(p.OCCURRENCE_FILTER):
        notes[0] = (
            f"{len(xy)} of {source.featureCount()} records of occurrences in {layer} pass the filter."
        )
    if without:
        notes.append(
            f"{without} records have no geometry, or coordinates that do not fit the layer's "
            "reference system, and were left out."
        )
    if without and not len(xy):
        raise InputError(
            f"None of the {without} records of the layer {layer} has a position that can be used; "
            "check its geometries and its CRS."
        )
    if not len(xy):
        return _none(ground, _why_none(source, layer))
    site = merge_records(xy, inputs.number(p.MERGE_DISTANCE))
    sites = site_positions(xy, site)
    if len(sites) < len(xy):
        notes.append(f"{len(xy)} records lie at {len(sites)} sites; each site counts once.")
    places, outside = ground.places_of(sites, inputs.number(p.MAX_DISTANCE))
    used = _with_samples(places, ground)
    off_ground = int((~used & ~outside).sum())
    if outside.any():
        notes.append(f"{int(outside.sum())} sites lie outside the study area and were left out.")
    if off_ground:
        notes.append(f"{off_ground} sites lie off the ground of the samples and were left out.")
    if not used.any():
        raise InputError(
            f"All {len(sites)} sites of the layer {layer} lie outside the ground of the samples. If "
            "the layers overlap on the map, give a STUDY_AREA or a larger MAX_DISTANCE; if they do "
            "not, check the CRS of both."
        )
    notes.append(f"{int(used.sum())} sites were used.")
    out = int((~used).sum())
    warnings = ()
    if out > MANY_OUT * len(sites):
        warnings = (
            f"{out} of {len(sites)} sites of occurrences were left out: they lie outside the study "
            "area or off the ground of the samples.",
        )
    first = np.unique(site, return_index=True)[1]
    return Occurrences(
        sites[used],
        [names[i] for i in first[used]],
        places[used],
        ground.support.occurrences(places[used]),
        out + without,
        tuple(notes),
        warnings,
    )


def _with_samples(places, ground: Ground) -> np.ndarray:
    """Whether each place is one that samples stand on."""
    occupied = np.zeros(len(ground.polygons) + 1, dtype=bool)
    occupied[ground.support.place] = True
    occupied[-1] = False
    return occupied[places]


def _why_none(source, layer: str) -> str:
    n_records = source.featureCount()
    if n_records == 0:
        return f"The layer of occurrences, {layer}, has no features."
    return f"OCCURRENCE_FILTER selects none of the {n_records} records of the layer {layer}."


def _none(ground: Ground, reason: str) -> Occurrences:
    empty = np.empty((0, 2))
    n_samples = len(ground.support.place)
    return Occurrences(empty, [], np.empty(0, dtype=int), np.zeros(n_samples), 0, (reason,))
