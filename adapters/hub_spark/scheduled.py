"""`sparkoperator.k8s.io` ScheduledSparkApplication: a series of SparkApplications."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, Status, merge, owned

WORDS: dict[str, Phase | None] = {
    "Validating": Phase.CREATING,
    "Scheduled": Phase.RUNNING,
    "FailedValidation": Phase.FAILED,
}
"""ScheduleState (spark-operator 2.5.1, scheduledsparkapplication_types.go)."""


def status(family: Family) -> Status:
    root = family.root
    word, suspended = root.text("status.scheduleState"), root.flag("spec.suspend")
    phase = WORDS.get(word)
    failed = phase is Phase.FAILED
    return Status(
        phase=Phase.STOPPED if suspended and not failed else phase,
        word=word,
        reason="Rejected" if failed else "" if suspended else "WaitingForSchedule",
        message=root.text("status.reason") if failed else _plan(family),
        evidence=("ScheduledSparkApplication.spec.suspend=true",)
        if suspended
        else (f"ScheduledSparkApplication.status.scheduleState={word}",),
    )


def _plan(family: Family) -> str:
    last, following = family.root.text("status.lastRun"), family.root.text("status.nextRun")
    told = f"last run started {last}" if last else "no run yet"
    return f"{told}; the next is due {following}" if following else told


SCHEDULED = Adapter(
    name="scheduledsparkapplication",
    claims=(owned("sparkoperator.k8s.io/ScheduledSparkApplication"),),
    series=True,
    words=WORDS,
    status=status,
    gang=False,
    stop=merge(spec={"suspend": True}),
    run=merge(spec={"suspend": False}),
    restart=Cannot("it starts its next run by itself; copy its last SparkApplication to run it now"),
    scale=Cannot("it has no pods of its own: its runs have"),
)
