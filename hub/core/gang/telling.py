"""What `hub explain` says of a gang that is not whole, beside what it says of its pods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from hub.core.fitting import Node, amounts, written
from hub.model import Resources, Workload
from hub.model.resources import NOTHING

from . import planning, state

if TYPE_CHECKING:
    from hub.core.reading import Subject


def told(
    workload: Workload, subject: Subject, nodes: Sequence[Node] = (), others: Iterable[Workload] = ()
) -> Iterator[str]:
    """A sentence a line. ``others`` are workloads that may hold what it waits for."""
    gang, pods = workload.gang, subject.family.pods
    yield from (f"{one}." for one in state.lines(pods, subject.backends))
    if gang.state not in ("waiting", "reserved", "broken"):
        return
    yield f"Its pods start together or not at all: {gang.scheduled} of {gang.minimum} are placed."
    plan = planning.plan(subject, workload.pod_sets)
    backend = state.linked_by(subject)
    if backend is None and pods and gang.groups and not plan.grouped:
        yield f"No scheduler was told so, and they are placed one by one: see `hub gang plan {workload.key}`."
    if plan.grouped:
        yield f"Not the hub's affair: {plan.grouped}."
    yield from (f"{one}." for one in plan.ignored)
    yield from (f"{fault[0].upper()}{fault[1:]}." for fault in state.faults(pods, backend))
    yield from _makers(workload, subject)
    yield from _too_large(workload, nodes)
    yield from _deadlocked(workload, others)


def _makers(workload: Workload, subject: Subject) -> Iterator[str]:
    """A group that holds pods and who makes them, whoever grouped them so, can never start."""
    backend = state.linked_by(subject)
    if backend is None:
        return
    role = subject.adapter.role_in(subject.family)
    makers: dict[str, set[str]] = {}
    for pod in subject.family.pods:
        makers.setdefault(backend.linked(pod), set()).add(role(pod))
    for s in workload.pod_sets:
        for group, roles in makers.items():
            if group and s.created_after in roles and s.minimum and not s.pods.total:
                yield (
                    f"If group {group} waits for {s.role} pods too it never starts: "
                    f"{s.created_after} makes them once it runs."
                )


def _too_large(workload: Workload, nodes: Sequence[Node]) -> Iterator[str]:
    """What its floor asks for together, against all that the nodes have."""
    asked, there = _floor(workload), NOTHING
    for node in nodes:
        there += node.allocatable
    have = dict(amounts(there))
    for name, amount in amounts(asked) if nodes else ():
        if amount > have.get(name, 0.0):
            most = written(name, have.get(name, 0.0))
            yield f"Together they ask for {written(name, amount)} {name}, and all nodes have {most}."
            yield "It never fits until it asks for less, or nodes join."


def _deadlocked(workload: Workload, others: Iterable[Workload]) -> Iterator[str]:
    """Another that is half placed as well, and wants the same: neither gives way."""
    if not _half(workload):
        return
    mine = {name for name, _ in amounts(_floor(workload)) if name not in ("cpu", "memory")}
    for other in others:
        theirs = {name for name, _ in amounts(_floor(other)) if name not in ("cpu", "memory")}
        if other.key != workload.key and _half(other) and (mine & theirs or not (mine or theirs)):
            held = f"{other.gang.scheduled} of {other.gang.minimum} pods"
            yield f"{other.key} is half placed too ({held}): each holds what the other waits for; stop one."


def _half(workload: Workload) -> bool:
    gang = workload.gang
    return gang.state == "waiting" and 0 < gang.scheduled < gang.minimum


def _floor(workload: Workload) -> Resources:
    total = NOTHING
    for s in workload.pod_sets:
        if s.minimum and s.created_after is None:
            total += s.requests * s.minimum
    return total
