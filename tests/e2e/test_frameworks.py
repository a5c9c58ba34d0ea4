"""One real flow of each framework's own operator: its sample is one row that completes, with its pod sets."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from .user import User

SAMPLES = Path("plugins/hub_local/operators/samples")


class Flow(NamedTuple):
    """A sample, and what its rows must be in the end."""

    sample: str
    end: str
    rows: dict[str, dict[str, int]]
    """Key → desired pods by role."""


FLOWS = {
    "spark": Flow("spark.yaml", "Completed", {"sparkapplication/default/pi": {"driver": 1, "executor": 1}}),
    "training": Flow(
        "training.yaml",
        "Completed",
        {
            "pytorchjob/default/torch": {"master": 1, "worker": 1},
            "tfjob/default/tensorflow": {"chief": 1, "worker": 1},
            "xgboostjob/default/xgboost": {"master": 1, "worker": 1},
            "paddlejob/default/paddle": {"worker": 2},
            "jaxjob/default/jax": {"worker": 2},
        },
    ),
    "trainer": Flow("trainer.yaml", "Completed", {"trainjob/default/ranks": {"node": 2}}),
    "mpi": Flow("mpi.yaml", "Completed", {"mpijob/default/hosts": {"launcher": 1, "worker": 2}}),
    "jobset": Flow("jobset.yaml", "Completed", {"jobset/default/pairs": {"workers": 4}}),
}


@pytest.mark.e2e
@pytest.mark.smoke
@pytest.mark.parametrize("name", ["spark", "training", "trainer"])
def test_a_framework_in_short(user: User, name: str) -> None:
    flow(user, FLOWS[name])


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["mpi", "jobset"])
def test_a_framework(user: User, name: str) -> None:
    flow(user, FLOWS[name])


def flow(user: User, wanted: Flow) -> None:
    """Submit, wait for the end, compare, delete."""
    file = str((SAMPLES / wanted.sample).absolute())
    user.hub("submit", "-f", file)
    for key, roles in wanted.rows.items():
        row = user.wait(key, [wanted.end, "Failed"], 300)
        assert row["phase"] == wanted.end, row["message"]
        assert {s["role"]: s["desired"] for s in row["podSets"] if s["minimum"]} == roles
    living = {key for key, row in user.rows().items() if row["pods"] and row["phase"] != "Deleting"}
    strays = living - wanted.rows.keys()
    assert not strays, f"every pod is in its own job's row: {strays}"
    user.kubectl("delete", "-f", file, "--ignore-not-found", "--timeout=60s")
