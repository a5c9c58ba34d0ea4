"""`batch/v1` Job: parallel, indexed, elastic, work queue; with success and failure policies."""

from __future__ import annotations

from hub.adapter import (
    Adapter,
    Cannot,
    Family,
    Obj,
    Phase,
    Pod,
    PodState,
    Status,
    owned,
    pods_tell,
)

from .endings import Words, abreast, end, proof, resume, suspend, why, word
from .job_shape import grouped, pod_sets, scale, together

WORDS: Words = {
    "Complete": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "SuccessCriteriaMet": Phase.COMPLETED,
    "FailureTarget": Phase.FAILED,
    "Suspended": Phase.STOPPED,
}
"""`batch/v1` JobConditionType. SuccessCriteriaMet and FailureTarget are never taken back: the outcome is
certain, and the controller waits only for the last pods to end before it says Complete or Failed."""

REASONS = {"DeadlineExceeded": "DeadlineExceeded"}
"""`batch/v1` reasons of condition Failed that the hub has a word for; the others go into the message."""


def status(family: Family) -> Status:
    root = family.root
    if not root.get("spec"):
        return pods_tell(family)
    told = word(root, WORDS)
    phase = Phase.STOPPED if not told and _paused(root) else WORDS.get(told)
    between = Status() if phase else _between(family)
    failed = why(root, told) if phase is Phase.FAILED else ""
    return Status(
        phase=phase or between.phase,
        word=told,
        reason=between.reason or REASONS.get(root.condition(told).text("reason"), ""),
        message=failed or between.message,
        evidence=(*proof(root, told), *_counts(root)),
        attempt=_attempt(root, phase),
        started=root.time("status.startTime") if _began(root) else None,
        ended=end(root, told) if phase and phase.final else None,
    )


def _between(family: Family) -> Status:
    """What only the pods together with the Job's counts show: a retry, or that it does not get on."""
    pods = [pod for pod in family.pods if pod.active]
    if any(pod.state is PodState.READY for pod in pods):
        return Status()
    if stuck := _stuck(family.root, pods):
        message = f"{_done(family.root)} done before; pod {stuck.name}: {stuck.message or stuck.reason}"
        return Status(phase=Phase.DEGRADED, reason=stuck.reason, message=message)
    failed = _failures(family)
    if 0 < failed <= family.root.number("spec.backoffLimit", 6):
        message = f"{failed} {'pod' if failed == 1 else 'pods'} failed; the next attempt is under way"
        return Status(phase=Phase.INITIALIZING, reason="Retrying", message=message)
    return Status()


def _failures(family: Family) -> int:
    """The Job counts its pods up to a second late; but only it knows what a failure policy makes of one."""
    counted = family.root.number("status.failed")
    if family.root.get("spec.podFailurePolicy"):
        return counted
    return max(counted, sum(pod.state is PodState.FAILED for pod in family.pods))


def _stuck(root: Obj, pods: list[Pod]) -> Pod | None:
    """A later pod that finds no room, after others are done: finished pods would meet the floor for ever."""
    return pods[0] if _done(root) and pods and all(pod.reason == "Unschedulable" for pod in pods) else None


def _paused(root: Obj) -> bool:
    """No parallelism is a pause by hand (Kubernetes' manual, "Controlling parallelism")."""
    return root.number("spec.parallelism", 1) == 0 and root.number("spec.completions", 1) > 0


def _counts(root: Obj) -> tuple[str, ...]:
    counts = ((name, root.number(f"status.{name}")) for name in ("active", "ready", "succeeded", "failed"))
    text = " ".join(f"{name}={count}" for name, count in counts if count)
    return (f"Job.status {text}",) if text else ()


def _done(root: Obj) -> int:
    return root.number("status.succeeded")


def _began(root: Obj) -> bool:
    """The API's start time is when the controller first saw the Job; it counts once a pod has run."""
    return any(root.number(f"status.{name}") for name in ("ready", "succeeded", "failed"))


def _attempt(root: Obj, phase: Phase | None) -> int:
    """A Job of one pod tries as a whole, so each failed pod was an attempt; others retry pod by pod."""
    if root.number("spec.completions", 1) != 1 or abreast(root.at("spec")) != 1:
        return 1
    return max(root.number("status.failed") + (phase is not Phase.FAILED), 1)


JOB = Adapter(
    name="job",
    claims=(owned("batch/Job"),),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    gang=together,
    templates=lambda family: {"pods": "spec.template"},
    grouped=grouped,
    stop=suspend,
    run=resume,
    restart=Cannot("a Job runs once; copy it to run it again"),
    scale=scale,
)
