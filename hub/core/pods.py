"""A pod from the wire, condensed to what is kept.

Pods of one job are alike, so their container records, requests and label values
are shared: that is what keeps 100,000 of them below 2 kB each.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Literal, NamedTuple

from hub.model import Container, Kind, Obj, Owner, Pod, PodState, Resources
from hub.rules import requests

from .wire import (
    ConditionWire,
    ContainerStatusWire,
    ContainerWire,
    Garbled,
    MetaWire,
    PodWire,
    SpecWire,
    StateWire,
    StatusWire,
    loads,
)


class Keep(NamedTuple):
    """The pod annotations and environment variables that some adapter reads."""

    annotations: frozenset[str] = frozenset()
    env: frozenset[str] = frozenset()


OURS = "workloadhub.dev/"
NO_SPEC, NO_STATUS = SpecWire(), StatusWire()
QUIET = frozenset({"", "ContainerCreating", "PodInitializing"})
"""Waiting reasons that are no trouble: it is just starting."""


def condense(wire: PodWire, keep: Keep) -> Pod:
    """The record that is kept of one pod."""
    meta, spec, status = wire.metadata, wire.spec or NO_SPEC, wire.status or NO_STATUS
    conditions = {condition.type: condition for condition in status.conditions or ()}
    containers = tuple(_containers(spec, status))
    ready, scheduled = conditions.get("Ready"), conditions.get("PodScheduled")
    state = _state(spec, status, ready, scheduled)
    reason, message = _trouble(state, status, containers, conditions)
    return Pod(
        uid=meta.uid or f"Pod/{meta.namespace}/{meta.name}",
        name=meta.name,
        namespace=intern(meta.namespace),
        version=meta.resource_version,
        labels=_interned(meta.labels),
        annotations=_kept(meta, keep.annotations) if meta.annotations else {},
        env=_env(spec, keep.env) if keep.env else {},
        owners=owners(meta),
        created=meta.creation_timestamp,
        deleting=meta.deletion_timestamp,
        node=intern(spec.node_name),
        scheduler=intern(spec.scheduler_name),
        priority_class=intern(spec.priority_class_name),
        group=(spec.scheduling_group and spec.scheduling_group.pod_group_name) or "",
        state=state,
        reason=reason,
        message=message,
        scheduled=scheduled.last_transition_time if scheduled and scheduled.status == "True" else None,
        turned=ready.last_transition_time if ready else None,
        ended=_ended(status) if state in (PodState.SUCCEEDED, PodState.FAILED) else None,
        restarts=sum(container.restarts for container in containers),
        requests=_requests(spec),
        containers=containers,
    )


def owners(meta: MetaWire) -> tuple[Owner, ...]:
    """Owner references, the controller first; shared by all pods of one owner."""
    if not (refs := meta.owner_references):
        return ()
    found = tuple(
        _owner(ref.api_version, ref.kind, ref.name, ref.uid, ref.controller is True) for ref in refs
    )
    return found if len(found) == 1 else tuple(sorted(found, key=lambda owner: not owner.controller))


def _kept(meta: MetaWire, names: frozenset[str]) -> dict[str, str]:
    """The annotations of these names, and the hub's own."""
    try:
        found = loads(meta.annotations)
    except Garbled:
        return {}
    if not isinstance(found, dict):
        return {}
    return {k: v for k, v in found.items() if isinstance(v, str) and (k in names or k.startswith(OURS))}


@lru_cache(maxsize=65536)
def _owner(api_version: str, kind: str, name: str, uid: str, controller: bool) -> Owner:
    named = Kind.of(api_version, kind)
    return Owner(named, name, uid or f"{kind}/{name}", controller, api_version)


def _interned(labels: dict[str, str] | None) -> dict[str, str]:
    return {intern(k): intern(v) for k, v in labels.items()} if labels else {}


def _state(
    spec: SpecWire, status: StatusWire, ready: ConditionWire | None, scheduled: ConditionWire | None
) -> PodState:
    if status.phase == "Succeeded":
        return PodState.SUCCEEDED
    if status.phase == "Failed":
        return PodState.FAILED
    if ready is not None and ready.status == "True":
        return PodState.READY
    if spec.node_name or (scheduled is not None and scheduled.status == "True"):
        return PodState.INITIALIZING
    return PodState.PENDING


