"""The report: one HTML page with everything in it, to read, to print and to pass on.

The page loads nothing and runs nothing: no scripts, no links to other places, and a content
security policy that says so. Every text and every table cell is escaped; figures are the SVGs of
`plots.to_svg`.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Union

import numpy as np

from .errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MISSING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"

# Tables up to this many rows stay on one printed page; with more columns than this they shrink.
_ROWS_KEPT_TOGETHER = 25
_COLUMNS_AT_FULL_SIZE = 8
_SECTIONS_WITHOUT_CONTENTS = 3
_LETTERS_IN_ONE_LINE = 24


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of short plain texts."""

    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Labels with their values, in two columns."""

    pairs: Mapping[str, object] | Sequence[tuple[str, object]]


@dataclass(frozen=True)
class Table:
    """A table: the columns of a DataFrame (not its index).

    `formats` maps a column to a format specification for its numbers, such as ".2f"; columns
    without one get as many decimals as their size asks for. `strong` is true for the cells that are
    set off, in the shape of the frame.
    """

    frame: pd.DataFrame
    caption: str
    formats: Mapping[str, str] | None = None
    strong: Any = None


@dataclass(frozen=True)
class Figure:
    """A figure as SVG text (from `plots.to_svg`) with its caption."""

    svg: str
    caption: str


Block = Union[Paragraph, Bullets, Facts, Table, Figure]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """All of a report: the headline sentences come first, then warnings, then the sections."""

    title: str
    subtitle: str = ""
    headline: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sections: Sequence[Section] = ()


def render(report: Report) -> str:
    """The report as one self-contained HTML page; the same report gives the same bytes.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        HTML5, to be written as UTF-8.

    Raises
    ------
    InputError
        If a Figure holds no SVG, or a block is none of this module's.
    """
    subtitle = f'<p class="subtitle">{_text(report.subtitle)}</p>' if report.subtitle else ""
    parts = [
        f"<header><h1>{_text(report.title)}</h1>{subtitle}</header>",
        _headline(report.headline),
        _warnings(report.warnings),
        _contents(report.sections),
        *(_section(number, section) for number, section in enumerate(report.sections, start=1)),
    ]
    body = "\n".join(part for part in parts if part)
    return _PAGE.format(title=_text(report.title), style=_STYLE, body=body)


def format_number(value: Any, spec: str | None = None) -> str:
    """A number for reading: a dash where it is missing, a true minus, three significant figures."""
    if _is_missing(value):
        return MISSING
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if not isinstance(value, numbers.Real):
        return str(value)
    number = float(value)
    if math.isinf(number):
        text = "∞" if number > 0 else "-∞"
    elif spec is not None:
        text = format(number, spec)
    elif number.is_integer() and abs(number) < 1e15:
        text = f"{number:.0f}"
    else:
        text = f"{number:.3g}" if abs(number) < 1000 else f"{number:.0f}"
    if not text.strip("-0."):
        text = text.lstrip("-")  # what rounds to nothing has no sign
    return text.replace("-", MINUS)


def _text(value: object) -> str:
    """Escaped text without the control characters that HTML does not allow."""
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", " ", str(value)))


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return value is None or (np.ndim(value) == 0 and bool(pd.isna(value)))


def _warnings(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    items = "".join(f"<li>{_text(warning)}</li>" for warning in warnings)
    heading = "Please note" if len(warnings) == 1 else f"Please note ({len(warnings)})"
    return (
        f'<aside class="warnings" aria-label="Warnings"><h2>{heading}</h2><ul>{items}</ul></aside>'
    )


def _headline(sentences: Sequence[str]) -> str:
    if not sentences:
        return ""
    lines = "".join(f"<p>{_text(sentence)}</p>" for sentence in sentences)
    return f'<div class="headline" role="region" aria-label="Result in short">{lines}</div>'


def _contents(sections: Sequence[Section]) -> str:
    if len(sections) <= _SECTIONS_WITHOUT_CONTENTS:
        return ""
    items = "".join(
        f'<li><a href="#section-{number}">{_text(section.title)}</a></li>'
        for number, section in enumerate(sections, start=1)
    )
    return f'<nav aria-label="Contents"><h2>Contents</h2><ol>{items}</ol></nav>'


def _section(number: int, section: Section) -> str:
    blocks = "\n".join(_block(block) for block in section.blocks)
    return f'<section id="section-{number}">\n<h2>{_text(section.title)}</h2>\n{blocks}\n</section>'


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_text(block.text)}</p>"
    if isinstance(block, Bullets):
        return f"<ul>{''.join(f'<li>{_text(item)}</li>' for item in block.items)}</ul>"
    if isinstance(block, Facts):
        return _facts(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Figure):
        return _figure(block)
    raise InputError(f"A report cannot show a {type(block).__name__}; use one of its blocks.")


def _facts(facts: Facts) -> str:
    pairs = facts.pairs.items() if isinstance(facts.pairs, Mapping) else facts.pairs
    rows = "".join(
        f"<div><dt>{_text(label)}</dt><dd>{_text(format_number(value))}</dd></div>"
        for label, value in pairs
    )
    return f'<dl class="facts">{rows}</dl>'


def _table(table: Table) -> str:
    frame, formats = table.frame, table.formats or {}
    columns = [_column(frame.iloc[:, i], formats.get(name)) for i, name in enumerate(frame.columns)]
    head = "".join(
        f'<th scope="col"{css}>{_text(name)}</th>' for name, (css, _) in zip(frame.columns, columns)
    )
    strong = _strong_cells(table)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{css}>{_set_off(cells[row]) if strong[row, i] else cells[row]}</td>"
            for i, (css, cells) in enumerate(columns)
        )
        + "</tr>\n"
        for row in range(len(frame))
    )
    kinds = ["table"]
    if len(frame) <= _ROWS_KEPT_TOGETHER:
        kinds.append("together")
    if len(columns) > _COLUMNS_AT_FULL_SIZE:
        kinds.append("wide")
    caption = _text(table.caption)
    if not rows:
        rows = f'<tr><td colspan="{max(len(columns), 1)}">No rows.</td></tr>\n'
    return (
        f'<div class="{" ".join(kinds)}" role="region" aria-label="{caption}" tabindex="0">\n'
        f"<table><caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody></table>\n</div>"
    )


def _strong_cells(table: Table) -> np.ndarray:
    if table.strong is None:
        return np.zeros(table.frame.shape, dtype=bool)
    strong = np.asarray(table.strong, dtype=bool)
    if strong.shape != table.frame.shape:
        raise InputError(
            f"The table '{table.caption}' has {table.frame.shape[0]} rows and {table.frame.shape[1]} "
            f"columns, but its strong cells are given in the shape {strong.shape}."
        )
    return strong


def _set_off(cell: str) -> str:
    return f"<strong>{cell}</strong>"


def _column(values: pd.Series, spec: str | None) -> tuple[str, list[str]]:
    """The alignment (an attribute) of a column and its escaped cells."""
    cells = values.tolist()
    known = [v for v in cells if not _is_missing(v)]
    is_number = bool(known) and all(
        isinstance(v, numbers.Real) and not isinstance(v, (bool, np.bool_)) for v in known
    )
    if is_number and spec is None:
        spec = _column_format([float(v) for v in known if math.isfinite(v)])
    if is_number:
        return ' class="number"', [_text(format_number(v, spec)) for v in cells]
    texts = [_text(format_number(v)) for v in cells]
    short = max(map(len, texts), default=0) <= _LETTERS_IN_ONE_LINE
    return ' class="short"' if short else "", texts


def _column_format(values: list[float]) -> str | None:
    """One format for a whole column, so that its decimal points stand under each other.

    None, each number by itself, where values differ too much: a column of assays from 0.003 to
    12,000 would lose its small values or drown in zeros.
    """
    sizes = [abs(v) for v in values if v != 0]
    if all(v.is_integer() for v in values):
        return ".0f" if max(sizes, default=0.0) < 1e15 else None
    least, greatest = min(sizes), max(sizes)
    if greatest > 1000 * least or not 1e-3 <= greatest < 1e9:
        return None
    decimals = max(2 - math.floor(math.log10(greatest)), -math.floor(math.log10(least)))
    return f".{min(max(decimals, 0), 4)}f"


def _figure(figure: Figure) -> str:
    start, caption = figure.svg.find("<svg"), _text(figure.caption)
    if start < 0:
        raise InputError("A figure of the report holds no SVG; make it with to_svg.")
    svg = figure.svg[start:].strip()  # without the XML prolog, which HTML does not know
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{caption}"', 1)
    return (
        f'<figure>\n<div class="drawing">{svg}</div>\n<figcaption>{caption}</figcaption>\n</figure>'
    )


_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: #fff; color: #222; line-height: 1.5; font-size: 16px;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
    "Liberation Sans", sans-serif; overflow-wrap: break-word; }
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; padding-bottom: .25rem;
  border-bottom: 1px solid #ddd; }
p, li, dd { max-width: 44rem; }
p { margin: .75rem 0; }
ul, ol { margin: .75rem 0; padding-left: 1.4rem; }
a { color: #1f4e79; }
.subtitle { color: #595959; margin: .35rem 0 0; }
.warnings { margin: 1.5rem 0; padding: .75rem 1.1rem; background: #fff6e5;
  border: 1px solid #e0a030; border-left-width: 6px; }
.warnings h2 { font-size: 1rem; margin: 0; border: 0; padding: 0; }
.warnings ul { margin: .35rem 0 0; }
.headline { margin: 1.5rem 0; padding: .5rem 1.1rem; background: #f1f5f9;
  border-left: 6px solid #1f4e79; }
.headline p { margin: .5rem 0; }
.headline p:first-child { font-size: 1.15rem; font-weight: 600; }
nav { margin: 1.5rem 0; }
nav h2 { font-size: 1rem; margin: 0; border: 0; padding: 0; }
nav ol { margin: .35rem 0 0; }
.facts { margin: 1rem 0; max-width: 44rem; }
.facts div { display: grid; grid-template-columns: minmax(9rem, 2fr) minmax(0, 3fr); gap: 1rem;
  padding: .3rem 0; border-bottom: 1px solid #eee; }
.facts dt { color: #595959; }
.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.table { margin: 1.25rem 0; }
/* A shadow at the side where a table or a figure goes on. */
.table, .drawing { overflow-x: auto; background:
  linear-gradient(to right, #fff 40%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(to left, #fff 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to right, #0003, transparent) left / .75rem 100% no-repeat scroll,
  linear-gradient(to left, #0003, transparent) right / .75rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; position: sticky; left: 0;
  max-width: calc(100vw - 2rem); }
th, td { padding: .3rem .7rem; text-align: left; vertical-align: top; }
th { border-bottom: 2px solid #888; vertical-align: bottom; }
td { border-bottom: 1px solid #e4e4e4; }
th:first-child, td:first-child { padding-left: 0; }
.number { text-align: right; }
td.number, td.short { white-space: nowrap; }
td strong { background: #dbe7f3; padding: 0 .25em; margin: 0 -.25em; border-radius: .2em; }
td:not(.number):not(.short) { min-width: 11rem; }
.wide table { font-size: .82rem; }
.wide th, .wide td { padding: .25rem .45rem; }
.wide th:first-child, .wide td:first-child { padding-left: 0; }
figure { margin: 1.5rem 0; }
figure svg { display: block; max-width: max(100%, 36rem); height: auto; mix-blend-mode: multiply; }
figcaption { color: #444; font-size: .9rem; margin-top: .4rem; max-width: 44rem; }
@media (max-width: 36rem) {
  main { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.4rem; }
  .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@page { margin: 15mm; }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  h1, h2, caption { break-after: avoid; }
  figure, .together, .warnings, .headline, .facts div, tr { break-inside: avoid; }
  table { font-size: 8.5pt; }
  th, td { padding: .2rem .5rem; }
  figure svg { max-width: 100%; max-height: 235mm; mix-blend-mode: normal; }
  thead { display: table-header-group; }
  .table, .drawing { overflow: visible; background: none; }
  .wide table { font-size: 7pt; }
  .wide th, .wide td { padding: .15rem .3rem; }
  .wide td.number, .wide td.short { white-space: normal; }
  td:not(.number):not(.short) { min-width: 26mm; }
  caption { position: static; max-width: none; }
  .warnings, .headline { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
