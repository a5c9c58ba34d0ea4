"""``hub adapters``: what can be read and steered, and what cannot; and a package for one's own."""

from __future__ import annotations

from functools import wraps
from typing import Annotated, Any

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Name = Annotated[str, typer.Argument(metavar="NAME", help="The framework's name, in lower case.")]
Kind = Annotated[
    str, typer.Option("--kind", metavar="GROUP/Kind", help="The kind of object that owns the pods.")
]


@verb
def adapters(asked: Asked, output: o.Output = "table") -> int:
    """Which types are known, and what each can and cannot do."""
    from hub.faces.cli import faults, formats
    from hub.faces.cli.tables.adapters import put
    from hub.registry import load

    formats.checked(output)
    registry = load()
    put(registry, output)
    return faults.note(registry.faults)


@verb
def new(asked: Asked, name: Name, kind: Kind = "") -> None:
    """Write a package for an adapter of your own, into a new folder here.

    \b
      hub adapters new dask --kind kubernetes.dask.org/DaskCluster
    """
    from pathlib import Path

    from hub.faces.cli import screen
    from hub.faces.cli.skeleton import package
    from hub.registry import load

    folder = package.write(name, kind, Path(), load())
    screen.say(f"{folder} is written, with a README; now")
    screen.say(f"  pip install -e './{folder}[test]'")
    screen.say(f"  hub kit {name}")


def command() -> Any:
    """The verb with its part ``new``: the table where no part is named."""

    @wraps(adapters)
    def table(**given: Any) -> int | None:
        return None if given["ctx"].invoked_subcommand else adapters(**given)

    group = typer.Typer(add_completion=False, rich_markup_mode=None)
    group.callback(invoke_without_command=True, subcommand_metavar="[new NAME]")(table)
    group.command("new")(new)
    return typer.main.get_command(group)
