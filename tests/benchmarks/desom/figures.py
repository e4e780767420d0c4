"""The figures of docs/desom.md."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from geochem_som.core.batch_som import BatchSOM
from geochem_som.core.clusters import cluster_units
from geochem_som.core.de_som import DESOM
from geochem_som.core.map_size import suggest_map_size
from geochem_som.core.plots import component_planes
from geochem_som.core.plots.style import save_png
from tables import Table

SAMPLE_PLANES = ("Cu_ppm", "Au_ppb", "Bi_ppm", "Pb_ppm", "Zn_ppm", "Ni_ppm", "U_ppm", "Sr_ppm")
COLOURS = plt.get_cmap("tab10").colors


def latent_picture(table: Table, path: Path, latent: int | None = None) -> None:
    """Codes with the map among them, and the survey coloured by cluster and by its codes."""
    rows, cols = suggest_map_size(table.X)
    model = DESOM(rows, cols, latent=latent).fit(table.X)
    units, codes = model.predict(table.X), model.encode(table.X)
    hits = np.bincount(units, minlength=model.lattice_.size)
    joined = cluster_units(model.prototypes_, hits, model.lattice_, n_clusters=6)
    clusters = joined.labels[units] - 1
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(11, 4.6), layout="constrained")
    grid = model.prototypes_.reshape(rows, cols, -1)
    for line in (*grid, *grid.transpose(1, 0, 2)):
        left.plot(line[:, 0], line[:, 1], color="0.45", lw=0.6, zorder=1)
    colours = [COLOURS[c % 10] for c in clusters]
    left.scatter(codes[:, 0], codes[:, 1], c=colours, s=7, lw=0, zorder=2)
    if table.planted is not None:
        left.scatter(
            *codes[table.planted, :2].T, s=30, facecolors="none", edgecolors="k", lw=0.7, zorder=3
        )
    left.set(xlabel="code 1", ylabel="code 2", title="Latent space, the map in grey")
    draw_ground(middle, table, colours, "Clusters of units")
    ranks = codes[:, :3].argsort(axis=0).argsort(axis=0) / (len(codes) - 1)
    draw_ground(right, table, ranks, "Codes 1, 2, 3 as red, green, blue")
    figure.savefig(path, dpi=80)
    plt.close(figure)


def draw_ground(axes, table: Table, colours, title: str, **settings) -> None:
    """Samples as squares on the ground, planted ones ringed."""
    side = np.ptp(table.xy[:, 1]) / max(1.0, np.sqrt(len(table.X)))
    size = (230.0 / (np.ptp(table.xy[:, 1]) / side)) ** 2
    drawn = axes.scatter(*table.xy.T, c=colours, s=size, marker="s", lw=0, **settings)
    if table.planted is not None:
        axes.scatter(*table.xy[table.planted].T, s=size, facecolors="none", edgecolors="k", lw=0.6)
    axes.set_aspect("equal")
    axes.set(xticks=[], yticks=[], title=title)
    return drawn


def planes(table: Table, path: Path) -> None:
    """Component planes of the decoded prototypes."""
    rows, cols = suggest_map_size(table.X)
    model = DESOM(rows, cols).fit(table.X)
    chosen = [table.fields.index(name) for name in SAMPLE_PLANES]
    figure = component_planes(
        model.lattice_,
        model.decoded_prototypes_[:, chosen],
        [n[:2].strip("_") for n in SAMPLE_PLANES],
    )
    save_png(figure, path, dpi=80)


def score_maps(table: Table, path: Path, latent: int) -> None:
    """Two scores of the same ground: distance to the unit of a Batch SOM, reconstruction error."""
    rows, cols = suggest_map_size(table.X)
    batch = BatchSOM(rows, cols).fit(table.X)
    off = DESOM(rows, cols, latent=latent, hidden=()).fit(table.X)
    on = DESOM(rows, cols, latent=latent).fit(table.X)
    scores = {
        "Batch SOM: distance to the unit": batch.bmu_distances(table.X),
        f"{latent} principal components: error": off.reconstruction_errors(table.X),
        f"DE-SOM, {latent} codes: error": on.reconstruction_errors(table.X),
    }
    figure, panels = plt.subplots(1, 3, figsize=(11, 4.1), layout="constrained")
    for axes, (title, score) in zip(panels, scores.items()):
        ranks = score.argsort().argsort() / (len(score) - 1)
        drawn = draw_ground(axes, table, ranks, title, cmap="magma_r", vmin=0.5, vmax=1)
    figure.colorbar(drawn, ax=panels, shrink=0.8, label="rank of the score")
    figure.savefig(path, dpi=80)
    plt.close(figure)
