"""Sinks that tell one thing on: that a CRD changed, that something has an owner of a kind nobody follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.core.things import Thing
from hub.model import Kind

from .sink import Sink


class Teller:
    """Calls ``changed`` at whatever happens."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        self._changed()

    def seen(self, type_: str, thing: Thing) -> None:
        self._changed()

    def gone(self, kind: Kind) -> None:
        self._changed()


class OwnerTeller:
    """Passes everything on, and calls ``want`` with the kind of every owner."""

    def __init__(self, sink: Sink, want: Callable[[Kind], None]) -> None:
        self._sink, self._want = sink, want
        self._known: set[Kind] = set()
        self.gone = sink.gone

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        self._sink.listed(kind, namespace, things)
        for thing in things:
            self._owners(thing)

    def seen(self, type_: str, thing: Thing) -> None:
        self._sink.seen(type_, thing)
        self._owners(thing)

    def _owners(self, thing: Thing) -> None:
        for owner in thing.owners:
            if owner.kind not in self._known:
                self._known.add(owner.kind)
                self._want(owner.kind)
