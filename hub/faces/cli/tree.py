"""Workloads in the order of a tree: runs below their series, submitted runs below who submitted them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from hub.faces.cli.columns import Row
from hub.model import Workload

_BEND, _FORK, _LINE, _NOTHING = "└─ ", "├─ ", "│  ", "   "


def rows(workloads: Sequence[Workload], now: datetime) -> list[Row]:
    """The same workloads, children below their parents. One whose parent is not listed stands alone."""
    listed = {workload.key for workload in workloads}
    below: dict[str, list[Workload]] = {}
    for workload in workloads:
        parent = workload.parent if workload.parent in listed and workload.parent != workload.key else None
        below.setdefault(parent or "", []).append(workload)
    seen: set[str] = set()
    found = [row for top in below.get("", ()) for row in _branch(top, below, now, ("", ""), seen)]
    return found + [Row(workload, now) for workload in workloads if workload.key not in seen]


def _branch(
    top: Workload,
    below: Mapping[str, list[Workload]],
    now: datetime,
    lead: tuple[str, str],
    seen: set[str],
) -> Iterator[Row]:
    """``top`` and all below it; ``lead`` is what stands before its key and before its children's."""
    if top.key in seen:
        return
    seen.add(top.key)
    yield Row(top, now, lead[0])
    children = below.get(top.key, [])
    for child in children:
        last = child is children[-1]
        first, rest = (_BEND, _NOTHING) if last else (_FORK, _LINE)
        yield from _branch(child, below, now, (lead[1] + first, lead[1] + rest), seen)
