"""`ray.io` RayJob: a Ray cluster made for one program, or a program sent to a cluster that is there."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Connection,
    Family,
    Obj,
    Patch,
    Pod,
    PodSet,
    Resources,
    owned,
    requests,
)

from . import sets
from .rayjob_status import WORDS, cause, status
from .ways import ways


def cluster(family: Family) -> Obj:
    """The RayCluster of this attempt."""
    return family.part("ray.io/RayCluster")


def spec(family: Family) -> Obj:
    """What its cluster is asked to be; the autoscaler writes the number of workers into the RayCluster."""
    own, made = family.root.at("spec.rayClusterSpec"), cluster(family).at("spec")
    return made if made and sets.autoscaled(own) else own


def pod_sets(family: Family) -> Iterator[PodSet]:
    """The cluster's, and the submitter: made when the cluster is ready, so never in a gang with it."""
    job = family.root.at("spec")
    mode = job.text("submissionMode", "K8sJobMode")
    yield from sets.pod_sets(spec(family), sidecar=mode == "SidecarMode")
    if job and mode == "K8sJobMode":
        after = None if job.get("clusterSelector") else "head"
        yield PodSet(role="submitter", desired=1, minimum=0, created_after=after, requests=_submitter(job))


def _submitter(job: Obj) -> Resources:
    own = job.at("submitterPodTemplate.spec")
    return requests(own) if own else Resources.of(sets.SUBMITTER)


def role(pod: Pod) -> str:
    """As in its cluster; the pod that belongs to none submits."""
    return sets.role(pod) if pod.label("ray.io/node-type") else "submitter"


def connections(family: Family) -> Iterator[Connection]:
    made = cluster(family)
    told = made.at("status") or family.root.at("status.rayClusterStatus")
    name = made.name or family.root.text("status.rayClusterName")
    return ways(told, name) if name else iter(())


def stop(family: Family) -> tuple[Patch] | Cannot:
    """Where KubeRay refuses to suspend, asking for it would fail the job for good (ValidateRayJobSpec)."""
    job = family.root.at("spec")
    if job.get("clusterSelector"):
        return Cannot(
            "it runs on a cluster that is not its own, and such a job cannot be suspended; delete it"
        )
    if not job.flag("shutdownAfterJobFinishes"):
        return Cannot(
            "KubeRay suspends only jobs with shutdownAfterJobFinishes: true; delete it and keep a copy"
        )
    if family.root.text("status.jobDeploymentStatus") == "Waiting":
        return Cannot(
            "it waits for a job that somebody submits, and KubeRay does not suspend it while it does"
        )
    return (Patch({"spec": {"suspend": True}}),)


def run(family: Family) -> tuple[Patch] | Cannot:
    if family.root.text("status.jobDeploymentStatus") == "Complete":
        return Cannot("its program was stopped inside Ray and has ended; copy it to run it again")
    return (Patch({"spec": {"suspend": False}}),)


RAYJOB = Adapter(
    name="rayjob",
    claims=(owned("ray.io/RayJob"),),
    parts=("ray.io/RayCluster", "batch/Job"),
    words=WORDS,
    status=status,
    cause=cause,
    pod_sets=pod_sets,
    role=role,
    templates=lambda family: sets.templates(family.root.at("spec.rayClusterSpec"), "spec.rayClusterSpec"),
    grouped=sets.grouped,
    elastic=lambda family: sets.autoscaled(family.root.at("spec.rayClusterSpec")),
    connections=connections,
    stop=stop,
    run=run,
    restart=Cannot("a RayJob runs once; copy it to run it again, or let backoffLimit retry it"),
    scale=Cannot("a RayJob's size is set when it starts"),
)
