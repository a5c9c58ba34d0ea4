"""``hub copy``: the same once more, as it was or changed."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change this and submit: spec.parallelism=4; may be repeated."
    ),
]
Edit = Annotated[bool, typer.Option("--edit", "-e", help="Open it in $EDITOR, and submit what is saved.")]
Name = Annotated[str, typer.Option("--name", metavar="NAME", help="Its name. Left out, one is made up.")]
Submit = Annotated[bool, typer.Option("--yes", "-y", help="Submit it as it is.")]


@verb
def copy(
    asked: Asked,
    key: o.Key,
    set: Set = None,  # noqa: A002
    edit: Edit = False,
    name: Name = "",
    yes: Submit = False,
    dry_run: o.DryRun = False,
    wait: o.Wait = False,
    follow: o.Follow = False,
    output: o.Document = "text",
) -> int:
    """Submit a workload once more, as it is or changed.

    Without a change it is printed, as `hub submit -f` takes it.

    \b
      hub copy rayjob/default/train                       what was submitted, for people to read
      hub copy job/default/crunch --set spec.parallelism=4
      hub copy job/default/crunch --edit --follow
    """
    import asyncio

    from hub.faces.cli import copied
    from hub.faces.cli.submitted import Way

    way = Way(dry_run, wait, follow, output)
    return asyncio.run(copied.copy(asked, key, copied.Wish(tuple(set or ()), edit, name, yes), way))
