"""``/portForward``: ports of a pod for ``kubectl port-forward`` (SPDY in a WebSocket) and simpler clients."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from hub_local.agent import spdy
from hub_local.agent.services import Stream

TUNNEL, CHANNELS = "SPDY/3.1+portforward.k8s.io", "v4.channel.k8s.io"
Connect = Callable[[int], Awaitable[Stream]]
"""A port of the pod → a connection to it."""


async def forward(request: web.Request, connect: Connect) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(protocols=(TUNNEL, CHANNELS), max_msg_size=0)
    await socket.prepare(request)
    if socket.ws_protocol == CHANNELS:
        await _channels(socket, _ports(request), connect)
    else:
        await _Tunnel(socket, connect).serve()
    await socket.close()
    return socket


async def _binary(socket: web.WebSocketResponse) -> AsyncIterator[bytes]:
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            yield message.data


@dataclass(slots=True)
class _Pipe:
    """One forwarded connection: what comes from the client waits here until the pod takes it."""

    port: int
    arrived: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    """``b""``: the client has sent all."""
    send: Callable[[bytes, bool], Awaitable[None]] = field(kw_only=True)
    """To the client: data, and whether that was all."""
    fail: Callable[[str], Awaitable[None]] = field(kw_only=True)

    async def run(self, connect: Connect) -> None:
        try:
            reader, writer = await connect(self.port)
        except OSError as error:
            await self.fail(f"cannot connect to port {self.port} of the pod: {error.strerror or error}")
            return
        sending = asyncio.create_task(self._into(writer))
        try:
            while data := await reader.read(1 << 15):
                await self.send(data, False)
            await self.send(b"", True)
        except OSError:
            await self.send(b"", True)
        finally:
            sending.cancel()
            writer.close()

    async def _into(self, writer: asyncio.StreamWriter) -> None:
        while data := await self.arrived.get():
            writer.write(data)
            await writer.drain()
        writer.write_eof()


class _Tunnel:
    """Each connection is a pair of SPDY streams, ``error`` and ``data``, with the same ``requestid``."""

    def __init__(self, socket: web.WebSocketResponse, connect: Connect) -> None:
        self._socket, self._connect = socket, connect
        self._codec = spdy.Codec()
        self._errors: dict[str, int] = {}
        self._pipes: dict[int, tuple[_Pipe, asyncio.Task[None]]] = {}

    async def serve(self) -> None:
        try:
            async for message in _binary(self._socket):
                for frame in self._codec.feed(message):
                    await self._take(frame)
        finally:
            for _, task in self._pipes.values():
                task.cancel()

    async def _take(self, frame: spdy.Frame) -> None:
        match frame.kind:
            case spdy.SYN_STREAM:
                await self._open(frame)
            case spdy.DATA if frame.stream in self._pipes:
                self._arrived(frame)
            case spdy.RST_STREAM if frame.stream in self._pipes:
                self._pipes.pop(frame.stream)[1].cancel()
            case spdy.PING:
                await self._write(spdy.pong(frame.stream))

    def _arrived(self, frame: spdy.Frame) -> None:
        queue = self._pipes[frame.stream][0].arrived
        if frame.data:
            queue.put_nowait(frame.data)
        if frame.fin:
            queue.put_nowait(b"")

    async def _open(self, frame: spdy.Frame) -> None:
        await self._write(self._codec.reply(frame.stream))
        request = frame.headers.get("requestid", "")
        if frame.headers.get("streamtype") == "error":
            self._errors[request] = frame.stream
            return
        error = self._errors.pop(request, 0)

        async def send(data: bytes, end: bool) -> None:
            await self._write(spdy.data(frame.stream, data, end))
            if end:
                await self._write(spdy.data(error, b"", fin=True))

        async def fail(problem: str) -> None:
            await self._write(spdy.data(error, problem.encode(), fin=True))
            await self._write(spdy.data(frame.stream, b"", fin=True))

        pipe = _Pipe(int(frame.headers.get("port", 0)), send=send, fail=fail)
        self._pipes[frame.stream] = pipe, asyncio.create_task(pipe.run(self._connect))

    async def _write(self, data: bytes) -> None:
        if not self._socket.closed:
            await self._socket.send_bytes(data)


def _ports(request: web.Request) -> list[int]:
    """As the API server hands them on: in one text (`streamParams` of its pod registry)."""
    words = [word for each in request.query.getall("port", []) for word in each.split(",")]
    try:
        return [int(word) for word in words if word]
    except ValueError:
        raise web.HTTPBadRequest(text=f"{words} are no ports") from None


async def _channels(socket: web.WebSocketResponse, ports: list[int], connect: Connect) -> None:
    """The simpler protocol: channels 2n (data) and 2n+1 (error) for the n-th port, one connection each.

    It has no end of one direction: the socket is closed when every connection has ended in the pod.
    """
    pipes, tasks = [], []
    for number, port in enumerate(ports):
        pipe = _channel(socket, 2 * number, port)
        for channel in (2 * number, 2 * number + 1):
            await socket.send_bytes(bytes([channel]) + struct.pack("<H", port))
        pipes.append(pipe)
        tasks.append(asyncio.create_task(pipe.run(connect)))
    over = asyncio.create_task(_close_after(socket, tasks))
    async for message in _binary(socket):
        if len(message) > 1 and message[0] // 2 < len(pipes):
            pipes[message[0] // 2].arrived.put_nowait(message[1:])
    for task in (*tasks, over):
        task.cancel()


async def _close_after(socket: web.WebSocketResponse, tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks)
    await socket.close()


def _channel(socket: web.WebSocketResponse, channel: int, port: int) -> _Pipe:
    async def send(data: bytes, end: bool) -> None:
        if not socket.closed and not end:
            await socket.send_bytes(bytes([channel]) + data)

    async def fail(problem: str) -> None:
        await socket.send_bytes(bytes([channel + 1]) + problem.encode())

    return _Pipe(port, send=send, fail=fail)
