"""The version of GeochemSOM, as the plugin's metadata give it."""

from __future__ import annotations

import configparser
from pathlib import Path

METADATA = Path(__file__).resolve().parent.parent / "metadata.txt"


def version() -> str:
    """Version of GeochemSOM; "unknown" where the metadata are missing."""
    reader = configparser.ConfigParser()
    reader.read(METADATA, encoding="utf-8")
    return reader.get("general", "version", fallback="unknown")
