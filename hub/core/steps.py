"""One step of a workload's way, as it is recorded."""

from __future__ import annotations

from datetime import datetime

from hub.model.workload import Record

PHASE, GANG, GONE = "phase", "gang", "gone"


class Step(Record, frozen=True):
    """One step. ``kind`` is what changed: phase (or its reason), gang alone, or gone: it is no longer there.

    ``evidence`` is what proved it then. ``at`` is the objects' own time where they tell one.
    """

    at: datetime
    kind: str
    phase: str
    reason: str = ""
    message: str = ""
    native: str = ""
    evidence: tuple[str, ...] = ()
    attempt: int = 1
    gang_state: str = "none"
    gang_scheduled: int = 0
    gang_minimum: int = 0
