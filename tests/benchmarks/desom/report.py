"""docs/desom.md from the tables of figures."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from experiments import BATCH, OFF, ON

MEASURES = ("purity", "NMI", "AP", "AUC", "TE", "ARI parts")
LOWER_IS_BETTER = ("TE",)

INTRODUCTION = """# DE-SOM: what it is here, and what it is worth

Written by `make desom` (`tests/benchmarks/desom/run.py`), which repeats every experiment below.
{surveys}

## In short

- Fits with different seeds agree fully, the codes cannot collapse, 806 x 27 take half a second.
- The units are as good as those of a Batch SOM, by every measure tried within the noise, and no
  better; the topographic error is lower because the map ends at T = 0.55 instead of 0.5. **With its
  network switched off the map does the same: on the units the network adds nothing.**
- What the network adds is a closer reconstruction of samples it has not seen, most on surveys of
  thousands of samples and with short codes, and with it, on nonlinear mixtures, a reconstruction
  error that finds odd samples better than principal components do.
- For units alone take Batch SOM. Take DE-SOM for the reconstruction error as a second score, with
  `latent` 4 to 6, and for a picture of the survey in few numbers.

## Two variants

**As published** (`DESOM.as_published(rows, cols)`, or `variant="published"` and its parameters one
by one): Forest, Lebbah, Azzag & Lacaille (2021). An autoencoder 500-500-2000-10 from a random start,
mini-batches of 256, prototypes moved by Adam with the network, T from 10 to 0.1 in 10,000 steps,
L = L_R + gamma L_SOM (eq. 6-9). Made for images.

**For tables** (`DESOM(rows, cols)`, the default, `variant="components"`). It keeps the encoder, the
map in the latent space, the decoder, one loss of both, and best-matching units fixed within a step.
Different are

| | as published | for tables |
|---|---|---|
| encoder, decoder | ReLU network, random start | principal components + ELU network (64) |
| start of the network | random | hinges along the components, output zero |
| codes | free | standardised to the components' standard deviations |
| length of a code | 10 | 95 % of the variance, at least 10, under D |
| prototypes | Adam, with the network | eq. 5 once an epoch, as in a Batch SOM |
| loss | L_R + gamma L_SOM (eq. 6) | unexplained share + w relative L_SOM + 0.1 departure |
| weight of the map | gamma = 0.001 D | w rising from 0.001 to 0.03 |
| length | 10,000 steps | the epochs of a Batch SOM, each with one pass of the network |
| temperature | 10 to 0.1 | half the longer side to 0.55 (Batch SOM: 0.5) |
| drawn at random | weights, batches, prototypes | nothing |

The unexplained share is L_R over the variance of the samples, the relative L_SOM is that of eq. 9
over the mean kernel sum and the variance of the codes, the departure the mean squared distance of
the codes from the components' scores over the same variance. `gamma` always is that of eq. 6 with the sum
over features of eq. 7; the weight w of the scale-free loss is `som_weight`. With `hidden=()` the
network is off: a Batch SOM of the principal components' scores, to the bit. Nothing being drawn,
fits with different seeds agree fully, as those of a Batch SOM with its start on the principal plane
do; how steady the units are shows between parts of the samples and under noise.

Each fitted map reports `unexplained_variance_`, `latent_rms_`, `dead_units_` and `som_share_`, and
`warnings_` holds a sentence for each that is near collapse; the dialogs show them.
"""

COMPARED = """## The units: as good as Batch SOM's, and no better

log-ratios (clr) of surveys, standard scores; map sizes as the plugin suggests. purity and NMI: of
units against known classes. AP: average precision of units as detectors of planted samples, learned
outside the fold. AUC: held out, units ranked by the known occurrences of other blocks of ground,
0.5 is chance. TE: topographic error, lower is better. ARI parts: agreement of units between
fits to 80 % of the samples. A figure is that of the fit to all samples, the median over ten seeds.
"network off" is DE-SOM without its network.

Settings were chosen on the first group of tables. Of the second, iris and five columns of
nt_streamsed_grid were looked at for the rule that a code is shorter than the table, and the topographic
errors of both groups for T = 0.55 at the end. Below, the weight of the departure was chosen on the
large table of the sample survey's generator and on mixtures not shown; tellus_ireland was looked at
while the network was designed; nothing was chosen on the other tables of that section.
"""

DIFFERENCES = """### Differences in short

A table's difference is the median over ten fits to 80 % of its samples, each beside the same fit of
the other method; its noise, the half quartile range of the ten. Shown are the medians over the tables,
and on how many the difference is better or worse by more than the noise. (Of ARI parts there is one
difference a table; 0.02 counts as its noise.)
"""

SHAKEN = """### A little noise

