"""Events: those that Kubernetes still has, and those that were recorded, each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from hub.core.times import EPOCH
from hub.errors import NotFound

from . import asking, past

if TYPE_CHECKING:
    from hub.cluster.events import Event

    from .hub import Hub


class Wanted(NamedTuple):
    """Which events. ``since`` is in seconds; a ``filter`` is on what is recorded alone."""

    key: str = ""
    filter: str = ""
    search: str = ""
    since: float | None = None


async def events(hub: Hub, wanted: Wanted) -> list[Event]:
    """Oldest first. Raises `NotFound` for a workload that neither the cluster nor the history knows."""
    found = {} if wanted.filter else await _live(hub, wanted)
    if hub.session is not None and past.kept(hub.settings):
        for event in _recorded(hub, wanted):
            live = found.get(_words(event))
            if live is None or live.count < event.count:
                found[_words(event)] = event
    return sorted(found.values(), key=lambda event: event.time or EPOCH)


async def _live(hub: Hub, wanted: Wanted) -> dict[tuple[str, ...], Event]:
    try:
        told = await asking.events(hub, wanted.key or None)
    except NotFound:
        if hub.session is None or past.gone(hub.settings, wanted.key) is None:
            raise
        return {}
    begin = _begin(hub, wanted) or EPOCH
    chosen = (each for each in told if (each.time or EPOCH) >= begin and _mentions(each, wanted.search))
    return {_words(each): each for each in chosen}


def _recorded(hub: Hub, wanted: Wanted) -> list[Event]:
    from hub.cluster.events import Event
    from hub.history.reading import Question

    question = Question(
        key=wanted.key,
        filter=wanted.filter,
        search=wanted.search,
        namespaces=() if wanted.key else hub.namespaces,
        since=_begin(hub, wanted),
    )
    with past.opened(hub.settings) as reader:
        found = reader.events(question, hub.now)
    return [Event(**{name: value for name, value in one.items() if name != "namespace"}) for one in found]


def _begin(hub: Hub, wanted: Wanted) -> datetime | None:
    return None if wanted.since is None else hub.now - timedelta(seconds=wanted.since)


def _mentions(event: Event, search: str) -> bool:
    text = f"{event.object} {event.type} {event.reason} {event.message}".casefold()
    return all(word in text for word in search.casefold().split())


def _words(event: Event) -> tuple[str, ...]:
    return event.object, event.type, event.reason, event.message, event.source
