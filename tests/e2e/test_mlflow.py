"""Jobs that report to MLflow's own tracking server: the Job decides, and what was logged stands beside it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from .user import User

JOB = """
apiVersion: batch/v1
kind: Job
metadata: {{name: {name}}}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: train
        image: ghcr.io/mlflow/mlflow:v3.17.2
        command: [python3, -c]
        args:
        - |
          import mlflow

          with mlflow.start_run():
              mlflow.log_param("rate", 0.1)
              for step in range(3):
                  mlflow.log_metric("loss", 1 / (step + 1), step=step)
              {then}
        env:
        - {{name: MLFLOW_TRACKING_URI, value: "http://machine.hub-local.svc:5000"}}
        - {{name: MLFLOW_RUN_ID, value: {run_id}}}
"""
pytestmark = [pytest.mark.e2e, pytest.mark.smoke]


def begun(user: User, name: str) -> str:
    """The id of a new run. Whoever submits makes it first, and gives it to the Job (as `mlflow run` does)."""
    asked = Request(
        f"{user.servers['mlflow']}/api/2.0/mlflow/runs/create",
        data=json.dumps({"experiment_id": "0", "run_name": name}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urlopen(asked, timeout=60) as answer:
        run_id: str = json.load(answer)["run"]["info"]["run_id"]
    return run_id


@pytest.mark.parametrize(
    ("name", "then", "phase", "tracked"),
    [
        ("learns", "print('it learns')", "Completed", "FINISHED"),
        ("breaks", "raise RuntimeError('the loss is not a number')", "Failed", "FAILED"),
        # The process ends before MLflow hears of it: the tracked status stays what it was.
        ("dies", "import os; os._exit(3)", "Failed", "RUNNING"),
    ],
)
def test_a_run_is_its_jobs_and_tells_what_it_logged(
    user: User, folder: Path, name: str, then: str, phase: str, tracked: str
) -> None:
    run_id = begun(user, name)
    user.submit(JOB.format(name=name, then=then, run_id=run_id), folder)
    key = f"mlflow-run/default/{name}"
    row = user.wait(key, ["Completed", "Failed"])
    assert row["phase"] == phase, row["message"]
    assert not any("MLflow's run" in said for said in row["evidence"]), "nobody was asked"
    asking = user.asking("mlflow", "mlflow")
    row = asking.rows()[key]
    assert row["phase"] == phase, "the Job decides, whatever is tracked"
    assert {f"MLflow's run {name} is {tracked}", "params: rate=0.1"} <= set(row["evidence"])
    assert any(said.startswith("metrics: loss=0.33") for said in row["evidence"])
    assert run_id in row["connections"][0]["url"]
    user.hub("delete", key, "--yes", "--wait")
