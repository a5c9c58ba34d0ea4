"""What sources tell comes in beside what a real API server tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hub.cluster.follow import Follow
from hub.cluster.record import record
from hub.cluster.session import Session
from hub.cluster.snapshot import snapshot
from hub.errors import HubError
from hub.model import Kind
from hub.plugin import Server, Source
from hub.registry import Registry

from .bodies import pod
from .memory import POD, Memory, registry, until

pytestmark = pytest.mark.cluster
RUN = Kind("example.org", "Run")


class Told:
    """A source that tells another run each time, and fails when it is to."""

    def __init__(self) -> None:
        self.times = 0
        self.failing = False

    async def ask(self, server: Server) -> Sequence[Mapping[str, Any]]:
        if self.failing:
            raise HubError("it is down; start it")
        self.times += 1
        meta = {"name": f"run-{self.times}", "uid": f"u{self.times}", "annotations": {"password": "x"}}
        return [{"apiVersion": "example.org/v1", "kind": "Run", "metadata": meta}]

    def registry(self, *kinds: str) -> Registry:
        source = Source(name="runs", kinds=(str(RUN),), ask=self.ask, every=0.05)
        return replace(registry(*kinds), asked=((source, Server(url="http://runs.example.org")),))


async def test_it_is_asked_again_and_again_and_what_it_told_last_stays(
    session: Session, namespace: str
) -> None:
    memory, told = Memory(), Told()
    async with Follow(session, told.registry("batch/Job"), memory, [namespace]) as follow:
        await follow.settled()
        assert memory.names(RUN)
        await until(lambda: told.times > 3)
        assert len(memory.names(RUN)) == 1
        told.failing = True
        await until(lambda: any("it is down" in health.error for health in follow.health))
        assert memory.names(RUN) == {f"run-{told.times}"}
    before = told.times
    told.failing = False
    await session.get(f"/api/v1/namespaces/{namespace}/pods")
    assert told.times == before


async def test_it_is_asked_for_a_look_and_for_a_recording(session: Session, namespace: str) -> None:
    await session.post(f"/api/v1/namespaces/{namespace}/pods", pod("one"))
    memory, told = Memory(), Told()
    health = await snapshot(session, told.registry(), [namespace], memory)
    assert {each.kind for each in health if each.well} >= {POD, RUN}
    assert (memory.names(POD, namespace), memory.names(RUN)) == ({"one"}, {"run-1"})
    kept = await record(session, told.registry(), [namespace])
    runs = [each["metadata"] for each in kept if each["kind"] == "Run"]
    assert [(each["name"], each["annotations"]["password"]) for each in runs] == [("run-2", "REMOVED")]
