"""How long DE-SOM trains and how good its maps are: ``python tests/benchmarks/bench_de_som.py``.

A synthetic survey of 806 samples and 27 elements: five heavy-tailed factors, noise, and one factor
raised in 40 samples. With scikit-learn installed also the handwritten digits, whose classes tell
how pure the units are.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import conftest  # noqa: F401  loads the package as geochem_som
from geochem_som.core.de_som import DESOM

SEEDS = (42, 1, 2)


def survey(samples=806, elements=27, seed=0):
    """Standardised samples (N, D) and whether each is one of the 40 enriched."""
    rng = np.random.default_rng(seed)
    loadings = rng.normal(size=(5, elements)) * (rng.random((5, elements)) < 0.35)
    factors = rng.standard_t(5, size=(samples, 5))
    enriched = np.arange(samples) < 40
    factors[enriched, 1] += 4.0
    X = factors @ loadings + 0.7 * rng.normal(size=(samples, elements))
    return (X - X.mean(axis=0)) / X.std(axis=0), enriched.astype(int)


def digits():
    """Standardised digits (1797, 64) and their classes, or None without scikit-learn."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        return None
    X, labels = load_digits(return_X_y=True)
    spread = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0), labels


def contingency(a, b):
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    return table


def purity(units, labels):
    """Share of samples that belong to the commonest class of their unit."""
    return contingency(units, labels).max(axis=1).sum() / len(labels)


def adjusted_rand_index(a, b):
    """Agreement of two partitions: 1 the same, 0 by chance (Hubert & Arabie 1985)."""

    def pairs(counts):
        return (counts * (counts - 1) / 2).sum()

    table = contingency(a, b)
    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = first * second / pairs(np.array([len(a)]))
    return (both - expected) / ((first + second) / 2 - expected)


def measure(name, X, labels, rows, cols, **settings):
    nets, seconds = [], []
    for seed in SEEDS:
        start = time.perf_counter()
        nets.append(DESOM(rows, cols, random_state=seed, **settings).fit(X))
        seconds.append(time.perf_counter() - start)
    units = [net.predict(X) for net in nets]
    agreement = [adjusted_rand_index(units[0], other) for other in units[1:]]
    median = statistics.median
    print(
        f"{name:8} {len(X):5} x {X.shape[1]:2}  {rows:2} x {cols:<2}"
        f"  {median(seconds):6.2f} s"
        f"  dead {max(net.dead_units_ for net in nets):3}"
        f"  TE {median(net.topographic_error(X) for net in nets):.3f}"
        f"  relative QE {median(net.relative_quantization_error(X) for net in nets):.3f}"
        f"  unexplained {median(net.unexplained_variance_ for net in nets):.3f}"
        f"  purity {median(purity(u, labels) for u in units):.3f}"
        f"  ARI of seeds {median(agreement):.2f}",
        flush=True,
    )


def main():
    start = time.perf_counter()
    import torch

    print(f"torch {torch.__version__}, loaded in {time.perf_counter() - start:.1f} s")
    print(f"medians of {len(SEEDS)} seeds; dead units: the worst")
    X, enriched = survey()
    measure("survey", X, enriched, 10, 10)
    measure("survey", X, enriched, 12, 12)
    known = digits()
    if known is None:
        print("digits: scikit-learn is not installed")
    else:
        measure("digits", *known, 8, 8)


if __name__ == "__main__":
    main()
