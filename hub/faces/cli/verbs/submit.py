"""``hub submit -f``: create what a manifest says."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

File = Annotated[
    list[str] | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="Manifest: YAML or JSON, - for stdin; may be repeated."
    ),
]


@verb
def submit(asked: Asked, files: File = None, dry_run: o.DryRun = False, wait: o.Wait = False) -> int:
    """Create the objects of a manifest.

    \b
      hub submit -f rayjob.yaml --wait   and wait: until a job has ended, or a service runs
      hub submit -f rayjob.yaml --dry-run
    """
    import asyncio

    from hub.errors import Usage

    if not files:
        raise Usage("submit what? name a manifest: `hub submit -f FILE`")
    return asyncio.run(_submit(asked, files, dry_run, wait))


async def _submit(asked: Asked, files: list[str], dry_run: bool, wait: bool) -> int:
    from hub.faces.cli import screen, waiting
    from hub.service import acting

    async with asked.hub() as hub:
        keys = []
        for done in await acting.submit(hub, files, dry_run=dry_run):
            screen.say(done.text)
            keys += [done.key] if done.key else []
        if not wait or dry_run:
            return 0
        codes = [await waiting.until(hub, key, "submit") for key in keys]
    return next((code for code in codes if code), 0)
