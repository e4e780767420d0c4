#!/usr/bin/env python3
"""Make the bundled SYNTHETIC sample survey: nothing in it was ever measured.

    python3 resources/sample/make_sample_survey.py [FOLDER]

writes `samples.csv`, `occurrences.csv`, `planted_systems.csv` and `sample_survey.gpkg` into FOLDER
(this file's folder by default) and renews the tables of README.md there. The same seed gives the
same files. Needs numpy, and GDAL's Python module (which comes with QGIS) for the GeoPackage.

The model: factor scores f = smooth random fields + bumps over planted Cu-Au systems;
standardised logarithms x = L f + u with the loadings L of Table 1 of Hoseinzade and
Bazoobandi (2024) and unique parts u of variance 1 - communality; concentration
c = median * gsd^x, then rounded, censored at the detection limit and partly left blank.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

SEED = 42
SURVEY = "Synthetic sample survey"
NOTICE = "SYNTHETIC data made by a computer program: an invented area, nothing was measured."

# 26 x 31 cells of one share of the area each. The place is open sea on purpose: nobody can
# take the survey for real ground.
EPSG = 32640
COLUMNS, ROWS = 26, 31
AREA_M2 = 1650e6
SPACING = (AREA_M2 / (COLUMNS * ROWS)) ** 0.5
WEST, SOUTH = 600_000.0, 2_700_000.0
EAST, NORTH = WEST + COLUMNS * SPACING, SOUTH + ROWS * SPACING


class Element(NamedTuple):
    """One analysed element: its distribution, how a laboratory reports it, and its loadings."""

    name: str
    unit: str
    median: float
    gsd: float  # geometric standard deviation
    decimals: int
    limit: float | None  # detection limit; None: always far above it
    blanks: int  # samples without a result
    loadings: tuple[float, float, float, float, float]  # on D1 to D5, Table 1

    @property
    def field(self) -> str:
        return f"{self.name}_{self.unit}"


ELEMENTS = (
    Element("Zn", "ppm", 72, 1.40, 0, None, 0, (0.254, 0.841, 0.032, 0.071, 0.167)),
    Element("Pb", "ppm", 18, 1.55, 0, None, 0, (-0.010, 0.893, 0.218, -0.025, 0.067)),
    Element("Ag", "ppm", 0.065, 1.70, 2, 0.05, 0, (-0.147, 0.784, 0.190, -0.020, -0.143)),
    Element("Cr", "ppm", 68, 1.55, 0, None, 0, (0.430, -0.123, -0.010, 0.641, 0.134)),
    Element("Ni", "ppm", 34, 1.45, 0, None, 0, (0.061, -0.005, 0.164, 0.814, 0.018)),
    Element("Bi", "ppm", 0.22, 1.70, 2, 0.1, 0, (0.190, 0.189, 0.808, -0.091, 0.140)),
    Element("Cu", "ppm", 31, 1.55, 0, None, 0, (0.691, 0.135, 0.399, 0.148, -0.204)),
    Element("As", "ppm", 8.5, 1.80, 1, None, 0, (0.031, 0.532, 0.036, 0.192, 0.179)),
    Element("Sb", "ppm", 0.8, 1.75, 2, None, 0, (0.219, 0.786, 0.083, -0.156, 0.120)),
    Element("Co", "ppm", 13, 1.40, 1, None, 0, (0.760, 0.127, 0.222, 0.400, 0.044)),
    Element("Sn", "ppm", 2.1, 1.40, 1, None, 0, (0.056, -0.122, 0.312, 0.272, 0.484)),
    Element("Ba", "ppm", 470, 1.45, 0, None, 0, (-0.275, 0.574, -0.115, 0.129, -0.026)),
    Element("V", "ppm", 96, 1.40, 0, None, 0, (0.815, -0.088, -0.117, 0.130, 0.064)),
    Element("Sr", "ppm", 290, 1.50, 0, None, 0, (-0.754, -0.079, -0.056, 0.172, -0.181)),
    Element("Hg", "ppb", 24, 1.90, 0, 10, 12, (-0.085, 0.856, 0.069, -0.025, 0.006)),
    Element("W", "ppm", 1.4, 1.70, 1, 0.5, 0, (0.252, 0.112, 0.623, -0.018, 0.550)),
    Element("B", "ppm", 36, 1.55, 0, 20, 26, (-0.088, 0.015, 0.711, 0.256, 0.378)),
    Element("Be", "ppm", 1.6, 1.30, 1, None, 0, (0.560, 0.069, 0.314, 0.113, 0.593)),
    Element("Mo", "ppm", 1.0, 1.60, 1, None, 0, (-0.283, 0.340, 0.555, -0.057, 0.317)),
    Element("Li", "ppm", 25, 1.40, 0, None, 0, (0.239, -0.010, -0.135, 0.621, 0.216)),
    Element("Au", "ppb", 1.5, 2.40, 1, 0.5, 8, (0.254, 0.395, 0.681, 0.072, -0.100)),
    Element("Rb", "ppm", 76, 1.35, 0, None, 0, (0.604, 0.073, 0.172, 0.004, 0.617)),
    Element("P", "ppm", 680, 1.35, 0, None, 0, (0.880, -0.043, -0.027, 0.100, 0.186)),
    Element("Cs", "ppm", 4.2, 1.55, 1, None, 15, (0.499, 0.050, -0.088, 0.491, 0.060)),
    Element("Nb", "ppm", 10, 1.40, 1, None, 0, (0.236, 0.132, 0.088, 0.090, 0.782)),
    Element("Th", "ppm", 8.8, 1.40, 1, None, 0, (-0.267, 0.017, 0.432, 0.142, 0.366)),
    Element("U", "ppm", 2.0, 1.45, 1, None, 0, (-0.032, 0.049, 0.116, 0.053, 0.823)),
)
LOADINGS = np.array([element.loadings for element in ELEMENTS])


class System(NamedTuple):
    """A planted Cu-Au system: a bump of the factor scores, in standard deviations at its centre."""

    system_id: str
    east_km: float  # from the south-western corner of the ground
    north_km: float
    radius_m: float
    d1: float  # Cu, Co, V, P
    d3: float  # Au, Bi, B, W
    occurrences: int  # known sites in it

    @property
    def xy(self) -> tuple[float, float]:
        return round(WEST + 1000 * self.east_km, 2), round(SOUTH + 1000 * self.north_km, 2)


SYSTEMS = (
    System("P1", 9.3, 34.6, 3600, 4.0, 4.5, 9),
    System("P2", 27.8, 37.9, 2600, 3.5, 4.0, 6),
    System("P3", 20.4, 24.1, 4000, 3.0, 4.0, 8),
    System("P4", 31.5, 13.7, 3000, 4.5, 3.0, 5),  # more copper than gold
    System("P5", 7.9, 13.2, 2800, 1.4, 1.8, 2),  # weak
    System("P6", 17.6, 6.1, 3200, 3.6, 4.0, 0),  # strong, and nobody knows of it
)

# Correlation lengths (east, north) of the factor scores: broad rock units for D1, D4 and D5,
# shorter hydrothermal patterns for D2 and D3.
RANGES_M = ((7000, 4000), (3500, 2500), (3000, 2500), (6000, 4500), (6000, 6000))
# Of an element's unique part, this share of the variance is smooth (its own mineralogy), the rest
# is sampling and analytical noise.
UNIQUE_SMOOTH_SHARE, UNIQUE_RANGE_M = 0.25, (2500, 2500)

BACKGROUND_SITES = 12
DUPLICATE_RECORDS = 3
SITES_OUTSIDE = 2
OTHER_COMMODITIES = ("Pb-Zn", "Pb-Zn", "Pb-Zn", "Pb-Zn", "Fe", "Fe")
SITE_SEPARATION_M = 300.0
SITE_SPREAD = 0.28  # standard deviation of sites about a system's centre, in its radii


class Occurrence(NamedTuple):
    name: str
    commodity: str
    status: str
    x: float
    y: float


def sample_grid() -> np.ndarray:
    """Centres of the survey's cells (N, 2), row by row from the south-west, in metres."""
    x = WEST + SPACING * (np.arange(COLUMNS) + 0.5)
    y = SOUTH + SPACING * (np.arange(ROWS) + 0.5)
    return np.column_stack([np.tile(x, ROWS), np.repeat(y, COLUMNS)])


