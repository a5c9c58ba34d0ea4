"""A recording: what files tell in place of a cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from hub.core import things
from hub.core.keep import Keep
from hub.core.things import Thing
from hub.core.times import newest
from hub.core.wire import Garbled
from hub.errors import Usage
from hub.model import Kind, Obj

from .recording import STDIN, Manifest, files, manifests, text
from .resource import EVENTS
from .sink import Sink

Known = Mapping[tuple[Kind, str, str], str]
"""Uids by kind, namespace and name."""


class Recording(NamedTuple):
    """Everything that some files tell."""

    things: Mapping[Kind, Sequence[Thing]]
    events: Sequence[Obj]
    time: datetime
    """The newest time in it: when it was made, at the latest."""
    skipped: Sequence[str]
    """A line for each file or object that lay in a folder and is none of Kubernetes'."""


def read(sources: Sequence[str], keep: Keep) -> Recording:
    """All that these files, folders or ``-`` tell. Raises `Usage` and `NotFound`.

    A file that was named must be readable. In a folder there may be others: they are left out, and told.
    """
    skipped: list[str] = []
    found = [manifest for source in sources for manifest in _manifests(source, skipped)]
    known = dict(_told(found))
    read: dict[Kind, list[Thing]] = defaultdict(list)
    events: list[Obj] = []
    for manifest in found:
        if Obj(manifest.object).kind == EVENTS.kind:
            events.append(Obj(manifest.object))
            continue
        thing = _thing(manifest, known, keep)
        read[thing.kind].append(thing)
    return Recording(read, events, newest(manifest.object for manifest in found), skipped)


def replay(recording: Recording, sink: Sink) -> None:
    """Hand the things to a sink as a cluster would."""
    for kind, found in recording.things.items():
        sink.listed(kind, "", found)


def _manifests(source: str, skipped: list[str]) -> Iterator[Manifest]:
    named = files(source)
    folder = source != STDIN and Path(source).expanduser().is_dir()
    broken: Usage | None = None
    read = 0
    for name in named:
        try:
            found = list(manifests(name, text(name)))
        except Usage as error:
            if not folder:
                raise
            broken = error
            skipped.append(str(error))
            continue
        read += 1
        yield from found
    if broken and not read:
        raise broken


def _thing(manifest: Manifest, known: Known, keep: Keep) -> Thing:
    try:
        return things.thing(_identified(manifest.object, known), keep)
    except Garbled as error:
        raise Usage(f"{manifest.where} cannot be read: {error}; repair or remove it") from None


def _told(manifests: Iterable[Manifest]) -> Iterator[tuple[tuple[Kind, str, str], str]]:
    """The uids that owner references tell. Manifests that no server has seen have none of their own."""
    for obj in (Obj(manifest.object) for manifest in manifests):
        for owner in obj.each("metadata.ownerReferences"):
            if uid := owner.text("uid"):
                yield (owner.kind, obj.namespace, owner.text("name")), uid


def _identified(manifest: dict[str, Any], known: Known) -> dict[str, Any]:
    obj, meta = Obj(manifest), manifest.get("metadata")
    uid = known.get((obj.kind, obj.namespace, obj.name))
    if uid is None or obj.uid or not isinstance(meta, dict):
        return manifest
    return {**manifest, "metadata": {**meta, "uid": uid}}
