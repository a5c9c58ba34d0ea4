"""One HTTP/1.1 connection that carries one request and its answer at a time.

asyncio moves the bytes, httptools (llhttp, the parser of Node.js) reads them. There are client libraries
that would do this; importing the usual one costs a third of a whole `hub ls` (`docs/performance.md`), and
of what it can do the hub needs no more than stands here, in `dialling` and in `pool`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

CHUNK = 1 << 20
"""Bytes of a body that may wait to be read before the server is held back."""
SIZED = (b"content-length", b"transfer-encoding")
"""Headers that tell where a body ends. Without them it ends with the connection (RFC 9112, 6.3)."""


class Lost(ConnectionError):
    """The connection ended before the answer did, or what came was no HTTP."""


class Connection(asyncio.Protocol):
    """Ask, then read the chunks of the answer's body to their end; `free` tells whether to ask again."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.status = 0
        """Of the last answer; 0 until its headers have come."""
        self.answers = 0
        """How many answers have begun on this connection."""
        self._parser = HttpResponseParser(self)
        self._came: list[bytes] = []
        self._held = 0
        self._whole, self._sized, self._lasting = True, False, False
        self._error: Exception | None = None
        self._news: asyncio.Future[None] | None = None

    async def ask(self, request: bytes, silence: float | None) -> int:
        """Send it; the status of its answer. Raises `Lost`, and `TimeoutError` after ``silence`` seconds."""
        self.status, self._whole, self._sized, self._lasting = 0, False, False, False
        self._parser = HttpResponseParser(self)
        self.transport.write(request)
        while not self.status:
            await self._more(silence)
        return self.status

    async def chunks(self, silence: float | None) -> AsyncIterator[bytes]:
        """The body as it comes. Raises like `ask`."""
        while True:
            if self._came:
                body, self._came, self._held = b"".join(self._came), [], 0
                self.transport.resume_reading()
                yield body
            elif self._whole:
                return
            else:
                await self._more(silence)

    async def body(self, silence: float | None) -> bytes:
        """All of it."""
        return b"".join([chunk async for chunk in self.chunks(silence)])

    @property
    def free(self) -> bool:
        """Whether the answer was read to its end, and another request may follow."""
        return self._whole and not self._came and self._lasting and not self.transport.is_closing()

    def abort(self) -> None:
        """End it at once: a polite end of TLS would wait for what is left of an endless body."""
        self.transport.abort()

    async def _more(self, silence: float | None) -> None:
        if self._error is not None:
            raise self._error
        self._news = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(silence):
            await self._news

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._error = Lost(f"what came is no HTTP: {error}")
            self.abort()
        if self._held > CHUNK:
            self.transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None and self.status and not self._sized:
            self._whole = True
        self._error = self._error or exc or Lost("the server closed the connection")
        self._wake()

    # what httptools calls

    def on_message_begin(self) -> None:
        if self._whole:
            raise Lost("nobody asked for it")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._sized = self._sized or name.lower() in SIZED

    def on_headers_complete(self) -> None:
        if (status := self._parser.get_status_code()) >= 200:  # before it there may be others, of 100 and on
            self.status, self.answers = status, self.answers + 1

    def on_body(self, body: bytes) -> None:
        self._came.append(body)
        self._held += len(body)

    def on_message_complete(self) -> None:
        self._whole = self.status > 0
        self._lasting = self._parser.should_keep_alive()


def request(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request. Raises `ValueError` for what would end a line before its time."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method not in ("GET", "CONNECT"):
        lines.append(f"Content-Length: {len(body)}")
    if broken := [line for line in lines if "\r" in line or "\n" in line]:
        raise ValueError(f"a line break in {broken[0].partition(':')[0]}")
    return "\r\n".join([*lines, "", ""]).encode() + body
