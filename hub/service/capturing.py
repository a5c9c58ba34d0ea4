"""Logs kept before pods vanish: each container is followed from its start, what it writes is shelved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from hub.cluster.failures import Answer
from hub.cluster.logs import batches
from hub.core import query
from hub.errors import HubError, NotFound
from hub.model import Container, Pod, Workload

if TYPE_CHECKING:
    from hub.core.comparing import Predicate
    from hub.history.shelf import Shelf
    from hub.history.tape import Tape

    from .hub import Hub

LOOK = 2.0
"""Seconds between two looks for containers that have started."""
FLUSH = 8.0
"""Seconds after which what came is on the shelf."""
AT_ONCE = 1000
"""Containers that are followed at a time; the others wait, and it is said."""
FORGET = 3600.0
LOST = b"hub: lines may be missing here, the log could not be followed for a while"


class Run(NamedTuple):
    """One run of one container of a pod."""

    pod: str
    container: str
    number: int


class Capturer:
    """Follows what is to be kept. `run` until cancelled."""

    def __init__(self, hub: Hub, say: Callable[[str], None]) -> None:
        self.hub = hub
        self.lines = self.lost = 0
        """Lines that were kept; marks that some may be missing."""
        self.following: dict[Run, asyncio.Task[None]] = {}
        self.trouble = ""
        self._say = say
        self._done: set[Run] = set()
        self._tapes: dict[Run, Tape] = {}
        self._wanted = _wanted(hub.settings.log_capture)
        self._thread = ThreadPoolExecutor(2, "logs")
        self._cluster = ""
        self._forgotten = 0.0

    async def run(self, opened: asyncio.Event) -> None:
        """Look for what has started, again and again, once this hub is the one that records."""
        from hub.cluster.identity import identity
        from hub.history.shelf import shelf

        if self._wanted is None:
            return
        await opened.wait()
        self._cluster = await identity(self.hub.live())
        shelves = shelf(self.hub.settings)
        try:
            while True:
                self._look(shelves)
                await self._flush()
                if monotonic() - self._forgotten > FORGET:
                    await self._forget(shelves)
                await asyncio.sleep(LOOK)
        finally:
            for task in self.following.values():
                task.cancel()
            await asyncio.gather(*self.following.values(), return_exceptions=True)
            self._thread.shutdown(wait=False)

    def _look(self, shelves: Shelf) -> None:
        now, there = self.hub.now, set()
        wanted = self._wanted or (lambda *_: False)
        for workload in [one for one in self.hub.board.workloads.values() if one.pods and wanted(one, now)]:
            subject = self.hub.board.subject(workload)
            for pod in subject.family.pods if subject else ():
                for container in pod.containers:
                    there |= self._begin(shelves, workload, pod, container)
        self._done &= there  # pods that are gone do not come again
        waiting = len(there - self._done - self.following.keys())
        self._tell(f"the logs of {waiting} containers are not followed: {AT_ONCE} are" if waiting else "")

    def _begin(self, shelves: Shelf, workload: Workload, pod: Pod, container: Container) -> set[Run]:
        """Follow this run, and fetch the one before where nobody did; the runs that there are."""
        if container.state == "waiting" and not container.restarts and container.exit_code is None:
            return set()
        runs = {
            Run(pod.uid, container.name, n)
            for n in range(max(container.restarts - 1, 0), container.restarts + 1)
        }
        for one in runs - self._done - self.following.keys():
            if len(self.following) < AT_ONCE:
                self.following[one] = asyncio.create_task(
                    self._keep(shelves, workload, pod, one, container.restarts)
                )
        return runs

    async def _keep(self, shelves: Shelf, workload: Workload, pod: Pod, run: Run, latest: int) -> None:
        from hub.history.tape import Tape, home

        settings = self.hub.settings
        folder = f"{home(self._cluster, workload.namespace, workload.uid)}/{pod.name}/{run.container}"
        tape = Tape(shelves, folder, run.number, settings.log_cap, settings.log_mask)
        self._tapes[run] = tape
        try:
            await self._shelve(tape.resume)
            await self._follow(tape, pod, run, previous=run.number < latest)
            self._done.add(run)
        finally:
            await self._shelve(tape.flush)
            self.following.pop(run, None)
            self._tapes.pop(run, None)

    async def _follow(self, tape: Tape, pod: Pod, run: Run, previous: bool) -> None:
        pause = 1.0
        while True:
            before = tape.last
            try:
                await self._copy(tape, pod, run, previous)
            except NotFound:
                return  # the pod is gone
            except Answer as error:
                if error.code in (400, 403) and (previous or error.code == 403 or self._over(run)):
                    return  # it never started, its earlier log is gone, or it may not be read
            except HubError:
                pass  # the connection broke: again, from where it was
            if previous or self._over(run):
                return
            pause = 1.0 if tape.last != before else min(pause * 2, 30.0)
            await asyncio.sleep(pause)

    async def _copy(self, tape: Tape, pod: Pod, run: Run, previous: bool) -> None:
        """All that comes until the stream ends."""
        skip = Skip(tape.last, tape.same)
        since = _time(tape.last)
        stream = batches(
            self.hub.live(), pod.namespace, pod.name, run.container,
            follow=not previous, previous=previous, since=since,
        )  # fmt: skip
        async for lines in stream:
            fresh = skip.of(lines)
            if skip.lost:
                self.lost += 1
                fresh.insert(0, tape.last + b"Z " + LOST)
                skip.lost = False
            self.lines += len(fresh)
            tape.add(fresh)
            if tape.full:
                await self._shelve(tape.flush)

    async def _flush(self) -> None:
        """What came is on the shelf after some seconds, also where nothing more comes."""
        for tape in list(self._tapes.values()):
            if tape.waits(FLUSH):
                await self._shelve(tape.flush)

    async def _shelve(self, work: Callable[[], object]) -> None:
        """On the shelf's own thread. What cannot be written is kept, said, and written later."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except HubError as error:
            self._tell(f"logs are not being kept: {error}")

    def _over(self, run: Run) -> bool:
        """Whether this run has ended, as far as the board knows."""
        pod = self.hub.board.store.get(run.pod)
        if not isinstance(pod, Pod):
            return True
        found = next((each for each in pod.containers if each.name == run.container), None)
        return found is None or found.restarts > run.number or found.state != "running"

    async def _forget(self, shelves: Shelf) -> None:
        from urllib.parse import quote

        from hub.history.shelved import old

        before = datetime.now(UTC) - timedelta(seconds=self.hub.settings.log_keep)
        cluster = quote(self._cluster, safe="")
        await self._shelve(lambda: old(shelves, cluster, before))
        self._forgotten = monotonic()

    def _tell(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            self._say(trouble)
        self.trouble = trouble


class Skip:
    """Passes over what was there already when a log is read again from the time of its last line."""

    def __init__(self, last: bytes, same: int) -> None:
        self._last, self._same = last, same
        self.lost = False
        """The last line is not there any more: what followed it may be missing, too."""

    def of(self, lines: list[bytes]) -> list[bytes]:
        from hub.history.tape import when

        if not self._last:
            return [line for line in lines if line]
        for at, line in enumerate(lines):
            time = when(line)
            if time == self._last and self._same:
                self._same -= 1
            elif time > self._last or (time == self._last and not self._same):
                self.lost = self._same > 0 and time > self._last
                self._last = b""
                return [line for line in lines[at:] if line]
        return []


def _wanted(text: str) -> Predicate | None:
    """Raises `Usage` for a wrong filter."""
    if text.strip() == "-":
        return None
    return query.parse(text) if text.strip() else (lambda *_: True)


def _time(stamp: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp.decode()[:19] + "+00:00") if stamp else None
    except ValueError:
        return None
