"""``hub logs``: what the containers of a workload wrote, merged."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

if TYPE_CHECKING:
    from hub.faces.cli.logged import Wanted

Follow = Annotated[bool, typer.Option("--follow", "-f", help="Keep printing what comes.")]
Previous = Annotated[
    bool, typer.Option("--previous", "-p", help="Of the containers before the last restart.")
]
Since = Annotated[str, typer.Option("--since", metavar="TIME", help="Only the last 10m, 2h, 3d.")]
PodName = Annotated[str, typer.Option("--pod", metavar="NAME", help="Only this pod.")]
ContainerName = Annotated[str, typer.Option("--container", "-c", metavar="NAME", help="Only this container.")]
Grep = Annotated[str, typer.Option("--grep", metavar="PATTERN", help="Only lines in which this is found.")]
Download = Annotated[str, typer.Option("--download", metavar="FILE", help="Write to a file instead.")]


@verb
def logs(
    asked: Asked,
    key: o.Key,
    follow: Follow = False,
    previous: Previous = False,
    since: Since = "",
    pod: PodName = "",
    container: ContainerName = "",
    grep: Grep = "",
    download: Download = "",
    recorded: o.From = None,
) -> None:
    """What a workload's containers wrote, merged.

    Each line has its pod before it where there are several.

    \b
      hub logs rayjob/default/train -f           as it comes
      hub logs job/default/crunch --previous     of what crashed
      hub logs KEY --pod NAME --grep 'error|oom'
    """
    import asyncio

    from hub.faces.cli import times
    from hub.faces.cli.logged import Wanted
    from hub.faces.cli.writing import to

    wanted = Wanted(pod, container, previous, follow, times.length(since), Wanted.pattern(grep))
    with to(download) as out:
        asyncio.run(_logs(asked, key, wanted, out, recorded))


async def _logs(asked: Asked, key: str, wanted: Wanted, out: TextIO, recorded: Sequence[str] | None) -> None:
    from hub.service import reading

    async with asked.hub(recorded, [key]) as hub:
        many = not wanted.pod and reading.several(hub, key)
        async with aclosing(reading.logs(hub, key, wanted.asked(hub.now))) as lines:
            async for line in lines:
                if wanted.shows(line.text):
                    out.write(wanted.written(line, many) + "\n")
                    if wanted.follow:
                        out.flush()
