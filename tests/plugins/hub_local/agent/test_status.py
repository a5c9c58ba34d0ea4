"""States → PodStatus, as a kubelet would write it."""

from __future__ import annotations

from typing import Any

import pytest
from hub_local.agent.state import Running, Waiting, fresh
from hub_local.agent.status import phase_of, render

from .made import BEGAN, NOW, RUNNING, ended, pod, state

MAIN = [{"name": "main", "image": "i"}]
TWO = [{"name": "main", "image": "i"}, {"name": "other", "image": "i"}]
INIT = {"initContainers": [{"name": "init", "image": "i"}]}
SIDECAR = {"initContainers": [{"name": "side", "image": "i", "restartPolicy": "Always"}]}
PULLING = Waiting("ErrImagePull", "no such image")


@pytest.mark.parametrize(
    ("containers", "spec", "states", "phase"),
    [
        (MAIN, {}, {}, "Pending"),
        (MAIN, {}, {"main": RUNNING}, "Running"),
        (TWO, {}, {"main": RUNNING, "other": PULLING}, "Pending"),
        (TWO, {"restartPolicy": "Never"}, {"main": ended(1), "other": RUNNING}, "Running"),
        (TWO, {"restartPolicy": "Never"}, {"main": ended(1), "other": ended()}, "Failed"),
        (TWO, {"restartPolicy": "Never"}, {"main": ended(), "other": ended()}, "Succeeded"),
        (MAIN, {"restartPolicy": "OnFailure"}, {"main": ended(1)}, "Running"),
        (MAIN, {"restartPolicy": "OnFailure"}, {"main": ended()}, "Succeeded"),
        (MAIN, {}, {"main": ended()}, "Running"),
        (MAIN, INIT, {"init": RUNNING}, "Pending"),
        (MAIN, INIT, {"init": ended(1)}, "Pending"),
        (MAIN, {**INIT, "restartPolicy": "Never"}, {"init": ended(1)}, "Failed"),
        (MAIN, INIT, {"init": ended(), "main": RUNNING}, "Running"),
        (MAIN, {**SIDECAR, "restartPolicy": "Never"}, {"side": RUNNING, "main": ended()}, "Running"),
        (MAIN, {**SIDECAR, "restartPolicy": "Never"}, {"side": ended(137), "main": ended()}, "Succeeded"),
    ],
)
def test_phase(containers: list[Any], spec: dict[str, Any], states: dict[str, Any], phase: str) -> None:
    subject = pod(containers, **spec)
    assert phase_of(subject, state(subject, **states)) == phase


@pytest.mark.parametrize(("states", "phase"), [({}, "Failed"), ({"main": ended(143)}, "Failed"),
                                               ({"main": ended()}, "Succeeded")])  # fmt: skip
def test_a_pod_that_was_stopped_is_over_whatever_its_policy(states: dict[str, Any], phase: str) -> None:
    subject = pod(MAIN)
    stopped = state(subject, **states)
    stopped.terminating = True
    assert phase_of(subject, stopped) == phase


def test_a_crashed_container_counts_as_stopped_while_it_waits() -> None:
    subject = pod(MAIN)
    waiting = state(subject, main=Waiting("CrashLoopBackOff", "back-off 10s"))
    waiting.containers["main"].last = ended(1)
    assert phase_of(subject, waiting) == "Running"


def conditions(status: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {each["type"]: (each["status"], each["reason"]) for each in status["conditions"]}


def test_conditions_from_nothing_to_ready_to_over() -> None:
    subject = pod(MAIN, **INIT, restartPolicy="Never")
    now = state(subject)
    not_ready = ("False", "ContainersNotReady")
    assert conditions(render(subject, now, NOW)) == {
        "PodReadyToStartContainers": ("False", None), "Initialized": ("False", "ContainersNotInitialized"),
        "ContainersReady": not_ready, "Ready": not_ready,
    }  # fmt: skip
    now.sandbox = True
    now.containers["init"].now, now.containers["main"].now = ended(), RUNNING
    now.containers["main"].started = now.containers["main"].ready = True
    true = ("True", None)
    assert set(conditions(render(subject, now, NOW)).values()) == {true}
    now.sandbox, now.containers["main"].now, now.containers["main"].ready = False, ended(), False
    assert conditions(render(subject, now, NOW)) == {
        "PodReadyToStartContainers": ("False", None), "Initialized": ("True", "PodCompleted"),
        "ContainersReady": ("False", "PodCompleted"), "Ready": ("False", "PodCompleted"),
    }  # fmt: skip


def test_a_condition_keeps_its_time_until_it_changes() -> None:
    subject = pod(MAIN)
    now = state(subject, main=RUNNING)
    now.conditions = {"Ready": {"status": "False", "lastTransitionTime": BEGAN},
                      "Initialized": {"status": "False", "lastTransitionTime": BEGAN}}  # fmt: skip
    times = {each["type"]: each["lastTransitionTime"] for each in render(subject, now, NOW)["conditions"]}
    assert (times["Ready"], times["Initialized"]) == (BEGAN, NOW)


def test_a_readiness_gate_holds_back_only_ready() -> None:
    subject = pod(MAIN, readinessGates=[{"conditionType": "example.com/gate"}])
    now = state(subject, main=RUNNING)
    now.containers["main"].ready = True
    seen = conditions(render(subject, now, NOW))
    assert seen["ContainersReady"] == ("True", None)
    assert seen["Ready"] == ("False", "ReadinessGatesNotReady")


def test_container_status_in_full() -> None:
    subject = pod(MAIN)
    now = state(subject, main=RUNNING)
    main = now.containers["main"]
    main.last, main.restarts, main.id, main.image_id = ended(137), 2, "process://x", "process://i"
    (status,) = render(subject, now, NOW)["containerStatuses"]
    assert status == {
        "name": "main", "image": "i", "imageID": "process://i", "containerID": "process://x",
        "restartCount": 2, "ready": False, "started": False, "state": {"running": {"startedAt": BEGAN}},
        "lastState": {
            "terminated": {"exitCode": 137, "reason": "Error", "startedAt": BEGAN, "finishedAt": NOW},
        },
    }  # fmt: skip


def test_a_refused_pod_has_a_reason_and_no_containers() -> None:
    subject = pod(MAIN)
    now = state(subject)
    now.failed, now.refused = ("InvalidAnnotation", "soon is no duration"), True
    status = render(subject, now, NOW)
    assert (status["phase"], status["reason"]) == ("Failed", "InvalidAnnotation")
    assert status["containerStatuses"] == []


def test_an_agent_that_starts_again_counts_what_ran_as_restarted() -> None:
    subject = pod(MAIN)
    running = {"name": "main", "restartCount": 1, "state": {"running": {"startedAt": BEGAN}}}
    subject.raw["status"] = {"startTime": BEGAN, "containerStatuses": [running]}
    main = fresh(subject, NOW, "10.244.0.1").containers["main"]
    assert main.restarts == 2
    assert main.last is not None
    assert (main.last.code, main.last.finished) == (137, NOW)
    assert not isinstance(main.now, Running)
