"""The cluster of the flows: started once for all of them, with the operators they need, purged at the end."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gangs.someone import Someone, eventually

from . import schedulers
from .user import BIN, NAME, User, run


@pytest.fixture(scope="session")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """A user of a cluster of two nodes with four made-up GPUs each, and with the frameworks' controllers."""
    env = dict(os.environ)
    wanted = ["--nodes", "2", "--gpus", "4", "--with", "ray,spark,kubeflow,airflow,mlflow"]
    given = "E2E_CLUSTER" in env  # used as it is, and left as it is
    if not given:
        up = run([str(BIN / "hub"), "up", NAME, *wanted], env)
        assert up.returncode == 0, up.stderr
    status = json.loads(run([str(BIN / "hub"), "up", NAME, "--status", "-o", "json"], env).stdout)
    yield User(status["kubeconfig"], servers=status["servers"])
    if given:
        return
    down = run([str(BIN / "hub"), "down", NAME, "--purge"], env)
    assert down.returncode == 0, down.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="session")
def scheduled() -> Iterator[Someone]:
    yield from schedulers.running()


@pytest.fixture
def someone(scheduled: Someone) -> Iterator[Someone]:
    """On the cluster of the other schedulers. What they made is gone after each test."""
    yield scheduled
    made = ",".join(("jobs", "rayclusters", *(way.made for way in schedulers.WAYS)))
    scheduled.running.kubectl("delete", made, "--all")
    eventually(lambda: schedulers.cleared(scheduled))
