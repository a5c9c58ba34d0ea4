"""Sums over many workloads: how many in which phase, and what they hold, by any field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from hub.core import fields
from hub.core.listing import cell
from hub.errors import Usage
from hub.model import Phase, Workload
from hub.model.workload import Record

MOST = 1000
"""Groups that are told; the rest are summed up in one without a value."""
WAITING = 5


class Group(Record, frozen=True):
    """Workloads that are alike in a field. Amounts are what is asked for by those that hold something now."""

    value: Any
    count: int
    phases: dict[str, int]
    gpu: float
    cpu: float
    memory: int


class Waiting(Record, frozen=True):
    """A workload that waits, since when and why."""

    key: str
    since: datetime | None
    reason: str
    message: str


class Summary(Record, frozen=True):
    """Everything together, by a field where one was named, and what deserves a look."""

    total: Group
    by: str | None
    groups: tuple[Group, ...]
    waiting: tuple[Waiting, ...]
    failures: dict[str, int]


HOLDING = frozenset((Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING, Phase.DEGRADED))
"""Phases in which what was asked for is held, or queued for."""


def summary(workloads: Iterable[Workload], by: str, now: datetime) -> Summary:
    """Sums by a field (empty: by none), the largest group first. Raises `Usage` for a field that is none."""
    found = list(workloads)
    field = fields.find(by) if by else None
    if by and field is None:
        raise Usage(f"there is no field {by!r} to group by{fields.suggestion(by)}")
    sorted_in: dict[Any, list[Workload]] = defaultdict(list)
    for one in found if field else ():
        assert field is not None
        sorted_in[cell(field, one, now)].append(one)
    groups = sorted((group(value, of) for value, of in sorted_in.items()), key=_size)
    return Summary(
        total=group(None, found),
        by=field.name if field else None,
        groups=tuple(groups[:MOST]) + _rest(groups[MOST:], sorted_in),
        waiting=tuple(_waiting(found)),
        failures=dict(Counter(one.reason for one in found if one.phase is Phase.FAILED).most_common(20)),
    )


def group(value: Any, workloads: Sequence[Workload]) -> Group:
    """What these are together."""
    phases = Counter(one.phase.value for one in workloads)
    holding = [one.requests for one in workloads if one.phase in HOLDING]
    return Group(
        value=value,
        count=len(workloads),
        phases={phase.value: phases[phase.value] for phase in Phase if phases[phase.value]},
        gpu=sum(each.gpu for each in holding),
        cpu=round(sum(each.cpu for each in holding), 6),
        memory=sum(each.memory for each in holding),
    )


def _rest(groups: Sequence[Group], sorted_in: dict[Any, list[Workload]]) -> tuple[Group, ...]:
    left = [one for each in groups for one in sorted_in[each.value]]
    return (group(None, left),) if left else ()


def _size(one: Group) -> tuple[int, str]:
    return -one.count, str(one.value)


def _waiting(workloads: Iterable[Workload]) -> Iterable[Waiting]:
    """Those that have waited longest."""
    pending = [one for one in workloads if one.phase is Phase.PENDING and one.since is not None]
    pending.sort(key=lambda one: (one.since, one.key))
    return (Waiting(key=w.key, since=w.since, reason=w.reason, message=w.message) for w in pending[:WAITING])
