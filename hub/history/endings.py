"""What is gone keeps the end it had: that it was deleted afterwards is a step, not how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from hub.core.steps import PHASE
from hub.model import Phase, Workload

from .records import instant
from .schema import transitions

_t = transitions.c


def endings(connection: Connection, rows: Iterable[Any]) -> Mapping[int, Any]:
    """Of those rows of workloads that went while they were being deleted: the final phase's step, by number.

    One that was deleted before it had ended has none.
    """
    asked = [row.id for row in rows if row.gone is not None and row.phase == Phase.DELETING]
    if not asked:
        return {}
    before = _t.kind == PHASE, _t.phase != str(Phase.DELETING), _t.workload_id.in_(asked)
    last = sa.select(sa.func.max(_t.id)).where(*before).group_by(_t.workload_id)
    found = connection.execute(sa.select(transitions).where(_t.id.in_(last)))
    return {row.workload_id: row for row in found if Phase(row.phase).final}


def workload(row: Any, ending: Any | None) -> Workload:
    """A row's workload as it was last, with the phase in which it ended."""
    seen = msgspec.json.decode(row.document, type=Workload)
    if ending is None:
        return seen
    return msgspec.structs.replace(
        seen,
        phase=Phase(ending.phase),
        reason=ending.reason,
        message=ending.message,
        native=ending.native,
        evidence=tuple(msgspec.json.decode(ending.evidence)),
        since=instant(ending.at),
    )
