"""``hub ls --watch``: the table, kept up to date; or, into a pipe, one line for each change."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from hub.core.listing import Listing
from hub.errors import Usage
from hub.faces.cli import cells, formats, screen
from hub.faces.cli.columns import message
from hub.faces.cli.layout import Piece, shorten
from hub.faces.cli.workloads import View
from hub.model import Change, Workload

if TYPE_CHECKING:
    from rich.live import Live

    from hub.service import Hub

TICK = 1.0
"""Seconds after which ages are written anew. A picture that is the same as before is not drawn."""
MARGIN = 2
"""Cells left free: the ``^C`` that a terminal echoes would break a full line, and the picture with it."""


async def show(hub: Hub, wanted: Listing, view: View) -> None:
    """Until it is interrupted."""
    if view.output in ("yaml", "csv"):
        raise Usage(f"--watch goes with table, wide, json and name, not with {view.output}")
    if screen.terminal() and view.output in ("table", "wide"):
        await _table(hub, wanted, view)
    else:
        await _lines(hub, wanted, view)


async def _table(hub: Hub, wanted: Listing, view: View) -> None:
    from rich.live import Live

    picture = Picture(hub, wanted, view)
    with Live(console=screen.console(), auto_refresh=False, vertical_overflow="crop") as live:
        ticking = asyncio.create_task(_tick(picture, live))
        try:
            async with aclosing(hub.changes()) as batches:
                async for _ in batches:
                    picture.draw(live)
        finally:
            ticking.cancel()


async def _tick(picture: Picture, live: Live) -> None:
    while True:
        picture.draw(live)
        await asyncio.sleep(TICK)


class Picture:
    """The table as it is drawn: only when it is another one, and with columns that only grow."""

    def __init__(self, hub: Hub, wanted: Listing, view: View) -> None:
        self._hub, self._wanted, self._view = hub, wanted, view
        self._held: dict[str, int] = {}
        self._shown: list[list[Piece]] | None = None

    def draw(self, live: Live) -> None:
        lines = self.lines()
        if lines != self._shown:
            self._shown = lines
            live.update(screen.rich_text(lines), refresh=True)

    def lines(self) -> list[list[Piece]]:
        now = self._hub.now
        found = self._wanted.select(self._hub.workloads(), now)
        if not found:
            return [
                [("no workloads yet; this table follows the cluster, Ctrl-C ends it", "dim")],
                *self._stale(),
            ]
        return self._view.lines(found, now, self._held, MARGIN) + self._stale()

    def _stale(self) -> list[list[Piece]]:
        """What is not being read just now, so that nobody takes an old row for a new one."""
        room = (screen.room() or 100) - MARGIN
        ailing = [str(health) for health in self._hub.health() if health.state == "retrying"]
        more = [f"and {len(ailing) - 2} more kinds"] if len(ailing) > 2 else []
        shown = ailing[:2] + more
        return [[(shorten(f"not up to date: {cells.clean(words)}", room), "yellow")] for words in shown]


async def _lines(hub: Hub, wanted: Listing, view: View) -> None:
    """First what is there, then each change, a line each."""
    for workload in wanted.select(hub.workloads(), hub.now):
        tell(Change(None, workload), view.output)
    async with aclosing(hub.changes()) as batches:
        async for changes in batches:
            for change in changes:
                if any(one and wanted.has(one, hub.now) for one in (change.before, change.after)):
                    tell(change, view.output)


def tell(change: Change, output: str) -> None:
    """One change: for people, as JSON as kubectl's watch events are, or the key alone."""
    if output == "json":
        formats.put_json_line({"type": _event(change), "object": change.after or change.before})
    elif output == "name":
        screen.say(change.key)
    elif said := sentence(change):
        screen.say(said)
    screen.flush()


def sentence(change: Change) -> str:
    """``KEY  Pending → Running  2 of 2 required pods are ready``; nothing where no word of it changed."""
    before, after = change.before, change.after
    if after is None:
        return f"{change.key}  gone"
    if before is None:
        return f"{after.key}  {after.phase}  {message(after)}"
    if _said(before) == _said(after):
        return ""
    phase = after.phase.value if before.phase == after.phase else f"{before.phase} → {after.phase}"
    return f"{after.key}  {phase}  {cells.clean(message(after))}"


def _said(workload: Workload) -> tuple[str, str]:
    return workload.phase, message(workload)


def _event(change: Change) -> str:
    if change.after is None:
        return "DELETED"
    return "ADDED" if change.before is None else "MODIFIED"
