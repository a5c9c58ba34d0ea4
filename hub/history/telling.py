"""Which steps somebody outside has still to be told of: what was recorded after the last that was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from hub.core.steps import PHASE
from hub.model import Phase, Workload

from .records import instant
from .schema import notified, transitions, workloads
from .writing import insert

PAGE = 100
_t, _w, _n = transitions.c, workloads.c, notified.c


class Untold(NamedTuple):
    """One step, the phase before it, and its workload as it was then, as far as steps tell."""

    number: int
    at: Any
    before: str | None
    workload: Workload


def until(connection: Connection, cluster_id: int, notifier: str) -> int:
    """How far it was told. Somebody new is told of nothing that is on record already."""
    asked = sa.select(_n.until).where(_n.cluster_id == cluster_id, _n.notifier == notifier)
    known = connection.execute(asked).scalar()
    newest = int(connection.execute(sa.select(sa.func.max(_t.id))).scalar() or 0)
    if known is None or known > newest:  # SQLite gives numbers again when the last rows were let go of
        told(connection, cluster_id, notifier, newest)
        return newest
    return int(known)


def told(connection: Connection, cluster_id: int, notifier: str, number: int) -> None:
    made = insert(connection, notified).values(cluster_id=cluster_id, notifier=notifier, until=number)
    keys = ["cluster_id", "notifier"]
    connection.execute(made.on_conflict_do_update(index_elements=keys, set_={"until": number}))


def untold(connection: Connection, cluster_id: int, after: int) -> Sequence[Untold]:
    """The next steps after this one, in the order in which they were recorded."""
    earlier = transitions.alias()
    before = (
        sa.select(earlier.c.phase)
        .where(earlier.c.workload_id == _t.workload_id, earlier.c.id < _t.id, earlier.c.kind == PHASE)
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = sa.select(transitions, _w.document, before.label("before")).join(workloads)
    mine = _w.cluster_id == cluster_id, _t.kind == PHASE, _t.id > after
    return [_untold(row) for row in connection.execute(asked.where(*mine).order_by(_t.id).limit(PAGE))]


def _untold(row: Any) -> Untold:
    workload = msgspec.structs.replace(
        msgspec.json.decode(row.document, type=Workload),
        phase=Phase(row.phase),
        reason=row.reason,
        message=row.message,
        native=row.native,
        evidence=tuple(msgspec.json.decode(row.evidence)),
        attempt=row.attempt,
        since=instant(row.at),
    )
    return Untold(row.id, instant(row.at), row.before, workload)
