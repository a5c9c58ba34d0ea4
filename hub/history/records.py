"""What is kept, as records: what the recorder writes and what is answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hub.model.workload import Record, Workload

EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Told(Record, frozen=True):
    """One entry of a history, of whatever sort: a step, an action, or a gap in which nobody recorded."""

    at: datetime
    kind: str
    key: str | None = None
    uid: str | None = None
    type: str | None = None
    phase: str | None = None
    reason: str = ""
    message: str = ""
    native: str = ""
    evidence: tuple[str, ...] = ()
    attempt: int | None = None
    gang_state: str | None = None
    until: datetime | None = None
    """Of a gap: its end."""


class Action(Record, frozen=True):
    """What somebody did. ``origin`` is the face it came by: cli, api, page."""

    at: datetime
    key: str
    uid: str
    verb: str
    who: str
    origin: str
    done: bool
    result: str


class Said(Record, frozen=True):
    """One Kubernetes event as it came, with the workload it is about where that is known."""

    uid: str
    workload: str
    namespace: str
    object: str
    object_uid: str
    type: str
    reason: str
    message: str
    source: str
    count: int
    first: datetime
    last: datetime


class Past(Record, frozen=True):
    """A workload as it was when it was last ``seen``; ``gone`` is when it was found to be there no more."""

    id: int
    seen: datetime
    gone: datetime | None
    workload: Workload


class Gap(Record, frozen=True):
    """A time in which nobody recorded."""

    begin: datetime
    end: datetime


def millis(time: datetime) -> int:
    """Whole milliseconds since 1970, as the tables have them; rounded down, so that order is kept."""
    return (time - EPOCH) // _MILLISECOND


def optional(time: datetime | None) -> int | None:
    return None if time is None else millis(time)


def instant(at: int) -> datetime:
    """The time of a table's milliseconds."""
    return EPOCH + at * _MILLISECOND


def maybe(at: int | None) -> datetime | None:
    return None if at is None else instant(at)
