"""The cluster as last seen: things by uid, and who is below whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.model import Kind, Owner

from .things import Thing


class Store:
    """Things by identity. The identity is the uid, unless two different things claim the same one."""

    def __init__(self) -> None:
        self._things: dict[str, Thing] = {}
        self.get = self._things.get
        """The thing of this identity, or nothing."""
        self._below: dict[str, set[str]] = {}

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._things.values())

    def __len__(self) -> int:
        return len(self._things)

    def below(self, identity: str) -> Iterable[str]:
        """The identities of the things directly owned."""
        return self._below.get(identity, ())

    def identity(self, thing: Thing) -> str:
        """The uid, or a longer name where something else has that uid (a broken recording)."""
        there = self._things.get(thing.uid)
        if there is None or same(there, thing):
            return thing.uid
        return f"{thing.uid}#{thing.kind}/{thing.namespace}/{thing.name}"

    def put(self, identity: str, thing: Thing) -> None:
        before = self._things.get(identity)
        self._things[identity] = thing
        old, new = before and above(before), above(thing)
        if old != new or before is None:
            if old:
                self._unlink(old.uid, identity)
            if new:
                self._below.setdefault(new.uid, set()).add(identity)

    def add(self, identity: str, thing: Thing) -> None:
        """As `put`, of what was not there."""
        self._things[identity] = thing
        if owner := above(thing):
            if (below := self._below.get(owner.uid)) is not None:
                below.add(identity)
            else:
                self._below[owner.uid] = {identity}

    def drop(self, identity: str) -> None:
        thing = self._things.pop(identity, None)
        if thing is not None and (owner := above(thing)):
            self._unlink(owner.uid, identity)

    def of(self, kind: Kind, namespace: str = "") -> list[str]:
        """The identities of all things of a kind, in one namespace or in all."""
        return [i for i, t in self._things.items() if t.kind == kind and namespace in ("", t.namespace)]

    def _unlink(self, owner: str, identity: str) -> None:
        if rest := self._below.get(owner):
            rest.discard(identity)
            if not rest:
                del self._below[owner]


def above(thing: Thing) -> Owner | None:
    """The owner that counts: the controller, or the only one where none is marked so."""
    owners = thing.owners
    if owners and (owners[0].controller or len(owners) == 1):
        return owners[0]
    return None


def same(one: Thing, other: Thing) -> bool:
    """Whether two records are of one object, maybe at different times."""
    return one.name == other.name and one.namespace == other.namespace and one.kind == other.kind


def older(new: Thing, old: Thing) -> bool:
    """Whether ``new`` is a late repetition: resource versions are ordered (KEP-5504, Kubernetes 1.35)."""
    a, b = new.version, old.version
    return a.isdigit() and b.isdigit() and (len(a), a) < (len(b), b)
