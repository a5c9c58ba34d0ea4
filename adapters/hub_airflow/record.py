"""What Airflow's server told of a run, where it is asked: the object that `server` makes.

Pods come first where any is at work (`DESIGN` section 4): the server is asked every few seconds
only. When none is, it alone knows whether the run goes on and how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.adapter import Connection, Family, Obj, Phase, Status

API_VERSION, KIND = "airflow.apache.org/v2", "DagRun"
RECORD = "airflow.apache.org/DagRun"

WORDS: dict[str, Phase | None] = {
    "queued": Phase.PENDING,
    "running": Phase.RUNNING,
    "success": Phase.COMPLETED,
    "failed": Phase.FAILED,
}
"""`DagRunState` of Airflow 3.3."""

TASKS: dict[str, Phase | None] = {
    "none": None,
    "scheduled": None,
    "queued": None,
    "running": Phase.RUNNING,
    "restarting": Phase.RUNNING,
    "deferred": Phase.RUNNING,
    "awaiting_input": Phase.RUNNING,
    "up_for_reschedule": Phase.RUNNING,
    "success": Phase.RUNNING,
    "skipped": Phase.RUNNING,
    "removed": None,
    "failed": Phase.DEGRADED,
    "upstream_failed": Phase.DEGRADED,
    "up_for_retry": Phase.DEGRADED,
}
"""`TaskInstanceState` of Airflow 3.3: what a task in this state makes of a run that goes on."""

FAILED = tuple(state for state, phase in TASKS.items() if phase is Phase.DEGRADED)


UNFINISHED = ("failed", "upstream_failed", "skipped")
"""What becomes of tasks that had not ended when their run was marked failed (seen with Airflow 3.3.2)."""

STOPPED = "stopped by the Workload Hub in the attempt queued at"
"""Written into the note of a run that is stopped, with the time: Airflow itself has no such state, and a
run that is cleared keeps its note but is queued anew."""


def stopped(record: Obj) -> bool:
    """Whether the run failed because the hub stopped it, and has not been cleared since."""
    last = record.text("spec.note").rpartition("\n")[2]
    return record.text("status.state") == "failed" and last == mark(record)


def mark(record: Obj) -> str:
    return f"{STOPPED} {record.text('status.queuedTime')}"


def told(record: Obj, pods: Status, working: bool) -> Status:
    """The server's word, and the pods' where some are at work."""
    state = record.text("status.state")
    phase = WORDS.get(state)
    if working and not stopped(record):
        said = _worse(record, pods) if phase is Phase.RUNNING else pods
    else:
        said = _alone(record, phase)
    return Status(
        phase=said.phase,
        word=state,
        reason=said.reason,
        message=said.message,
        evidence=(f"Airflow's dag run {record.text('spec.runId')} is {state}", *_counts(record, TASKS)),
        started=record.time("status.startTime"),
        ended=record.time("status.endTime") if said.phase and said.phase.final else None,
    )


def _worse(record: Obj, pods: Status) -> Status:
    """Pods that run do not show that other tasks have failed."""
    trouble = _trouble(record)
    return trouble if trouble is not None and pods.phase is Phase.RUNNING else pods


def _alone(record: Obj, phase: Phase | None) -> Status:
    """No pod is at work: tasks wait (deferred, for a slot, for a time) or run elsewhere, or it is over."""
    if phase is Phase.RUNNING:
        return _trouble(record) or _going(record)
    if phase is Phase.PENDING and record.flag("spec.paused"):
        return Status(phase=Phase.STOPPED, message="its DAG is paused in Airflow")
    if stopped(record):
        return Status(phase=Phase.STOPPED, message="it was stopped; tasks that had not ended wait")
    message = " ".join(_counts(record, FAILED)) if phase is Phase.FAILED else ""
    return Status(phase=phase, message=message)


def _going(record: Obj) -> Status:
    if Phase.RUNNING in {TASKS.get(name) for name, _ in record.items("status.tasks")}:
        message = f"Airflow reports that it runs: {' '.join(_counts(record, TASKS))}"
        return Status(phase=Phase.RUNNING, reason="ReportedRunning", message=message)
    return Status(phase=Phase.PENDING, reason="Queued", message="its first tasks wait to be started")


def _trouble(record: Obj) -> Status | None:
    failed = " ".join(_counts(record, FAILED))
    return Status(phase=Phase.DEGRADED, reason="ReportedDegraded", message=failed) if failed else None


def _counts(record: Obj, states: Iterable[str]) -> tuple[str, ...]:
    """``tasks: failed=1 success=3``, of these states, where there are any."""
    counts = ((state, record.number(f"status.tasks.{state}")) for state in states)
    text = " ".join(f"{state}={count}" for state, count in counts if count > 0)
    return (f"tasks: {text}",) if text else ()


def connections(family: Family) -> Iterator[Connection]:
    """The run's page."""
    page = family.part(RECORD).text("spec.page")
    if page:
        yield Connection(name="airflow", port=8080, url=page)


def submitter(family: Family) -> str:
    return family.part(RECORD).text("spec.user")
