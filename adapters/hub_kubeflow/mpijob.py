"""`kubeflow.org` MPIJob, of the training-operator (v1) or of the mpi-operator (v2beta1): one name of a CRD,
so a cluster has one of them, and one adapter reads both."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Obj, Phase, PodSet, Status, owned

from . import replicas


def second(root: Obj) -> bool:
    return root.text("apiVersion").endswith("/v2beta1")


def status(family: Family) -> Status:
    """v2beta1 writes Failed also when a worker was evicted, and takes it back: it has no end then."""
    found = replicas.status(family)
    if found.word == "Failed" and second(family.root) and evicted(family.root):
        return Status(
            phase=Phase.DEGRADED,
            word=found.word,
            message=replicas.why(family.root, "Failed"),
            evidence=found.evidence,
            ran=True,
            started=found.started,
            attempt=attempt(family),
        )
    return Status(
        phase=found.phase,
        word=found.word,
        reason=found.reason,
        message=found.message,
        evidence=found.evidence,
        ran=found.ran,
        started=found.started,
        ended=found.ended,
        attempt=attempt(family),
    )


def evicted(root: Obj) -> bool:
    reason = root.condition("Failed").text("reason")
    return reason == "MPIJobEvicted" and root.time("status.completionTime") is None


def attempt(family: Family) -> int:
    """In v2beta1 the launcher is a Job, which tries again until its backoffLimit."""
    job = family.part("batch/Job")
    over = any(found.condition(word).text("status") == "True" for found, word in _ends(family.root, job))
    return max(job.number("status.failed") + (not over), 1)


def _ends(root: Obj, job: Obj) -> tuple[tuple[Obj, str], ...]:
    return (root, "Failed"), (job, "Failed"), (job, "FailureTarget")


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """Without a number there are no workers. A launcher that waits for them is not in their gang."""
    root = family.root
    sets = replicas.pod_sets(replicas.specs(root), lambda role: 0 if role == "worker" else 1)
    return replicas.lowered(_ordered(root, tuple(sets)), root)


def _ordered(root: Obj, sets: tuple[PodSet, ...]) -> Iterator[PodSet]:
    waits = root.text("spec.launcherCreationPolicy") == "WaitForWorkersReady"
    after = "worker" if waits and any(s.role == "worker" for s in sets) else None
    for s in sets:
        late = after if s.role == "launcher" else None
        yield PodSet(role=s.role, desired=s.desired, created_after=late, requests=s.requests)


MPIJOB = Adapter(
    name="mpijob",
    claims=(owned("kubeflow.org/MPIJob"),),
    parts=("batch/Job",),
    words=replicas.WORDS,
    status=status,
    pod_sets=pod_sets,
    role=replicas.role,
    templates=replicas.templates,
    queue=replicas.queue,
    stop=replicas.suspend,
    run=replicas.resume,
    restart=Cannot("an MPIJob runs once; copy it to run it again, or stop it and run it"),
    scale=Cannot("the size of an MPIJob is set when it starts"),
)
