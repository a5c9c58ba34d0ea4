"""`argoproj.io` Workflow, also as a run of Kubeflow Pipelines, and CronWorkflow.

A workflow's steps are its pods. What a step creates and marks as owned, a PyTorchJob for instance, is a
row of its own below it: a workflow is a series of its steps.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Family,
    Obj,
    Patch,
    Phase,
    Pod,
    PodSet,
    PodState,
    Status,
    merge,
    owned,
)

WORDS: dict[str, Phase | None] = {
    "Pending": Phase.PENDING,
    "Running": Phase.RUNNING,
    "Succeeded": Phase.COMPLETED,
    "Failed": Phase.FAILED,
    "Error": Phase.FAILED,
}
"""WorkflowPhase (Argo Workflows 3.7.4, workflow_types.go)."""

CRON_WORDS: dict[str, Phase | None] = {
    "SpecError": Phase.FAILED,
    "SubmissionError": Phase.DEGRADED,
    "Stopped": Phase.STOPPED,
    "Active": Phase.RUNNING,
}
"""ConditionType and CronWorkflowPhase (Argo Workflows 3.7.4, cron_workflow_types.go), gravest first."""

CREATOR = "workflows.argoproj.io/creator"


def status(family: Family) -> Status:
    root = family.root
    word = root.text("status.phase")
    phase = _phase(root, word)
    stuck = _stuck(family) if phase is Phase.RUNNING else None
    if stuck is not None:
        message = f"{root.text('status.progress')} steps are done; pod {stuck.name}: {stuck.message}"
        phase, reason = Phase.DEGRADED, stuck.reason
    elif phase is Phase.RUNNING and _begun(family):
        message, reason = f"{root.text('status.progress')} steps are done", "ReportedRunning"
    else:
        message, reason = root.text("status.message"), ""
    return Status(
        phase=phase,
        word=word,
        reason=reason,
        message=message,
        evidence=tuple(_evidence(root, word)),
        started=root.time("status.startedAt"),
        ended=root.time("status.finishedAt"),
    )


def _phase(root: Obj, word: str) -> Phase | None:
    """Somebody's shutdown ends it as Failed; a suspended one stays Running."""
    shut = root.text("spec.shutdown") or root.text("status.message").startswith("Stopped with strategy")
    if word == "Failed" and shut:
        return Phase.STOPPED
    if word in ("", "Pending", "Running") and (root.flag("spec.suspend") or root.text("spec.shutdown")):
        return Phase.STOPPED
    return WORDS.get(word)


def _stuck(family: Family) -> Pod | None:
    """A later step that finds no room; its siblings are done, so no floor shows that."""
    pods = [pod for pod in family.pods if pod.active]
    stuck = bool(pods) and all(pod.reason == "Unschedulable" for pod in pods)
    return pods[0] if stuck and _begun(family) else None


def _evidence(root: Obj, word: str) -> Iterator[str]:
    if root.flag("spec.suspend"):
        yield "Workflow.spec.suspend=true"
    if shutdown := root.text("spec.shutdown"):
        yield f"Workflow.spec.shutdown={shutdown}"
    if word:
        yield f"Workflow.status.phase={word}"
    if progress := root.text("status.progress"):
        yield f"Workflow.status.progress={progress}"


def _begun(family: Family) -> bool:
    """Whether any of its steps ever ran; the pods of done ones may be gone (podGC)."""
    done = family.root.text("status.progress").split("/")[0]
    return done not in ("", "0") or any(_ran(pod) for pod in family.pods)


def _ran(pod: Pod) -> bool:
    """A step's pod outlives what it ran: Argo's own container ``wait`` carries the results away."""
    ended = pod.state in (PodState.SUCCEEDED, PodState.FAILED)
    own = (c for c in pod.containers if c.role == "main" and c.name != "wait")
    return ended or any(c.state != "waiting" for c in own)


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """The pods that are at work now; one of them at least, until the first has begun."""
    size = sum(pod.active for pod in family.pods)
    return (PodSet(role="step", desired=size, minimum=0 if _begun(family) else min(size, 1)),)


def run(family: Family) -> tuple[Patch, ...] | Cannot:
    if family.root.text("spec.shutdown") or not family.root.flag("spec.suspend"):
        return Cannot("it was shut down for good; copy it to run it again")
    return (Patch({"spec": {"suspend": False}}),)


def submitter(family: Family) -> str:
    """What the Argo server knows of whom it served; labels write ``@`` as ``.at.``."""
    root = family.root
    return (
        root.label(f"{CREATOR}-preferred-username") or root.label(f"{CREATOR}-email") or root.label(CREATOR)
    )


WORKFLOW = Adapter(
    name="workflow",
    claims=(owned("argoproj.io/Workflow"),),
    series=True,
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=lambda pod: "step",
    elastic=lambda family: True,
    gang=False,  # each step alone
    submitter=submitter,
    stop=merge(spec={"suspend": True}),
    run=run,
    restart=Cannot("copy it to run it again; `argo retry` repeats its failed steps alone"),
    scale=Cannot("its steps decide how many pods a workflow has"),
)


def cron(family: Family) -> Status:
    root = family.root
    word = _cron_word(root)
    active = sum(1 for _ in root.each("status.active"))
    held = root.flag("spec.suspend") and not active
    phase = CRON_WORDS.get(word, Phase.RUNNING)
    going = "Active" if active else "WaitingForSchedule"
    last = root.text("status.lastScheduledTime")
    failed = phase in (Phase.FAILED, Phase.DEGRADED)
    return Status(
        phase=Phase.STOPPED if held and not failed else phase,
        word=word,
        reason=going if phase is Phase.RUNNING and not held else "",
        message=root.condition(word).text("message")
        if failed
        else f"last run {last}"
        if last
        else "no run yet",
        evidence=(*("CronWorkflow.spec.suspend=true",) * held, f"CronWorkflow active runs: {active}"),
    )


def _cron_word(root: Obj) -> str:
    true = {c.text("type") for c in root.each("status.conditions") if c.text("status") == "True"}
    return next((word for word in CRON_WORDS if word in true), root.text("status.phase"))


CRONWORKFLOW = Adapter(
    name="cronworkflow",
    claims=(owned("argoproj.io/CronWorkflow"),),
    series=True,
    words=CRON_WORDS,
    status=cron,
    gang=False,
    stop=merge(spec={"suspend": True}),
    run=merge(spec={"suspend": False}),
    restart=Cannot("it starts its next run by itself; copy its last Workflow to run it now"),
    scale=Cannot("it has no pods of its own: its runs have"),
)
