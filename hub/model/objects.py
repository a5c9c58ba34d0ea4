"""Kubernetes objects as the hub keeps and reads them.

`Doc` is how a root or a part is kept: its metadata as fields, `spec` and
`status` as the bytes that came over the wire, until somebody reads them. `Obj`
is how an adapter reads: a view whose every question has an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from .intents import Ref
from .names import Kind


class Owner(msgspec.Struct, frozen=True, gc=False):
    """One owner reference: enough to name the owner when it cannot be read."""

    kind: Kind
    name: str
    uid: str
    controller: bool = False
    api_version: str = ""


class Doc(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One object that is not a pod, as the store keeps it."""

    kind: Kind
    api_version: str
    uid: str
    name: str
    namespace: str
    version: str = ""
    generation: int = 0
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}
    owners: tuple[Owner, ...] = ()
    created: datetime | None = None
    deleting: datetime | None = None
    spec: bytes = b""
    status: bytes = b""
    gone: bool = False
    """It was deleted, and things that it owned are still there: kept until they are not."""

    def obj(self) -> Obj:
        """The object as an adapter reads it; decoded anew at each call. The two times are times already."""
        return Obj(
            {
                "apiVersion": self.api_version,
                "kind": self.kind.name,
                "metadata": {
                    "name": self.name,
                    "namespace": self.namespace,
                    "uid": self.uid,
                    "resourceVersion": self.version,
                    "generation": self.generation,
                    "labels": self.labels,
                    "annotations": self.annotations,
                    "creationTimestamp": self.created,
                    "deletionTimestamp": self.deleting,
                },
                "spec": _decoded(self.spec),
                "status": _decoded(self.status),
            }
        )


Thing = "Doc | Pod"
"""Whatever the store keeps: both have uid, kind, name, namespace, labels, owners, version."""


class Obj:
    """A read-only view of one Kubernetes object, or of a part of one.

    Every reader is total: what is missing, null or of the wrong type reads as
    the default. So an adapter never checks, and never raises.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: Any = None) -> None:
        self.raw = raw

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Obj) and self.raw == other.raw

    __hash__ = None  # type: ignore[assignment]

    def get(self, path: str) -> Any:
        """What is at a dotted path, or ``None``."""
        here = self.raw
        for step in _STEPS[path]:
            if type(here) is not dict:
                return None
            here = here.get(step)
        return here

    def at(self, path: str) -> Obj:
        """A view of what is at a dotted path; an empty one when nothing is."""
        return Obj(self.get(path))

    def text(self, path: str, default: str = "") -> str:
        here = self.raw  # `get`, in place: most of what a reading does is asking for texts
        for step in _STEPS[path]:
            if type(here) is not dict:
                return default
            here = here.get(step)
        return here if isinstance(here, str) else default

    def number(self, path: str, default: int = 0) -> int:
        """A whole number; floats and booleans are not."""
        value = self.get(path)
        return value if type(value) is int else default

    def flag(self, path: str, default: bool = False) -> bool:
        value = self.get(path)
        return value if isinstance(value, bool) else default

    def time(self, path: str) -> datetime | None:
        """An RFC 3339 time, in UTC."""
        return moment(self.get(path))

    def each(self, path: str) -> Iterator[Obj]:
        """The items of the list at ``path``."""
        value = self.get(path)
        return map(Obj, value if isinstance(value, list) else ())

    def items(self, path: str) -> Iterator[tuple[str, Obj]]:
        """The named members of the mapping at ``path``."""
        value = self.get(path)
        return ((str(k), Obj(v)) for k, v in value.items()) if isinstance(value, dict) else iter(())

    def label(self, name: str, default: str = "") -> str:
        return _word(self.get("metadata.labels"), name, default)

    def annotation(self, name: str, default: str = "") -> str:
        return _word(self.get("metadata.annotations"), name, default)

    def condition(self, kind: str) -> Obj:
        """The status condition of this type, or an empty view."""
        found = self.get("status.conditions")
        for raw in found if type(found) is list else ():
            if type(raw) is dict and raw.get("type") == kind:
                return Obj(raw)
        return Obj()

    @property
    def kind(self) -> Kind:
        return Kind.of(self.text("apiVersion"), self.text("kind"))

    @property
    def name(self) -> str:
        return self.text("metadata.name")

    @property
    def namespace(self) -> str:
        return self.text("metadata.namespace")

    @property
    def uid(self) -> str:
        return self.text("metadata.uid")

    @property
    def created(self) -> datetime | None:
        return self.time("metadata.creationTimestamp")

    @property
    def deleting(self) -> datetime | None:
        return self.time("metadata.deletionTimestamp")

    @property
    def ref(self) -> Ref:
        """What an intent names this object by."""
        return Ref(self.text("apiVersion"), self.text("kind"), self.namespace, self.name, self.uid)


def moment(value: Any) -> datetime | None:
    """An RFC 3339 text as a time in UTC, or ``None`` when it is not one."""
    if value is None or type(value) is datetime:
        return value
    try:
        time = datetime.fromisoformat(value)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def stamp(time: datetime) -> str:
    """A time as Kubernetes writes it: RFC 3339, UTC."""
    return time.isoformat().replace("+00:00", "Z")


class _Steps(dict[str, list[str]]):
    """Adapters ask by the same few hundred paths, millions of times."""

    def __missing__(self, path: str) -> list[str]:
        steps = path.split(".")
        if len(self) < 4096:  # an adapter that makes paths up must not fill the memory
            self[path] = steps
        return steps


_STEPS = _Steps()


def _word(words: Any, name: str, default: str) -> str:
    text = words.get(name) if isinstance(words, dict) else None
    return text if isinstance(text, str) and text else default


def _decoded(raw: bytes) -> Any:
    return msgspec.json.decode(raw) if raw else None
