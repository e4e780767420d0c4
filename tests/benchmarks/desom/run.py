"""Repeat the experiments on DE-SOM and write docs/desom.md: ``make desom``.

    python tests/benchmarks/desom/run.py [--quick] [--out docs]

Everything is seeded. --quick runs each experiment once, small, to see that it runs: its figures
mean nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
import conftest  # noqa: E402, F401  loads the package as geochem_som
import experiments  # noqa: E402
import figures  # noqa: E402
import report  # noqa: E402
import tables  # noqa: E402


def there(*made) -> list:
    """The tables that are at hand."""
    return [table for table in made if table is not None]


def comparison_tables(quick: bool) -> tuple[list, list]:
    """Tables the settings were chosen on, and tables kept for the report."""
    if quick:
        return there(tables.labelled("iris")), [tables.mixture(150, 21)]
    chosen = there(
        *(tables.sample_survey(seed) for seed in (42, 1, 2)),
        tables.trondelag(),
        tables.labelled("digits"),
        tables.labelled("wine"),
        tables.labelled("breast_cancer"),
        *(tables.mixture(806, seed) for seed in (1, 2)),
    )
    kept = there(
        *(tables.sample_survey(seed) for seed in range(11, 17)),
        tables.northern_territory(),
        tables.labelled("iris"),
        *(tables.mixture(806, seed) for seed in (21, 22, 23)),
        tables.mixture(5000, 24),
    )
    return chosen, kept


def value_tables(quick: bool) -> list:
    """Tables on which reconstruction is measured."""
    if quick:
        return [tables.mixture(300, 31)]
    return there(
        *(tables.mixture(806, seed) for seed in (31, 32, 33)),
        *(tables.mixture(5000, seed) for seed in (34, 35, 36)),
        *(tables.mixture(20_000, seed) for seed in (37, 38)),
        tables.sample_survey(19),
        tables.large_sample_survey(),
        tables.trondelag(),
        tables.northern_territory(),
        tables.tellus(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE.parents[2] / "docs")
    options = parser.parse_args()
    quick, log, start = options.quick, experiments.log, time.perf_counter()
    images = options.out / "images"
    images.mkdir(parents=True, exist_ok=True)

    log("Partitions, on tables that settings were chosen on and on others")
    chosen, kept = comparison_tables(quick)
    seeds, parts = (2, 2) if quick else (10, 10)
    compared = {
        "chosen": [row for table in chosen for row in experiments.compare(table, seeds, parts)],
        "kept": [row for table in kept for row in experiments.compare(table, seeds, parts)],
    }
    log("A little noise")
    shaken = [
        experiments.random_starts(table, 2 if quick else 6)
        for table in ([*chosen, *kept] if quick else [chosen[0], *kept[:1], *kept[-4:]])
    ]
    log("Reconstruction")
    latents = (3, None) if quick else (4, 6, None)
    value = [row for table in value_tables(quick) for row in experiments.own_value(table, latents)]
    log("The published method on a table")
    first = tables.mixture(300, 41) if quick else tables.sample_survey()
    published = experiments.published_on_tables(first, 2 if quick else 3, 2 if quick else 154)
    log("Collapse")
    grid = experiments.collapse_grid(quick)
    log("Times")
    larger = [] if quick else there(tables.tellus())
    timed = experiments.times([(first, 10, 10), *((table, 28, 19) for table in larger)])
    log("Figures")
    survey = tables.sample_survey()
    figures.latent_picture(survey, images / "desom_latent.png")
    figures.planes(survey, images / "desom_planes.png")
    figures.score_maps(
        tables.mixture(400 if quick else 5000, 34), images / "desom_scores.png", latent=6
    )
    log("As published, on the digits (minutes)")
    digits = experiments.as_published_digits(1 if quick else 250)
    text = report.page(compared, shaken, value, published, grid, timed, digits)
    (options.out / "desom.md").write_text(text, encoding="utf-8")
    log(f"{options.out / 'desom.md'} after {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
