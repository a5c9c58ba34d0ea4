"""One connection to a pod's port, through the API server, as ``kubectl port-forward`` makes them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from hub.errors import HubError

from .session import Session
from .sockets import socket

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse

PROTOCOL = "v4.channel.k8s.io"
DATA, ERROR = 0, 1
CHUNK = 1 << 16
MOST_REPEATED = 1 << 20
"""Bytes that are kept to be sent once more, to a pod that takes the place of this one."""
ANSWER_SECONDS = 10.0
"""For which the pod may go on sending once our side has ended."""


class Unanswered(HubError):
    """It failed before anything came back: it may be tried again, elsewhere."""


class Carrier:
    """One connection of this machine, carried to a pod, and to another while none has answered."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._sent, self._answered = bytearray(), False

    async def carry(self, session: Session, pod: tuple[str, str], port: int) -> None:
        """All that comes, both ways, until one side ends. Raises `HubError`, `Unanswered` among them.

        ``pod`` is namespace and name.
        """
        path = f"/api/v1/namespaces/{pod[0]}/pods/{pod[1]}/portforward"
        async with socket(session, path, [("ports", str(port))], (PROTOCOL,)) as made:
            sending = asyncio.create_task(self._out(made))
            try:
                await self._in(made)
            finally:
                sending.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await sending

    async def _out(self, made: ClientWebSocketResponse) -> None:
        """This protocol cannot say that no more is sent: who has said all may still wait for the answer."""
        if self._sent:
            await made.send_bytes(bytes([DATA]) + self._sent)
        while data := await self._reader.read(CHUNK):
            if not self._answered and len(self._sent) <= MOST_REPEATED:
                self._sent += data
            await made.send_bytes(bytes([DATA]) + data)
        await asyncio.sleep(ANSWER_SECONDS)
        await made.close()

    async def _in(self, made: ClientWebSocketResponse) -> None:
        """The first message of each channel holds its port."""
        from aiohttp import WSMsgType

        begun: set[int] = set()
        async for message in made:
            if message.type is not WSMsgType.BINARY or not message.data:
                continue
            channel, data = message.data[0], message.data[1:]
            if channel not in begun:
                begun.add(channel)
            elif channel == ERROR:
                raise self._failed(" ".join(data.decode(errors="replace").split()))
            elif data:
                self._answered = True
                self._writer.write(data)
                await self._writer.drain()

    def _failed(self, said: str) -> HubError:
        again = not self._answered and len(self._sent) <= MOST_REPEATED
        return Unanswered(said) if again else HubError(said)
