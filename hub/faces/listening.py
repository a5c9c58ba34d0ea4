"""Where a server listens."""

from __future__ import annotations

import socket

from hub.errors import HubError

WAITING = 2048
"""Connections that may wait to be taken."""


def listen(address: str, port: int) -> socket.socket:
    """Raises `HubError` where that is not possible."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        listening = socket.create_server((address, port), family=family, backlog=WAITING)
    except OSError as error:
        why = error.strerror or str(error)
        raise HubError(f"cannot listen at {address}:{port} ({why}); choose another --port") from None
    # asyncio does so only for sockets that say IPPROTO_TCP; else the end of an answer waits 40 ms for an ACK
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
