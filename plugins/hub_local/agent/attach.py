"""``/attach``: the container's own streams, for ``kubectl attach`` and ``kubectl run -it``."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from hub_local.agent.console import Chunk, Input, Pipe
from hub_local.agent.process import ProcessRun
from hub_local.agent.streams import PROTOCOLS, STATUS, STDERR, STDOUT, listen, send, status

CHANNELS = {"stdout": STDOUT, "stderr": STDERR}


class _Watching:
    """The input of somebody who only looks on."""

    def write(self, data: bytes) -> None: ...
    def end(self) -> None: ...
    def resize(self, width: int, height: int) -> None: ...


async def attach(request: web.Request, run: ProcessRun, once: bool) -> web.WebSocketResponse:
    """Serve one client until it or the container goes. ``once``: the input ends with this client."""
    socket = web.WebSocketResponse(protocols=PROTOCOLS, max_msg_size=0)
    await socket.prepare(request)
    asked = request.query.get("input", request.query.get("stdin", "")) in ("1", "true")
    typed: Input = run.console.input if asked else _Watching()
    with run.console.listening() as queue:
        listening = asyncio.create_task(listen(socket, typed))
        showing = asyncio.create_task(_show(socket, queue))
        await asyncio.wait({listening, showing}, return_when=asyncio.FIRST_COMPLETED)
    if not run.running or showing.done():
        await send(socket, STATUS, json.dumps(status(0)).encode())
    elif asked and once and isinstance(typed, Pipe):
        typed.end()
    listening.cancel()
    showing.cancel()
    await socket.close()
    return socket


async def _show(socket: web.WebSocketResponse, queue: asyncio.Queue[Chunk]) -> None:
    while (chunk := await queue.get())[1]:
        await send(socket, CHANNELS[chunk[0]], chunk[1])
