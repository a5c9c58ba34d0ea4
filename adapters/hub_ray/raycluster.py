"""`ray.io` RayCluster: a head and groups of workers, for people to work on. It never completes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.adapter import (
    Adapter,
    Cannot,
    Delete,
    Family,
    Intent,
    Obj,
    Patch,
    Phase,
    Status,
    merge,
    owned,
    stood,
)

from .sets import autoscaled, grouped, pod_sets, role, templates
from .ways import ways

WORDS: dict[str, Phase | None] = {
    "ready": None,
    "suspended": None,
    "failed": Phase.DEGRADED,
    "RayClusterProvisioned": None,
    "HeadPodReady": None,
    "ReplicaFailure": Phase.DEGRADED,
    "RayClusterSuspending": Phase.STOPPED,
    "RayClusterSuspended": Phase.STOPPED,
}
"""ClusterState and RayClusterConditionType (KubeRay 1.6.2, raycluster_types.go).

State ``ready`` only says that it was ready once, ``suspended`` stays while it resumes, and ``failed``
is an old operator's error that it gets over: the pods tell."""


def status(family: Family) -> Status:
    root = family.root
    failure = root.condition("ReplicaFailure")
    failing = failure.text("status") == "True"
    ran = stood(family, _provisioned(root))
    return Status(
        phase=_phase(root, failing and ran),
        word=root.text("status.state"),
        message=failure.text("message").replace("\n", ": ") if failing else "",
        evidence=tuple(_evidence(root)),
        ran=ran,
    )


def _phase(root: Obj, failing: bool) -> Phase | None:
    if stopped(root):
        return Phase.STOPPED
    return Phase.DEGRADED if failing else WORDS.get(root.text("status.state"))


def stopped(root: Obj) -> bool:
    """It is, or it will be: once suspending it goes on to the end. Without ``suspend`` it stays suspended."""
    if root.flag("spec.suspend") or _holds(root, "RayClusterSuspending"):
        return True
    return root.get("spec.suspend") is None and _holds(root, "RayClusterSuspended")


def _provisioned(root: Obj) -> datetime | None:
    """When all pods were ready first, since it was made or resumed; before 1.3 there are no conditions."""
    if _holds(root, "RayClusterProvisioned"):
        return root.condition("RayClusterProvisioned").time("lastTransitionTime")
    return None if root.get("status.conditions") else root.time("status.stateTransitionTimes.ready")


def _holds(root: Obj, condition: str) -> bool:
    return root.condition(condition).text("status") == "True"


def _evidence(root: Obj) -> Iterator[str]:
    if root.flag("spec.suspend"):
        yield "RayCluster.spec.suspend=true"
    if state := root.text("status.state"):
        yield f"RayCluster.status.state={state}"
    for found in root.each("status.conditions"):
        if found.text("status") == "True" and found.text("type") in WORDS:
            yield f"RayCluster condition {found.text('type')}=True"


def restart(family: Family) -> tuple[Intent, ...] | Cannot:
    """Its pods anew: the operator replaces what is gone."""
    found = tuple(Delete(pod.ref) for pod in family.pods if pod.active)
    return found or Cannot("it has no pods to restart")


def scale(family: Family, size: int) -> tuple[Intent, ...] | Cannot:
    """Another size of the only worker group; its bounds give way. A merge replaces lists whole."""
    spec = family.root.at("spec")
    groups = [group for group in spec.each("workerGroupSpecs") if isinstance(group.raw, dict)]
    if autoscaled(spec):
        return Cannot("Ray's autoscaler sets its size, between minReplicas and maxReplicas of each group")
    if len(groups) != 1:
        return Cannot(f"it has {len(groups)} worker groups; set the replicas of one in its manifest")
    replicas, rest = divmod(size, max(groups[0].number("numOfHosts", 1), 1))
    if size < 0 or rest:
        return Cannot(
            f"a replica of its group is {groups[0].number('numOfHosts', 1)} pods: ask for a multiple"
        )
    low, high = groups[0].number("minReplicas"), groups[0].number("maxReplicas", replicas)
    bounds = {"minReplicas": min(low, replicas), "maxReplicas": max(high, replicas)}
    return (Patch({"spec": {"workerGroupSpecs": [{**groups[0].raw, "replicas": replicas, **bounds}]}}),)


RAYCLUSTER = Adapter(
    name="raycluster",
    claims=(owned("ray.io/RayCluster"),),
    category="build",
    words=WORDS,
    status=status,
    pod_sets=lambda family: pod_sets(family.root.at("spec")),
    role=role,
    templates=lambda family: templates(family.root.at("spec"), "spec"),
    grouped=grouped,
    elastic=lambda family: autoscaled(family.root.at("spec")),
    connections=lambda family: ways(family.root.at("status"), family.root.name),
    stop=merge(spec={"suspend": True}),
    run=merge(spec={"suspend": False}),
    restart=restart,
    scale=scale,
)
