"""What the cluster's components said about some objects: `core/v1` Events, oldest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from hub.model import Obj, Ref
from hub.model.workload import Record

from .resource import EVENTS
from .session import Session


class Event(Record, frozen=True):
    """One thing said, maybe often. ``type`` is Normal or Warning."""

    time: datetime | None
    type: str
    reason: str
    message: str
    object: str
    count: int = 1
    source: str = ""


async def listed(session: Session, namespace: str = "") -> list[Obj]:
    """All events of a namespace, of all where it is empty: a field selector takes one uid only."""
    return list(Obj(msgspec.json.decode(await session.get(EVENTS.path(namespace)))).each("items"))


def chosen(found: Iterable[Obj], about: Collection[Ref] | None = None) -> list[Event]:
    """These events, of some objects alone where any are given. Oldest first.

    An object is known by its uid, or by kind and name where the uid is not known.
    """
    wanted = None if about is None else {ref.uid or (ref.kind, ref.namespace, ref.name) for ref in about}
    told = [event(each) for each in found if wanted is None or _names(each) & wanted]
    return sorted(told, key=lambda each: each.time.timestamp() if each.time else 0.0)


def event(raw: Obj) -> Event:
    """From the wire; whichever of its three times is the last."""
    times = [
        raw.time(path) for path in ("series.lastObservedTime", "lastTimestamp", "eventTime", "firstTimestamp")
    ]
    about = raw.at("involvedObject")
    return Event(
        time=max((time for time in times if time), default=raw.created),
        type=raw.text("type"),
        reason=raw.text("reason"),
        message=raw.text("message").strip(),
        object=f"{about.text('kind')}/{about.text('name')}",
        count=raw.number("series.count") or raw.number("count") or 1,
        source=raw.text("reportingComponent") or raw.text("source.component"),
    )


def _names(raw: Obj) -> set[object]:
    about = raw.at("involvedObject")
    return {about.text("uid"), (about.text("kind"), about.text("namespace"), about.text("name"))}
