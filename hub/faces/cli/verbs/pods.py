"""``hub pods``: the pods of one workload, or of all."""

from __future__ import annotations

from collections.abc import Sequence

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb


@verb
def pods(asked: Asked, key: o.MaybeKey = None, output: o.Output = "table", recorded: o.From = None) -> None:
    """The pods of one workload, or of all, and what ails them."""
    import asyncio

    from hub.faces.cli import formats

    asyncio.run(_pods(asked, key, formats.checked(output), recorded))


async def _pods(asked: Asked, key: str | None, output: str, recorded: Sequence[str] | None) -> None:
    from hub.faces.cli.tables.pods import Row, put

    async with asked.hub(recorded, [key] if key else []) as hub:
        found = [hub.find(key)] if key else sorted(hub.workloads(), key=lambda one: one.key)
        rows = [Row(pod, one.key, role, hub.now) for one in found for pod, role in hub.pods(one.key)]
        put(rows, output, key)
