"""``hub connect``: a workload's ports on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Ports = Annotated[
    list[str] | None,
    typer.Option(
        "--port",
        "-p",
        metavar="[LOCAL:]NAME",
        help="Only this: its name or number, with a port of this machine or without; may be repeated.",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open the first in a browser.")]


@verb
def connect(asked: Asked, key: o.Key, port: Ports = None, open: Open = False) -> int:  # noqa: A002
    """Reach a workload's ports on this machine, until Ctrl-C.

    Through the API server, as kubectl's port-forward; a pod that is replaced is found again.

    \b
      hub connect rayjob/default/train --open      its dashboard
      hub connect deployment/default/web --port 9000:8000
    """
    import asyncio

    from hub.faces.cli import connecting

    return asyncio.run(connecting.connect(asked, key, tuple(port or ()), open))
