"""docs/validation.md from the tables of figures. No figure is typed here by hand."""

from __future__ import annotations

import conclusions
import numpy as np
import pandas as pd
import promises
import scale
from studies import CLUSTERED, SYSTEMS

# Changes when the page's structure does; a test compares it with the page in the repository.
FORMAT = 2
SECTIONS = (
    "In plain words",
    "Is the evaluation fair?",
    "What can be seen at all",
    "The surveys",
    "The planted systems",
    "Other draws of the sample survey",
    "Settings",
    "What is drawn",
    "Large surveys",
)
FIGURES = ("validation_nulls", "validation_power", "validation_models")

INTRODUCTION = """<!-- format {format}: written by `make validate`; do not edit -->
# What the maps predict, and what they do not

Written by `make validate` (`tests/benchmarks/validation/run.py`), which repeats all of it. {ran}
"""

HOW = """*Held out* is the crossing of the prediction-area curves for occurrences that took no
part in the ranking: the ground is parted into blocks, and occurrences of some blocks are ranked
by what was learned on the others, within their own ground. 50 is chance. *range* is a resampling
range, no confidence interval. *tenth*: percent of the held-out occurrences in the tenth of the
ground that ranks highest; 10 is chance. *p*: how often simulated occurrences that cluster alike, but know
nothing of the map, reach as high a held-out AUC. *fit* is the crossing when the same occurrences
rank and judge, beside what a fit reaches without any signal. Each p is a model's own: of
{n_models} models without any signal one in twenty comes under .05, and many here are close kin.
"""

FAIR = """On the ground of each survey, with a Batch SOM of its samples (10 x 10 units),
occurrences are simulated that know nothing of the map: at random, in tight clumps (Thomas: about
six around a centre) and by log-Gaussian Cox fields. A fair crossing is 50, and a p-value should
call 5 % of them significant at 5 %. *6 clusters*: joined units. *100 units*: each unit by itself,
smoothed over the lattice; *alone*: not smoothed. {size} patterns a row and kind.
"""

SCHEMES = """Other ways to evaluate the same maps, on the sample survey ({size} patterns a row):
"""

POWER = """Occurrences *with* a link, on the sample survey. *planted systems*: sites near the
centres of the systems and some on background, as the survey's register has them. *linked*:
density proportional to exp(strength x signal), the signal being the first principal component of
the log-ratios; a strength of 1 makes an occurrence {times:.1f} times as likely for each standard
deviation. Shown is the share of {size} patterns with p <= .05, and the mean held-out crossing.
"""

MODELS = """Maps of the size that the plugin suggests, on centred log-ratios with standard scores:
its defaults. *combination*: of the maps in the same way of ranking. Baselines: the highest values
of one element, or of one factor of a factor analysis (either sign), chosen by the occurrences
outside the fold; the first factor with its largest loading positive; the mean normal score of the
pathfinders; the Mahalanobis distance on log-ratios; scikit-learn's isolation forest; k-means.
Pathfinders are those of the surveys' notes: {pathfinders}. Whoever names pathfinders knows the
deposit type, which maps do not; those of the sample survey are elements that load on its planted
factors.
"""

SYSTEMS_FOUND = """The sample survey's truth is known. *AP* above is the average precision of the
samples in the systems' cores, ranked by what was learned in other blocks; {base:.3f} is chance.
Below, the percent of each system's core that lies in the tenth of the ground that ranks highest
(10 is chance). {notes}
"""

DRAWS = """The same figures as means over {n} other draws of the survey's generator, each with its
standard error. The last column: held-out crossing less that of the default, `{default}`, draw by
draw.
"""

RANKED = """What of a map is ranked, mean of the three maps. *draws*: {n} other draws of the
sample survey, with the standard error of the difference to the default (units).
"""

CHANGED = """One setting changed at a time: difference to the default of the held-out crossing, AUC and
tenth, mean of the three maps, ranked in the same way. Beyond two standard errors the draws tell it
from none. Real surveys have one set of occurrences each; differences of a few points there are
noise. The generator draws its elements as log-normal, without dilution or closure: log10 is at
home there, and what the draws say for it is no evidence for ground where carbonate or quartz
dilutes everything else.
"""

EXCHANGED = """Methods and combinations, ranked by units, with the plugin's other defaults.
"""

DRAWN = """The anomaly of combinations, by what is ranked and by class rule. *found*:
percent of the occurrences of a fold that lie in the anomaly which those of the other folds draw on
its ground; *searched*: the ground of the fold that this anomaly takes; *density*: one over the
other, 1 is chance. *fit*: percent of all occurrences in the anomaly that they made themselves. On
ground with planted systems also *inside*: percent of the anomaly's samples that lie within a system,
and *recalled*: percent of the samples in the systems' cores that are anomaly. *draws*: means over
{n} draws. The default is {default}.
"""

LARGE = """{samples:,} samples of {fields} fields and {occurrences:,} occurrences through `core`
in one process, and its clusters through QGIS. *reports*: how often progress was told; *silence*:
the longest time without, in seconds. CPU seconds beside the clock's, which on a shared computer
tell little.
"""


