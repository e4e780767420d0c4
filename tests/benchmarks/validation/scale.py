"""Time and memory of a large survey through core, step by step, in a process of its own.

    python tests/benchmarks/validation/scale.py SAMPLES OCCURRENCES PER_SETTING

prints one line of JSON. Every step reports progress; the longest silence between two reports is
measured too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).resolve().parent
N_FIELDS, N_FACTORS = 27, 5
SPACING = 1000.0


def measured(samples: int, occurrences: int, per_setting: int) -> list[dict]:
    """Rows of `steps`, made by a fresh process so that its memory is its own."""
    sizes = map(str, (samples, occurrences, per_setting))
    command = [sys.executable, str(HERE / "scale.py"), *sizes]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


class Watch:
    """Times steps and listens to their progress."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def step(self, name: str, work: Callable):
        """Run `work(progress)` and note its seconds, reports and longest silence."""
        start = last = time.perf_counter()
        busy = time.process_time()
        silence, reports, so_far = 0.0, 0, 0.0

        def progress(fraction: float) -> bool:
            nonlocal last, silence, reports, so_far
            now = time.perf_counter()
            silence, last, reports = max(silence, now - last), now, reports + 1
            so_far = max(so_far, fraction)
            return True

        result = work(progress)
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.rows.append(
            {
                "step": name,
                "seconds": end - start,
                "CPU seconds": time.process_time() - busy,
                "reports": reports,
                "longest silence": max(silence, end - last),
                "peak MB": peak / (1024.0**2 if sys.platform == "darwin" else 1024.0),
            }
        )
        print(f"  {name}: {end - start:.1f} s", file=sys.stderr, flush=True)
        return result


def large_survey(n_samples: int, n_occurrences: int):
    """Positions, concentrations as columns of a table, and the samples that host occurrences."""
    import numpy as np
    from geochem_som.core.validation.fields import FieldMaker

    rng = np.random.default_rng(42)
    side = int(np.ceil(np.sqrt(n_samples)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    xy = SPACING * (grid[:n_samples] + rng.uniform(-0.3, 0.3, (n_samples, 2)))
    maker = FieldMaker(xy, 0.08 * side * SPACING)
    factors = np.column_stack([maker.pair(rng)[0] for _ in range(N_FACTORS)])
    loadings = 0.8 * np.eye(N_FACTORS)[np.arange(N_FIELDS) % N_FACTORS]
    logs = factors @ loadings.T + 0.6 * rng.standard_normal((n_samples, N_FIELDS))
    logs[rng.random(logs.shape) < 0.02] = np.nan
    names = [f"E{j + 1}_ppm" for j in range(N_FIELDS)]
    raw = {name: np.exp(column) for name, column in zip(names, logs.T)}
    density = np.exp(factors[:, 0])
    return xy, raw, rng.choice(n_samples, n_occurrences, p=density / density.sum())


def steps(n_samples: int, n_occurrences: int, per_setting: int) -> list[dict]:
    """Prepare, train the three maps, join their units, combine, and evaluate against chance."""
    import numpy as np
    from geochem_som.core.clusters import cluster_units
    from geochem_som.core.map_size import suggest_map_size
    from geochem_som.core.preparation import prepare_samples
    from geochem_som.core.validation import (
        Ground,
        combination_scorer,
        examine_models,
        group_scorer,
        simulate_patterns,
        unit_scorer,
    )

    sys.path.insert(0, str(HERE))
    import contenders

    watch = Watch()
    xy, raw, places = large_survey(n_samples, n_occurrences)
    prepared = watch.step(
        "prepare",
        lambda progress: prepare_samples(
            raw, list(raw), transform="clr", scaling="standard", progress=progress
        ),
    )
    size = suggest_map_size(prepared.X)
    clusters, units = {}, {}
    for name, make in contenders.map_makers().items():
        label = f"{name}, {size[0]} x {size[1]}"
        model = watch.step(label, lambda p, make=make: make(*size).fit(prepared.X, progress=p))
        bmu = model.predict(prepared.X)
        hits = np.bincount(bmu, minlength=model.lattice_.size)
        joined = watch.step(
            f"clusters of {name}",
            lambda p, m=model, h=hits: cluster_units(m.prototypes_, h, m.lattice_, progress=p),
        )
        clusters[name] = group_scorer(joined.labels[bmu])
        units[name] = unit_scorer(bmu, model.lattice_)
    ground = Ground.of_samples(xy)
    pool = watch.step(
        "simulated patterns",
        lambda p: simulate_patterns(
            ground,
            n_occurrences,
            per_setting=per_setting,
            workers=os.cpu_count() or 1,
            progress=p,
        ),
    )
    for ranking, maps in (("units", units), ("clusters", clusters)):
        scorers = {**maps, "maximin": combination_scorer(list(maps.values()))}
        watch.step(
            f"held out, against chance: {len(maps)} maps by {ranking} and their maximin",
            lambda p, s=scorers: examine_models(s, ground, places, pool=pool, progress=p),
        )
    return watch.rows


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    import conftest  # noqa: F401  loads the package as geochem_som

    print(json.dumps(steps(*map(int, sys.argv[1:4]))))
