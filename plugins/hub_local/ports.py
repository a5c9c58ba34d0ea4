"""Which ports a cluster listens on: chosen once, remembered, changed only when somebody else has them."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import fields

from hub_local.records import Mode, Ports

_LOCAL = "127.0.0.1"


def choose(mode: Mode, known: Ports) -> Ports:
    """The ports for a start. Inside a namespace all but the one outside are free by nature."""
    if mode.namespaced:
        return Ports(outside=known.outside if free(known.outside) else _free(1)[0])
    remembered = [getattr(known, each.name) for each in fields(Ports)]
    if known.outside == known.apiserver and all(map(free, remembered)):
        return known
    apiserver, *others = _free(len(remembered) - 1)
    return Ports(apiserver, apiserver, *others)


def free(port: int) -> bool:
    if not port:
        return False
    try:
        socket.create_server((_LOCAL, port)).close()
    except OSError:
        return False
    return True


def _free(count: int) -> list[int]:
    """So many free ports, each another."""
    with ExitStack() as held:
        servers = [held.enter_context(socket.create_server((_LOCAL, 0))) for _ in range(count)]
        return [int(server.getsockname()[1]) for server in servers]
