"""The table of events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hub.faces.cli import cells, listed
from hub.faces.cli.layout import Column


class Row(NamedTuple):
    """An event, and the time."""

    event: Any
    now: datetime


def put(rows: Sequence[Row], output: str) -> None:
    """Print them."""
    listed.put(
        rows,
        output,
        columns=COLUMNS,
        plain=lambda row: row.event,
        name=lambda row: f"{row.event.object} {row.event.reason}",
        nothing="no events; Kubernetes keeps them for an hour",
    )


def _style(row: Row) -> str:
    return "yellow" if row.event.type == "Warning" else ""


COLUMNS: tuple[Column[Row], ...] = (
    Column("AGE", lambda row: cells.since(row.event.time, row.now), right=True),
    Column("TYPE", lambda row: row.event.type, style=_style),
    Column("REASON", lambda row: row.event.reason, least=12),
    Column("OBJECT", lambda row: row.event.object, least=16),
    Column("COUNT", lambda row: str(row.event.count), right=True),
    Column("SOURCE", lambda row: row.event.source, wide=True),
    Column("MESSAGE", lambda row: cells.clean(row.event.message), least=16),
)
