"""The experiments on DE-SOM: each trains, measures and returns a table of figures."""

from __future__ import annotations

import time
from collections.abc import Sequence

import measures
import numpy as np
import pandas as pd
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.de_som import DESOM
from geochem_som.core.map_size import suggest_map_size
from tables import Table

BATCH, OFF, ON = "Batch SOM", "network off", "DE-SOM"
MAKERS = {
    BATCH: BatchSOM,
    OFF: lambda rows, cols, **settings: DESOM(rows, cols, hidden=(), **settings),
    ON: DESOM,
}
# Published training with a network, rates and temperatures for small tables.
SMALL_PUBLISHED = {
    "variant": "published",
    "hidden": (128, 64),
    "latent": 3,
    "batch_size": 64,
    "prototype_learning_rate": 1e-2,
    "t_max": 10.0,
    "t_min": 0.5,
    "init": "pca",
}
PART = 0.8


def log(text: str) -> None:
    print(text, flush=True)


def part_of(count: int, number: int) -> np.ndarray:
    """Rows of a random 80 % of the samples, rising; the same for every method."""
    rows = np.random.default_rng(1000 + number).permutation(count)[: round(PART * count)]
    return np.sort(rows)


def partition_measures(table: Table, model) -> dict[str, float]:
    """What can be measured of a map on all samples of a table."""
    units = model.predict(table.X)
    lattice, found = model.lattice_, {"TE": model.topographic_error(table.X)}
    if table.labels is not None:
        found["purity"] = measures.purity(units, table.labels)
        found["NMI"] = measures.normalised_mutual_information(units, table.labels)
    if table.planted is not None:
        found["AP"] = measures.unit_average_precision(units, table.planted, lattice)
    if table.occurrences is not None:
        hosts = measures.nearest_samples(table.xy, table.occurrences, table.reach)
        found["AUC"] = measures.held_out_auc(units, table.xy, hosts, lattice)
    return found


def compare(table: Table, seeds: int, parts: int) -> list[dict]:
    """Rows of the main comparison for one table: each method on all samples and on parts of them.

    ``ARI seeds`` is the mean agreement between fits with different seeds, ``ARI parts`` between
    fits to 80 % of the samples; ``x`` the median over the seeds, ``x parts`` the values of the
    fits to parts, for the noise.
    """
    rows, cols = suggest_map_size(table.X)
    found = []
    for method, make in MAKERS.items():
        start = time.perf_counter()
        models = [make(rows, cols, random_state=seed).fit(table.X) for seed in range(seeds)]
        seconds = (time.perf_counter() - start) / seeds
        partial = [
            make(rows, cols, random_state=i).fit(table.X[part_of(len(table.X), i)])
            for i in range(parts)
        ]
        same = all(np.array_equal(models[0].prototypes_, model.prototypes_) for model in models)
        distinct = models[:1] if same else models
        each = pd.DataFrame([partition_measures(table, model) for model in distinct])
        row = {
            "table": table.name,
            "N": table.X.shape[0],
            "D": table.X.shape[1],
            "map": f"{rows} x {cols}",
            "method": method,
            **each.median().to_dict(),
            "ARI seeds": measures.mean_agreement([m.predict(table.X) for m in models]),
            "ARI parts": measures.mean_agreement([m.predict(table.X) for m in partial]),
            "seconds": seconds,
            "parts": pd.DataFrame([partition_measures(table, model) for model in partial]),
        }
        if method != BATCH:
            row |= health_of(models[0])
        found.append(row)
    log(f"  {table.name}: {table.X.shape[0]} x {table.X.shape[1]} on {rows} x {cols}")
    return found


def health_of(model: DESOM) -> dict[str, float]:
    return {
        "L": model.prototypes_.shape[1],
        "unexplained": model.unexplained_variance_,
        "rms": model.latent_rms_,
        "dead": model.dead_units_,
        "SOM share": model.som_share_,
        "warnings": len(model.warnings_),
    }


def distances_to(points: np.ndarray, X: np.ndarray) -> np.ndarray:
    return np.linalg.norm(X - points, axis=1)


