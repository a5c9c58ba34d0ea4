"""The logs of many containers as one stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from .failures import Answer
from .logs import logs
from .session import Session

Source = tuple[str, str, str]
"""Namespace, pod, container."""
AT_ONCE = 1000
"""Lines that may wait for a slow reader before the streams are held back."""


async def merged(
    session: Session, sources: Sequence[Source], *, follow: bool, previous: bool, since: datetime | None
) -> AsyncIterator[tuple[str, str, str]]:
    """(pod, container, line) of all sources: one after the other, or with ``follow`` as they come.

    A container that has not started yet has no log and is passed over, unless it is the only one.
    """
    if not follow:
        for source in sources:
            async for line in _one(session, source, len(sources) == 1, previous=previous, since=since):
                yield line
        return
    queue: asyncio.Queue[tuple[str, str, str] | None] = asyncio.Queue(AT_ONCE)

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
) -> AsyncIterator[tuple[str, str, str]]:
    namespace, pod, container = source
    try:
        async for line in logs(
            session, namespace, pod, container, follow=follow, previous=previous, since=since
        ):
            yield pod, container, line.decode(errors="replace")
    except Answer as error:
        if only or error.code != 400:  # 400: "container is waiting to start"
            raise
