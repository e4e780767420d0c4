"""What the plugin site, QGIS's start-up and the house demand of the repository as a whole."""

from __future__ import annotations

import ast
import configparser
import io
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest
from geochem_som.core import palette

ROOT = Path(__file__).resolve().parent.parent

NOT_SHIPPED = ("tests", "dist", "resources/demo")
FORBIDDEN_MODULES = {"pickle", "subprocess", "random", "multiprocessing", "marshal", "shelve"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}


def python_files(folder: Path = ROOT) -> list[Path]:
    """Return the Python files under `folder`, hidden folders (environments, caches) left out."""
    return sorted(
        path
        for path in folder.rglob("*.py")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    )


def shipped_files() -> list[Path]:
    return [
        path
        for path in python_files()
        if not path.relative_to(ROOT).as_posix().startswith(NOT_SHIPPED)
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SHIPPED = pytest.mark.parametrize("path", shipped_files(), ids=name_of)
CORE = pytest.mark.parametrize("path", python_files(ROOT / "core"), ids=name_of)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_modules(nodes, path: Path) -> set[str]:
    """Return the absolute names that import statements among `nodes` bring in."""
    package = ["geochem_som", *path.relative_to(ROOT).parent.parts]
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def run_at_import(node: ast.AST):
    """Yield the nodes that run when the module is imported: all but the insides of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from run_at_import(child)


def metadata() -> configparser.SectionProxy:
    """Read metadata.txt as QGIS does: with interpolation, which a lone % breaks."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    section = parser["general"]
    for key in section:
        section[key]  # interpolates
    return section


# metadata.txt, licence, version


@pytest.mark.parametrize(
    "key",
    [
        *("name", "description", "about", "version", "qgisMinimumVersion", "author", "email"),
        *("repository", "tracker", "homepage", "icon", "tags", "changelog"),
    ],
)
def test_metadata_has_what_the_plugin_site_asks_for(key):
    assert metadata()[key].strip()


def test_metadata_announces_a_processing_provider_for_qgis_3_22_to_4():
    assert metadata()["hasProcessingProvider"] == "yes"
    assert metadata()["qgisMinimumVersion"] == "3.22"
    assert metadata()["qgisMaximumVersion"] == "4.99"


def test_metadata_has_one_line_of_description_and_addresses_that_are_addresses():
    assert "\n" not in metadata()["description"]
    assert all(
        metadata()[key].startswith("https://") for key in ("homepage", "repository", "tracker")
    )
    assert re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", metadata()["email"])


def test_metadata_pyproject_and_changelog_agree_on_the_version():
    version = metadata()["version"]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r'^version = "(.+)"$', project, re.MULTILINE).group(1) == version
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE).group(1) == version
    assert metadata()["changelog"].split()[0] == version


def test_the_licence_is_there_under_the_name_the_plugin_site_looks_for():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 2, June 1991" in text


# icons


def test_the_icon_of_the_metadata_exists():
    assert (ROOT / metadata()["icon"]).is_file()


@pytest.mark.parametrize("path", sorted((ROOT / "resources/icons").glob("*.svg")), ids=name_of)
def test_icons_use_the_colours_of_the_maps(path):
    house = {*palette.CLASS_COLOURS.values(), palette.OCCURRENCE_COLOUR, "none"}
    used = {
        element.get(attribute)
        for element in ElementTree.parse(path).iter()  # noqa: S314 (our own file)
        for attribute in ("fill", "stroke")
    } - {None}
    assert used <= house
    assert used & set(palette.CLASS_COLOURS.values())


def test_algorithms_name_icons_that_exist():
    named = {
        node.value
        for path in (ROOT / "algorithms").glob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and str(node.value).endswith(".svg")
    }
    assert named
    assert all((ROOT / "resources/icons" / name).is_file() for name in named)


# shipped code


