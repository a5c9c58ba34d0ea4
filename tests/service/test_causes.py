"""The first cause of each kind: recorded from a real control plane, and explained from the recording."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml

from hub.core.blaming import RULES, first
from hub.core.explaining import first_cause
from hub.core.trouble import Noted, Trouble, Words
from hub.model import Container, Obj, Phase, Pod
from hub.service import asking
from hub.service.hub import Hub
from hub.settings import Settings

from ..workloads import workload

RECORDING = Path(__file__).parent / "causes.yaml"
CAUSES: dict[str, str] = yaml.safe_load((RECORDING.parent / "sentences.yaml").read_text())


@pytest.fixture(scope="module")
def hub() -> Hub:
    return Hub.recorded([str(RECORDING)], Settings(all_namespaces=True))


@pytest.mark.parametrize("key", CAUSES)
def test_the_first_cause(hub: Hub, key: str) -> None:
    told = asyncio.run(asking.explain(hub, key)).sections[0]
    assert (told.lines[0] if told.title == "First cause" else "") == CAUSES[key]


def test_who_had_a_higher_priority_is_named_only_to_who_may_know(hub: Hub) -> None:
    told = asyncio.run(asking.explain(hub, "job/why/humble", lambda one: one.key != "job/why/urgent"))
    assert "preempted by pod ab3057a1" in told.sections[0].lines[0]
    assert "urgent" not in str(told)


def test_every_workload_of_the_recording_is_in_the_table(hub: Hub) -> None:
    without_its_log = {"job/why/traceback"}
    assert {one.key for one in hub.workloads()} == CAUSES.keys() | without_its_log


TRACEBACK = (
    "epoch 1",
    "Traceback (most recent call last):",
    '  File "<string>", line 2, in <module>',
    "FileNotFoundError: [Errno 2] No such file or directory: '/data/train.csv'",
)
FAILED = workload("job/n/x", phase=Phase.FAILED, reason="ReportedFailed", message="it failed")


JVM = (
    '  File "<string>", line 5, in <module>',
    "py4j.protocol.Py4JJavaError: An error occurred while calling None.",
    ": org.apache.spark.SparkException: External scheduler cannot be instantiated",
    "\tat java.base/java.lang.Thread.run(Thread.java:840)",
    "Caused by: java.lang.reflect.InvocationTargetException",
    "\t... 15 more",
    "Caused by: java.io.IOException: no route",
    "26/11/28 22:48:56 INFO ShutdownHookManager: Deleting directory",
)


def pod(name: str = "p", **main: object) -> Pod:
    return Pod("u", name, "n", containers=(Container("main", "i", "main", **main),))  # type: ignore[arg-type]


TOLD = [
    (
        Trouble(FAILED, pods=[pod(exit_code=1)], words=Words("p", "main", TRACEBACK)),
        f"container main of pod p exited with code 1: {TRACEBACK[-1]}",
    ),
    (
        Trouble(FAILED, pods=[pod(exit_code=1)], words=Words("p", "main", TRACEBACK[:1])),
        "container main of pod p exited with code 1",
    ),
    (
        Trouble(FAILED, pods=[pod(exit_code=3)], words=Words("p", "main", TRACEBACK)),
        "container main of pod p exited with code 3",
    ),
    (
        Trouble(FAILED, pods=[pod("a", exit_code=143), pod("b", exit_code=2)]),
        "container main of pod b exited with code 2",
    ),
    (
        Trouble(FAILED, pods=[pod(exit_code=4)], noted=[Noted("Pod/o", "Preempted", "Preempted by pod z")]),
        "container main of pod p exited with code 4",
    ),
    (Trouble(FAILED, words=Words("p", "main", JVM)), "it failed: java.io.IOException: no route"),
    (Trouble(FAILED, words=Words("p", "main", TRACEBACK)), f"it failed: {TRACEBACK[-1]}"),
    (Trouble(FAILED), "it failed"),
    (
        Trouble(FAILED, noted=[Noted("Pod/p", "Preempted", "Preempted by pod z on node m")]),
        "its pod p was preempted by pod z, on m",
    ),
    (
        Trouble(
            FAILED,
            noted=[
                Noted("Job/x", "FailedCreate", "boom"),
                Noted("Job/x", "SuccessfulCreate", "made"),
            ],
        ),
        "it failed",
    ),
]


@pytest.mark.parametrize(("trouble", "said"), TOLD)
def test_what_is_told_of_what_is_known(trouble: Trouble, said: str) -> None:
    found = first(trouble)
    assert found is not None
    assert found.sentence == said


def test_what_is_well_has_no_cause() -> None:
    well = workload("job/n/x", phase=Phase.COMPLETED, reason="Finished", message="it ended")
    assert first(Trouble(well, noted=[Noted("Job/x", "FailedCreate", "boom")])) is None
    assert first_cause(None) == ()


def test_no_rule_says_anything_of_nothing() -> None:
    silent = workload("job/n/x", phase=Phase.PENDING, reason="Queued", message="")
    assert [rule.name for rule in RULES if rule.finds(Trouble(silent, root=Obj({})))] == []
