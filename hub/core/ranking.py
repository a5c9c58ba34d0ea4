"""Who uses how much: pods put together by workload, node, user, queue or any field. Pure.

What is held is what pods asked for, from being scheduled until they ended; what is used is what a metric
source knows of them. The rules are in ``docs/metrics.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hub.core import fields
from hub.core.usage import METRICS, Place, Uses, total
from hub.errors import Usage, nearest
from hub.model import Pod, Resources, Workload
from hub.model.resources import NOTHING
from hub.model.workload import Record

OWN = ("workload", "pod", "node")
"""What pods are put together by, beside fields of their workload."""
USUAL = ("user", "queue", "namespace", "type", "framework")


class Load(NamedTuple):
    """One pod of a workload."""

    workload: Workload
    pod: Pod


class Consumer(Record, frozen=True):
    """What some pods use together, and what they hold. ``usage`` is absent where no source knows of any.

    ``series`` are its processors lately, oldest first, ``null`` where nothing was measured.
    """

    name: str
    phase: str | None
    pods: int
    usage: dict[str, float] | None
    held: Resources
    series: tuple[float | None, ...] = ()


def ranked(loads: Iterable[Load], uses: Uses, by: str, order: str, now: datetime) -> list[Consumer]:
    """All who use or hold something, the largest first. Raises `Usage` for a word that is none."""
    name = _namer(by, now)
    groups: dict[str, list[Load]] = {}
    for load in loads:
        if load.pod.node:
            groups.setdefault(name(load), []).append(load)
    found = [_together(title, group, uses, by) for title, group in groups.items()]
    return sorted((one for one in found if one.pods or one.usage), key=_order(order))


def _namer(by: str, now: datetime) -> Callable[[Load], str]:
    if by == "workload":
        return lambda load: load.workload.key
    if by == "pod":
        return lambda load: f"{load.pod.namespace}/{load.pod.name}"
    if by == "node":
        return lambda load: load.pod.node
    field = fields.find(by)
    if field is None or field.sort != "text":
        raise Usage(
            f"there is nothing called {by!r} to sum up by{nearest(by, (*OWN, *USUAL))}; "
            f"there are {', '.join((*OWN, *USUAL))} and every other text field"
        )
    return lambda load: str(field.read(load.workload, now) or "")


def _together(name: str, group: Sequence[Load], uses: Uses, by: str) -> Consumer:
    active = [load.pod for load in group if load.pod.active]
    places: set[Place] = {(load.pod.namespace, load.pod.name) for load in group}
    known = [uses[place] for place in sorted(places) if place in uses]
    return Consumer(
        name=name,
        phase=str(group[0].workload.phase) if by == "workload" else None,
        pods=len(active),
        usage=total(known) if known else None,
        held=sum((pod.requests for pod in active), NOTHING),
    )


def _order(text: str) -> Callable[[Consumer], tuple[object, ...]]:
    """By the usage that is named; GPUs, then processors, then memory where none is."""
    words = [word.strip().lstrip("-") for word in text.split(",") if word.strip()] or ["gpu", "cpu", "memory"]
    known = {metric.lower(): metric for metric in METRICS}
    for word in words:
        if word.lower() not in known and word not in ("name", "pods"):
            raise Usage(
                f"top is not sorted by {word!r}{nearest(word, (*METRICS, 'name', 'pods'))}; "
                f"there are {', '.join((*METRICS, 'name', 'pods'))}"
            )

    def key(one: Consumer) -> tuple[object, ...]:
        amounts = {"pods": one.pods} | {low: (one.usage or {}).get(name, 0.0) for low, name in known.items()}
        return (*(one.name if word == "name" else -amounts[word.lower()] for word in words), one.name)

    return key
