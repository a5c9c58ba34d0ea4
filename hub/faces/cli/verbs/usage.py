"""``hub usage``: what was held and used over days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="A,B",
        help="user, queue, type, namespace, framework, category, phase, workload; user,queue at first.",
    ),
]
Since = Annotated[str, typer.Option("--since", metavar="TIME", help="The last 12h, 7d, 30d; 7d at first.")]


@verb
def usage(
    asked: Asked,
    by: By = "user,queue",
    since: Since = "7d",
    output: o.Output = "table",
    filter: o.Filter = "",  # noqa: A002  the option's name
) -> None:
    """What was held, used and wasted over days.

    Hours of GPUs, cores and GiB, how long it all waited and ran; also of workloads that are gone.
    `hub serve` records it; docs/metrics.md says how it is reckoned.

    \b
      hub usage -A --since 30d                     by user and queue
      hub usage -A --by namespace,type -o csv      for a spreadsheet
      hub usage --by workload --filter 'type=rayjob and phase=Failed'
    """
    from hub.errors import HubError
    from hub.faces.cli import formats, remote, times
    from hub.faces.cli.tables import usage as table
    from hub.history.tallying import Asked as Wanted
    from hub.service import past

    formats.checked(output)
    if asked.server():
        raise remote.refused(asked.settings.server)
    settings, now = asked.settings, datetime.now(UTC)
    words = tuple(dict.fromkeys(word.strip() for word in by.split(",") if word.strip()))
    span = times.length(since) or 7 * 86_400.0
    wanted = Wanted(words, now - timedelta(seconds=span), filter, past.namespaces(settings))
    if not past.kept(settings):
        raise HubError("nothing was ever recorded; `hub serve` records while it runs")
    with past.opened(settings) as reader:
        table.put(reader.tally(wanted, now), words, output)
