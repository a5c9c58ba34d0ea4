"""A workload, and what it is read from.

`Workload` encodes as the JSON of ``INTERFACES`` section 1, field for field;
an absent fact is ``null``, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from .names import Category, Key, Kind, Phase
from .objects import Doc, Obj
from .pods import Pod
from .resources import NOTHING, Resources


class Family:
    """All that belongs to one workload: its root, what stands between root and pods, and the pods.

    ``root`` is an empty view where only labels hold the pods together, or where
    the root is known from its pods' owner references alone. ``parts`` are
    decoded when somebody asks for them.
    """

    __slots__ = ("_parts", "_read", "pods", "root")

    def __init__(self, root: Obj | None = None, parts: Iterable[Doc] = (), pods: Iterable[Pod] = ()) -> None:
        self.root = root if root is not None else Obj()
        self._parts = tuple(parts)
        self._read: dict[int, Obj] = {}
        self.pods = tuple(pods)

    def parts(self, kind: str) -> Iterator[Obj]:
        """The parts of this kind (``ray.io/RayCluster``), oldest first."""
        wanted = Kind.parse(kind)
        return (self._decoded(at) for at, doc in enumerate(self._parts) if doc.kind == wanted)

    def everything(self) -> Iterator[Obj]:
        """All parts, oldest first."""
        return map(self._decoded, range(len(self._parts)))

    def _decoded(self, at: int) -> Obj:
        """Slots ask one after the other for the same few parts."""
        if (found := self._read.get(at)) is None:
            found = self._read[at] = self._parts[at].obj()
        return found

    def part(self, kind: str) -> Obj:
        """The newest part of this kind that is not being deleted, or an empty view."""
        found = Obj()
        for part in self.parts(kind):
            if not found or part.deleting is None:
                found = part
        return found


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What the framework itself says of a workload.

    ``phase=None`` leaves the phase to the pods. Failed and Completed end it, Deleting is for
    what has no root, Stopped wins over pods, Creating, Pending and Initializing hold a workload
    back whose pods are ready, Degraded and Running speak only as far as the pods agree.
    """

    phase: Phase | None = None
    word: str = ""
    """The native status, verbatim; ``Running/RUNNING`` where there are two."""
    reason: str = ""
    """A reason from `hub.core.reasons`, or empty: the hub chooses."""
    message: str = ""
    evidence: tuple[str, ...] = ()
    ran: bool = False
    """The object itself proves that the workload ran fully once in this attempt."""
    attempt: int = 1
    started: datetime | None = None
    ended: datetime | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is shown as JSON: immutable, camelCase."""


class PodCounts(Record, frozen=True, gc=False):
    total: int = 0
    pending: int = 0
    initializing: int = 0
    ready: int = 0
    succeeded: int = 0
    failed: int = 0


class PodSet(Record, frozen=True):
    """Pods that are alike: one head, a group of workers, the executors.

    ``minimum`` is what must run together (``None`` in an adapter's answer: all of
    ``desired``); ``maximum`` is what the framework may scale to; ``created_after``
    names the role that creates these pods once it runs. ``requests`` are per pod.
    """

    role: str
    desired: int
    minimum: int | None = None
    maximum: int | None = None
    created_after: str | None = None
    requests: Resources = NOTHING
    pods: PodCounts = PodCounts()


class GangGroup(Record, frozen=True):
    """Pods that start together or not at all, by the name their scheduler knows."""

    name: str
    minimum: int
    roles: dict[str, int] = {}


class Gang(Record, frozen=True):
    """``state`` is none, waiting, reserved, whole or broken: computed from the pods."""

    minimum: int = 0
    scheduled: int = 0
    state: str = "none"
    backend: str | None = None
    message: str = ""
    groups: tuple[GangGroup, ...] = ()


class Connection(Record, frozen=True):
    """A way in: a dashboard, an API, a notebook."""

    name: str
    port: int
    service: str | None = None
    url: str | None = None


class Workload(Record, frozen=True):
    """One logical job, whatever framework made its pods."""

    key: str
    uid: str
    type: str
    framework: str
    category: Category
    root: dict[str, str] | None
    anchor: dict[str, str] | None
    phase: Phase
    reason: str
    message: str
    native: str
    evidence: tuple[str, ...]
    since: datetime | None
    created: datetime | None
    started: datetime | None
    ended: datetime | None
    submitted_by: str | None
    queue: str | None
    priority_class: str | None
    preemptible: bool | None
    pod_sets: tuple[PodSet, ...]
    pods: tuple[str, ...]
    attempt: int
    gang: Gang
    requests: Resources
    usage: dict[str, float] | None
    connections: tuple[Connection, ...]
    actions: Mapping[str, bool | str]
    parent: str | None
    children: tuple[str, ...]

    @property
    def namespace(self) -> str:
        return parsed(self.key).namespace

    @property
    def name(self) -> str:
        return parsed(self.key).name

    def json(self) -> dict[str, Any]:
        """The shape of ``INTERFACES`` section 1, as plain values; times as RFC 3339 text."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


class Change(msgspec.Struct, frozen=True):
    """A workload before and after. ``None`` before it was seen, or after it went."""

    before: Workload | None
    after: Workload | None

    @property
    def key(self) -> str:
        known = self.after or self.before
        return known.key if known else ""


@lru_cache(maxsize=65536)
def parsed(key: str) -> Key:
    return Key.parse(key)
