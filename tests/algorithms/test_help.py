"""Promises to whoever opens a dialog: every parameter is explained, and Help leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

from geochem_som.algorithms import help_pages
from geochem_som.algorithms.base import GeochemAlgorithm
from geochem_som.algorithms.provider import GeochemSOMProvider

DOCS = Path(__file__).resolve().parents[2] / "docs"


def algorithms():
    provider = GeochemSOMProvider()
    provider.loadAlgorithms()
    made = [a.create() for a in provider.algorithms() if isinstance(a, GeochemAlgorithm)]
    for algorithm in made:
        algorithm.initAlgorithm({})
    return made


def anchors(page):
    """The anchors that GitHub gives the headings of a page."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.strip().lower()).replace(" ", "-") for h in headings}


def texts_of(algorithm):
    yield algorithm.shortHelpString()
    for parameter in algorithm.parameterDefinitions():
        yield parameter.help()


def test_every_parameter_and_output_has_a_help_text(provider):
    bare = [
        (algorithm.name(), parameter.name())
        for algorithm in algorithms()
        for parameter in algorithm.parameterDefinitions()
        if len(parameter.help()) < 20
    ]
    assert bare == []


def test_no_text_is_taken_for_a_tag(provider):
    """Dialogs and tips read texts as HTML: what follows a less-than sign would be lost."""
    for algorithm in algorithms():
        assert [text for text in texts_of(algorithm) if "<" in text or "&" in text] == []


def test_one_name_has_one_label_everywhere(provider):
    """What is called the same in two dialogs is the same; elements and outputs are called after use."""
    labels = {}
    for algorithm in algorithms():
        outputs = {d.name() for d in algorithm.destinationParameterDefinitions()}
        for parameter in algorithm.parameterDefinitions():
            if parameter.name() not in {
                *outputs,
                "FIELDS",
                "SAMPLES",
                "LAYERS",
                "LATTICE",
                "CELL_SIZE",
            }:
                labels.setdefault(parameter.name(), set()).add(parameter.description())
    assert {name: shown for name, shown in labels.items() if len(shown) > 1} == {}


def test_the_help_button_of_every_algorithm_leads_to_a_section_that_exists(provider):
    for algorithm in algorithms():
        address = algorithm.helpUrl()
        assert address.startswith(help_pages.BASE), algorithm.name()
        page, _, anchor = address[len(help_pages.BASE) :].partition("#")
        assert (DOCS / page).is_file(), address
        assert not anchor or anchor in anchors(DOCS / page), address


def test_only_algorithms_that_are_there_have_a_page_named(provider):
    assert set(help_pages.PAGES) <= {algorithm.name() for algorithm in algorithms()}


def test_pages_link_to_sections_and_pictures_that_exist():
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if re.match("[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path) if path else page
            assert file.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors(file), f"{page.name}: {target}"


def test_every_page_can_be_reached_from_the_first_and_pictures_are_small():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name == "index.md" or f"({page.name}" in index, page.name
    for picture in (DOCS / "images").glob("*.png"):
        assert picture.stat().st_size < 200_000, picture.name


def test_the_toolbox_shows_every_group_once(provider):
    groups = {(a.groupId(), a.group()) for a in provider.algorithms()}
    assert len(groups) == len({group for _, group in groups}) == 4
