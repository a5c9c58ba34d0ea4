"""Which ports a cluster listens on: chosen once, remembered, changed only when somebody else has them."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import fields

from hub.errors import HubError
from hub_local.records import Mode, Ports

_LOCAL = "127.0.0.1"
_NODES = 32
_KUBELETS = (10250, 30000)  # below those that the kernel gives to whoever connects somewhere


def choose(mode: Mode, known: Ports) -> Ports:
    """The ports for a start. Inside a namespace all but the one outside are free by nature."""
    if mode.namespaced:
        return Ports(outside=known.outside if free(known.outside) else _free(1)[0])
    remembered = [getattr(known, each.name) for each in fields(Ports)]
    if known.outside == known.apiserver and all(map(free, remembered)):
        return known
    apiserver, etcd, peer, scheduler, manager = _free(5)
    return Ports(apiserver, apiserver, etcd, peer, scheduler, manager, kubelet=_free_range())


def free(port: int) -> bool:
    if not port:
        return False
    try:
        socket.create_server((_LOCAL, port)).close()
    except OSError:
        return False
    return True


def _free_range() -> int:
    """The first of `_NODES` free ports in a row: each node's kubelet port follows the one before."""
    for first in range(*_KUBELETS, _NODES):
        if all(map(free, range(first, first + _NODES))):
            return first
    raise HubError(f"no {_NODES} ports in a row are free between {_KUBELETS[0]} and {_KUBELETS[1]}")


def _free(count: int) -> list[int]:
    """So many free ports, each another."""
    with ExitStack() as held:
        servers = [held.enter_context(socket.create_server((_LOCAL, 0))) for _ in range(count)]
        return [int(server.getsockname()[1]) for server in servers]
