"""`ray.io` RayCronJob: a series of RayJobs (alpha since KubeRay 1.6, behind a feature gate)."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, Status, merge, owned

WORDS: dict[str, Phase | None] = {}
"""RayCronJobStatus has no words: only the time of the last schedule (KubeRay 1.6.2, raycronjob_types.go)."""


def status(family: Family) -> Status:
    """It runs as long as it makes runs. Without the gate the object is accepted and nothing happens."""
    root = family.root
    suspended, last = root.flag("spec.suspend"), root.text("status.lastScheduleTime")
    return Status(
        phase=Phase.STOPPED if suspended else Phase.RUNNING,
        reason="" if suspended else "WaitingForSchedule",
        message=f"last run started {last}" if last else "no run yet",
        evidence=(f"RayCronJob.spec.suspend={str(suspended).lower()}",),
    )


RAYCRONJOB = Adapter(
    name="raycronjob",
    claims=(owned("ray.io/RayCronJob"),),
    series=True,
    words=WORDS,
    status=status,
    gang=False,
    stop=merge(spec={"suspend": True}),
    run=merge(spec={"suspend": False}),
    restart=Cannot("a RayCronJob starts its next run by itself; copy its last RayJob to run it now"),
    scale=Cannot("a RayCronJob has no pods of its own: its runs have"),
)
