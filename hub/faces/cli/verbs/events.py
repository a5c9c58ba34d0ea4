"""``hub events``: what Kubernetes noted about one workload, or about all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple

import typer

from hub.faces.cli import cells
from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb
from hub.faces.cli.layout import Column


class Row(NamedTuple):
    """An event, and the time."""

    event: Any
    now: datetime


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
    from hub.faces.cli import listed

    words = search.casefold().split()
    async with asked.hub(recorded, [key] if key else []) as hub:
        rows = [
            Row(event, hub.now)
            for event in await hub.events(key)
            if _recent(event.time, hub.now, since) and _mentions(event, words)
        ]
        listed.put(
            rows,
            output,
            columns=COLUMNS,
            plain=lambda row: row.event,
            name=lambda row: f"{row.event.object} {row.event.reason}",
            nothing="no events; Kubernetes keeps them for an hour",
        )


def _recent(time: datetime | None, now: datetime, since: float | None) -> bool:
    return since is None or (time is not None and (now - time).total_seconds() <= since)


def _mentions(event: Any, words: Sequence[str]) -> bool:
    text = f"{event.object} {event.type} {event.reason} {event.message}".casefold()
    return all(word in text for word in words)


def _style(row: Row) -> str:
    return "yellow" if row.event.type == "Warning" else ""


COLUMNS: tuple[Column[Row], ...] = (
    Column("AGE", lambda row: cells.since(row.event.time, row.now), right=True),
    Column("TYPE", lambda row: row.event.type, style=_style),
    Column("REASON", lambda row: row.event.reason, least=12),
    Column("OBJECT", lambda row: row.event.object, least=16),
    Column("COUNT", lambda row: str(row.event.count), right=True),
    Column("SOURCE", lambda row: row.event.source, wide=True),
    Column("MESSAGE", lambda row: cells.clean(row.event.message), least=16),
)
