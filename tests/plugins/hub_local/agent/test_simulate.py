"""Annotations → what happens to simulated containers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hub_local.agent.run import Exit
from hub_local.agent.simulate import (
    PREFIX,
    Scenario,
    ScenarioError,
    SimulatedRun,
    SimulatedRuntime,
    asked_for,
    matches,
    scenario,
)

from .made import pod


def read(**values: str) -> Scenario:
    return scenario({f"{PREFIX}-{name.replace('_', '-')}": value for name, value in values.items()})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Scenario()),
        ({"duration": "30s"}, Scenario(30)),
        ({"duration": "1h1m1.5s"}, Scenario(3661.5)),
        ({"duration": "500ms"}, Scenario(0.5)),
        ({"duration": "2"}, Scenario(2)),
        ({"exit": "3"}, Scenario(0, 3)),
        ({"exit": "3", "duration": "2s"}, Scenario(2, 3)),
        ({"ready_after": "5s"}, Scenario(ready_after=5)),
        ({"fault": "oom"}, Scenario(0, fault="oom")),
        ({"fault": "crash-loop", "duration": "1s"}, Scenario(1, fault="crash-loop")),
        ({"fault": "image-pull"}, Scenario(fault="image-pull")),
    ],
)
def test_scenarios(values: dict[str, str], expected: Scenario) -> None:
    assert read(**values) == expected


@pytest.mark.parametrize(
    "values",
    [{"duration": "soon"}, {"duration": ""}, {"duration": "-1s"}, {"duration": "1h1"}, {"duration": "1s 2s"},
     {"exit": "one"}, {"exit": "-1"}, {"exit": "256"}, {"fault": "fire"}, {"ready_after": "5 min"}],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_with_what_can(values: dict[str, str]) -> None:
    ((name, value),) = values.items()
    with pytest.raises(ScenarioError, match=f"{PREFIX}-{name.replace('_', '-')}: '{value}'"):
        read(**values)


@pytest.mark.parametrize(("value", "asked"), [("true", True), ("", True), ("True", True), ("false", False)])
def test_a_pod_asks_for_it(value: str, asked: bool) -> None:
    subject = pod()
    assert not asked_for(subject)
    subject.meta["annotations"][PREFIX] = value
    assert asked_for(subject) is asked


def test_a_pod_that_asks_unclearly() -> None:
    subject = pod()
    subject.meta["annotations"][PREFIX] = "maybe"
    with pytest.raises(ScenarioError, match="maybe"):
        asked_for(subject)


def test_images_are_matched_with_and_without_their_host() -> None:
    assert matches({"image": "docker.io/library/torch:2"}, ["torch:*"])
    assert matches({"image": "registry.example/torch:2"}, ["registry.example/*"])
    assert not matches({"image": "registry.example/torch:2"}, ["torch:*"])


INIT = [{"name": "init"}, {"name": "side", "restartPolicy": "Always"}]


@pytest.mark.parametrize(
    ("plan", "container", "end"),
    [
        (Scenario(0, 7), "main", Exit(7)),
        (Scenario(0, 7), "init", Exit(0)),
        (Scenario(0, fault="oom"), "main", Exit(137, "OOMKilled")),
        (Scenario(0, fault="crash-loop"), "main", Exit(1)),
    ],
)
async def test_runs_end_as_planned(plan: Scenario, container: str, end: Exit) -> None:
    runtime = SimulatedRuntime(pod(initContainers=INIT), plan)
    run = await runtime.start({"name": container}, 0)
    assert await run.wait() == end


@pytest.mark.parametrize(
    ("plan", "container", "act", "end"),
    [
        (Scenario(), "main", SimulatedRun.stop, Exit(143)),
        (Scenario(60), "main", SimulatedRun.stop, Exit(143)),
        (Scenario(60, 0), "main", SimulatedRun.stop, Exit(0)),
        (Scenario(60, 3), "main", SimulatedRun.stop, Exit(3)),
        (Scenario(60, 0), "side", SimulatedRun.stop, Exit(143)),
        (Scenario(60, 0), "main", SimulatedRun.kill, Exit(137)),
    ],
)
async def test_what_a_run_ends_with_that_is_stopped(
    plan: Scenario, container: str, act: Callable[[SimulatedRun], None], end: Exit
) -> None:
    run = await SimulatedRuntime(pod(initContainers=INIT), plan).start({"name": container}, 0)
    waiting = asyncio.create_task(run.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert isinstance(run, SimulatedRun)
    act(run)
    run.kill()  # whoever is over stays as it ended
    assert await waiting == end


def test_a_missing_image_is_the_main_containers_only() -> None:
    runtime = SimulatedRuntime(pod(initContainers=INIT), Scenario(fault="image-pull"))
    assert [name for name in ("init", "side", "main") if runtime.image_problem({"name": name})] == ["main"]
