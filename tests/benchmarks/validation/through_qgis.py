"""Time and memory of predictionarea on a large survey, through qgis_process in a clean profile."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import scale

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "resources" / "demo"))
N_CLUSTERS = 6
TABLE = "delimitedtext://file://{path}?type=csv&xField=x&yField=y&crs=EPSG:32633&detectTypes=yes"


def measured(samples: int, occurrences: int) -> list[dict]:
    """One row like those of `scale.measured`; none where QGIS is not installed.

    The survey is that of `scale`, in clusters by the quantiles of one field; the ground is made of
    Voronoi cells.
    """
    import run_demo

    try:
        run_demo.qgis_process()
    except SystemExit:
        return []
    xy, raw, places = scale.large_survey(samples, occurrences)
    values = np.nan_to_num(np.log(raw["E1_ppm"]))
    cuts = np.quantile(values, np.linspace(0, 1, N_CLUSTERS + 1)[1:-1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "samples.csv", xy, np.digitize(values, cuts) + 1)
        _write(folder / "occurrences.csv", xy[places] + 1.0, np.ones(occurrences, dtype=int))
        profile = folder / "profile"
        profile.mkdir()
        environment = run_demo.clean_environment(profile)
        parameters = {
            "INPUT": TABLE.format(path=folder / "samples.csv"),
            "OCCURRENCES": TABLE.format(path=folder / "occurrences.csv"),
            "OUTPUT": folder / "ranked.gpkg",
        }
        command = [run_demo.qgis_process(), "run", "geochemsom:predictionarea", "--"]
        command += [f"{key}={value}" for key, value in parameters.items()]
        return [_watched(command, environment)]


def _write(path: Path, xy: np.ndarray, cluster: np.ndarray) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["x", "y", "cluster"])
        writer.writerows((f"{x:.1f}", f"{y:.1f}", c) for (x, y), c in zip(xy, cluster.tolist()))


def _watched(command: list, environment: dict) -> dict:
    """Run it, and read how often it tells its progress: qgis_process prints a mark for each step."""
    start = last = time.perf_counter()
    silence, said = 0.0, b""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        while part := process.stdout.read1(4096):
            now = time.perf_counter()
            silence, last = max(silence, now - last), now
            said += part
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise RuntimeError(said.decode(errors="replace")[-2000:])
    end = time.perf_counter()
    return {
        "step": "predictionarea by qgis_process",
        "seconds": end - start,
        "CPU seconds": usage.ru_utime + usage.ru_stime,
        "reports": said.count(b"..."),
        "longest silence": max(silence, end - last),
        "peak MB": usage.ru_maxrss / (1024.0**2 if sys.platform == "darwin" else 1024.0),
    }