def explained_elsewhere(reconstructed: np.ndarray, X: np.ndarray, mean: np.ndarray) -> float:
    return float(np.sum((reconstructed - X) ** 2) / np.sum((X - mean) ** 2))


def score_measures(table: Table, score: np.ndarray) -> dict[str, float]:
    """How well a score of samples finds planted ones, or the samples of known occurrences."""
    truth = table.planted
    if truth is None and table.occurrences is not None:
        hosts = measures.nearest_samples(table.xy, table.occurrences, table.reach)
        truth = np.isin(np.arange(len(table.X)), hosts)
    if truth is None:
        return {}
    return {
        "score AUC": measures.area_under_curve(score, truth),
        "score AP": measures.average_precision(score, truth),
    }


def own_value(table: Table, latents: Sequence[int | None]) -> list[dict]:
    """Rows on reconstruction for one table: Batch SOM, then each length of code off and on.

    Trained on 80 %; ``held out`` is the unexplained share of the other 20 % by reconstruction,
    ``by map`` the same by the (decoded) prototype of the best-matching unit. The score of a Batch
    SOM is the distance to its best-matching unit, that of DE-SOM the reconstruction error.
    """
    train = part_of(len(table.X), 0)
    new = np.setdiff1d(np.arange(len(table.X)), train)
    X, mean = table.X, table.X[train].mean(axis=0)
    rows, cols = suggest_map_size(X[train])
    batch = BatchSOM(rows, cols).fit(X[train])
    units = batch.predict(X)
    found = [
        {
            "table": table.name,
            "N": len(X),
            "D": X.shape[1],
            "method": BATCH,
            "by map": explained_elsewhere(batch.prototypes_[units[new]], X[new], mean),
            **score_measures(table, batch.bmu_distances(X)),
        }
    ]
    for latent in latents:
        for method in (OFF, ON):
            start = time.perf_counter()
            model = MAKERS[method](rows, cols, latent=latent).fit(X[train])
            seconds = time.perf_counter() - start
            units = model.predict(X[new])
            found.append(
                {
                    "table": table.name,
                    "N": len(X),
                    "D": X.shape[1],
                    "method": method,
                    "L": model.prototypes_.shape[1],
                    "automatic": latent is None,
                    "held out": explained_elsewhere(model.reconstruct(X[new]), X[new], mean),
                    "by map": explained_elsewhere(model.decoded_prototypes_[units], X[new], mean),
                    **score_measures(table, model.reconstruction_errors(X)),
                    "seconds": seconds,
                }
            )
    log(f"  {table.name}: {X.shape[0]} x {X.shape[1]} on {rows} x {cols}")
    return found


def random_starts(table: Table, count: int, noise: float = 0.01) -> dict[str, float]:
    """Agreement of units when every value is moved by noise of 1 % of a standard deviation."""
    rows, cols = suggest_map_size(table.X)
    agreement = {"table": table.name}
    for method, make in MAKERS.items():
        partitions = []
        for number in range(count):
            rng = np.random.default_rng(number)
            moved = table.X + noise * rng.standard_normal(table.X.shape)
            partitions.append(make(rows, cols).fit(moved).predict(table.X))
        agreement[method] = measures.mean_agreement(partitions)
    log(f"  {table.name}")
    return agreement


