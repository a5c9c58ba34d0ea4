"""All that a server keeps of what it sees: steps, events, samples, logs; begun and ended together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from .feed import Feed
from .hearing import hear
from .recording import Recorder


@asynccontextmanager
async def keeping(feed: Feed, recorder: Recorder) -> AsyncIterator[None]:
    """Record what the feed tells until this is left. The feed must be following already."""
    tasks = [asyncio.create_task(each) for each in (_listen(feed, recorder), recorder.run(), hear(recorder))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def recalled(feed: Feed, say: Callable[[str], None]) -> Recorder:
    """A recorder that has told the board what it knew before; to be asked for before the feed follows."""
    recorder = Recorder(feed.hub, say)
    await recorder.remember()
    return recorder


async def _listen(feed: Feed, recorder: Recorder) -> None:
    at = feed.last
    while True:
        await feed.newer(at)
        found = feed.since(at)
        if found is None:
            recorder.lost += feed.last - at
        at = feed.last
        recorder.note([noted.change for noted in found or ()])
