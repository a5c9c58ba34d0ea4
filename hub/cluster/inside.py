"""A command in a container, as ``kubectl exec`` runs one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hub.errors import HubError

from .session import Session
from .sockets import socket

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse

STDIN, STDOUT, STDERR, STATUS, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
NEWER, OLDER = "v5.channel.k8s.io", "v4.channel.k8s.io"
"""The newer one can end the input, and let the command go on."""


class Place(NamedTuple):
    """One container."""

    namespace: str
    pod: str
    container: str


class _Cause(msgspec.Struct, frozen=True):
    reason: str = ""
    message: str = ""


class _Details(msgspec.Struct, frozen=True):
    causes: list[_Cause] = []


class _Status(msgspec.Struct, frozen=True):
    status: str = ""
    message: str = ""
    details: _Details = _Details()


class Run:
    """A command that runs: what it writes, what is typed to it, and in the end its exit code."""

    def __init__(self, made: ClientWebSocketResponse) -> None:
        self._socket = made
        self.code: int | None = None
        """Once the output has ended."""

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Channel and bytes, until it has ended. Raises `HubError` where it could not be run."""
        from aiohttp import WSMsgType

        async for message in self._socket:
            if message.type is not WSMsgType.BINARY or not message.data:
                continue
            channel, data = message.data[0], message.data[1:]
            if channel == STATUS:
                self.code = _code(data)
            elif data:
                yield channel, data
        if self.code is None:
            raise HubError("the connection to the container was lost; is its pod still there?")

    async def type(self, data: bytes) -> None:
        await self._send(STDIN, data)

    async def end(self) -> None:
        """No more is typed."""
        if self._socket.protocol == NEWER:
            await self._send(CLOSE, bytes([STDIN]))

    async def resize(self, columns: int, lines: int) -> None:
        await self._send(RESIZE, msgspec.json.encode({"Width": columns, "Height": lines}))

    async def _send(self, channel: int, data: bytes) -> None:
        if not self._socket.closed:
            await self._socket.send_bytes(bytes([channel]) + data)


@asynccontextmanager
async def run(
    session: Session, place: Place, command: Sequence[str], *, typed: bool = False, terminal: bool = False
) -> AsyncIterator[Run]:
    """Run it. ``typed``: it has an input; ``terminal``: it has one, and errors come with the output."""
    query = [("command", word) for word in command]
    query += [("container", place.container), ("stdout", "true"), ("stderr", str(not terminal).lower())]
    query += [("stdin", str(typed).lower()), ("tty", str(terminal).lower())]
    path = f"/api/v1/namespaces/{place.namespace}/pods/{place.pod}/exec"
    async with socket(session, path, query, (NEWER, OLDER)) as made:
        yield Run(made)


def _code(data: bytes) -> int:
    """The exit code of a ``meta/v1 Status``. Raises `HubError` with what kept the command from running."""
    told = msgspec.json.decode(data, type=_Status)
    if told.status == "Success":
        return 0
    for cause in told.details.causes:
        if cause.reason == "ExitCode" and cause.message.isdecimal():
            return int(cause.message)
    raise HubError(f"the command could not be run: {' '.join(told.message.split())}")
