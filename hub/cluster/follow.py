"""Everything the adapters claim, followed at once, while kinds appear and vanish."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from hub.core.keep import Keep
from hub.errors import HubError
from hub.model import Kind
from hub.model.pods import POD
from hub.registry import Registry

from .asking import Asking
from .discovery import discover
from .failures import Absent
from .following import Following, Told
from .health import Health
from .pace import PACE, Backoff, Pace
from .reflector import METADATA, Reflector
from .resource import PODS, Catalog, Resource
from .session import Session
from .sink import Sink
from .tellers import OwnerTeller, Teller

CRD = Resource(
    Kind("apiextensions.k8s.io", "CustomResourceDefinition"), "v1", "customresourcedefinitions", False
)
SOON = (0.1, 1.0, 4.0)
"""Seconds after a change of CRDs at which to look again: the server's own discovery lags behind."""
EVERY = 600.0
"""Seconds between discoveries while nothing says that anything changed."""


class Follow:
    """Reflectors for all claimed kinds. Use as an async context manager; inside it the sink is fed.

    ``namespaces`` empty means all; where listing a kind in all is forbidden, the
    session's own namespace is read in its place, and health says so. A kind that
    owns something and that nobody claims is followed, too.
    """

    def __init__(
        self,
        session: Session,
        registry: Registry,
        sink: Sink,
        namespaces: Sequence[str] = (),
        pace: Pace = PACE,
    ) -> None:
        self._session, self._namespaces, self._pace = session, tuple(namespaces), pace
        self._sink = OwnerTeller(sink, self.want)
        self._keep = Keep(registry.annotations, registry.identity)
        self._registered = frozenset({POD, *registry.kinds})
        self._kinds = set(self._registered)
        self._catalog: Catalog = {}
        self._following: dict[Kind, Following] = {}
        self._asking = Asking(registry, self._sink)
        self._poked = asyncio.Event()
        self._crds = Reflector(
            session, CRD, "", Teller(self._poke), keep=self._keep, pace=pace, form=METADATA
        )
        self._tasks: list[asyncio.Task[Any]] = []

    async def __aenter__(self) -> Follow:
        """Raises `HubError` when the cluster cannot be asked at all."""
        try:
            self._start(PODS)  # the long one: it need not wait for discovery
            await self._look()
        except BaseException:
            await self.close()
            raise
        self._first = asyncio.create_task(self._asking.once())
        going = self._crds.run(), self._keep_looking(), self._keep_asking()
        self._tasks = [self._first, *(asyncio.create_task(each) for each in going)]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop all; the sink hears nothing more."""
        tasks = [*self._tasks, *(task for following in self._following.values() for task in following.stop())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Every kind was listed once, or it is known why not: what the sink has may be published."""
        settled = (following.settled() for following in self._following.values())
        await asyncio.gather(self._first, *settled)

    def want(self, kind: Kind) -> None:
        """Follow this kind, too, once the server has it."""
        if kind not in self._kinds:
            self._kinds.add(kind)
            if kind in self._catalog:
                self._start(self._catalog[kind])

    @property
    def health(self) -> list[Health]:
        """Every kind in every namespace that is read or should be; the CRDs' own last."""
        found = [health for following in self._following.values() for health in following.health]
        return [*found, *self._asking.health, self._crds.health]

    @property
    def unclaimed(self) -> frozenset[Kind]:
        """Kinds that are followed because they own something, and that no adapter claims."""
        return frozenset(self._kinds - self._registered)

    @property
    def missing(self) -> frozenset[Kind]:
        """Claimed kinds that this server does not have."""
        return frozenset(self._kinds - self._catalog.keys())

    async def _keep_asking(self) -> None:
        await self._first
        await self._asking.on()

    def _poke(self) -> None:
        self._poked.set()

    async def _keep_looking(self) -> None:
        backoff = Backoff(self._pace)
        while True:
            await self._poke_or_time()
            try:
                for seconds in SOON:
                    await asyncio.sleep(seconds)
                    await self._look()
                backoff.reset()
            except HubError:
                self._poke()
                await asyncio.sleep(backoff.pause())

    async def _poke_or_time(self) -> None:
        seconds = EVERY if self._crds.health.well else self._pace.rarely
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # wait_for may lose a cancellation (fixed in Python 3.12)
                await self._poked.wait()
        self._poked.clear()

    async def _look(self) -> None:
        """Discover, then start what is new and stop what is gone."""
        self._catalog = await discover(self._session, {kind.group for kind in self._kinds})
        for kind in self._kinds:
            await self._fit(kind, self._catalog.get(kind))

    async def _fit(self, kind: Kind, resource: Resource | None) -> None:
        following = self._following.get(kind)
        if following is not None and (resource is None or resource.path() != following.resource.path()):
            if resource is None and not await self._vanished(following.resource):
                return
            del self._following[kind]
            await asyncio.gather(*following.stop(), return_exceptions=True)
            if resource is None:
                self._sink.gone(kind)
        if resource is not None:
            self._start(resource)

    async def _vanished(self, resource: Resource) -> bool:
        """Whether it is truly gone: a server that has just started knows its CRDs later than itself."""
        try:
            await self._session.get(resource.path(), {"limit": "1"})
        except Absent:
            return True
        except HubError:
            pass
        return False

    def _start(self, resource: Resource) -> None:
        if resource.kind not in self._following and resource.watchable:
            fallback = self._session.namespace
            self._following[resource.kind] = Following(
                resource, self._namespaces, fallback, self._make, self._poke
            )

    def _make(self, resource: Resource, namespace: str, told: Told) -> Reflector:
        return Reflector(
            self._session, resource, namespace, self._sink, keep=self._keep, pace=self._pace, told=told
        )
