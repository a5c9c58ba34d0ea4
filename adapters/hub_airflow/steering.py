"""What the buttons mean for a dag run: calls of Airflow's REST API v2, where the hub asks that server.

Airflow knows no suspended run. To stop one is to mark it failed, which ends its tasks and skips those
that have not begun; to run it again is to clear just these.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hub.adapter import Call, Cannot, Delete, Family, Intent, Obj, Phase

from .record import RECORD, WORDS, mark, stopped

UNASKED = Cannot("only Airflow's own server can do that; set HUB_AIRFLOW_URL to reach it")
LONGEST_NOTE = 1000
"""Of `DAGRunPatchBody` (Airflow 3.3); a longer note is left as it is, and the run reads as failed."""

Acts = tuple[Intent, ...] | Cannot


def stop(family: Family) -> Acts:
    record = family.part(RECORD)
    if not record:
        return UNASKED
    if _over(record):
        return Cannot("Airflow holds the run for ended; delete what is left of its pods")
    note = f"{record.text('spec.note')}\n{mark(record)}".strip()
    noted = {"note": note} if len(note) <= LONGEST_NOTE else {}
    return (_call(record, "PATCH", "", {"state": "failed", **noted}),)


def run(family: Family) -> Acts:
    """Go on with the tasks that had not ended. Those that ended well are not run again."""
    record = family.part(RECORD)
    if not record:
        return UNASKED
    if record.flag("spec.paused"):
        return Cannot("its DAG is paused, with all of its runs; unpause it in Airflow")
    tasks = record.get("status.unfinished")
    if not stopped(record) or not isinstance(tasks, list) or not tasks:
        return Cannot("none of its tasks was stopped; restart it to run them again")
    body = {"dag_run_id": record.text("spec.runId"), "task_ids": [_task(Obj(each)) for each in tasks]}
    path = f"/api/v2/dags/{_quoted(record, 'spec.dagId')}/clearTaskInstances"
    return (Call("airflow", "POST", path, {"dry_run": False, "only_failed": False, **body}),)


def restart(family: Family) -> Acts:
    """Clear it: what failed, where it failed, else all of it."""
    record = family.part(RECORD)
    if not record:
        return UNASKED
    failed = record.text("status.state") == "failed"
    return (_call(record, "POST", "/clear", {"dry_run": False, "only_failed": failed}),)


def delete(family: Family) -> Acts:
    """What is left of a run, and Airflow's record of it. Airflow would replace a pod at work."""
    record = family.part(RECORD)
    if any(pod.active for pod in family.pods) and not _over(record):
        return Cannot("Airflow would try its tasks again; stop the run first")
    pods = tuple(Delete(pod.ref) for pod in family.pods)
    if record:
        if not _over(record):
            return Cannot("its tasks go on; stop the run first")
        return (*pods, _call(record, "DELETE", "", None))
    return pods or Cannot("no pod of it is left; the record of the run is Airflow's own, delete it there")


def _over(record: Obj) -> bool:
    phase = WORDS.get(record.text("status.state"))
    return phase in (Phase.COMPLETED, Phase.FAILED)


def _call(record: Obj, method: str, what: str, body: dict[str, Any] | None) -> Call:
    path = f"/api/v2/dags/{_quoted(record, 'spec.dagId')}/dagRuns/{_quoted(record, 'spec.runId')}{what}"
    return Call("airflow", method, path, body)


def _quoted(record: Obj, path: str) -> str:
    return quote(record.text(path), safe="")


def _task(each: Obj) -> Any:
    """As the API takes it: the name alone for a task that is not mapped."""
    name, index = each.raw if isinstance(each.raw, list) and len(each.raw) == 2 else (each.raw, -1)
    return name if index == -1 else [name, index]
