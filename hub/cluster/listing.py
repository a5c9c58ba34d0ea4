"""Everything of one kind in one namespace, or in all, in one consistent answer."""

from __future__ import annotations

from typing import NamedTuple

from hub.core import things
from hub.core.keep import Keep
from hub.core.things import Thing
from hub.model.pods import POD

from .lines import PART, WHOLE, parts
from .resource import Resource
from .session import JSON, Session


class Listing(NamedTuple):
    """What is there, the version to watch from, and how many items could not be read."""

    things: list[Thing]
    version: str
    skipped: int = 0


async def listing(
    session: Session, resource: Resource, namespace: str, keep: Keep, accept: str = JSON
) -> Listing:
    """List it. Raises `HubError`, and `hub.core.wire.Garbled` for an answer that is no list."""
    found: list[Thing] = []
    version, more, skipped = "", "", 0
    while True:
        params = {"continue": more} if more else {}
        async with session.stream(resource.path(namespace), params, accept=accept) as chunks:
            async for raw in parts(chunks, PART if resource.kind == POD else WHOLE):
                page = things.page(raw, resource.kind, keep)
                found += page.things
                skipped += page.skipped
        version, more = page.version, page.more
        if not more:
            return Listing(found, version, skipped)
