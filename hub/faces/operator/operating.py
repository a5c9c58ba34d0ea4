"""One operator from its start to its end: everybody answers reviews and knows the board, one leads."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from hub.cluster.discovery import discover
from hub.cluster.effects import Effects
from hub.cluster.leases import LEASES, Lease, called, seat
from hub.cluster.namespaces import NAMESPACES, Namespaces
from hub.cluster.objects import places
from hub.cluster.pace import PACE
from hub.cluster.reflector import Reflector
from hub.cluster.resource import EVENTS, Catalog, Resource
from hub.core.gang import linking
from hub.core.keep import Keep
from hub.errors import HubError
from hub.model import Apply, Delete, Kind, Link, Ref
from hub.service import Hub

from .certificates import Certificate
from .forging import BINDINGS, POLICIES, policy, refs
from .gangs import Gangs
from .joining import Joining
from .minding import Minding
from .registering import OWNER, WEBHOOKS, Way, configuration, ref, stamped_kinds
from .reviews import Answer, Request
from .serving import Desk, listen, serve, towards
from .stamping import STAMP, stamped

EVERY = 10.0
"""Seconds between two looks whether kinds came, or the certificate grows old."""
KNOWN = 20.0
"""Seconds after which every API server has heard of a new certificate."""
OWN = {one.kind: one for one in (LEASES, NAMESPACES, EVENTS, WEBHOOKS, POLICIES, BINDINGS)}
"""Kinds that every cluster has, wherever discovery may be."""
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How to operate. ``service`` is NAMESPACE/NAME of the Service that leads to this process, if any."""

    address: str = ""
    port: int = 0
    service: tuple[str, str] | None = None
    service_port: int = 443
    opt_in: bool = False


