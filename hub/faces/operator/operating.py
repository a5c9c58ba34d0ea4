"""One operator from its start to its end: everybody answers reviews and knows the board, one leads."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
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
from hub.cluster.resource import EVENTS, Resource
from hub.core.gang import linking
from hub.core.keep import Keep
from hub.errors import HubError
from hub.faces.listening import listen
from hub.model import Kind, Link, Ref
from hub.service import Hub

from .certificates import Certificate
from .forging import BINDINGS, POLICIES
from .gangs import Gangs
from .joining import Joining
from .leading import EVERY, Leading, first
from .registering import WEBHOOKS, Way
from .reviews import Answer, Request
from .serving import Desk, serve, towards
from .stamping import STAMP, stamped

OWN = {one.kind: one for one in (LEASES, NAMESPACES, EVENTS, WEBHOOKS, POLICIES, BINDINGS)}
"""Kinds that are where they are in every cluster that has them."""


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

    def __init__(self, hub: Hub, wish: Wish, say: Callable[[str], None]) -> None:
        self.hub, self._wish, self._say = hub, wish, say
        self._session = hub.live()
        self._namespaces = Namespaces()
        effects = Effects(self._session, self._place)
        holder = f"{socket.gethostname()}-{os.getpid()}-{token_hex(3)}"
        lease = Lease(self._session, seat(hub.settings.operator_namespace, called(hub.namespaces)), holder)
        self.gangs = Gangs(hub, self._namespaces, wish.opt_in)
        self.joining = Joining(hub, self.gangs)
        self.leading = Leading(hub, self.gangs, effects, lease, self._reflector, say)

    async def run(self) -> None:
        """Until SIGINT or SIGTERM. Raises `HubError`."""
        way, names, listening = self._listen()
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        await self._look()
        certificate = Certificate(names)
        desk = Desk({"/pods": self.joining, "/roots": self._root})
        await first(
            [
                serve(desk, listening, certificate),
                self._follow(),
                self._reflector(NAMESPACES, self._namespaces).run(),
                self._keep_looking(),
                self.leading.run(way, certificate, self._wish.opt_in, lambda: desk.answered),
                stop.wait(),
            ]
        )

    def _listen(self) -> tuple[Way, list[str], socket.socket]:
        """Where the API server finds the doors, the names in the certificate, and what listens there."""
        wish, server = self._wish, urlsplit(self._session.target.server)
        own = wish.address or towards(server.hostname or "", server.port or 443)
        everywhere = "::" if ":" in own else ""
        listening = listen(everywhere if wish.service or wish.address else own, wish.port)
        host = f"[{own}]" if ":" in own else own
        way = Way(f"https://{host}:{listening.getsockname()[1]}", wish.service, wish.service_port)
        names = [own]
        if wish.service:
            namespace, name = wish.service
            names += [f"{name}.{namespace}.svc", f"{name}.{namespace}.svc.cluster.local"]
        self._say(f"answers reviews at {way.url}")
        return way, names, listening

    async def _follow(self) -> None:
        """Every change of the board is told to who minds the groups."""
        async with aclosing(self.hub.changes()) as batches:
            async for changes in batches:
                for change in changes:
                    if (told := change.after or change.before) is not None:
                        self.leading.minding.stir(told.key)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._look()
            except HubError:
                continue

    async def _look(self) -> None:
        groups = {one.group for one in self.hub.registry.kinds}
        groups |= {Kind.parse(one.kind).group for one in self.hub.registry.backends if one.kind}
        self.gangs.catalog = await discover(self._session, groups)

    async def _root(self, request: Request) -> Answer:
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
            thing = self.hub.board.store.get(uid)
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
        return own if own is not None else places(self.gangs.catalog)(ref)
