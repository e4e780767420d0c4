"""Validate the evaluation, the maps and the defaults, and write docs/validation.md: ``make validate``.

    python tests/benchmarks/validation/run.py [--quick] [--out docs] [--jobs 2] [--no-scale]

Everything is seeded; only times differ from run to run. Ends with status 1 where a promise is
broken. --quick runs each study once, small, to see that it runs: its figures mean nothing, and it
leaves out real surveys.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
import conftest  # noqa: E402, F401  loads the package as geochem_som
import drawn  # noqa: E402
import page  # noqa: E402
import pictures  # noqa: E402
import promises  # noqa: E402
import scale  # noqa: E402
import studies  # noqa: E402
import surveys  # noqa: E402
import through_qgis  # noqa: E402
from contenders import BY_UNITS  # noqa: E402

DEFAULT = f"maximin, {BY_UNITS}"
FULL = {
    "every": 1,
    "null": {"size": 250, "per_setting": 80, "kept": 120, "numbers": (13, 30, 60)},
    "schemes": 100,
    "power": {"size": 150, "per_setting": 60, "kept": 100, "numbers": (13, 30, 60, 120)},
    "draws": tuple(range(1, 9)),
    "examine": 250,
    "scale": {"samples": 100_000, "occurrences": 1000, "per_setting": 250},
}
QUICK = {
    "every": 4,
    "null": {"size": 4, "per_setting": 2, "kept": 20, "numbers": (13,)},
    "schemes": 2,
    "power": {"size": 3, "per_setting": 3, "kept": 20, "numbers": (13,)},
    "draws": (1, 2),
    "examine": 1,
    "scale": {"samples": 400, "occurrences": 40, "per_setting": 1},
}


def timed(study, *arguments, **settings):
    """A study's result with the seconds it took."""
    start = time.perf_counter()
    result = study(*arguments, **settings)
    return result, time.perf_counter() - start


def log(text: str) -> None:
    print(text, flush=True)


def run_studies(sizes: dict, names: list[str], jobs: int) -> dict:
    """All studies but that of scale, several at a time; the longest first."""
    every, numbers = sizes["every"], sizes["null"]["numbers"]
    with ProcessPoolExecutor(jobs) as pool:
        asked: dict[str, list[Future]] = {
            "examined": [pool.submit(timed, studies.examine, n, sizes["examine"]) for n in names],
            "nulls": [pool.submit(timed, studies.null_study, n, **sizes["null"]) for n in names],
            "power": [pool.submit(timed, studies.power_study, **sizes["power"], every=every)],
            "schemes": [pool.submit(timed, studies.schemes, names[0], sizes["schemes"], numbers)],
            "draws": [pool.submit(timed, studies.draw_study, n, every) for n in sizes["draws"]],
            "settings": [
                pool.submit(timed, studies.settings_study, name, every)
                for name in (*sizes["draws"], *names[1:])
            ],
            "drawn": [
                pool.submit(timed, drawn.drawn_study, name, every)
                for name in (*names, *sizes["draws"])
            ],
        }
        found: dict[str, list] = {}
        for kind, futures in asked.items():
            found[kind] = []
            for future in futures:
                result, seconds = future.result()
                found[kind].append(result)
                log(f"  {kind} {len(found[kind])} of {len(futures)}: {seconds:.0f} s")
    return found


def main() -> int:
    """Run everything, write the page, and return the exit status."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE.parents[2] / "docs")
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1))
    parser.add_argument("--no-scale", action="store_true", help="leave out the large survey")
    options = parser.parse_args()
    sizes, start = QUICK if options.quick else FULL, time.perf_counter()
    names = [surveys.SMALL] if options.quick else [surveys.SAMPLE, *surveys.at_hand()]
    for name in surveys.REAL_SURVEYS:
        if name not in names:
            why = "--quick" if options.quick else "its files are not in ../shared/data"
            log(f"Left out: {name} ({why}).")
    log(f"Studies on {', '.join(names)}, {options.jobs} at a time")
    found = run_studies(sizes, names, options.jobs)
    rows = []
    if not options.no_scale:
        log("A large survey")
        rows = scale.measured(**sizes["scale"])
        if not options.quick:
            rows += through_qgis.measured(sizes["scale"]["samples"], sizes["scale"]["occurrences"])
    sample = surveys.MAKERS[names[0]]()
    results = {
        **found,
        "power": found["power"][0],
        "schemes": found["schemes"][0],
        "draws": pd.concat(found["draws"], ignore_index=True),
        "settings": pd.concat(found["settings"], ignore_index=True),
        "drawn": pd.concat(found["drawn"], ignore_index=True),
        "scale": rows,
        "promises": promises.judge(found["nulls"], found["power"][0], rows),
        "default": DEFAULT,
        "sizes": sizes,
        "planted share": float((sample.system != "").mean()),
        "pathfinders": [
            f"{name} {', '.join(f.rsplit('_', 1)[0] for f in surveys.MAKERS[name]().pathfinders)}"
            for name in names
        ],
        "systems said": (
            "P5 is weak, P6 strong and without any known occurrence (resources/sample/README.md)."
        ),
    }
    minutes = (time.perf_counter() - start) / 60.0
    results["ran"] = (
        f"Surveys at hand: {', '.join(names)}. "
        f"{len(sizes['draws'])} other draws of the sample survey. It took {minutes:.0f} minutes."
    )
    write(results, options.out)
    for promise in results["promises"]:
        verdict = "holds " if promise.kept else "BROKEN"
        log(f"{verdict}: {promise.text}; worst {promise.worst:.1f} ({promise.where})")
    log(f"{options.out / 'validation.md'} after {60 * minutes:.0f} s")
    return status(results["promises"], options.quick)


def status(judged: list[promises.Promise], quick: bool) -> int:
    """Exit status: 1 where a promise is broken, but a quick run is too small to tell."""
    return int(not quick and not all(promise.kept for promise in judged))


def write(results: dict, folder: Path) -> None:
    """The page and its figures."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    nulls, power, models = (images / f"{name}.png" for name in page.FIGURES)
    pictures.nulls(results["schemes"], nulls)
    pictures.power(results["power"], power)
    pictures.models(results["examined"], models)
    (folder / "validation.md").write_text(page.page(results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
