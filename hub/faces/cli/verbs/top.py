"""``hub top``: who uses how much now."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

By = Annotated[
    str,
    typer.Option(
        "--by", metavar="WHAT", help="workload, pod, node, user, queue, namespace, type, or any text field."
    ),
]
Sort = Annotated[
    str, typer.Option("--sort", metavar="WHAT", help="cpu, memory, gpu, gpuMemory, gpuPower, pods or name.")
]
Watch = Annotated[bool, typer.Option("--watch", "-w", help="Keep showing it, every few seconds.")]


@verb
def top(
    asked: Asked,
    key: o.MaybeKey = None,
    by: By = "",
    sort: Sort = "",
    output: o.Output = "table",
    watch: Watch = False,
) -> None:
    """What workloads use now, beside what they hold.

    The largest first; of one workload its pods. What is known comes from metric sources, which
    `hub doctor` lists; the line at the end is how processors were used in the last half hour, where
    `hub serve` records.

    \b
      hub top -A                           all namespaces
      hub top -A --by user --sort memory   summed up
      hub top rayjob/default/train -w      its pods, live
    """
    import asyncio

    from hub.faces.cli import formats, topped

    formats.checked(output)
    asyncio.run(topped.show(asked, key or "", by or ("pod" if key else "workload"), sort, output, watch))
