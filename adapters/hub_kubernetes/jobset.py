"""`jobset.x-k8s.io/v1alpha2` JobSet: Jobs that belong together, each replicated under a name."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Family,
    Obj,
    Phase,
    PodSet,
    PodState,
    Status,
    label,
    owned,
    pods_tell,
    requests,
)

from .endings import Words, abreast, end, proof, resume, suspend, why, word

WORDS: Words = {
    "Completed": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "Suspended": Phase.STOPPED,
    "StartupPolicyInProgress": Phase.INITIALIZING,
    "StartupPolicyCompleted": None,
}
"""JobSetConditionType of JobSet 0.10."""


def status(family: Family) -> Status:
    root = family.root
    if not root.get("spec"):
        return pods_tell(family)
    told = word(root, WORDS)
    again = not told and _again(family)
    phase = Phase.INITIALIZING if again else WORDS.get(told)
    message = f"restart {root.number('status.restarts')} of {root.number('spec.failurePolicy.maxRestarts')}"
    return Status(
        phase=phase,
        word=told,
        reason="Retrying" if again else "",
        message=why(root, told) if told == "Failed" else message if again else "",
        evidence=(*proof(root, told), *_counts(root)),
        attempt=max(root.number("status.restarts"), 0) + 1,
        ended=end(root, told) if phase and phase.final else None,
    )


def _again(family: Family) -> bool:
    """It is being restarted: its Jobs are made anew, and none of their pods is ready or has failed yet."""
    come = (PodState.READY, PodState.FAILED)
    begun = any(pod.state in come for pod in family.pods if pod.deleting is None)
    return family.root.number("status.restarts") > 0 and not begun


def _counts(root: Obj) -> Iterator[str]:
    for job in root.each("status.replicatedJobsStatus"):
        counts = ((name, job.number(name)) for name in ("ready", "succeeded", "failed", "suspended"))
        text = " ".join(f"{name}={count}" for name, count in counts if count)
        if text:
            yield f"JobSet job {job.text('name')} {text}"


def pod_sets(family: Family) -> Iterator[PodSet]:
    """One per replicated job. What is made only after another one stands can never start together with it."""
    in_order = family.root.text("spec.startupPolicy.startupPolicyOrder") == "InOrder"
    before = ""
    for job in family.root.each("spec.replicatedJobs"):
        spec = job.at("template.spec")
        after = next((on.text("name") for on in job.each("dependsOn")), before if in_order else "")
        before = job.text("name", "pods")
        yield PodSet(
            role=before,
            desired=max(job.number("replicas", 1), 0) * abreast(spec),
            created_after=after or None,
            requests=requests(spec.at("template.spec")),
        )


def templates(family: Family) -> dict[str, str]:
    jobs = enumerate(family.root.each("spec.replicatedJobs"))
    return {job.text("name", "pods"): f"spec.replicatedJobs.{n}.template.spec.template" for n, job in jobs}


JOBSET = Adapter(
    name="jobset",
    claims=(owned("jobset.x-k8s.io/JobSet"),),
    parts=("batch/Job",),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=label("jobset.sigs.k8s.io/replicatedjob-name"),
    templates=templates,
    stop=suspend,
    run=resume,
    restart=Cannot("a JobSet restarts by itself as its failure policy says; copy it to run it again"),
    scale=Cannot("the replicated jobs of a JobSet keep the size they were created with"),
)
