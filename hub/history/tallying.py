"""What workloads held and used over days, summed up by whatever they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from hub.errors import Usage, nearest
from hub.model.workload import Record

from . import sampling
from .filtering import OF_WORKLOADS, condition
from .records import millis
from .sampling import SCALES
from .schema import samples, transitions, workloads

BY = {
    "user": "submitted_by",
    "queue": "queue",
    "type": "type",
    "namespace": "namespace",
    "framework": "framework",
    "category": "category",
    "phase": "phase",
    "workload": "key",
}
"""What may be summed up by, and the column that has it."""
HOUR = 3600.0
GIB = 1024.0**3
_s, _t, _w = samples.c, transitions.c, workloads.c


class Asked(NamedTuple):
    """Which workloads, since when, by what."""

    by: tuple[str, ...]
    since: datetime
    filter: str = ""
    namespaces: tuple[str, ...] = ()


class Share(Record, frozen=True):
    """What some workloads held and used. Hours are of GPUs, cores and GiB; a share is of what was held.

    ``gpu_used``, ``cpu_used`` and what comes of them are absent where nobody measured it.
    """

    group: dict[str, str]
    workloads: int
    gpu_hours: float
    gpu_used: float | None
    gpu_idle_share: float | None
    gpu_wasted: float | None
    cpu_hours: float
    cpu_used: float | None
    cpu_wasted: float | None
    memory_hours: float
    memory_used: float | None
    pending_hours: float
    running_hours: float


def tally(connection: Connection, cluster: int, asked: Asked, now: datetime) -> list[Share]:
    """The shares, what held most GPUs first, then what held most processors."""
    columns = [_w[_column(word)] for word in asked.by]
    chosen = [_w.cluster_id == cluster]
    if asked.namespaces:
        chosen.append(_w.namespace.in_(asked.namespaces))
    if asked.filter.strip():
        chosen.append(condition(asked.filter, OF_WORKLOADS, now))
    begin, end = millis(asked.since), millis(now)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for query in (
        _samples(connection, cluster, columns, chosen, begin // 1000),
        _phases(columns, chosen, begin, end),
    ):
        for row in connection.execute(query).all():
            name = tuple(str(value or "") for value in row[: len(columns)])
            found.setdefault(name, {}).update(row._mapping)
    shares = [_share(dict(zip(asked.by, name, strict=True)), row) for name, row in found.items()]
    return sorted(shares, key=lambda each: (-each.gpu_hours, -each.cpu_hours, *each.group.values()))


def _column(word: str) -> str:
    if word not in BY:
        raise Usage(f"usage is not summed up by {word!r}{nearest(word, BY)}; there are {', '.join(BY)}")
    return BY[word]


def _samples(
    connection: Connection, cluster: int, columns: Sequence[Any], chosen: Sequence[Any], begin: int
) -> sa.Select[Any]:
    sums = {name: _sum(_s[name]) for name in ("cpu", "cpu_held", "memory", "memory_held", "gpu", "gpu_held")}
    known = {f"{name}_known": _sum(_s[f"{name}_held"], _s[name].is_not(None)) for name in ("cpu", "gpu")}
    return (
        sa.select(
            *columns,
            *(value.label(name) for name, value in (sums | known).items()),
            sa.func.sum(_s.idle).label("idle"),
        )
        .select_from(samples.join(workloads))
        .where(*chosen, _s["at"] >= begin, sampling.complete(connection, cluster))
        .group_by(*columns)
    )


def _sum(amount: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    product = amount * _s.seconds
    return sa.func.sum(product if where is None else sa.case((where, product)))


def _phases(columns: Sequence[Any], chosen: Sequence[Any], begin: int, end: int) -> sa.Select[Any]:
    """How many there were in that time, and for how long they waited and ran, over all attempts."""
    following = sa.func.lead(_t["at"]).over(partition_by=_t.workload_id, order_by=(_t["at"], _t.id))
    steps = sa.select(
        _t.workload_id,
        _t.phase,
        _t.kind,
        _t["at"].label("begin"),
        sa.func.coalesce(following, end).label("end"),
    ).subquery()
    c = steps.c
    start = sa.case((c.begin < begin, begin), else_=c.begin)
    length = sa.case((c.end > start, c.end - start), else_=0)
    sums = {
        "pending": sa.case((c.phase.in_(("Creating", "Pending", "Initializing")), length), else_=0),
        "running": sa.case((c.phase.in_(("Running", "Degraded")), length), else_=0),
    }
    there = c.end > begin, c.kind != "gone"
    number = sa.func.count(sa.distinct(c.workload_id)).label("number")
    return (
        sa.select(*columns, number, *(sa.func.sum(value).label(name) for name, value in sums.items()))
        .select_from(steps.join(workloads, c.workload_id == _w.id))
        .where(*chosen, *there)
        .group_by(*columns)
    )


def _share(group: dict[str, str], row: dict[str, Any]) -> Share:
    gpu, cpu = _hours(row, "gpu_held", "gpu"), _hours(row, "cpu_held", "cpu")
    gpu_used, cpu_used = _used(row, "gpu"), _used(row, "cpu")
    idle = row.get("idle")
    known = _hours(row, "gpu_known", "gpu")
    return Share(
        group=group,
        workloads=int(row.get("number") or 0),
        gpu_hours=gpu,
        gpu_used=gpu_used,
        gpu_idle_share=round(float(idle) / 1000 / HOUR / known, 4) if idle is not None and known else None,
        gpu_wasted=None if gpu_used is None else max(round(known - gpu_used, 6), 0.0),
        cpu_hours=cpu,
        cpu_used=cpu_used,
        cpu_wasted=None
        if cpu_used is None
        else max(round(_hours(row, "cpu_known", "cpu") - cpu_used, 6), 0.0),
        memory_hours=_hours(row, "memory_held", "memory") / GIB,
        memory_used=None if row.get("memory") is None else _hours(row, "memory", "memory") / GIB,
        pending_hours=float(row.get("pending") or 0) / 1000 / HOUR,
        running_hours=float(row.get("running") or 0) / 1000 / HOUR,
    )


def _hours(row: dict[str, Any], name: str, unit: str) -> float:
    return round(float(row.get(name) or 0) / SCALES[unit] / HOUR, 6)


def _used(row: dict[str, Any], name: str) -> float | None:
    return None if row.get(name) is None else _hours(row, name, name)