def _containers(spec: SpecWire, status: StatusWire) -> Iterator[Container]:
    seen = {s.name: s for s in status.init_container_statuses or ()} if status.init_container_statuses else {}
    for wire in spec.init_containers or ():
        yield _container(wire, seen.get(wire.name), "sidecar" if wire.restart_policy == "Always" else "init")
    seen = {s.name: s for s in status.container_statuses or ()}
    for wire in spec.containers or ():
        yield _container(wire, seen.get(wire.name), "main")


def _container(
    wire: ContainerWire, status: ContainerStatusWire | None, role: Literal["init", "sidecar", "main"]
) -> Container:
    if status is None:
        return _shared(wire.name, wire.image, role, False, 0, "waiting", "", "", None)
    state = status.state or StateWire()
    last = status.last_state and status.last_state.terminated
    words: tuple[Literal["waiting", "running", "terminated"], str, str, int | None]
    if ended := state.terminated:
        words = "terminated", ended.reason, ended.message, ended.exit_code
    elif waiting := state.waiting:
        words = "waiting", waiting.reason, waiting.message, last.exit_code if last else None
        if last and last.reason == "OOMKilled" and waiting.reason == "CrashLoopBackOff":
            words = "waiting", waiting.reason, f"OOMKilled; {waiting.message}", last.exit_code
    else:
        words = "running" if state.running else "waiting", "", "", None
    return _shared(wire.name, wire.image, role, status.ready, status.restart_count, *words)


@lru_cache(maxsize=65536)
def _shared(
    name: str,
    image: str,
    role: Literal["init", "sidecar", "main"],
    ready: bool,
    restarts: int,
    state: Literal["waiting", "running", "terminated"],
    reason: str,
    message: str,
    exit_code: int | None,
) -> Container:
    return Container(name, image, role, ready, restarts, state, reason, message, exit_code)


def _trouble(
    state: PodState,
    status: StatusWire,
    containers: tuple[Container, ...],
    conditions: dict[str, ConditionWire],
) -> tuple[str, str]:
    """Why a pod is not ready or has failed: Kubernetes' word, and one sentence."""
    if state is PodState.READY or state is PodState.SUCCEEDED:
        return "", ""
    if state is PodState.PENDING:
        scheduled = conditions.get("PodScheduled")
        return (scheduled.reason, scheduled.message) if scheduled else ("", "")
    if status.reason:
        return status.reason, status.message
    if (target := conditions.get("DisruptionTarget")) and target.status == "True":
        return target.reason, target.message
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


def _requests(spec: SpecWire) -> Resources:
    return _amounts(
        tuple(bytes(wire.resources) for wire in spec.containers or ()),
        tuple((bytes(wire.resources), wire.restart_policy or "") for wire in spec.init_containers or ()),
        bytes(spec.resources),
        bytes(spec.overhead),
    )


@lru_cache(maxsize=16384)
def _amounts(
    main: tuple[bytes, ...], init: tuple[tuple[bytes, str], ...], pod: bytes, overhead: bytes
) -> Resources:
    """By the bytes of the resource fields, which pods of one template have in common."""

    def part(raw: bytes) -> object:
        return loads(raw) if raw else None

    spec = {
        "containers": [{"resources": part(raw)} for raw in main],
        "initContainers": [{"resources": part(raw), "restartPolicy": policy} for raw, policy in init],
        "resources": part(pod),
        "overhead": part(overhead),
    }
    return requests(Obj(spec))


def _env(spec: SpecWire, names: frozenset[str]) -> dict[str, str]:
    """The literal values of these variables; the last container that sets one wins."""
    found: dict[str, str] = {}
    for wire in spec.containers or ():
        if wire.env and any(name.encode() in bytes(wire.env) for name in names):
            for entry in Obj({"env": loads(wire.env)}).each("env"):
                if entry.text("name") in names and entry.text("value"):
                    found[entry.text("name")] = entry.text("value")
    return found
