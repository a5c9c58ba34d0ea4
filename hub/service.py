"""`Hub`: the verbs a face may call, over a live cluster or over recorded objects.

It joins the pure core to the cluster side and decides nothing of its own: what
a workload is comes from the board, what an action means from its adapter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from hub.adapter import Cannot
from hub.cluster.health import Health
from hub.cluster.inbox import Inbox
from hub.core import steering
from hub.core.board import Board
from hub.core.explaining import READ_ONCE, Explanation, explain
from hub.core.pods import Keep
from hub.core.reading import Subject
from hub.core.times import newest
from hub.errors import NotFound, Refused, Usage, nearest
from hub.model import Change, Intent, Key, Obj, Phase, Pod, Ref, Workload
from hub.registry import Registry, load, registered
from hub.settings import Settings

if TYPE_CHECKING:
    from hub.cluster.access import Access
    from hub.cluster.events import Event
    from hub.cluster.follow import Follow
    from hub.cluster.merged import Line
    from hub.cluster.resource import Catalog
    from hub.cluster.session import Session

PAUSE = 0.005
"""Seconds for which changes are gathered before they are read: a burst costs one reading a workload."""
STATELESS = (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING)
TROUBLED = (Phase.FAILED, Phase.DEGRADED)


class Submitted(NamedTuple):
    """One object of a submission: what was done, and the key of its row where it makes one."""

    text: str
    key: str


class Hub:
    """All workloads of one cluster (or recording), and what can be done with them."""

    def __init__(self, registry: Registry, settings: Settings, where: str) -> None:
        self.registry = registry
        self.settings = settings
        self.where = where
        self.board = Board(registry, grace=timedelta(seconds=settings.image_grace))
        self._inbox = Inbox(self.board)
        self._session: Session | None = None
        self._follow: Follow | None = None
        self._health: Sequence[Health] = ()
        self._fixed: datetime | None = None
        self._catalog: Catalog | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Hub]:
        """A hub on the cluster that the settings name, read once. Raises `HubError`."""
        from hub.cluster.session import connect
        from hub.cluster.snapshot import snapshot

        async with connect(settings.kubeconfig or None, settings.context or None) as session:
            hub = cls(load(settings.servers), settings, session.target.server)
            hub._session = session
            hub._health = await snapshot(session, hub.registry, hub.namespaces, hub._inbox)
            hub._inbox.release()
            hub.board.flush(hub.now)
            try:
                yield hub
            finally:
                if hub._follow is not None:
                    await hub._follow.close()

    @classmethod
    def recorded(cls, sources: Sequence[str], settings: Settings) -> Hub:
        """A hub on recorded objects; its clock stands at the newest time in them. Raises `Usage`."""
        from hub.cluster.recording import load as recordings
        from hub.cluster.recording import replay

        hub = cls(load(), settings, ", ".join(sources))
        manifests = [manifest for source in sources for manifest in recordings(source)]
        replay(manifests, Keep(hub.registry.annotations, hub.registry.identity), hub._inbox)
        hub._inbox.release()
        hub._fixed = newest([manifest.object for manifest in manifests])
        hub.board.flush(hub.now)
        return hub

    @property
    def now(self) -> datetime:
        return self._fixed or datetime.now(UTC)

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces that are read; none means all."""
        if self.settings.all_namespaces or self._session is None:
            return self.settings.namespaces if self._session is None else ()
        return self.settings.namespaces or (self._session.namespace,)

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
        return self._follow.health if self._follow else self._health

    async def explain(self, key: str) -> Explanation:
        """Why it is as it is, in plain words; of what failed the last lines it wrote, too."""
        from hub.cluster.beside import last_words, nodes

        workload, subject, session = self.find(key), self.subject(key), self._session
        told = explain(workload, subject, self.now, await nodes(session) if session else ())
        sections = list(told.sections)
        if session and workload.phase in TROUBLED:
            words = await last_words(session, subject.family.pods)
            sections[1:1] = [words] if words else []
        if self._follow is None and workload.phase in STATELESS:
            sections.append(READ_ONCE)
        return msgspec.structs.replace(told, sections=tuple(sections))

    async def changes(self) -> AsyncGenerator[list[Change], None]:
        """What changes from now on, gathered for a few milliseconds. Follows the cluster until closed."""
        from hub.cluster.follow import Follow

        if self._session is None:
            raise Usage("a recording does not change; leave out --watch or --wait")
        self._follow = Follow(self._session, self.registry, self._inbox, self.namespaces)
        async with self._follow:
            await self._follow.settled()
            self._inbox.release()
            while True:
                if changes := self.board.flush(self.now):
                    yield changes
                await self._stirred()

    async def _stirred(self) -> None:
        """Wait for news, or for the time at which something must be read again."""
        due = self.board.due()
        seconds = max((due - self.now).total_seconds(), 0.0) if due else None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._inbox.news.wait()
            await asyncio.sleep(PAUSE)
        self._inbox.news.clear()

    # Steering

    def intents(self, verb: str, key: str, replicas: int | None = None) -> Sequence[Intent]:
        """What a verb would do. Raises `Refused` with the reason."""
        workload, subject = self.find(key), self.subject(key)
        if reason := steering.not_now(verb, workload.phase, subject.known):
            raise Refused(f"cannot {verb}: {reason}")
        wanted = steering.wanted(subject.adapter, verb, subject.family, replicas)
        if isinstance(wanted, Cannot):
            raise Refused(f"cannot {verb}: {wanted.reason}")
        for policy in registered("hub_policies")[0]:
            if why := policy.record.review(verb, workload, wanted):
                raise Refused(f"policy {policy.record.name} refuses: {why}")
        return wanted

    async def act(
        self, verb: str, key: str, *, dry_run: bool = False, replicas: int | None = None
    ) -> list[str]:
        """Do it, and say what was done; with ``dry_run`` what would be. Raises `HubError`."""
        from hub.cluster.effects import Effects, plan

        wanted = self.intents(verb, key, replicas)
        workload, root = self.find(key), self.subject(key).family.root.ref
        effects = Effects(self._live(), await self._places(), root, workload.connections, dry_run)
        done = await effects.perform(wanted)
        return plan(wanted, root) if dry_run else [each.text for each in done]

    async def submit(self, sources: Sequence[str], *, dry_run: bool = False) -> list[Submitted]:
        """Create the objects of these manifests, in order. All are read before the first is created."""
        from hub.cluster.effects import Effects
        from hub.cluster.recording import load as manifests
        from hub.model import Create

        read = [manifest.object for source in sources for manifest in manifests(source)]
        effects = Effects(self._live(), await self._places(), dry_run=dry_run)
        done = await effects.perform([Create(manifest) for manifest in read])
        return [Submitted(each.text, self._row(each.object)) for each in done]

    def _row(self, made: Any) -> str:
        obj = Obj(made)
        adapter = self.registry.owner(obj.kind, None)
        return str(Key(adapter.name, obj.namespace, obj.name)) if adapter else ""

    # What is beside the board

    async def events(self, key: str | None) -> list[Event]:
        """Kubernetes' events about one workload's objects, or about everything in the namespaces."""
        from hub.cluster.events import events

        session = self._live("a recording holds no events")
        if key is None:
            return [e for n in self.namespaces or ("",) for e in await events(session, n)]
        subject = self.subject(key)
        return await events(session, subject.key.namespace, _refs(subject))

    async def logs(
        self,
        key: str,
        *,
        pod: str = "",
        container: str = "",
        follow: bool = False,
        previous: bool = False,
        since: datetime | None = None,
    ) -> AsyncGenerator[Line, None]:
        """The lines of its containers; with ``follow`` of all at once, as they come."""
        from hub.cluster.merged import merged, sources

        session = self._live("a recording holds no logs")
        wanted = sources(key, self.subject(key).family.pods, pod, container)
        async for line in merged(session, wanted, follow=follow, previous=previous, since=since):
            yield line

    async def record(self, file: str) -> int:
        """Save what is seen, without secrets; how many objects that are."""
        from hub.cluster.record import record, save

        found = await record(self._live("a recording is recorded already"), self.registry, self.namespaces)
        save(found, file)
        return len(found)

    async def access(self) -> Access:
        """What the server is, which claimed kinds it lacks, and what this user may not do."""
        from hub.cluster.access import access

        session = self._live("a recording has no server")
        namespace = next(iter(self.namespaces), session.namespace)
        return await access(session, await self._kinds(), self.registry.kinds, namespace)

    async def _places(self) -> Any:
        from hub.cluster.objects import places

        return places(await self._kinds())

    async def _kinds(self) -> Catalog:
        from hub.cluster.discovery import discover

        if self._catalog is None:
            self._catalog = await discover(self._live(), {kind.group for kind in self.registry.kinds})
        return self._catalog

    def _live(self, why: str = "a recording cannot be changed") -> Session:
        if self._session is None:
            raise Usage(f"{why}; leave out --from")
        return self._session


def _refs(subject: Subject) -> Collection[Ref]:
    family = subject.family
    named = [family.root.ref] if family.root else []
    return [*named, *(part.ref for part in family.everything()), *(pod.ref for pod in family.pods)]
