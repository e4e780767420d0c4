"""Pieces that every report of GeochemSOM is made of."""

from __future__ import annotations

from ..core import plots
from ..core.report import Facts, Figure, Paragraph, Section
from .inputs import Inputs
from .provenance import history_of


def figure_block(figure, caption: str) -> Figure:
    """A matplotlib figure with its caption."""
    return Figure(plots.to_svg(figure), caption)


def parameter_section(inputs: Inputs) -> Section:
    """What made the report: algorithm, versions and every parameter."""
    made_by, *lines = history_of(inputs)
    pairs = [tuple(line.split(": ", 1)) for line in lines]
    return Section("Parameters", [Paragraph(made_by), Facts(pairs)])
