"""Dag runs on Airflow's own scheduler and KubernetesExecutor: their pods, what their tasks submit, their end.

The runs are asked about twice: as the pods tell, and with Airflow's server among the settings.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from .user import User

DAGS = Path(__file__).parent / "dags"
WHERE = ("-n", "airflow")
SQUARES = """
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("squares").getOrCreate()
print("sum of squares:", spark.sparkContext.parallelize(range(10), 2).map(lambda n: n * n).sum())
spark.stop()
"""
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def asking(user: User) -> User:
    """A user who has told the hub where Airflow's server is, with the DAGs of `e2e_flows` begun."""
    begin(user, "e2e_flows.py")
    return user.asking("airflow", "airflow-api-server")


def begin(user: User, dags: str) -> None:
    """Airflow finds them within ten seconds and runs each once."""
    shutil.copy(DAGS / dags, user.folder / "operators" / "airflow" / "dags")


def run_of(user: User, dag: str, *phases: str) -> dict[str, Any]:
    """The row of this DAG's only run, once it is in one of these phases."""

    def look() -> dict[str, Any] | None:
        runs = (row for key, row in user.rows(*WHERE).items() if key.startswith(f"dagrun/airflow/{dag}."))
        return next((row for row in runs if not phases or row["phase"] in phases), None)

    found: dict[str, Any] = user.until(look, f"a run of {dag} in {phases or 'any phase'}", 300)
    return found


@pytest.mark.smoke
def test_a_failed_task_is_told_by_the_server_and_not_guessed_from_pods(user: User, asking: User) -> None:
    told = run_of(asking, "e2e_fails", "Failed", "Completed")
    assert (told["phase"], told["message"]) == ("Failed", "tasks: failed=1 upstream_failed=1")
    assert told["connections"][0]["url"].startswith(user.servers["airflow-api-server"])
    by_pods = run_of(user, "e2e_fails")
    assert by_pods["key"] == told["key"]
    assert by_pods["phase"] == "Running", "its worker ended with 0, so pods cannot tell that a task failed"
    assert "only Airflow knows" in by_pods["message"]


@pytest.mark.smoke
def test_a_run_completes_with_its_tasks_pods_and_the_job_below_it(user: User, asking: User) -> None:
    done = run_of(asking, "e2e_pods", "Completed", "Failed")
    assert done["phase"] == "Completed", done["message"]
    assert {pods["role"] for pods in done["podSets"]} == {"pod/worker", "pod", "job"}
    rows = user.rows(*WHERE)
    (child,) = done["children"]
    assert rows[child]["parent"] == done["key"]
    assert (rows[child]["phase"], rows[child]["podSets"][0]["desired"]) == ("Completed", 2)
    assert not set(rows[child]["pods"]) & set(rows[done["key"]]["pods"]), "a pod is in one row"
    tree = user.hub("ls", *WHERE, "--tree").splitlines()
    at = next(number for number, line in enumerate(tree) if line.startswith(done["key"]))
    assert tree[at + 1].startswith(f"└─ {child}")
    assert "hello from a pod" in user.hub("logs", done["key"])


def test_a_deferred_task_keeps_its_pod_and_completes(asking: User) -> None:
    begin(asking, "e2e_deferred.py")
    run = run_of(asking, "e2e_deferred", "Completed", "Failed")
    assert run["phase"] == "Completed", run["message"]


def test_a_spark_application_of_a_task_is_the_runs_child(asking: User, folder: Path) -> None:
    (folder / "squares.py").write_text(SQUARES)
    asking.kubectl("create", "configmap", "squares", *WHERE, f"--from-file={folder / 'squares.py'}")
    begin(asking, "e2e_spark.py")
    run = run_of(asking, "e2e_spark", "Completed", "Failed")
    assert run["phase"] == "Completed", run["message"]
    (child,) = run["children"]
    application = asking.rows(*WHERE)[child]
    assert (application["type"], application["parent"]) == ("sparkapplication", run["key"])
    assert application["phase"] == "Completed"
    assert {pods["role"]: pods["desired"] for pods in application["podSets"]} == {"driver": 1, "executor": 1}
    assert not set(application["pods"]) & set(run["pods"])
    assert "sum of squares: 285" in asking.hub("logs", child)
