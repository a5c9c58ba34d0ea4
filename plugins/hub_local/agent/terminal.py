"""A command on a pseudo terminal."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import struct
import termios
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

END_OF_INPUT = b"\x04"
SESSION = ["setsid", "--ctty"]
"""Before a command, in the PID namespace where it runs: a session leader with this controlling terminal."""


@dataclass(frozen=True, slots=True)
class Terminal:
    process: Process
    output: asyncio.StreamReader
    master: int
    transport: asyncio.ReadTransport

    @classmethod
    async def open(cls, argv: list[str], env: dict[str, str] | None, keep: Sequence[int] = ()) -> Self:
        """Start the command with the terminal as its standard streams; ``SESSION`` makes it its own.

        ``keep``: descriptors that it inherits.
        """
        master, slave = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *argv, env=env, stdin=slave, stdout=slave, stderr=slave, pass_fds=keep, start_new_session=True
        )
        os.close(slave)
        output = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), os.fdopen(master, "rb", 0)
        )
        return cls(process, output, master, transport)

    def close(self) -> None:
        """Hang up: what still runs on the terminal gets SIGHUP."""
        self.transport.close()

    def write(self, data: bytes) -> None:
        with suppress(OSError):
            os.write(self.master, data)

    def end(self) -> None:
        self.write(END_OF_INPUT)

    def resize(self, width: int, height: int) -> None:
        with suppress(OSError):
            fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