def random_field(rng: np.random.Generator, xy: np.ndarray, range_m) -> np.ndarray:
    """Draw a Gaussian field of unit variance and covariance exp(-h) at points (N, 2).

    h is the distance in units of the correlation lengths (east, north). Exact, by the Cholesky
    factor of the covariance matrix.
    """
    scaled = xy / np.asarray(range_m)
    distance = np.sqrt(((scaled[:, None, :] - scaled[None, :, :]) ** 2).sum(axis=2))
    return np.linalg.cholesky(np.exp(-distance)) @ rng.standard_normal(len(xy))


def system_distance(xy: np.ndarray, system: System) -> np.ndarray:
    """Distances of points (N, 2) from a system's centre in units of its radius."""
    return np.hypot(*(xy - np.array(system.xy)).T) / system.radius_m


def planted_scores(xy: np.ndarray) -> np.ndarray:
    """What the systems add to the factor scores (N, 5): (1 - r^2)^2, r in units of the radius."""
    scores = np.zeros((len(xy), LOADINGS.shape[1]))
    for system in SYSTEMS:
        bump = np.clip(1 - system_distance(xy, system) ** 2, 0, None) ** 2
        scores[:, 0] += system.d1 * bump
        scores[:, 2] += system.d3 * bump
    return scores


