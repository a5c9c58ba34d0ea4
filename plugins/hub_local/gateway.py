"""A port outside that leads inside: `python -m hub_local.gateway HOST:PORT`.

A socket belongs to the network namespace it was made in. So the listening socket is
made outside and comes here as standard input, and what is accepted from it is
connected to an address inside. The bytes stay in the kernel (splice).
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

CHUNK = 1 << 20  # bytes moved at once, and the size of the pipe between


def serve(listener: socket.socket, target: tuple[str, int]) -> None:
    """For ever: join each connection with one of its own to `target`, in threads."""
    while True:
        outside, _ = listener.accept()
        Thread(target=join, args=(outside, target), daemon=True).start()


def join(outside: socket.socket, target: tuple[str, int]) -> None:
    """Carry bytes both ways until both sides have said their last."""
    with outside, suppress(OSError), socket.create_connection(target, timeout=10) as inside:
        inside.settimeout(None)
        for each in (outside, inside):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        back = Thread(target=carry, args=(inside, outside), daemon=True)
        back.start()
        carry(outside, inside)
        back.join()


def carry(source: socket.socket, sink: socket.socket) -> None:
    """Carry bytes one way to the end, then pass the end on."""
    reading, writing = os.pipe()
    try:
        with suppress(OSError):
            while count := os.splice(source.fileno(), writing, CHUNK):
                _drain(count, lambda left: os.splice(reading, sink.fileno(), left))
    finally:
        os.close(reading)
        os.close(writing)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _drain(count: int, move: Callable[[int], int]) -> None:
    while count:
        count -= move(count)


def main(target: str) -> None:
    host, _, port = target.rpartition(":")
    serve(socket.socket(fileno=os.dup(sys.stdin.fileno())), (host, int(port)))


if __name__ == "__main__":
    main(sys.argv[1])
