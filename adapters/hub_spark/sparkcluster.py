"""`spark.apache.org` SparkCluster: a standalone master and workers, for others to submit to."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Connection,
    Family,
    Obj,
    Phase,
    PodSet,
    Resources,
    Status,
    label,
    owned,
    requests,
)

WORDS: dict[str, Phase | None] = {
    "Submitted": None,
    "RunningHealthy": None,
    "SchedulingFailure": Phase.FAILED,
    "Failed": Phase.FAILED,
    "ResourceReleased": Phase.STOPPED,
}
"""ClusterStateSummary (Apache spark-kubernetes-operator 1.0.0, CRD of v1).

RunningHealthy is written as soon as the objects are made, when pods may still wait for room."""


def status(family: Family) -> Status:
    state = family.root.at("status.currentState")
    word = state.text("currentStateSummary")
    phase = WORDS.get(word)
    return Status(
        phase=phase,
        word=word,
        message=state.text("message"),
        evidence=(f"SparkCluster.status.currentState.currentStateSummary={word}",) if word else (),
        ended=state.time("lastTransitionTime") if phase is not None else None,
    )


def sets(family: Family) -> Iterator[PodSet]:
    spec = family.root.at("spec")
    if not spec:
        return
    size = spec.at("clusterTolerations.instanceConfig")
    first = max(size.number("initWorkers"), 0)
    low = min(max(size.number("minWorkers"), 0), first)
    wanted = max(first, _wanted(family))
    yield PodSet(role="master", desired=1, requests=_one(spec, "master"))
    yield PodSet(
        role="worker",
        desired=wanted,
        minimum=low,
        maximum=max(size.number("maxWorkers"), wanted),
        requests=_one(spec, "worker"),
    )


def _one(spec: Obj, which: str) -> Resources:
    return requests(spec.at(f"{which}Spec.statefulSetSpec.template.spec"))


def _wanted(family: Family) -> int:
    """What the autoscaler has set since, on the workers' StatefulSet."""
    name = f"{family.root.name}-worker"
    found = (part for part in family.parts("apps/StatefulSet") if part.name == name)
    return max((part.number("spec.replicas") for part in found), default=0)


def scaled(family: Family) -> bool:
    """Whether the operator makes an autoscaler for the workers."""
    size = family.root.at("spec.clusterTolerations.instanceConfig")
    return size.number("minWorkers") < size.number("maxWorkers")


def connections(family: Family) -> Iterator[Connection]:
    service = f"{family.root.name}-master-svc"
    yield Connection(name="ui", port=8080, service=service)
    yield Connection(name="spark", port=7077, service=service, url=f"spark://{service}:7077")
    yield Connection(name="rest", port=6066, service=service)


SPARKCLUSTER = Adapter(
    name="sparkcluster",
    claims=(owned("spark.apache.org/SparkCluster"),),
    parts=("apps/StatefulSet",),
    category="build",
    words=WORDS,
    status=status,
    pod_sets=sets,
    role=label("spark-role", ""),
    elastic=scaled,
    connections=connections,
    stop=Cannot("the Apache operator has no pause for a cluster; delete it and keep a copy"),
    run=Cannot("a SparkCluster cannot be stopped, so there is nothing to resume"),
    restart=Cannot("delete its pods one by one: its StatefulSets make them anew"),
    scale=Cannot("the operator sets the number of workers from its instanceConfig when it is created"),
)
