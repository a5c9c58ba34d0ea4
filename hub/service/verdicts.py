"""What one person may do, as the API server said within the last seconds."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import NamedTuple

from hub.cluster.reviews import Act, Person, allowed
from hub.cluster.session import Session
from hub.errors import HubError

LASTING = 10.0
"""Seconds for which an answer counts: so long after it was taken away may a right still be used to read."""
AGING = 5.0
"""Seconds after which an answer that is still asked for is asked anew, while the old one serves."""
AT_ONCE = 16
"""Questions that may be on the way."""
MOST = 50_000


class _Verdict(NamedTuple):
    allowed: bool
    at: float


class Verdicts:
    """Answers about one person. Who goes on asking never waits for an answer that was there before."""

    def __init__(self, asker: Session, person: Person) -> None:
        self._asker, self._person = asker, person
        self._known: dict[Act | str, _Verdict] = {}
        self._asking: dict[Act | str, asyncio.Task[bool]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def of(self, what: Act | str) -> bool:
        """Whether they may do it. Raises `HubError` when the API server cannot be asked."""
        known = self._known.get(what)
        age = monotonic() - known.at if known else LASTING
        if known is None or age >= LASTING:
            return await asyncio.shield(self._asked(what))
        if age > AGING:
            self._asked(what)
        return known.allowed

    def close(self) -> None:
        for task in self._asking.values():
            task.cancel()

    def _asked(self, what: Act | str) -> asyncio.Task[bool]:
        """The question that is on the way, or a new one."""
        if what not in self._asking:
            task = self._asking[what] = asyncio.create_task(self._ask(what))
            task.add_done_callback(lambda done: self._over(what, done))
        return self._asking[what]

    async def _ask(self, what: Act | str) -> bool:
        async with self._gate:
            answer = await allowed(self._asker, self._person, what)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[what] = _Verdict(answer, monotonic())
        return answer

    def _over(self, what: Act | str, task: asyncio.Task[bool]) -> None:
        del self._asking[what]
        if not task.cancelled():
            with suppress(HubError):  # told to whoever waits; who does not keeps the old answer till it ends
                task.result()
