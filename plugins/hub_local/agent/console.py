"""The standard streams of a running container: into its log, to whoever is attached, and its input."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from hub_local.agent import logs

MOST_UNREAD = 1000
Chunk = tuple[str, bytes]
"""``stdout`` or ``stderr``, and what was written there; an empty one: the container is over."""


class Input(Protocol):
    """Where what a user types goes."""

    def write(self, data: bytes) -> None: ...
    def end(self) -> None: ...
    def resize(self, width: int, height: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Pipe:
    """The standard input of a program without a terminal; of one without input, nothing."""

    process: Process

    def write(self, data: bytes) -> None:
        if self.process.stdin is not None and not self.process.stdin.is_closing():
            self.process.stdin.write(data)

    def end(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()

    def resize(self, width: int, height: int) -> None:
        """A pipe has no size."""


class Console:
    def __init__(self, typed: Input, log: BinaryIO, tty: bool) -> None:
        self.input, self.tty, self._log = typed, tty, log
        self._listeners: set[asyncio.Queue[Chunk]] = set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Chunk]]:
        """All that is written from now on. Who is too slow misses some: a container never waits for it."""
        queue: asyncio.Queue[Chunk] = asyncio.Queue(MOST_UNREAD)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def copy(self, streams: dict[str, asyncio.StreamReader]) -> None:
        """Until the container has closed all of them."""
        with self._log:
            await asyncio.gather(*(self._copy(name, stream) for name, stream in streams.items()))
        self._tell("stdout", b"")

    async def _copy(self, name: str, stream: asyncio.StreamReader) -> None:
        # A terminal ends with an error when nobody has it open any more.
        with suppress(OSError):
            await logs.copy(stream, name, self._log, lambda data: self._tell(name, data))

    def _tell(self, name: str, data: bytes) -> None:
        for queue in self._listeners:
            with suppress(asyncio.QueueFull):
                queue.put_nowait((name, data))
