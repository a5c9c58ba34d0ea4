"""What workloads used, as the tables have it: written, summed up, let go of, and asked for."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from hub.core.samples import MEANS, PEAKS, STEPS, Sample

from .schema import AMOUNTS, rollups, samples, workloads
from .writing import insert

KEPT = {10: 2 * 3600, 60: 2 * 86_400}
"""Seconds for which samples of a step are kept; those of 10 minutes as long as their workload."""
SCALES = dict.fromkeys(AMOUNTS, 1000.0) | dict.fromkeys(
    ("memory", "memory_peak", "memory_held", "gpu_memory"), 1 / 1024
)
"""What makes whole numbers of our units."""
_s = samples.c


def write(connection: Connection, step: int, looks: Iterable[tuple[int, Sample]]) -> None:
    """Samples of one step, each with its workload's number. What is there already stays."""
    values = [_values(number, step, one) for number, one in looks]
    if values:
        connection.execute(insert(connection, samples).on_conflict_do_nothing(), values)


def roll_up(connection: Connection, cluster: int, now: int) -> None:
    """Sum up what is complete, and let go of what is old. ``now`` is in seconds since 1970."""
    for fine, coarse in pairwise(STEPS):
        end = now // coarse * coarse
        begin = _until(connection, cluster, coarse, max(end - KEPT[fine], 0))
        if begin < end:
            connection.execute(_sum(connection, cluster, fine, coarse, begin, end))
            _mark(connection, cluster, coarse, end)
    for step, seconds in KEPT.items():
        old = (
            _s.step == step,
            _s["at"] < now - seconds,
            _s.workload_id.in_(_lately(cluster, now - 86_400 - seconds)),
        )
        connection.execute(sa.delete(samples).where(*old))


def series(connection: Connection, number: int, cluster: int, begin: int, end: int) -> list[Sample]:
    """A workload's samples from ``begin`` to ``end``: the finest that are kept for so long a span.

    Where a Prometheus keeps the finer ones, there are none but the coarsest.
    """
    mine = sa.select(samples).where(_s.workload_id == number, _s["at"] >= begin, _s["at"] < end)
    minutes = _until(connection, cluster, 60, 0)
    ways = {
        KEPT[10]: _s.step == 10,
        KEPT[60]: sa.or_(_from(60, 0, minutes), _from(10, minutes)),
        1 << 40: complete(connection, cluster),
    }
    for longest, way in ways.items():
        asked = mine.where(way).order_by(_s["at"])
        if end - begin <= longest and (found := connection.execute(asked).all()):
            return [_sample(row) for row in found]
    return []


def complete(connection: Connection, cluster: int) -> ColumnElement[bool]:
    """Each moment once: the coarsest samples as far as they go, then the finer."""
    coarse = _until(connection, cluster, 600, 0)
    middle = max(_until(connection, cluster, 60, 0), coarse)
    return sa.or_(_from(600, 0, coarse), _from(60, coarse, middle), _from(10, middle))


def _from(step: int, begin: int, end: int | None = None) -> ColumnElement[bool]:
    found = sa.and_(_s.step == step, _s["at"] >= begin)
    return found if end is None else sa.and_(found, _s["at"] < end)


def _sum(connection: Connection, cluster: int, fine: int, coarse: int, begin: int, end: int) -> Any:
    bucket = _s["at"] - _s["at"] % coarse
    seconds = sa.func.sum(_s.seconds)
    means = {name: _mean(_s[name]) for name in MEANS}
    peaks = {peak: sa.func.max(sa.func.coalesce(_s[peak], _s[name])) for peak, name in PEAKS.items()}
    found = {"seconds": seconds, "pods": _mean(_s.pods), **means, **peaks, "idle": sa.func.sum(_s.idle)}
    asked = (
        sa.select(
            _s.workload_id, sa.literal(coarse), bucket, *(sa.cast(v, _s[n].type) for n, v in found.items())
        )
        .where(
            _s.workload_id.in_(_lately(cluster, begin)), _s.step == fine, _s["at"] >= begin, _s["at"] < end
        )
        .group_by(_s.workload_id, bucket)
    )
    made = insert(connection, samples).from_select(["workload_id", "step", "at", *found], asked)
    return made.on_conflict_do_nothing()


def _mean(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Weighted by the seconds in which it is known."""
    known = sa.func.sum(sa.case((column.is_not(None), _s.seconds)))
    return sa.func.sum(column * _s.seconds) / sa.func.nullif(known, 0)


def _lately(cluster: int, since: int) -> Any:
    """The workloads that were there after a time: their samples are found by their number."""
    w = workloads.c
    there = sa.or_(w.gone.is_(None), w.gone >= since * 1000)
    return sa.select(w.id).where(w.cluster_id == cluster, there)


def _until(connection: Connection, cluster: int, step: int, usual: int) -> int:
    asked = sa.select(rollups.c.until).where(rollups.c.cluster_id == cluster, rollups.c.step == step)
    found = connection.execute(asked).scalar()
    return usual if found is None else int(found)


def _mark(connection: Connection, cluster: int, step: int, until: int) -> None:
    made = insert(connection, rollups).values(cluster_id=cluster, step=step, until=until)
    connection.execute(
        made.on_conflict_do_update(index_elements=["cluster_id", "step"], set_={"until": until})
    )


def _values(number: int, step: int, one: Sample) -> dict[str, Any]:
    amounts = {name: _whole(getattr(one, name), SCALES[name]) for name in AMOUNTS}
    return {
        "workload_id": number,
        "step": step,
        "at": one.at,
        "seconds": one.seconds,
        "pods": one.pods,
    } | amounts


def _whole(value: float | None, scale: float) -> int | None:
    return None if value is None else round(value * scale)


def _sample(row: Any) -> Sample:
    amounts = {name: None if (v := getattr(row, name)) is None else v / SCALES[name] for name in AMOUNTS}
    return Sample(at=row.at, seconds=row.seconds, pods=row.pods, **amounts)
