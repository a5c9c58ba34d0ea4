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
    Phase,
    Pod,
    PodSet,
    Resources,
    Status,
    owned,
    requests,
    stood,
)

from . import sets
from .ways import ways

WORDS: dict[str, Phase | None] = {
    "Initializing": Phase.INITIALIZING,
    "Waiting": Phase.INITIALIZING,
    "Running": None,
    "Complete": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "ValidationFailed": Phase.FAILED,
    "Suspending": Phase.STOPPED,
    "Suspended": Phase.STOPPED,
    "Retrying": Phase.INITIALIZING,
    "PENDING": Phase.INITIALIZING,
    "RUNNING": Phase.RUNNING,
    "STOPPED": Phase.STOPPED,
    "SUCCEEDED": None,
    "FAILED": None,
}
"""JobDeploymentStatus and, in capitals, JobStatus (KubeRay 1.6.2, rayjob_types.go).

The deployment's word decides when it is final; Ray's own end comes seconds earlier, while the
submitter still writes its log."""

REASONS = {
    "DeadlineExceeded": "DeadlineExceeded",
    "PreRunningDeadlineExceeded": "DeadlineExceeded",
    "ValidationFailed": "Rejected",
}
"""JobFailedReason where the hub has a word for it; every reason is in the message."""


def status(family: Family) -> Status:
    root = family.root
    deployment, job = root.text("status.jobDeploymentStatus"), root.text("status.jobStatus")
    phase = _phase(family, deployment, job)
    final = phase is not None and phase.final
    return Status(
        phase=phase,
        word="/".join(word for word in (deployment, job) if word),
        reason=_reason(root, deployment, final),
        message=_message(root, deployment, job),
        evidence=tuple(_evidence(root, deployment, job)),
        ran=stood(family, root.time("status.rayJobInfo.startTime")),
        attempt=max(root.number("status.failed") + (phase is not Phase.FAILED), 1),
        started=root.time("status.rayJobInfo.startTime"),
        ended=root.time("status.endTime") or root.time("status.rayJobInfo.endTime") if final else None,
    )


def _phase(family: Family, deployment: str, job: str) -> Phase | None:
    if deployment in ("Complete", "Failed", "ValidationFailed"):
        return Phase.STOPPED if (deployment, job) == ("Complete", "STOPPED") else WORDS[deployment]
    if deployment == "Suspending" or (family.root.flag("spec.suspend") and deployment != "Waiting"):
        return Phase.STOPPED
    if deployment == "Running":
        return _running(job)
    if deployment == "Initializing" and not any(pod.active for pod in family.pods):
        return None  # nothing has begun yet: it is being created
    return None if deployment == "Suspended" else WORDS.get(deployment)


def _running(job: str) -> Phase | None:
    """The cluster stands: before the program runs it is starting; its end is the deployment's to tell."""
    return WORDS.get(job or "PENDING", Phase.RUNNING) if job in ("", "PENDING", "RUNNING") else Phase.RUNNING


def _reason(root: Obj, deployment: str, final: bool) -> str:
    if final:
        return REASONS.get(root.text("status.reason"), "")
    return {"Retrying": "Retrying", "Waiting": "Starting"}.get(deployment, "")


def _message(root: Obj, deployment: str, job: str) -> str:
    told = ": ".join(text for text in (root.text("status.reason"), root.text("status.message")) if text)
    if deployment == "Waiting":
        return "its cluster is ready and waits for the id of a job that somebody submits (InteractiveMode)"
    if deployment == "Retrying":
        failed, limit = root.number("status.failed"), root.number("spec.backoffLimit") + 1
        return f"attempt {failed} of {limit} failed; its cluster is replaced" + (f" ({told})" if told else "")
    if (deployment, job) == ("Complete", "STOPPED"):
        return "somebody stopped the program inside Ray"
    return told


def _evidence(root: Obj, deployment: str, job: str) -> Iterator[str]:
    if root.flag("spec.suspend"):
        yield "RayJob.spec.suspend=true"
    if deployment:
        yield f"RayJob.status.jobDeploymentStatus={deployment}"
    if job:
        yield f"RayJob.status.jobStatus={job}"


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
    pod_sets=pod_sets,
    role=role,
    elastic=lambda family: sets.autoscaled(family.root.at("spec.rayClusterSpec")),
    connections=connections,
    stop=stop,
    run=run,
    restart=Cannot("a RayJob runs once; copy it to run it again, or let backoffLimit retry it"),
    scale=Cannot("a RayJob's size is set when it starts"),
)
