"""Notifiers are told of each step that was recorded: in order, once, and again where it did not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from hub.core import query
from hub.core.chronicle import identity
from hub.core.comparing import Predicate
from hub.errors import HubError
from hub.plugin import Notice, Notifier
from hub.registry import registered
from hub.settings import Server, Settings

from .recording import BEAT, Recorder

if TYPE_CHECKING:
    from hub.history.telling import Untold

    from .hub import Hub

PATIENCE = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds to the next try, after one failure, two, …"""
LATEST = timedelta(days=1)
"""What is older is of no use to anybody any more."""
LIMIT = 30.0
"""Seconds for one try, whatever the notifier itself has patience for."""


@dataclass
class Line:
    """One notifier and how telling it goes. ``until`` is the last step that it was told, or need not be."""

    notifier: Notifier
    server: Server
    until: int | None = None
    failures: int = 0
    told: int = 0
    failed: int = 0
    trouble: str = ""


class Teller:
    """Tells every notifier whose address is set. One that does not answer keeps nobody else waiting."""

    def __init__(
        self,
        hub: Hub,
        recorder: Recorder,
        say: Callable[[str], None],
        notifiers: Iterable[Notifier] | None = None,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self.hub, self.recorder = hub, recorder
        self.lines = list(applying(hub.settings, notifiers))
        self._say, self._patience = say, patience
        text = hub.settings.notify_filter
        self._wanted: Predicate = query.parse(text) if text.strip() else (lambda *_: True)

    async def run(self) -> None:
        """Tell until cancelled."""
        await self.recorder.settled.wait()  # a new notifier is not told of all that is there already
        await asyncio.gather(*map(self._on, self.lines))

    async def _on(self, line: Line) -> None:
        while True:
            with suppress(HubError, OSError):  # of the history: the recorder says so, and that it goes on
                await self.round(line)
            late = self._patience[min(line.failures, len(self._patience)) - 1]
            await asyncio.sleep(late if line.failures else BEAT)

    async def round(self, line: Line) -> None:
        """Tell what is to be told now, up to the first that does not arrive."""
        journal, name = self.recorder.journal, line.notifier.name
        if journal is None:
            return
        if line.until is None:
            line.until = await self.recorder.in_thread(journal.told_until, name)
        found = await self.recorder.in_thread(journal.untold, line.until)
        for each in found:
            sent = self._due(line, each)
            if sent and not await self._tell(line, self._notice(journal.cluster, each)):
                return
            line.until = each.number
            if sent or each is found[-1]:
                await self.recorder.in_thread(journal.told, name, each.number)

    def _due(self, line: Line, each: Untold) -> bool:
        if not self._wanted(each.workload, self.hub.now):
            return False
        if self.hub.now - each.at <= LATEST:
            return True
        name, key = line.notifier.name, each.workload.key
        self._say(f"{name} was not told that {key} was {each.workload.phase}: that is more than a day ago")
        line.failures = 0
        return False

    async def _tell(self, line: Line, notice: Notice) -> bool:
        try:
            async with asyncio.timeout(LIMIT):
                await line.notifier.tell(line.server, notice)
        except HubError as error:
            return self._failed(line, str(error))
        except Exception as error:  # a foreign notifier may raise whatever it likes; the others go on
            return self._failed(line, f"{line.notifier.name}: {type(error).__name__}: {error}")
        if line.trouble:
            self._say(f"{line.notifier.name} is told again")
        line.failures, line.trouble, line.told = 0, "", line.told + 1
        return True

    def _failed(self, line: Line, trouble: str) -> bool:
        if trouble != line.trouble:
            self._say(f"{trouble}; it is told again, later and later, for a day")
        line.failures, line.failed, line.trouble = line.failures + 1, line.failed + 1, trouble
        return False

    def _notice(self, cluster: str, each: Untold) -> Notice:
        one = each.workload
        words = (cluster, identity(one), each.at.isoformat(), one.phase, one.reason, str(one.attempt))
        return Notice(
            id=sha256("\0".join(words).encode()).hexdigest()[:32],
            at=each.at,
            cluster=self.hub.where,
            before=each.before,
            phase=one.phase,
            reason=one.reason,
            message=one.message,
            workload=one,
        )


def applying(settings: Settings, notifiers: Iterable[Notifier] | None = None) -> Iterator[Line]:
    """The notifiers whose address is set."""
    there = _installed() if notifiers is None else notifiers
    for one in there:
        server = settings.servers.get(one.name, Server())
        if server.url:
            yield Line(one, server)


def _installed() -> list[Notifier]:
    return [each.record for each in registered("hub_notifiers")[0]]
