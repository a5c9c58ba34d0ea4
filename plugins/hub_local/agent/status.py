"""A pod's state as ``PodStatus``, field by field as the kubelet writes it. Pure.

Phases and conditions follow "Pod Lifecycle" of the Kubernetes documentation (1.37); the reasons and
messages of conditions are the kubelet's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub_local.agent.pod import Container, Pod, sidecar
from hub_local.agent.state import ContainerState, Ended, PodState, Running, Waiting

Condition = dict[str, Any]


def render(pod: Pod, state: PodState, now: str) -> dict[str, Any]:
    """The whole status to patch in. ``reason`` and ``message`` are ``None`` where they must be cleared."""
    phase = phase_of(pod, state)
    conditions = [_kept(each, state, now) for each in _conditions(pod, state, phase)]
    reason, message = state.failed or (None, state.message or None)
    address = {"podIP": state.ip, "podIPs": [{"ip": state.ip}]} if state.ip else {}
    return {
        "phase": phase, "reason": reason, "message": message, "conditions": conditions,
        "hostIP": state.host_ip, "hostIPs": [{"ip": state.host_ip}], **address, "startTime": state.started,
        "observedGeneration": pod.meta.get("generation"),
        "initContainerStatuses": _containers(pod.init, state),
        "containerStatuses": _containers(pod.main, state),
    }  # fmt: skip


def phase_of(pod: Pod, state: PodState) -> str:
    phase = "Failed" if state.failed else _phase(pod, state)
    # A pod is not over while one of its processes is: sidecars and grace periods come first.
    return "Running" if phase in ("Succeeded", "Failed") and state.busy() else phase


def _phase(pod: Pod, state: PodState) -> str:
    if _init_failed(pod, state):
        return "Failed"
    main = [state.containers[each["name"]] for each in pod.main]
    if _incomplete(pod, state) and not _all_ended(main):
        return "Failed" if state.terminating else "Pending"
    if any(isinstance(each.now, Waiting) and each.last is None for each in main):
        return "Failed" if state.terminating else "Pending"
    if any(isinstance(each.now, Running) for each in main):
        return "Running"
    return _phase_when_stopped(pod, state, main)


def _phase_when_stopped(pod: Pod, state: PodState, main: list[ContainerState]) -> str:
    succeeded = all(_last_code(each) == 0 for each in main)
    if state.terminating:
        return "Succeeded" if succeeded else "Failed"
    if pod.restart_policy == "Always":
        return "Running"
    if succeeded:
        return "Succeeded"
    return "Failed" if pod.restart_policy == "Never" else "Running"


def _last_code(state: ContainerState) -> int | None:
    ended = state.now if isinstance(state.now, Ended) else state.last
    return ended.code if ended else None


def _all_ended(states: Iterable[ContainerState]) -> bool:
    return all(isinstance(each.now, Ended) for each in states)


def _init_failed(pod: Pod, state: PodState) -> bool:
    def failed(container: Container) -> bool:
        now = state.containers[container["name"]].now
        return not sidecar(container) and isinstance(now, Ended) and now.code != 0

    return pod.restart_policy == "Never" and any(map(failed, pod.init))


def _incomplete(pod: Pod, state: PodState) -> list[str]:
    """The init containers that hold the main ones back."""

    def done(container: Container) -> bool:
        each = state.containers[container["name"]]
        return each.started if sidecar(container) else each.succeeded

    return [each["name"] for each in pod.init if not done(each)]


def _conditions(pod: Pod, state: PodState, phase: str) -> list[Condition]:
    over = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(phase)
    ready = _containers_ready(pod, state, over)
    return [
        _condition("PodReadyToStartContainers", state.sandbox and not over),
        _initialized(pod, state, phase),
        {**ready, "type": "ContainersReady"},
        _ready(pod, ready),
    ]


def _condition(kind: str, true: bool, reason: str | None = None, message: str | None = None) -> Condition:
    return {"type": kind, "status": "True" if true else "False", "reason": reason, "message": message}


def _initialized(pod: Pod, state: PodState, phase: str) -> Condition:
    waiting = _incomplete(pod, state)
    if phase == "Succeeded":
        return _condition("Initialized", True, "PodCompleted")
    if waiting and phase not in ("Running",):
        message = f"containers with incomplete status: [{' '.join(waiting)}]"
        return _condition("Initialized", False, "ContainersNotInitialized", message)
    return _condition("Initialized", True)


def _containers_ready(pod: Pod, state: PodState, over: str | None) -> Condition:
    counted = [*pod.main, *filter(sidecar, pod.init)]
    unready = [each["name"] for each in counted if not state.containers[each["name"]].ready]
    if over:
        return _condition("ContainersReady", False, over)
    if unready:
        message = f"containers with unready status: [{' '.join(unready)}]"
        return _condition("ContainersReady", False, "ContainersNotReady", message)
    return _condition("ContainersReady", True)


def _ready(pod: Pod, containers: Condition) -> Condition:
    if containers["status"] == "False":
        return {**containers, "type": "Ready"}
    given = {each["type"]: each["status"] for each in pod.status.get("conditions") or []}
    for gate in pod.spec.get("readinessGates") or []:
        kind = gate["conditionType"]
        if given.get(kind) != "True":
            problem = "is missing" if kind not in given else f'is not "True", but "{given[kind]}"'
            message = f'corresponding condition of pod readiness gate "{kind}" {problem}.'
            return _condition("Ready", False, "ReadinessGatesNotReady", message)
    return _condition("Ready", True)


def _kept(condition: Condition, state: PodState, now: str) -> Condition:
    old = state.conditions.get(condition["type"], {})
    same = old.get("status") == condition["status"]
    return {**condition, "lastTransitionTime": old.get("lastTransitionTime", now) if same else now}


def _containers(containers: list[Container], state: PodState) -> list[dict[str, Any]]:
    # A pod that was refused as a whole never had containers.
    return [] if state.refused else [_container(each, state) for each in containers]


def _container(container: Container, state: PodState) -> dict[str, Any]:
    each = state.containers[container["name"]]
    running = isinstance(each.now, Running)
    return {
        "name": container["name"], "image": container.get("image", ""), "imageID": each.image_id,
        "restartCount": each.restarts, "ready": each.ready,
        "started": running and each.started, "state": _state(each.now),
        "lastState": _state(each.last) if each.last else {},
        **({"containerID": each.id} if each.id else {}),
    }  # fmt: skip


def _state(state: Waiting | Running | Ended) -> dict[str, Any]:
    match state:
        case Waiting(reason, message):
            return {"waiting": {"reason": reason, **({"message": message} if message else {})}}
        case Running(since):
            return {"running": {"startedAt": since}}
        case Ended():
            return {"terminated": _terminated(state)}


def _terminated(ended: Ended) -> dict[str, Any]:
    optional = {"message": ended.message, "containerID": ended.id}
    return {
        "exitCode": ended.code, "reason": ended.reason, "startedAt": ended.started,
        "finishedAt": ended.finished, **{name: value for name, value in optional.items() if value},
    }  # fmt: skip
