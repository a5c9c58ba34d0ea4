"""``hub explain``: why a workload is as it is."""

from __future__ import annotations

from collections.abc import Sequence

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb


@verb
def explain(asked: Asked, key: o.Key, output: o.Document = "text", recorded: o.From = None) -> None:
    """Why a workload is in its phase, and what it waits for.

    In plain words: the first cause in one sentence, what the phase was read from, why these pods are its
    own, what keeps them from running, and what to do next.
    """
    import asyncio

    from hub.faces.cli import formats, remote

    formats.checked(output, formats.DOCUMENTS)
    if asked.server(recorded):
        remote.explain(asked, key, output)
        return
    asyncio.run(_explain(asked, key, output, recorded))


async def _explain(asked: Asked, key: str, output: str, recorded: Sequence[str] | None) -> None:
    from hub.faces.cli import formats, prose
    from hub.service import asking

    async with asked.hub(recorded, [key]) as hub:
        told = await asking.explain(hub, key)
    if output != "text":
        formats.put_document(told, output)
    else:
        prose.put_explanation(told)