class Operator:
    """One process of it."""

    def __init__(self, hub: Hub, wish: Wish, say: Say) -> None:
        self.hub = self._hub = hub
        self._wish, self._say = wish, say
        self._session = hub.live()
        self._namespaces = Namespaces()
        self._catalog: Catalog = {}
        self._effects = Effects(self._session, self._place)
        self.gangs = Gangs(hub, self._namespaces, wish.opt_in)
        self.joining = Joining(hub, self.gangs)
        self.minding = Minding(hub, self.gangs, self._effects, say)
        self._registered: dict[str, Any] = {}
        self._name = called(hub.namespaces)
        holder = f"{socket.gethostname()}-{os.getpid()}-{token_hex(3)}"
        self._lease = Lease(self._session, seat(hub.settings.operator_namespace, self._name), holder)

    async def run(self) -> None:
        """Until SIGINT or SIGTERM. Raises `HubError`."""
        listening = self._listen()
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        await self._look()
        certificate = Certificate(self._names)
        desk = Desk({"/pods": self.joining, "/roots": self._stamp})
        going = [
            serve(desk, listening, certificate),
            self._follow(),
            self._reflector(NAMESPACES, self._namespaces).run(),
            self._keep_looking(),
            self._lead(certificate),
            stop.wait(),
        ]
        await _first(going)

    def _listen(self) -> socket.socket:
        server = urlsplit(self._session.target.server)
        own = self._wish.address or towards(server.hostname or "", server.port or 443)
        listening = listen("" if self._wish.service else own, self._wish.port)
        port = listening.getsockname()[1]
        host = f"[{own}]" if ":" in own else own
        self._way = Way(f"https://{host}:{port}", self._wish.service, self._wish.service_port)
        self._names = [own]
        if self._wish.service:
            namespace, name = self._wish.service
            self._names += [f"{name}.{namespace}.svc", f"{name}.{namespace}.svc.cluster.local"]
        self._say(f"answers reviews at {self._way.url}")
        return listening

    async def _follow(self) -> None:
        """Every change of the board is told to who minds the groups."""
        async with aclosing(self._hub.changes()) as batches:
            async for changes in batches:
                for change in changes:
                    if (told := change.after or change.before) is not None:
                        self.minding.stir(told.key)

    async def _lead(self, certificate: Certificate) -> None:
        """Wait for the seat, lead as long as it is ours, wait again."""
        self._say("waits for the lead")
        while True:
            await self._lease.won()
            self._say(f"leads as {self._lease.holder}")
            try:
                await _first([self._register(certificate), self._mind(), self._lease.lost()])
            except BaseException:
                await self._resign()
                raise
            self._registered = {}  # whoever leads now may have changed it
            self._say(f"leads no more; {self._lease.other or 'somebody else'} may")

    async def _resign(self) -> None:
        """At an end in order: no review comes any more, and the next need not wait."""
        try:
            if self._registered:
                gone = [ref(self._name), *(refs(self._name) if POLICIES.kind in self._catalog else ())]
                await self._effects.perform([Delete(one) for one in gone])
                self._say("took the webhooks back")
        except HubError as error:
            self._say(f"could not take the webhooks back: {error}")
        await self._lease.release()

    async def _register(self, certificate: Certificate) -> None:
        """Make the doors known, and keep that so."""
        await self._announce(certificate)
        while True:
            await asyncio.sleep(EVERY)
            if datetime.now(UTC) >= certificate.due:
                certificate.prepare()
                await self._announce(certificate)
                await asyncio.sleep(KNOWN)
                certificate.show()
                self._say("renewed its certificate")
            await self._announce(certificate)

    async def _announce(self, certificate: Certificate) -> None:
        rows = {*self._hub.registry.owners, *(self._hub.follow.unclaimed if self._hub.follow else ())}
        kinds = stamped_kinds(self._catalog, rows)
        names = self._hub.namespaces
        told = configuration(self._way, certificate.bundle, kinds, names, self._wish.opt_in)
        if told != self._registered:
            roots = told["webhooks"][1]
            policies = policy(self._name, roots["rules"], roots["namespaceSelector"])
            wanted = [told, *(policies if POLICIES.kind in self._catalog else ())]
            await self._effects.perform([Apply(one, OWNER, force=True) for one in wanted])
            self._registered = told
            self._say(f"stamps and links what comes in: {len(kinds)} kinds")

    async def _mind(self) -> None:
        """The groups of every backend that the cluster has."""
        await self._hub.settled.wait()
        self._say(f"knows {len(self._hub.board.workloads)} workloads")
        kinds = [Kind.parse(one.kind) for one in self._hub.registry.backends if one.kind]
        there = [self._catalog[kind] for kind in kinds if kind in self._catalog]
        following = [self._reflector(resource, self.minding.groups) for resource in there]
        await _first([*(each.run() for each in following), self._mind_after(following)])

    async def _mind_after(self, following: Sequence[Reflector]) -> None:
        for each in following:
            await each.settled.wait()
        self._say(
            "minds groups of " + (", ".join(str(one.resource.kind) for one in following) or "no backend")
        )
        await self.minding.run()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._look()
            except HubError:
                continue

    async def _look(self) -> None:
        groups = {one.group for one in self._hub.registry.kinds}
        groups |= {Kind.parse(one.kind).group for one in self._hub.registry.backends if one.kind}
        self._catalog = await discover(self._session, groups)
        self.gangs.served = {kind: resource.version for kind, resource in self._catalog.items()}

    async def _stamp(self, request: Request) -> Answer:
        """A root is stamped, and labelled where its gang's backend reads its labels alone."""
        answer = stamped(request, self._inherited)
        if answer.refused or request.operation != "CREATE" or request.new.get("metadata.ownerReferences"):
            return answer
        labels = Link(labels=self.gangs.labels(request.new, request.namespace))
        return answer._replace(steps=[*answer.steps, *linking.steps(request.new.raw, labels)])

    def _inherited(self, uid: str) -> str:
        """The stamp of an owner, or of who owns that."""
        seen: set[str] = set()
        while uid and uid not in seen:
            seen.add(uid)
            thing = self._hub.board.store.get(uid)
            if thing is None:
                return ""
            if said := thing.annotations.get(STAMP):
                return said
            uid = next((owner.uid for owner in thing.owners), "")
        return ""

    def _reflector(self, resource: Resource, sink: Any) -> Reflector:
        return Reflector(self._session, resource, "", sink, keep=Keep(), pace=PACE)

    def _place(self, ref: Ref) -> Resource:
        own = OWN.get(Kind.of(ref.api_version, ref.kind))
        return own if own is not None else places(self._catalog)(ref)


async def _first(going: Iterable[Any]) -> None:
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
