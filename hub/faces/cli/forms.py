"""A command from a submission's fields: one flag for each, in the sections of the form."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from hub.core.submitting import Given, fields
from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, everywhere, verb
from hub.model import Code, Field, Submission

_SHARED = (("dry_run", o.DryRun), ("wait", o.Wait), ("follow", o.Follow), ("output", o.Document))
HUB = "The hub"
_SHOWN = {
    "whole": "N",
    "amount": "AMOUNT",
    "time": "TIME",
    "many": "NAME",
    "pairs": "NAME=VALUE",
    "values": "NAME=VALUE",
    "volumes": "WHAT:/PATH",
    "code": "PATH",
    "program": "FILE",
}


class Form(TyperCommand):
    """A command whose help is in the sections of the form."""

    sections: dict[str, str]
    """Parameter → section."""
    words: list[str]
    """What stands behind the options."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return ["[OPTIONS]", *self.words]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        rows: dict[str, list[Any]] = {section: [] for section in dict.fromkeys(self.sections.values())}
        for parameter in self.get_params(ctx):
            if record := parameter.get_help_record(ctx):
                shown = record[0].partition(" <")[0], record[1]  # without the Python type of an argument
                rows.setdefault(self.sections.get(parameter.name or "", HUB), []).append(shown)
        rows[HUB] = rows.pop(HUB, [])
        for section, records in ((name, each) for name, each in rows.items() if each):
            with formatter.section(section):
                formatter.write_dl(records)


def command(submission: Submission, do: Callable[..., int]) -> Any:
    """``hub submit NAME``. ``do`` takes `Asked`, the submission, what was given, and the hub's own flags."""
    every = fields(submission)
    refused = [Field(name=name, help=why) for name, why in submission.cannot.items()]
    names = {_word(field): field for field in (*every, *refused)}

    def submit(asked: Asked, **typed: Any) -> int:
        given = {field.name: typed[name] for name, field in names.items() if typed[name]}
        return do(asked, submission, _with_code(given, every), **{name: typed[name] for name, _ in _SHARED})

    parameters = [inspect.Parameter("asked", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Asked)]
    parameters += [_parameter(name, field, field in refused) for name, field in names.items()]
    parameters += [_flag(name, kind) for name, kind in _SHARED]
    submit.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    submit.__doc__ = _told(submission)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(submission.name, cls=Form)(verb(submit))
    made = typer.main.get_command(single)
    made.words = [_shown(field) for field in every if field.word]  # type: ignore[attr-defined]
    made.sections = {name: field.section for name, field in names.items()}  # type: ignore[attr-defined]
    made.sections |= dict.fromkeys(inspect.signature(everywhere).parameters, HUB)  # type: ignore[attr-defined]
    return made


def _told(submission: Submission) -> str:
    lines = [submission.help, "", "\b", *(f"  {example}" for example in submission.examples)]
    return "\n".join(lines)


def _word(field: Field) -> str:
    """As a parameter of a function: ``class`` can be none."""
    word = field.name.replace("-", "_")
    return f"{word}_" if iskeyword(word) else word


def _flag(name: str, kind: Any) -> inspect.Parameter:
    default: Any = "text" if name == "output" else False
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _parameter(name: str, field: Field, hidden: bool) -> inspect.Parameter:
    """All are text, texts or switches: what they mean is read where the other faces read it, too.

    What this framework cannot take is there and hidden: who gives it is told why.
    """
    kind: Any = {"switch": bool, "many": list[str] | None, "pairs": list[str] | None}.get(field.kind, str)
    kind = list[str] | None if field.kind in ("volumes", "values", "command") else kind
    default: Any = False if kind is bool else "" if kind is str else None
    if field.word:
        told = typer.Argument(metavar=_shown(field), help=_help(field), show_default=False)
    else:
        metavar = None if kind is bool else _SHOWN.get(field.kind) or ("|".join(field.choices) or "TEXT")
        flags = [f"--{field.name}", *([field.short] if field.short else [])]
        told = typer.Option(*flags, metavar=metavar, help=_help(field), show_default=False, hidden=hidden)
    annotation = Annotated[kind, told]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _shown(field: Field) -> str:
    """A word of its own, as the usage has it."""
    name = f"-- {field.name.upper()}…" if field.kind == "command" else field.name.upper()
    return name if field.required else f"[{name}]"


def _help(field: Field) -> str:
    default = f" [{_plain(field.default)}]" if field.default not in (None, "", False, ()) else ""
    return f"{field.help}{default}"


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _with_code(given: Given, every: list[Field]) -> Given:
    kinds = {field.name: field.kind for field in every}
    read = {"code": code, "program": program}
    return {name: read.get(kinds.get(name, ""), lambda value: value)(value) for name, value in given.items()}


def program(path: str) -> Code | str:
    """A local file, read; or what has a scheme, as it is. Raises `NotFound`."""
    return path if "://" in path else code(path)


def code(path: str) -> Code:
    """A local file or folder, read. Raises `NotFound`."""
    from hub.errors import NotFound

    place = Path(path).expanduser()
    if place.is_file():
        return Code(place.name, {place.name: place.read_bytes()})
    if not place.is_dir():
        raise NotFound(
            f"there is no file or folder {path}; what is elsewhere is named with its scheme: s3a://…"
        )
    return Code(place.resolve().name, {str(f.relative_to(place)): f.read_bytes() for f in _files(place)})


def _files(folder: Path) -> Iterator[Path]:
    """What belongs to a program: nothing hidden, nothing that Python made."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in inside):
            yield path
