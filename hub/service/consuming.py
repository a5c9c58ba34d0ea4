"""Who uses how much now, for whoever looks: `hub top`, the API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from hub.core.ranking import Consumer, Load, ranked
from hub.errors import HubError

from . import past
from .measuring import Meter

if TYPE_CHECKING:
    from .hub import Hub

AGAIN = 5.0
"""Seconds to a second look, where a source has only counters."""
TRIES = 6
"""Kubelets count anew every 10 to 15 seconds."""
POINTS, SPAN = 20, timedelta(minutes=30)
"""Of the line that shows how it went lately."""


def loads(hub: Hub, key: str = "") -> list[Load]:
    """The pods of all workloads, or of one, each with its workload. Raises `NotFound`."""
    rows = [hub.find(key)] if key else hub.workloads()
    found = ((row, hub.board.subject(row)) for row in rows)
    return [Load(row, pod) for row, subject in found if subject for pod in subject.family.pods]


async def top(hub: Hub, meter: Meter, key: str, by: str, order: str) -> list[Consumer]:
    """All who use or hold something, the largest first; workloads with how it went, where recorded."""
    rows = ranked(loads(hub, key), meter.uses, by, order, hub.now)
    return lately(hub, rows) if by == "workload" else rows


async def counted(meter: Meter) -> None:
    """Look, and look again where processors are known by a counter alone: two of them make a rate."""
    await meter.look()
    for _ in range(TRIES):
        if all(use.cpu is not None or use.cpu_seconds is None for use in meter.uses.values()):
            return
        await asyncio.sleep(AGAIN)
        await meter.look()


def lately(hub: Hub, rows: Sequence[Consumer]) -> list[Consumer]:
    """With their processors of the last half hour; as they are where nothing is recorded."""
    if hub.session is None or not past.kept(hub.settings):
        return list(rows)
    try:
        with past.opened(hub.settings) as reader:
            return [
                msgspec.structs.replace(
                    row,
                    series=points((at.at, at.cpu) for at in reader.lately(row.name, hub.now - SPAN, hub.now)),
                )
                for row in rows
            ]
    except HubError:
        return list(rows)


def points(samples: Iterable[tuple[int, float | None]]) -> tuple[float | None, ...]:
    """The last samples, a gap for what lies far apart."""
    found = list(samples)[-POINTS * 9 :]
    step = min((b[0] - a[0] for a, b in pairwise(found) if b[0] > a[0]), default=10)
    wide = max(step, SPAN.total_seconds() / POINTS)
    if not found:
        return ()
    last = found[-1][0]
    cells: list[list[float]] = [[] for _ in range(POINTS)]
    for at, value in found:
        place = POINTS - 1 - int((last - at) / wide)
        if value is not None and place >= 0:
            cells[place].append(value)
    means = [sum(cell) / len(cell) if cell else None for cell in cells]
    first = next((at for at, mean in enumerate(means) if mean is not None), len(means))
    return tuple(means[first:])
