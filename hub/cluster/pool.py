"""The connections of a session: opened when one is needed, kept for the next request for a while."""

from __future__ import annotations

from time import monotonic

from .connection import Connection
from .dialling import opened
from .way import Way

IDLE_SECONDS = 15.0
"""How long an unused connection is trusted: whatever lies between forgets quiet ones without a word."""


class Pool:
    """Connections to one server, all made the same way, as many at once as there are requests."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self._idle: list[tuple[float, Connection]] = []
        self._closed = False

    async def ask(self, request: bytes, safe: bool, silence: float | None) -> Connection:
        """A connection on which the answer has begun; `give` it back.

        The server may end a kept connection just when it is asked again: ``safe`` requests, which may be
        sent twice, are tried on another then.
        """
        while True:
            connection = self._kept() or await opened(self.way)
            kept = connection.answers > 0
            try:
                await connection.ask(request, silence)
            except BaseException as error:
                connection.abort()
                if kept and safe and isinstance(error, ConnectionError):
                    continue
                raise
            return connection

    def give(self, connection: Connection) -> None:
        """Take it back: for the next request where it can carry one, else it is ended."""
        if connection.free and not self._closed:
            self._idle.append((monotonic(), connection))
        else:
            connection.abort()

    def close(self) -> None:
        """End those that wait; the others end when they are given back."""
        self._closed = True
        while self._idle:
            self._idle.pop()[1].abort()

    def _kept(self) -> Connection | None:
        """The one that was used last, if it may still be alive."""
        while self._idle:
            since, connection = self._idle.pop()
            if connection.free and monotonic() - since < IDLE_SECONDS:
                return connection
            connection.abort()
        return None
