"""What is true of a pod and its containers right now. The lifecycle writes it, the status is read from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub_local.agent.pod import Pod


@dataclass(frozen=True, slots=True)
class Waiting:
    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    since: str


@dataclass(frozen=True, slots=True)
class Ended:
    """One finished run of a container."""

    code: int
    reason: str
    started: str
    finished: str
    id: str = ""
    message: str = ""


@dataclass(slots=True)
class ContainerState:
    now: Waiting | Running | Ended
    last: Ended | None = None
    restarts: int = 0
    id: str = ""
    image_id: str = ""
    started: bool = False
    """The startup probe, if any, has succeeded in this run."""
    ready: bool = False

    @property
    def succeeded(self) -> bool:
        return isinstance(self.now, Ended) and self.now.code == 0


@dataclass(slots=True)
class PodState:
    containers: dict[str, ContainerState]
    started: str
    host_ip: str
    ip: str = ""
    sandbox: bool = False
    """The pod's network namespace exists."""
    terminating: bool = False
    """No container will be started again."""
    failed: tuple[str, str] | None = None
    """Reason and message when the pod as a whole failed (``DeadlineExceeded``)."""
    refused: bool = False
    """It failed before any container could be thought of."""
    message: str = ""
    conditions: dict[str, dict[str, str]] = field(default_factory=dict)
    """As last written, by type: what ``lastTransitionTime`` is kept from."""

    def busy(self) -> bool:
        return any(isinstance(each.now, Running) for each in self.containers.values())


def fresh(pod: Pod, now: str, host_ip: str) -> PodState:
    """The state of a pod that this agent takes up; restart counts and conditions go on from its status."""
    reason = "PodInitializing" if pod.init else "ContainerCreating"
    containers = {each["name"]: ContainerState(Waiting(reason)) for each in pod.containers}
    for status in _statuses(pod):
        _recall(containers[status["name"]], status, now)
    state = PodState(containers, pod.status.get("startTime") or now, host_ip)
    state.conditions = {each["type"]: each for each in pod.status.get("conditions") or []}
    return state


def _statuses(pod: Pod) -> list[dict[str, dict[str, object]]]:
    status = pod.status
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]


def _recall(state: ContainerState, status: dict[str, dict[str, object]], now: str) -> None:
    """An agent that starts again finds the containers of its earlier life dead: they count as restarted."""
    state.restarts = int(str(status.get("restartCount", 0)))
    running = status.get("state", {}).get("running")
    if isinstance(running, dict):
        state.restarts += 1
        since, ident = str(running.get("startedAt")), str(status.get("containerID", ""))
        state.last = Ended(137, "Error", since, now, ident, "the node agent was started again")
