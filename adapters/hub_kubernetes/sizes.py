"""What the kinds with a number of replicas share: how many, to zero and back, and a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hub.adapter import Cannot, Connection, Family, Intent, Obj, Patch, Phase, PodSet, Status, requests, stood

STOPPED_FROM = "workloadhub.dev/stopped-from"
RESTARTED = "workloadhub.dev/restarted"
AUTOSCALED = "serving.knative.dev/revision"
"""On a Deployment that Knative scales, also to zero and back (Knative's `RevisionLabelKey`)."""

Words = dict[str, Phase | None]


def replicas(root: Obj) -> int:
    """How many are asked for; the API server's default is one."""
    return max(root.number("spec.replicas", 1), 0)


def budget(root: Obj, path: str, size: int, default: str | int) -> int:
    """How many of ``size`` may be missing: a number, or a percentage rounded down as the API does."""
    value = root.get(path)
    if isinstance(value, int):
        return max(value, 0)
    text = value if isinstance(value, str) else str(default)
    share = text.removesuffix("%")
    return (size * int(share) // 100 if "%" in text else int(share)) if share.isdecimal() else 0


def pods(family: Family, desired: int, minimum: int | None = None) -> tuple[PodSet, ...]:
    """The one pod set of a kind with one template; none where the root cannot be read."""
    if not family.root.get("spec"):
        return ()
    template = requests(family.root.at("spec.template.spec"))
    return (PodSet(role="pods", desired=desired, minimum=minimum, requests=template),)


def status(words: Words) -> Callable[[Family], Status]:
    """A status that leaves the phase to the pods, and says Stopped where no replicas are wanted."""

    def told(family: Family) -> Status:
        root, size = family.root, replicas(family.root)
        true = {c.text("type"): c for c in root.each("status.conditions") if c.text("status") == "True"}
        word = next((word for word in words if word in true), "")
        ready = root.number("status.readyReplicas")
        seen = [f"{root.kind.name}.status.readyReplicas={ready} of {size}"] if root.at("status") else []
        seen += [f"{root.kind.name} condition {word}=True"] if word else []
        rollout = root.condition("Progressing")
        seen += [f"condition Progressing=False ({rollout.text('reason')})"] if _stalled(rollout) else []
        return Status(
            phase=None if size else _resting(root),
            word=word,
            reason="" if size or not root.label(AUTOSCALED) else "ScaledToZero",
            message=_trouble(root),
            evidence=tuple(seen),
            ran=bool(size) and stood(family, _complete(root)),
        )

    return told


def _resting(root: Obj) -> Phase:
    return Phase.RUNNING if root.label(AUTOSCALED) else Phase.STOPPED


def _complete(root: Obj) -> datetime | None:
    """Since when all was ready. A Deployment once complete keeps saying so in the reason of Progressing,
    also while it grows or comes back from zero; then it is not Available, or that is newer."""
    available, rollout = root.condition("Available"), root.condition("Progressing")
    observed = root.number("status.observedGeneration") >= root.number("metadata.generation")
    if available.text("status") != "True" or not observed:
        return None
    times = [available.time("lastTransitionTime")]
    if rollout.text("reason") == "NewReplicaSetAvailable":
        times.append(rollout.time("lastUpdateTime"))
    elif rollout:
        return None
    return max((time for time in times if time), default=None)


def _trouble(root: Obj) -> str:
    """Why pods are not made (quota, webhook), or that a rollout does not get on."""
    failure, progress = root.condition("ReplicaFailure"), root.condition("Progressing")
    if failure.text("status") == "True":
        return failure.text("message")
    return progress.text("message") if _stalled(progress) else ""


def _stalled(rollout: Obj) -> bool:
    return rollout.text("status") == "False" and rollout.text("reason") == "ProgressDeadlineExceeded"


def ports(path: str = "spec.template.spec") -> Callable[[Family], Iterable[Connection]]:
    """The ports that the containers declare; no service is known to lead there."""

    def found(family: Family) -> Iterable[Connection]:
        for container in family.root.each(f"{path}.containers"):
            for port in container.each("ports"):
                number = port.number("containerPort")
                yield Connection(name=port.text("name") or str(number), port=number)

    return found


# Steering


def stop(family: Family) -> tuple[Intent, ...] | Cannot:
    """To zero, the size remembered on the object itself."""
    size = replicas(family.root)
    if not size:
        return Cannot("it has no replicas already")
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: str(size)}}, "spec": {"replicas": 0}}),)


def run(family: Family) -> tuple[Intent, ...] | Cannot:
    """Back to the size it was stopped from."""
    size = family.root.annotation(STOPPED_FROM)
    if not size.isdecimal() or not int(size):
        return Cannot("nobody remembers how many replicas it had: scale it to the number you want")
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: None}}, "spec": {"replicas": int(size)}}),)


def scale(family: Family, size: int) -> tuple[Intent, ...] | Cannot:
    if size < 0:
        return Cannot("the number of replicas cannot be negative")
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: None}}, "spec": {"replicas": size}}),)


def restart(family: Family) -> tuple[Intent, ...]:
    """As `kubectl rollout restart`: a changed template replaces the pods, within the kind's own budget.

    kubectl writes the time; the object's version is as unique and needs no clock.
    """
    version = family.root.text("metadata.resourceVersion", "0")
    return (Patch({"spec": {"template": {"metadata": {"annotations": {RESTARTED: version}}}}}),)
