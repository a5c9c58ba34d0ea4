"""Services: every TCP port of every service address is a listener that connects on to a ready endpoint.

UDP, NodePort and external load balancers are not served.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from hub_local.agent.api import Object
from hub_local.agent.store import Key, Store, key

SERVICES, SLICES = "/api/v1/services", "/apis/discovery.k8s.io/v1/endpointslices"
Address = tuple[str, int]
log = logging.getLogger(__name__)


class Endpoints:
    """A ``Sink`` for EndpointSlices, by service."""

    def __init__(self) -> None:
        self.store = Store(self._differ)
        self._slices: dict[Key, dict[str, Object]] = {}

    def _differ(self, before: Object | None, after: Object | None) -> None:
        for obj, keep in ((before, False), (after, True)):
            if obj is not None and (service := _service_of(obj)):
                slices = self._slices.setdefault(service, {})
                slices.pop(obj["metadata"]["name"], None)
                if keep:
                    slices[obj["metadata"]["name"]] = obj

    def of(self, service: Key, unready: bool = False) -> Iterator[tuple[dict[str, Any], Object]]:
        """(endpoint, its slice) of each IPv4 endpoint that is ready, or of all."""
        for each in self._slices.get(service, {}).values():
            if each.get("addressType") == "IPv4":
                for endpoint in each.get("endpoints") or []:
                    if unready or (endpoint.get("conditions") or {}).get("ready", True) is not False:
                        yield endpoint, each

    def addresses(self, service: Key, port: str) -> list[Address]:
        """Where connections to the service's port of this name may go."""
        return [
            (endpoint["addresses"][0], each["port"])
            for endpoint, obj in self.of(service)
            for each in obj.get("ports") or []
            if (each.get("name") or "") == port and each.get("port")
        ]


def _service_of(obj: Object) -> Key | None:
    name = (obj["metadata"].get("labels") or {}).get("kubernetes.io/service-name")
    return (obj["metadata"]["namespace"], name) if name else None


class Proxy:
    """Keeps the listeners equal to the services. Their range must be local to this network namespace."""

    def __init__(self, endpoints: Endpoints, server: str) -> None:
        url = urlsplit(server)
        self._endpoints, self._server = endpoints, (url.hostname or "", url.port or 443)
        self._listeners: dict[Key, dict[Address, asyncio.Task[None]]] = {}

    def differ(self, before: Object | None, after: Object | None) -> None:
        service = key(after or before or {})
        wanted = dict(_ports(after)) if after else {}
        present = self._listeners.setdefault(service, {})
        names_changed = bool(before and after and dict(_ports(before)) != wanted)
        for address in [each for each in present if each not in wanted or names_changed]:
            present.pop(address).cancel()
        for address, port in wanted.items():
            if address not in present:
                present[address] = asyncio.create_task(self._listen(service, address, port))

    async def _listen(self, service: Key, address: Address, port: str) -> None:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._connect(service, port, reader, writer)

        for attempt in range(30):
            try:
                server = await asyncio.start_server(connected, *address, reuse_address=True, backlog=512)
                async with server:
                    await server.serve_forever()
            except OSError as error:
                problem = error  # the last listener on this address may not be gone yet
            await asyncio.sleep(0.1 * (attempt + 1))
        log.error("service %s/%s: cannot listen on %s:%d: %s", *service, *address, problem)

    async def _connect(
        self, service: Key, port: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        for target in self._targets(service, port):
            with suppress(OSError):
                other = await asyncio.wait_for(asyncio.open_connection(*target), 3)
                await relay((reader, writer), other)
                return
        writer.transport.abort()

    def _targets(self, service: Key, port: str) -> list[Address]:
        if service == ("default", "kubernetes"):
            return [self._server]
        found = self._endpoints.addresses(service, port)
        random.shuffle(found)
        return found[:3]


def _ports(service: Object) -> Iterator[tuple[Address, str]]:
    """Listening address → name of the service port."""
    spec = service["spec"]
    if spec.get("clusterIP") not in (None, "", "None"):
        for port in spec.get("ports") or []:
            if port.get("protocol", "TCP") == "TCP":
                yield (spec["clusterIP"], port["port"]), port.get("name") or ""


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def relay(one: Stream, other: Stream) -> None:
    """Copy both ways until both are done. Closes both."""
    try:
        await asyncio.gather(_copy(one[0], other[1]), _copy(other[0], one[1]))
    finally:
        for _, writer in (one, other):
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()
