"""The recorder: what changes is written down, once, whatever happens to the database meanwhile.

The board never waits for it. What cannot be written is kept and tried again; a line says what is not
recorded, another that it goes on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from hub.core.chronicle import identity, steps
from hub.core.steps import GONE, Step
from hub.errors import HubError
from hub.model import Change, Workload
from hub.settings import history

if TYPE_CHECKING:
    from hub.history.journal import Journal, Known
    from hub.history.records import Said

    from .hub import Hub

BEAT = 1.0
"""Seconds between two looks at what there is to write: a burst of changes costs one transaction."""
PATIENCE = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds to the next try, after one failure, two, …"""
MOST = 200_000
"""Changes that may wait while nothing can be written; after that the oldest are lost, and it is said."""
Done = TypeVar("Done")


class Batch(NamedTuple):
    """What one transaction writes. Writing it twice changes nothing."""

    seen: dict[str, Workload]
    steps: list[tuple[str, Step]]
    gone: dict[str, datetime]

    def __bool__(self) -> bool:
        return bool(self.seen or self.steps or self.gone)


class Recorder:
    """Writes one hub's history. `note` what changed; `run` writes it until cancelled."""

    def __init__(self, hub: Hub, say: Callable[[str], None]) -> None:
        self.hub = hub
        self.journal: Journal | None = None
        self.lost = 0
        """Changes that were never written."""
        self.written = 0
        """Steps that were."""
        self.trouble = ""
        """Why nothing is being written just now."""
        self._say = say
        self._waiting: deque[Change] = deque(maxlen=MOST)
        self._stuck = Batch({}, [], {})
        self._heard: deque[Said] = deque(maxlen=MOST)
        self._last: dict[str, Step] = {}
        self._homes: dict[str, str] = {}
        self._failures = 0
        self._thread = ThreadPoolExecutor(1, "history")
        self.opened = asyncio.Event()
        self.settled = asyncio.Event()
        """Set when all that was there at first is written."""

    def note(self, changes: Sequence[Change]) -> None:
        """Take down what changed. Never waits, never fails."""
        if not self.opened.is_set():
            return  # the whole board is read once there is a journal
        over = len(self._waiting) + len(changes) - MOST
        if over > 0:
            self.lost += over
        self._waiting.extend(changes)

    def heard(self, said: Sequence[Said]) -> None:
        """Take down what Kubernetes said. What is lost here is told by the next repetition."""
        self._heard.extend(said)

    @property
    def waiting(self) -> int:
        """Changes, steps and events that are still to be written."""
        return len(self._waiting) + len(self._stuck.steps) + len(self._heard)

    async def remember(self) -> None:
        """Before anything is read: tell the board what it knew before the hub was started again.

        One try. Where there is no history to be had, `run` says so and tries on.
        """
        self._known = await self._attempt(self._open)
        for known in (self._known or {}).values():
            if known.memory is not None:
                self.hub.board.memory[known.home] = known.memory

    async def run(self) -> None:
        """Write until cancelled; then write what is left, and give up the seat."""
        try:
            while True:
                await asyncio.sleep(await self._turn())
        finally:
            await self._close()

    async def in_thread(self, work: Callable[..., Done], *args: Any) -> Done:
        """Do this where the database is used. Raises `Trouble`."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    async def _turn(self) -> float:
        """Open or write; seconds until the next turn."""
        if self.journal is None and not await self._begin():
            return self._pause()
        await self._attempt(self._write)
        return self._pause()

    def _pause(self) -> float:
        return PATIENCE[min(self._failures, len(PATIENCE)) - 1] if self._failures else BEAT

    async def _begin(self) -> bool:
        """Read the whole board against what is on record."""
        known = self._known if self._known is not None else await self._attempt(self._open)
        self._known = None
        if known is None:
            return False
        self._first(known)
        self.opened.set()
        return True

    _known: dict[str, Known] | None = None

    async def _open(self) -> dict[str, Known]:
        from hub.cluster.identity import identity
        from hub.history.journal import Journal

        session = self.hub.live("a recording needs no recorder")
        journal = await self.in_thread(
            Journal, history(self.hub.settings), await identity(session), session.target.server
        )
        known = await self.in_thread(journal.open, self.hub.now)
        if known is None:
            await self.in_thread(journal.close)
            raise HubError("another hub records here already; this one stands by")
        self._journal = journal
        return known

    _journal: Journal | None = None

    def _first(self, known: dict[str, Known]) -> None:
        """All that is there, as it is; and what went while nobody looked."""
        self.journal, now = self._journal, self.hub.now
        self._last = {uid: one.last for uid, one in known.items() if one.last} | dict(self._stuck.steps)
        self._gather()
        there = {identity(workload): workload for workload in self.hub.board.workloads.values()}
        for workload in there.values():
            self._take(workload, now, missed=identity(workload) not in self._stuck.seen)
        for uid, one in known.items():
            if uid not in there and self._looked(one.key):
                self._went(uid, now, "it went while nothing was recorded")

    def _looked(self, key: str) -> bool:
        """Whether its place was read at all, and read well."""
        _, namespace, _ = key.split("/")
        well = all(one.well or one.state == "missing" for one in self.hub.health())
        return well and (not self.hub.namespaces or namespace in self.hub.namespaces)

    def _take(self, workload: Workload, now: datetime, missed: bool = False) -> None:
        uid = identity(workload)
        for step in steps(workload, self._last.get(uid), now, missed):
            self._stuck.steps.append((uid, step))
            self._last[uid] = step
        self._stuck.seen[uid] = workload
        self._stuck.gone.pop(uid, None)

    def _went(self, uid: str, now: datetime, message: str) -> None:
        last = self._last.pop(uid, None)
        self._homes.pop(uid, None)
        at = max(now, last.at) if last else now
        phase, attempt = (last.phase, last.attempt) if last else ("", 1)
        self._stuck.steps.append(
            (uid, Step(at=at, kind=GONE, phase=phase, reason="Gone", message=message, attempt=attempt))
        )
        self._stuck.gone[uid] = at

    async def _write(self) -> bool:
        from hub.history.writing import Entry

        journal = self.journal
        assert journal is not None
        if not await self.in_thread(journal.held):
            await self._release()
            raise HubError("the recorder's seat was lost; it is taken again")
        self._gather()
        now, batch, memory = self.hub.now, self._stuck, self.hub.board.memory
        if batch:
            homes = [(one, self._home(name, one)) for name, one in batch.seen.items()]
            rows = [Entry(one, home, memory.get(home), _millis(now)) for one, home in homes]
            await self.in_thread(journal.write, rows, batch.steps, batch.gone)
            self.written += len(batch.steps)
            self._stuck = Batch({}, [], {})
        if heard := list(self._heard):
            await self.in_thread(journal.hear, heard)
            for _ in heard:
                self._heard.popleft()
        await self.in_thread(journal.beat, now)
        self.settled.set()
        return True

    def _home(self, name: str, workload: Workload) -> str:
        """By what name the board remembers it."""
        if workload.anchor is None:
            return workload.uid
        if name not in self._homes:
            there = self.hub.board.workloads.items()
            self._homes[name] = next((home for home, one in there if identity(one) == name), "")
        return self._homes[name]

    def _gather(self) -> None:
        """What waits becomes steps, in order."""
        now = self.hub.now
        while self._waiting:
            change = self._waiting.popleft()
            if change.after is not None:
                self._take(change.after, now)
            elif change.before is not None:
                name = identity(change.before)
                self._stuck.seen.setdefault(name, change.before)
                self._went(name, now, "it is no longer there")

    async def _attempt(self, work: Callable[[], Any]) -> Any:
        """Try it; a failure is told once, and so is that it goes on again."""
        try:
            done = await work()
        except (HubError, OSError) as error:
            self._failures += 1
            if str(error) != self.trouble:
                self.trouble = str(error)
                self._say(f"nothing is being recorded: {error}")
            return None
        if self.trouble:
            lost = f"; {self.lost} changes were lost" if self.lost else "; nothing was lost"
            self._say(f"recording goes on{lost if self.journal else ''}")
        self._failures, self.trouble = 0, ""
        return done

    async def _release(self) -> None:
        journal, self.journal, self._journal = self.journal, None, None
        if journal is not None:
            await self.in_thread(journal.close)

    async def _close(self) -> None:
        if self.journal is not None:
            await self._attempt(self._write)
        await self._release()
        self._thread.shutdown(wait=False)


def _millis(now: datetime) -> int:
    from hub.history.records import millis

    return millis(now)
