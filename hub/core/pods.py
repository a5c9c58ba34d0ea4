"""A pod from the wire, condensed to what is kept.

Pods of one job are alike, so their container records, requests and label values
are shared: that is what keeps 100,000 of them below 2 kB each.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Literal

from hub.model import Container, Kind, Owner, Pod, PodState

from .keep import Keep
from .templates import Slot
from .wire import (
    ConditionWire,
    ContainerStatusWire,
    MetaWire,
    PodWire,
    SpecWire,
    StateWire,
    StatusWire,
)

NO_SPEC, NO_STATUS, NO_STATE = SpecWire(), StatusWire(), StateWire()
QUIET = frozenset({"", "ContainerCreating", "PodInitializing"})
"""Waiting reasons that are no trouble: it is just starting."""


def condense(wire: PodWire, keep: Keep) -> Pod:
    """The record that is kept of one pod."""
    meta, spec, status = wire.metadata, wire.spec or NO_SPEC, wire.status or NO_STATUS
    ready = scheduled = disrupted = None
    for condition in status.conditions or ():
        if condition.type == "Ready":
            ready = condition
        elif condition.type == "PodScheduled":
            scheduled = condition
        elif condition.type == "DisruptionTarget":
            disrupted = condition
    slots, requests, env = keep.template(spec)
    containers, restarts = _containers(slots, status)
    state = _state(spec, status, ready, scheduled)
    reason = message = ""
    if state is not PodState.READY and state is not PodState.SUCCEEDED:
        reason, message = _trouble(state, status, containers, scheduled, disrupted)
    return Pod(
        uid=meta.uid or f"Pod/{meta.namespace}/{meta.name}",
        name=meta.name,
        namespace=intern(meta.namespace),
        version=meta.resource_version,
        labels={intern(k): intern(v) for k, v in meta.labels.items()} if meta.labels else {},
        annotations=keep.noted(meta) if meta.annotations else {},
        env=env,
        owners=owners(meta),
        created=meta.creation_timestamp,
        deleting=meta.deletion_timestamp,
        node=intern(spec.node_name),
        nominated=intern(status.nominated_node_name),
        scheduler=intern(spec.scheduler_name),
        priority_class=intern(spec.priority_class_name),
        group=(spec.scheduling_group.pod_group_name or "") if spec.scheduling_group else "",
        state=state,
        reason=reason,
        message=message,
        scheduled=scheduled.last_transition_time if scheduled and scheduled.status == "True" else None,
        turned=ready.last_transition_time if ready else None,
        ended=_ended(status) if state is PodState.SUCCEEDED or state is PodState.FAILED else None,
        restarts=restarts,
        requests=requests,
        containers=containers,
    )


def owners(meta: MetaWire) -> tuple[Owner, ...]:
    """Owner references, the controller first; shared by all pods of one owner."""
    if not (refs := meta.owner_references):
        return ()
    found = [_owner(ref.api_version, ref.kind, ref.name, ref.uid, ref.controller is True) for ref in refs]
    if len(found) > 1:
        found.sort(key=lambda owner: not owner.controller)
    return tuple(found)


@lru_cache(maxsize=65536)
def _owner(api_version: str, kind: str, name: str, uid: str, controller: bool) -> Owner:
    named = Kind.of(api_version, kind)
    return Owner(named, name, uid or f"{kind}/{name}", controller, api_version)


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


def _containers(slots: tuple[Slot, ...], status: StatusWire) -> tuple[tuple[Container, ...], int]:
    """Each container's record, and all restarts."""
    seen = {s.name: s for s in status.container_statuses or ()}
    if first := status.init_container_statuses:
        seen |= {s.name: s for s in first}
    restarts = sum([s.restart_count for s in seen.values()])
    return tuple([_container(slot, seen.get(slot.name)) for slot in slots]), restarts


def _container(slot: Slot, status: ContainerStatusWire | None) -> Container:
    if status is None:
        return _shared(slot, False, 0, "waiting", "", "", None)
    state = status.state or NO_STATE
    if state.running and not status.restart_count:
        return _running(slot, status.ready)
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


@lru_cache(maxsize=4096)
def _running(slot: Slot, ready: bool) -> Container:
    """What most containers are: running, never restarted."""
    return _shared(slot, ready, 0, "running", "", "", None)


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
    return Container(slot.name, slot.image, slot.role, ready, restarts, state, reason, message, exit_code)


def _trouble(
    state: PodState,
    status: StatusWire,
    containers: tuple[Container, ...],
    scheduled: ConditionWire | None,
    disrupted: ConditionWire | None,
) -> tuple[str, str]:
    """Why a pod is not ready or has failed: Kubernetes' word, and one sentence."""
    if state is PodState.PENDING:
        return (scheduled.reason, scheduled.message) if scheduled else ("", "")
    if status.reason:
        return status.reason, status.message
    if disrupted and disrupted.status == "True":
        return disrupted.reason, disrupted.message
    return _container_trouble(state, containers) or ("", status.message)


def _container_trouble(state: PodState, containers: tuple[Container, ...]) -> tuple[str, str] | None:
    for container in containers:
        if container.state == "waiting" and container.reason not in QUIET:
            return container.reason, f"container {container.name}: {container.message}".rstrip(": ")
        if container.state == "terminated" and container.exit_code:
            said = f": {container.message.strip()}" if container.message.strip() else ""
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
