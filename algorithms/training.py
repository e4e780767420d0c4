"""From a layer of samples to a trained map with clusters: what the three training algorithms share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..core.assays import read_field_name
from ..core.clusters import UnitClusters, cluster_units
from ..core.errors import InputError
from ..core.map_size import suggest_map_size
from ..core.preparation import PreparedSamples
from ..core.self_organizing_map import SelfOrganizingMap
from . import parameters as p
from .compat import make_field
from .fields import ENSEMBLE_FIELDS, MAP_FIELDS, RESULT_FIELDS, free_name
from .inputs import Inputs
from .messages import progress_of, replaced_said, say, warn
from .points import LayerRows, read_points
from .prepared_layer import ENDINGS
from .samples import Samples, prepare

# More units in a hidden layer are a slip of the pen, and may be more than memory holds.
WIDEST = 4096
_NAMES_SHOWN = 5
_PLACE_COLUMNS = ("unit", "unit_row", "unit_col", "hits", "cluster")
# What else a layer of units holds beside its elements.
_UNIT_COLUMNS = {*_PLACE_COLUMNS, "method", "u_dist", "class_id", "class", "fid", "geom"}


@dataclass(frozen=True)
class TrainedMap:
    """A trained map and what each sample gets from it, arrays (N,)."""

    method: str
    model: SelfOrganizingMap
    clusters: UnitClusters
    bmu: np.ndarray
    bmu_dist: np.ndarray
    cluster: np.ndarray
    recon_err: np.ndarray | None
    quantization_error: float
    topographic_error: float

    @property
    def hits(self) -> np.ndarray:
        """(K,) samples of each unit."""
        return np.bincount(self.bmu, minlength=self.model.lattice_.size)

    def fields(self, ids) -> dict:
        """Field name -> values of the output layer."""
        return map_fields(self.method, self.model.lattice_, self, ids)

    def numbers(self, prefix: str = "") -> dict:
        """Number outputs."""
        return {
            f"{prefix}QUANTIZATION_ERROR": self.quantization_error,
            f"{prefix}TOPOGRAPHIC_ERROR": self.topographic_error,
            f"{prefix}CLUSTER_COUNT": self.clusters.n_clusters,
        }


def map_fields(method: str, lattice, found, ids) -> dict:
    """Field name -> values of a layer of samples on a map.

    Parameters
    ----------
    lattice : Lattice
    found : TrainedMap or ClassifiedSamples
        Has bmu, bmu_dist, cluster and recon_err of each sample.
    ids : (N,) names of the samples
    """
    row, col = lattice.row_col(found.bmu)
    values = {
        "sample_id": ids,
        "method": [method] * len(ids),
        "bmu": found.bmu,
        "bmu_row": row,
        "bmu_col": col,
        "bmu_dist": found.bmu_dist,
        "cluster": found.cluster,
    }
    if found.recon_err is not None:
        values["recon_err"] = found.recon_err
    return values


def require_method(method: str) -> None:
    """Refuse DE-SOM before any work if torch is absent."""
    if method == "desom":
        from ..core.de_som import require_torch

        require_torch()


def read_samples(inputs: Inputs, feedback) -> Samples:
    """Read SAMPLES and prepare the matrix of FIELDS; every row is used or listed as left out."""
    source = inputs.source(p.SAMPLES)
    rows = read_points(source, id_field=inputs.text(p.SAMPLE_ID), feedback=feedback)
    transform = inputs.choice(p.TRANSFORM)
    # Without a transform the fields may be scores, whose negative values are data.
    samples = prepare(inputs, rows, feedback, signed=transform == "none")
    if transform == "none":
        said = _concentrations_said(samples)
        warn(feedback, said)
        prepared = replace(samples.prepared, warnings=(*samples.prepared.warnings, *said))
        samples = replace(samples, prepared=prepared, elements=prepared)
    warn(feedback, _replaced_said(inputs, rows))
    return samples


def _concentrations_said(samples: Samples) -> list:
    """A warning where fields that are named as concentrations are taken as they are."""
    states = {state.name: state.parsed.values for state in samples.prepared.clean.states}
    names = [
        name
        for name in samples.prepared.fields
        if read_field_name(name).analyte
        and read_field_name(name).unit
        and not name.endswith(f"_{ENDINGS['none']}")
    ]
    if not names:
        return []
    negative = sum(int((states[name] <= 0).sum()) for name in names)
    below = f", {negative:,} zeros and negative values among them" if negative else ""
    shown = ", ".join(names[:_NAMES_SHOWN]) + (", ..." if len(names) > _NAMES_SHOWN else "")
    return [
        f"TRANSFORM is none, so the values of {shown} are taken as they are{below}; if these are "
        "concentrations, choose log10 or clr."
    ]


def _replaced_said(inputs: Inputs, rows: LayerRows) -> list:
    """Warnings: fields of the user whose names the outputs need."""
    ours = _fields_written(inputs)
    names = [field.name() for field in rows.fields if field.name().lower() in ours]
    lost = [name for name in names if name.lower() != "sample_id"]
    said = []
    if len(lost) < len(names) and inputs.text(p.SAMPLE_ID).lower() != "sample_id":
        said.append(
            f"The outputs name samples by {inputs.text(p.SAMPLE_ID) or 'feature number'}, not by the "
            f"field sample_id of the layer {rows.name}; choose that field as SAMPLE_ID to keep it."
        )
    return [*said, *replaced_said(lost, rows.name)]


def _fields_written(inputs: Inputs) -> set:
    """Names of the fields that the algorithm adds to its samples."""
    if inputs.has_parameter(p.MEMBERS):
        return set(ENSEMBLE_FIELDS)
    if inputs.has_parameter(p.CLUSTER_NUMBERS):
        return set()  # a table of settings
    if inputs.has_parameter(p.CLUSTERS):
        return set(RESULT_FIELDS if inputs.has_parameter(p.OCCURRENCES) else MAP_FIELDS)
    return {"sample_id"}


def train(inputs: Inputs, method: str, samples: Samples, feedback, start=0.0, stop=100.0):
    """Train the map of that method and join its units into clusters.

    Parameters
    ----------
    method : {"som", "batchsom", "desom"}
    start, stop : float
        Part of the progress bar, in percent.

    Returns
    -------
    TrainedMap
    """
    X = samples.prepared.X
    model = make_map(inputs, method, X)
    feedback.pushInfo(
        f"{method}: training a {model.topology} map of {model.rows} x {model.cols} units on "
        f"{X.shape[0]} samples and {X.shape[1]} fields."
    )
    middle = start + 0.95 * (stop - start)
    model.fit(X, progress=progress_of(feedback, start, middle))
    bmu = model.predict(X)
    clusters = cluster_units(
        model.prototypes_,
        np.bincount(bmu, minlength=model.lattice_.size),
        model.lattice_,
        n_clusters=inputs.integer(p.CLUSTERS),
        method=inputs.choice(p.CLUSTER_METHOD),
        random_state=inputs.integer(p.SEED),
        progress=progress_of(feedback, middle, stop),
    )
    trained = TrainedMap(
        method,
        model,
        clusters,
        bmu,
        model.bmu_distances(X),
        clusters.labels[bmu],
        model.reconstruction_errors(X) if method == "desom" else None,
        model.quantization_error(X),
        model.topographic_error(X),
    )
    feedback.setProgress(stop)
    say(feedback, training_said(trained))
    warn(feedback, getattr(model, "warnings_", ()))
    return trained


def training_said(trained: TrainedMap) -> list:
    """Sentences on how the map came out."""
    model = trained.model
    chosen = (
        "chosen, where one more stops paying off"
        if trained.clusters.choice is not None
        else "given"
    )
    said = [
        f"{trained.method}: {model.epochs_} epochs, temperature {model.t_max_:g} to "
        f"{model.t_min_:g}; quantization error {trained.quantization_error:.4g}, topographic error "
        f"{trained.topographic_error:.3f}; {int((trained.hits == 0).sum())} of "
        f"{model.lattice_.size} units have no sample.",
        f"{trained.method}: {trained.clusters.n_clusters} clusters ({chosen}).",
    ]
    if trained.recon_err is not None:
        said.append(
            f"{trained.method}: codes of {model.prototypes_.shape[1]} numbers leave "
            f"{100 * model.unexplained_variance_:.1f} % of the variance unexplained, their root "
            f"mean square is {model.latent_rms_:.3g}; the map makes {100 * model.som_share_:.0f} % "
            "of the loss."
        )
    return said


def make_map(inputs: Inputs, method: str, X) -> SelfOrganizingMap:
    """The untrained map of that method with the user's settings; 0 means its own default."""
    rows, cols = _map_size(inputs, X)
    settings = {
        "rows": rows,
        "cols": cols,
        "topology": inputs.choice(p.TOPOLOGY),
        "boundary": inputs.choice(p.BOUNDARY),
        "distance": inputs.choice(p.DISTANCE),
        "epochs": inputs.integer(p.EPOCHS) or None,
        "t_max": inputs.number(p.T_MAX) or None,
        "t_min": inputs.number(p.T_MIN) or None,
        "init": inputs.choice(p.INIT),
        "random_state": inputs.integer(p.SEED),
    }
    if method == "som":
        from ..core.som import SOM

        alpha_max, alpha_min = inputs.number(p.ALPHA_MAX), inputs.number(p.ALPHA_MIN)
        return SOM(**settings, alpha_max=alpha_max, alpha_min=alpha_min)
    if method == "batchsom":
        from ..core.batch_som import BatchSOM

        return BatchSOM(**settings)
    from ..core.de_som import DESOM
    from ..core.de_som_components import SOM_WEIGHT

    weight = inputs.number(p.SOM_WEIGHT)
    return DESOM(
        **settings,
        variant=inputs.choice(p.VARIANT),
        hidden=_hidden_layers(inputs),
        latent=inputs.integer(p.LATENT) or None,
        som_weight=None if weight == SOM_WEIGHT else weight,
        gamma=inputs.number(p.GAMMA) or None,
        batch_size=inputs.integer(p.BATCH_SIZE),
        learning_rate=inputs.number(p.LEARNING_RATE),
        pretrain_epochs=inputs.integer(p.PRETRAIN_EPOCHS),
        device=inputs.choice(p.DEVICE),
    )


