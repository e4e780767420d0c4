#!/usr/bin/env python3
"""Renew the translation files: every text that the interface shows, old translations kept.

    make translations

pylupdate sees only texts that stand in the call of `tr`; here most are held in tables and class
attributes. So this command starts the provider, makes every algorithm, and notes what passes
through `tr`. A text that is gone is marked `vanished` with its translation, which comes back with
the text. `lrelease` then makes the .qm files that the plugin loads. Needs QGIS's Python.
"""

from __future__ import annotations

import importlib.util
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
CONTEXT = "GeochemSOM"
LANGUAGES = ("fa", "fr", "es", "zh")


class Recorder:
    """Stands where QCoreApplication stands, and notes what is to be translated."""

    def __init__(self):
        self.texts = {}

    def translate(self, context, text):
        """Note the text once, in the order of appearance."""
        self.texts.setdefault(text, None)
        return text


def collect() -> list:
    """Every text that passes through `tr` when all algorithms and field names are made."""
    from geochem_som.algorithms import base, fields
    from geochem_som.algorithms.provider import GeochemSOMProvider

    recorder, real = Recorder(), base.QCoreApplication
    base.QCoreApplication = recorder
    try:
        provider = GeochemSOMProvider()
        provider.loadAlgorithms()
        for algorithm in provider.algorithms():
            if algorithm.id().startswith(f"{provider.id()}:") and hasattr(algorithm, "TITLE"):
                made = algorithm.create()
                made.initAlgorithm({})
                made.displayName(), made.group(), made.shortHelpString()
        for name in (*fields.FIELDS, "F1", "gmpi_F1", "s_som", "c_som"):
            fields.result_field(name)
    finally:
        base.QCoreApplication = real
    return [text for text in recorder.texts if text]


def read(path: Path) -> dict:
    """Text -> translation of a .ts file, '' where there is none yet, vanished ones too."""
    if not path.is_file():
        return {}
    messages = ElementTree.parse(path).iter("message")  # noqa: S314 (our own file)
    return {m.findtext("source"): m.findtext("translation") or "" for m in messages}


def written(language: str, texts: list, translations: dict) -> str:
    """The .ts file of a language."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        f'<TS version="2.1" language="{language}" sourcelanguage="en">',
        "<context>",
        f"    <name>{CONTEXT}</name>",
    ]
    for text in texts:
        translation = translations.get(text, "")
        lines += _message(text, translation, "" if translation else ' type="unfinished"')
    for text, translation in translations.items():
        if text not in texts and translation:
            lines += _message(text, translation, ' type="vanished"')
    return "\n".join([*lines, "</context>", "</TS>", ""])


def _message(text: str, translation: str, state: str) -> list:
    return [
        "    <message>",
        f"        <source>{escape(text)}</source>",
        f"        <translation{state}>{escape(translation)}</translation>",
        "    </message>",
    ]


def path_of(language: str) -> Path:
    """Where the translations to a language lie."""
    return FOLDER / f"geochem_som_{language}.ts"


def main() -> None:
    """Renew the files and say how much of each language is there."""
    texts = collect()
    for language in LANGUAGES:
        translations = read(path_of(language))
        path_of(language).write_text(written(language, texts, translations), encoding="utf-8")
        missing = [text for text in texts if not translations.get(text)]
        print(f"{language}: {len(texts) - len(missing)} of {len(texts)} texts are translated")
        for text in missing[:5] if language == "fr" else ():
            print(f"    not yet: {text[:80]}")


def load_package() -> None:
    """Load the repository as the package it is in QGIS."""
    if "geochem_som" in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        "geochem_som", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    sys.modules["geochem_som"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["geochem_som"])


if __name__ == "__main__":
    load_package()
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    main()
    application.exitQgis()
