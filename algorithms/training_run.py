"""The run that the three training algorithms share: read, train, write."""

from __future__ import annotations

from . import parameters as p
from .inputs import Inputs
from .kept import write_model
from .lattice_layer import write_lattice
from .numbers import MAP_NUMBERS, add_number_outputs
from .outputs import write_rows, write_table
from .provenance import history_of
from .styles import LayerLook
from .training import read_samples, require_method, train, units_fields, units_table


def add_training_parameters(algorithm, label: str, own_parameters=()) -> None:
    """Declare what a training algorithm takes and gives."""
    algorithm.add_parameters(
        p.samples(),
        p.sample_id(),
        p.fields(),
        *p.data_parameters(),
        p.composition(),
        *p.map_parameters(),
        *p.schedule_parameters(),
        *own_parameters,
        p.point_sink(label),
        p.table_sink(p.UNITS, "Units of the map"),
        p.lattice_sink("Lattice of the map"),
        p.model_sink(),
        p.report(),
    )
    add_number_outputs(algorithm, ("SAMPLES_USED", "SAMPLES_OUT", *MAP_NUMBERS))


def run_training(algorithm, method: str, parameters, context, feedback) -> dict:
    """Train one map and write its samples, units and report."""
    require_method(method)
    inputs = Inputs(algorithm, parameters, context)
    inputs.check_destinations()
    samples = read_samples(inputs, feedback)
    trained = train(inputs, method, samples, feedback)
    page = None
    if inputs.has(p.REPORT):
        from .reports import training_report

        page = training_report(inputs, samples, trained)

    history = history_of(inputs)
    look = LayerLook(
        f"{algorithm.displayName()}: samples by cluster",
        f"Samples of {samples.rows.name} with the best-matching unit and the cluster of each.",
        history,
        style="clusters",
        n_clusters=trained.clusters.n_clusters,
    )
    results = write_rows(inputs, p.OUTPUT, samples.rows, trained.fields(samples.rows.ids), look)
    units = LayerLook(f"{algorithm.displayName()}: units", "One row per unit.", history)
    results |= write_table(
        inputs,
        p.UNITS,
        units_table(trained, samples.prepared),
        units,
        fields=units_fields(samples.prepared),
    )
    results |= write_lattice(inputs, p.LATTICE, trained, samples.prepared, history)
    results |= write_model(inputs, p.MODEL, samples, trained)
    results |= inputs.write_page(p.REPORT, page)
    return {
        **results,
        "SAMPLES_USED": len(samples.rows),
        "SAMPLES_OUT": len(samples.left_out),
        **trained.numbers(),
    }
