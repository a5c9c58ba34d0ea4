"""What `hub doctor` says of metric sources and of the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.faces.cli.findings import Finding
from hub.registry import registered
from hub.settings import Settings, history

if TYPE_CHECKING:
    from hub.service import Hub
    from hub.service.measuring import Asked


async def metrics(hub: Hub) -> list[Finding]:
    """Every metric source: what it gives, of how many pods, or why it does not."""
    from hub.service.measuring import Meter

    meter = Meter(hub)
    await meter.look()
    asked = {one.source.name for one in meter.asked}
    found = [_source(one) for one in meter.asked]
    for each in registered("hub_metric_sources")[0]:
        if each.record.name not in asked:
            what = f"{each.record.name} would give {', '.join(each.record.gives)}: it has no address"
            found.append(Finding("metrics", "note", what, f"set HUB_{each.record.name.upper()}_URL"))
    return found


def _source(one: Asked) -> Finding:
    gives = ", ".join(one.source.gives)
    if one.trouble:
        return Finding("metrics", "note", f"{one.source.name}: {one.trouble}", "what it gives is not shown")
    if one.pods is None:
        return Finding("metrics", "ok", f"{one.source.name}: not needed, others give {gives}")
    return Finding("metrics", "ok", f"{one.source.name} gives {gives} of {one.pods} pods")


def recorded(settings: Settings) -> Iterator[Finding]:
    """Whether somebody records, and where."""
    from datetime import UTC, datetime

    from hub.errors import HubError
    from hub.history.opening import shown
    from hub.service import past

    where, fix = shown(history(settings)), "`hub serve` records while it runs"
    if not past.kept(settings):
        yield Finding("history", "note", f"nothing was ever recorded at {where}", fix)
        return
    try:
        with past.opened(settings) as reader:
            stale = past.stale(reader, datetime.now(UTC))
    except HubError as error:
        what, _, remedy = str(error).partition("; ")
        yield Finding("history", "wrong", what, remedy)
        return
    if stale is None:
        yield Finding("history", "ok", f"recorded at {where}")
    else:
        when = f" since {stale:%Y-%m-%d %H:%M} UTC" if stale.year > 1970 else " of this cluster"
        yield Finding("history", "note", f"nothing is recorded{when} at {where}", fix)
