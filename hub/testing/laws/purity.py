"""The source: adapters import `hub.adapter`, ask no clock and touch nothing outside themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from hub.testing.bench import Bench

from .law import Law

PURE = frozenset(
    {"__future__", "abc", "base64", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum"}
    | {"fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "re", "string"}
    | {"textwrap", "types", "typing", "unicodedata", "urllib.parse"}
)
"""What may be imported beside `hub.adapter` and the adapter's own package: nothing here acts."""
ACTING = frozenset(
    {"open", "exec", "eval", "compile", "input", "print", "breakpoint", "__import__", "setattr"}
)
CLOCKS = frozenset({"now", "utcnow", "today"})
"""Methods of `datetime` and `date`."""


def pure(bench: Bench) -> Iterator[str]:
    for file in reached(bench.files):
        for node in ast.walk(ast.parse(file.read_text(), str(file))):
            if wrong := _wrong(node, package(file)):
                yield f"{file.parent.name}/{file.name}, line {getattr(node, 'lineno', 0)}: {wrong}"


def _wrong(node: ast.AST, own: str) -> str:
    if isinstance(node, ast.Import | ast.ImportFrom):
        for name in imported(node):
            if not (name == "hub.adapter" or name.partition(".")[0] in {own, *PURE} or name in PURE):
                return f"imports {name}; an adapter imports hub.adapter alone"
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in ACTING:
            return f"calls {node.func.id}(); an adapter only reads what it is given"
        if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            return f"asks a clock, .{node.func.attr}(); times come from objects"
    if isinstance(node, ast.Global | ast.Nonlocal):
        return f"keeps a state, {', '.join(node.names)}; an adapter remembers nothing"
    return ""


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules named; none for those of the own package, relatively."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level or node.module is None:
        return []
    return [node.module] if node.module != "hub" else [f"hub.{alias.name}" for alias in node.names]


def reached(files: tuple[Path, ...]) -> list[Path]:
    """These files and those of their packages that they import, in turn; the hub's own left out."""
    found: set[Path] = set()
    todo = [file for file in files if package(file) != "hub"]
    while todo:
        if (file := todo.pop()) not in found:
            found.add(file)
            todo += _siblings(file)
    return sorted(found)


def _siblings(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_text(), str(file))):
        if isinstance(node, ast.ImportFrom) and node.level:
            at = file.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for each in (at.with_suffix(".py"), *(at / f"{alias.name}.py" for alias in node.names)):
                if each.is_file():
                    yield each


def package(file: Path) -> str:
    """The top-level package that a file is in, or its own name."""
    top = ""
    for folder in file.parents:
        if not (folder / "__init__.py").is_file():
            break
        top = folder.name
    return top or file.stem


LAWS = (Law("pure", "its source asks no clock, does no I/O and imports hub.adapter alone", pure),)
