"""A workload's root object as it is in the cluster, for people to read."""

from __future__ import annotations

from typing import Any

from hub.errors import NotFound
from hub.model import Ref, Workload

from .hub import Hub


async def masked(hub: Hub, workload: Workload) -> dict[str, Any]:
    """The whole object, read now with the rights of the hub's session, without secrets. Raises `HubError`."""
    from hub.cluster.objects import places, read
    from hub.cluster.redact import redacted

    root = workload.root
    if root is None:
        raise NotFound(f"{workload.key} has no object of its own; its pods are held together by labels")
    ref = Ref(root["apiVersion"], root["kind"], root.get("namespace", ""), root["name"])
    session = hub.live("a recording has manifests already")
    return redacted(await read(session, places(await hub.kinds()), ref), hub.registry.identity)
