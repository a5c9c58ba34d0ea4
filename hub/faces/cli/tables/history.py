"""The table of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hub.core.spans import spoken
from hub.faces.cli import cells, listed
from hub.faces.cli.layout import Column
from hub.model.objects import stamp

if TYPE_CHECKING:
    from hub.history.records import Told


class Row(NamedTuple):
    """An entry, and the time."""

    told: Told
    now: datetime


def put(entries: Sequence[Told], now: datetime, output: str) -> None:
    """Print them."""
    listed.put(
        [Row(one, now) for one in entries],
        output,
        columns=COLUMNS,
        plain=lambda row: row.told,
        name=lambda row: f"{row.told.key or ''} {row.told.phase or row.told.kind}".strip(),
        nothing="nothing is recorded of that",
    )


def _what(row: Row) -> str:
    """The phase; in lower case whatever is none."""
    return row.told.phase or "" if row.told.kind == "phase" else row.told.kind


def _message(row: Row) -> str:
    told = row.told
    length = f" ({spoken((told.until - told.at).total_seconds())})" if told.until else ""
    gang = f"gang {told.gang_state}: " if told.kind == "gang" else ""
    return cells.clean(gang + told.message + length)


COLUMNS: tuple[Column[Row], ...] = (
    Column("TIME", lambda row: stamp(row.told.at.replace(microsecond=0)), wide=True),
    Column("AGE", lambda row: cells.since(row.told.at, row.now), right=True),
    Column("KEY", lambda row: row.told.key or "", least=20),
    Column("WHAT", _what, style=lambda row: cells.PHASES.get(row.told.phase or "", "dim")),
    Column("REASON", lambda row: row.told.reason, least=12),
    Column("NATIVE", lambda row: row.told.native, wide=True),
    Column("TRY", lambda row: str(row.told.attempt or ""), right=True, wide=True),
    Column("MESSAGE", _message, least=16),
)
