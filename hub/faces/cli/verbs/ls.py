"""``hub ls``: the table of workloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

if TYPE_CHECKING:
    from hub.core.listing import Listing
    from hub.faces.cli.selecting import Selection
    from hub.faces.cli.workloads import View


@verb
def ls(
    asked: Asked,
    types: o.Types = None,
    output: o.Output = "table",
    filter: o.Filter = "",  # noqa: A002  the option's name
    search: o.Search = "",
    selector: o.Selector = "",
    phase: o.Phases = None,
    sort: o.Sort = "",
    columns: o.Columns = "",
    tree: Annotated[bool, typer.Option("--tree", help="Show children below their parents.")] = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Keep showing it as it changes.")] = False,
    recorded: o.From = None,
) -> None:
    """The table of workloads.

    \b
      hub ls -A                            all namespaces
      hub ls rayjob --phase Running        the Ray jobs that run
      hub ls --filter 'gpu>=2 and age>1h'  what holds GPUs for long
      hub ls --sort -gpu,age -o wide       the largest first, with more columns
      hub ls --watch                       live

    \b
    Fields for --filter, --sort and --columns are those of `-o json` (phase, submittedBy, gang.state,
    created…), and: gpu cpu memory user age duration desired minimum ready pending initializing
    succeeded failed.
    """
    import asyncio

    from hub.core.listing import listing
    from hub.errors import Usage
    from hub.faces.cli import remote
    from hub.faces.cli.selecting import Selection
    from hub.faces.cli.workloads import View

    if watch and recorded:
        raise Usage("a recording does not change; leave out --watch or --from")
    phases = remote.phases(phase)
    wanted = listing(types=types or (), phase=phases, filter=filter, search=search, order=sort)
    labels = Selection(selector)
    view = View(output, columns, tree)
    if asked.server(recorded):
        which = {"types": types or (), "phases": phases, "filter": filter, "search": search}
        remote.ls(asked, view, watch, **which, sort=sort, selector=selector)
        return
    asyncio.run(_ls(asked, wanted, labels, view, watch, recorded))


async def _ls(
    asked: Asked,
    wanted: Listing,
    labels: Selection,
    view: View,
    watch: bool,
    recorded: Sequence[str] | None,
) -> None:
    from dataclasses import replace

    from hub.faces.cli import selecting, workloads

    async with asked.hub(recorded) as hub:
        selecting.known(hub, wanted.types)
        wanted = replace(wanted, labelled=labels.of(hub))
        if watch:
            from hub.faces.cli import live

            await live.show(hub, wanted, view)
            return
        rows = hub.workloads()
        if view.output in ("wide", "json", "yaml") or wanted.names("usage") or "usage" in view.named.lower():
            from hub.service.measuring import measured

            rows = await measured(hub, rows)
        found = wanted.select(rows, hub.now)
        workloads.put(found, hub.now, view)
        selecting.tell(hub, bool(found), view.output)