def page(results: dict) -> str:
    """The whole page as Markdown.

    Parameters
    ----------
    results : dict
        nulls, schemes, power, examined, draws, settings, drawn, scale, promises, ran, sizes.
    """
    bodies = [
        conclusions.plain_words(results),
        fair(results),
        seen(results),
        tables_of_models(results),
        systems(results),
        draws(results),
        settings(results),
        drawn_table(results),
        large(results),
    ]
    text = INTRODUCTION.format(format=FORMAT, ran=results["ran"])
    for title, body in zip(SECTIONS, bodies):
        text += f"\n## {title}\n\n{body.strip()}\n"
    return text


def fair(results: dict) -> str:
    table = pd.concat([null["rates"].assign(ground=null["ground"]) for null in results["nulls"]])
    rows = []
    for (ground, ranked_by, n), own in table.groupby(["ground", "ranked_by", "n_occ"], sort=False):
        own = own.set_index("patterns")
        row = {"ground": ground, "ranked by": ranked_by, "occurrences": n}
        for kind in ("random", *CLUSTERED):
            row[f"crossing, {kind}"] = decimal(own.loc[kind, "mean_crossing"], 1)
        for kind in ("random", *CLUSTERED):
            row[f"p <= .05, {kind}, %"] = decimal(own.loc[kind, "rejected_pct"], 1)
        rows.append(row)
    kept = [
        {
            "promise": promise.text,
            "worst found": decimal(promise.worst, 1),
            "where": promise.where,
            "": "holds" if promise.kept else "**BROKEN**",
        }
        for promise in results["promises"]
    ]
    schemes = results["schemes"].rename(columns=lambda name: name.replace("_", " "))
    schemes = schemes[schemes["patterns"] != "Cox"].drop(columns="se held out")
    return "\n".join(
        [
            FAIR.format(size=int(table["n_patterns"].max())),
            markdown(pd.DataFrame(kept)),
            single_kinds(table),
            markdown(pd.DataFrame(rows)),
            SCHEMES.format(size=results["sizes"]["schemes"]),
            markdown(schemes, digits=1),
            picture(FIGURES[0], "Crossing of patterns without a link by four schemes"),
            "*Patterns without a link to the map: clumped (lines) and random (dotted). Leaving out "
            "occurrences but no ground does not help where they cluster.*",
        ]
    )


def single_kinds(table: pd.DataFrame) -> str:
    """What the promises on clustered patterns, which take both kinds together, do not show."""
    own = table[table["patterns"].isin(CLUSTERED)]
    far = ((own["mean_crossing"] - 50).abs() > promises.CLUSTERED_WITHIN).sum()
    often = (own["rejected_pct"] >= promises.MOST_REJECTED).sum()
    return (
        f"Clustered means both kinds together. Of the {len(own)} rows of a single kind, {far} cross more "
        f"than {promises.CLUSTERED_WITHIN:g} from 50, and {often} are called significant in "
        f"{promises.MOST_REJECTED:g} % or more.\n"
    )


def seen(results: dict) -> str:
    table = results["power"]
    table = table[table["patterns"].isin([SYSTEMS, "linked", "linked, 0.5"])]
    rows = []
    for (kind, model), own in table.groupby(["patterns", "ranked_by"], sort=False):
        row = {"occurrences are": {"linked": "linked, 1"}.get(kind, kind), "ranked by": model}
        for line in own.itertuples():
            row[f"{line.n_occ}"] = f"{line.rejected_pct:.0f} % ({line.mean_crossing:.1f})"
        rows.append(row)
    rows = sorted(rows, key=lambda row: row["occurrences are"] != SYSTEMS)
    text = POWER.format(times=np.e, size=int(table["n_patterns"].max()))
    return "\n".join(
        [
            text,
            markdown(pd.DataFrame(rows)),
            picture(FIGURES[1], "Power by number of occurrences"),
            "*Share of patterns found significant. Dotted: 5 % and 80 %.*",
        ]
    )


def tables_of_models(results: dict) -> str:
    parts = [
        HOW.format(n_models=len(results["examined"][0]["models"])),
        MODELS.format(pathfinders="; ".join(results["pathfinders"])),
        picture(FIGURES[2], "Held-out crossing of every model"),
        "*Held-out crossing with its resampling range (filled; blue maps, orange combinations, black "
        "baselines), the fit (open circle) and what a fit is worth without signal (tick).*\n",
    ]
    for result in results["examined"]:
        n, fields = result["samples"]
        parts.append(
            f"### {result['ground']}\n\n{n:,} samples, {fields} elements, {result['occurrences']} "
            f"occurrences in {result['blocks']} blocks; p from {result['kept']} simulated patterns. "
            f"By all occurrences the best element is {result['element'].rsplit('_', 1)[0]}.\n"
        )
        parts += [f"{note}\n" for note in result["notes"]]
        if not result["alike"]:
            parts.append("No simulated pattern clusters quite alike; the p-values are a hint.\n")
        parts.append(markdown(model_rows(result["models"])))
    return "\n".join(parts)


