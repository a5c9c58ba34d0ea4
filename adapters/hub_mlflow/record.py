"""What a tracking server told of a run: the object that `server` makes, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Connection, Family, Obj, Phase

API_VERSION, KIND = "mlflow.org/v2", "Run"
RECORD = "mlflow.org/Run"
LABEL = "mlflow.org/run-id"
"""On a run's object, and on whatever else is to be shown below the run."""

WORDS: dict[str, Phase | None] = {
    "SCHEDULED": Phase.PENDING,
    "RUNNING": Phase.RUNNING,
    "FINISHED": Phase.COMPLETED,
    "FAILED": Phase.FAILED,
    "KILLED": Phase.STOPPED,
}
"""`RunStatus` of MLflow 3.18 (``mlflow/entities/run_status.py``)."""

SHOWN = 8
"""Params and metrics that one line of evidence names."""


def said(record: Obj) -> tuple[str, ...]:
    """The tracked status, and what the run has logged; nothing where nobody was asked."""
    if not record:
        return ()
    name = record.text("spec.runName") or record.name
    status = f"MLflow's run {name} is {record.text('status.status')}"
    return (status, *_line(record, "params", "spec.params"), *_line(record, "metrics", "status.metrics"))


def _line(record: Obj, word: str, path: str) -> Iterator[str]:
    """``metrics: accuracy=0.9 loss=0.3``, the first few by name."""
    found = sorted((name, value.raw) for name, value in record.items(path))
    if found:
        left = len(found) - SHOWN
        more = f" and {left} more" if left > 0 else ""
        yield f"{word}: {' '.join(f'{name}={value}' for name, value in found[:SHOWN])}{more}"


def page(family: Family) -> Iterator[Connection]:
    """The run's page at the server that told of it."""
    url = family.part(RECORD).text("spec.page")
    if url:
        yield Connection(name="run", port=5000, url=url)


def submitter(family: Family) -> str:
    return family.part(RECORD).text("spec.user")
