"""``hub events``: what Kubernetes noted about one workload, or about all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

if TYPE_CHECKING:
    from hub.service.events import Wanted

Since = Annotated[str, typer.Option("--since", metavar="TIME", help="Only the last 10m, 2h, 3d.")]


@verb
def events(
    asked: Asked,
    key: o.MaybeKey = None,
    output: o.Output = "table",
    filter: o.Filter = "",  # noqa: A002  the option's name
    search: o.Search = "",
    since: Since = "",
    recorded: o.From = None,
) -> None:
    """What Kubernetes noted about a workload, newest last.

    About its objects and pods; without a key, about everything. Kubernetes forgets them after an hour;
    where `hub serve` records, they are still there.

    \b
      hub events rayjob/default/train
      hub events --filter 'type=rayjob and event=Warning' --since 2d
    """
    import asyncio

    from hub.faces.cli import formats, remote, times
    from hub.service.events import Wanted

    formats.checked(output)
    wanted = Wanted(key or "", filter, search, times.length(since))
    if asked.server(recorded):
        remote.checked(filter=filter)
        remote.events(asked, wanted.key, output, search, wanted.since)
        return
    asyncio.run(_events(asked, output, wanted, recorded))


async def _events(asked: Asked, output: str, wanted: Wanted, recorded: Sequence[str] | None) -> None:
    from hub.faces.cli.tables.events import Row, put
    from hub.service.events import events

    async with asked.hub(recorded, [wanted.key] if wanted.key else []) as hub:
        put([Row(event, hub.now) for event in await events(hub, wanted)], output)
