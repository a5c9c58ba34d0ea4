"""Workloads that happen: what a recorder would write of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from hub.core.chronicle import identity, steps
from hub.core.memory import Memory
from hub.core.steps import Step
from hub.history.journal import Journal
from hub.history.records import Said, millis
from hub.history.writing import Entry
from hub.model import Phase, Workload

from ..workloads import NOW, workload

SERVER = "https://127.0.0.1:6443"
__all__ = ["NOW", "SERVER"]


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def state(key: str, phase: Phase, since: float, **facts: Any) -> Workload:
    """A workload that has been in this phase since so many seconds."""
    usual = {"created": NOW, "started": None, "since": at(since), "reason": phase.value, "message": ""}
    return workload(key, phase=phase, **(usual | facts))


def course(states: Iterable[Workload], last: Step | None = None) -> list[tuple[str, Step]]:
    """The steps of a workload that was seen in each of these states in turn."""
    found: list[tuple[str, Step]] = []
    for each in states:
        for step in steps(each, last, each.since or NOW):
            found.append((identity(each), step))
            last = step
    return found


def write(journal: Journal, *states: Workload, memory: Memory | None = None) -> None:
    """One workload's whole course, in one transaction."""
    journal.write([Entry(states[-1], states[-1].uid, memory, millis(NOW))], course(states), {})


def said(uid: str, count: int = 1, last: float = 0, **facts: Any) -> Said:
    usual: dict[str, Any] = {
        "workload": "",
        "namespace": "team-a",
        "object": "Pod/crunch-0",
        "object_uid": "pod-uid",
        "type": "Warning",
        "reason": "BackOff",
        "message": "Back-off restarting failed container",
        "source": "kubelet",
        "first": NOW,
        "last": at(last),
    }
    return Said(uid=uid, count=count, **(usual | facts))
