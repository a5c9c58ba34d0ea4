"""Stop and run, delete, and faults of the cluster while somebody looks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .user import BIN, NAME, User, run

pytestmark = pytest.mark.e2e

JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: steady}
spec:
  parallelism: 2
  completions: 2
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 1
      containers:
      - name: main
        image: busybox:1.36
        command: [sh, -c, "echo working; sleep 600"]
"""
RAY = """
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: pair}
spec:
  rayVersion: 2.60.0
  headGroupSpec:
    rayStartParams: {num-cpus: "0", object-store-memory: "100000000"}
    template:
      spec:
        containers:
        - {name: ray-head, image: "rayproject/ray:2.60.0", resources: {limits: {cpu: "1", memory: 3Gi}}}
  workerGroupSpecs:
  - groupName: workers
    replicas: 1
    minReplicas: 1
    maxReplicas: 1
    rayStartParams: {num-cpus: "1", object-store-memory: "100000000"}
    template:
      spec:
        containers:
        - {name: ray-worker, image: "rayproject/ray:2.60.0", resources: {limits: {cpu: "1", memory: 2Gi}}}
"""


def test_a_job_is_stopped_run_and_deleted(user: User, folder: Path) -> None:
    user.submit(JOB, folder)
    user.wait("job/default/steady", ["Running"])
    assert "suspend" in user.hub("stop", "job/default/steady", "--dry-run")
    assert user.rows()["job/default/steady"]["phase"] == "Running", "a dry run changes nothing"
    user.hub("stop", "job/default/steady", "--wait")
    stopped = user.rows()["job/default/steady"]
    assert stopped["phase"] == "Stopped"
    assert stopped["actions"]["run"] is True
    assert "stopped already" in user.hub("stop", "job/default/steady", code=1)
    user.hub("run", "job/default/steady", "--wait")
    assert user.rows()["job/default/steady"]["phase"] == "Running"
    user.hub("delete", "job/default/steady", "--yes", "--wait")
    assert "job/default/steady" not in user.rows()


def test_a_raycluster_is_stopped_and_run(user: User, folder: Path) -> None:
    user.submit(RAY, folder)
    user.wait("raycluster/default/pair", ["Running"], 300)
    user.hub("stop", "raycluster/default/pair", "--wait")
    assert user.rows()["raycluster/default/pair"]["phase"] == "Stopped"
    user.until(lambda: not user.rows()["raycluster/default/pair"]["pods"], "no pods of a stopped cluster")
    user.hub("run", "raycluster/default/pair", "--wait")
    assert user.rows()["raycluster/default/pair"]["phase"] == "Running"
    user.hub("delete", "raycluster/default/pair", "--yes", "--wait")


def test_kubectl_logs_exec_and_top_work_on_the_node_agent(user: User, folder: Path) -> None:
    user.submit(JOB.replace("steady", "spoken"), folder)
    row = user.wait("job/default/spoken", ["Running"])
    pod = row["pods"][0]
    assert "working" in user.kubectl("logs", pod)
    assert user.kubectl("exec", pod, "--", "sh", "-c", "hostname").strip() == pod
    assert pod in user.until(lambda: user.kubectl("top", "pods"), "metrics of pods")
    assert "working" in user.hub("logs", "job/default/spoken")
    user.hub("delete", "job/default/spoken", "--yes")


def test_the_watch_goes_on_after_the_api_server_was_killed(user: User, folder: Path) -> None:
    lines = folder / "lines"
    with lines.open("w") as to:
        watching = subprocess.Popen(
            [BIN / "hub", "ls", "--watch", "-o", "json"], stdout=to, stderr=to, env=user.env
        )
        time.sleep(2)
        os.kill(apiserver(user), signal.SIGKILL)
        user.until(lambda: ready(user), "the API server is back", 60)
        user.submit(JOB.replace("steady", "afterwards"), folder)
        user.wait("job/default/afterwards", ["Running"])
        user.until(lambda: running(lines, "job/default/afterwards"), "the watch tells of it", 60)
        watching.terminate()
        watching.wait()
    assert "Traceback" not in lines.read_text()
    user.hub("delete", "job/default/afterwards", "--yes", "--wait")


def apiserver(user: User) -> int:
    status = json.loads(run([str(BIN / "hub"), "up", NAME, "--status", "-o", "json"], user.env).stdout)
    return int(next(each["pid"] for each in status["components"] if each["name"] == "kube-apiserver"))


def ready(user: User) -> bool:
    return run([str(BIN / "hub"), "ls"], user.env).returncode == 0


def running(lines: Path, key: str) -> bool:
    """Whether the watch printed this workload as Running."""
    objects = [json.loads(line)["object"] for line in lines.read_text().splitlines() if line.startswith("{")]
    return any(each["key"] == key and each["phase"] == "Running" for each in objects)
