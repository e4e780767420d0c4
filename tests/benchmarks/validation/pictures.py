"""The figures of docs/validation.md."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from contenders import COMBINED, MAP, PLAIN
from studies import SYSTEMS

COLOURS = {MAP: "#0072b2", COMBINED: "#d55e00", PLAIN: "#444444"}
SCHEMES = {
    "fit": ("fit", "#999999"),
    "leave_one_out": ("leave one out", "#cc79a7"),
    "random_folds": ("random folds", "#e69f00"),
    "held_out": ("blocks held out", "#0072b2"),
}


def nulls(table: pd.DataFrame, path: Path) -> None:
    """Crossing of patterns without a link, by how the map was evaluated; 50 is the truth."""
    rankings = list(dict.fromkeys(table["ranked_by"]))[:2]
    figure, axes = plt.subplots(
        1, len(rankings), figsize=(8, 3.4), sharey=True, layout="constrained"
    )
    for axis, ranking in zip(np.atleast_1d(axes), rankings):
        for column, (label, colour) in SCHEMES.items():
            for kind, style in (("Thomas", "-"), ("random", ":")):
                own = table[(table["ranked_by"] == ranking) & (table["patterns"] == kind)]
                axis.plot(
                    own["n_occ"],
                    own[column],
                    style,
                    marker="o",
                    ms=4,
                    color=colour,
                    label=label if kind == "Thomas" else None,
                )
        axis.axhline(50, color="k", lw=0.7)
        axis.set(title=ranking, xlabel="occurrences", xticks=sorted(set(table["n_occ"])))
    first = np.atleast_1d(axes)[0]
    first.set_ylabel("mean crossing, %")
    first.legend(frameon=False, fontsize=8)
    figure.savefig(path, dpi=80)
    plt.close(figure)


def power(table: pd.DataFrame, path: Path) -> None:
    """How often a link is seen, by number of occurrences."""
    kinds = [kind for kind in (SYSTEMS, "linked", "linked, 0.5") if kind in set(table["patterns"])]
    figure, axes = plt.subplots(1, len(kinds), figsize=(9, 3.2), sharey=True, layout="constrained")
    titles = {"linked": "link of strength 1", "linked, 0.5": "link of strength 0.5"}
    for axis, kind in zip(np.atleast_1d(axes), kinds):
        own = table[table["patterns"] == kind]
        for name, rows in own.groupby("ranked_by", sort=False):
            axis.plot(rows["n_occ"], rows["rejected_pct"], "o-", ms=4, label=name)
        axis.axhline(5, color="k", lw=0.7, ls=":")
        axis.axhline(80, color="k", lw=0.7, ls=":")
        axis.set(title=titles.get(kind, kind), xlabel="occurrences", ylim=(0, 102))
        axis.set_xticks(sorted(set(own["n_occ"])))
    np.atleast_1d(axes)[0].set_ylabel("found at p <= .05, %")
    np.atleast_1d(axes)[0].legend(frameon=False, fontsize=7, loc="lower right")
    figure.savefig(path, dpi=80)
    plt.close(figure)


def models(examined: list[dict], path: Path) -> None:
    """Held-out crossing and its range of every model, its fit, and what a fit is worth."""
    names = examined[0]["models"]["model"].tolist()
    figure, axes = plt.subplots(
        1,
        len(examined),
        figsize=(2.8 + 2.7 * len(examined), 0.6 + 0.21 * len(names)),
        sharey=True,
        layout="constrained",
    )
    for axis, result in zip(np.atleast_1d(axes), examined):
        table = result["models"].set_index("model").reindex(names)
        for y, row in enumerate(table.itertuples()):
            colour = COLOURS.get(row.kind, "k")
            axis.plot([row.low, row.high], [y, y], color=colour, lw=1.4)
            axis.plot(row.crossing, y, "o", ms=5, color=colour)
            axis.plot(row.fit, y, "o", ms=5, mfc="none", mec="0.6", mew=1)
        axis.plot(table["fit without signal"], np.arange(len(table)), "|", ms=8, color="0.6")
        axis.axvline(50, color="k", lw=0.7)
        axis.set(title=f"{result['ground']}\n{result['occurrences']} occurrences")
        axis.set_xlabel("crossing, %")
        axis.title.set_fontsize(9)
    first = np.atleast_1d(axes)[0]
    first.set_yticks(range(len(names)), names, fontsize=8)
    first.set_ylim(len(names) - 0.4, -0.6)
    figure.savefig(path, dpi=80)
    plt.close(figure)
