"""``hub show``: everything about one workload."""

from __future__ import annotations

from collections.abc import Sequence

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb


@verb
def show(asked: Asked, key: o.Key, output: o.Document = "text", recorded: o.From = None) -> None:
    """Everything about one workload.

    Also of one that is gone, where `hub serve` recorded it.
    """
    import asyncio

    from hub.faces.cli import formats, remote

    formats.checked(output, formats.DOCUMENTS)
    if asked.server(recorded):
        remote.show(asked, key, output)
        return
    asyncio.run(_show(asked, key, output, recorded))


async def _show(asked: Asked, key: str, output: str, recorded: Sequence[str] | None) -> None:
    from hub.faces.cli import details, formats, gone
    from hub.service.measuring import measured

    async with asked.hub(recorded, [key]) as hub:
        workload, past = gone.find(hub, key)
        gone.tell(past, hub)
        if past is None:
            (workload,) = await measured(hub, [workload])
        if output != "text":
            formats.put_document(workload, output)
        else:
            details.put(workload, hub.now)
