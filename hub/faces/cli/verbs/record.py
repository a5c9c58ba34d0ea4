"""``hub record``: save what is seen."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli.asked import Asked, verb

File = Annotated[
    str, typer.Argument(metavar="FILE", help="Where to; JSON where it ends in .json, else YAML.")
]


@verb
def record(asked: Asked, file: File) -> None:
    """Save what is seen, to be read again with --from.

    Without secret data and without env values.

    \b
      hub record seen.yaml && hub ls --from seen.yaml
    """
    import asyncio

    asyncio.run(_record(asked, file))


async def _record(asked: Asked, file: str) -> None:
    from hub.faces.cli import screen
    from hub.service import asking

    async with asked.hub() as hub:
        count = await asking.record(hub, file)
    if file != "-":
        screen.note(f"{count} objects saved; `hub ls --from {file}` reads them")
