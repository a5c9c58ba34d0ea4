"""Objects as controllers write them, for tests of the core: pods in every state, and their owners."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

Manifest = dict[str, Any]

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
VERSIONS = count(1000)
APIS = {
    "Pod": "v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Deployment": "apps/v1",
    "ReplicaSet": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "RayCluster": "ray.io/v1",
    "RayJob": "ray.io/v1",
    "Robot": "example.org/v1",
}
IMAGE = "example.org/team/train:1"
CPU = {"requests": {"cpu": "2", "memory": "4Gi"}}
MAIN = {"name": "main", "image": IMAGE, "resources": CPU}
NO_ROOM = "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available."


def at(seconds: float) -> str:
    """A time so many seconds after the start, as Kubernetes writes it."""
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def thing(kind: str, name: str, owner: Manifest | None = None, **more: Any) -> Manifest:
    """An object of a kind, newer than all before it."""
    extra = more.pop("metadata", {})
    meta = {
        "name": name,
        "namespace": "ns",
        "uid": f"uid-{kind.lower()}-{name}",
        "creationTimestamp": at(0),
        "generation": 1,
        "resourceVersion": str(next(VERSIONS)),
        **extra,
    }
    if owner is not None:
        meta["ownerReferences"] = [reference(owner)]
    return {"apiVersion": APIS[kind], "kind": kind, "metadata": meta, **more}


def reference(owner: Manifest, controller: bool = True) -> Manifest:
    own = owner["metadata"]
    found = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": own["name"], "uid": own["uid"]}
    return found | {"controller": True, "blockOwnerDeletion": True} if controller else found


def template(**labels: str) -> Manifest:
    return {"metadata": {"labels": labels}, "spec": {"containers": [MAIN], "restartPolicy": "Never"}}


def job(name: str = "train", pods: int = 2, suspend: bool = False, **status: Any) -> Manifest:
    """A Job whose indexes run abreast; ``condition`` is the type of its one true condition."""
    word = status.pop("condition", "")
    met = [{"type": word, "status": "True", "lastTransitionTime": at(500), "reason": word, "message": word}]
    spec = {"parallelism": pods, "completions": pods, "completionMode": "Indexed", "suspend": suspend}
    return thing(
        "Job",
        name,
        metadata=status.pop("metadata", {}),
        spec={**spec, "backoffLimit": 6, "template": template()},
        status={**status, "conditions": met if word else []},
    )


def deployment(
    name: str = "web", replicas: int = 2, labels: Manifest | None = None, **status: Any
) -> Manifest:
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template(app=name)}
    return thing("Deployment", name, metadata={"labels": labels or {}}, spec=spec, status=status)


def raycluster(
    name: str = "ray", workers: int = 2, low: int = 2, elastic: bool = False, **more: Any
) -> Manifest:
    """One head, one group of workers; ``low`` is the floor where the autoscaler decides."""
    group = {
        "groupName": "gpu",
        "replicas": workers,
        "minReplicas": low,
        "maxReplicas": 8,
        "template": template(),
    }
    spec = {"enableInTreeAutoscaling": elastic, "workerGroupSpecs": [group], **more.pop("spec", {})}
    spec["headGroupSpec"] = {"template": template()}
    return thing("RayCluster", name, spec=spec, status=more.pop("status", {}), **more)


STATES: dict[str, Manifest] = {
    "new": {},
    "unschedulable": {"scheduled": "False", "why": ("Unschedulable", NO_ROOM)},
    "gated": {
        "scheduled": "False",
        "why": ("SchedulingGated", "Scheduling is blocked due to non-empty gates"),
    },
    "pulling": {"placed": True, "waiting": ("ContainerCreating", "")},
    "image": {
        "placed": True,
        "waiting": ("ImagePullBackOff", 'Back-off pulling image "example.org/team/train:1"'),
    },
    "config": {"placed": True, "waiting": ("CreateContainerConfigError", 'secret "token" not found')},
    "starting": {"placed": True, "running": True},
    "ready": {"placed": True, "running": True, "ready": True},
    "again": {"placed": True, "running": True, "ready": True, "ended": ("Error", 1)},
    "crash": {"placed": True, "waiting": ("CrashLoopBackOff", "back-off 20s"), "ended": ("Error", 1)},
    "oom": {"placed": True, "waiting": ("CrashLoopBackOff", "back-off 20s"), "ended": ("OOMKilled", 137)},
    "lost": {"placed": True, "running": True, "unready": "NodeStatusUnknown"},
    "succeeded": {"placed": True, "phase": "Succeeded", "terminated": ("Completed", 0)},
    "failed": {"placed": True, "phase": "Failed", "terminated": ("Error", 1)},
    "killed": {"placed": True, "phase": "Failed", "terminated": ("OOMKilled", 137)},
    "evicted": {"placed": True, "phase": "Failed", "reason": "Evicted"},
    "preempted": {"placed": True, "phase": "Failed", "target": "PreemptionByScheduler"},
}
"""What a pod looks like in each state that the rules tell apart."""


def pod(
    name: str, owner: Manifest | None = None, state: str = "ready", seconds: float = 10, **meta: Any
) -> Manifest:
    """A pod in one of `STATES` since so many seconds after the start."""
    told = STATES[state]
    sidecar = meta.pop("sidecar", "")
    spec: Manifest = {"containers": [MAIN], "schedulerName": "default-scheduler"}
    spec |= {"nodeName": "node-1"} if told.get("placed") else {}
    status: Manifest = {"phase": told.get("phase", "Running" if told.get("running") else "Pending")}
    status |= (
        {"reason": told["reason"], "message": "The node was low on resource: memory."}
        if "reason" in told
        else {}
    )
    status["conditions"] = conditions(told, seconds)
    status["containerStatuses"] = [container(told, seconds)] if told.get("placed") else []
    if sidecar:
        spec["initContainers"] = [{"name": "proxy", "image": IMAGE, "restartPolicy": "Always"}]
        status["initContainerStatuses"] = [container(STATES[sidecar], seconds) | {"name": "proxy"}]
    return thing(
        "Pod",
        name,
        owner,
        metadata={"creationTimestamp": at(min(seconds, 5)), **meta},
        spec=spec,
        status=status,
    )


def conditions(told: Manifest, seconds: float) -> list[Manifest]:
    found = []
    if told.get("placed") or "scheduled" in told:
        reason, message = told.get("why", ("", ""))
        word = told.get("scheduled", "True")
        found.append({"type": "PodScheduled", "status": word, "reason": reason, "message": message})
    if told.get("placed"):
        ready = "True" if told.get("ready") else "False"
        found.append({"type": "Ready", "status": ready, "reason": told.get("unready", "")})
    if "target" in told:
        found.append(
            {"type": "DisruptionTarget", "status": "True", "reason": told["target"], "message": "preempted"}
        )
    return [{**condition, "lastTransitionTime": at(seconds)} for condition in found]


def container(told: Manifest, seconds: float) -> Manifest:
    found: Manifest = {"name": "main", "ready": bool(told.get("ready")), "restartCount": 0, "state": {}}
    if told.get("running"):
        found["state"] = {"running": {"startedAt": at(seconds)}}
    if "waiting" in told:
        reason, message = told["waiting"]
        found["state"] = {"waiting": {"reason": reason, "message": message}}
    if "terminated" in told:
        found["state"] = {"terminated": ended(*told["terminated"], seconds)}
    if "ended" in told:
        found |= {"restartCount": 3, "lastState": {"terminated": ended(*told["ended"], seconds)}}
    return found


def ended(reason: str, code: int, seconds: float) -> Manifest:
    return {"reason": reason, "exitCode": code, "finishedAt": at(seconds)}


def deleted(manifest: Manifest, seconds: float = 100) -> Manifest:
    """The same object, marked for deletion."""
    meta = {**manifest["metadata"], "deletionTimestamp": at(seconds), "resourceVersion": str(next(VERSIONS))}
    return {**manifest, "metadata": meta}