def units_table(trained: TrainedMap, prepared: PreparedSamples):
    """DataFrame with one row per unit: place, hits, cluster, prototype as trained and in units.

    The columns of the prototypes are those of `units_columns`. DE-SOM's prototypes are decoded.
    """
    import pandas as pd

    model = trained.model
    prototypes = getattr(model, "decoded_prototypes_", model.prototypes_)
    units = np.arange(model.lattice_.size)
    row, col = model.lattice_.row_col(units)
    original = prepared.transform_.inverse(prototypes)
    place = dict(zip(_PLACE_COLUMNS, (units, row, col, trained.hits, trained.clusters.labels)))
    own, scaled = units_columns(prepared)
    return pd.DataFrame(
        {
            **place,
            **{column: original[:, j] for j, column in enumerate(own)},
            **{column: prototypes[:, j] for j, column in enumerate(scaled)},
        }
    )


def units_columns(prepared: PreparedSamples) -> tuple[list, list]:
    """Columns of `units_table` in the fields' own units, and transformed and scaled.

    They carry the fields' names, numbered where another column of the table or the lattice has the name.
    """
    taken = set(_UNIT_COLUMNS)
    own = [free_name(name, taken) for name in prepared.fields]
    return own, [free_name(f"z_{name}", taken) for name in prepared.columns]


