"""A sink that remembers, for comparing with what the API server says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from hub.adapter import Adapter, owned
from hub.cluster.discovery import discover
from hub.cluster.listing import listing
from hub.cluster.session import Session
from hub.core.keep import Keep
from hub.core.things import Thing
from hub.model import Kind
from hub.registry import Plugin, Registered, Registry

JOB, POD, WIDGET = Kind("batch", "Job"), Kind("", "Pod"), Kind("test.workloadhub.dev", "Widget")
KEEP = Keep()


class Memory:
    """By kind and uid. What a listing lacks in its namespace is forgotten."""

    def __init__(self) -> None:
        self.things: dict[Kind, dict[str, Thing]] = {}
        self.listings = 0
        self.events = 0

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        self.listings += 1
        kept = {u: t for u, t in self.things.get(kind, {}).items() if namespace not in ("", t.namespace)}
        self.things[kind] = kept | {thing.uid: thing for thing in things}

    def seen(self, type_: str, thing: Thing) -> None:
        self.events += 1
        known = self.things.setdefault(thing.kind, {})
        if type_ == "DELETED":
            known.pop(thing.uid, None)
        else:
            known[thing.uid] = thing

    def gone(self, kind: Kind) -> None:
        del self.things[kind]

    def names(self, kind: Kind, namespace: str = "") -> set[str]:
        return {t.name for t in self.things.get(kind, {}).values() if namespace in ("", t.namespace)}


def registry(*kinds: str) -> Registry:
    """One that claims these kinds."""
    plugin = Plugin("test", "tests")
    return Registry.of(
        Registered(plugin, Adapter(name=kind.rpartition("/")[2].lower(), claims=[owned(kind)]))
        for kind in kinds
    )


async def truth(session: Session, kind: Kind, namespace: str = "") -> dict[str, Thing]:
    """A fresh listing."""
    resource = (await discover(session, {kind.group}))[kind]
    return {thing.uid: thing for thing in (await listing(session, resource, namespace, KEEP)).things}


async def same(
    session: Session, memory: Memory, kind: Kind, namespace: str = "", seconds: float = 30
) -> None:
    """Wait until the memory holds what a fresh listing has, to the version. Fails with the difference."""

    async def equal() -> bool:
        known = {u: t for u, t in memory.things.get(kind, {}).items() if namespace in ("", t.namespace)}
        return known == await truth(session, kind, namespace)

    try:
        await until(equal, seconds)
    except TimeoutError:
        fresh = {t.name: t.version for t in (await truth(session, kind, namespace)).values()}
        mine = {
            t.name: t.version for t in memory.things.get(kind, {}).values() if namespace in ("", t.namespace)
        }
        raise AssertionError(f"differs from a fresh listing: {fresh.items() ^ mine.items()}") from None


async def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Wait for a condition, plain or awaitable. Raises `TimeoutError`."""
    async with asyncio.timeout(seconds):
        while True:
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.02)
