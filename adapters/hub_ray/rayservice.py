"""`ray.io` RayService: Ray Serve applications on a cluster; while it is upgraded, on two."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Connection, Family, Patch, PodSet, owned

from . import sets
from .rayservice_status import CLUSTER, WORDS, cluster, status
from .ways import ways


def upgrading(family: Family) -> bool:
    names = [
        family.root.text(f"status.{which}ServiceStatus.rayClusterName") for which in ("active", "pending")
    ]
    return all(names)


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """The active cluster's, which must stand; while it is upgraded, the pending one's on top."""
    wanted = family.root.at("spec.rayClusterConfig")
    active = cluster(family, "active").at("spec") or cluster(family, "pending").at("spec") or wanted
    asked = {s.role: s for s in sets.pod_sets(active)}
    if upgrading(family):
        for more in sets.pod_sets(cluster(family, "pending").at("spec") or wanted):
            asked[more.role] = _sum(asked.get(more.role), more)
    return tuple(asked.values())


def _sum(one: PodSet | None, more: PodSet) -> PodSet:
    desired, maximum = more.desired, more.maximum or more.desired
    if one is not None:
        desired, maximum = desired + one.desired, maximum + (one.maximum or one.desired)
    minimum = 0 if one is None else one.desired if one.minimum is None else one.minimum
    return PodSet(role=more.role, desired=desired, minimum=minimum, maximum=maximum, requests=more.requests)


def units(family: Family) -> dict[str, dict[str, int]]:
    """Each cluster starts by itself: the second, of an upgrade, must not wait for the first."""
    made = {part.name: part.at("spec") for part in family.parts(CLUSTER) if part.deleting is None}
    wanted = {**made, "": family.root.at("spec.rayClusterConfig")}
    return {name: sets.floors(spec) for name, spec in wanted.items() if spec}


def elastic(family: Family) -> bool:
    """While it is upgraded a half-made second cluster is no defect."""
    return upgrading(family) or sets.autoscaled(family.root.at("spec.rayClusterConfig"))


def connections(family: Family) -> Iterator[Connection]:
    """What it serves, then its cluster's own. The names are the operator's (`GenerateServeServiceName`)."""
    name = family.root.name
    yield Connection(name="serve", port=8000, service=f"{name}-serve-svc")
    active = family.root.at("status.activeServiceStatus")
    told = active.at("rayClusterStatus") or cluster(family, "active").at("status")
    for way in ways(told, active.text("rayClusterName", name)):
        if way.name != "serve":
            yield way


def stop(family: Family) -> tuple[Patch] | Cannot:
    """Its own ``suspend`` where the operator knows it; an older one passes the cluster's on."""
    if _own_suspend(family):
        return (Patch({"spec": {"suspend": True}}),)
    if upgrading(family):
        return Cannot(
            "it is being upgraded, and KubeRay before 1.7 would suspend the new cluster alone; wait"
        )
    return (Patch({"spec": {"rayClusterConfig": {"suspend": True}}}),)


def run(family: Family) -> tuple[Patch]:
    if family.root.get("spec.suspend") is not None:
        return (Patch({"spec": {"suspend": False}}),)
    return (Patch({"spec": {"rayClusterConfig": {"suspend": False}}}),)


def _own_suspend(family: Family) -> bool:
    """Whether the operator that made its cluster is of 1.7 or later; it writes its version there."""
    version = family.part(CLUSTER).annotation("ray.io/kuberay-version").lstrip("v").split(".")
    numbers = [int(part) for part in version[:2] if part.isdecimal()]
    return numbers >= [1, 7]


def restart(family: Family) -> tuple[Patch] | Cannot:
    """An upgrade to the same: a new cluster takes over when it serves."""
    if family.root.text("spec.upgradeStrategy.type") == "None":
        return Cannot("its upgradeStrategy is None, so a changed specification makes no new cluster")
    note = {"workloadhub.dev/restarted": family.root.text("metadata.resourceVersion", "0")}
    template = {"metadata": {"annotations": note}}
    return (Patch({"spec": {"rayClusterConfig": {"headGroupSpec": {"template": template}}}}),)


RAYSERVICE = Adapter(
    name="rayservice",
    claims=(owned("ray.io/RayService"),),
    parts=(CLUSTER,),
    category="deploy",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=sets.role,
    units=units,
    unit=lambda pod: pod.label("ray.io/cluster"),
    grouped=sets.grouped,
    elastic=elastic,
    connections=connections,
    stop=stop,
    run=run,
    restart=restart,
    scale=Cannot("the worker groups of a RayService are set in its rayClusterConfig"),
)
