"""``hub pods``: the pods of one workload, or of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hub.faces.cli import cells
from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb
from hub.faces.cli.layout import Column
from hub.model import Pod, PodState

STATES = {PodState.READY: "green", PodState.SUCCEEDED: "dim green", PodState.FAILED: "bold red"}


class Row(NamedTuple):
    """A pod, its workload and role, and the time."""

    pod: Pod
    key: str
    role: str
    now: datetime


@verb
def pods(asked: Asked, key: o.MaybeKey = None, output: o.Output = "table", recorded: o.From = None) -> None:
    """The pods of one workload, or of all, and what ails them."""
    import asyncio

    from hub.faces.cli import formats

    asyncio.run(_pods(asked, key, formats.checked(output), recorded))


async def _pods(asked: Asked, key: str | None, output: str, recorded: Sequence[str] | None) -> None:
    from hub.core.podview import view
    from hub.faces.cli import listed

    async with asked.hub(recorded, [key] if key else []) as hub:
        found = [hub.find(key)] if key else sorted(hub.workloads(), key=lambda one: one.key)
        rows = [Row(pod, one.key, role, hub.now) for one in found for pod, role in hub.pods(one.key)]
        listed.put(
            rows,
            output,
            columns=COLUMNS if key else (KEY, *COLUMNS),
            plain=lambda row: {"workload": row.key} | view(row.pod, lambda _: row.role),
            name=lambda row: f"pod/{row.pod.name}",
            nothing=f"{key} has no pods"
            if key
            else "no pods; `hub ls -A` shows the workloads of all namespaces",
        )


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
