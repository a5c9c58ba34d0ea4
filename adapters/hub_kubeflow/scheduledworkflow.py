"""`kubeflow.org/v1beta1` ScheduledWorkflow: a recurring run of Kubeflow Pipelines, a series of Workflows."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, Status, merge, owned

WORDS: dict[str, Phase | None] = {
    "Error": Phase.FAILED,
    "Succeeded": Phase.COMPLETED,
    "Disabled": Phase.STOPPED,
    "Running": Phase.RUNNING,
    "Enabled": Phase.RUNNING,
}
"""ScheduledWorkflowConditionType (Pipelines 2, scheduledworkflow types.go), gravest first."""


def status(family: Family) -> Status:
    root = family.root
    true = {c.text("type") for c in root.each("status.conditions") if c.text("status") == "True"}
    word = next((word for word in WORDS if word in true), "")
    phase = WORDS.get(word)
    if not (phase and phase.final):
        phase = phase if root.flag("spec.enabled") else Phase.STOPPED
    found = root.condition(word)
    last = root.text("status.trigger.lastTriggeredTime", "never")
    return Status(
        phase=phase,
        word=word,
        reason="WaitingForSchedule" if phase is Phase.RUNNING else "",
        message=found.text("message") if phase is Phase.FAILED else f"last run: {last}",
        evidence=(f"ScheduledWorkflow.spec.enabled={str(root.flag('spec.enabled')).lower()}",),
        ended=found.time("lastTransitionTime") if phase and phase.final else None,
    )


SCHEDULEDWORKFLOW = Adapter(
    name="scheduledworkflow",
    claims=(owned("kubeflow.org/ScheduledWorkflow"),),
    series=True,
    words=WORDS,
    status=status,
    gang=False,
    stop=merge(spec={"enabled": False}),
    run=merge(spec={"enabled": True}),
    restart=Cannot("it starts its next run by itself; copy its last Workflow to run it now"),
    scale=Cannot("it has no pods of its own: its runs have"),
)
