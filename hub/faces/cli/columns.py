"""The columns of a table of workloads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hub.core import listing
from hub.core.fields import Field
from hub.faces.cli import cells
from hub.faces.cli.layout import Column
from hub.model import Phase, Workload


class Row(NamedTuple):
    """One line of the table: a workload, the time, and the branch it hangs on in a tree."""

    workload: Workload
    now: datetime
    branch: str = ""


def standard(wide: bool) -> list[Column[Row]]:
    """What is shown unless somebody names the columns."""
    return [column for column in COLUMNS if wide or not column.wide]


def named(text: str) -> list[Column[Row]]:
    """The columns somebody named: ``key,phase,gpu``. Raises `Usage`."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    return [_column(field, word.upper()) for field, word in zip(listing.columns(text), words, strict=True)]


def pods(workload: Workload) -> str:
    """``2/3``: how many pods are ready or have succeeded, of how many are wanted.

    Each set counts for as many as it wants: a Job of four runs by two pods at a time, and ends as 2/2.
    """
    good = sum(min(part.pods.ready + part.pods.succeeded, part.desired) for part in workload.pod_sets)
    wanted = sum(part.desired for part in workload.pod_sets)
    return f"{good}/{wanted}" if workload.pod_sets else f"{len(workload.pods)}"


def message(workload: Workload) -> str:
    """Why it is in its phase, in words; the reason where there are none."""
    return cells.clean(workload.message or workload.reason)


def _age(row: Row) -> str:
    return cells.since(row.workload.created, row.now)


def _since(row: Row) -> str:
    return cells.since(row.workload.since, row.now)


def _phase_style(row: Row) -> str:
    return cells.PHASES.get(row.workload.phase, "")


def _message_style(row: Row) -> str:
    loud = row.workload.phase in (Phase.FAILED, Phase.DEGRADED, Phase.PENDING)
    return "" if loud else "dim"


def _gang(row: Row) -> str:
    gang = row.workload.gang
    return "" if gang.state == "none" else f"{gang.state} {gang.scheduled}/{gang.minimum}"


def _used(row: Row, metric: str) -> str:
    """What it uses now; blank where nobody knows."""
    return cells.used(row.workload.usage, metric)


COLUMNS: Sequence[Column[Row]] = (
    Column("KEY", lambda row: row.branch + row.workload.key, least=24),
    Column("PHASE", lambda row: row.workload.phase.value, style=_phase_style),
    Column("PODS", lambda row: pods(row.workload), right=True),
    Column("GPU", lambda row: cells.number(row.workload.requests.gpu), right=True, optional=True),
    Column("CPU", lambda row: cells.number(row.workload.requests.cpu), right=True, wide=True),
    Column("MEMORY", lambda row: cells.memory(row.workload.requests.memory), right=True, wide=True),
    Column("CPU-USE", lambda row: _used(row, "cpu"), right=True, wide=True, optional=True),
    Column("MEM-USE", lambda row: _used(row, "memory"), right=True, wide=True, optional=True),
    Column("GPU-USE", lambda row: _used(row, "gpu"), right=True, wide=True, optional=True),
    Column(
        "USER", lambda row: cells.clean(row.workload.submitted_by or ""), least=6, optional=True, spare=True
    ),
    Column("QUEUE", lambda row: cells.clean(row.workload.queue or ""), wide=True, optional=True),
    Column("GANG", _gang, wide=True, optional=True),
    Column("TRY", lambda row: str(row.workload.attempt), right=True, wide=True),
    Column("AGE", _age, right=True),
    Column("SINCE", _since, right=True, wide=True),
    Column("NATIVE", lambda row: cells.clean(row.workload.native), wide=True, optional=True, least=6),
    Column("REASON", lambda row: row.workload.reason, wide=True),
    Column("MESSAGE", lambda row: message(row.workload), least=16, spare=True, style=_message_style),
)


def _column(field: Field, head: str) -> Column[Row]:
    """A column of one field. Texts may be shortened on a narrow terminal, numbers never."""
    return Column(
        head,
        lambda row: (
            (row.branch if field.name == "key" else "") + cells.field_cell(field, row.workload, row.now)
        ),
        least=12 if field.sort in ("text", "names") else 0,
        right=field.sort in ("number", "span"),
        style=_phase_style if field.name == "phase" else None,
    )
