"""``hub gang``: which pods start together, who is told, and manifests that say so themselves."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hub.faces.cli import completing
from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Key = Annotated[
    str | None,
    typer.Argument(metavar="[KEY]", help="A workload that is there.", autocompletion=completing.keys),
]
Files = Annotated[
    list[str] | None,
    typer.Option("--file", "-f", metavar="FILE", help="Manifest: YAML or JSON, - for stdin."),
]


@verb
def plan(
    asked: Asked,
    key: Key = None,
    files: Files = None,
    output: o.Document = "text",
    recorded: o.From = None,
) -> int:
    """Show the groups, their backend, objects and links.

    Nothing is done.

    \b
      hub gang plan rayjob/default/train     of a workload that is there
      hub gang plan -f rayjob.yaml           of a manifest that is not
    """
    import asyncio

    from hub.errors import Usage
    from hub.faces.cli import formats, ganging

    formats.checked(output, formats.DOCUMENTS)
    if bool(key) is bool(files):
        raise Usage("plan what? name one KEY, or manifests with -f FILE")
    return asyncio.run(ganging.plan(asked, key or "", files or (), output, recorded))


@verb
def inject(asked: Asked, files: Files = None) -> int:
    """Print manifests with the links in their pod templates.

    Group objects come before their root.

    \b
      hub gang inject -f job.yaml | hub submit -f -
    """
    import asyncio

    from hub.errors import Usage
    from hub.faces.cli import ganging

    if not files:
        raise Usage("inject into what? `hub gang inject -f FILE`")
    return asyncio.run(ganging.inject(asked, files))


@verb
def gang(asked: Asked) -> int:
    """Which pods start together or not at all, and who is told."""
    from hub.errors import Usage

    raise Usage("gang what? `hub gang plan KEY` shows a plan, `hub gang inject -f FILE` links a manifest")


def command() -> Any:
    """The verb's two parts."""
    group = typer.Typer(add_completion=False, rich_markup_mode=None, help=gang.__doc__)
    group.command("plan")(plan)
    group.command("inject")(inject)
    return typer.main.get_command(group)
