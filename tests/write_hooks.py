"""The docs' lists of hooks, with every field of what a plugin registers, of verbs, and of laws."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from importlib import import_module
from typing import Any, get_args, get_type_hints

from hub import hookspecs
from hub.faces.cli.app import MODULES, SECTIONS
from hub.registry import Registry
from hub.testing.laws import LAWS


def hooks(_: Registry) -> Iterator[str]:
    """Each hook, the record it registers, and every field of that record."""
    for name, hook in vars(hookspecs).items():
        if name.startswith("hub_"):
            (record,) = get_args(get_type_hints(hook)["return"])
            yield from (f"## `{name}`", "", f"{inspect.getdoc(hook)}", "")
            yield f"Answers with any number of `{record.__module__}.{record.__name__}`."
            yield from ("", f"{inspect.getdoc(record)}")
            yield from ("", "| field | default | what |", "|---|---|---|")
            told = described(record)
            for field in fields(record):
                yield f"| `{field.name}` | {default(field)} | {said(told.get(field.name))} |"
            yield ""


def verbs(_: Registry) -> Iterator[str]:
    """Each verb with its first sentence, as the help groups them."""
    for section, found in SECTIONS.items():
        yield from (f"**{section}**", "")
        for verb in found:
            function = getattr(import_module(f"hub.faces.cli.verbs.{MODULES[verb]}"), verb.replace("-", "_"))
            yield f"- `hub {verb}`: {said(inspect.getdoc(function)).split('. ')[0].rstrip('.')}"
        yield ""


def laws(_: Registry) -> Iterator[str]:
    """What the kit holds of every adapter."""
    for law in LAWS:
        yield f"- **{law.name}**: {law.sentence}"


def described(record: type[Any]) -> dict[str, str]:
    """Field → the text that stands below it in the source."""
    (found,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    told: dict[str, str] = {}
    last = ""
    for node in found.body if isinstance(found, ast.ClassDef) else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and last:
            told[last] = str(node.value.value)
            last = ""
    return told


def default(field: Field[Any]) -> str:
    """What a field is where it is left out; nothing where it must be given."""
    value = field.default if field.default_factory is MISSING else field.default_factory()
    if value is MISSING:
        return "must be given"
    if reason := getattr(value, "reason", ""):
        return f"no: {reason}"
    if callable(value):
        return "" if "<" in value.__name__ else f"`{value.__name__}`"
    return f"`{value!r}`"


def said(text: str | None) -> str:
    """A docstring on one line that a table can hold."""
    return " ".join((text or "").split()).replace("``", "`").replace("|", "\\|")
