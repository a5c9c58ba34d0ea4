"""Who uses how much, once or live."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Coroutine, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

import msgspec

from hub.core.ranking import Consumer, ranked
from hub.core.times import EPOCH
from hub.errors import Usage
from hub.faces.cli import formats, screen
from hub.faces.cli.asked import Asked
from hub.faces.cli.layout import Piece, table
from hub.faces.cli.tables import top
from hub.service import consuming
from hub.service.measuring import Meter

if TYPE_CHECKING:
    from rich.live import Live

    from hub.service import Hub

EVERY = 5.0
"""Seconds between two looks."""


async def show(asked: Asked, key: str, by: str, order: str, output: str, watch: bool) -> None:
    ranked((), {}, by, order, EPOCH)  # what is wrong is said before anybody waits
    if watch and output not in ("table", "wide", "json"):
        raise Usage(f"--watch goes with table, wide and json, not with {output}")
    async with asked.hub(None, [key] if key else []) as hub:
        meter = Meter(hub)
        if watch:
            await _live(Shown(hub, meter, key, by, order), output)
            return
        await consuming.counted(meter)
        rows = await consuming.top(hub, meter, key, by, order)
        top.put(rows, output, by)
        _tell(meter)


def _tell(meter: Meter) -> None:
    """Who reads numbers must know where none could be had."""
    if all(one.pods is None for one in meter.asked):
        troubles = "; ".join(f"{one.source.name}: {one.trouble}" for one in meter.asked if one.trouble)
        screen.note(
            f"nothing tells what pods use ({troubles or 'no metric source applies'}); see `hub doctor`"
        )


class Shown:
    """What is shown, and how it went while it was."""

    def __init__(self, hub: Hub, meter: Meter, key: str, by: str, order: str) -> None:
        self.hub, self.meter, self.key, self.by, self.order = hub, meter, key, by, order
        self._held: dict[str, int] = {}
        self._went: dict[str, deque[float | None]] = defaultdict(lambda: deque(maxlen=consuming.POINTS))

    async def rows(self) -> list[Consumer]:
        """Look anew."""
        await self.meter.look()
        found = await consuming.top(self.hub, self.meter, self.key, self.by, self.order)
        return [self._followed(row) for row in found]

    def _followed(self, row: Consumer) -> Consumer:
        went = self._went[row.name]
        went.append((row.usage or {}).get("cpu"))
        return row if row.series else msgspec.structs.replace(row, series=tuple(went))

    def lines(self, rows: Sequence[Consumer], wide: bool) -> list[list[Piece]]:
        if not rows:
            return [[(top.NOTHING, "dim")]]
        columns = [each for each in top.columns(self.by) if wide or not each.wide]
        return table(columns, rows, (screen.room() or 100) - 2, self._held)


async def _live(shown: Shown, output: str) -> None:
    if output == "json" or not screen.terminal():
        await _printed(shown, output)
        return
    from rich.live import Live

    with Live(console=screen.console(), auto_refresh=False, vertical_overflow="crop") as live:
        await _beside(shown, _drawn(shown, live, output == "wide"))


async def _beside(shown: Shown, drawing: Coroutine[None, None, None]) -> None:
    """Follow the cluster meanwhile: pods come and go."""
    task = asyncio.create_task(drawing)
    try:
        async with aclosing(shown.hub.changes()) as batches:
            async for _ in batches:
                if task.done():
                    break
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _drawn(shown: Shown, live: Live, wide: bool) -> None:
    while True:
        live.update(screen.rich_text(shown.lines(await shown.rows(), wide)), refresh=True)
        await asyncio.sleep(EVERY)


async def _printed(shown: Shown, output: str) -> None:
    async def on() -> None:
        while True:
            rows = await shown.rows()
            if output == "json":
                formats.put_json_line(formats.listed(rows))
            else:
                top.put(rows, output, shown.by)
                screen.say()
            screen.flush()
            await asyncio.sleep(EVERY)

    await _beside(shown, on())
