"""Runs that have no Job of their own: the parent of others, or a child that its parent's process ran.

Only MLflow's own word tells of them. They are rows where something of their kin is in the cluster;
the runs of somebody's laptop are nobody's workload here.
"""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, Status, labelled

from .record import LABEL, RECORD, WORDS, page, said, submitter

NO_PODS = Cannot("nothing in this cluster runs it by itself; steer the Job that it belongs to")


def status(family: Family) -> Status:
    record = family.part(RECORD)
    word = record.text("status.status")
    phase = WORDS.get(word)
    running = phase is Phase.RUNNING
    return Status(
        phase=phase,
        word=word,
        reason="ReportedRunning" if running else "",
        message="MLflow reports that it runs" if running else "",
        evidence=said(record),
        started=record.time("metadata.creationTimestamp"),
        ended=record.time("status.endTime") if phase and phase.final else None,
    )


TRACKED = Adapter(
    name="tracked-run",
    claims=(labelled(LABEL, via=("spec.parent",), across=True, pods=False, alone=False),),
    parts=(RECORD,),
    words=WORDS,
    status=status,
    elastic=lambda family: True,  # it has no pods of its own
    connections=page,
    submitter=submitter,
    gang=False,
    stop=NO_PODS,
    run=NO_PODS,
    restart=NO_PODS,
    scale=NO_PODS,
    delete=Cannot("it is a record of the tracking server; delete it there"),
)
