"""``hub events``: what Kubernetes noted about one workload, or about all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Since = Annotated[str, typer.Option("--since", metavar="TIME", help="Only the last 10m, 2h, 3d.")]


@verb
def events(
    asked: Asked,
    key: o.MaybeKey = None,
    output: o.Output = "table",
    search: o.Search = "",
    since: Since = "",
    recorded: o.From = None,
) -> None:
    """What Kubernetes noted about a workload, newest last.

    About its objects and pods; without a key, about everything.
    """
    import asyncio

    from hub.faces.cli import formats, times

    asyncio.run(_events(asked, key, formats.checked(output), search, times.length(since), recorded))


async def _events(
    asked: Asked,
    key: str | None,
    output: str,
    search: str,
    since: float | None,
    recorded: Sequence[str] | None,
) -> None:
    from hub.faces.cli.tables.events import Row, put
    from hub.service import asking

    words = search.casefold().split()
    async with asked.hub(recorded, [key] if key else []) as hub:
        found = await asking.events(hub, key)
        chosen = [each for each in found if _recent(each.time, hub.now, since) and _mentions(each, words)]
        put([Row(event, hub.now) for event in chosen], output)


def _recent(time: datetime | None, now: datetime, since: float | None) -> bool:
    return since is None or (time is not None and (now - time).total_seconds() <= since)


def _mentions(event: Any, words: Sequence[str]) -> bool:
    text = f"{event.object} {event.type} {event.reason} {event.message}".casefold()
    return all(word in text for word in words)
