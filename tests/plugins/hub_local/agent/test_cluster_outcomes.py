"""Pods that go wrong, and pods that end: what a user of kubectl sees. On a real control plane."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Cluster, Object, eventually, pod, shell

pytestmark = pytest.mark.cluster
NEVER = {"restartPolicy": "Never"}
HUNGRY = "import time; x = b'x' * (200 << 20); time.sleep(60)"
SICK = {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 1}
SIDECAR = {"name": "side", "image": "busybox:1", "restartPolicy": "Always", "command": ["sleep", "600"]}
SIMULATE = "workloadhub.dev/simulate"
SECRET = {"name": "A", "valueFrom": {"secretKeyRef": {"name": "nope", "key": "k"}}}
FALLBACK = {"terminationMessagePolicy": "FallbackToLogsOnError"}


def simulated(**values: str) -> dict[str, str]:
    return {SIMULATE: "true", **{f"{SIMULATE}-{name}": value for name, value in values.items()}}


PODS = {
    "good": pod("good", shell("echo hello; echo done > /dev/termination-log"), **NEVER),
    "bad": pod("bad", shell("echo because; exit 3", **FALLBACK), **NEVER),
    "oom": pod("oom", {"image": "python:3", "command": ["python3", "-c", HUNGRY],
                       "resources": {"limits": {"memory": "64Mi"}}}, **NEVER),
    "late": pod("late", shell("sleep 600"), activeDeadlineSeconds=8, terminationGracePeriodSeconds=1),
    "no-program": pod("no-program", {"command": ["nosuchprogram"]}, **NEVER),
    "no-image": pod("no-image", {"image": "registry.other/nope:1"}),
    "never-pulled": pod("never-pulled", {"image": "registry.other/nope:1", "imagePullPolicy": "Never"}),
    "no-secret": pod("no-secret", shell("true", env=[SECRET])),
    "crashing": pod("crashing", shell("echo once more; exit 4")),
    "bad-init": pod("bad-init", shell("true"), initContainers=[{"name": "init", "image": "busybox:1",
                                                              "command": ["false"]}], **NEVER),
    "sick": pod("sick", shell("sleep 600", livenessProbe=SICK), terminationGracePeriodSeconds=0),
    "with-sidecar": pod("with-sidecar", shell("sleep 1"), initContainers=[SIDECAR], **NEVER),
    "sim-good": pod("sim-good", annotations=simulated(duration="1s"), **NEVER),
    "sim-bad": pod("sim-bad", annotations=simulated(exit="9"), **NEVER),
    "sim-oom": pod("sim-oom", annotations=simulated(fault="oom"), **NEVER),
    "sim-crashing": pod("sim-crashing", annotations=simulated(fault="crash-loop")),
    "sim-no-image": pod("sim-no-image", annotations=simulated(fault="image-pull")),
    "sim-wrong": pod("sim-wrong", annotations=simulated(duration="soon")),
    "sim-by-image": pod("sim-by-image", {"image": "registry.example/torch:2"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def pods(cluster: Cluster) -> Cluster:
    cluster.apply(*PODS.values())
    return cluster


def only(status: Object, part: str = "containerStatuses") -> Any:
    (container,) = status[part]
    return container


@pytest.mark.parametrize(
    ("name", "phase", "code", "reason"),
    [
        ("good", "Succeeded", 0, "Completed"), ("bad", "Failed", 3, "Error"),
        ("oom", "Failed", 137, "OOMKilled"), ("late", "Failed", 137, "Error"),
        ("no-program", "Failed", 128, "StartError"), ("with-sidecar", "Succeeded", 0, "Completed"),
        ("sim-good", "Succeeded", 0, "Completed"), ("sim-bad", "Failed", 9, "Error"),
        ("sim-oom", "Failed", 137, "OOMKilled"),
    ],
)  # fmt: skip
def test_ends(pods: Cluster, name: str, phase: str, code: int, reason: str) -> None:
    status = pods.pod(name, "Succeeded", "Failed")["status"]
    ended = only(status)["state"]["terminated"]
    assert (status["phase"], ended["exitCode"], ended["reason"]) == (phase, code, reason)
    (ready,) = (each for each in status["conditions"] if each["type"] == "Ready")
    assert ready["status"] == "False"


def test_messages_of_the_end(pods: Cluster) -> None:
    def message(name: str) -> str:
        text: str = only(pods.pod(name, "Succeeded", "Failed")["status"])["state"]["terminated"]["message"]
        return text

    assert message("good") == "done\n"
    assert message("bad") == "because\n"
    assert message("no-program") == 'exec: "nosuchprogram": executable file not found in $PATH'
    late = pods.pod("late", "Failed")["status"]
    assert late["reason"] == "DeadlineExceeded"


@pytest.mark.parametrize(
    ("name", "reasons", "said"),
    [
        ("no-image", {"ErrImagePull", "ImagePullBackOff"}, "registry.other/nope:1"),
        ("never-pulled", {"ErrImageNeverPull"}, "pull policy of Never"),
        ("no-secret", {"CreateContainerConfigError"}, 'secret "nope" not found'),
        ("sim-no-image", {"ErrImagePull", "ImagePullBackOff"}, "busybox:1"),
    ],
)
def test_waits(pods: Cluster, name: str, reasons: set[str], said: str) -> None:
    def waiting() -> Any:
        status = pods.get("pod", name)["status"]
        return only(status).get("state", {}).get("waiting", {}).get("reason") in reasons and status

    status = eventually(waiting)
    assert status["phase"] == "Pending"
    assert said in only(status)["state"]["waiting"]["message"]
    eventually(lambda: "Failed" in pods.events(name))


@pytest.mark.parametrize("name", ["crashing", "sim-crashing"])
def test_crash_loops(pods: Cluster, name: str) -> None:
    def looping() -> Any:
        state = only(pods.get("pod", name)["status"])
        return state["state"].get("waiting", {}).get("reason") == "CrashLoopBackOff" and state

    state = eventually(looping)
    assert state["lastState"]["terminated"]["exitCode"] in (1, 4)
    assert state["restartCount"] >= 1
    assert "s restarting failed container=main" in state["state"]["waiting"]["message"]
    assert "BackOff" in eventually(lambda: pods.events(name))


def test_the_log_of_the_run_before(pods: Cluster) -> None:
    eventually(lambda: only(pods.get("pod", "crashing")["status"])["restartCount"])
    assert pods.log("crashing", "--previous") == "once more\n"


def test_a_failing_init_container_ends_the_pod(pods: Cluster) -> None:
    status = pods.pod("bad-init", "Failed")["status"]
    assert only(status, "initContainerStatuses")["state"]["terminated"]["exitCode"] == 1
    assert "waiting" in only(status)["state"]


def test_failing_liveness_restarts(pods: Cluster) -> None:
    eventually(lambda: only(pods.get("pod", "sick")["status"])["restartCount"])
    assert {"Unhealthy", "Killing"} <= eventually(lambda: pods.events("sick"))


def test_a_simulated_pod_says_so(pods: Cluster) -> None:
    for name in ("sim-by-image", "sim-good"):
        status = pods.pod(name, "Running", "Succeeded")["status"]
        assert status["message"].startswith("simulated")
        assert only(status)["containerID"].startswith("simulated://")
    assert "message" not in pods.pod("good", "Succeeded")["status"]
    assert "has no logs" in pods.kubectl("logs", "sim-by-image", fails=True)
    assert "not a running process" in pods.kubectl("exec", "sim-by-image", "--", "true", fails=True)


def test_an_annotation_that_cannot_be_understood(pods: Cluster) -> None:
    status = pods.pod("sim-wrong", "Failed")["status"]
    assert status["reason"] == "InvalidAnnotation"
    assert "simulate-duration: 'soon' is no duration" in status["message"]
    eventually(lambda: "InvalidAnnotation" in pods.events("sim-wrong"))
