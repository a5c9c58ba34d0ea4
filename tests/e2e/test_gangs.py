"""Gangs on a real cluster: `hub operate` before Kubernetes' own Job controller and scheduler.

Two nodes with four made-up GPUs each. A worker takes three, so two workers are all that fit.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .user import BIN, User, run

NAME = "e2e-gang"
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def user() -> Iterator[User]:
    """Of a cluster of its own without operators: what is placed here must be the gangs' doing."""
    env = dict(os.environ)
    up = run([str(BIN / "hub"), "up", NAME, "--nodes", "2", "--gpus", "4"], env)
    assert up.returncode == 0, up.stderr
    status = json.loads(run([str(BIN / "hub"), "up", NAME, "--status", "-o", "json"], env).stdout)
    yield User(status["kubeconfig"], NAME)
    down = run([str(BIN / "hub"), "down", NAME, "--purge"], env)
    assert down.returncode == 0, down.stderr


@dataclass
class Operator:
    """`hub operate`, inside the cluster's network."""

    user: User
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as to:
            words = ["local", "--cluster", NAME, "--", str(BIN / "hub"), "operate"]
            self.process = subprocess.Popen([BIN / "hub", *words], env=self.user.env, stdout=to, stderr=to)
        self.user.until(lambda: "minds groups" in self.log.read_text(), "`hub operate` leads")

    def kill(self) -> None:
        """As a crash does it: what it left in the cluster stays."""
        pid = self.log.read_text().partition("leads as ")[2].split()[0].split("-")[-2]
        inside = [str(BIN / "hub"), "local", "--cluster", NAME, "--", "kill", "-9", pid]
        assert run(inside, self.user.env).returncode == 0
        self.wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.wait()

    def wait(self) -> None:
        assert self.process is not None
        self.process.wait(30)
        self.process = None


@pytest.fixture(scope="module")
def operator(user: User, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    made = Operator(user, tmp_path_factory.mktemp("operator") / "log")
    yield made
    made.stop()


@pytest.fixture
def running(operator: Operator) -> Operator:
    if operator.process is None:
        operator.start()
    return operator


@pytest.fixture(autouse=True)
def clean(user: User) -> Iterator[None]:
    """Nothing is left of a test, and so no litter of its gangs either."""
    yield
    user.kubectl("delete", "jobs", "--all", "--wait=true")
    user.until(lambda: not names(user, "pods"), "no pods are left")
    user.until(lambda: not names(user, "podgroups"), "no groups are left")


def job(name: str, size: int, gang: bool = True, seconds: int = 600) -> str:
    lasting = {"workloadhub.dev/simulate": "true", "workloadhub.dev/simulate-duration": f"{seconds}s"}
    limits = {"resources": {"limits": {"nvidia.com/gpu": "3"}}}
    spec = {"restartPolicy": "Never", "containers": [{"name": "c", "image": "any"} | limits]}
    template = {"metadata": {"annotations": lasting}, "spec": spec}
    meta: dict[str, Any] = {"name": name, "annotations": {"workloadhub.dev/gang": "on"} if gang else {}}
    sizes = {"parallelism": size, "completions": size, "template": template}
    return json.dumps({"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": sizes})


def names(user: User, kind: str) -> list[str]:
    return user.kubectl("get", kind, "-o", "name").split()


def placed(user: User, job: str) -> int:
    """How many of its pods have a node."""
    nodes = "jsonpath={.items[*].spec.nodeName}"
    return len(user.kubectl("get", "pods", "-l", f"job-name={job}", "-o", nodes).split())


def refused(user: User, group: str) -> bool:
    """Whether the scheduler has looked at the group of this Job, and found no room for it."""
    found = json.loads(user.kubectl("get", "podgroups", "-o", "json"))["items"]
    mine = [one for one in found if one["metadata"]["ownerReferences"][0]["name"] == group]
    told = [each for one in mine for each in one.get("status", {}).get("conditions", [])]
    return any(each["reason"] == "Unschedulable" for each in told)


def test_without_the_hub_a_part_of_it_holds_the_gpus(user: User, tmp_path: Path) -> None:
    user.submit(job("alone", 3), tmp_path)
    user.until(lambda: placed(user, "alone") == 2, "two of three are placed")


def test_room_for_all_but_one_places_none(user: User, running: Operator, tmp_path: Path) -> None:
    user.submit(job("three", 3), tmp_path)
    user.until(lambda: refused(user, "three"), "the scheduler looked at it")
    assert placed(user, "three") == 0
    row = user.rows()["job/default/three"]
    assert (row["gang"]["state"], row["gang"]["minimum"], row["submittedBy"]) == ("waiting", 3, "admin")


def test_when_room_appears_it_is_whole(user: User, running: Operator, tmp_path: Path) -> None:
    user.submit(job("blocker", 1, gang=False), tmp_path)
    user.until(lambda: placed(user, "blocker") == 1, "the blocker is placed")
    user.submit(job("two", 2), tmp_path)
    user.until(lambda: refused(user, "two"), "the scheduler looked at it")
    assert placed(user, "two") == 0
    user.kubectl("delete", "job", "blocker")
    user.until(lambda: placed(user, "two") == 2, "both are placed", 15)
    assert user.wait("job/default/two", ["Running"])["gang"]["state"] == "whole"


def test_two_that_fit_one_by_one_come_one_after_the_other(
    user: User, running: Operator, tmp_path: Path
) -> None:
    for turn in range(3):
        both = (f"a{turn}", f"b{turn}")
        user.submit("\n---\n".join(job(name, 2, seconds=4) for name in both), tmp_path)
        for name in both:
            user.wait(f"job/default/{name}", ["Completed"], 90)


def test_deleted_while_it_waits_it_leaves_nothing(user: User, running: Operator, tmp_path: Path) -> None:
    user.submit(job("gone", 3), tmp_path)
    user.until(lambda: refused(user, "gone"), "the scheduler looked at it")
    user.kubectl("delete", "job", "gone")
    user.until(lambda: not names(user, "podgroups"), "its group is gone")


def test_killed_it_blocks_nobody_and_goes_on(user: User, running: Operator, tmp_path: Path) -> None:
    user.submit(job("waiting", 3), tmp_path)
    user.until(lambda: refused(user, "waiting"), "the scheduler looked at it")
    running.kill()
    user.submit(job("free", 1), tmp_path)
    user.wait("job/default/free", ["Running"])
    assert placed(user, "waiting") == 0
    running.start()
    user.kubectl("delete", "job", "waiting")
    user.submit(job("next", 3), tmp_path)
    user.until(lambda: refused(user, "next"), "the scheduler looked at it")
    assert placed(user, "next") == 0
