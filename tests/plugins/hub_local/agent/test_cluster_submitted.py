"""What becomes of a submission, seen to its end: log, exit codes, a copy, a deletion that is held up."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import Cluster, eventually
from .test_cluster_reached import HUB, env, hub

pytestmark = pytest.mark.cluster


def test_the_log_is_followed_to_the_end_and_a_copy_does_the_same(cluster: Cluster, tmp_path: Path) -> None:
    program = tmp_path / "say.py"
    program.write_text("print('said', 6 * 7)\n")
    words = ["--name", "said", "--code", str(program), "--follow", "--", "python3", "say.py"]
    done = hub(cluster, "submit", "kubernetes", *words)
    assert (done.returncode, "said 42\n" in done.stdout) == (0, True), done.stderr
    copy = hub(
        cluster, "copy", "job/default/said", "--name", "again", "--set", "spec.backoffLimit=2", "--follow"
    )
    assert (copy.returncode, "said 42\n" in copy.stdout) == (0, True), copy.stderr
    assert cluster.get("job", "again")["spec"]["backoffLimit"] == 2
    [owner] = cluster.get("configmap", "again-code")["metadata"]["ownerReferences"]
    assert owner["name"] == "again"
    hub(cluster, "delete", "job/default/said", "job/default/again", "--yes")
    eventually(lambda: "said-code" not in cluster.kubectl("get", "configmaps"))


def test_a_job_that_fails_ends_with_1_and_tells_its_own_code(cluster: Cluster) -> None:
    words = ["--name", "fails", "--wait", "-o", "json", "--", "sh", "-c", "exit 3"]
    done = hub(cluster, "submit", "kubernetes", *words)
    assert done.returncode == 1
    [end] = json.loads(done.stdout)
    assert (end["phase"], end["exitCode"]) == ("Failed", 3)
    taken = hub(cluster, "submit", "kubernetes", *words)
    assert (taken.returncode, taken.stdout) == (1, "")
    assert taken.stderr == "hub: Job/fails exists already in default; choose another name\n"
    hub(cluster, "delete", "job/default/fails", "--yes", "--wait")


def test_what_cannot_be_made_whole_is_not_left_half(cluster: Cluster, tmp_path: Path) -> None:
    """The code's ConfigMap is there already, under another owner."""
    (tmp_path / "a.py").write_text("print(1)\n")
    cluster.kubectl("create", "configmap", "half-code")
    words = ["--name", "half", "--code", str(tmp_path), "--", "python3", "a.py"]
    done = hub(cluster, "submit", "kubernetes", *words)
    assert done.returncode == 1
    assert "ConfigMap/half-code exists already in default" in done.stderr
    assert "(Job/half was removed again, nothing is left)" in done.stderr
    eventually(lambda: "half" not in cluster.kubectl("get", "jobs"))
    cluster.kubectl("delete", "configmap", "half-code")


def test_a_deletion_names_the_finalizers_that_hold_it(cluster: Cluster) -> None:
    hub(cluster, "submit", "kubernetes", "--name", "held", "--", "true")
    patch = '{"metadata": {"finalizers": ["example.org/backup"]}}'
    cluster.kubectl("patch", "job", "held", "--type=merge", "-p", patch)
    command = [HUB, "delete", "job/default/held", "--yes", "--wait"]
    with subprocess.Popen(command, env=env(cluster), stderr=subprocess.PIPE, text=True) as waiting:
        assert waiting.stderr is not None
        line = next(line for line in waiting.stderr if "finalizer" in line)
        assert "Job/held is held by the finalizer example.org/backup" in line
        cluster.kubectl("patch", "job", "held", "--type=merge", "-p", '{"metadata": {"finalizers": null}}')
        assert waiting.wait(60) == 0
