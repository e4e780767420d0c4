import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from geochem_som.core import plots
from geochem_som.core.errors import InputError
from geochem_som.core.report import (
    MINUS,
    MISSING,
    Bullets,
    Facts,
    Figure,
    Paragraph,
    Report,
    Section,
    Table,
    format_number,
    render,
)

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;"
VOID = {"meta", "br", "img", "link", "hr", "input"}


class Page(HTMLParser):
    """The page as a browser reads it: elements, attributes, texts; and whether tags match."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.texts, self.open = [], [], [], []
        self.cells = []  # (row number, tag, attributes, text)
        self.rows = 0
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows += 1
        if tag in ("td", "th"):
            self.cells.append([self.rows, tag, dict(attrs), ""])

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data.strip())
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1][3] += data

    def column(self, i):
        """Texts of the cells of column i, the head first."""
        rows = sorted({cell[0] for cell in self.cells})
        return [[c[3] for c in self.cells if c[0] == row][i] for row in rows]

    def values(self, name):
        return [value for _, key, value in self.attributes if key == name]


def page_of(*blocks, **parts):
    return Page(render(Report("Title", sections=[Section("Section", blocks)], **parts)))


def full_report(word="harmless"):
    frame = pd.DataFrame({word: [1.5, np.nan], "class": [word, "halo"]})
    svg = plots.to_svg(plots.training_curve([3.0, 2.0, 1.0], label=word))
    blocks = [
        Paragraph(word),
        Bullets([word, "two"]),
        Facts({word: word, "Samples": 806}),
        Table(frame, word),
        Figure(svg, word),
    ]
    sections = [Section(word, blocks), Section("Next", [Paragraph("More.")])]
    return Report(word, word, (word, "Second."), (word,), sections)


def test_text_from_outside_never_becomes_markup():
    source = render(full_report(EVIL))
    page = Page(source)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "<script" not in source.lower()
    assert EVIL in page.texts
    # title, h1, subtitle, warning, headline, h2, paragraph, bullet, fact twice, table head, cell
    # and caption, figure caption: each as written
    assert page.texts.count(EVIL) == 14


def test_text_in_figures_never_becomes_markup():
    svg = plots.to_svg(plots.score_map([], [], [], EVIL, EVIL))
    assert "alert(1)" in svg
    assert "script" not in page_of(Figure(svg, "Map")).tags


def test_the_page_loads_nothing_and_links_only_into_itself():
    source = render(full_report())
    page = Page(source)
    namespaces = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"\w+://[^\"'\s<>]*", source)) <= namespaces
    for name in ("src", "href", "xlink:href", "action", "data", "poster", "srcset"):
        assert all(value.startswith(("#", "data:image/png")) for value in page.values(name))
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert "@import" not in source
    assert not re.search(r"url\((?!#)", source)
    assert "default-src 'none'" in source


def test_the_same_report_gives_the_same_bytes():
    assert render(full_report()) == render(full_report())


def test_ids_are_unique_over_the_whole_page():
    svgs = [plots.to_svg(plots.training_curve(np.arange(n))) for n in (3, 4, 5)]
    ids = page_of(*(Figure(svg, "Training") for svg in svgs)).values("id")
    assert len(ids) == len(set(ids)) > 3


def test_the_headline_comes_first_then_warnings_then_the_sections():
    source = render(Report("T", "", ("Result.",), ("Beware.",), [Section("S", [])]))
    body = source[source.index("<body>") :]
    order = ["<h1>T", "Result.", "Beware.", "<h2>S"]
    assert sorted(order, key=body.index) == order


def test_without_warnings_and_headline_their_boxes_are_absent():
    page = Page(render(Report("T")))
    assert "aside" not in page.tags
    assert "headline" not in page.values("class")


@pytest.mark.parametrize(("n_sections", "has_contents"), [(3, False), (4, True)])
def test_contents_appear_above_three_sections_and_every_entry_leads_somewhere(
    n_sections, has_contents
):
    page = Page(render(Report("T", sections=[Section(f"S{i}", []) for i in range(n_sections)])))
    assert ("nav" in page.tags) == has_contents
    targets = [value[1:] for value in page.values("href")]
    assert len(targets) == (n_sections if has_contents else 0)
    assert set(targets) <= set(page.values("id"))


def test_the_page_can_be_read_by_screen_readers():
    svg = plots.to_svg(plots.training_curve([2.0, 1.0]))
    page = page_of(Table(pd.DataFrame({"a": [1], "b": [2]}), "Numbers"), Figure(svg, "Curve"))
    assert ("html", "lang", "en") in page.attributes
    assert ("svg", "role", "img") in page.attributes
    assert ("svg", "aria-label", "Curve") in page.attributes
    assert {"figcaption", "caption", "main", "h1", "h2"} <= set(page.tags)
    assert [cell[2]["scope"] for cell in page.cells if cell[1] == "th"] == ["col", "col"]


def test_prolog_and_doctype_of_an_svg_are_left_out():
    svg = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n<svg></svg>'
    source = render(Report("T", sections=[Section("S", [Figure(svg, "c")])]))
    assert "<?xml" not in source
    assert source.count("<!DOCTYPE") == 1


def test_a_figure_without_svg_and_an_unknown_block_are_refused():
    with pytest.raises(InputError, match="no SVG"):
        page_of(Figure("", "caption"))
    with pytest.raises(InputError, match="str"):
        page_of("just a text")


def test_missing_values_are_dashes():
    frame = pd.DataFrame(
        {
            "number": [1.0, np.nan],
            "text": ["a", None],
            "date": [pd.NaT, pd.NaT],
            "int": pd.array([None, 3], dtype="Int64"),
        }
    )
    page = page_of(Table(frame, "c"), Facts([("Nothing", None), ("Not a number", float("nan"))]))
    assert page.column(0) == ["number", "1", MISSING]
    assert page.column(1) == ["text", "a", MISSING]
    assert page.column(2) == ["date", MISSING, MISSING]
    assert page.column(3) == ["int", MISSING, "3"]
    assert page.texts.count(MISSING) == 7


def test_numbers_stand_right_and_words_left():
    frame = pd.DataFrame({"n": [1.5, 2.0], "word": ["a", "b"], "flag": [True, False]})
    page = page_of(Table(frame, "c"))
    kinds = {cell[3]: cell[2].get("class") for cell in page.cells}
    assert kinds["n"] == kinds["1.50"] == "number"
    assert kinds["a"] != "number"
    assert page.column(2) == ["flag", "yes", "no"]
    assert kinds["yes"] != "number"


def test_decimal_points_of_a_column_stand_under_each_other():
    frame = pd.DataFrame(
        {
            "area_pct": [31.19, 14.59, 54.22],
            "weight": [0.779, -0.527, 1.5],
            "n_occ": [17.0, np.nan, 8.0],
            "id": [550001, 550002, 12],
        }
    )
    page = page_of(Table(frame, "c"))
    assert page.column(0)[1:] == ["31.2", "14.6", "54.2"]
    assert page.column(1)[1:] == ["0.78", f"{MINUS}0.53", "1.50"]
    assert page.column(2)[1:] == ["17", MISSING, "8"]
    assert page.column(3)[1:] == ["550001", "550002", "12"]


def test_small_values_are_not_lost_beside_large_ones():
    page = page_of(Table(pd.DataFrame({"Au": [0.00312, 4.5, 12000.4, np.inf]}), "c"))
    assert page.column(0)[1:] == ["0.00312", "4.5", "12000", "∞"]


def test_strong_cells_are_set_off_and_no_others():
    frame = pd.DataFrame({"element": ["Cu", EVIL], "F1": [0.69, -0.21], "F2": [0.13, -0.75]})
    strong = [[False, True, False], [True, False, True]]
    table = Table(frame, "c", {"F1": ".2f", "F2": ".2f"}, strong)
    source = render(Report("T", sections=[Section("S", [table])]))
    page = Page(source)
    assert page.tags.count("strong") == 3
    assert "img" not in page.tags
    for text in ("0.69", f"{MINUS}0.75"):
        assert f'<td class="number"><strong>{text}</strong></td>' in source
    for text in ("0.13", f"{MINUS}0.21"):
        assert f'<td class="number">{text}</td>' in source
    assert page.texts.count(EVIL) == 1


def test_strong_cells_of_another_shape_are_refused():
    frame = pd.DataFrame({"a": [1, 2]})
    with pytest.raises(InputError, match=r"'loads' has 2 rows and 1 columns.*\(1, 2\)"):
        page_of(Table(frame, "loads", strong=[[True, False]]))


def test_a_format_given_for_a_column_is_kept():
    frame = pd.DataFrame({"nd": [2.18, 0.0, np.nan], "p": [0.031, 0.5, 1.0]})
    page = page_of(Table(frame, "c", {"nd": ".3f"}))
    assert page.column(0)[1:] == ["2.180", "0.000", MISSING]
    assert page.column(1)[1:] == ["0.03", "0.50", "1.00"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (806, "806"),
        (1500.0, "1500"),
        (-1.5619, f"{MINUS}1.56"),
        (0.0312, "0.0312"),
        (123456.7, "123457"),
        (-0.0, "0"),
        (float("-inf"), f"{MINUS}∞"),
        (np.float32(0.5), "0.5"),
        (np.int64(3), "3"),
        (np.bool_(True), "yes"),
        (None, MISSING),
        (pd.NA, MISSING),
        ("As-Au", "As-Au"),
        (["Cu", "Zn"], "['Cu', 'Zn']"),
    ],
)
def test_numbers_are_written_for_reading(value, text):
    assert format_number(value) == text


def test_what_rounds_to_nothing_has_no_sign():
    assert format_number(-0.004, ".1f") == "0.0"
    assert format_number(-0.04, ".2f") == f"{MINUS}0.04"


def test_tables_without_rows_or_columns_and_with_equal_names_can_be_shown():
    assert "No rows." in page_of(Table(pd.DataFrame({"a": []}), "c")).texts
    assert "No rows." in page_of(Table(pd.DataFrame(), "c")).texts
    twins = pd.DataFrame([[1, 2.5]], columns=["x", "x"])
    page = page_of(Table(twins, "c"))
    assert (page.column(0), page.column(1)) == (["x", "1"], ["x", "2.50"])


def test_wide_and_long_tables_are_marked_for_print():
    narrow = pd.DataFrame(np.ones((3, 4), int))
    wide, long = pd.DataFrame(np.ones((3, 12), int)), pd.DataFrame(np.ones((60, 2), int))
    assert "table together" in page_of(Table(narrow, "c")).values("class")
    assert "table together wide" in page_of(Table(wide, "c")).values("class")
    assert "table" in page_of(Table(long, "c")).values("class")


def test_control_characters_do_not_reach_the_page():
    source = render(Report("a\x00b\x1b\ud800c", sections=[]))
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", source)
    source.encode("utf-8")
