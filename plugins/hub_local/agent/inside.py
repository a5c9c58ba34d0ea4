"""Connections that begin inside a pod, where ``localhost`` is the pod's own."""

from __future__ import annotations

import asyncio
import socket
import threading

from hub_local.agent import syscalls
from hub_local.agent.services import Stream


async def connect(pid: int, port: int) -> Stream:
    """Connect to a port of the pod whose process this is. ``OSError`` when nobody listens."""
    made = await asyncio.to_thread(_socket_in, pid)
    try:
        await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", port))
    except OSError:
        made.close()
        raise
    return await asyncio.open_connection(sock=made)


def _socket_in(pid: int) -> socket.socket:
    """A socket of another network namespace: a thread enters it, makes the socket, and ends."""
    result: list[socket.socket | OSError] = []

    def make() -> None:
        try:
            with open(f"/proc/{pid}/ns/net", "rb") as namespace:
                syscalls.enter_network(namespace.fileno())
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            made.setblocking(False)
            result.append(made)
        except OSError as error:
            result.append(error)

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    if isinstance(result[0], OSError):
        raise result[0]
    return result[0]
