"""Who is there and where each thing belongs: what was seen goes in, homes that changed come out.

An object that was deleted while things it owned are still there is kept as a
ghost until they are gone: its pods belong where they belonged, to their end.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hub.model import Doc, Kind, Owner, Pod
from hub.registry import Registry

from .grouping import Grouping
from .store import Store, above, older
from .things import Thing


class Census:
    """The store and its grouping, kept in step. ``dirty`` holds the identities of homes to be read again.

    In the order in which they came, so that what lies together in memory is read together.
    """

    def __init__(self, registry: Registry) -> None:
        self.store = Store()
        self.grouping = Grouping(registry, self.store)
        self.dirty: dict[str, None] = {}

    def seen(self, event: str, thing: Thing) -> None:
        """One watch event: ADDED, MODIFIED or DELETED."""
        if event != "DELETED" and self.store.get(thing.uid) is None:  # what a first listing is made of
            self._arrived(thing.uid, thing)
            return
        identity = self.store.identity(thing)
        if event == "DELETED":
            self._gone(identity)
        else:
            self._there(identity, thing)

    def take(self) -> dict[str, None]:
        """The homes to be read again; from now on none."""
        taken = self.dirty | dict.fromkeys(self.grouping.stirred)
        self.dirty = {}
        self.grouping.stirred.clear()
        return taken

    def listed(self, kind: Kind, namespace: str, things: Iterable[Thing]) -> None:
        """A full listing of a kind, in one namespace or (``""``) in all: what is not in it is gone."""
        missing = set(self.store.of(kind, namespace))
        for thing in things:
            identity = self.store.identity(thing)
            missing.discard(identity)
            self._there(identity, thing)
        for identity in missing:
            self._gone(identity)

    def _there(self, identity: str, thing: Thing) -> None:
        before = self.store.get(identity)
        if before is None:
            self._arrived(identity, thing)
        elif not older(thing, before) and (not thing.version or thing.version != before.version):
            self._changed(identity, before, thing)

    def _arrived(self, identity: str, thing: Thing) -> None:
        if self.store.below(identity) or identity in self.grouping.homes:
            self._moved(identity, None, thing)
        else:
            self.store.add(identity, thing)
            self._join(identity, thing)

    def _changed(self, identity: str, before: Thing, thing: Thing) -> None:
        if same_place(before, thing):
            self.store.put(identity, thing)
            self.dirty[self.grouping.place(identity, thing).home] = None
        else:
            self._moved(identity, before, thing)
            self._lay_to_rest(above(before))

    def _gone(self, identity: str) -> None:
        before = self.store.get(identity)
        if before is None:
            return
        if isinstance(before, Doc) and self.store.below(identity):
            self.store.put(identity, msgspec.structs.replace(before, gone=True))
            self.dirty[self.grouping.place(identity, before).home] = None
        else:
            self._moved(identity, before, None)
            self._lay_to_rest(above(before))

    def _lay_to_rest(self, owner: Owner | None) -> None:
        """A ghost goes when the last thing below it has gone, and so do the ghosts above it."""
        there = self.store.get(owner.uid) if owner else None
        if owner and isinstance(there, Doc) and there.gone and not self.store.below(owner.uid):
            self._moved(owner.uid, there, None)
            self._lay_to_rest(above(there))

    def _moved(self, identity: str, before: Thing | None, after: Thing | None) -> None:
        """A thing came, went, or changed owners or labels: it and all below it may have other homes."""
        below = [(i, t) for i in self.grouping.descendants(identity) if (t := self.store.get(i)) is not None]
        for i, thing in ([(identity, before)] if before is not None else []) + below:
            self._leave(i, thing)
        for i, _ in [(identity, before), *below]:
            self.grouping.forget(i)
        if after is None:
            self.store.drop(identity)
        else:
            self.store.put(identity, after)
            self._join(identity, after)
        for i, thing in below:
            self._join(i, thing)

    def _join(self, identity: str, thing: Thing) -> None:
        home = self.grouping.homes[self.grouping.place(identity, thing).home]
        if isinstance(thing, Pod):
            home.pods.add(identity)
        elif identity != home.identity:
            home.parts.add(identity)
        self.dirty[home.identity] = None

    def _leave(self, identity: str, thing: Thing) -> None:
        if home := self.grouping.homes.get(self.grouping.place(identity, thing).home):
            home.pods.discard(identity)
            home.parts.discard(identity)
            self.dirty[home.identity] = None


def same_place(before: Thing, after: Thing) -> bool:
    """Whether nothing changed that grouping depends on: owners, labels, annotations, the spec of a root."""
    if before.owners != after.owners or before.labels != after.labels:
        return False
    if isinstance(before, Doc) and isinstance(after, Doc):
        return before.spec == after.spec and before.annotations == after.annotations
    return before.annotations == after.annotations
