"""What is worth recording of a workload that was read anew: its steps, each once, with its own time.

Pure: the workload, the step that was recorded last, and the time. A phase that lasted too short to be
seen is not made up; but what the objects themselves still tell of a time in which nobody recorded is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.model import Phase, Workload

from .reasons import REPORTED_RUNNING, SUBMITTED
from .steps import GANG, PHASE, Step


def identity(workload: Workload) -> str:
    """What no two workloads of a cluster share: a label as uid may be there in two namespaces."""
    return f"{workload.namespace}/{workload.uid}"


_EARLY = (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING)
_OBJECTS = "its objects tell so; nothing recorded it then"


def steps(workload: Workload, last: Step | None, now: datetime, missed: bool = False) -> Iterator[Step]:
    """What is new since ``last``, oldest first. ``missed``: nothing was recorded in between."""
    if last is None or missed:
        for step in _told(workload, last):
            yield step
            last = step
    if last is None or _other(workload, last):
        own = last is None or (last.phase, last.attempt) != (workload.phase, workload.attempt)
        since = workload.since if own else None
        earliest = last.at if last else since or now
        yield _step(workload, max(since or now, earliest), PHASE)
    elif last.gang_state != workload.gang.state and not workload.phase.final:
        yield _step(workload, max(now, last.at), GANG)


def _other(workload: Workload, last: Step) -> bool:
    there = workload.phase, workload.reason, workload.attempt
    return (last.phase, last.reason, last.attempt) != there


def _told(workload: Workload, last: Step | None) -> Iterator[Step]:
    """What happened before anybody looked: its making, and when it came to run."""
    first = last is None
    if first and workload.created and workload.phase is not Phase.CREATING:
        yield Step(at=workload.created, kind=PHASE, phase=Phase.CREATING, reason=SUBMITTED, message=_OBJECTS)
    ran = workload.started
    early = last is None or last.phase in _EARLY
    if ran and early and workload.phase.final and (last is None or ran >= last.at) and _before_end(workload):
        tried = workload.attempt
        yield Step(
            at=ran, kind=PHASE, phase=Phase.RUNNING, reason=REPORTED_RUNNING, message=_OBJECTS, attempt=tried
        )


def _before_end(workload: Workload) -> bool:
    """Whether it ran at all before it ended."""
    end = workload.ended or workload.since
    return end is not None and workload.started is not None and workload.started < end


def _step(workload: Workload, at: datetime, kind: str) -> Step:
    gang = workload.gang
    return Step(
        at=at,
        kind=kind,
        phase=workload.phase,
        reason=workload.reason,
        message=workload.message,
        native=workload.native,
        evidence=workload.evidence,
        attempt=workload.attempt,
        gang_state=gang.state,
        gang_scheduled=gang.scheduled,
        gang_minimum=gang.minimum,
    )