def factor_scores(rng: np.random.Generator, xy: np.ndarray) -> np.ndarray:
    """Draw factor scores (N, 5): zero mean, unit variance, uncorrelated over the samples.

    The planted bumps keep their stated size. The background fields are made uncorrelated with
    them and given the covariance that is left, I - cov(bumps), so that Table 1 still holds.
    """
    planted = planted_scores(xy)
    planted -= planted.mean(axis=0)
    background = np.column_stack([random_field(rng, xy, range_m) for range_m in RANGES_M])
    known = np.column_stack([np.ones(len(xy)), planted[:, [0, 2]]])
    background -= known @ np.linalg.lstsq(known, background, rcond=None)[0]
    values, vectors = np.linalg.eigh(np.cov(background.T, bias=True))
    whitening = (vectors / np.sqrt(values)) @ vectors.T
    left = np.linalg.cholesky(np.eye(LOADINGS.shape[1]) - np.cov(planted.T, bias=True))
    return planted + background @ whitening @ left.T


def standard_logs(rng: np.random.Generator, xy: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Draw x = L f + u (N, 27), the standardised logarithms, for factor scores f (N, 5)."""
    smooth = np.column_stack([random_field(rng, xy, UNIQUE_RANGE_M) for _ in ELEMENTS])
    noise = rng.standard_normal(smooth.shape)
    unique = UNIQUE_SMOOTH_SHARE**0.5 * smooth + (1 - UNIQUE_SMOOTH_SHARE) ** 0.5 * noise
    unique_variance = 1 - (LOADINGS**2).sum(axis=1)
    return scores @ LOADINGS.T + unique * np.sqrt(unique_variance)


def laboratory_results(rng: np.random.Generator, logs: np.ndarray) -> list[list[str]]:
    """Report standardised logarithms (N, 27) as a laboratory does: 27 columns of N texts.

    A text is a rounded number, `<limit`, or empty where there is no result.
    """
    columns = []
    for element, x in zip(ELEMENTS, logs.T):
        texts = [f"{value:.{element.decimals}f}" for value in element.median * element.gsd**x]
        if element.limit is not None:
            below = element.median * element.gsd**x < element.limit
            texts = [f"<{element.limit:g}" if b else t for b, t in zip(below, texts)]
        for row in rng.choice(len(x), element.blanks, replace=False):
            texts[row] = ""
        columns.append(texts)
    return columns


def is_clear_of_systems(x: float, y: float) -> bool:
    """Tell whether a place lies well beyond the rim of every planted system."""
    place = np.array([[x, y]])
    return all(system_distance(place, system)[0] > 1.25 for system in SYSTEMS)


def ground_distance(x: float, y: float) -> float:
    """Distance in metres from the survey's ground; 0 inside it."""
    return float(np.hypot(max(WEST - x, 0, x - EAST), max(SOUTH - y, 0, y - NORTH)))


def place_in_system(rng: np.random.Generator, system: System) -> tuple[float, float]:
    """Draw a place in a planted system, likelier near its centre."""
    while True:
        x, y = system.xy + SITE_SPREAD * system.radius_m * rng.standard_normal(2)
        if system_distance(np.array([[x, y]]), system)[0] < 0.9:
            return x, y


def place_on_background(rng: np.random.Generator) -> tuple[float, float]:
    """Draw a place on the survey's ground without regard to geochemistry, off every system."""
    while True:
        x, y = rng.uniform((WEST, SOUTH), (EAST, NORTH))
        if is_clear_of_systems(x, y):
            return x, y


def place_outside(rng: np.random.Generator) -> tuple[float, float]:
    """Draw a place 1 to 5 km beyond the survey's ground."""
    while True:
        x, y = rng.uniform((WEST - 5000, SOUTH - 5000), (EAST + 5000, NORTH + 5000))
        if 1000 < ground_distance(x, y) < 5000:
            return x, y


def place_near_highest(rng: np.random.Generator, xy: np.ndarray, score) -> tuple[float, float]:
    """Draw a place in the cell of one of the 40 highest-scoring samples, off every system."""
    while True:
        highest = xy[rng.choice(np.argsort(-score, kind="stable")[:40])]
        x, y = highest + SPACING * rng.uniform(-0.5, 0.5, 2)
        if is_clear_of_systems(x, y):
            return x, y


def occurrence_sites(rng: np.random.Generator, xy: np.ndarray, scores: np.ndarray) -> list[tuple]:
    """Draw the distinct sites, well apart: (commodity or None for copper and gold, x, y)."""
    draws = [
        (None, lambda system=system: place_in_system(rng, system))
        for system in SYSTEMS
        for _ in range(system.occurrences)
    ]
    draws += [(None, lambda: place_on_background(rng))] * BACKGROUND_SITES
    draws += [(None, lambda: place_outside(rng))] * SITES_OUTSIDE
    for commodity in OTHER_COMMODITIES:  # lead and zinc follow D2, iron follows nothing
        if commodity == "Pb-Zn":
            draws.append((commodity, lambda: place_near_highest(rng, xy, scores[:, 1])))
        else:
            draws.append((commodity, lambda: place_on_background(rng)))
    sites: list[tuple] = []
    for commodity, draw in draws:
        x, y = draw()
        while any(np.hypot(x - u, y - v) < SITE_SEPARATION_M for _, u, v in sites):
            x, y = draw()
        sites.append((commodity, x, y))
    return sites


def occurrences(rng: np.random.Generator, xy: np.ndarray, scores: np.ndarray) -> list[Occurrence]:
    """Draw the register of occurrences; its last records repeat sites that it already has."""
    sites = occurrence_sites(rng, xy, scores)
    records = []
    for number, index in enumerate(rng.permutation(len(sites)), start=1):
        commodity, x, y = sites[index]
        commodity = commodity or str(rng.choice(["Cu", "Au", "Cu-Au"], p=[0.4, 0.2, 0.4]))
        status = str(
            rng.choice(
                ["occurrence", "prospect", "old working", "deposit"], p=[0.55, 0.25, 0.15, 0.05]
            )
        )
        name = f"Synthetic occurrence {number:02d}"
        records.append(Occurrence(name, commodity, status, round(x), round(y)))
    in_systems = [r for r in records if not is_clear_of_systems(r.x, r.y)]
    for index in rng.choice(len(in_systems), DUPLICATE_RECORDS, replace=False):
        first = in_systems[index]
        angle, distance = rng.uniform(0, 2 * np.pi), rng.uniform(30, 90)
        x, y = first.x + distance * np.cos(angle), first.y + distance * np.sin(angle)
        name = f"{first.name} (second record)"
        records.append(Occurrence(name, first.commodity, "occurrence", round(x), round(y)))
    return records


class Table(NamedTuple):
    """One layer or CSV file: texts row by row; numeric says which columns hold numbers."""

    name: str
    description: str
    header: list[str]
    numeric: list[bool]
    rows: list[list[str]]


def make_tables(seed: int = SEED) -> list[Table]:
    """Make the whole survey as tables of texts, exactly what the CSV files hold."""
    streams = np.random.SeedSequence(seed).spawn(3)
    survey, laboratory, sites = (np.random.Generator(np.random.PCG64(s)) for s in streams)
    xy = sample_grid()
    scores = factor_scores(survey, xy)
    results = laboratory_results(laboratory, standard_logs(survey, xy, scores))
    samples = [
        [f"S{i + 1:04d}", f"{x:.2f}", f"{y:.2f}", *(column[i] for column in results), SURVEY]
        for i, (x, y) in enumerate(xy)
    ]
    records = [
        [r.name, r.commodity, r.status, f"{r.x:d}", f"{r.y:d}", SURVEY]
        for r in occurrences(sites, xy, scores)
    ]
    systems = [
        [s.system_id, *(f"{v:.2f}" for v in s.xy)]
        + [f"{v:g}" for v in (s.radius_m, s.d1, s.d3, s.occurrences)]
        + [SURVEY]
        for s in SYSTEMS
    ]
    is_number = [element.limit is None for element in ELEMENTS]
    return [
        Table(
            "samples",
            f"{COLUMNS * ROWS} stream-sediment composites on a grid",
            ["sample_id", "x", "y", *(element.field for element in ELEMENTS), "survey"],
            [False, True, True, *is_number, False],
            samples,
        ),
        Table(
            "occurrences",
            "register of mineral occurrences",
            ["name", "commodity", "status", "x", "y", "survey"],
            [False, False, False, True, True, False],
            records,
        ),
        Table(
            "planted_systems",
            "the Cu-Au systems planted into the factor scores: the answer, not an input",
            ["system_id", "x", "y", "radius_m", "d1", "d3", "known", "survey"],
            [False, True, True, True, True, True, True, False],
            systems,
        ),
    ]


def write_csv(table: Table, path: Path) -> None:
    """Write a table with the same bytes on every machine."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(table.rows)


def circle(x: float, y: float, radius: float) -> str:
    """Well-known text of a circle as a polygon of 72 sides."""
    angles = np.linspace(0, 2 * np.pi, 73)
    angles[-1] = 0  # the ring closes on the very same point
    ring = ", ".join(f"{x + radius * np.cos(a):.2f} {y + radius * np.sin(a):.2f}" for a in angles)
    return f"POLYGON (({ring}))"


def write_geopackage(tables: list[Table], path: Path) -> None:
    """Write the tables as layers: points, and circles for the table that has a radius."""
    from osgeo import gdal, ogr, osr

    gdal.UseExceptions()
    gdal.SetConfigOption("OGR_CURRENT_DATE", "2024-01-01T00:00:00.000Z")  # same seed, same file
    path.unlink(missing_ok=True)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(EPSG)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    source.SetMetadataItem("DESCRIPTION", NOTICE)
    for table in tables:
        write_layer(source, table, crs)
    source = None  # closes the file
    gdal.SetConfigOption("OGR_CURRENT_DATE", None)


def write_layer(source, table: Table, crs) -> None:
    """Write one table as a layer of an open GeoPackage; an empty text becomes NULL."""
    from osgeo import ogr

    is_round = "radius_m" in table.header
    options = [
        f"IDENTIFIER={SURVEY}: {table.name.replace('_', ' ')}",
        f"DESCRIPTION={NOTICE} {table.description[0].upper()}{table.description[1:]}.",
    ]
    geometry_type = ogr.wkbPolygon if is_round else ogr.wkbPoint
    layer = source.CreateLayer(table.name, crs, geometry_type, options)
    for name, numeric in zip(table.header, table.numeric):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal if numeric else ogr.OFTString))
    layer.StartTransaction()
    for row in table.rows:
        values = dict(zip(table.header, row))
        x, y = float(values["x"]), float(values["y"])
        feature = ogr.Feature(layer.GetLayerDefn())
        for (name, text), numeric in zip(values.items(), table.numeric):
            if text:
                feature.SetField(name, float(text) if numeric else text)
            else:
                feature.SetFieldNull(name)
        shape = circle(x, y, float(values["radius_m"])) if is_round else f"POINT ({x} {y})"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def element_counts(samples: Table) -> str:
    """Describe every element field in a Markdown table, with its counts below limit and blank."""
    lines = [
        "| field | type | median | geometric s.d. | detection limit | below limit | blank |",
        "|---|---|---|---|---|---|---|",
    ]
    for element in ELEMENTS:
        texts = [row[samples.header.index(element.field)] for row in samples.rows]
        below = sum(text.startswith("<") for text in texts)
        lines.append(
            f"| {element.field} | {'number' if element.limit is None else 'text'} "
            f"| {element.median:g} | {element.gsd:.2f} "
            f"| {'' if element.limit is None else format(element.limit, 'g')} "
            f"| {below} ({100 * below / len(texts):.1f} %) | {texts.count('')} |"
        )
    return "\n".join(lines)


def occurrence_counts(register: Table) -> str:
    """Count the records of the register by commodity and place in a Markdown table."""
    places = ["in a planted system", "on background", "outside the ground"]
    counts: dict[str, list[int]] = {}
    for row in register.rows:
        x, y = float(row[3]), float(row[4])
        on_background = 1 if ground_distance(x, y) == 0 else 2
        place = on_background if is_clear_of_systems(x, y) else 0
        counts.setdefault(row[1], [0, 0, 0])[place] += 1
    lines = [f"| commodity | {' | '.join(places)} | all |", "|---|---|---|---|---|"]
    for commodity in sorted(counts):
        cells = " | ".join(map(str, counts[commodity]))
        lines.append(f"| {commodity} | {cells} | {sum(counts[commodity])} |")
    totals = [sum(column) for column in zip(*counts.values())]
    lines.append(f"| all | {' | '.join(map(str, totals))} | {sum(totals)} |")
    return "\n".join(lines)


def system_list(systems: Table) -> str:
    """List the planted systems in a Markdown table."""
    lines = [
        "| system_id | x | y | radius_m | d1 | d3 | known occurrences |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join(lines + [f"| {' | '.join(row[:-1])} |" for row in systems.rows])


def renew_readme(path: Path, blocks: dict[str, str]) -> None:
    """Replace the tables between `<!-- NAME -->` and `<!-- end NAME -->` in a Markdown file."""
    text = path.read_text(encoding="utf-8")
    for name, block in blocks.items():
        start, end = f"<!-- {name} -->\n", f"<!-- end {name} -->"
        before, rest = text.split(start, 1)
        text = before + start + block + "\n" + end + rest.split(end, 1)[1]
    path.write_text(text, encoding="utf-8")


def main(folder: Path) -> None:
    """Write the survey's files into a folder, and renew its README where there is one."""
    samples, register, systems = tables = make_tables()
    for table in tables:
        write_csv(table, folder / f"{table.name}.csv")
    write_geopackage(tables, folder / "sample_survey.gpkg")
    blocks = {
        "elements": element_counts(samples),
        "occurrences": occurrence_counts(register),
        "systems": system_list(systems),
    }
    if (folder / "README.md").exists():
        renew_readme(folder / "README.md", blocks)
    print(f"{NOTICE}\n\n" + "\n\n".join(blocks.values()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
