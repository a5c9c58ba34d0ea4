"""How a connection is made: to one of a host's addresses, through a proxy, with TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any
from urllib.parse import SplitResult

from aiohappyeyeballs import start_connection

from .connection import Connection, Lost, request
from .way import PORTS, Way

CONNECT_SECONDS = 10.0
ALONE_SECONDS = 0.25
"""How long one of a host's addresses is tried before the next is, too (RFC 8305)."""
KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
"""A peer that vanished without a word is noticed within a minute."""


async def opened(way: Way) -> Connection:
    """A new connection. Raises `OSError`, of which `ssl.SSLError` and `TimeoutError` are."""
    async with asyncio.timeout(CONNECT_SECONDS):
        if way.proxy is None:
            return await _dialled(way.server, way.tls, way.name)
        secure = ssl.create_default_context() if way.proxy.scheme == "https" else None
        first = await _dialled(way.proxy, secure, way.proxy.hostname or "")
        return await _through(first, way, way.tls) if way.tls else first


async def _dialled(place: SplitResult, secure: ssl.SSLContext | None, name: str) -> Connection:
    # asyncio itself tries addresses side by side, too, but loses a socket when it is cancelled (3.11)
    loop = asyncio.get_running_loop()
    host, port = place.hostname or "", place.port or PORTS[place.scheme]
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    made = await start_connection(found, happy_eyeballs_delay=ALONE_SECONDS, socket_factory=keepalive)
    hostname = name if secure else None
    _, connection = await loop.create_connection(Connection, sock=made, ssl=secure, server_hostname=hostname)
    return connection


async def _through(first: Connection, way: Way, secure: ssl.SSLContext) -> Connection:
    """TLS with the server, inside of the tunnel that a proxy makes (RFC 9110, 9.3.6)."""
    inner = Connection()
    place = way.place if way.server.port else f"{way.place}:{PORTS['https']}"
    try:
        asked = request("CONNECT", place, {"Host": place} | way.welcome)
        if (status := await first.ask(asked, None)) >= 300:
            raise Lost(f"the proxy answers CONNECT with HTTP {status}")
        transport = await asyncio.get_running_loop().start_tls(
            first.transport, inner, secure, server_hostname=way.name
        )
    except BaseException:
        first.abort()
        raise
    if transport is None:
        raise Lost("the proxy ended the tunnel")
    inner.connection_made(transport)
    return inner


def keepalive(address: Any) -> socket.socket:
    """An unconnected socket for one of ``getaddrinfo``'s answers."""
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        if hasattr(socket, name):
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made
