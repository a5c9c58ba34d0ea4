"""``hub scale``: another number of pods."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Replicas = Annotated[
    str, typer.Option("--replicas", "-r", metavar="N", help="How many pods there should be.")
]


@verb
def scale(
    asked: Asked,
    keys: o.Keys = None,
    replicas: Replicas = "",
    filter: o.Filter = "",  # noqa: A002
    dry_run: o.DryRun = False,
    yes: o.Yes = False,
    wait: o.Wait = False,
) -> int:
    """Change how many pods a workload has."""
    from hub.errors import Usage
    from hub.faces.cli.clusters import whole
    from hub.faces.cli.steering import Order, steer

    if not replicas:
        raise Usage("how many pods? add --replicas N")
    number = whole(replicas, "--replicas")
    return steer(asked, Order("scale", tuple(keys or ()), filter, dry_run, yes, wait, number))
