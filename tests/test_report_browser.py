"""Promises of the report where it is read: in a browser, on a desk, on a phone and on paper.

What leaves the page is seen by the DevTools protocol: every request that the page makes, and every
entry of the console, to which Chromium reports each violation of the content security policy.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from browser import CHROMIUM, Browser
from geochem_som.core.report import Paragraph, Report, Section, render

ROOT = Path(__file__).resolve().parent.parent
DESK, PHONE = 1100, 400
POINT = 25.4 / 72.0  # mm

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"Chromium is not installed ({CHROMIUM}, Debian: chromium)"
)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed (Debian: poppler-utils)"
)

# What of the page reaches beyond its window, other than tables and figures that scroll.
OVERHANG = """[...document.querySelectorAll('main *')].filter(element =>
    !element.closest('table, svg') && element.getBoundingClientRect().right > innerWidth + 1
).map(element => element.outerHTML.slice(0, 80))"""

CUT_TABLES = """[...document.querySelectorAll('.table')].filter(box =>
    box.scrollWidth > box.clientWidth + 1).map(box => box.getAttribute('aria-label'))"""

# Texts of figures: those outside of their figure, and pairs of level ones that overlap.
UNREADABLE = """[...document.querySelectorAll('svg')].flatMap(svg => {
    const frame = svg.getBoundingClientRect();
    const turned = text => {
        for (let node = text; node !== svg; node = node.parentNode)
            if (/rotate\\(-?0*[1-9]/.test(node.getAttribute('transform'))) return true;
        return false;
    };
    const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
    const boxes = texts.map(text => text.getBoundingClientRect());
    const found = [];
    boxes.forEach((a, i) => {
        const name = texts[i].textContent.trim();
        if (a.left < frame.left - 1 || a.right > frame.right + 1
            || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) found.push('cut: ' + name);
        if (a.height < 6 && !turned(texts[i])) found.push('small: ' + name);
        boxes.slice(0, i).forEach((b, j) => {
            if (turned(texts[i]) || turned(texts[j])) return;
            const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            // Boxes are as high as a line: letters of two of them touch only when both overlap well.
            if (width > 1 && height > 0.3 * Math.min(a.height, b.height))
                found.push('overlap: ' + name + ' / ' + texts[j].textContent.trim());
        });
    });
    return found;
})"""


def run_demo():
    """The module of `make demo`."""
    path = ROOT / "resources" / "demo" / "run_demo.py"
    spec = importlib.util.spec_from_file_location("run_demo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The report of the whole workflow on the sample survey, two maps, made by qgis_process."""
    pytest.importorskip("qgis.core")
    demo, folder = run_demo(), tmp_path_factory.mktemp("report")
    survey = folder / "survey.gpkg"
    survey.write_bytes(demo.SURVEY.read_bytes())
    elements = ["Cu", "Au", "Bi", "W", "Co", "V", "Pb", "Zn", "As", "Ni", "Cr", "U"]
    code, _ = demo.run_algorithm(
        "geochemsom:separateanomalies",
        {
            "SAMPLES": f"{survey}|layername=samples",
            "SAMPLE_ID": "sample_id",
            "FIELDS": ";".join(f"{e}_pp{'b' if e == 'Au' else 'm'}" for e in elements),
            "OCCURRENCES": f"{survey}|layername=occurrences",
            "METHODS": "som,batchsom",
            "TOPOLOGY": "hexagonal",
            "CLUSTERS": "9",
            "OUTPUT": str(folder / "out.gpkg"),
            "REPORT": str(folder / "report.html"),
        },
        demo.clean_environment(tmp_path_factory.mktemp("profile")),
    )
    assert code == 0
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


def seen(browser, page, width):
    """The browser with the page open in a window of that width."""
    browser.open(page, width)
    return browser


# What it loads and says


def test_the_report_asks_for_nothing_and_complains_of_nothing(browser, page):
    seen(browser, page, DESK)
    outside = [url for url in browser.requests if not url.startswith("data:image/")]
    assert outside == [page.as_uri()]
    assert browser.complaints == []
    assert browser.run("document.title").startswith("Separate geochemical anomalies")
    assert browser.run("document.querySelectorAll('figure svg').length") > 10


LEAKS = """<img src="http://127.0.0.1:9/x.png"><script>console.error('said')</script>
<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><p style="color: red">styled</p>"""


def test_requests_and_errors_of_a_careless_page_would_be_seen(browser, tmp_path):
    (tmp_path / "careless.html").write_text(f"<!DOCTYPE html><body>{LEAKS}")
    seen(browser, tmp_path / "careless.html", DESK)
    assert "http://127.0.0.1:9/x.png" in browser.requests
    assert "http://127.0.0.1:9/x.css" in browser.requests
    assert "console.error" in browser.complaints


def test_the_policy_of_the_report_stops_scripts_and_requests_and_each_is_seen(browser, tmp_path):
    page = render(Report("Title", sections=[Section("Here", [Paragraph("leaks")])]))
    (tmp_path / "crafted.html").write_text(page.replace("leaks", LEAKS), encoding="utf-8")
    seen(browser, tmp_path / "crafted.html", DESK)
    stopped = [text for text in browser.complaints if "Content Security Policy" in text]
    assert any("script" in text for text in stopped)
    assert any("x.png" in text for text in stopped)
    assert any("x.css" in text for text in stopped)
    assert "console.error" not in browser.complaints


# How it looks on a screen


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_nothing_hangs_over_the_edge_of_the_window(browser, page, width, tmp_path):
    seen(browser, page, width)
    assert browser.run("document.documentElement.scrollWidth") == width
    assert browser.run(OVERHANG) == []
    browser.picture(tmp_path / "page.png")
    assert (tmp_path / "page.png").stat().st_size > 50_000


def test_all_columns_of_all_tables_are_seen_on_a_desk(browser, page):
    seen(browser, page, DESK)
    assert browser.run("document.querySelectorAll('.table').length") >= 6
    assert browser.run(CUT_TABLES) == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_no_text_of_a_figure_is_cut_covered_or_too_small(browser, page, width):
    seen(browser, page, width)
    assert browser.run("document.querySelectorAll('svg text').length") > 200
    assert browser.run(UNREADABLE) == []


def test_overlapping_cut_and_small_texts_would_be_seen(browser, tmp_path):
    texts = [("0", "20", 12, "one"), ("5", "24", 12, "two"), ("60", "20", 12, "three"),
             ("0", "60", 12, "four"), ("0", "90", 3, "five")]  # fmt: skip
    inside = "".join(f'<text x="{x}" y="{y}" font-size="{s}">{t}</text>' for x, y, s, t in texts)
    svg = f'<svg width="80" height="100">{inside}</svg>'
    (tmp_path / "figure.html").write_text(f"<!DOCTYPE html><main><div class='table'>{svg}</div>")
    seen(browser, tmp_path / "figure.html", DESK)
    assert browser.run(UNREADABLE) == ["overlap: two / one", "cut: three", "small: five"]


# How it looks on paper


@pytest.fixture(scope="module")
def paper(browser, page, tmp_path_factory):
    """The printed report: its file and, per page, its size and words with their boxes, in mm."""
    file = tmp_path_factory.mktemp("paper") / "report.pdf"
    seen(browser, page, DESK).printed(file)
    text = subprocess.run(
        ["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = []
    for size, words in re.findall(r"<page (.*?)>(.*?)</page>", text, re.DOTALL):
        width, height = (float(n) * POINT for n in re.findall(r'"([\d.]+)"', size))
        boxes = [
            (*(float(n) * POINT for n in box), word)
            for *box, word in re.findall(
                r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', words
            )
        ]
        pages.append((width, height, boxes))
    return file, pages


@needs_poppler
def test_it_prints_on_a4_and_no_word_leaves_the_paper(paper):
    _, pages = paper
    assert 5 < len(pages) < 40
    for width, height, words in pages:
        assert (width, height) == pytest.approx((210, 297), abs=1)
        for left, top, right, bottom, word in words:
            assert left > 14, word
            assert right < 210 - 14, word
            assert top > 14, word
            assert bottom < 297 - 14, word


@needs_poppler
def test_every_heading_and_cell_is_printed(browser, page, paper):
    seen(browser, page, DESK)
    printed = {word for _, _, words in paper[1] for *_, word in words}
    wanted = browser.run(
        "[...document.querySelectorAll('h1, h2, th, td')].map(e => e.textContent).join(' ')"
    )
    import html

    missing = {word for word in wanted.split() if html.escape(word, quote=False) not in printed}
    # A word that is too long for its column is broken over two lines.
    assert {word for word in missing if len(word) < 12} == set()


@needs_poppler
def test_no_printed_page_is_empty(paper, tmp_path):
    from matplotlib.image import imread

    file, pages = paper
    subprocess.run(
        ["pdftoppm", "-r", "30", "-gray", "-png", str(file), str(tmp_path / "page")], check=True
    )
    pictures = sorted(tmp_path.glob("page*.png"))
    assert len(pictures) == len(pages)
    for picture in pictures:
        assert np.mean(imread(picture) < 0.8) > 0.002
