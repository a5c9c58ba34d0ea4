"""What is said between a face outside and the supervisor inside: one message, one answer, over a socket file.

A socket file is reachable from every network namespace. Packets keep messages whole,
and a listening socket can travel with one.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub_local.records import Component, ComponentStatus

LARGEST = 200_000  # bytes of one message; below the kernel's default send buffer (net.core.wmem_default)
_CREDENTIALS = struct.Struct("3i")  # process, user, group (unix(7), SO_PEERCRED)
PATIENCE = 60.0  # seconds for an answer: stopping a component may take its grace


@dataclass(frozen=True)
class Message:
    """What the supervisor shall do: `start` (a component), `stop` (a name), `status`, `end` (everything)."""

    act: str
    component: Component | None = None
    name: str = ""


@dataclass(frozen=True)
class Answer:
    components: tuple[ComponentStatus, ...] = ()
    changed: bool = False  # whether the message changed anything
    error: str = ""


def ask(control: Path, message: Message, sockets: Sequence[socket.socket] = ()) -> Answer:
    """Send one message and wait for the answer. Raises OSError when nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection, _short(control) as address:
        connection.settimeout(PATIENCE)
        connection.connect(address)
        socket.send_fds(connection, [msgspec.json.encode(message)], [each.fileno() for each in sockets])
        answer = connection.recv(LARGEST)
    if not answer:
        raise ConnectionResetError("the supervisor went away")
    return msgspec.json.decode(answer, type=Answer)


def listener(control: Path) -> int | None:
    """The number, as seen from here, of the process that listens; None when none does. It need not answer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection, _short(control) as address:
        try:
            connection.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        return int(_CREDENTIALS.unpack(credentials)[0])


def listen(control: Path) -> socket.socket:
    control.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with _short(control) as address:
        server.bind(address)
    server.listen()
    return server


def receive(connection: socket.socket) -> tuple[Message, list[int]]:
    """One message and the file descriptors that came with it. EOFError when none comes."""
    connection.settimeout(PATIENCE)
    data, descriptors, _, _ = socket.recv_fds(connection, LARGEST, 4)
    if not data:
        raise EOFError
    return msgspec.json.decode(data, type=Message), descriptors


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Another name of the file: a socket's address has room for 107 bytes only (unix(7))."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
