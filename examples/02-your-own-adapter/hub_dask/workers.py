"""The pods of a Dask cluster: a scheduler, and groups of workers that it gives work to."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Cannot, Family, Obj, Patch, Pod, PodSet, requests

GROUP = "kubernetes.dask.org/DaskWorkerGroup"
AUTOSCALER = "kubernetes.dask.org/DaskAutoscaler"
WORKER_OF = "dask.org/workergroup-name"


def role(pod: Pod) -> str:
    """A worker's is the name of its group; the others' are scheduler and job-runner."""
    return pod.label(WORKER_OF) or pod.label("dask.org/component")


def pod_sets(family: Family, cluster: Obj) -> Iterator[PodSet]:
    """One worker of each group is required: Dask computes with whoever is there.

    ``cluster`` is the specification of the DaskCluster; it counts until its groups are there.
    """
    yield PodSet(role="scheduler", desired=1, requests=requests(cluster.at("scheduler.spec")))
    default, auto = f"{family.root.name}-default", family.part(AUTOSCALER)
    groups = {group.name: group.at("spec.worker") for group in family.parts(GROUP)}
    groups = groups or {default: cluster.at("worker")}
    for name, worker in groups.items():
        size = max(worker.number("replicas", 1), 0)
        most = max(size, auto.number("spec.maximum") if name == default else 0)
        wanted = requests(worker.at("spec"))
        yield PodSet(role=name, desired=size, minimum=min(size, 1), maximum=most, requests=wanted)
    left = {pod.label(WORKER_OF) for pod in family.pods} - {"", *groups}
    yield from (PodSet(role=name, desired=0) for name in sorted(left))  # their group has gone, they are going


def elastic(family: Family) -> bool:
    return bool(family.part(AUTOSCALER))


def scale(family: Family, size: int) -> tuple[Patch, ...] | Cannot:
    """Another size of the only group, as ``kubectl scale daskworkergroup`` would."""
    groups = list(family.parts(GROUP))
    if elastic(family):
        return Cannot("its DaskAutoscaler sets the number of workers; change its minimum and maximum")
    if len(groups) != 1:
        return Cannot(f"it has {len(groups)} worker groups; set the replicas of one in its manifest")
    return (Patch({"spec": {"worker": {"replicas": size}}}, groups[0].ref),)