Agreement of units (ARI) between fits to the same samples with noise of 1 % of a standard deviation
added: how far a map depends on what no laboratory can tell.
"""

VALUE = """## What the network adds: reconstruction

Trained on 80 %. *held out*: share of the variance of the other 20 % that the reconstruction leaves
unexplained; *by map*: the same for the (decoded) prototype of the best-matching unit, what component
planes are drawn from. *score*: how well a number per sample finds the planted samples (in the real
surveys: those nearest to known occurrences), for a Batch SOM the distance to the best-matching unit,
for DE-SOM the reconstruction error. L is the length of a code; "mixtures" are surveys in
which lithologies, dilution and ore add up as concentrations, so that their log-ratios lie on a
curved surface; rows of several draws are medians.
"""

PUBLISHED = """## The published method on a table

The sample survey on 10 x 10 units, three seeds, by the published training with settings made small
(128-64-3, batches of 64, prototypes at 0.01, T from 10 to 0.5, about 2,000 steps), and with one change
each. rms: of the codes; dead: units of 100 without a sample; medians. Fits with different seeds agree
little; T_min 0.1 undoes the order; a large gamma shrinks the codes, at a high temperature until they
collapse; after pretraining the slower prototypes lag behind the codes and leave units dead.
"""

GRID = """### The default variant does not collapse

Tables of 100 and 1,000 samples, 5 and 70 columns, per weight of the SOM term the worst figures. rms
ratio: of the codes to the scores of the components.
"""

DIGITS = """### As published, on the digits

8 x 8 digits, pixels from 0 to 1, 8 x 8 units, {steps}. The code of the method's authors gave purity
.898 and NMI .663 and .667, and with the true Manhattan distance on the map purity .905 and .907.
"""


NONLINEAR = """\
On mixtures the reconstruction error of six codes finds the planted ore better than the distance to
the best-matching unit of a Batch SOM, and on the larger tables the network's finds it better than that
of as many principal components: what departs from a curved surface looks ordinary to a plane. Four
codes with the network find more than four components, but less than six. Six codes with the network
also give component planes (*by map*) as close to new samples as those of a Batch SOM of all variables.

