"""What a RayJob says of itself: one word of KubeRay for the deployment, one of Ray for the program."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hub.adapter import Family, Obj, Phase, Status, stood

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
        ran=deployment == "Running" and stood(family, root.time("status.rayJobInfo.startTime")),
        attempt=max(root.number("status.failed") + (phase is not Phase.FAILED), 1),
        started=root.time("status.rayJobInfo.startTime"),
        ended=root.time("status.endTime") or root.time("status.rayJobInfo.endTime") if final else None,
    )


def cause(family: Family) -> str:
    """What the program raised: Ray appends the end of its log to the message (2.60)."""
    root = family.root
    lines = root.text("status.message").splitlines()
    raised = [line for before, line in pairwise(lines) if before[:2] == "  " and line[:1].isalpha()]
    failed = "FAILED" in (root.text("status.jobStatus"), root.text("status.jobDeploymentStatus").upper())
    return f"its program failed: {raised[-1]}" if failed and raised else ""


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
    if deployment == "Running" and root.get("spec.clusterSelector"):
        return "ReportedRunning"  # the pods that it runs on are another workload's
    if final:
        return REASONS.get(root.text("status.reason"), "")
    return {"Retrying": "Retrying", "Waiting": "Starting"}.get(deployment, "")


def _message(root: Obj, deployment: str, job: str) -> str:
    first = root.text("status.message").partition("\n")[0]  # Ray appends the end of the program's log
    told = ": ".join(text for text in (root.text("status.reason"), first) if text)
    if deployment == "Waiting":
        return "its cluster is ready and waits for the id of a job that somebody submits (InteractiveMode)"
    if deployment == "Retrying":
        failed, limit = root.number("status.failed"), root.number("spec.backoffLimit") + 1
        return f"attempt {failed} of {limit} failed; its cluster is replaced" + (f" ({told})" if told else "")
    if deployment == "Running" and root.get("spec.clusterSelector"):
        return f"its program is {job or 'submitted'} on RayCluster {root.text('status.rayClusterName')}"
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
