"""The tables that the experiments on DE-SOM train on: labelled sets, synthetic and real surveys."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "resources" / "sample"))
import make_sample_survey as survey_maker  # noqa: E402

COPPER_GOLD = ("Cu", "Au", "Cu-Au")
UNITS = ("_ppm", "_ppb", "_pct")


@dataclass(frozen=True)
class Table:
    """Standardised samples and what is known about them.

    Attributes
    ----------
    name : str
    X : (N, D) array
    labels : (N,) array, optional
    planted : (N,) boolean array, optional
        Samples of planted mineralization.
    xy : (N, 2) array, optional
    occurrences : (M, 2) array, optional
        Coordinates of known occurrences.
    reach : float
        An occurrence farther from every sample than this is left out.
    fields : tuple of str
    """

    name: str
    X: np.ndarray
    labels: np.ndarray | None = None
    planted: np.ndarray | None = None
    xy: np.ndarray | None = None
    occurrences: np.ndarray | None = None
    reach: float = np.inf
    fields: tuple = ()


def standardise(X: np.ndarray) -> np.ndarray:
    spread = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def centred_log_ratio(values: np.ndarray) -> np.ndarray:
    logs = np.log(values)
    return logs - logs.mean(axis=1, keepdims=True)


def numbers(column: pd.Series) -> np.ndarray:
    """Positive numbers: half the limit below it ('<' or negative), the median for blanks."""
    texts = column.astype(str).str.strip()
    values = pd.to_numeric(texts.str.lstrip("<"), errors="coerce").to_numpy(float)
    values = np.where(values <= -9999, np.nan, values)
    values = np.where(texts.str.startswith("<") | (values < 0), np.abs(values) / 2, values)
    values = np.where(values == 0, np.nanmin(values[values > 0]) / 2, values)
    return np.where(np.isnan(values), np.nanmedian(values), values)


def assays(frame: pd.DataFrame, fields: list[str]) -> np.ndarray:
    return np.column_stack([numbers(frame[name]) for name in fields])


def elements(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if name.endswith(UNITS)]


def labelled(name: str) -> Table | None:
    """A labelled set of scikit-learn, or None without it."""
    try:
        from sklearn import datasets
    except ImportError:
        return None
    X, labels = getattr(datasets, f"load_{name}")(return_X_y=True)
    return Table(name.replace("_", " "), standardise(X), labels)


@functools.cache
def _field_factor(range_m: tuple) -> np.ndarray:
    scaled = survey_maker.sample_grid() / np.asarray(range_m)
    distance = np.sqrt(((scaled[:, None] - scaled[None]) ** 2).sum(axis=2))
    return np.linalg.cholesky(np.exp(-distance))


def _fast_random_field(rng, xy, range_m):
    return _field_factor(tuple(np.atleast_1d(range_m))) @ rng.standard_normal(len(xy))


def sample_survey(seed: int = survey_maker.SEED) -> Table:
    """The survey of resources/sample, or another draw of its generator: clr, standardised."""
    kept, survey_maker.random_field = survey_maker.random_field, _fast_random_field
    try:
        samples, register, _ = survey_maker.make_tables(seed)
    finally:
        survey_maker.random_field = kept
    frame = pd.DataFrame(samples.rows, columns=samples.header).replace("", np.nan)
    xy = survey_maker.sample_grid()
    planted = np.zeros(len(xy), dtype=bool)
    for system in survey_maker.SYSTEMS:
        planted |= survey_maker.system_distance(xy, system) < 0.7
    sites = pd.DataFrame(register.rows, columns=register.header)
    sites = sites[sites["commodity"].isin(COPPER_GOLD)][["x", "y"]].to_numpy(float)
    fields = elements(frame)
    return Table(
        f"sample survey {seed}",
        standardise(centred_log_ratio(assays(frame, fields))),
        planted=planted,
        xy=xy,
        occurrences=sites,
        reach=1100.0,
        fields=tuple(fields),
    )


def large_sample_survey(draws: int = 25, first: int = 100) -> Table:
    """Many draws of the sample survey's generator in one table of about 20,000 samples."""
    tables = [sample_survey(first + i) for i in range(draws)]
    return Table(
        f"sample survey, {draws} draws",
        standardise(np.vstack([table.X for table in tables])),
        planted=np.concatenate([table.planted for table in tables]),
    )


def _smooth_fields(rng, xy: np.ndarray, reach: float, count: int) -> np.ndarray:
    """Gaussian random fields (N, count) of unit variance: sums of 60 random waves."""
    fields = np.empty((len(xy), count))
    for column in range(count):
        waves, phases = rng.standard_normal((60, 2)) / reach, rng.uniform(0, 2 * np.pi, 60)
        fields[:, column] = np.sqrt(2 / 60) * np.cos(xy @ waves.T + phases).sum(axis=1)
    return fields


