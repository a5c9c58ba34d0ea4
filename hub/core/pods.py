"""A pod from the wire, condensed to what is kept.

Pods of one job are alike, so their container records, requests and label values
are shared: that is what keeps 100,000 of them below 2 kB each.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Literal

from hub.model import Container, Pod, PodState

from .keep import NOT_TOLD, Keep
from .templates import Slot, Template
from .wire import (
    ConditionWire,
    ContainerStatusWire,
    PodWire,
    SpecWire,
    StateWire,
    StatusWire,
)

NO_SPEC, NO_STATUS, NO_STATE = SpecWire(), StatusWire(), StateWire()
READY, SUCCEEDED, FAILED = PodState.READY, PodState.SUCCEEDED, PodState.FAILED
QUIET = frozenset({"", "ContainerCreating", "PodInitializing"})
"""Waiting reasons that are no trouble: it is just starting."""


def condense(wire: PodWire, keep: Keep) -> Pod:
    """The record that is kept of one pod. By place, not by name: that alone takes half a microsecond off."""
    meta, spec, status = wire.metadata, wire.spec or NO_SPEC, wire.status or NO_STATUS
    ready, scheduled = keep.told(status.conditions) if status.conditions else NOT_TOLD
    template = keep.template(spec)
    containers, restarts = _containers(template, status)
    state = _state(spec, status, ready, scheduled)
    reason = message = ""
    if state is not READY and state is not SUCCEEDED:
        reason, message = _trouble(state, status, containers, scheduled)
    return Pod(
        meta.uid or f"Pod/{meta.namespace}/{meta.name}",
        meta.name,
        intern(meta.namespace),
        meta.resource_version,
        {k: intern(v) for k, v in meta.labels.items()} if meta.labels else {},
        keep.noted(meta) if meta.annotations else {},
        template.env,
        keep.owners(meta.owner_references) if meta.owner_references else (),
        meta.creation_timestamp,
        meta.deletion_timestamp,
        intern(spec.node_name),
        intern(status.nominated_node_name),
        intern(spec.scheduler_name),
        intern(spec.priority_class_name),
        (spec.scheduling_group.pod_group_name or "") if spec.scheduling_group else "",
        state,
        reason,
        message,
        scheduled.last_transition_time if scheduled and scheduled.status == "True" else None,
        ready.last_transition_time if ready else None,
        _ended(status) if state is SUCCEEDED or state is FAILED else None,
        restarts,
        template.requests,
        containers,
    )


def _state(
    spec: SpecWire, status: StatusWire, ready: ConditionWire | None, scheduled: ConditionWire | None
) -> PodState:
    if status.phase == "Succeeded":
        return PodState.SUCCEEDED
    if status.phase == "Failed":
        return PodState.FAILED
    if _ready(status, ready):
        return PodState.READY
    if spec.node_name or status.phase == "Running" or (scheduled is not None and scheduled.status == "True"):
        return PodState.INITIALIZING
    return PodState.PENDING


def _ready(status: StatusWire, ready: ConditionWire | None) -> bool:
    """A kubelet always says so in a condition; where nothing does (written by hand), its containers tell."""
    if ready is None:
        return status.phase == "Running" and all(each.ready for each in status.container_statuses or ())
    return ready.status == "True"


def _containers(template: Template, status: StatusWire) -> tuple[tuple[Container, ...], int]:
    """Each container's record, and all restarts. Mostly all are up for the first time, and that is shared."""
    seen = status.container_statuses or ()
    if template.all_up and len(seen) == len(template.slots):
        for s in seen:
            if (
                not s.ready
                or s.restart_count
                or not s.state
                or not s.state.running
                or s.name not in template.names
            ):
                break
        else:
            return template.all_up, 0
    by_name = {s.name: s for s in seen}
    if first := status.init_container_statuses:
        by_name |= {s.name: s for s in first}
    restarts = sum([s.restart_count for s in by_name.values()])
    return tuple([_container(slot, by_name.get(slot.name)) for slot in template.slots]), restarts


def _container(slot: Slot, status: ContainerStatusWire | None) -> Container:
    if status is None:
        return _shared(slot, False, 0, "waiting", "", "", None)
    state = status.state or NO_STATE
    last = status.last_state and status.last_state.terminated
    if ended := state.terminated:
        words = ended.reason, ended.message, ended.exit_code
        return _shared(slot, status.ready, status.restart_count, "terminated", *words)
    code = last.exit_code if last else None
    if not (waiting := state.waiting):
        kind: Literal["running", "waiting"] = "running" if state.running else "waiting"
        return _shared(slot, status.ready, status.restart_count, kind, "", "", code)
    killed = last and last.reason == "OOMKilled" and waiting.reason == "CrashLoopBackOff"
    message = f"OOMKilled; {waiting.message}" if killed else waiting.message
    return _shared(slot, status.ready, status.restart_count, "waiting", waiting.reason, message, code)


@lru_cache(maxsize=65536)
def _shared(
    slot: Slot,
    ready: bool,
    restarts: int,
    state: Literal["waiting", "running", "terminated"],
    reason: str,
    message: str,
    exit_code: int | None,
) -> Container:
    words = reason, message, exit_code, slot.memory
    return Container(slot.name, slot.image, slot.role, ready, restarts, state, *words)


def _trouble(
    state: PodState,
    status: StatusWire,
    containers: tuple[Container, ...],
    scheduled: ConditionWire | None,
) -> tuple[str, str]:
    """Why a pod is not ready or has failed: Kubernetes' word, and one sentence."""
    if state is PodState.PENDING:
        return (scheduled.reason, scheduled.message) if scheduled else ("", "")
    if status.reason:
        return status.reason, status.message
    for condition in status.conditions or ():
        if condition.type == "DisruptionTarget" and condition.status == "True":
            return condition.reason, condition.message
    return _container_trouble(state, containers) or ("", status.message)


def _container_trouble(state: PodState, containers: tuple[Container, ...]) -> tuple[str, str] | None:
    for container in containers:
        if container.state == "waiting" and container.reason not in QUIET:
            return container.reason, f"container {container.name}: {container.message}".rstrip(": ")
        if container.state == "terminated" and container.exit_code:
            said = " (OOMKilled)" if container.reason == "OOMKilled" else ""
            said += f": {container.message.strip()}" if container.message.strip() else ""
            what = f"container {container.name} exited with code {container.exit_code}{said}"
            return container.reason or "Error", what
    waiting = any(container.reason == "ContainerCreating" for container in containers)
    return ("ContainerCreating", "") if waiting and state is PodState.INITIALIZING else None


def _ended(status: StatusWire) -> datetime | None:
    states = [s.state.terminated for s in status.container_statuses or () if s.state and s.state.terminated]
    return max((s.finished_at for s in states if s.finished_at), default=_turned(status))


def _turned(status: StatusWire) -> datetime | None:
    """An evicted pod has no finished container: its last condition tells when."""
    times = [condition.last_transition_time for condition in status.conditions or ()]
    return max((time for time in times if time), default=None)
