"""``hub history``: what happened to workloads, also to those that are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

if TYPE_CHECKING:
    from hub.history.reading import Question
    from hub.history.records import Told

Since = Annotated[str, typer.Option("--since", metavar="TIME", help="Only the last 10m, 2h, 3d.")]
Limit = Annotated[str, typer.Option("--limit", metavar="N", help="The last so many entries; 500 at first.")]


@verb
def history(
    asked: Asked,
    key: o.MaybeKey = None,
    output: o.Output = "table",
    filter: o.Filter = "",  # noqa: A002  the option's name
    search: o.Search = "",
    since: Since = "",
    limit: Limit = "",
) -> None:
    """What happened to a workload, newest last.

    Its phases and why, what people did, and the times in which nobody looked. `hub serve` records it; it
    is still there when the workload and its pods are gone.

    \b
      hub history rayjob/default/train
      hub history -A --filter 'phase=Failed and reason!=ReportedFailed' --since 7d
      hub history --search oom -o csv
    """
    from hub.faces.cli import clusters, formats, remote, times
    from hub.faces.cli.tables import history as table
    from hub.history.reading import PAGE, Question
    from hub.service import past

    formats.checked(output)
    if asked.server():
        remote.checked(filter=filter, search=search)
        last = clusters.whole(limit, "--limit", 1) or PAGE
        remote.history(asked, key or "", output, times.length(since), last)
        return
    now, span = datetime.now(UTC), times.length(since)
    settings = clusters.at_hand(asked.settings)
    question = Question(
        key=key or "",
        filter=filter,
        search=search,
        namespaces=() if key else past.namespaces(settings),
        since=None if span is None else now - timedelta(seconds=span),
        limit=clusters.whole(limit, "--limit", 1) or PAGE,
    )
    if past.kept(settings):
        with past.opened(settings) as reader:
            table.put(past.story(reader, question, now), now, output)
            _warn(past.stale(reader, now))
    else:
        table.put(_from_objects(asked, question), now, output)
        _warn(datetime.fromtimestamp(0, UTC))


def _from_objects(asked: Asked, question: Question) -> list[Told]:
    """Nobody has ever recorded: what the objects that are there tell of themselves."""
    import asyncio

    return asyncio.run(_told(asked, question))


async def _told(asked: Asked, question: Question) -> list[Told]:
    from hub.core.listing import listing
    from hub.service import past

    async with asked.hub(None, [question.key] if question.key else []) as hub:
        found = [hub.find(question.key)] if question.key else hub.workloads()
        chosen = listing(filter=question.filter, search=question.search).select(found, hub.now)
        entries = past.told(chosen, hub.now)
        return [one for one in entries if question.since is None or one.at >= question.since][
            -question.limit :
        ]


def _warn(since: datetime | None) -> None:
    """Who reads this must know when nobody looked."""
    from hub.faces.cli import screen
    from hub.model.objects import stamp

    if since is not None:
        when = f"since {stamp(since.replace(microsecond=0))}" if since.year > 1970 else "on this cluster"
        screen.note(f"nothing is recorded {when}; `hub serve` records while it runs")