Where mineralization is an extreme of factors that all samples share, as in the sample survey, the
reconstruction error is blind (AUC about .5) and the distance to the unit sees it: the two scores are
worth having side by side. A long code reconstructs the ore as well, and its error tells little. The
generator of the sample survey is linear, and there, whatever the number of samples, the network has
nothing to add. On the real surveys neither score finds the samples at known occurrences much better
than chance; the closer reconstruction shows on them too, most on the two larger ones."""


def page(compared, shaken, value, published, grid, timed, digits) -> str:
    """The whole page as Markdown."""
    rows = pd.DataFrame([*compared["chosen"], *compared["kept"]])
    real = [name for name in ("trondelag_soil", "nt_streamsed_grid") if name in set(rows["table"])]
    surveys = f"Real surveys at hand: {', '.join(real)}." if real else "No real survey was at hand."
    sections = [
        INTRODUCTION.format(surveys=surveys),
        COMPARED,
        "### Tables that settings were chosen on\n",
        comparison(compared["chosen"]),
        "### Tables that no setting was chosen on\n",
        comparison(compared["kept"]),
        DIFFERENCES,
        "Tables that settings were chosen on:\n",
        differences(compared["chosen"]),
        "Tables that no setting was chosen on:\n",
        differences(compared["kept"]),
        "### How the default trained\n",
        health(rows),
        SHAKEN,
        markdown(pd.DataFrame(shaken)),
        VALUE,
        reconstruction(value),
        conclusions(value),
        "![Codes and clusters of the sample survey](images/desom_latent.png)\n",
        "*Left, the first two codes of the sample survey and the map among them; middle, the "
        "clusters of units; right, the first three codes as colours: a picture of the survey "
        "without any choice of clusters. Rings: planted systems.*\n",
        "![Component planes of decoded prototypes](images/desom_planes.png)\n",
        "*Component planes of the decoded prototypes of the sample survey.*\n",
        "![Two scores on the ground](images/desom_scores.png)\n",
        "*Scores of 5,000 samples of the mixtures; rings: planted ore, which the error of a short "
        "code finds and the distance to the best-matching unit does not.*\n",
        PUBLISHED,
        markdown(pd.DataFrame(published)),
        GRID,
        markdown(pd.DataFrame(grid)),
    ]
    if digits:
        steps = "2,000 steps" if digits[0]["seconds"] > 20 else "a few steps"
        sections += [DIGITS.format(steps=steps), markdown(pd.DataFrame(digits))]
    sections += ["## Seconds of one fit\n", markdown(pd.DataFrame(timed))]
    return "\n".join(section.rstrip("\n") + "\n" for section in sections)


def comparison(rows: list[dict]) -> str:
    frame = pd.DataFrame(rows)
    columns = [name for name in (*MEASURES, "ARI seeds") if name in frame]
    return markdown(frame[["table", "N", "D", "map", "method", *columns, "seconds"]])


def paired(rows: list[dict], other: str) -> pd.DataFrame:
    """Per table and measure: difference of DE-SOM to another method, its noise, and which is better."""
    frame = pd.DataFrame(rows)
    found = []
    for name, group in frame.groupby("table", sort=False):
        by = group.set_index("method")
        for measure in MEASURES:
            if measure not in by or pd.isna(by.loc[ON, measure]):
                continue
            gap = by.loc[ON, measure] - by.loc[other, measure]
            row = {"table": name, "measure": measure, "gap": gap, "noise": 0.02}
            if measure in by.loc[ON, "parts"]:
                gaps = by.loc[ON, "parts"][measure] - by.loc[other, "parts"][measure]
                row["gap"] = gaps.median()
                row["noise"] = (gaps.quantile(0.75) - gaps.quantile(0.25)) / 2
            better = -1 if measure in LOWER_IS_BETTER else 1
            row["sign"] = better * np.sign(row["gap"]) * (abs(row["gap"]) > row["noise"])
            found.append(row)
    return pd.DataFrame(found)


def differences(rows: list[dict]) -> str:
    table = []
    for other in (BATCH, OFF):
        for measure, group in paired(rows, other).groupby("measure", sort=False):
            table.append(
                {
                    "DE-SOM against": other,
                    "measure": measure
                    + (" (lower is better)" if measure in LOWER_IS_BETTER else ""),
                    "tables": len(group),
                    "difference": f"{group['gap'].median():+.3f}",
                    "noise": f"({group['noise'].median():.3f})",
                    "better": int((group["sign"] > 0).sum()),
                    "worse": int((group["sign"] < 0).sum()),
                }
            )
    return markdown(pd.DataFrame(table))


def health(rows: pd.DataFrame) -> str:
    on = rows[rows["method"] == ON]
    columns = ["table", "L", "unexplained", "rms", "dead", "SOM share", "warnings"]
    return markdown(on[columns].astype({"L": int, "dead": int, "warnings": int}))


def _family(name: str) -> str:
    return "mixtures" if name.startswith("mixtures") else name


def grouped(value: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(value)
    frame["table"] = frame["table"].map(_family)
    frame["L"] = frame["L"].round()
    auto = frame["automatic"].fillna(False).astype(bool)
    frame["code"] = np.where(
        auto, "auto", frame["L"].map(lambda v: "" if pd.isna(v) else f"{v:.0f}")
    )
    return frame


def reconstruction(value: list[dict]) -> str:
    frame = grouped(value)
    keys = ["table", "N", "D", "code", "method"]
    columns = [c for c in ("held out", "by map", "score AUC", "score AP", "seconds") if c in frame]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # what a Batch SOM does not have
        middle = frame.groupby(keys, sort=False)[columns].median().reset_index()
    return markdown(middle)


def conclusions(value: list[dict]) -> str:
    """The figures that the section stands on, said in sentences."""
    frame = grouped(value)
    wide = frame[frame["method"] != BATCH].pivot_table(
        index=["table", "N", "code"], columns="method", values="held out", sort=False
    )
    gain = 1 - wide[ON] / wide[OFF]
    short = gain[gain.index.get_level_values("code") != "auto"]
    lines = [
        f"With short codes the network leaves {100 * short.min():.0f} to {100 * short.max():.0f} % "
        "less of the held-out variance unexplained than the same number of principal components "
        f"(median {100 * short.median():.0f} %)."
    ]
    lines.append(NONLINEAR)
    return "\n\n".join(lines) + "\n"


def markdown(frame: pd.DataFrame) -> str:
    """A Markdown table; three digits, empty for what was not measured."""

    def cell(value) -> str:
        if isinstance(value, (bool, np.bool_, str)):
            return str(value)
        if value is None or pd.isna(value):
            return ""
        if value == round(value):
            return f"{value:.0f}"
        return f"{value:.3f}" if abs(value) < 100 else f"{value:.0f}"

    lines = ["| " + " | ".join(map(str, frame.columns)) + " |", "|" + "---|" * len(frame.columns)]
    for row in zip(*(frame[name] for name in frame.columns)):
        lines.append("| " + " | ".join(cell(value) for value in row) + " |")
    return "\n".join(lines) + "\n"
