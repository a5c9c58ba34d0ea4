"""``hub down``: end the cluster on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli.asked import Asked, verb
from hub.faces.cli.verbs.up import Name

Purge = Annotated[bool, typer.Option("--purge", help="Remove its data too.")]


@verb
def down(asked: Asked, name: Name = "local", purge: Purge = False) -> None:
    """End the local cluster.

    Every process of it ends. Its data stay for the next `hub up`, unless they are purged.
    """
    from hub.faces.cli import clusters

    clusters.provider().down(name, purge, clusters.say)
