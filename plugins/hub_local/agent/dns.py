"""The cluster's DNS over UDP: services, headless ones, pods with a subdomain, SRV records of named ports.

Names and records follow the "DNS-Based Service Discovery" specification of Kubernetes, version 1.1.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from hub_local.agent.services import Endpoints
from hub_local.agent.store import Store

ZONE = "svc.cluster.local"
ZONES = (ZONE, "cluster.local")
SECONDS = 5
"""Time to live of all answers: endpoints move."""
log = logging.getLogger(__name__)
Records = dict[str, list[str]]
"""Record type → values. An empty one: the name exists, without such records."""


class Names:
    """What the services and endpoints say about a name."""

    def __init__(self, services: Store, endpoints: Endpoints) -> None:
        self._services, self._endpoints = services, endpoints

    def find(self, name: str) -> Records | None:
        """The records of a name (lower case, without the last dot); ``None`` where there is no such name."""
        if name in ZONES:
            return {}
        inner = name.removesuffix(f".{ZONE}")
        *prefix, namespace = inner.split(".")
        if inner == name or len(prefix) > 3:
            return None
        if not prefix:
            return {} if any(each == namespace for each, _ in self._services.objects) else None
        service = self._services.objects.get((namespace, prefix.pop()))
        return None if service is None else self._service(service, tuple(prefix))

    def _service(self, service: dict[str, Any], prefix: tuple[str, ...]) -> Records | None:
        spec = service["spec"]
        if spec.get("type") == "ExternalName":
            return None if prefix else {"CNAME": [spec["externalName"].rstrip(".") + "."]}
        if len(prefix) == 2 and prefix[0][:1] == "_":
            return self._ports(service, prefix[0][1:], prefix[1][1:])
        if spec.get("clusterIP") not in (None, "", "None"):
            return None if prefix else {"A": [spec["clusterIP"]]}
        if len(prefix) > 1:
            return None
        found = [address for name, address in self._hosts(service) if not prefix or prefix[0] == name]
        return {"A": sorted(set(found))} if found else None

    def _hosts(self, service: dict[str, Any]) -> Iterable[tuple[str, str]]:
        """Host name and address of each endpoint of a headless service."""
        meta = service["metadata"]
        all_of_them = bool(service["spec"].get("publishNotReadyAddresses"))
        for endpoint, _ in self._endpoints.of((meta["namespace"], meta["name"]), all_of_them):
            address = endpoint["addresses"][0]
            yield endpoint.get("hostname") or address.replace(".", "-"), address

    def _ports(self, service: dict[str, Any], port: str, protocol: str) -> Records | None:
        meta, spec = service["metadata"], service["spec"]
        full = f"{meta['name']}.{meta['namespace']}.{ZONE}."
        headless = spec.get("clusterIP") == "None"
        names = [f"{host}.{full}" for host, _ in self._hosts(service)] if headless else [full]
        numbers = [
            each["targetPort"] if headless and isinstance(each.get("targetPort"), int) else each["port"]
            for each in spec.get("ports") or []
            if each.get("name") == port and each.get("protocol", "TCP").lower() == protocol
        ]
        found = [f"0 {100 // max(len(names), 1)} {number} {name}" for name in names for number in numbers]
        return {"SRV": found} if found else None


class Server(asyncio.DatagramProtocol):
    def __init__(self, names: Names) -> None:
        self._names = names

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, address: tuple[str | Any, int]) -> None:
        try:
            self._transport.sendto(answer(data, self._names), address)
        except dns.exception.DNSException as error:
            log.info("DNS query from %s not understood: %s", address[0], error)


def answer(data: bytes, names: Names) -> bytes:
    """The reply to one query. ``DNSException`` for what is not a query."""
    query = dns.message.from_wire(data)
    question = query.question[0]
    reply = dns.message.make_response(query, recursion_available=True)
    name = question.name.to_text(omit_final_dot=True).lower()
    records = names.find(name)
    if records is None:
        # Not ours: there is no server to ask further.
        reply.set_rcode(dns.rcode.NXDOMAIN)
    else:
        reply.flags |= dns.flags.AA
        wanted = dns.rdatatype.to_text(question.rdtype)
        for kind in {wanted, "CNAME"} & records.keys():
            reply.answer.append(dns.rrset.from_text(question.name, SECONDS, "IN", kind, *records[kind]))
    return reply.to_wire(max_size=max(query.payload, 512) if query.edns >= 0 else 1400)


async def serve(names: Names, address: str) -> asyncio.DatagramTransport:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Server(names), local_addr=(address, 53)
    )
    return transport
