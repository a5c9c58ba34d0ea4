"""``hub exec`` and ``hub shell``: a command, or a shell, in a workload's main container."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Command = Annotated[
    list[str] | None, typer.Argument(metavar="-- CMD…", help="The command and its arguments.")
]
PodName = Annotated[str, typer.Option("--pod", metavar="NAME", help="In this pod; else the leading one.")]
ContainerName = Annotated[str, typer.Option("--container", "-c", metavar="NAME", help="In this container.")]
Stdin = Annotated[bool, typer.Option("--stdin", "-i", help="What is typed or piped here is its input.")]
Terminal = Annotated[bool, typer.Option("--tty", "-t", help="It has a terminal.")]
SHELL = ("sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh")


@verb
def exec(  # noqa: A001
    asked: Asked,
    key: o.Key,
    command: Command = None,
    pod: PodName = "",
    container: ContainerName = "",
    stdin: Stdin = False,
    tty: Terminal = False,
) -> int:
    """Run a command in a workload's main container.

    It ends with the command's own exit code.

    \b
      hub exec rayjob/default/train -- ray status
      hub exec job/default/crunch -i -- tar xf - < data.tar
    """
    import asyncio

    from hub.errors import Usage
    from hub.faces.cli import entering

    if not command:
        raise Usage(f"which command? write for instance `hub exec {key} -- ls`; `hub shell {key}` is a shell")
    wish = entering.Wish(tuple(command), pod, container, stdin or tty, tty)
    return asyncio.run(entering.enter(asked, key, wish))


@verb
def shell(asked: Asked, key: o.Key, pod: PodName = "", container: ContainerName = "") -> int:
    """Open a shell in a workload's main container."""
    import asyncio
    import sys

    from hub.faces.cli import entering

    wish = entering.Wish(SHELL, pod, container, True, sys.stdin.isatty())
    return asyncio.run(entering.enter(asked, key, wish))
