"""The HTML account of how a laboratory's table was prepared. Loaded only when it is wanted."""

from __future__ import annotations

from ..core import plots
from ..core.report import Bullets, Facts, Paragraph, Report, Section, Table, render
from .inputs import Inputs
from .report_blocks import figure_block, parameter_section

# Samples left out that the page lists; the layer of samples left out has all of them.
MOST_LISTED = 200
MOST_REASONS = 12
_HEADINGS = {
    "field": "Field",
    "role": "Role",
    "analyte": "Analyte",
    "element": "Element",
    "unit": "Unit",
    "values": "Values",
    "blank": "Blank",
    "not_analysed": "Not analysed",
    "below": "Below",
    "zero": "Zero",
    "above": "Above",
    "uncertain": "Uncertain",
    "limits": "Limits",
    "censored_pct": "Below, %",
    "missing_pct": "Blank, %",
    "tie_value": "Repeated value",
    "tie_count": "Repeats",
    "substituted_blanked": "High limit",
    "imputed": "Filled",
}


def preparation_report(inputs: Inputs, samples) -> str:
    """Report of `prepareassays`."""
    prepared = samples.prepared
    n_in = len(samples.rows) + len(samples.left_out)
    n_fields = len(prepared.account)
    return render(
        Report(
            title=inputs.algorithm.displayName(),
            subtitle=samples.rows.name,
            headline=(
                f"{n_in:,} samples and {n_fields} fields in, {len(samples.rows):,} samples and "
                f"{len(prepared.clean.fields)} fields out.",
                _made_said(prepared.clean),
            ),
            warnings=prepared.warnings,
            sections=[
                Section("What was done, in order", [Bullets(prepared.steps)]),
                Section("Fields", fields_blocks(prepared)),
                _left_out_section(samples.left_out),
                parameter_section(inputs),
            ],
        )
    )


def fields_blocks(prepared) -> list:
    """What was found in each field, as a figure and as a table."""
    account = prepared.account
    return [
        figure_block(
            plots.account_bars(account),
            "What stands behind the numbers of each field; fields in brackets were left out",
        ),
        Table(
            _readable(account),
            "What was found in each field, counts of samples",
            {"Below, %": ".1f", "Blank, %": ".1f", "Repeated value": ".4g"},
        ),
    ]


def _readable(account):
    """The account under short headings, without columns in which nothing was found."""
    shown = account.drop(columns=["rows", "used", "reason"]).rename(columns=_HEADINGS)
    shown["Field"] = [
        field if used else f"({field})" for field, used in zip(account["field"], account["used"])
    ]
    for count in ("Zero", "Above", "Uncertain", "Not analysed", "High limit", "Filled", "Repeats"):
        if not shown[count].any():
            shown = shown.drop(columns=count)
    if "Repeats" not in shown:
        shown = shown.drop(columns="Repeated value")
    if not shown["Limits"].astype(bool).any():
        shown = shown.drop(columns="Limits")
    if (shown["Role"] == "map").all():
        shown = shown.drop(columns="Role")
    if (shown["Analyte"] == shown["Element"]).all():
        shown = shown.drop(columns="Analyte")
    return shown


def _made_said(clean) -> str:
    from ..core.assays.field_state import BLANK, NON_DETECT

    n_below, n_blank = int((clean.marks == NON_DETECT).sum()), int((clean.marks == BLANK).sum())
    if not n_below + n_blank:
        return "Nothing had to be replaced or filled."
    share = 100 * (n_below + n_blank) / clean.marks.size
    return (
        f"{n_below + n_blank:,} of {clean.marks.size:,} numbers ({share:.2g} %) were not measured: "
        f"{n_below:,} lay below a detection limit, {n_blank:,} were blank. The layer marks each."
    )


def _left_out_section(left_out) -> Section:
    import pandas as pd

    if not left_out:
        return Section("Samples left out", [Paragraph("None.")])
    table = pd.DataFrame(left_out[:MOST_LISTED], columns=["Sample", "Reason"], dtype=object)
    of = f" of {len(left_out):,}" if len(left_out) > len(table) else ""
    noun = "sample" if len(left_out) == 1 else "samples"
    blocks: list = [Table(table, f"{len(table):,}{of} {noun} left out")]
    reasons = pd.Series([reason for _, reason in left_out]).value_counts()
    if len(reasons) < min(len(left_out), MOST_REASONS):
        blocks.insert(0, Facts([(reason, int(n)) for reason, n in reasons.items()]))
    return Section("Samples left out", blocks)
