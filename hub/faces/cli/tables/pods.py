"""The table of pods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hub.core.podview import view
from hub.faces.cli import cells, listed
from hub.faces.cli.layout import Column
from hub.model import Pod, PodState

STATES = {PodState.READY: "green", PodState.SUCCEEDED: "dim green", PodState.FAILED: "bold red"}


class Row(NamedTuple):
    """A pod, its workload and role, and the time."""

    pod: Pod
    key: str
    role: str
    now: datetime


def put(rows: Sequence[Row], output: str, key: str | None) -> None:
    """Print them; of all workloads where no key is given."""
    listed.put(
        rows,
        output,
        columns=COLUMNS if key else (KEY, *COLUMNS),
        plain=_plain,
        name=lambda row: f"pod/{row.pod.name}",
        nothing=f"{key} has no pods" if key else "no pods; `hub ls -A` shows the workloads of all namespaces",
    )


def _plain(row: Row) -> dict[str, Any]:
    return {"workload": row.key} | view(row.pod, lambda _: row.role)


def _ready(row: Row) -> str:
    main = [container for container in row.pod.containers if container.role != "init"]
    return f"{sum(container.ready for container in main)}/{len(main)}"


KEY: Column[Row] = Column("WORKLOAD", lambda row: row.key, least=20)
COLUMNS: tuple[Column[Row], ...] = (
    Column("POD", lambda row: row.pod.name, least=20),
    Column("ROLE", lambda row: row.role, least=6, optional=True),
    Column("STATE", lambda row: row.pod.state.value, style=lambda row: STATES.get(row.pod.state, "yellow")),
    Column("READY", _ready, right=True),
    Column("RESTARTS", lambda row: str(row.pod.restarts), right=True),
    Column("AGE", lambda row: cells.since(row.pod.created, row.now), right=True),
    Column("NODE", lambda row: row.pod.node, least=8, optional=True, spare=True),
    Column("CPU", lambda row: cells.number(row.pod.requests.cpu), right=True, wide=True),
    Column("MEMORY", lambda row: cells.memory(row.pod.requests.memory), right=True, wide=True),
    Column("GPU", lambda row: cells.number(row.pod.requests.gpu), right=True, wide=True, optional=True),
    Column("REASON", lambda row: row.pod.reason, least=10, optional=True),
    Column("MESSAGE", lambda row: cells.clean(row.pod.message), least=12, optional=True, spare=True),
)
