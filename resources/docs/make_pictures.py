#!/usr/bin/env python3
"""Make the figures of docs/ and the numbers of docs/tutorial.md, from real runs on the sample survey.

    make docs

runs the algorithms with QGIS's Python, keeps the figures of their reports as docs/images/fig_*.png,
and writes what came out between the marks of the page.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "resources" / "sample"
IMAGES = ROOT / "docs" / "images"
READING = ROOT / "docs" / "reading.md"
TUTORIAL = ROOT / "docs" / "tutorial.md"
COPPER_GOLD = "\"commodity\" IN ('Cu', 'Au', 'Cu-Au')"
MODELS = ("SOM", "BATCHSOM", "DESOM", "MAXIMIN")
DPI = 110
# Pictures of each algorithm: name -> how the caption of its figure begins, and which one of those.
PICTURES = {
    "separateanomalies": {
        "held_out": ("Prediction and success rate", 0),
        "map_combination": ("Maximin combination: anomaly", 0),
        "map_score": ("Maximin combination: score", 0),
        "prediction_area": ("Prediction-area plots", 0),
        "account": ("What stands behind the numbers", 0),
        # The reports show SOM, Batch SOM and DE-SOM in this order.
        "training": ("Training", 1),
        "clusters": ("Clusters", 1),
        "u_matrix": ("U-matrix", 1),
        "hits": ("Samples of each unit", 1),
        "planes": ("Component planes", 1),
        "signature": ("What sets each cluster apart", 1),
        "boxes": ("The elements that differ most", 1),
    },
    "ensemble": {
        "confidence": ("The class that most maps give", 0),
        "share": ("Share of the maps", 0),
    },
    "selectmap": {"selection": ("Stability and errors", 0)},
    "factoranalysis": {
        "loadings": ("Loadings", 0),
        "scree": ("Scree plot", 0),
    },
}


def load(name: str, path: Path, folder: str | None = None):
    """A module from its file, the package itself with the folder of its parts."""
    if name not in sys.modules:
        parts = [folder] if folder else None
        spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=parts)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


class Figures:
    """Stands between the reports and their figures, and keeps what passes."""

    def __init__(self):
        self.kept = []

    def __enter__(self):
        """The list that fills while reports are made: figure, caption."""
        import geochem_som.core.plots as plots
        from geochem_som.algorithms import report_blocks

        self.real = report_blocks.Figure
        self.to_svg, self.plots, self.blocks = plots.to_svg, plots, report_blocks

        def keep(figure):
            self.kept.append([figure, ""])
            return self.to_svg(figure)

        def block(svg, caption):
            self.kept[-1][1] = caption
            return self.real(svg, caption)

        plots.to_svg, report_blocks.Figure = keep, block
        return self.kept

    def __exit__(self, *error):
        """Take the reports out of the way again."""
        self.plots.to_svg, self.blocks.Figure = self.to_svg, self.real


def run(name: str, parameters: dict, folder: Path):
    """Run an algorithm with a report; return its results and figures with captions."""
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"geochemsom:{name}")
    outputs = {
        d.name(): str(folder / f"{name}_{d.name().lower()}.gpkg")
        for d in algorithm.destinationParameterDefinitions()
        if d.name() in ("OUTPUT", "TARGETS")
    }
    given = {**parameters, **outputs, "REPORT": str(folder / f"{name}.html")}
    with Figures() as figures:
        feedback = QgsProcessingFeedback(False)
        results, done = algorithm.run(given, QgsProcessingContext(), feedback)
    if not done:
        sys.exit(feedback.textLog())
    return results, figures


def save(figures: list, pictures: dict) -> None:
    """Write the named figures as pictures."""
    from geochem_som.core.plots.style import save_png

    for name, (start, place) in pictures.items():
        figure = [figure for figure, caption in figures if caption.startswith(start)][place]
        save_png(figure, IMAGES / f"fig_{name}.png", DPI)


def model_table(results: dict) -> str:
    """Held-out crossing beside fit of every model, in a Markdown table."""
    lines = [
        "| model | clusters | held-out crossing | resampling range | p | crossing of the fit | "
        "fit to chance |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in MODELS:
        n = {key: results.get(f"{name}_{key}") for key in ("CLUSTER_COUNT", "P_VALUE")}
        rate, low, high, fit, chance = (
            results[f"{name}_{key}"]
            for key in (
                *("HELDOUT_RATE", "HELDOUT_LOW", "HELDOUT_HIGH"),
                *("CROSSING_RATE", "FIT_NULL_RATE"),
            )
        )
        lines.append(
            f"| {name} | {n['CLUSTER_COUNT'] or ''} | {rate:.0f} | {low:.0f} to {high:.0f} | "
            f"{n['P_VALUE']:.3f} | {fit:.1f} | {chance:.1f} |"
        )
    used, out = results["OCCURRENCES_USED"], results["OCCURRENCES_OUT"]
    return "\n".join([*lines, "", f"{used} occurrences used, {out} off the ground left out."])


def target_table(path: str, survey: str) -> str:
    """The targets beside the planted systems that they touch, in a Markdown table."""
    from qgis.core import QgsVectorLayer

    systems = list(QgsVectorLayer(f"{survey}|layername=planted_systems", "", "ogr").getFeatures())
    lines = [
        "| target | ground (km²) | samples | most enriched | known occurrences | planted system |",
        "|---|---|---|---|---|---|",
    ]
    for target in QgsVectorLayer(path, "", "ogr").getFeatures():
        touched = [
            system["system_id"]
            for system in systems
            if system.geometry().intersects(target.geometry())
        ]
        lines.append(
            f"| {target['target']} | {target['area_km2']:.1f} | {target['n_samples']} | "
            f"{target['enriched']} | {target['n_occ']:.0f} | {', '.join(touched) or 'none'} |"
        )
    return "\n".join(lines)


def selection_said(results: dict) -> str:
    """What `selectmap` recommends."""
    return (
        f"On the sample survey it recommends {results['BEST_ROWS']} x {results['BEST_COLS']} units and "
        f"{results['BEST_CLUSTERS']} clusters, with a stability of {results['STABILITY']:.2f}."
    )


def main() -> None:
    """Run, save the pictures, renew the pages."""
    model = load("make_sample_survey", SAMPLE / "make_sample_survey.py")
    with tempfile.TemporaryDirectory() as folder:
        survey = shutil.copy(SAMPLE / "sample_survey.gpkg", folder)
        samples = {
            "SAMPLES": f"{survey}|layername=samples",
            "SAMPLE_ID": "sample_id",
            "FIELDS": [element.field for element in model.ELEMENTS],
        }
        occurrences = {
            "OCCURRENCES": f"{survey}|layername=occurrences",
            "OCCURRENCE_FILTER": COPPER_GOLD,
            "MERGE_DISTANCE": 200,
        }
        given = {
            "separateanomalies": {**samples, **occurrences},
            "ensemble": {**samples, **occurrences},
            "selectmap": samples,
            "factoranalysis": {**samples, "TARGET_ELEMENTS": ["Cu_ppm", "Au_ppb"]},
        }
        results = {}
        for name, pictures in PICTURES.items():
            results[name], figures = run(name, given[name], Path(folder))
            save(figures, pictures)
            print(name, *pictures)
        whole = results["separateanomalies"]
        blocks = {
            "models": model_table(whole),
            "targets": target_table(whole["TARGETS"], survey),
        }
        model.renew_readme(TUTORIAL, blocks)
        model.renew_readme(READING, {"selection": selection_said(results["selectmap"])})


if __name__ == "__main__":
    load("geochem_som", ROOT / "__init__.py", str(ROOT))
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from geochem_som.plugin import GeochemSOMPlugin

    plugin = GeochemSOMPlugin()
    plugin.initProcessing()
    main()
    plugin.unload()
    application.exitQgis()
