"""`Hub`: all workloads of one cluster, live, or of recorded objects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hub.cluster.health import Health
from hub.cluster.inbox import Inbox
from hub.core.board import Board
from hub.core.keep import Keep
from hub.core.reading import Subject
from hub.core.still import still
from hub.errors import NotFound, Usage, nearest
from hub.model import Change, Key, Pod, Workload
from hub.registry import Registry, load
from hub.settings import Settings

if TYPE_CHECKING:
    from hub.cluster.follow import Follow
    from hub.cluster.recorded import Recording
    from hub.cluster.resource import Catalog
    from hub.cluster.session import Session

PATIENCE = timedelta(seconds=2)
"""For which a pod's new row waits for the object that owns it, which comes over another watch."""
PAUSE = 0.005
"""Seconds for which changes are gathered before they are read: a burst costs one reading a workload."""


class Hub:
    """All workloads of one cluster (or recording), and what can be done with them."""

    def __init__(self, registry: Registry, settings: Settings, where: str) -> None:
        self.registry = registry
        self.settings = settings
        self.where = where
        self.board = Board(registry, grace=timedelta(seconds=settings.image_grace))
        self._inbox = Inbox(self.board)
        self.session: Session | None = None
        self.follow: Follow | None = None
        self.settled = asyncio.Event()
        """Set when all was listed and read once, by whoever takes the `changes`."""
        self.recording: Recording | None = None
        self._health: Sequence[Health] = ()
        self._fixed: datetime | None = None
        self._catalog: Catalog | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, read: bool = True) -> AsyncIterator[Hub]:
        """A hub on the cluster that the settings name, read once unless it is not to. Raises `HubError`."""
        from hub.cluster.session import connect
        from hub.cluster.snapshot import snapshot

        async with connect(settings.kubeconfig or None, settings.context or None) as session:
            hub = cls(load(settings.servers), settings, session.target.server)
            hub.session = session
            if read:
                with still():
                    hub._health = await snapshot(session, hub.registry, hub.namespaces, hub._inbox)
                    hub._inbox.release()
                    hub.board.flush(hub.now)
            try:
                yield hub
            finally:
                if hub.follow is not None:
                    await hub.follow.close()

    @classmethod
    def recorded(cls, sources: Sequence[str], settings: Settings) -> Hub:
        """A hub on recorded objects; its clock stands at the newest time in them. Raises `Usage`."""
        from hub.cluster.recorded import read, replay

        hub = cls(load(), settings, ", ".join(sources))
        hub.recording = read(sources, Keep(hub.registry.annotations, hub.registry.identity))
        hub._fixed = hub.recording.time
        with still():
            replay(hub.recording, hub._inbox)
            hub._inbox.release()
            hub.board.flush(hub.now)
        return hub

    @property
    def now(self) -> datetime:
        return self._fixed or datetime.now(UTC)

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces that are read; none means all."""
        if self.settings.all_namespaces or self.session is None:
            return self.settings.namespaces if self.session is None else ()
        return self.settings.namespaces or (self.session.namespace,)

    def workloads(self) -> list[Workload]:
        """Every workload that the settings' namespaces hold, by key."""
        found = self.board.workloads.values()
        if (only := self.namespaces) and not self.settings.all_namespaces:
            found = [workload for workload in found if workload.namespace in only]  # type: ignore[assignment]
        return sorted(found, key=lambda workload: workload.key)

    def find(self, key: str) -> Workload:
        """One workload. Raises `NotFound` with a near key, `Usage` when it is no key."""
        try:
            Key.parse(key.partition("@")[0])
        except ValueError as error:
            raise Usage(f"{error}; `hub ls` shows keys") from None
        if (workload := self.board.find(key)) is None:
            known = [workload.key for workload in self.workloads()]
            raise NotFound(
                f"there is no workload {key}{nearest(key, known)}; `hub ls -A` shows what there is"
            )
        return workload

    def subject(self, key: str) -> Subject:
        """What a workload was read from."""
        workload = self.find(key)
        subject = self.board.subject(workload)
        if subject is None:
            raise NotFound(f"{key} is gone; `hub ls -A` shows what there is")
        return subject

    def pods(self, key: str) -> list[tuple[Pod, str]]:
        """Its pods, oldest first, each with its role."""
        _, _, _, adapter, family, *_ = self.subject(key)
        return list(zip(family.pods, map(adapter.role_in(family), family.pods), strict=True))

    def health(self) -> Sequence[Health]:
        """How well each kind is read."""
        return self.follow.health if self.follow else self._health

    async def changes(self) -> AsyncGenerator[list[Change], None]:
        """What changes from now on, gathered for a few milliseconds. Follows the cluster until closed."""
        from hub.cluster.follow import Follow

        if self.session is None:
            raise Usage("a recording does not change; leave out --watch or --wait")
        self.follow = Follow(self.session, self.registry, self._inbox, self.namespaces)
        async with self.follow:
            with still():
                await self.follow.settled()
                self._inbox.release()
                self.board.patience = PATIENCE
                changes = self.board.flush(self.now)
            self.settled.set()
            while True:
                if changes:
                    yield changes
                await self._stirred()
                changes = self.board.flush(self.now)

    async def _stirred(self) -> None:
        """Wait for news, or for the time at which something must be read again."""
        due = self.board.due()
        seconds = max((due - self.now).total_seconds(), 0.0) if due else None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._inbox.news.wait()
            await asyncio.sleep(PAUSE)
        self._inbox.news.clear()

    async def kinds(self) -> Catalog:
        """What the server serves of the claimed groups; asked once."""
        from hub.cluster.discovery import discover

        if self._catalog is None:
            self._catalog = await discover(self.live(), {kind.group for kind in self.registry.kinds})
        return self._catalog

    def live(self, why: str = "a recording cannot be changed") -> Session:
        """The connection to the cluster. Raises `Usage` on a recording."""
        if self.session is None:
            raise Usage(f"{why}; leave out --from")
        return self.session
