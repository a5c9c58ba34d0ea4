"""The logs of many containers as one stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hub.errors import NotFound, nearest
from hub.model import Pod

from .failures import Answer
from .logs import logs
from .session import Session


class Source(NamedTuple):
    """One container's log."""

    namespace: str
    pod: str
    container: str


class Line(NamedTuple):
    """One line of a log."""

    pod: str
    container: str
    text: str


AT_ONCE = 1000
"""Lines that may wait for a slow reader before the streams are held back."""


def sources(key: str, pods: Iterable[Pod], pod: str, container: str) -> list[Source]:
    """The logs of a workload: of all its pods and containers, or of those named. Raises `NotFound`."""
    meant = [one for one in pods if pod in ("", one.name)]
    if not meant:
        raise NotFound(f"{key} has no pod {pod}" if pod else f"{key} has no pods, and so no logs")
    found = [
        Source(one.namespace, one.name, each.name)
        for one in meant
        for each in one.containers
        if container in ("", each.name)
    ]
    if not found:
        names = sorted({each.name for one in meant for each in one.containers})
        raise NotFound(f"{key} has no container {container}{nearest(container, names)}")
    return found


async def merged(
    session: Session, sources: Sequence[Source], *, follow: bool, previous: bool, since: datetime | None
) -> AsyncIterator[Line]:
    """The lines of all sources: one after the other, or with ``follow`` as they come.

    A container that has not started yet has no log and is passed over, unless it is the only one.
    """
    if not follow:
        for source in sources:
            async for line in _one(session, source, len(sources) == 1, previous=previous, since=since):
                yield line
        return
    queue: asyncio.Queue[Line | None] = asyncio.Queue(AT_ONCE)

    async def pump(source: Source) -> None:
        async for line in _one(
            session, source, len(sources) == 1, follow=True, previous=previous, since=since
        ):
            await queue.put(line)

    async def all_of_them() -> None:
        try:
            await asyncio.gather(*map(pump, sources))
        finally:
            await queue.put(None)

    pumping = asyncio.create_task(all_of_them())
    try:
        while (came := await queue.get()) is not None:
            yield came
        await pumping
    finally:
        pumping.cancel()


async def _one(
    session: Session,
    source: Source,
    only: bool,
    *,
    previous: bool,
    since: datetime | None,
    follow: bool = False,
) -> AsyncIterator[Line]:
    namespace, pod, container = source
    try:
        async for line in logs(
            session, namespace, pod, container, follow=follow, previous=previous, since=since
        ):
            yield Line(pod, container, line.decode(errors="replace"))
    except Answer as error:
        if only or error.code != 400:  # 400: "container is waiting to start"
            raise
