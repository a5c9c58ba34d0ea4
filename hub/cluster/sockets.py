"""WebSockets through the API server: into a container, and to a pod's ports.

Kubernetes multiplexes channels in them: each binary message begins with the number of its channel
("v5.channel.k8s.io", KEP-4006; `portforward/websocket.go` of the kubelet's streaming server).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from hub.errors import HubError

from .failures import answered, unreached
from .session import Session

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse

HEARTBEAT = 30.0
"""Seconds between pings: a peer that vanished is noticed, and nothing between us forgets the connection."""


@asynccontextmanager
async def socket(
    session: Session, path: str, query: Sequence[tuple[str, str]], protocols: Sequence[str]
) -> AsyncIterator[ClientWebSocketResponse]:
    """A WebSocket at ``path``. Raises `HubError`."""
    import aiohttp

    way, headers = await session.introduced()
    asked = f"{path}?{urlencode(query)}"
    scheme = "wss" if way.tls else "ws"
    where = f"{scheme}://{way.place}{way.server.path}{asked}"
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(
                where,
                protocols=protocols,
                headers=headers,
                ssl=way.tls or True,
                server_hostname=way.name if way.tls else None,
                proxy=way.proxy.geturl() if way.proxy else None,
                heartbeat=HEARTBEAT,
                max_msg_size=0,
            ) as made,
        ):
            yield made
    except aiohttp.WSServerHandshakeError as error:
        raise await _refused(session, asked, error.status) from None
    except OSError as error:
        raise unreached(error, session.target.server) from None


async def _refused(session: Session, asked: str, status: int) -> HubError:
    """What a refusal said: the handshake keeps no body, so it is asked for once more, without an upgrade."""
    try:
        await session.get(asked)
    except HubError as error:
        if getattr(error, "code", 0) == status:
            return error
    return answered(status, b"", session.target.who)
