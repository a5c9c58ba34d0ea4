"""The pods that a RayClusterSpec asks for, wherever it stands: in a RayCluster, RayJob or RayService."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.adapter import Family, Obj, Pod, PodSet, Resources, requests

UNBOUNDED = 2**31 - 1
"""The CRD's default of ``maxReplicas``."""

AUTOSCALER: Mapping[str, Any] = {"cpu": "500m", "memory": "512Mi"}
SUBMITTER: Mapping[str, Any] = {"cpu": "500m", "memory": "200Mi"}
WAIT_FOR_HEAD: Mapping[str, Any] = {"cpu": "200m", "memory": "256Mi"}
"""What the operator adds and the specification does not show (KubeRay 1.6.2, controllers/ray/common:
`BuildAutoscalerContainer`, `GetDefaultSubmitterContainer`, `DefaultWorkerPodTemplate`)."""


def autoscaled(spec: Obj) -> bool:
    """Whether Ray's autoscaler changes the number of workers."""
    return spec.flag("enableInTreeAutoscaling")


def pod_sets(spec: Obj, sidecar: bool = False) -> Iterator[PodSet]:
    """One head, and each worker group under its own name. Nothing where there is no specification."""
    if not spec:
        return
    yield PodSet(role="head", desired=1, minimum=1, maximum=1, requests=_head(spec, sidecar))
    for group in spec.each("workerGroupSpecs"):
        yield _workers(group, autoscaled(spec))


def floors(spec: Obj) -> dict[str, int]:
    """How many pods of each role must be there, without a look at what they ask for."""
    groups = {group.text("groupName", "worker"): group for group in spec.each("workerGroupSpecs")}
    elastic = autoscaled(spec)
    return {"head": 1} | {name: _bounds(group, elastic)[1] for name, group in groups.items()}


def _bounds(group: Obj, elastic: bool) -> tuple[int, int, int]:
    """A group's size as the operator computes it (`GetWorkerGroupDesiredReplicas`): kept between its bounds.

    The floor is ``minReplicas`` where the autoscaler decides, else all. A replica is ``numOfHosts`` pods.
    """
    hosts = max(group.number("numOfHosts", 1), 1)
    low = max(group.number("minReplicas"), 0)
    high = max(group.number("maxReplicas", UNBOUNDED), low)
    size = min(max(group.number("replicas"), low), high)
    if group.flag("suspend"):
        low = high = size = 0
    return size * hosts, (low if elastic else size) * hosts, (high if elastic else size) * hosts


def _workers(group: Obj, elastic: bool) -> PodSet:
    desired, minimum, maximum = _bounds(group, elastic)
    return PodSet(
        role=group.text("groupName", "worker"),
        desired=desired,
        minimum=minimum,
        maximum=maximum,
        requests=requests(
            _with(group.at("template.spec"), "initContainers", "wait-gcs-ready", WAIT_FOR_HEAD)
        ),
    )


def _head(spec: Obj, sidecar: bool) -> Resources:
    pod = spec.at("headGroupSpec.template.spec")
    if autoscaled(spec):
        own = spec.get("autoscalerOptions.resources")
        pod = _with(pod, "containers", "autoscaler", AUTOSCALER, own)
    if sidecar:
        pod = _with(pod, "containers", "ray-job-submitter", SUBMITTER)
    return requests(pod)


def _with(pod: Obj, where: str, name: str, wanted: Mapping[str, Any], own: Any = None) -> Obj:
    """The pod spec with one more container, unless it is written there already."""
    there = [container.raw for container in pod.each(where)]
    if any(Obj(container).text("name") == name for container in there):
        return pod
    more = {"name": name, "resources": own if isinstance(own, Mapping) else {"requests": wanted}}
    kept = pod.raw if isinstance(pod.raw, Mapping) else {}
    return Obj({**kept, where: [*there, more]})


def templates(spec: Obj, at: str) -> dict[str, str]:
    """Where the pod templates of a RayClusterSpec are that stands at this path of the root."""
    groups = enumerate(spec.each("workerGroupSpecs"))
    found = {group.text("groupName", "worker"): f"{at}.workerGroupSpecs.{n}.template" for n, group in groups}
    return {"head": f"{at}.headGroupSpec.template", **found}


def grouped(family: Family) -> str:
    """By KubeRay itself, where it is started with a batch scheduler (`RayGangSchedulingEnabled`)."""
    asked = family.root.label("ray.io/gang-scheduling-enabled")
    return "KubeRay is asked to group its pods (label ray.io/gang-scheduling-enabled)" if asked else ""


def role(pod: Pod) -> str:
    """The head, or a worker group by its name; what cleans up afterwards is in no set."""
    if pod.label("ray.io/node-type") == "head":
        return "head"
    return pod.label("ray.io/group") if pod.label("ray.io/node-type") == "worker" else ""
