"""Objects from files: YAML or JSON, many documents, `List` objects, folders, stdin."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hub.errors import NotFound, Usage

from .documents import Broken, documents

ENDINGS = (".yaml", ".yml", ".json")
STDIN = "-"


class Manifest(NamedTuple):
    """One object, and where it stood, for messages."""

    object: dict[str, Any]
    where: str


def load(source: str) -> list[Manifest]:
    """All objects in a file, a folder's files, or ``-``, stdin. Raises `Usage` with file and position."""
    return [found for name in files(source) for found in manifests(name, text(name))]


def files(source: str) -> Sequence[str]:
    """What a source stands for: itself, or the files of a folder. Raises `NotFound` where there are none."""
    path = Path(source).expanduser()
    if source == STDIN or not path.is_dir():
        return [source]
    found = sorted(str(file) for file in path.rglob("*") if file.suffix in ENDINGS)
    if not found:
        raise NotFound(
            f"there is no {', '.join(ENDINGS)} file in {source}; name a recording that `hub record` wrote"
        )
    return found


def text(name: str) -> bytes:
    """What a file holds. Raises `NotFound` and `Usage`."""
    if name == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(name).expanduser().read_bytes()
    except FileNotFoundError:
        raise NotFound(
            f"there is no {name}; name a file, or a folder of files, with Kubernetes objects"
        ) from None
    except OSError as error:
        raise Usage(f"{name} cannot be read ({error.strerror}); name another") from None


def manifests(name: str, text: bytes) -> Iterator[Manifest]:
    """All objects of one text, whose name stands in messages. Raises `Usage`."""
    name = "stdin" if name == STDIN else name
    try:
        for document in documents(text):
            where = f"{name}, document {document.number} (line {document.line})"
            yield from _unlisted(document.value, where)
    except Broken as error:
        raise Usage(f"{name}, {error}; repair it") from None


def _unlisted(value: Any, where: str) -> Iterator[Manifest]:
    """A document, or the items of one that is a list. A typed list's items take their kind from it."""
    if not isinstance(value, dict):
        raise Usage(f"{where} is {type(value).__name__}, not an object with apiVersion and kind; remove it")
    kind = value.get("kind")
    if not isinstance(kind, str) or not kind:
        raise Usage(f"{where} has no kind; is it a Kubernetes object? repair or remove it")
    if not (kind.endswith("List") and isinstance(value.get("items"), list)):
        yield Manifest(value, where)
        return
    head = (
        {} if kind == "List" else {"apiVersion": value.get("apiVersion"), "kind": kind.removesuffix("List")}
    )
    for number, item in enumerate(value["items"], 1):
        yield from _unlisted(head | item if isinstance(item, dict) else item, f"{where}, item {number}")
