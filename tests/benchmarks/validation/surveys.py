"""The surveys that are validated on: the bundled one and its other draws, and real ones at hand."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from geochem_som.core.assays import CleaningRules
from geochem_som.core.preparation import PreparedSamples, prepare_samples
from geochem_som.core.support import (
    GAP_IN_SPACINGS,
    median_spacing,
    merge_records,
    site_positions,
)
from geochem_som.core.validation import Ground

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "resources" / "sample"))
import make_sample_survey as survey_maker  # noqa: E402

SAMPLE, SMALL = "sample survey", "small sample survey"
COPPER_GOLD = ("Cu", "Au", "Cu-Au")
UNITS = ("_ppm", "_ppb", "_pct")
MERGED = 200.0
# A sample nearer to a system's centre than this, in radii, counts as planted.
CORE = 0.7
# Points along a spacing that Voronoi cells are measured with.
FINENESS = 12


@dataclass(frozen=True, eq=False)
class Survey:
    """Samples, ground and occurrences.

    Attributes
    ----------
    name : str
    raw : mapping of field to values, as delivered
    fields : tuple of str
    ground : Ground
    occurrences : (M,) array
        Place of each occurrence.
    pathfinders : tuple of str
        Fields.
    rules : CleaningRules
    system : (N,) array of str, optional
        Planted system in whose core each sample lies, empty for none.
    inside : (N,) array of bool, optional
        Whether each sample lies within the radius of a planted system.
    """

    name: str
    raw: Mapping
    fields: tuple
    ground: Ground
    occurrences: np.ndarray
    pathfinders: tuple
    rules: CleaningRules
    system: np.ndarray | None = None
    inside: np.ndarray | None = None

    def prepared(self, transform: str = "clr", scaling: str = "standard") -> PreparedSamples:
        """As the plugin prepares them; its defaults."""
        return prepare_samples(
            self.raw, self.fields, transform=transform, scaling=scaling, rules=self.rules
        )


def elements(frame: pd.DataFrame) -> tuple:
    return tuple(name for name in frame if name.endswith(UNITS))


def on_samples(xy: np.ndarray, sites: np.ndarray, reach: float) -> np.ndarray:
    """Nearest sample of each site, sites farther than `reach` metres from all left out."""
    from scipy.spatial import cKDTree

    gap, sample = cKDTree(xy).query(sites)
    return sample[gap <= reach]


def measured_cells(xy: np.ndarray) -> np.ndarray:
    """Voronoi areas (N,) in km2 by counting points of a fine grid, without QGIS.

    The ground is the survey's hull as the plugin takes it, Delaunay triangles without wide gaps,
    and what lies within a spacing of a sample.
    """
    from scipy.spatial import Delaunay, cKDTree

    spacing = median_spacing(xy)
    step = spacing / FINENESS
    axes = [
        np.arange(low - spacing, high + spacing, step)
        for low, high in zip(xy.min(axis=0), xy.max(axis=0))
    ]
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    gap, nearest = cKDTree(xy).query(points)
    origin = xy.mean(axis=0)
    triangulation = Delaunay(xy - origin)
    corners = (xy - origin)[triangulation.simplices]
    side = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    with np.errstate(divide="ignore"):
        radius = side.prod(axis=1) / (2.0 * np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]))
    triangle = triangulation.find_simplex(points - origin)
    hull = (triangle >= 0) & (radius <= GAP_IN_SPACINGS * spacing)[triangle]
    inside = hull | (gap <= spacing)
    return np.bincount(nearest[inside], minlength=len(xy)) * step**2 / 1e6


@functools.cache
def sample_survey(seed: int = survey_maker.SEED, every: int = 1) -> Survey:
    """The survey of resources/sample, or another draw of its generator; every so many-th sample."""
    samples, register, _ = survey_maker.make_tables(seed)
    frame = pd.DataFrame(samples.rows[::every], columns=samples.header)
    xy = frame[["x", "y"]].to_numpy(float)
    sites = pd.DataFrame(register.rows, columns=register.header)
    sites = sites[sites["commodity"].isin(COPPER_GOLD)][["x", "y"]].to_numpy(float)
    sites = site_positions(sites, merge_records(sites, MERGED))
    system, inside = np.full(len(xy), "", dtype="U2"), np.zeros(len(xy), dtype=bool)
    for planted in survey_maker.SYSTEMS:
        distance = survey_maker.system_distance(xy, planted)
        system[distance < CORE] = planted.system_id
        inside |= distance < 1.0
    fields = elements(frame)
    on_ground = [survey_maker.ground_distance(*site) == 0 for site in sites]
    return Survey(
        (SAMPLE if every == 1 else SMALL) + ("" if seed == survey_maker.SEED else f", draw {seed}"),
        {name: frame[name].tolist() for name in fields},
        fields,
        Ground.of_samples(xy, np.full(len(xy), every * survey_maker.SPACING**2 / 1e6)),
        on_samples(xy, sites[on_ground], np.inf),
        ("Cu_ppm", "Au_ppb", "Bi_ppm", "W_ppm", "Co_ppm", "V_ppm"),
        CleaningRules(),
        system,
        inside,
    )


def planted_chance(survey: Survey) -> np.ndarray:
    """(G,) chance of each place to receive a site as the register of the sample survey has them.

    Systems by the number of their known occurrences, near their centres; the rest on background.
    """
    xy, chance = survey.ground.place_xy, np.zeros(len(survey.ground.places))
    clear = np.ones(len(xy), dtype=bool)
    n_known = sum(system.occurrences for system in survey_maker.SYSTEMS)
    n_sites = n_known + survey_maker.BACKGROUND_SITES
    for system in survey_maker.SYSTEMS:
        gap = survey_maker.system_distance(xy, system)
        near = np.exp(-((gap / survey_maker.SITE_SPREAD) ** 2) / 2.0) * (gap < 0.9)
        if near.any():  # a thinned survey may have no sample there
            chance += system.occurrences / n_sites * near / near.sum()
        clear &= gap > 1.25
    return chance + survey_maker.BACKGROUND_SITES / n_sites * clear / clear.sum()


def _real(name: str, file: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray] | None:
    """Samples, their positions, and the sites to be used; None where the files are not at hand."""
    folder = REAL / name
    if not (folder / file).exists():
        return None
    frame, sites = pd.read_csv(folder / file), pd.read_csv(folder / "occurrences.csv")
    sites = sites[sites["keep"] == 1][["x", "y"]].to_numpy(float)
    return frame, frame[["x", "y"]].to_numpy(float), sites


@functools.cache
def northern_territory() -> Survey | None:
    """Stream sediments in cells of 1 km2, as README.md runs them."""
    read = _real("nt_streamsed_grid", "samples_core.csv")
    if read is None:
        return None
    frame, xy, sites = read
    return Survey(
        "nt_streamsed_grid",
        {name: frame[name].tolist() for name in elements(frame)},
        elements(frame),
        Ground.of_samples(xy),
        on_samples(xy, sites, 2000.0),
        ("Cu_ppm", "Zn_ppm", "Co_ppm", "Au_ppb", "Ni_ppm", "Fe_pct"),
        CleaningRules(max_blank=25.0),
    )


@functools.cache
def trondelag() -> Survey | None:
    """C-horizon soils, each standing for its Voronoi cell."""
    read = _real("trondelag_soil", "samples.csv")
    if read is None:
        return None
    frame, xy, sites = read
    return Survey(
        "trondelag_soil",
        {name: frame[name].tolist() for name in elements(frame)},
        elements(frame),
        Ground.of_samples(xy, measured_cells(xy)),
        on_samples(xy, sites, 6600.0),
        ("Cu_ppm", "Zn_ppm", "Co_ppm", "Ni_ppm", "As_ppm", "Fe_ppm"),
        CleaningRules(),
    )


MAKERS = {
    SAMPLE: sample_survey,
    "nt_streamsed_grid": northern_territory,
    "trondelag_soil": trondelag,
    SMALL: lambda: sample_survey(every=4),
}
REAL_SURVEYS = ("nt_streamsed_grid", "trondelag_soil")


def survey_of(name: str | int, every: int = 1) -> Survey:
    """The survey of that name or, by a number, that draw of the sample survey."""
    return sample_survey(name, every) if isinstance(name, int) else MAKERS[name]()


def at_hand() -> list[str]:
    """Names of the real surveys whose files are here."""
    return [name for name in REAL_SURVEYS if MAKERS[name]() is not None]
