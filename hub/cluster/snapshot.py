"""Everything once, for a command that prints and ends: lists in parallel, no watch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hub.core.keep import Keep
from hub.core.wire import Garbled
from hub.model import Kind
from hub.registry import Registry

from .asking import Asking
from .discovery import discover
from .failures import Answer
from .health import STATES, Health, Pulse
from .listing import listing
from .resource import PODS, Catalog, Resource
from .session import Session
from .sink import Sink
from .tellers import OwnerTeller
from .together import together

AT_ONCE = 4
"""Lists under way at a time: more connections cost more in TLS than they save."""


async def snapshot(
    session: Session, registry: Registry, namespaces: Sequence[str], sink: Sink
) -> list[Health]:
    """List every claimed kind, and every kind that owns something, into the sink; how that went.

    Raises `HubError` when the cluster cannot be asked at all, or the user is not
    known there. What is forbidden or broken is said in the answer.
    """
    listed = _Snapshot(session, registry, namespaces, sink).take(registry)
    found, told = await together(listed, Asking(registry, sink).once())
    return [*found, *told]


class _Snapshot:
    def __init__(self, session: Session, registry: Registry, namespaces: Sequence[str], sink: Sink) -> None:
        self._session, self._namespaces = session, tuple(namespaces)
        self._sink = OwnerTeller(sink, self._wanted)
        self._keep = Keep(registry.annotations, registry.identity)
        self._seen: set[Kind] = {PODS.kind}
        self._more: set[Kind] = set(registry.kinds)
        self._catalog: Catalog = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    def _wanted(self, kind: Kind) -> None:
        self._more.add(kind)

    async def take(self, registry: Registry) -> list[Health]:
        groups = {kind.group for kind in registry.kinds}
        found: list[Health] = []
        # pods take longest and need no discovery
        await together(self._discover(groups), self._kind(PODS, found))
        while wanted := self._more - self._seen:
            self._seen |= wanted
            there = [self._catalog[kind] for kind in wanted if kind in self._catalog]
            await together(*(self._kind(resource, found) for resource in there if "list" in resource.verbs))
        return found

    async def _discover(self, groups: set[str]) -> None:
        self._catalog = await discover(self._session, groups)

    async def _kind(self, resource: Resource, found: list[Health]) -> None:
        places = self._namespaces if resource.namespaced and self._namespaces else ("",)
        found += (health := [await self._place(resource, place) for place in places])
        if resource.namespaced and not self._namespaces and health[0].state == "forbidden":
            found.append(await self._place(resource, self._session.namespace))

    async def _place(self, resource: Resource, namespace: str) -> Health:
        pulse = Pulse(resource.kind, namespace)
        try:
            async with self._slots:
                got = await listing(self._session, resource, namespace, self._keep)
        except (Answer, Garbled) as error:
            if isinstance(error, Answer) and error.code == 401:
                raise
            pulse.move(STATES.get(getattr(error, "code", 0), "retrying"), str(error))
        else:
            pulse.objects, pulse.garbled = len(got.things), got.skipped
            pulse.move("listed")
            self._sink.listed(resource.kind, namespace, got.things)
        return pulse.health
