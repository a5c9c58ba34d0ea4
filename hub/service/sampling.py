"""What workloads use, looked at every ten seconds while the hub serves: shown, and written to the history."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from hub.core.chronicle import identity
from hub.core.samples import LOOK, STEPS, Idleness, Sample, sample, together
from hub.core.usage import allocated
from hub.errors import HubError

from .measuring import Meter
from .recording import Recorder

if TYPE_CHECKING:
    from .hub import Hub

MOST = 500_000
"""Samples that may wait while nothing can be written; after that the oldest are lost."""
FORGET = 3600.0
"""Seconds between two times at which what is too old is let go of."""


class Sampler:
    """Looks, puts looks together, and has them written. One sample a workload and step."""

    def __init__(self, hub: Hub, meter: Meter, recorder: Recorder) -> None:
        self.hub, self.meter, self.recorder = hub, meter, recorder
        self.written = 0
        """Samples that were."""
        self._idleness = Idleness()
        self._looks: dict[str, list[Sample]] = {}
        self._begun = 0
        self._waiting: deque[tuple[str, Sample]] = deque(maxlen=MOST)
        self._looked = 0.0
        self._forgotten = -FORGET

    async def run(self) -> None:
        """Look every ten seconds until cancelled."""
        while True:
            begun = monotonic()
            await self.meter.look()
            self._take(self.hub.now)
            await self._write()
            await asyncio.sleep(max(LOOK - (monotonic() - begun), 1.0))

    @property
    def step(self) -> int:
        """Seconds of what is written: the finest, or the coarsest where a source keeps the finer itself."""
        kept = any(one.source.keeps and one.pods for one in self.meter.asked)
        return STEPS[-1] if kept else STEPS[0]

    def _take(self, now: datetime) -> None:
        """Look at all that is there. What lies between two looks that are far apart stays a gap."""
        at, before = int(now.timestamp()), self._looked
        self._looked = monotonic()
        seconds = min(round(self._looked - before) if before else LOOK, 2 * LOOK)
        begin = at - at % self.step
        if begin != self._begun:
            self._close()
            self._begun = begin
        names = []
        for workload in list(self.hub.board.workloads.values()):
            row, name = self.meter.row(workload), identity(workload)
            used = (row.usage or {}).get("gpu")
            idle = self._idleness.of(name, allocated(row).gpu, used, seconds)
            names.append(name)
            if (one := sample(row, begin, seconds, idle)) is not None:
                self._looks.setdefault(name, []).append(one)
        self._idleness.keep(names)
        if self.step == LOOK:
            self._close()  # one look is a sample

    def _close(self) -> None:
        looks, self._looks = self._looks, {}
        self._waiting.extend((name, together(of, of[0].at)) for name, of in looks.items())

    async def _write(self) -> None:
        journal = self.recorder.journal
        if journal is None:
            return  # the recorder has said why
        batch = list(self._waiting)
        try:
            await self.recorder.in_thread(journal.sample, self.step, batch, self.hub.now)
            if monotonic() - self._forgotten > FORGET:
                await self._forget()
        except HubError:
            return  # the recorder says so, and that it goes on
        self.written += len(batch)
        for _ in batch:
            self._waiting.popleft()

    async def _forget(self) -> None:
        journal = self.recorder.journal
        if journal is not None:
            before = self.hub.now - timedelta(seconds=self.hub.settings.history_keep)
            await self.recorder.in_thread(journal.forget, before)
            self._forgotten = monotonic()
