"""How long DE-SOM trains: ``python tests/benchmarks/bench_de_som.py``.

Synthetic tables of the size of common surveys, on one thread. How good its maps are is told by
``make desom``.
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

# Samples, elements, rows, columns, fits.
SIZES = ((100, 5, 7, 7, 3), (806, 27, 10, 10, 3), (11_382, 36, 24, 22, 1), (100_000, 70, 40, 40, 1))


def survey(samples: int, elements: int, seed: int = 0) -> np.ndarray:
    """Standardised samples (N, D) of five heavy-tailed factors and noise."""
    rng = np.random.default_rng(seed)
    loadings = rng.normal(size=(5, elements)) * (rng.random((5, elements)) < 0.35)
    X = rng.standard_t(5, size=(samples, 5)) @ loadings
    X += 0.7 * rng.normal(size=(samples, elements))
    return (X - X.mean(axis=0)) / X.std(axis=0)


def main() -> None:
    start = time.perf_counter()
    import torch

    print(f"torch {torch.__version__}, loaded in {time.perf_counter() - start:.1f} s")
    for samples, elements, rows, cols, fits in SIZES:
        X = survey(samples, elements)
        seconds = []
        for _ in range(fits):
            start = time.perf_counter()
            net = DESOM(rows, cols).fit(X)
            seconds.append(time.perf_counter() - start)
        print(
            f"{samples:6} x {elements:2} on {rows:2} x {cols:<2} {statistics.median(seconds):7.2f} s"
            f"  unexplained {net.unexplained_variance_:.3f}  dead {net.dead_units_}",
            flush=True,
        )


if __name__ == "__main__":
    main()
