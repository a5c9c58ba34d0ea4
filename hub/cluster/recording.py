"""Objects from files in place of a cluster: YAML or JSON, many documents, `List` objects, folders, stdin."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hub.core import things
from hub.core.keep import Keep
from hub.core.wire import Garbled
from hub.errors import NotFound, Usage
from hub.model import Kind, Obj

from .documents import Broken, documents
from .sink import Sink

ENDINGS = (".yaml", ".yml", ".json")


class Manifest(NamedTuple):
    """One object, and where it stood, for messages."""

    object: dict[str, Any]
    where: str


def load(source: str) -> list[Manifest]:
    """All objects in a file, a folder's files, or ``-``, stdin. Raises `Usage` with file and position."""
    return [found for name, text in _texts(source) for found in manifests(name, text)]


def replay(manifests: Iterable[Manifest], keep: Keep, sink: Sink) -> None:
    """Hand them to a sink as a cluster would. Raises `Usage` for an object that cannot be read."""
    found: dict[Kind, list[things.Thing]] = defaultdict(list)
    manifests = list(manifests)
    known = dict(_told(manifests))
    for manifest in manifests:
        try:
            thing = things.thing(_identified(manifest.object, known), keep)
        except Garbled as error:
            raise Usage(f"{manifest.where} cannot be read: {error}; repair or remove it") from None
        found[thing.kind].append(thing)
    for kind, all_of_it in found.items():
        sink.listed(kind, "", all_of_it)


def _told(manifests: Iterable[Manifest]) -> Iterator[tuple[tuple[Kind, str, str], str]]:
    """The uids that owner references tell. Manifests that no server has seen have none of their own."""
    for obj in (Obj(manifest.object) for manifest in manifests):
        for owner in obj.each("metadata.ownerReferences"):
            if uid := owner.text("uid"):
                yield (owner.kind, obj.namespace, owner.text("name")), uid


def _identified(manifest: dict[str, Any], known: dict[tuple[Kind, str, str], str]) -> dict[str, Any]:
    obj, meta = Obj(manifest), manifest.get("metadata")
    uid = known.get((obj.kind, obj.namespace, obj.name))
    if uid is None or obj.uid or not isinstance(meta, dict):
        return manifest
    return {**manifest, "metadata": {**meta, "uid": uid}}


def _texts(source: str) -> Iterator[tuple[str, bytes]]:
    if source == "-":
        yield "stdin", sys.stdin.buffer.read()
        return
    path = Path(source).expanduser()
    files = sorted(file for file in path.rglob("*") if file.suffix in ENDINGS) if path.is_dir() else [path]
    if not files:
        raise NotFound(
            f"there is no {', '.join(ENDINGS)} file in {source}; name a recording that `hub record` wrote"
        )
    for file in files:
        try:
            yield str(file), file.read_bytes()
        except FileNotFoundError:
            raise NotFound(f"there is no {file}; name a file or folder that `hub record` wrote") from None
        except OSError as error:
            raise Usage(f"{file} cannot be read ({error.strerror}); name another") from None


def manifests(name: str, text: bytes) -> Iterator[Manifest]:
    """All objects of one text, whose name stands in messages. Raises `Usage`."""
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
