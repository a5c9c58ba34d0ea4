"""New workloads from a text that somebody sent: read whole and measured before anything is created."""

from __future__ import annotations

from typing import Any

from hub.errors import Usage
from hub.model import Create

from . import submitting
from .acting import Submitted, row
from .hub import Hub

DEEPEST = 64
"""Levels of a manifest. Kubernetes' own deepest, JSON schemas, have some 30."""
MOST = 100_000
"""Values in all manifests together: YAML's aliases make billions from a few lines."""
OBJECTS = 100


async def receive(hub: Hub, text: bytes, *, dry_run: bool = False, together: bool = False) -> list[Submitted]:
    """Create these objects, in order, with the rights of the hub's own session. Raises `HubError`.

    ``together``: the first is the root; the others belong to it, and all are made or none.
    """
    from hub.cluster.effects import Effects
    from hub.cluster.objects import places
    from hub.cluster.recording import manifests

    read = [manifest.object for manifest in manifests("the body", text)]
    _measure(read)
    if together:
        return await submitting.make(hub, read, dry_run=dry_run)
    effects = Effects(hub.live(), places(await hub.kinds()), dry_run=dry_run)
    done = await effects.perform([Create(manifest) for manifest in read])
    return [Submitted(each.text, row(hub, each.object)) for each in done]


def _measure(objects: list[dict[str, Any]]) -> None:
    """Raises `Usage` for what no API server would take."""
    if not objects:
        raise Usage("the body has no object; send a manifest with apiVersion, kind and metadata.name")
    if len(objects) > OBJECTS:
        raise Usage(f"the body has {len(objects)} objects, and one request takes {OBJECTS}; send several")
    values, level, count = list(objects), 0, 0
    while values:
        values = [inner for value in values for inner in _inside(value)]
        level, count = level + 1, count + len(values)
        if level > DEEPEST or count > MOST:
            limit = f"deeper than {DEEPEST} levels" if level > DEEPEST else f"larger than {MOST} values"
            raise Usage(f"the body is {limit}; is it a manifest?")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
