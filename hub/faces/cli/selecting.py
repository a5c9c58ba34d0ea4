"""What `ls` needs of a hub to choose rows: which types there are, and the labels of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hub.core import selector
from hub.errors import Usage, nearest
from hub.faces.cli import screen
from hub.service.labels import labels

if TYPE_CHECKING:
    from hub.cluster.health import Health
    from hub.service import Hub


class Selection:
    """A label selector, before there is a hub to ask. Raises `Usage` when it is wrong."""

    def __init__(self, text: str) -> None:
        self._holds = selector.parse(text) if text else None

    def of(self, hub: Hub) -> Callable[[str], bool] | None:
        """The test of a key: by its root's labels, or its pods' where labels are all that hold it."""
        holds = self._holds
        return None if holds is None else lambda key: any(map(holds, labels(hub, key)))


def known(hub: Hub, types: Iterable[str]) -> None:
    """Every type somebody named must be one. Raises `Usage`."""
    there = {workload.type for workload in hub.board.workloads.values()} | set(hub.registry.adapters)
    for name in types:
        if name not in there:
            raise Usage(f"there is no type {name!r}{nearest(name, there)}; `hub adapters` lists them")


def tell(hub: Hub, any_found: bool, output: str) -> None:
    """Beside the list: why it is empty, and what could not be read."""
    if not any_found and output in ("table", "wide"):
        where = f"namespace {', '.join(hub.namespaces)}" if hub.namespaces else "all namespaces"
        more = "; `hub ls -A` looks in all" if hub.namespaces else ""
        screen.note(f"nothing found in {where}{more}")
    unread(hub.health())


def unread(kinds: Iterable[Health]) -> None:
    """Which kinds could not be read, on stderr: their rows may be missing, or known from their pods alone."""
    ailing = [health for health in kinds if not health.well and health.state != "missing"]
    if forbidden := sorted({str(health.kind) for health in ailing if health.state == "forbidden"}):
        screen.note(f"not allowed to read {', '.join(forbidden)}; `hub doctor` says how to change that")
    for health in ailing:
        if health.state != "forbidden":
            screen.note(f"{health}; rows of it may be missing")
