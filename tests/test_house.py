"""The house rules, held: sizes, prose, names, layers, entry points, and nothing of this machine."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from hub import hookspecs
from hub.faces.cli.app import MODULES

ROOT = Path(__file__).parents[1]
LONGEST_FILE, LONGEST_FUNCTION = 300, 50
MEDIAN_FILE, MEDIAN_FUNCTION = 100, 6
SHELVES = ("adapters", "plugins")
OURS = ("hub", *SHELVES)
CHECKED = (*OURS, "tests", "examples")
PROSE = 15
"""The least number of words that says what belongs in a package."""

WORDS = ("Manager", "Helper", "Util", "Base")
PROPER = ("controller_manager", "util_linux", "base_table", "_base")
"""Names of programs that are called so, and bases that are one: of a URL, of an image."""
HOSTS = ("proxy.golang" + ".org", "py" + "pi.org", "files.python" + "hosted", "registry.npm" + "js.org")
HOSTS += ("repo1.maven" + ".org", "repo.maven" + ".apache", "deb.debian" + ".org", "sum.golang" + ".org")
PLACES = ("/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "w/")
THEIRS = "/ro" + "ot/.ssh"
"""Not of this machine: where the MPI operator mounts its keys."""
TOOLS = ("go.mod", "go.sum")
"""Files whose tools write such names into them."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is committed, or about to be."""
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return tuple(path for name in told.split("\0") if name and (path := ROOT / name).is_file())


def python(*shelves: str) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in shelves]


def called(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its length, decorators left out."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{called(path)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1,
            )


def test_no_file_is_too_long() -> None:
    long = {
        called(path): count
        for path in python(*CHECKED)
        if (count := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_function_is_too_long() -> None:
    found = (each for path in python(*CHECKED) for each in functions(path))
    assert [f"{name}: {count} lines" for name, count in found if count > LONGEST_FUNCTION] == []


def test_the_usual_file_and_function_are_short(record_property: pytest.RecordProperty) -> None:
    files = median(len(path.read_text().splitlines()) for path in python(*OURS))
    lines = median(count for path in python(*OURS) for _, count in functions(path))
    record_property("median file", files)
    record_property("median function", lines)
    assert files <= MEDIAN_FILE
    assert lines <= MEDIAN_FUNCTION


def test_every_package_says_what_belongs_in_it() -> None:
    inits = [path for path in python(*OURS) if path.name == "__init__.py"]
    short = [called(path) for path in inits if len((ast.get_docstring(tree(path)) or "").split()) < PROSE]
    assert short == []


def test_no_name_says_nothing() -> None:
    assert [
        f"{where}: {name}" for path in python(*CHECKED) for where, name in names(path) if empty(name)
    ] == []


def names(path: Path) -> Iterator[tuple[str, str]]:
    yield called(path), path.stem
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{called(path)}:{node.lineno}", node.name


def empty(name: str) -> bool:
    for proper in PROPER:
        name = name.replace(proper, "")
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return any(part.capitalize().removesuffix("s") in WORDS for part in parts)


def test_what_is_empty_is_known() -> None:
    assert all(map(empty, ("CaseManager", "helpers", "str_utils", "BaseCase", "util")))
    assert not any(map(empty, ("Database", "managed", "basement", "utility", "baseline")))


def test_every_plugin_on_a_shelf_is_an_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    points = {value.partition(".")[0].partition(":")[0] for value in project["entry-points"]["hub"].values()}
    folders = {path.relative_to(ROOT).parts[1] for path in python(*SHELVES)}
    assert points == folders


def test_the_layers_hold() -> None:
    linted = subprocess.run([ROOT / ".venv/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def test_nothing_of_a_registry_or_this_machine_is_committed() -> None:
    found = []
    for path in tracked():
        if path.name in TOOLS or not path.is_file():
            continue
        text = path.read_bytes().decode(errors="replace").replace(THEIRS, "")
        found += [f"{called(path)}: {word}" for word in (*HOSTS, *PLACES) if word in text]
    assert found == []


def test_every_hook_is_documented() -> None:
    text = (ROOT / "docs/hooks.md").read_text()
    hooks = [name for name in vars(hookspecs) if name.startswith("hub_")]
    assert re.findall(r"^## `(\w+)`", text, re.MULTILINE) == hooks


def test_every_verb_is_documented() -> None:
    text = (ROOT / "docs/cli.md").read_text()
    assert [verb for verb in MODULES if f"hub {verb}" not in text] == []