def model_rows(models: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in models.to_dict("records"):
        line = {
            "model": row["model"],
            "held out": decimal(row["crossing"], 1),
            "range": f"{row['low']:.0f}-{row['high']:.0f}",
            "AUC": decimal(row["AUC"], 3),
            "tenth": decimal(row["tenth"], 0),
            "p": decimal(row["p"], 3),
            "fit": decimal(row["fit"], 1),
            "fit without signal": decimal(row["fit without signal"], 1),
        }
        if "AP" in row:
            line["AP"] = decimal(row["AP"], 3)
        rows.append(line)
    return pd.DataFrame(rows)


def systems(results: dict) -> str:
    result = results["examined"][0]
    table = result["systems"].reset_index(names="model")
    text = SYSTEMS_FOUND.format(base=results["planted share"], notes=results["systems said"])
    return text + "\n" + markdown(table, digits=0)


def draws(results: dict) -> str:
    table, default = results["draws"], results["default"]
    by_model = table.pivot(index="draw", columns="model", values="crossing")
    rows = []
    for name in dict.fromkeys(table["model"]):
        own = table[table["model"] == name]
        gap = by_model[name] - by_model[default]
        rows.append(
            {
                "model": name,
                "held out": with_error(own["crossing"], 1),
                "AUC": with_error(own["AUC"], 3),
                "tenth": with_error(own["tenth"], 1),
                "AP": with_error(own["AP"], 3),
                "less the default": "" if name == default else f"{signed(gap, 1)}",
            }
        )
    n = table["draw"].nunique()
    return DRAWS.format(n=n, default=default) + "\n" + markdown(pd.DataFrame(rows))


def settings(results: dict) -> str:
    ranked, changed = (
        conclusions.rankings(results["settings"]),
        conclusions.changes(results["settings"]),
    )
    n = conclusions.n_draws(results["settings"])
    return "\n".join(
        [
            RANKED.format(n=n),
            markdown(_effects(ranked)),
            CHANGED,
            markdown(_effects(changed)),
            EXCHANGED,
            markdown(_effects(conclusions.exchanges(results))),
            conclusions.defaults_said(results),
        ]
    )


def _effects(effects: list[dict]) -> pd.DataFrame:
    rows = []
    for effect in effects:
        row = {key: effect[key] for key in ("change", "ranked by") if key in effect}
        for where, gaps in effect["at"].items():
            row[f"{where}: held out"] = signed(gaps["crossing"], 1)
            row[f"{where}: AUC"] = signed(gaps["AUC"], 3)
            row[f"{where}: tenth"] = signed(gaps["tenth"], 1)
        rows.append(row)
    return pd.DataFrame(rows)


def drawn_table(results: dict) -> str:
    means = conclusions.drawn_means(results)
    default = ", ".join(means[["combination", "ranked by", "class rule"]].iloc[0])
    text = DRAWN.format(n=results["draws"]["draw"].nunique(), default=default)
    return text + "\n" + markdown(means, digits=1)


def large(results: dict) -> str:
    if not results["scale"]:
        return "Not run."
    table = pd.DataFrame(results["scale"])
    text = LARGE.format(**results["sizes"]["scale"], fields=scale.N_FIELDS)
    total = pd.DataFrame(
        [
            {
                "step": "**all**",
                "seconds": table["seconds"].sum(),
                "CPU seconds": table["CPU seconds"].sum(),
                "peak MB": table["peak MB"].max(),
            }
        ]
    )
    table = pd.concat([table, total]).rename(columns={"longest silence": "silence"})
    table["peak MB"] = table["peak MB"].map(lambda mb: f"{mb:.0f}")
    table["reports"] = table["reports"].map(lambda n: "" if pd.isna(n) else f"{n:.0f}")
    return text + "\n" + markdown(table, digits=1)


def picture(name: str, alt: str) -> str:
    return f"![{alt}](images/{name}.png)\n"


def decimal(value: float, digits: int) -> str:
    return f"{value:.{digits}f}"


def with_error(values: pd.Series, digits: int) -> str:
    if len(values) < 2:
        return decimal(values.mean(), digits)
    return f"{values.mean():.{digits}f} ± {values.sem():.{digits}f}"


def signed(values, digits: int) -> str:
    """Mean difference with its sign, and its standard error where there are several."""
    values = pd.Series(values)
    error = f" ± {values.sem():.{digits}f}" if len(values) > 1 else ""
    return f"{values.mean():+.{digits}f}{error}".replace("-", "\N{MINUS SIGN}")


def markdown(frame: pd.DataFrame, digits: int = 3) -> str:
    """A Markdown table, empty for what was not measured."""

    def cell(value) -> str:
        if isinstance(value, str):
            return value
        if value is None or pd.isna(value):
            return ""
        return f"{value:.0f}" if isinstance(value, (int, np.integer)) else decimal(value, digits)

    lines = ["| " + " | ".join(map(str, frame.columns)) + " |", "|" + "---|" * len(frame.columns)]
    for row in zip(*(frame[name] for name in frame.columns)):
        lines.append("| " + " | ".join(cell(value) for value in row) + " |")
    return "\n".join(lines) + "\n"