def mixture(samples: int, seed: int, *, enrichment: float = 0.5, variables: int = 24) -> Table:
    """A survey of mixtures: concentrations add up, so their log-ratios lie on a curved surface.

    Five lithologies in proportions that vary over the ground (labels: the commonest), four
    elements bound to iron and manganese oxides up to a ceiling, dilution of everything by one
    major component, ore that adds five elements in small patches (planted: about 2.5 % of the
    samples), 10 % noise; then closure, clr and standard scores.
    """
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(samples)))
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    xy = xy[:samples].astype(float)
    base = rng.normal(2.0, 1.5, variables)
    rocks = np.exp(base + rng.normal(0.0, 1.0, (5, variables)))
    shares = np.exp(2.0 * _smooth_fields(rng, xy, side / 8, 5))
    shares /= shares.sum(axis=1, keepdims=True)
    values = shares @ rocks
    centres = xy[rng.choice(samples, max(4, samples // 400), replace=False)]
    distance = np.sqrt(((xy[:, None] - centres[None]) ** 2).sum(axis=2)).min(axis=1)
    ore = np.zeros(variables)
    ore_elements = rng.choice(variables, 5, replace=False)
    ore[ore_elements] = np.median(rocks[:, ore_elements], axis=0) * [2, 1.5, 1.2, 1, 0.8]
    grade = np.clip(1 - (distance / 1.8) ** 2, 0, None) * rng.lognormal(0.0, 0.3, samples)
    values += enrichment * grade[:, None] * ore
    dilution = 1 / (1 + np.exp(-2 * _smooth_fields(rng, xy, side / 6, 1)[:, 0]))
    values[:, 0] = values[:, 0] * (1 - dilution) + dilution * np.exp(base[0] + 2.5)
    values[:, 1:] *= (1 - 0.8 * dilution)[:, None]
    oxides = _smooth_fields(rng, xy, side / 5, 1)[:, 0]
    bound = rng.choice(np.setdiff1d(np.arange(1, variables), ore_elements), 4, replace=False)
    values[:, bound] *= (1 + 3 / (1 + np.exp(-3 * oxides)))[:, None]
    values *= np.exp(0.1 * rng.standard_normal(values.shape))
    return Table(
        f"mixtures {seed}",
        standardise(centred_log_ratio(values / values.sum(axis=1, keepdims=True))),
        labels=shares.argmax(axis=1),
        planted=distance < 1.45,
        xy=xy,
    )


def real_survey(name: str, file: str, reach: float) -> Table | None:
    """A real survey, clr and standard scores, or None where its files are not at hand."""
    folder = REAL / name
    if not (folder / file).exists():
        return None
    frame, sites = pd.read_csv(folder / file), pd.read_csv(folder / "occurrences.csv")
    sites = sites[sites["keep"] == 1][["x", "y"]].to_numpy(float)
    fields = elements(frame)
    X = standardise(centred_log_ratio(assays(frame, fields)))
    xy = frame[["x", "y"]].to_numpy(float)
    return Table(name, X, xy=xy, occurrences=sites, reach=reach, fields=tuple(fields))


def trondelag() -> Table | None:
    return real_survey("trondelag_soil", "samples.csv", 2500.0)


def northern_territory() -> Table | None:
    return real_survey("nt_streamsed_grid", "samples_core.csv", 2000.0)


def tellus() -> Table | None:
    """Tellus stream sediments, the elements of all three surveys, levelled: (x - median) / MAD."""
    path = REAL / "tellus_ireland" / "samples.csv"
    if not path.exists():
        return None
    frame = pd.read_csv(path)
    groups = frame["survey"].to_numpy()
    grouped = frame.groupby("survey")
    # An element that half of a survey's samples lack is not common to all.
    measured = grouped[elements(frame)].count().div(grouped.size(), axis=0)
    common = [name for name in elements(frame) if (measured[name] > 0.5).all()]
    logs = centred_log_ratio(assays(frame, common))
    for group in np.unique(groups):
        rows = groups == group
        median = np.median(logs[rows], axis=0)
        spread = np.median(np.abs(logs[rows] - median), axis=0)
        logs[rows] = (logs[rows] - median) / np.where(spread > 0, spread, 1.0)
    # Elements mostly at one limit have next to no MAD: their few values would rule the table.
    X = standardise(np.clip(logs, -10, 10))
    return Table("tellus_ireland", X, xy=frame[["x", "y"]].to_numpy(float), fields=tuple(common))
