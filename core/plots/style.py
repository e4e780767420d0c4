"""What all figures share: one look, text that is safe, SVG that can be put in a page, colour bars.

Text stays text in the SVG: any script or alphabet shows in the reader's own fonts, and it can be
searched and read aloud. It is measured in DejaVu Sans (which comes with matplotlib) and shown in
fonts that are as wide or narrower, so labels that fit here fit everywhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import textwrap
import threading
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches. In a page 8.6 inches are 826 pixels; an A4 sheet shrinks them to 7.1.
FIGURE_WIDTH = 8.6
MARGIN = 0.15

TEXT_SIZE = 9.0
SMALL_TEXT_SIZE = 8.0
TITLE_SIZE = 11.0
TEXT_COLOUR = "#222222"
QUIET_COLOUR = "#595959"
RULE_COLOUR = "#b0b0b0"

RAMP_STEPS = 32

# Above this many corners a map is a picture inside the SVG: the file stays small and opens fast.
MAX_VECTOR_CORNERS = 40_000
RASTER_DPI = 200

_MEASURED_FONT = "DejaVu Sans"
_SHOWN_FONTS = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_STYLE = {
    "font.family": [_MEASURED_FONT],
    "font.size": TEXT_SIZE,
    "text.color": TEXT_COLOUR,
    "axes.edgecolor": RULE_COLOUR,
    "axes.labelcolor": TEXT_COLOUR,
    "axes.linewidth": 0.8,
    "xtick.color": QUIET_COLOUR,
    "ytick.color": QUIET_COLOUR,
    "xtick.labelsize": SMALL_TEXT_SIZE,
    "ytick.labelsize": SMALL_TEXT_SIZE,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "geochem_som",
}
_SETTINGS_LOCK = threading.RLock()


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """matplotlib's own defaults and the house style, whatever the user's settings, and back again.

    matplotlib's settings belong to the process: the lock keeps two figures that are drawn at the
    same time from restoring each other's.
    """
    import matplotlib

    with _SETTINGS_LOCK, matplotlib.rc_context(), warnings.catch_warnings():
        # Letters that the measuring font lacks still show in the reader's fonts.
        warnings.filterwarnings("ignore", message="Glyph")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty white figure, in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), facecolor="white")


def axes_in_inches(figure: Figure, left: float, bottom: float, width: float, height: float):
    """Axes placed in inches from the lower left corner of the figure."""
    total_width, total_height = figure.get_size_inches()
    return figure.add_axes(
        [left / total_width, bottom / total_height, width / total_width, height / total_height]
    )


def drawing_in_inches(figure: Figure, left: float, bottom: float, width: float, height: float):
    """Bare axes whose data units are inches, for keys, scale bars and notes."""
    axes = axes_in_inches(figure, left, bottom, width, height)
    axes.set_xlim(0.0, width)
    axes.set_ylim(0.0, height)
    axes.axis("off")
    return axes


def safe_text(text: object) -> str:
    """User text as matplotlib must get it: no formula between dollars, no control characters."""
    cleaned = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", " ", str(text))
    return cleaned.replace("$", r"\$")


def wrap_text(text: object, width: float, size: float = TEXT_SIZE) -> list[str]:
    """Lines of a text that fit `width` inches at `size` points."""
    return textwrap.wrap(str(text), max(8, _letters_in(width, size)))


def shorten_text(text: object, width: float, size: float) -> str:
    """One line that fits `width` inches at `size` points, cut with an ellipsis."""
    line, room = " ".join(str(text).split()), max(3, _letters_in(width, size))
    return line if len(line) <= room else line[: room - 1] + "…"


def _letters_in(width: float, size: float) -> int:
    return int(width * 72.0 / (0.62 * size))  # DejaVu Sans: 0.6 em a letter on average


def write_title(figure: Figure, title: str) -> None:
    """The title, top left, wrapped to the figure's width."""
    width, height = figure.get_size_inches()
    lines = wrap_text(title, width - 2 * MARGIN, TITLE_SIZE)
    figure.text(
        MARGIN / width,
        1.0 - MARGIN / height,
        safe_text("\n".join(lines)),
        size=TITLE_SIZE,
        weight="bold",
        va="top",
    )


def title_height(title: str, width: float) -> float:
    """Height in inches that `write_title` needs, with the space under it."""
    lines = wrap_text(title, width - 2 * MARGIN, TITLE_SIZE)
    return 0.19 * len(lines) + 0.12 if lines else 0.0


def write_note(figure: Figure, note: str) -> None:
    """A quiet sentence at the foot of the figure."""
    width, height = figure.get_size_inches()
    lines = wrap_text(note, width - 2 * MARGIN, SMALL_TEXT_SIZE)
    figure.text(
        MARGIN / width,
        MARGIN / height,
        safe_text("\n".join(lines)),
        size=SMALL_TEXT_SIZE,
        color=QUIET_COLOUR,
        va="bottom",
    )


def note_height(note: str, width: float) -> float:
    """Height in inches that `write_note` needs, with the space over it."""
    lines = wrap_text(note, width - 2 * MARGIN, SMALL_TEXT_SIZE)
    return 0.15 * len(lines) + 0.12 if lines else 0.0


def ramp(colours):
    """A colour map of `RAMP_STEPS` even steps through the given colours."""
    from matplotlib.colors import LinearSegmentedColormap, ListedColormap

    smooth = LinearSegmentedColormap.from_list("ramp", list(colours))
    return ListedColormap(smooth(np.linspace(0.0, 1.0, RAMP_STEPS)))


