"""Submitting to Airflow: a run of a DAG that is there, started by Airflow's own server (REST API v2)."""

from __future__ import annotations

from urllib.parse import quote

from hub.adapter import Call, Field, Filled, Submission, placing

from .labels import safe

ITS_AUTHOR = "the DAG's author says that of each task; hand a value to the run with --conf"


def trigger(filled: Filled) -> list[Call]:
    """`TriggerDAGRunPostBody` of Airflow 3: the logical date must be said, and may be null."""
    body = {
        "dag_run_id": filled.name,
        "logical_date": filled.text("logical-date") or None,
        "conf": filled.values.get("conf") or {},
        **placing.compact(note=filled.text("note")),
    }
    path = f"/api/v2/dags/{quote(filled.text('dag'), safe='')}/dagRuns"
    return [Call("airflow", "POST", path, body)]


def row(filled: Filled) -> str:
    return f"{safe(filled.text('dag'))}.{safe(filled.name)}"


AIRFLOW = Submission(
    name="airflow",
    type="dagrun",
    help="A run of a DAG, started by Airflow's own server (HUB_AIRFLOW_URL).",
    make=trigger,
    row=row,
    fields=(
        Field(name="name", help="The id of the run. Left out, one is made up.", section="What runs"),
        Field(name="dag", required=True, word=True, section="What runs", help="The id of the DAG."),
        Field(
            name="conf",
            short="-c",
            kind="values",
            help="What the run is given: NAME=VALUE, or a JSON object.",
        ),
        Field(name="logical-date", help="The time it stands for: 2026-11-28T00:00:00Z."),
        Field(name="note", help="A note on the run."),
    ),
    cannot=dict.fromkeys(
        (
            *("image", "code", "command", "env", "env-from", "volume", "nodes", "gpus", "cpu", "memory"),
            *("service-account", "pull-secret", "pool", "queue", "priority", "gang-minimum"),
            *("timeout", "retries", "label"),
        ),
        ITS_AUTHOR,
    ),
    examples=(
        "hub submit airflow nightly_report --follow",
        "hub submit airflow nightly_report --conf day=2026-11-28 --conf '{\"rows\": 100}'",
    ),
)
SUBMISSIONS = (AIRFLOW,)
