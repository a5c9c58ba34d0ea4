"""What `ls` needs of a hub to choose rows: which types there are, and the labels of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hub.core import selector
from hub.errors import NotAllowed, Usage, nearest
from hub.faces.cli import screen
from hub.service.labels import labels

if TYPE_CHECKING:
    from hub.cluster.health import Health
    from hub.service import Hub

REMEDY = "`hub doctor` says how to change that"


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
        more = "; `hub ls -A` looks in all" if hub.namespaces else ""
        screen.note(f"nothing found in {_where(hub)}{more}")
    unread(hub.health())


def readable(hub: Hub) -> None:
    """Raises `NotAllowed` where the user may read nothing at all: then an empty list would be a lie."""
    kinds = [health for health in hub.health() if health.state != "missing"]
    if kinds and all(health.state == "forbidden" for health in kinds):
        raise NotAllowed(f"not allowed to read anything in {_where(hub)}: {_named(kinds)}; {REMEDY}")


def left_out(hub: Hub) -> None:
    """Files of a recording's folder that are none of Kubernetes', on stderr."""
    for line in hub.recording.skipped if hub.recording else ():
        screen.note(f"left out: {line}")


def _where(hub: Hub) -> str:
    return f"namespace {', '.join(hub.namespaces)}" if hub.namespaces else "all namespaces"


def unread(kinds: Iterable[Health]) -> None:
    """Which kinds could not be read, on stderr: their rows may be missing, or known from their pods alone."""
    ailing = [health for health in kinds if not health.well and health.state != "missing"]
    if forbidden := [health for health in ailing if health.state == "forbidden"]:
        screen.note(f"not allowed to read {_named(forbidden)}; {REMEDY}")
    for health in ailing:
        if health.state != "forbidden":
            screen.note(f"{health}; rows of it may be missing")


def _named(kinds: Iterable[Health]) -> str:
    return ", ".join(sorted({str(health.kind) for health in kinds}))
