"""Workloads that are no longer on the cluster: as they were last, where somebody recorded them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.core.spans import spoken
from hub.errors import NotFound
from hub.faces.cli import screen

if TYPE_CHECKING:
    from hub.history.records import Past
    from hub.model import Workload
    from hub.service import Hub


def find(hub: Hub, key: str) -> tuple[Workload, Past | None]:
    """One workload: of the cluster, or else of the history. Raises `NotFound` where neither has it."""
    try:
        return hub.find(key), None
    except NotFound:
        past = remembered(hub, key)
        if past is None:
            raise
        return past.workload, past


def remembered(hub: Hub, key: str) -> Past | None:
    """What the history has of this key; nothing for a recording."""
    from hub.service.past import gone

    return gone(hub.settings, key) if hub.session is not None else None


def tell(past: Past | None, hub: Hub) -> None:
    """Who reads of something that is gone must know that it is."""
    if past is not None:
        at = past.gone or past.seen
        screen.note(f"it is gone; this is how it was {spoken((hub.now - at).total_seconds())} ago")
