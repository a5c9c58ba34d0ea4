"""The ways into a Ray cluster: what its head opens, as its status names it."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Connection, Obj

DEFAULTS = {"dashboard": 8265, "client": 10001}
"""Before the operator has written any (KubeRay 1.6.2, controllers/ray/utils/constant.go)."""
FIRST = ("dashboard", "serve", "client")


def ways(status: Obj, cluster: str) -> Iterator[Connection]:
    """From the ``status`` of a RayCluster; the dashboard first."""
    service = status.text("head.serviceName") or f"{cluster}-head-svc"
    ports = {name: int(port.raw) for name, port in status.items("endpoints") if str(port.raw).isdecimal()}
    ports = ports or DEFAULTS
    for name in sorted(ports, key=lambda name: (name not in FIRST, name)):
        yield Connection(name=name, port=ports[name], service=service)
