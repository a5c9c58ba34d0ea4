"""Forms that a browser fills in: what there is to say, the command line that says the same, the objects."""

from __future__ import annotations

import shlex
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hub.core import submitting as core
from hub.core.submitting import Given
from hub.errors import Usage
from hub.model import Code, Field, Submission
from hub.model.workload import Record

from . import submitting

LISTS = ("many", "pairs", "volumes")
MOST_FILES = 500


class Form(Record, frozen=True):
    """One way to submit, to be drawn: its fields in order, each in a section."""

    name: str
    type: str
    help: str
    fields: tuple[Field, ...]
    cannot: dict[str, str]
    examples: tuple[str, ...]


class Draft(NamedTuple):
    """What a form that is filled in makes: its objects, and the command that would make the same."""

    name: str
    objects: Sequence[Mapping[str, Any]]
    command: str
    key: str


def forms() -> list[Form]:
    """Every form that is installed."""
    return [
        Form(
            name=each.name,
            type=each.type,
            help=each.help,
            fields=tuple(core.fields(each)),
            cannot=dict(each.cannot),
            examples=tuple(each.examples),
        )
        for each in submitting.known().values()
    ]


def draft(name: str, typed: Mapping[str, Any], namespace: str) -> Draft:
    """The objects of a form. Nothing is made. Raises `Usage`: which field is wrong, and why."""
    submission = submitting.named(name)
    given = _given(submission, typed)
    words = _command(submission, given, namespace)
    objects = submitting.manifests(submission, submitting.fill(submission, given), namespace, words)
    made = str(objects[0]["metadata"]["name"])
    return Draft(made, objects, shlex.join(words), submitting.key(submission, objects))


def _given(submission: Submission, typed: Mapping[str, Any]) -> Given:
    known = {field.name: field for field in core.fields(submission)}
    # what is unknown, or has no place here, is refused by `filled`
    return {
        name: _read(known[name], value) if name in known else value
        for name, value in typed.items()
        if value not in ("", None, [], {}, False)
    }


def _read(field: Field, value: Any) -> Any:
    """One field as a browser sends it: text, lines, a switch, or files in base64."""
    if field.kind in ("code", "program") and isinstance(value, Mapping):
        return _code(field, value)
    if field.kind == "command":
        return _words(field, value)
    if field.kind in LISTS:
        lines = value.splitlines() if isinstance(value, str) else value
        lines = lines if isinstance(lines, list) else [lines]
        return [str(line).strip() for line in lines if str(line).strip()]
    return True if field.kind == "switch" else str(value)


def _words(field: Field, value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(word) for word in value]
    try:
        return shlex.split(str(value))
    except ValueError as error:
        raise Usage(f"{field.name.upper()}: {error}; quotes come in pairs") from None


def _code(field: Field, value: Mapping[str, Any]) -> Code:
    files = value.get("files")
    if not isinstance(files, Mapping) or not files or len(files) > MOST_FILES:
        raise Usage(f"--{field.name}: it must be some files, at most {MOST_FILES}")
    try:
        found = {
            _inside(field, str(path)): b64decode(str(text), validate=True) for path, text in files.items()
        }
    except ValueError:
        raise Usage(f"--{field.name}: the contents of its files must be base64") from None
    return Code(_inside(field, str(value.get("name") or next(iter(found)))), found)


def _inside(field: Field, path: str) -> str:
    if path.startswith("/") or ".." in path.split("/") or "\x00" in path:
        raise Usage(f"--{field.name} {path!r}: it must be a path inside of the folder")
    return path


def _command(submission: Submission, given: Given, namespace: str) -> list[str]:
    every = [field for field in core.fields(submission) if field.name in given]
    flags = [word for field in every if not field.word for word in _flag(field, given[field.name])]
    first = [str(_shown(given[f.name])) for f in every if f.word and f.kind != "command"]
    last = next((["--", *given[f.name]] for f in every if f.kind == "command"), [])
    return ["hub", "submit", submission.name, "-n", namespace, *flags, *first, *last]


def _flag(field: Field, value: Any) -> Iterator[str]:
    if value is True:
        yield f"--{field.name}"
        return
    for each in value if isinstance(value, list) else [value]:
        yield from (f"--{field.name}", str(_shown(each)))


def _shown(value: Any) -> Any:
    return value.name if isinstance(value, Code) else value
