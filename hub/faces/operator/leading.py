"""The lead: one operator at a time makes the doors known to the API server, and minds the groups."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.cluster.effects import Effects
from hub.cluster.leases import Lease, called
from hub.cluster.reflector import Reflector
from hub.cluster.resource import Resource
from hub.errors import HubError
from hub.model import Apply, Delete, Kind, Workload
from hub.service import Hub

from .certificates import Certificate
from .forging import POLICIES, policy, refs
from .gangs import Gangs
from .minding import Minding
from .registering import OWNER, SYSTEM, Way, configuration, ref, stamped_kinds

EVERY = 10.0
"""Seconds between two looks whether kinds came, or the certificate grows old."""
KNOWN = 20.0
"""Seconds after which every API server has heard of a new certificate."""
HEARD = 5.0
"""Seconds after which it has heard of the webhooks."""
Say = Callable[[str], None]
Reflect = Callable[[Resource, Any], Reflector]


class Leading:
    """Leads whenever the seat is this operator's."""

    def __init__(
        self, hub: Hub, gangs: Gangs, effects: Effects, lease: Lease, reflect: Reflect, say: Say
    ) -> None:
        self._hub, self._gangs, self._effects = hub, gangs, effects
        self._lease, self._reflect, self._say = lease, reflect, say
        self.minding = Minding(hub, gangs, effects, say)
        self._name = called(hub.namespaces)
        self._registered: dict[str, Any] = {}

    async def run(self, way: Way, certificate: Certificate, opt_in: bool, asked: Callable[[], int]) -> None:
        """Wait for the seat, lead as long as it is ours, wait again. ``asked``: how many reviews came."""
        self._say("waits for the lead")
        while True:
            await self._lease.won()
            self._say(f"leads as {self._lease.holder}")
            try:
                doors = self._register(way, certificate, opt_in)
                await first([doors, self._mind(), self._wonder(way, asked), self._lease.lost()])
            except BaseException:
                await self._resign()
                raise
            self._registered = {}  # whoever leads now may have changed it
            self._say(f"leads no more; {self._lease.other or 'somebody else'} may")

    async def _resign(self) -> None:
        """At an end in order: no review comes any more, and the next need not wait."""
        try:
            if self._registered:
                gone = [ref(self._name), *(refs(self._name) if self._polices else ())]
                await self._effects.perform([Delete(one) for one in gone])
                self._say("took the webhooks back")
        except HubError as error:
            self._say(f"could not take the webhooks back: {error}")
        await self._lease.release()

    async def _register(self, way: Way, certificate: Certificate, opt_in: bool) -> None:
        """Make the doors known as soon as there is something behind them, and keep that so."""
        await self._hub.settled.wait()
        await self._announce(way, certificate, opt_in)
        while True:
            await asyncio.sleep(EVERY)
            if datetime.now(UTC) >= certificate.due:
                certificate.prepare()
                await self._announce(way, certificate, opt_in)
                await asyncio.sleep(KNOWN)
                certificate.show()
                self._say("renewed its certificate")
            await self._announce(way, certificate, opt_in)

    async def _wonder(self, way: Way, asked: Callable[[], int]) -> None:
        """Where workloads come and no review does, the API server does not find us: it says so to nobody."""
        while not self._registered:
            await asyncio.sleep(EVERY)
        known = datetime.now(UTC) + timedelta(seconds=HEARD)
        while not asked():
            await asyncio.sleep(EVERY)
            if not asked() and any(self._came(one, known) for one in self._hub.board.workloads.values()):
                self._say(
                    f"no review has come, though workloads did: the API server does not reach "
                    f"{'the Service' if way.service else way.url}; see --address and --service "
                    "(docs/operate.md), and on a local cluster start it by `hub local -- hub operate`"
                )
                break
        await asyncio.Event().wait()

    @staticmethod
    def _came(workload: Workload, since: datetime) -> bool:
        return workload.created is not None and workload.created > since and workload.namespace not in SYSTEM

    async def _announce(self, way: Way, certificate: Certificate, opt_in: bool) -> None:
        rows = {*self._hub.registry.owners, *(self._hub.follow.unclaimed if self._hub.follow else ())}
        kinds, names = stamped_kinds(self._gangs.catalog, rows), self._hub.namespaces
        told = configuration(way, certificate.bundle, kinds, names, opt_in)
        if told == self._registered:
            return
        roots = told["webhooks"][1]
        policies = policy(self._name, roots["rules"], roots["namespaceSelector"]) if self._polices else []
        await self._effects.perform([Apply(one, OWNER, force=True) for one in (told, *policies)])
        self._registered = told
        self._say(f"stamps and links what comes in: {len(kinds)} kinds")

    @property
    def _polices(self) -> bool:
        return POLICIES.kind in self._gangs.catalog

    async def _mind(self) -> None:
        """The groups of every backend that the cluster has."""
        await self._hub.settled.wait()
        self._say(f"knows {len(self._hub.board.workloads)} workloads")
        kinds = [Kind.parse(one.kind) for one in self._hub.registry.backends if one.kind]
        there = [self._gangs.catalog[kind] for kind in kinds if kind in self._gangs.catalog]
        following = [self._reflect(resource, self.minding.groups) for resource in there]
        await first([*(each.run() for each in following), self._mind_after(following)])

    async def _mind_after(self, following: Sequence[Reflector]) -> None:
        for each in following:
            await each.settled.wait()
        self._say(
            "minds groups of " + (", ".join(str(one.resource.kind) for one in following) or "no backend")
        )
        await self.minding.run()


async def first(going: Iterable[Awaitable[Any]]) -> None:
    """Until the first of them ends, and then end the others. Raises what it raised."""
    tasks = [asyncio.ensure_future(each) for each in going]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        await task
