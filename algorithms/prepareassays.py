"""Algorithm `prepareassays`: a laboratory's table into complete, marked, transformed numbers."""

from __future__ import annotations

from . import parameters as p
from .base import PREPARE, GeochemAlgorithm
from .destinations import cut_names_said
from .fields import ACCOUNT_FIELDS
from .inputs import Inputs
from .messages import replaced_said, stop_if_cancelled, warn
from .numbers import add_number_outputs
from .outputs import replaced_names, write_rows, write_table
from .points import read_points
from .prepared_layer import prepared_columns
from .provenance import history_of
from .samples import prepare
from .styles import LayerLook


class PrepareAssays(GeochemAlgorithm):
    """Samples in, clean samples out."""

    ID = "prepareassays"
    TITLE = "Prepare assays"
    GROUP = PREPARE
    ICON = "prepare.svg"
    TAGS = (
        "geochemistry,assays,detection limit,censored,non-detects,imputation,clr,ilr,log-ratio,"
        "levelling,duplicates"
    )
    HELP = (
        "Reads a laboratory's table as it comes (less-than and greater-than signs, negative "
        "limits, flag fields, -9999, blanks), fills what is missing by rules you choose, and marks "
        "every number that was not measured. Fields and samples that hold too little are left out "
        "and listed. Levels groups, and transforms and scales where wished.\n\n"
        "The layer keeps the names of the fields, so that other algorithms can go on with it. "
        "Beside Cu_ppm, a field Cu_ppm_q says of each number that was not simply measured what "
        "stands behind it: below limit, blank, above range or uncertain; a field without such "
        "numbers has none. n_below and n_blank count a sample's substitutes and filled blanks, "
        "n_replaced both, and replaced names the elements. n_averaged counts the samples behind "
        "one, same_place numbers the places that samples share. The table says what was found in "
        "each field."
    )

    def initAlgorithm(self, config=None):
        self.add_parameters(
            p.samples(),
            p.sample_id(),
            p.prepared_fields(),
            *p.preparation_parameters(),
            p.composition(),
            p.repeats(),
            p.seed(),
            p.point_sink("Prepared samples"),
            p.table_sink(p.TABLE, "Account of the fields"),
            p.table_sink(p.LEFT_OUT, "Samples left out"),
            p.report(),
        )
        add_number_outputs(self, ("SAMPLES_USED", "SAMPLES_OUT", "FIELDS_USED", "FIELDS_OUT"))

    def execute(self, parameters, context, feedback):
        inputs = Inputs(self, parameters, context)
        inputs.check_destinations()
        source = inputs.source(p.SAMPLES)
        rows = read_points(source, id_field=inputs.text(p.SAMPLE_ID), feedback=feedback)
        samples = prepare(
            inputs,
            rows,
            feedback,
            signed=False,
            repeats=inputs.choice(p.REPEATS),
            least_fields=1,
            for_map=False,
            done=80.0,
        )
        feedback.setProgress(80)
        stop_if_cancelled(feedback)
        page = None
        if inputs.has(p.REPORT):
            from .assay_reports import preparation_report

            page = preparation_report(inputs, samples)
        feedback.setProgress(90)
        stop_if_cancelled(feedback)

        prepared, history = samples.prepared, history_of(inputs)
        values, fields = prepared_columns(prepared)
        lost = [
            name
            for name in replaced_names(samples.rows, values, fields)
            if name not in prepared.clean.fields
        ]
        warn(
            feedback,
            [*replaced_said(lost, rows.name), *cut_names_said(inputs, p.OUTPUT, values)],
        )
        look = LayerLook(
            f"{rows.name}: prepared samples",
            f"Complete numbers of {len(prepared.fields)} fields. A field ending in _q says which were "
            "below the detection limit, blank, above range or uncertain: those are no measurements.",
            (*history, *prepared.steps),
            style="counts",
            counts=(
                "n_replaced",
                values["n_replaced"],
                "number not measured",
                "numbers not measured",
            ),
        )
        results = write_rows(
            inputs,
            p.OUTPUT,
            samples.rows,
            values,
            look,
            fields=fields,
            instead_of=prepared.clean.fields,
        )
        results |= write_table(
            inputs,
            p.TABLE,
            account_layer(prepared.account),
            LayerLook(f"{rows.name}: account of the fields", "One row per field.", history),
        )
        results |= write_table(
            inputs,
            p.LEFT_OUT,
            left_out_table(samples.left_out),
            LayerLook(f"{rows.name}: samples left out", "One row per sample.", history),
        )
        results |= inputs.write_page(p.REPORT, page)
        return {
            **results,
            "SAMPLES_USED": len(samples.rows),
            "SAMPLES_OUT": len(samples.left_out),
            "FIELDS_USED": len(prepared.fields),
            "FIELDS_OUT": len(prepared.fields_left_out),
        }


def account_layer(account):
    """The account under names that every file format keeps."""
    table = account[list(ACCOUNT_FIELDS)].rename(columns=ACCOUNT_FIELDS)
    table["used"] = table["used"].map({True: "yes", False: "no"})
    return table


def left_out_table(left_out):
    """One row per sample that is not used: its name and the reason."""
    import pandas as pd

    return pd.DataFrame(list(left_out), columns=["sample_id", "reason"], dtype=object)
