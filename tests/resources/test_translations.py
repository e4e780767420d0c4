"""The interface can be translated, and the translations are those of this interface."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")
from geochem_som import plugin as plugin_module
from geochem_som.algorithms import base, fields
from geochem_som.algorithms.parameters import makers
from geochem_som.algorithms.provider import GeochemSOMProvider
from qgis.PyQt.QtCore import QCoreApplication

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fa", "fr", "es", "zh")
# What a translation must have as often as the English: numbers in braces, words of the interface.
KEPT = re.compile(r"\{\d*\}|\b[A-Z][A-Z_]{3,}\b|\b[a-z]+(?:_[a-z0-9]+)+\b|<[^0-9\s>]+>|°")


@pytest.fixture(scope="module")
def command():
    path = ROOT / "resources" / "i18n" / "make_ts.py"
    spec = importlib.util.spec_from_file_location("make_ts", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def texts(qgis_app, command):
    return command.collect()


@pytest.fixture
def shouting(monkeypatch, qgis_app):
    """All that passes through `tr` comes back marked."""

    class Shouting:
        def translate(self, context, text):
            return f"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}{text}"

    monkeypatch.setattr(base, "QCoreApplication", Shouting())
    return "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"


def algorithms():
    provider = GeochemSOMProvider()
    provider.loadAlgorithms()
    made = [a.create() for a in provider.algorithms() if isinstance(a, base.GeochemAlgorithm)]
    for algorithm in made:
        algorithm.initAlgorithm({})
    return made


def finished(path):
    """Text -> translation of the messages in use that are translated."""
    messages = ElementTree.parse(path).iter("message")  # noqa: S314 (our own file)
    return {
        m.findtext("source"): m.findtext("translation")
        for m in messages
        if m.find("translation").get("type") is None
    }


def path_of(language, ending="ts"):
    return ROOT / "resources" / "i18n" / f"geochem_som_{language}.{ending}"


def test_every_label_help_group_and_alias_passes_through_tr(shouting):
    made = algorithms()
    assert len(made) >= 12
    for algorithm in made:
        shown = [algorithm.displayName(), algorithm.group(), algorithm.shortHelpString()]
        shown.append(algorithm.shortDescription())
        for parameter in algorithm.parameterDefinitions():
            shown += [parameter.description(), *filter(None, [parameter.help()])]
        for output in algorithm.outputDefinitions():
            # A model's name stands before the label of its numbers: "SOM: Quantization error".
            shown.append(re.sub("^[A-Z]+: ", "", output.description()))
        assert [text for text in shown if not text.startswith(shouting)] == []
    for name in (*fields.FIELDS, "F1", "gmpi_F1", "s_som", "c_som"):
        assert fields.result_field(name).alias().startswith(shouting)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_files_are_what_make_translations_writes(command, texts, language):
    now = path_of(language).read_text(encoding="utf-8")
    again = command.written(language, texts, command.read(path_of(language)))
    assert now == again, "texts have changed: run make translations"


def test_french_is_complete(texts):
    french = finished(path_of("fr"))
    assert [text for text in texts if text not in french] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_groups_and_frequent_labels_are_in_every_language(language):
    have = finished(path_of(language))
    wanted = set()
    for algorithm in algorithms():
        wanted |= {algorithm.displayName(), algorithm.group()}
        for parameter in algorithm.parameterDefinitions():
            if not parameter.flags() & makers.ADVANCED:
                wanted.add(parameter.description())
    assert wanted - set(have) == set()


class Tags(HTMLParser):
    """The tags of a text."""

    def __init__(self):
        super().__init__()
        self.found = Counter()

    def handle_starttag(self, tag, attrs):
        self.found[tag] += 1

    def handle_endtag(self, tag):
        self.found[f"/{tag}"] += 1


def tags(text):
    parser = Tags()
    parser.feed(text)
    return parser.found


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_words_of_the_interface_and_tags(language):
    for text, translation in finished(path_of(language)).items():
        assert Counter(KEPT.findall(translation)) == Counter(KEPT.findall(text)), (
            text,
            translation,
        )
        assert tags(translation) == tags(text), (text, translation)
        assert text.count("\n") == translation.count("\n"), (text, translation)
        assert text.count("%") == translation.count("%") + translation.count(
            "\N{ARABIC PERCENT SIGN}"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_files_are_those_of_the_translations(qgis_app, language):
    translator = plugin_module.load_translator(language)
    QCoreApplication.installTranslator(translator)
    try:
        wrong = [
            text
            for text, translation in finished(path_of(language)).items()
            if base.tr(text) != translation
        ]
    finally:
        QCoreApplication.removeTranslator(translator)
    assert wrong == [], "the .qm file is older than the .ts file: run make translations"


def test_a_french_qgis_shows_french_labels(qgis_app, monkeypatch):
    monkeypatch.setattr(plugin_module.QgsApplication, "locale", staticmethod(lambda: "fr"))
    plugin = plugin_module.GeochemSOMPlugin()
    try:
        som = next(a for a in algorithms() if a.name() == "som")
        assert som.displayName() == "Carte auto-organisatrice (SOM)"
        assert som.parameterDefinition("SAMPLES").description() == "Échantillons"
        assert som.name() == "som"
        assert som.parameterDefinition("TRANSFORM").options() == ["none", "log10", "clr", "ilr"]
    finally:
        plugin.unload()
    assert QCoreApplication.translate("GeochemSOM", "Samples") == "Samples"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr", "fr"), ("fr_CA", "fr"), ("zh-Hans", "zh"), ("zh_CN", "zh"), ("fa_IR", "fa")],
)
def test_locales_of_qgis_find_their_language(qgis_app, locale, language):
    translator = plugin_module.load_translator(locale)
    assert translator.translate("GeochemSOM", "Samples") == finished(path_of(language))["Samples"]


@pytest.mark.parametrize("locale", ["en", "en_US", "C", "", None, "zh-Hant", "zh_TW", "../../x"])
def test_a_locale_without_a_translation_leaves_english(qgis_app, locale):
    assert plugin_module.load_translator(locale) is None


def test_the_first_sentence_of_a_help_text_is_its_description():
    assert base.first_sentence("Réseau simple. Puis plus.") == "Réseau simple."
    assert base.first_sentence("训练地图。然后排序。") == "训练地图。"
    assert base.first_sentence("Values <0.5 and -9.5 count") == "Values <0.5 and -9.5 count"