def ramp_limits(values) -> tuple[float, float]:
    """Least and greatest finite value; a little room where they are the same or there are none."""
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def ramp_step(values, limits: tuple[float, float]) -> np.ndarray:
    """The step of the ramp (from 0) each value falls in; -1 where there is no value."""
    values = np.asarray(values, dtype=float)
    known = np.isfinite(values)
    low, high = limits
    share = np.where(known, (values - low) / (high - low), 0.0)
    step = np.clip((share * RAMP_STEPS).astype(int), 0, RAMP_STEPS - 1)
    return np.where(known, step, -1)


def draw_colour_bar(
    axes, x: float, top: float, width: float, colours, limits, label: str, *, whole: bool = False
) -> None:
    """A labelled colour bar with ticks on axes in inches; `whole` for whole numbers only."""
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import MaxNLocator

    lines = wrap_text(label, width, SMALL_TEXT_SIZE)
    axes.text(x, top, safe_text("\n".join(lines)), size=SMALL_TEXT_SIZE, va="top")
    top -= 0.15 * len(lines) + 0.05
    draw_ramp(axes, x, top - 0.16, width, colours)
    axes.add_patch(Rectangle((x, top - 0.16), width, 0.16, fill=False, ec=RULE_COLOUR, lw=0.6))
    low, high = limits
    for value in MaxNLocator(4, integer=whole).tick_values(low, high):
        if low <= value <= high:
            place = x + width * (value - low) / (high - low)
            axes.plot([place, place], [top - 0.20, top - 0.16], color=QUIET_COLOUR, lw=0.6)
            text = f"{round(value, 10):.4g}".replace("-", "\N{MINUS SIGN}")
            axes.text(place, top - 0.22, text, size=SMALL_TEXT_SIZE, ha="center", va="top")


def draw_ramp(axes, x: float, bottom: float, width: float, colours) -> None:
    """The steps of a ramp, 0.16 inches high; each reaches to the end, so no seams show."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    starts = np.linspace(0.0, width, RAMP_STEPS, endpoint=False)
    cells = [Rectangle((x + start, bottom), width - start, 0.16) for start in starts]
    shades = ramp(colours)(np.arange(RAMP_STEPS))
    axes.add_collection(PatchCollection(cells, facecolors=shades, edgecolors="none"))


def colour_bar_height(label: str, width: float) -> float:
    """Height in inches of a colour bar with its label and ticks."""
    return 0.15 * len(wrap_text(label, width, SMALL_TEXT_SIZE)) + 0.42


def text_colour_on(colour) -> str:
    """Black or white, whichever reads better on the colour (relative luminance of WCAG 2)."""
    from matplotlib.colors import to_rgb

    red, green, blue = (
        c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
    )
    return "#ffffff" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18 else "#111111"


def short_number(value: float) -> str:
    """A number to three significant figures, with a true minus; exponents only beyond a million."""
    return f"{float(f'{value:.3g}'):g}".replace("-", "\N{MINUS SIGN}")


def percent(value: float) -> str:
    """A share for reading: whole from 10 % on, one decimal below."""
    return f"{value:.0f} %" if value == 0 or value >= 10 else f"{value:.1f} %"


def label_decades(axis, low: float, high: float) -> None:
    """Ticks of a logarithmic axis in plain numbers: 1, 2 and 5 of each decade, or the decades alone."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    decades = np.log10(high / low)
    axis.set_major_locator(
        LogLocator(subs=(1.0, 2.0, 5.0) if decades < 2.5 else (1.0,), numticks=9)
    )
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("e+0", "e")))
    axis.set_minor_formatter(NullFormatter())


def to_svg(figure: Figure) -> str:
    """The figure as one `<svg>` element that can stand in a page beside others.

    The same figure gives the same bytes. Ids carry a prefix made from the figure's content; there
    is no prolog, no metadata and no style rule that could reach the rest of the page.
    """
    buffer = io.StringIO()
    with house_style():
        figure.savefig(
            buffer,
            format="svg",
            dpi=RASTER_DPI,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].strip() + "\n"
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<defs>\s*<style[^>]*>[^<]*</style>\s*</defs>", "", svg, count=1)
    svg = svg.replace("<svg ", '<svg style="stroke-linejoin:round;stroke-linecap:butt" ', 1)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:10] + "-"
    # Tags only: within text, matplotlib has escaped every angle bracket.
    return re.sub(r"<[^<>]+>", lambda tag: _tidy_tag(tag.group(), prefix), svg)


def _tidy_tag(tag: str, prefix: str) -> str:
    tag = re.sub(r'(\sid="|url\(#|xlink:href="#)', lambda m: m.group() + prefix, tag)
    tag = re.sub(
        r'(\sd=")([^"]*)', lambda m: m.group(1) + re.sub(r"-?\d+\.\d+", _round, m.group(2)), tag
    )
    return tag.replace(f"'{_MEASURED_FONT}'", _SHOWN_FONTS)


def _round(number: re.Match[str]) -> str:
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")  # a hundredth of a point


def save_png(figure: Figure, path, dpi: int = 150) -> None:
    """Write the figure as a PNG picture."""
    with house_style():
        figure.savefig(path, format="png", dpi=dpi, metadata={"Software": None})
