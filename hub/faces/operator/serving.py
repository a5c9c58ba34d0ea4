"""The two doors that the API server knocks at: one for roots, one for pods.

uvicorn without a framework, as a review is one request that is answered from memory. Why not kopf, which
serves reviews too: `docs/design.md` has what was measured.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any

import msgspec
import uvicorn

from hub.errors import HubError

from .certificates import Certificate
from .reviews import Answer, Request, read, written

Door = Callable[[Request], Awaitable[Answer]]
IDLE = 900
"""Seconds for which a silent connection is kept: longer than the API server does (Go closes after 90), as
a request on one that we close would fail, and what it is about would go in unseen."""


class Desk:
    """Answers reviews at the doors, by path. What goes wrong lets everything in, and is said."""

    def __init__(self, doors: Mapping[str, Door]) -> None:
        self._doors = doors
        self.answered = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        door = self._doors.get(scope["path"])
        if door is None:
            await _send(send, 404, b"{}")
            return
        try:
            request = read(await _body(receive))
        except msgspec.DecodeError:
            await _send(send, 400, b"{}")
            return
        await _send(send, 200, written(request.uid, await self._asked(door, request)))

    async def _asked(self, door: Door, request: Request) -> Answer:
        self.answered += 1
        try:
            return await door(request)
        except Exception as error:  # foreign adapters are asked: none of them may stop a cluster
            print(f"hub: a review failed ({type(error).__name__}: {error})", file=sys.stderr, flush=True)
            return Answer()


async def serve(desk: Desk, listening: socket.socket, certificate: Certificate) -> None:
    """Until cancelled."""
    config = uvicorn.Config(
        desk,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        http="httptools",
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=1,
    )
    config.load()
    config.ssl = certificate.context
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign,assignment]
    serving = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


def towards(host: str, port: int) -> str:
    """This machine's own address on the way to a host."""
    try:
        for family, kind, *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM):
            with socket.socket(family, kind) as probe:
                probe.connect(place)  # nothing is sent
                return str(probe.getsockname()[0])
    except OSError:
        pass
    raise HubError(f"no way to {host}; say with --address where the API server reaches this process")


async def _body(receive: Any) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _send(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
