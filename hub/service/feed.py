"""What changes, told to everybody who listens: one reading of the cluster, many readers of the changes.

Each change has a number. A reader keeps the number it has come to and asks for what came since; the
feed keeps the last `KEPT`. Who is further behind is told to list again, so a slow reader costs nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from hub.model import Change, Workload

from .hub import Hub
from .measuring import Meter
from .scopes import Scopes, scopes

if TYPE_CHECKING:
    from .keeping import Kept

KEPT = 8192
"""Changes that are kept for readers who are behind: at 100 changes/s those of 80 s."""
LOOK = 0.01
"""Seconds between two looks whether the first listing has begun."""


class Row(NamedTuple):
    """A workload as it is, and who may know of it: whoever sees all of ``scopes``."""

    workload: Workload
    scopes: Scopes


class Noted(NamedTuple):
    """One change, its number, and who may know of it."""

    number: int
    change: Change
    scopes: Scopes


def identity(workload: Workload) -> str:
    """What no two workloads have in common: a uid that is a label's value may be there in two namespaces."""
    return f"{workload.key}@{workload.uid}"


class Feed:
    """The changes of one hub. `following` fills it; nothing is in it before the first full listing."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.meter = Meter(hub)
        """What everything uses, as somebody looked last."""
        self.epoch = token_hex(4)
        """Numbers of another process mean nothing here."""
        self.last = 0
        self.rows: dict[str, Row] = {}
        """By `identity`: each workload that is there, and who may know of it."""
        self.ears: list[Callable[[Sequence[Change]], None]] = []
        """Who else hears of what changes."""
        self.kept: Kept | None = None
        """Who writes down what changes; nobody of a recording."""
        self._ring: list[Noted | None] = [None] * KEPT
        self._news = asyncio.Event()
        self.counts: Counter[Scopes] = Counter()
        """How many workloads each of them has."""
        self.appeared = 0
        """How often scopes came that no workload had before."""
        for workload in hub.board.workloads.values():
            self._admit(workload)

    @property
    def position(self) -> str:
        """Where the feed is, for somebody who goes on from here."""
        return f"{self.epoch}-{self.last}"

    def number(self, position: str) -> int | None:
        """The number in a position; ``None`` when it is none of this feed's."""
        epoch, _, number = position.rpartition("-")
        known = epoch == self.epoch and number.isdecimal() and int(number) <= self.last
        return int(number) if known else None

    def since(self, number: int) -> Sequence[Noted] | None:
        """What came after this number; ``None`` when that is no longer known."""
        if self.last - number > KEPT:
            return None
        found = (self._ring[each % KEPT] for each in range(number + 1, self.last + 1))
        return [noted for noted in found if noted is not None]

    async def newer(self, number: int) -> None:
        """Wait until something came after this number."""
        while self.last <= number:
            await self._news.wait()

    def note(self, changes: Sequence[Change]) -> None:
        """Take in what changed, in order."""
        for change in changes:
            self.last += 1
            self._ring[self.last % KEPT] = Noted(self.last, change, self._scopes(change))
        for ear in self.ears:
            ear(changes)
        stirred, self._news = self._news, asyncio.Event()
        stirred.set()

    def _scopes(self, change: Change) -> Scopes:
        """As it is now; of what is gone, as it was."""
        before = self._dismiss(change.before) if change.before is not None else ()
        return self._admit(change.after) if change.after is not None else before

    def _admit(self, workload: Workload) -> Scopes:
        found = scopes(self.hub, workload)
        self.rows[identity(workload)] = Row(workload, found)
        self.appeared += not self.counts[found]
        self.counts[found] += 1
        return found

    def _dismiss(self, workload: Workload) -> Scopes:
        row = self.rows.pop(identity(workload), None)
        if row is None:
            return scopes(self.hub, workload)
        self.counts[row.scopes] -= 1
        if not self.counts[row.scopes]:
            del self.counts[row.scopes]
        return row.scopes

    @asynccontextmanager
    async def following(self) -> AsyncIterator[asyncio.Task[None]]:
        """Follow the cluster meanwhile; entered when all was listed once. Raises `HubError`.

        The task that is given ends only when following fails. A recording does not change.
        """
        task = asyncio.create_task(self._follow() if self.hub.session else _for_ever())
        try:
            await self._settled(task)
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self) -> None:
        async with aclosing(self.hub.changes()) as batches:
            async for changes in batches:
                self.note(changes)

    async def _settled(self, task: asyncio.Task[None]) -> None:
        while self.hub.session is not None and not task.done():
            if (follow := self.hub.follow) is not None and follow.health:
                waiting = asyncio.create_task(follow.settled())
                await asyncio.wait((waiting, task), return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                await asyncio.sleep(LOOK)  # the listing that is complete becomes rows
                break
            await asyncio.sleep(LOOK)
        if task.done():
            await task


async def _for_ever() -> None:
    await asyncio.Event().wait()
