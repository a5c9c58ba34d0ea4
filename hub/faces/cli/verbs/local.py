"""``hub local``: a command inside the local cluster."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli.asked import Asked, verb

Command = Annotated[
    list[str] | None, typer.Argument(metavar="-- CMD…", help="The command and its arguments.")
]
ClusterName = Annotated[str, typer.Option("--cluster", metavar="NAME", help="Which local cluster.")]


@verb
def local(asked: Asked, command: Command = None, name: ClusterName = "local") -> int:
    """Run a command inside the local cluster's network.

    There, services have names and pods have addresses.

    \b
      hub local -- curl http://raytrain-head-svc.default:8265/api/version
    """
    from hub.errors import Usage
    from hub.faces.cli import clusters

    if not command:
        raise Usage("which command? write for instance `hub local -- curl http://my-service.default`")
    return clusters.provider().enter(name, command)
