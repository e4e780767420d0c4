"""Run `separateanomalies` through qgis_process and show what came out.

A command for people: without arguments on the bundled synthetic sample survey, else on their own
files. It works in a clean QGIS profile, prints the comparison table and the paths of layers, report
and one rendered PNG map per model and for the combination.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SURVEY = ROOT / "resources" / "sample" / "sample_survey.gpkg"
METHODS = ("som", "batchsom", "desom")


def main() -> int:
    """Run the demo; return the exit code."""
    args = _arguments()
    out = Path(args.out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    parameters = _parameters(args, out)
    for path in _outputs(parameters).values():
        Path(path).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        environment = clean_environment(Path(profile))
        code, results = run_algorithm("geochemsom:separateanomalies", parameters, environment)
        if code:
            return code
        render = [sys.executable, str(ROOT / "resources" / "demo" / "render_maps.py"), str(out)]
        render += [parameters.get("OCCURRENCES", ""), parameters.get("OCCURRENCE_FILTER", "")]
        code = subprocess.run(render, env=environment, check=False).returncode
    _print_summary(results, parameters, out)
    return code


def clean_environment(profile: Path) -> dict:
    """Environment of qgis_process: no window, a fresh profile, the plugin from this checkout."""
    plugins = profile / "plugins"
    plugins.mkdir()
    (plugins / "geochem_som").symlink_to(ROOT, target_is_directory=True)
    runtime = profile / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_PLUGINPATH": str(plugins),
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
    }
    enabled = subprocess.run(
        [qgis_process(), "plugins", "enable", "geochem_som"],
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if enabled.returncode:
        sys.exit(enabled.stdout)
    return environment


def qgis_process() -> str:
    """Path of qgis_process; Debian 12 wraps it in a script that passes an option it refuses."""
    for name in ("qgis_process.bin", "qgis_process"):
        path = shutil.which(name)
        if path:
            return path
    sys.exit("qgis_process was not found; install QGIS (make install) and try again.")


def run_algorithm(algorithm: str, parameters: dict, environment: dict) -> tuple[int, dict]:
    """Run one algorithm, showing what it says; return the exit code and its results."""
    command = [qgis_process(), "run", algorithm, "--"]
    command += [f"{name}={value}" for name, value in parameters.items()]
    said = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    return process.returncode, _results("".join(said))


def _results(text: str) -> dict:
    """The name and value of each result that qgis_process printed."""
    found = {}
    for line in text.rpartition("Results")[2].splitlines():
        name, colon, value = line.partition(":\t")
        if colon:
            found[name.strip()] = value.strip()
    return found


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", help="point layer of samples (default: the sample survey)")
    parser.add_argument("--occurrences", help="point layer of known occurrences")
    parser.add_argument("--fields", help="elements, separated by semicolons")
    parser.add_argument("--out", default="demo-output", help="folder to write to")
    parser.add_argument("more", nargs="*", metavar="NAME=VALUE", help="further parameters")
    args = parser.parse_args()
    if bool(args.samples) != bool(args.fields):
        parser.error("--samples and --fields belong together: give both or none.")
    return args


def _parameters(args, out: Path) -> dict:
    with_survey = not args.samples
    # QGIS may touch a GeoPackage that it only reads: work on a copy of the bundled one.
    survey = shutil.copy(SURVEY, out / SURVEY.name) if with_survey else ""
    parameters = {
        "SAMPLES": args.samples or f"{survey}|layername=samples",
        "FIELDS": args.fields or ";".join(_survey_elements()),
    }
    if args.occurrences or with_survey:
        parameters["OCCURRENCES"] = args.occurrences or f"{survey}|layername=occurrences"
    if with_survey:
        parameters["SAMPLE_ID"] = "sample_id"
        parameters["OCCURRENCE_FILTER"] = "commodity IN ('Cu', 'Au', 'Cu-Au')"
        parameters["MERGE_DISTANCE"] = "200"
    parameters |= {
        "OUTPUT": str(out / "combination.gpkg"),
        **{f"OUTPUT_{m.upper()}": str(out / f"{m}.gpkg") for m in METHODS},
        "GROUND": str(out / "ground.gpkg"),
        "TARGETS": str(out / "targets.gpkg"),
        "TABLE": str(out / "table.csv"),
        "REPORT": str(out / "report.html"),
    }
    for text in args.more:
        name, equals, value = text.partition("=")
        if not equals:
            sys.exit(f"{text} is no NAME=VALUE.")
        parameters[name] = value
    named = parameters.get("METHODS", ",".join(METHODS)).replace(";", ",").split(",")
    for method in METHODS:
        if method not in named:
            del parameters[f"OUTPUT_{method.upper()}"]
    return parameters


def _survey_elements() -> list:
    sys.path.insert(0, str(ROOT / "resources" / "sample"))
    from make_sample_survey import ELEMENTS

    return [element.field for element in ELEMENTS]


def _outputs(parameters: dict) -> dict:
    names = ("OUTPUT", *(f"OUTPUT_{m.upper()}" for m in METHODS), "GROUND", "TARGETS")
    return {n: parameters[n] for n in (*names, "TABLE", "REPORT") if n in parameters}


def _print_summary(results: dict, parameters: dict, out: Path) -> None:
    print(
        "Crossing of the P-A plot in percent, 50 = chance; without signal a fit crosses above 50."
    )
    print(
        f"{'model':<10} {'held out':>9} {'range':>10} {'p':>7} {'fit':>7} {'fit without signal':>19}"
    )
    for model in (*METHODS, "maximin"):
        figures = [
            _number(results, f"{model.upper()}_{name}")
            for name in ("HELDOUT_RATE", "HELDOUT_LOW", "HELDOUT_HIGH", "P_VALUE")
        ]
        fit = _number(results, f"{model.upper()}_CROSSING_RATE")
        null = _number(results, f"{model.upper()}_FIT_NULL_RATE")
        if fit is None:
            continue
        held_out, low, high, p_value = figures
        print(
            f"{model:<10} {_shown(held_out, '.1f'):>9} "
            f"{_shown(low, '.0f') + ' to ' + _shown(high, '.0f'):>10} {_shown(p_value, '.3f'):>7} "
            f"{_shown(fit, '.1f'):>7} {_shown(null, '.1f'):>19}"
        )
    print()
    for name, path in _outputs(parameters).items():
        print(f"{name:<16} {path}")
    for path in sorted(out.glob("*.png")):
        print(f"{'MAP':<16} {path}")


def _number(results: dict, name: str):
    value = results.get(name, "")
    return None if value in ("", "NULL") else float(value)


def _shown(value, spec: str) -> str:
    return "-" if value is None else format(value, spec)


if __name__ == "__main__":
    sys.exit(main())
