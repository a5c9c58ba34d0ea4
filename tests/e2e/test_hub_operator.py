"""The hub beside Airflow: the example's DAG, run by the real Airflow, whose tasks are Jobs of the cluster."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hub_local.operators.environments import install
from hub_local.operators.known.airflow import AIRFLOW

from .user import User, run

ROOT = Path(__file__).parents[2]
START = "import sys; sys.argv[0] = 'airflow'; from airflow.__main__ import main; main()"
BROKEN = """
from airflow.sdk import DAG
from hub_airflow.operators import HubSubmitOperator

with DAG("hub_breaks", schedule=None):
    fields = {"name": "breaks", "command": ["sh", "-c", "exit 3"]}
    HubSubmitOperator(task_id="breaks", form="kubernetes", fields=fields)
"""


@pytest.fixture
def python(folder: Path) -> str:
    """A Python with Airflow's own packages, then the hub and what it needs."""
    [airflow] = AIRFLOW.environments
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "both")], check=True)
    [site] = (folder / "both").glob("lib/python*/site-packages")
    [theirs] = install(airflow, print).glob("lib/python*/site-packages")
    ours = (ROOT, ROOT / "adapters", ROOT / "plugins", sysconfig.get_path("purelib"))
    (site / "both.pth").write_text("\n".join(map(str, (theirs, *ours))))
    return str(folder / "both" / "bin" / "python")


@pytest.mark.e2e
def test_a_dag_submits_follows_and_fails_as_its_work_does(user: User, folder: Path, python: str) -> None:
    (folder / "dags").mkdir()
    (folder / "dags" / "shares.py").write_text((ROOT / "examples/08-airflow/shares.py").read_text())
    (folder / "dags" / "broken.py").write_text(BROKEN)
    own = {"HOME": folder / "home", "CORE__DAGS_FOLDER": folder / "dags", "CORE__LOAD_EXAMPLES": False}
    names = {"HOME": "AIRFLOW_HOME"}
    env = user.env | {names.get(name, f"AIRFLOW__{name}"): str(value) for name, value in own.items()}
    made = run([python, "-c", START, "db", "migrate"], env)
    assert made.returncode == 0, made.stderr
    listed = run([python, "-c", START, "providers", "list"], env)
    assert "workload-hub" in listed.stdout
    done = run([python, "-c", START, "dags", "test", "hub_shares"], env)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "prepared 42" in said
    assert said.count("a share of hub_shares") >= 2
    fails = run([python, "-c", START, "dags", "test", "hub_breaks"], env)
    said = fails.stdout + fails.stderr
    assert fails.returncode != 0
    assert "AirflowException: job/default/breaks: Failed (BackoffLimitExceeded" in said
    assert "exited with code 3" in said
    user.hub(
        "delete", "-n", "default", "--filter", "type=job and name~'^(breaks|shares-|kubernetes-)'", "--yes"
    )
