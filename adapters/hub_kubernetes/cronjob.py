"""`batch/v1` CronJob: a series. Its Jobs are the runs, and they are its children."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, Status, owned

from .endings import resume, suspend

WORDS: dict[str, Phase | None] = {}
"""`batch/v1` CronJobStatus has no words: only a list of active runs and two times."""


def status(family: Family) -> Status:
    """It runs as long as it makes runs. Suspended, it still waits for those it made."""
    root = family.root
    active = sum(1 for _ in root.each("status.active"))
    last = root.text("status.lastScheduleTime")
    stopped = root.flag("spec.suspend") and not active
    return Status(
        phase=Phase.STOPPED if stopped else Phase.RUNNING,
        reason="" if stopped else "Active" if active else "WaitingForSchedule",
        message=f"last run started {last}" if last else "no run yet",
        evidence=(("CronJob.spec.suspend=true",) * stopped + (f"CronJob active runs: {active}",)),
    )


CRONJOB = Adapter(
    name="cronjob",
    claims=(owned("batch/CronJob"),),
    series=True,
    words=WORDS,
    status=status,
    gang=False,
    stop=suspend,
    run=resume,
    restart=Cannot("a CronJob starts its next run by itself; copy its last Job to run it now"),
    scale=Cannot("a CronJob has no pods of its own: its runs have"),
)