def units_fields(prepared: PreparedSamples) -> dict:
    """The fields of `units_table` that are made from the user's field names."""
    own, scaled = units_columns(prepared)
    fields = {
        column: make_field(column, float, f"{name} of the prototype")
        for column, name in zip(own, prepared.fields)
    }
    for column, name in zip(scaled, prepared.columns):
        fields[column] = make_field(column, float, f"{name}, transformed and scaled")
    return fields


def _map_size(inputs: Inputs, X) -> tuple[int, int]:
    rows, cols = inputs.integer(p.ROWS), inputs.integer(p.COLS)
    if rows and cols:
        size = rows * cols
        if size > len(X):
            raise InputError(
                f"ROWS x COLS is {rows} x {cols} = {size} units, but there are only {len(X)} "
                "samples; choose a smaller map, or 0 to have its size chosen."
            )
        if size < 2:
            raise InputError("ROWS x COLS is 1 x 1, a map of one unit; choose a larger map.")
        return rows, cols
    if len(X) < 4:
        raise InputError(
            f"There are only {len(X)} samples that can be used; a map needs at least 4."
        )
    topology, boundary = inputs.choice(p.TOPOLOGY), inputs.choice(p.BOUNDARY)
    best_rows, best_cols = suggest_map_size(X, topology, boundary)
    if not rows and not cols:
        return best_rows, best_cols
    given = rows or cols
    other = min(max(1, round(best_rows * best_cols / given)), len(X) // given)
    if cols and topology == "hexagonal" and boundary == "toroidal":
        other -= other % 2  # rows that meet over the edge need an even number
    if other < 1:
        raise InputError(
            f"{'ROWS' if rows else 'COLS'} is {given}, but there are only {len(X)} samples; choose "
            "a smaller map, or 0 to have its size chosen."
        )
    return (rows, other) if rows else (other, cols)


def _hidden_layers(inputs: Inputs) -> tuple | None:
    """Widths of the hidden layers; None where DE-SOM chooses, none where there is no network."""
    words = {"auto": None, "none": ()}
    text = inputs.text(p.HIDDEN).strip().lower()
    if text in words:
        return words[text]
    sizes = inputs.numbers_in(p.HIDDEN, "128,64, or auto")
    if not sizes or any(not 1 <= size <= WIDEST or size != int(size) for size in sizes):
        raise InputError(
            f"HIDDEN is '{inputs.text(p.HIDDEN)}'; write auto, none, or the sizes of the hidden "
            f"layers as whole numbers up to {WIDEST}, for example 128,64."
        )
    return tuple(int(size) for size in sizes)
