"""Why pods are in trouble, in the hub's own reasons; and what is told of them as evidence."""

from __future__ import annotations

from collections.abc import Sequence

from hub.model import Pod, PodState

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


_CAUSES = (
    (IMAGE, reasons.IMAGE_PULL_FAILING),
    (CONFIG, reasons.CONTAINER_CONFIG),
    (frozenset({"CrashLoopBackOff"}), reasons.CRASH_LOOP),
    (frozenset({"Unschedulable"}), reasons.UNSCHEDULABLE),
)
