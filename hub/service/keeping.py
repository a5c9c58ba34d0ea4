"""All that a server keeps of what it sees: steps, events, samples, logs; begun and ended together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from .capturing import Capturer
from .feed import LOOK, Feed
from .hearing import hear
from .recording import Recorder
from .sampling import Sampler
from .telling import Teller


class Kept(NamedTuple):
    """Who keeps what: the server tells of itself how they fare."""

    recorder: Recorder
    sampler: Sampler
    teller: Teller


@asynccontextmanager
async def keeping(feed: Feed, say: Callable[[str], None]) -> AsyncIterator[asyncio.Task[None]]:
    """Follow the cluster as `Feed.following` does, and record it meanwhile. A recording is not recorded."""
    if feed.hub.session is None:
        async with feed.following() as following:
            yield following
        return
    recorder = Recorder(feed.hub, say)
    capturer = Capturer(feed.hub, say)
    sampler = Sampler(feed.hub, feed.meter, recorder)
    teller = Teller(feed.hub, recorder, say)
    feed.kept = Kept(recorder, sampler, teller)
    await recorder.remember()  # before anything is read
    async with feed.following() as following:
        await _read(feed)
        work = (
            _listen(feed, recorder),
            recorder.run(),
            hear(recorder),
            sampler.run(),
            capturer.run(recorder.opened),
            teller.run(),
        )
        tasks = [asyncio.create_task(each) for each in work]
        try:
            yield following
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _read(feed: Feed) -> None:
    """Wait until the first listing has become rows: what is no row before would be taken for gone."""
    while not feed.hub.board.patience:  # set in the same breath in which the first rows are made
        await asyncio.sleep(LOOK)


async def _listen(feed: Feed, recorder: Recorder) -> None:
    at = feed.last
    while True:
        await feed.newer(at)
        found = feed.since(at)
        if found is None:
            recorder.lost += feed.last - at
        at = feed.last
        recorder.note([noted.change for noted in found or ()])
