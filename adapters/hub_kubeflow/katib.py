"""`kubeflow.org` Experiment and Trial of Katib: a series of series; a trial's job is a row of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Obj, Patch, Phase, PodSet, Status, owned

WORDS: dict[str, Phase | None] = {
    "Failed": Phase.FAILED,
    "Succeeded": Phase.COMPLETED,
    "Running": Phase.RUNNING,
    "Restarting": Phase.INITIALIZING,
    "Created": None,
}
"""ExperimentConditionType (Katib 0.19), gravest first. Restarting: it has ended and was given more
trials; Katib leaves that condition true while it runs again and after (seen with 0.19)."""

TRIAL_WORDS: dict[str, Phase | None] = {
    "Killed": Phase.STOPPED,
    "Failed": Phase.FAILED,
    "MetricsUnavailable": Phase.FAILED,
    "EarlyStopped": Phase.COMPLETED,
    "Succeeded": Phase.COMPLETED,
    "Running": None,
    "Created": None,
}
"""TrialConditionType (Katib 0.19), gravest first. Running is written while pods still wait: its job tells."""


SUGGESTION = "katib.kubeflow.org/suggestion"


def experiment(family: Family) -> Status:
    root = family.root
    found = _told(root, WORDS)
    going = found.phase is Phase.RUNNING and root.number("status.trialsRunning") > 0
    return Status(
        phase=found.phase,
        word=found.word,
        reason="Active" if going else "",
        message=found.message or ", ".join(_counts(root)),
        evidence=found.evidence,
        started=found.started,
        ended=found.ended,
    )


def _counts(root: Obj) -> Iterator[str]:
    for name in ("Running", "Succeeded", "Failed"):
        if count := root.number(f"status.trials{name}"):
            yield f"{count} trials {name.lower()}"
    if wanted := root.number("spec.maxTrialCount"):
        yield f"at most {wanted} in all"


def trial(family: Family) -> Status:
    return _told(family.root, TRIAL_WORDS)


def _told(root: Obj, words: dict[str, Phase | None]) -> Status:
    """The gravest condition that holds."""
    true = {c.text("type") for c in root.each("status.conditions") if c.text("status") == "True"}
    word = next((word for word in words if word in true), "")
    phase, found = words.get(word), root.condition(word)
    final = phase is not None and (phase.final or phase is Phase.STOPPED)
    told = ": ".join(text for text in (found.text("reason"), found.text("message")) if text)
    return Status(
        phase=phase,
        word=word,
        message=told if final and phase is not Phase.COMPLETED else "",
        evidence=(f"{root.kind.name} condition {word}=True",) if word else (),
        started=root.time("status.startTime"),
        ended=root.time("status.completionTime") or found.time("lastTransitionTime") if final else None,
    )


def pod_sets(family: Family) -> Iterator[PodSet]:
    """The pod that suggests parameters, as long as Katib keeps it; the trials have pods of their own."""
    pods = [pod for pod in family.pods if pod.label(SUGGESTION)]
    if pods:
        yield PodSet(role="suggestion", desired=sum(pod.active for pod in pods), requests=pods[0].requests)


def scale(family: Family, size: int) -> tuple[Patch, ...] | Cannot:
    """How many trials run at the same time."""
    most = family.root.number("spec.maxTrialCount", size)
    if not 1 <= size <= most:
        return Cannot(f"an experiment runs 1 to {most} trials at the same time")
    return (Patch({"spec": {"parallelTrialCount": size}}),)


EXPERIMENT = Adapter(
    name="experiment",
    claims=(owned("kubeflow.org/Experiment"),),
    parts=("kubeflow.org/Suggestion", "apps/Deployment"),
    series=True,
    words=WORDS,
    status=experiment,
    pod_sets=pod_sets,
    role=lambda pod: "suggestion" if pod.label(SUGGESTION) else "",
    gang=False,
    stop=Cannot("Katib cannot pause an experiment; delete it, or let fewer trials run by scaling it"),
    run=Cannot("Katib cannot pause an experiment, so there is nothing to resume"),
    restart=Cannot("an experiment that ended goes on when its maxTrialCount is raised (resumePolicy)"),
    scale=scale,
)

TRIAL = Adapter(
    name="trial",
    claims=(owned("kubeflow.org/Trial"),),
    series=True,
    words=TRIAL_WORDS,
    status=trial,
    gang=False,
    stop=Cannot("Katib cannot pause a trial; delete it, and the experiment makes another one"),
    run=Cannot("Katib cannot pause a trial, so there is nothing to resume"),
    restart=Cannot("Katib does not repeat a trial; delete it, and the experiment makes another one"),
    scale=Cannot("the size of a trial is in the experiment's trialTemplate"),
)
