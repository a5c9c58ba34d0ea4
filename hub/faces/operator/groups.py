"""Group objects as the cluster has them, and what one lacks of what it should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from hub.core.gang.objects import FOR, KEEPER, KEPT_BY
from hub.core.store import older
from hub.core.things import Thing
from hub.model import Doc, Kind, Ref

Manifest = Mapping[str, Any]


class Id(NamedTuple):
    """Which one."""

    kind: Kind
    namespace: str
    name: str


class Groups:
    """A sink for the kinds of all backends. ``stirred`` hears whose group changed: a workload's key."""

    def __init__(self, stirred: Callable[[str], None]) -> None:
        self._stirred = stirred
        self._there: dict[Id, Doc] = {}
        self._by_key: dict[str, set[Id]] = {}

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        listed = {named(thing) for thing in things}
        for lost in [one for one in self._there if one.kind == kind and one not in listed]:
            self._drop(lost)
        for thing in things:
            self.seen("ADDED", thing)

    def seen(self, type_: str, thing: Thing) -> None:
        if not isinstance(thing, Doc):
            return
        if type_ == "DELETED":
            self._drop(named(thing))
            return
        before = self._there.get(named(thing))
        if before is not None and before.uid == thing.uid and older(thing, before):
            return
        self._there[named(thing)] = thing
        if ours(thing):
            self._by_key.setdefault(thing.annotations[FOR], set()).add(named(thing))
            self._stirred(thing.annotations[FOR])

    def gone(self, kind: Kind) -> None:
        self.listed(kind, "", ())

    def get(self, one: Id) -> Doc | None:
        return self._there.get(one)

    def of(self, key: str) -> list[Doc]:
        """The groups that the hub made for this workload."""
        return [self._there[one] for one in sorted(self._by_key.get(key, ()))]

    @property
    def keys(self) -> set[str]:
        """The workloads that have any."""
        return set(self._by_key)

    def _drop(self, one: Id) -> None:
        doc = self._there.pop(one, None)
        if doc is not None and ours(doc):
            key = doc.annotations[FOR]
            self._by_key[key].discard(one)
            if not self._by_key[key]:
                del self._by_key[key]
            self._stirred(key)


def named(thing: Thing) -> Id:
    return Id(thing.kind, thing.namespace, thing.name)


def wanted(manifest: Manifest) -> Id:
    meta = manifest["metadata"]
    return Id(Kind.of(manifest["apiVersion"], manifest["kind"]), meta.get("namespace", ""), meta["name"])


def ours(doc: Doc) -> bool:
    """Whether the hub made it."""
    return doc.labels.get(KEPT_BY) == KEEPER and FOR in doc.annotations


def ref(doc: Doc) -> Ref:
    return Ref(doc.api_version, doc.kind.name, doc.namespace, doc.name, doc.uid)


def owned(doc: Doc, uid: str) -> bool:
    """Whether it has this owner; without a uid, whether it has none."""
    return any(owner.uid == uid for owner in doc.owners) if uid else not doc.owners


def fits(doc: Doc, manifest: Manifest) -> bool:
    """Whether it is as it should be: what the server filled in beside does not matter, nor a generation."""
    owners = [owner["uid"] for owner in manifest["metadata"].get("ownerReferences", ())]
    return all(owned(doc, uid) for uid in owners) and _within(manifest["spec"], doc.obj().get("spec"))


def _within(told: Any, there: Any) -> bool:
    if isinstance(told, Mapping):
        return isinstance(there, Mapping) and all(
            _within(value, there.get(name)) for name, value in told.items()
        )
    if isinstance(told, (list, tuple)):
        same = isinstance(there, list) and len(there) == len(told)
        return same and all(map(_within, told, there))
    return bool(told == there)
