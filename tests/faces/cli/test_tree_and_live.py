"""Rows as a tree, and changes as lines."""

from __future__ import annotations

import json

import pytest

from hub.errors import Usage
from hub.faces.cli import live, tree
from hub.faces.cli.waiting import verdict
from hub.faces.cli.workloads import View
from hub.model import Change, Phase
from tests.workloads import NOW, workload

DAG = workload("dagrun/a/dag")
TASK = workload("task/a/t", parent=DAG.key)
SPARK = workload("sparkapplication/a/s", parent=TASK.key)
OTHER = workload("task/a/u", parent=DAG.key)
ORPHAN = workload("job/a/o", parent="cronjob/a/not-listed")


def drawn(*workloads: object) -> list[str]:
    return [row.branch + row.workload.key for row in tree.rows(list(workloads), NOW)]  # type: ignore[arg-type]


def test_a_tree_of_three_levels() -> None:
    assert drawn(TASK, DAG, SPARK, OTHER, ORPHAN) == [
        "dagrun/a/dag",
        "├─ task/a/t",
        "│  └─ sparkapplication/a/s",
        "└─ task/a/u",
        "job/a/o",
    ]


def test_owner_cycles_lose_no_row() -> None:
    a, b = workload("x/a/a", parent="x/a/b"), workload("x/a/b", parent="x/a/a")
    self_owned = workload("x/a/c", parent="x/a/c")
    assert sorted(drawn(a, b, self_owned)) == ["x/a/a", "x/a/b", "x/a/c"]


PENDING = workload("job/a/j", phase=Phase.PENDING, message="0 of 1 required pods are scheduled")
RUNNING = workload("job/a/j", message="1 of 1 required pods are ready")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, PENDING, "job/a/j  Pending  0 of 1 required pods are scheduled"),
        (PENDING, RUNNING, "job/a/j  Pending → Running  1 of 1 required pods are ready"),
        (RUNNING, RUNNING, ""),
        (RUNNING, None, "job/a/j  gone"),
    ],
)
def test_changes_in_words(before: object, after: object, said: str) -> None:
    assert live.sentence(Change(before, after)) == said  # type: ignore[arg-type]


def test_changes_as_json_are_watch_events(capsys: pytest.CaptureFixture[str]) -> None:
    for change in (Change(None, PENDING), Change(PENDING, RUNNING), Change(RUNNING, None)):
        live.tell(change, "json")
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(event["type"], event["object"]["phase"]) for event in found] == [
        ("ADDED", "Pending"),
        ("MODIFIED", "Running"),
        ("DELETED", "Running"),
    ]


def test_views_refuse_what_they_cannot_show() -> None:
    with pytest.raises(Usage, match="no output format"):
        View("tabel")
    with pytest.raises(Usage, match="no field 'nme' to show"):
        View("table", "nme")


STOPPED = workload("job/a/j", phase=Phase.STOPPED)
FAILED = workload("job/a/j", phase=Phase.FAILED)
DONE = workload("job/a/j", phase=Phase.COMPLETED)
SERVING = workload("deployment/a/d", category="deploy")


@pytest.mark.parametrize(
    ("verb", "found", "code"),
    [
        ("stop", RUNNING, None),
        ("stop", STOPPED, 0),
        ("run", STOPPED, None),
        ("run", RUNNING, 0),
        ("run", FAILED, 1),
        ("delete", RUNNING, None),
        ("delete", None, 0),
        ("stop", None, 1),
        ("submit", RUNNING, None),
        ("submit", DONE, 0),
        ("submit", FAILED, 1),
        ("submit", SERVING, 0),
        ("submit", workload("deployment/a/d", category="deploy", phase=Phase.PENDING), None),
    ],
)
def test_when_waiting_is_over(verb: str, found: object, code: int | None) -> None:
    assert verdict(found, verb) == code  # type: ignore[arg-type]