@SHIPPED
def test_shipped_code_has_nothing_that_blocks_an_upload(path):
    nodes = list(ast.walk(parsed(path)))
    imported = {name.split(".")[0] for name in imported_modules(nodes, path)}
    called = {
        node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not imported & FORBIDDEN_MODULES
    assert not called & FORBIDDEN_CALLS
    assert not [node.lineno for node in nodes if isinstance(node, ast.Assert)]
    assert not [
        node.lineno
        for node in nodes
        if isinstance(node, ast.ExceptHandler) and isinstance(node.body[0], ast.Pass)
    ]
    assert not [
        node.value.lineno
        for node in nodes
        if isinstance(node, ast.keyword)
        and node.arg == "allow_pickle"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]


@CORE
def test_core_is_free_of_qgis_and_of_the_algorithms(path):
    imported = imported_modules(ast.walk(parsed(path)), path)
    own = {name for name in imported if name.startswith("geochem_som")}
    assert not {name for name in imported if name.split(".")[0] in ("qgis", "PyQt5", "PyQt6")}
    assert all(name.startswith("geochem_som.core.") for name in own)


@CORE
def test_core_loads_nothing_heavier_than_numpy_at_the_top(path):
    imported = imported_modules(run_at_import(parsed(path)), path)
    roots = {name.split(".")[0] for name in imported}
    assert roots <= {*sys.stdlib_module_names, "__future__", "numpy", "geochem_som"}


LOAD_PROVIDER = """
import sys
sys.path.insert(0, {tests!r})
import conftest
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
before = set(sys.modules)
plugin = sys.modules["geochem_som"].classFactory(None)
plugin.initProcessing()
print("loaded", len(plugin.provider.algorithms()), *sorted(set(sys.modules) - before))
plugin.unload()
application.exitQgis()
"""


def test_the_plugin_starts_in_qgis_without_loading_scipy_pandas_matplotlib_or_torch():
    pytest.importorskip("qgis.core")
    script = LOAD_PROVIDER.format(tests=str(ROOT / "tests"))
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    loaded = re.search(r"^loaded (\d+)(.*)$", run.stdout, re.MULTILINE)
    assert loaded, run.stderr
    count, modules = int(loaded[1]), loaded[2].split()
    assert count > 0
    assert not {name.split(".")[0] for name in modules} & {"scipy", "pandas", "matplotlib", "torch"}


# make


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> zipfile.ZipFile:
    """Return what `make package` would give if everything here were committed.

    Index and objects go to a temporary folder: the repository itself is not touched.
    """
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("the package is made from a git checkout")
    scratch = tmp_path_factory.mktemp("git")

    def git(*arguments, **variables):
        return subprocess.run(
            ["git", "-c", "safe.directory=*", *arguments],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout

    objects = git("rev-parse", "--git-path", "objects").decode().strip()
    apart = {
        "GIT_INDEX_FILE": str(scratch / "index"),
        "GIT_OBJECT_DIRECTORY": str(scratch),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str((ROOT / objects).resolve()),
    }
    git("add", "--all", **apart)
    tree = git("write-tree", **apart).decode().strip()
    return zipfile.ZipFile(io.BytesIO(git("archive", "--format=zip", tree, **apart)))


def test_the_package_holds_what_qgis_loads(package):
    wanted = ("metadata.txt", "LICENSE", "__init__.py", "plugin.py", "core/__init__.py")
    assert {*wanted, metadata()["icon"]} <= set(package.namelist())
    assert {name_of(path) for path in shipped_files()} <= set(package.namelist())


def test_the_package_leaves_the_workshop_out_and_is_small(package):
    names = package.namelist()
    assert not [
        name for name in names if name.startswith((".", *NOT_SHIPPED)) or "__pycache__" in name
    ]
    assert sum(item.compress_size for item in package.infolist()) < 25 * 1024 * 1024


def test_make_demo_hands_over_paths_with_spaces_and_quotes_unharmed(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    recorder = tmp_path / "python"
    recorder.write_text('#!/bin/sh\nprintf "argument %s\\n" "$@"\n')
    recorder.chmod(0o755)
    given = {
        "OUT": "my maps/o'clock",
        "SAMPLES": 'soil "B" horizon.gpkg',
        "OCCURRENCES": "mines & pits.gpkg",
        "FIELDS": "Cu ppm;Au",
        "EXTRA": "ROWS=12 STUDY_AREA='my area.gpkg'",
    }
    command = ["make", "-s", "-o", "install", "demo", f"PYTHON={recorder}"]
    command += [f"{name}={value}" for name, value in given.items()]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    passed = re.findall(r"^argument (.*)$", run.stdout, re.MULTILINE)
    assert passed == [
        *("resources/demo/run_demo.py", "--out", given["OUT"], "--samples", given["SAMPLES"]),
        *("--occurrences", given["OCCURRENCES"], "--fields", given["FIELDS"]),
        *("ROWS=12", "STUDY_AREA=my area.gpkg"),
    ]
