"""Time BatchSOM, SOM and the search for best-matching units beside whatever peers are installed.

    python tests/benchmarks/bench_maps.py batch --samples 100000 --variables 12 --rows 30 --cols 30
    python tests/benchmarks/bench_maps.py online --samples 806 --rows 10 --cols 10
    python tests/benchmarks/bench_maps.py bmu --samples 1000000 --variables 29 --rows 30 --cols 30

All train on the same standardised data from the same start with the same Gaussian neighbourhood
and schedule; runs are interleaved, and the quantization error is measured by one function for all.
On a shared computer trust the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import functools
import math
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import conftest  # noqa: F401  (makes the package importable as geochem_som)
from geochem_som.core import map_quality, matching
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.initialisation import initial_prototypes
from geochem_som.core.lattice import Lattice
from geochem_som.core.som import SOM

ALPHA_MAX, ALPHA_MIN = 0.5, 0.01


def make_samples(args) -> np.ndarray:
    """Overlapping groups with correlated variables, standardised."""
    rng = np.random.default_rng(0)
    centres = 2 * rng.normal(size=(15, args.variables))
    mixing = 0.5 * rng.normal(size=(args.variables, args.variables))
    noise = rng.normal(size=(args.samples, args.variables))
    X = centres[rng.integers(0, 15, args.samples)] + noise @ mixing
    return (X - X.mean(axis=0)) / X.std(axis=0)


class Task:
    """The same job for everyone: data, start and schedule (sigma = T / sqrt(2))."""

    def __init__(self, args) -> None:
        self.X = make_samples(args)
        self.rows, self.cols, self.epochs = args.rows, args.cols, args.epochs
        lattice = Lattice(args.rows, args.cols)
        self.start = initial_prototypes("sample", self.X, lattice, np.random.default_rng(1))
        self.grid = self.start.reshape(args.rows, args.cols, -1)
        self.t_max = max(args.rows, args.cols) / 2
        self.t_end = 0.5  # reached one step after the last, as most peers count

    @property
    def sigmas(self) -> tuple[float, float]:
        return self.t_max / math.sqrt(2), self.t_end / math.sqrt(2)

    def settings(self, steps: int) -> dict:
        last = self.t_max * (self.t_end / self.t_max) ** ((steps - 1) / steps)
        return {
            "distance": "euclidean",
            "epochs": self.epochs,
            "t_max": self.t_max,
            "t_min": last,
            "init": self.start,
        }


def batch_here(task: Task) -> np.ndarray:
    return BatchSOM(task.rows, task.cols, **task.settings(task.epochs)).fit(task.X).prototypes_


def batch_here_manhattan(task: Task) -> np.ndarray:
    settings = {**task.settings(task.epochs), "distance": "manhattan"}
    return BatchSOM(task.rows, task.cols, **settings).fit(task.X).prototypes_


def batch_xpysom(task: Task) -> np.ndarray:
    from xpysom import XPySom

    first, last = task.sigmas
    som = XPySom(
        task.rows, task.cols, task.X.shape[1], sigma=first, sigmaN=last, std_coeff=1.0, xp=np
    )
    som._weights = task.grid.copy()
    som.train(task.X, task.epochs)
    return som.get_weights()


def batch_fastersom(task: Task) -> np.ndarray:
    from fastersom import SOM as Peer

    first, last = task.sigmas
    som = Peer(
        task.rows,
        task.cols,
        n_epochs=task.epochs,
        sigma_initial=first,
        sigma_final=last,
        init=task.start,
        device="cpu",
    )
    som.fit(task.X)
    return som.weights_


def batch_python_som(task: Task) -> np.ndarray:
    from python_som import SOM as Peer

    first, last = task.sigmas
    som = Peer(
        task.rows,
        task.cols,
        task.X.shape[1],
        neighborhood_radius=first,
        neighborhood_radius_decay=lambda sigma, t, end: sigma * (last / first) ** (t / end),
        min_neighborhood_radius=1e-6,
        random_seed=0,
    )
    som._weights = task.grid.copy()
    som.train(task.X, n_iteration=task.epochs, mode="batch")
    return som.get_weights()


def online_here(task: Task) -> np.ndarray:
    steps = task.epochs * len(task.X)
    som = SOM(
        task.rows,
        task.cols,
        alpha_max=ALPHA_MAX,
        alpha_min=ALPHA_MIN,
        **task.settings(steps),
    )
    return som.fit(task.X).prototypes_


def online_minisom(task: Task) -> np.ndarray:
    from minisom import MiniSom

    first, last = task.sigmas
    steps = task.epochs * len(task.X)
    som = MiniSom(
        task.rows,
        task.cols,
        task.X.shape[1],
        sigma=first,
        learning_rate=ALPHA_MAX,
        decay_function=lambda alpha, t, end: alpha + (ALPHA_MIN - alpha) * t / end,
    )
    som._sigma_decay_function = lambda sigma, t, end: sigma * (last / first) ** (t / end)
    som._weights = task.grid.copy()
    rng = np.random.default_rng(42)  # draws as SOM does by default
    draws = np.concatenate([rng.permutation(len(task.X)) for _ in range(task.epochs)])
    for t, i in enumerate(draws):
        som.update(task.X[i], som.winner(task.X[i]), t, steps)
    return som.get_weights()


def online_python_som(task: Task) -> np.ndarray:
    from python_som import SOM as Peer

    first, last = task.sigmas
    som = Peer(
        task.rows,
        task.cols,
        task.X.shape[1],
        learning_rate=ALPHA_MAX,
        learning_rate_decay=lambda alpha, t, end: alpha + (ALPHA_MIN - alpha) * t / end,
        neighborhood_radius=first,
        neighborhood_radius_decay=lambda sigma, t, end: sigma * (last / first) ** (t / end),
        min_neighborhood_radius=1e-6,
        random_seed=0,
    )
    som._weights = task.grid.copy()
    som.train(task.X, n_iteration=task.epochs * len(task.X), mode="random")
    return som.get_weights()


def bmu_here(task: Task) -> np.ndarray:
    return matching.best_matching_units(task.X, task.start)


def bmu_two_here(task: Task) -> np.ndarray:
    return matching.best_two(task.X, task.start)[0]


def bmu_scipy(task: Task) -> np.ndarray:
    from scipy.cluster.vq import vq

    return vq(task.X, task.start, check_finite=False)[0]


def bmu_sklearn(task: Task) -> np.ndarray:
    from sklearn.metrics import pairwise_distances_argmin

    return pairwise_distances_argmin(task.X, task.start)


CONTESTANTS = {
    "batch": {
        "BatchSOM": batch_here,
        "BatchSOM, Manhattan": batch_here_manhattan,
        "xpysom": batch_xpysom,
        "fastersom": batch_fastersom,
        "python_som": batch_python_som,
    },
    "online": {
        "SOM": online_here,
        "MiniSom": online_minisom,
        "python_som": online_python_som,
    },
    "bmu": {
        "best_matching_units": bmu_here,
        "best_two": bmu_two_here,
        "scipy vq": bmu_scipy,
        "sklearn": bmu_sklearn,
    },
}


def quality(job: str, task: Task, answer: np.ndarray) -> float:
    """Quantization error of the prototypes, or share of right units."""
    if job == "bmu":
        return float(np.mean(answer == matching.best_matching_units(task.X, task.start)))
    prototypes = np.asarray(answer, dtype=float).reshape(len(task.start), -1)
    return map_quality.quantization_error(task.X, prototypes)


def installed(contestants: dict, task: Task) -> dict:
    """Those that run at all, each warmed up once."""
    ready = {}
    for name, run in contestants.items():
        try:
            run(task)
        except ImportError as error:
            print(f"{name}: left out ({error})")
        else:
            ready[name] = functools.partial(run, task)
    return ready


def measure(contestants: dict, repeats: int) -> dict[str, tuple[float, float, np.ndarray]]:
    """Median wall and processor seconds of interleaved runs, and the last answer."""
    walls: dict[str, list] = {name: [] for name in contestants}
    processors: dict[str, list] = {name: [] for name in contestants}
    answers = {}
    for _ in range(repeats):
        for name, run in contestants.items():
            wall, processor = time.perf_counter(), time.process_time()
            answers[name] = run()
            walls[name].append(time.perf_counter() - wall)
            processors[name].append(time.process_time() - processor)
    return {
        name: (float(np.median(walls[name])), float(np.median(processors[name])), answers[name])
        for name in contestants
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("job", choices=sorted(CONTESTANTS))
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--variables", type=int, default=12)
    parser.add_argument("--rows", type=int, default=30)
    parser.add_argument("--cols", type=int, default=30)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, help="threads of ours; all cores when not given")
    parser.add_argument("--only", nargs="*", help="names of those to run")
    args = parser.parse_args()
    if args.threads:
        matching.available_threads = lambda: args.threads

    task = Task(args)
    chosen = {
        name: run
        for name, run in CONTESTANTS[args.job].items()
        if not args.only or name in args.only
    }
    results = measure(installed(chosen, task), args.repeats)
    wall_here, processor_here, _ = next(iter(results.values()))
    score = "right" if args.job == "bmu" else "qerror"
    print(
        f"\n{args.samples} x {args.variables} on {args.rows} x {args.cols}, "
        f"{args.epochs} epochs, median of {args.repeats}"
    )
    print(f"{'':22}{'wall s':>9}{'ratio':>7}{'cpu s':>9}{'ratio':>7}{score:>9}")
    for name, (wall, processor, answer) in results.items():
        print(
            f"{name:22}{wall:9.3f}{wall / wall_here:7.1f}{processor:9.3f}"
            f"{processor / processor_here:7.1f}{quality(args.job, task, answer):9.4f}"
        )


if __name__ == "__main__":
    main()
