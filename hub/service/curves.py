"""What one workload used over time, for whoever looks: from the samples that a server has kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.core.curves import MEASURED, Point, curve
from hub.core.samples import Sample
from hub.core.spans import seconds
from hub.core.times import EPOCH
from hub.errors import Usage
from hub.model import Workload
from hub.model.objects import moment
from hub.model.workload import Record

from . import past

if TYPE_CHECKING:
    from .hub import Hub

NOBODY = "nothing was recorded of it in this time; `hub serve` records while it runs"
RECORDING = "a recording of objects has no measurements; ask a server that follows the cluster"
UNMEASURED = "no metric source told what its pods use; `hub doctor` says what is looked for"


class Curve(Record, frozen=True):
    """Points ``step`` seconds apart, oldest first. ``message`` says why there is nothing to see."""

    key: str
    uid: str
    since: datetime
    until: datetime
    step: int
    items: Sequence[Point]
    message: str | None = None


def span(since: str, until: str, now: datetime) -> tuple[datetime, datetime]:
    """From when to when: times, or lengths of time before now. Raises `Usage`."""
    begin, end = _time("since", since, now), _time("until", until, now) if until else now
    if begin >= end:
        raise Usage(f"since ({since}) is not before until ({until or 'now'}); name an earlier one")
    return begin, end


async def measured(hub: Hub, workload: Workload, begin: datetime, end: datetime, most: int) -> Curve:
    """What it used, in at most so many points. Raises `HubError` where the history cannot be read."""
    found = await asyncio.to_thread(_samples, hub, workload, begin, end)
    step, points = curve(found, int(begin.timestamp()), int(end.timestamp()), most)
    told = _why(hub, points)
    return Curve(
        key=workload.key, uid=workload.uid, since=begin, until=end, step=step, items=points, message=told
    )


def _samples(hub: Hub, workload: Workload, begin: datetime, end: datetime) -> list[Sample]:
    if hub.session is None or not past.kept(hub.settings):
        return []
    with past.opened(hub.settings) as reader:
        return reader.lately(f"{workload.key}@{workload.uid}", begin, end)


def _why(hub: Hub, points: Sequence[Point]) -> str | None:
    looked = [point for point in points if point.seconds]
    if not looked:
        return RECORDING if hub.session is None else NOBODY
    known = any(getattr(point, name) is not None for point in looked for name in MEASURED)
    return None if known else UNMEASURED


def _time(name: str, text: str, now: datetime) -> datetime:
    length = seconds(text)
    try:
        found = moment(text) if length is None else now - timedelta(seconds=length)
    except OverflowError:
        found = EPOCH
    if found is None:
        raise Usage(f"{name} {text!r} is no time; write 2h, 3d or 2026-11-28T10:00:00Z")
    return max(found, EPOCH)
