"""Why pods are in trouble, in the hub's own reasons; and what is told of them as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.model import Container, Pod, PodState

from . import reasons

IMAGE = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"}
)
CONFIG = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError"})


def fault(pod: Pod) -> str:
    return f"pod {pod.name}: {pod.message or pod.reason or 'failed'}"


def told_of(pods: Sequence[Pod], what: str) -> tuple[str, ...]:
    """Evidence of at most three pods."""
    lines = [f"pod/{pod.name} {what}" for pod in pods[:3]]
    return (*lines, f"and {len(pods) - 3} more pods") if len(pods) > 3 else tuple(lines)


def cause(pods: tuple[Pod, ...]) -> tuple[str, str] | None:
    """The reason that the troubled pods give: the first that says anything, the gravest kind first."""
    for words, reason in _CAUSES:
        if pod := next((pod for pod in pods if pod.reason in words), None):
            return reason, fault(pod)
    if any(pod.state is PodState.FAILED for pod in pods):
        return reasons.PODS_FAILED, fault(next(pod for pod in pods if pod.state is PodState.FAILED))
    running = any(c.state == "running" and c.role == "main" for pod in pods for c in pod.containers)
    return (reasons.NOT_READY, "") if running else None


def looping(pod: Pod, ran: datetime | None, now: datetime) -> str:
    """What a container that ends again and again did, or nothing.

    One that was started again since its workload ``ran`` counts as up when it has stayed up for as long as
    the kubelet last held it back: else the workload would be well and ill in turns.
    """
    if pod.deleting is not None:
        return ""
    if pod.reason == "CrashLoopBackOff":
        return fault(pod)
    steady = steady_from(pod, ran)
    return f"pod {pod.name}: {_restarted(pod)}" if steady is not None and now < steady else ""


def steady_from(pod: Pod, ran: datetime | None) -> datetime | None:
    """When a ready pod that failed before counts as up (kubelet: 10 s, doubled each time, up to 300 s)."""
    if ran is None or pod.turned is None or pod.turned <= ran or pod.state is not PodState.READY:
        return None
    failed = _failed_before(pod)
    return pod.turned + timedelta(seconds=min(10 * 2 ** min(failed.restarts - 1, 5), 300)) if failed else None


def _failed_before(pod: Pod) -> Container | None:
    """A running container that failed more than once: one restart is common while neighbours come up."""
    failed = (c for c in pod.containers if c.restarts > 1 and c.exit_code and c.state == "running")
    return max(failed, key=lambda each: each.restarts, default=None) if pod.restarts > 1 else None


def _restarted(pod: Pod) -> str:
    found = _failed_before(pod)
    if found is None:
        return ""
    times = f"{found.restarts} times so far"
    return f"container {found.name} exited with code {found.exit_code} and was started again, {times}"


_CAUSES = (
    (IMAGE, reasons.IMAGE_PULL_FAILING),
    (CONFIG, reasons.CONTAINER_CONFIG),
    (frozenset({"CrashLoopBackOff"}), reasons.CRASH_LOOP),
    (frozenset({"Unschedulable"}), reasons.UNSCHEDULABLE),
)
