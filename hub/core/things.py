"""Lists and watch lines made into things: what the cluster side hands to the board."""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any, NamedTuple

import msgspec

from hub.model import Doc, Kind, Pod
from hub.model.pods import POD

from . import wire
from .keep import Keep
from .owned import owners
from .pods import condense

Thing = Doc | Pod
CHANGES = frozenset({"ADDED", "MODIFIED", "DELETED"})
NOTED = "kubectl.kubernetes.io/last-applied-configuration"


class Page(NamedTuple):
    """One answer to a list request."""

    things: list[Thing]
    version: str
    more: str
    """The continue token, empty at the end."""
    skipped: int = 0


class Event(NamedTuple):
    """One watch line. ``thing`` is absent for a bookmark and for an error, which has a code and a message."""

    type: str
    thing: Thing | None
    version: str
    code: int = 0
    message: str = ""


def page(raw: bytes, kind: Kind, keep: Keep) -> Page:
    """A list response. Items that cannot be read are counted, the others are kept. Raises `wire.Garbled`."""
    try:
        return _pods(raw, keep) if kind == POD else _docs(raw, kind)
    except msgspec.ValidationError:
        return _itemwise(raw, kind, keep)


def event(raw: bytes, kind: Kind, keep: Keep) -> Event:
    """One line of a watch. Raises `wire.Garbled` when it is none."""
    try:
        if kind == POD:
            pod = _POD_EVENT.decode(raw)
            if pod.type == "BOOKMARK":
                return Event(pod.type, None, pod.object.metadata.resource_version)
            if pod.type in CHANGES and pod.object is not wire.NO_POD:
                return _seen(pod.type, condense(pod.object, keep))
        else:
            doc = _DOC_EVENT.decode(raw)
            if doc.type == "BOOKMARK":
                return Event(doc.type, None, doc.object.metadata.resource_version)
            if doc.type in CHANGES and doc.object is not wire.NO_DOC:
                return _seen(doc.type, document(doc.object, kind))
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass  # an error event, or something to mend
    return _odd(raw, kind, keep)


def thing(manifest: Mapping[str, Any], keep: Keep) -> Thing:
    """One plain object, as in a recording. Raises `wire.Garbled` when it is none."""
    api_version, name = manifest.get("apiVersion"), manifest.get("kind")
    if not isinstance(name, str) or not name:
        raise wire.Garbled("it has no kind")
    kind = Kind.of(api_version if isinstance(api_version, str) else "", name)
    if kind == POD:
        return _named(condense(wire.mended(manifest, wire.PodWire), keep))
    return _named(document(wire.mended(manifest, wire.DocWire), kind))


def document(found: wire.DocWire, kind: Kind, api_version: str = "") -> Doc:
    """The record that is kept of one object that is no pod."""
    meta = found.metadata
    version = found.api_version or api_version
    return Doc(
        kind=kind,
        api_version=intern(version or (f"{kind.group}/v1" if kind.group else "v1")),
        uid=meta.uid or f"{kind}/{meta.namespace}/{meta.name}",
        name=meta.name,
        namespace=intern(meta.namespace),
        version=meta.resource_version,
        generation=meta.generation,
        labels=meta.labels or {},
        annotations=_annotations(meta.annotations) if meta.annotations else {},
        owners=owners(meta.owner_references) if meta.owner_references else (),
        created=meta.creation_timestamp,
        deleting=meta.deletion_timestamp,
        spec=bytes(found.spec),
        status=bytes(found.status),
    )


_POD_LIST = msgspec.json.Decoder(wire.PodListWire)
_DOC_LIST = msgspec.json.Decoder(wire.DocListWire)
_POD_EVENT = msgspec.json.Decoder(wire.PodEventWire)
_DOC_EVENT = msgspec.json.Decoder(wire.DocEventWire)


def _pods(raw: bytes, keep: Keep) -> Page:
    found = _decoded(_POD_LIST, raw)
    things: list[Thing] = [condense(item, keep) for item in found.items or ()]
    return _page(things, found.metadata)


def _docs(raw: bytes, kind: Kind) -> Page:
    found = _decoded(_DOC_LIST, raw)
    things: list[Thing] = [document(item, kind, found.api_version) for item in found.items or ()]
    return _page(things, found.metadata)


def _page(things: list[Thing], meta: wire.ListMetaWire) -> Page:
    named = [thing for thing in things if thing.name]
    return Page(named, meta.resource_version, meta.continue_, len(things) - len(named))


def _itemwise(raw: bytes, kind: Kind, keep: Keep) -> Page:
    """Something in the list has a wrong type: read the items one by one, mended."""
    found = wire.decode(raw, wire.RawListWire)
    things: list[Thing] = []
    for item in found.items or ():
        try:
            things.append(_one(item, kind, keep))
        except wire.Garbled:
            continue
    skipped = len(found.items or ()) - len(things)
    return Page(things, found.metadata.resource_version, found.metadata.continue_, skipped)


def _one(raw: bytes | msgspec.Raw, kind: Kind, keep: Keep) -> Thing:
    if kind == POD:
        return _named(condense(wire.decode(raw, wire.PodWire), keep))
    return _named(document(wire.decode(raw, wire.DocWire), kind))


def _odd(raw: bytes, kind: Kind, keep: Keep) -> Event:
    found = wire.decode(raw, wire.RawEventWire)
    if found.type == "ERROR":
        status = wire.loads(found.object) if found.object else {}
        code, message = status.get("code"), status.get("message")
        return Event(found.type, None, "", code if isinstance(code, int) else 0, str(message or ""))
    if found.type not in CHANGES or not found.object:
        raise wire.Garbled(
            f"a watch line of type {found.type!r}" + ("" if found.object else " without an object")
        )
    return _seen(found.type, _one(found.object, kind, keep))


def _seen(type_: str, seen: Thing) -> Event:
    return Event(type_, _named(seen), seen.version)


def _named(seen: Thing) -> Thing:
    """What has no name is no object: nothing could name its row."""
    if not seen.name:
        raise wire.Garbled("it has no name")
    return seen


def _decoded(decoder: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise wire.Garbled(f"not JSON: {error}") from None


def _annotations(raw: msgspec.Raw) -> dict[str, str]:
    """All but kubectl's copy of the whole manifest."""
    found = wire.loads(raw)
    if not isinstance(found, dict):
        return {}
    return {k: v for k, v in found.items() if isinstance(v, str) and k != NOTED}