def published_on_tables(table: Table, seeds: int, epochs: int | None) -> list[dict]:
    """Published training with a small network: what T_min, gamma and seed do to it."""
    side = 10
    found = []
    features = table.X.shape[1]
    cases = {
        "small settings": {},
        "T_min 0.1": {"t_min": 0.1},
        "gamma 10": {"gamma": 10.0},
        "gamma 10, T_min 5": {"gamma": 10.0, "t_min": 5.0},
        "pretrained": {"pretrain_epochs": 50, "prototype_learning_rate": 1e-3},
    }
    for case, changes in cases.items():
        settings = {**SMALL_PUBLISHED, "epochs": epochs, **changes}
        models = [
            DESOM(side, side, random_state=seed, **settings).fit(table.X) for seed in range(seeds)
        ]
        units = [model.predict(table.X) for model in models]
        each = pd.DataFrame([health_of(model) for model in models]).median().to_dict()
        found.append(
            {
                "case": case,
                "gamma": settings.get("gamma", 1e-3 * features),
                "TE": float(np.median([m.topographic_error(table.X) for m in models])),
                "ARI seeds": measures.mean_agreement(units),
                **each,
                "warned": f"{sum(bool(m.warnings_) for m in models)} of {seeds}",
            }
        )
        log(f"  published, {case}")
    default = DESOM(side, side).fit(table.X)
    found.append(
        {
            "case": "default variant",
            "TE": default.topographic_error(table.X),
            "ARI seeds": 1.0,
            **health_of(default),
            "warned": f"{int(bool(default.warnings_))} of 1",
        }
    )
    return found


def as_published_digits(epochs: int) -> dict[str, float] | None:
    """The authors' settings on the digits, 8 x 8 units, pixels from 0 to 1."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        return None
    X, labels = load_digits(return_X_y=True)
    X = X / 16.0
    start = time.perf_counter()
    models = {"DE-SOM as published": DESOM.as_published(8, 8, epochs=epochs, random_state=1).fit(X)}
    seconds = {"DE-SOM as published": time.perf_counter() - start}
    for method, make in MAKERS.items():
        start = time.perf_counter()
        models[method] = make(8, 8).fit(X)
        seconds[method] = time.perf_counter() - start
    found = []
    for method, model in models.items():
        units = model.predict(X)
        found.append(
            {
                "method": method,
                "purity": measures.purity(units, labels),
                "NMI": measures.normalised_mutual_information(units, labels),
                "TE": model.topographic_error(X),
                "dead": int(np.sum(np.bincount(units, minlength=64) == 0)),
                "seconds": seconds[method],
            }
        )
    log("  digits as published")
    return found


def collapse_grid(quick: bool) -> list[dict]:
    """The default variant over sizes and weights of the SOM term: worst figures of each weight."""
    found = []
    sizes = [(100, 5), (300, 70)] if quick else [(100, 5), (100, 70), (1000, 5), (1000, 70)]
    for weight in (0.0, 0.03, 1.0, 100.0):
        rows = []
        for samples, features in sizes:
            rng = np.random.default_rng(features)
            factors = rng.standard_normal((samples, 4))
            X = np.column_stack([factors, factors[:, :2] ** 2]) @ rng.normal(size=(6, features))
            X = X + 0.5 * rng.standard_normal(X.shape)
            X = (X - X.mean(axis=0)) / X.std(axis=0)
            side = 6 if samples < 500 else 12
            off = DESOM(side, side, hidden=()).fit(X)
            model = DESOM(side, side, som_weight=weight).fit(X)
            rows.append(
                {
                    "rms ratio": model.latent_rms_ / off.latent_rms_,
                    "unexplained": model.unexplained_variance_,
                    "dead share": model.dead_units_ / side**2,
                    "SOM share": model.som_share_,
                    "warned": bool(model.warnings_),
                }
            )
        frame = pd.DataFrame(rows)
        found.append(
            {
                "SOM weight": weight,
                "least rms ratio": frame["rms ratio"].min(),
                "most unexplained": frame["unexplained"].max(),
                "most dead": frame["dead share"].max(),
                "most SOM share": frame["SOM share"].max(),
                "warned": f"{int(frame['warned'].sum())} of {len(frame)}",
            }
        )
    log("  grid of sizes and weights")
    return found


def times(tables: list[tuple[Table, int, int]]) -> list[dict]:
    """Seconds of one fit."""
    found = []
    for table, rows, cols in tables:
        row = {"table": f"{len(table.X)} x {table.X.shape[1]} on {rows} x {cols}"}
        for method, make in MAKERS.items():
            start = time.perf_counter()
            make(rows, cols).fit(table.X)
            row[method] = time.perf_counter() - start
        found.append(row)
    log("  times")
    return found
