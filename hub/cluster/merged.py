"""The logs of many containers as one stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime
from heapq import heapify, heappop, heapreplace
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


Timed = tuple[bytes, Line]
"""A line after its time, as Kubernetes writes it, without its Z: so fractions of any length sort."""
TOGETHER = 32
"""Logs that are read at once to be put in order."""
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
) -> AsyncGenerator[Line, None]:
    """The lines of all sources: by time, or with ``follow`` as they come.

    A container that has not started yet has no log and is passed over, unless it is the only one. Of more
    than `TOGETHER` sources one is read after the other: each that waits for its turn holds a connection.
    """
    if not follow:
        streams = [
            _one(session, source, len(sources) == 1, previous=previous, since=since) for source in sources
        ]
        together = len(streams) <= TOGETHER
        for group in [streams] if together else [[each] for each in streams]:
            async with aclosing(by_time(group)) as lines:
                async for line in lines:
                    yield line
        return
    queue: asyncio.Queue[Line | None] = asyncio.Queue(AT_ONCE)

    async def pump(source: Source) -> None:
        async for line in _one(
            session, source, len(sources) == 1, follow=True, previous=previous, since=since
        ):
            await queue.put(line[1])

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


async def by_time(streams: Sequence[AsyncGenerator[Timed, None]]) -> AsyncGenerator[Line, None]:
    """Several streams as one, the earliest line first; a stream's own order stays."""
    try:
        heads = await asyncio.gather(*(anext(stream, None) for stream in streams))
        waiting = [(found[0], at, found[1]) for at, found in enumerate(heads) if found]
        heapify(waiting)
        while waiting:
            time, at, line = waiting[0]
            yield line
            if following := await anext(streams[at], None):
                heapreplace(waiting, (max(following[0], time), at, following[1]))
            else:
                heappop(waiting)
    finally:
        for stream in streams:
            await stream.aclose()


async def _one(
    session: Session,
    source: Source,
    only: bool,
    *,
    previous: bool,
    since: datetime | None,
    follow: bool = False,
) -> AsyncGenerator[Timed, None]:
    namespace, pod, container = source
    time = b""
    stream = logs(
        session, namespace, pod, container, follow=follow, previous=previous, since=since, timestamps=True
    )
    try:
        async for line in stream:
            stamp, _, text = line.partition(b" ")
            time = stamp.rstrip(b"Z") or time
            yield time, Line(pod, container, text.decode(errors="replace"))
    except Answer as error:
        if only or error.code != 400:  # 400: "container is waiting to start"
            raise
