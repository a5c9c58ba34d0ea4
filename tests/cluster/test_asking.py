"""Frameworks' own servers: what they answer, and what becomes of the rest when they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hub.cluster import asking
from hub.cluster.asking import Asking, answers
from hub.core.things import Thing
from hub.errors import HubError, Usage
from hub.model import Kind
from hub.plugin import Server, Source
from hub.registry import Registry, load

KIND = "example.org/Run"
RUN = {"apiVersion": "example.org/v1", "kind": "Run", "metadata": {"name": "a", "namespace": "n", "uid": "u"}}
HERE = Server(url="http://runs.example.org")


class Sunk:
    """A sink that keeps what it is told."""

    def __init__(self) -> None:
        self.lists: list[tuple[Kind, list[str]]] = []

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        self.lists.append((kind, [thing.name for thing in things]))

    def seen(self, type_: str, thing: Thing) -> None:
        raise AssertionError("a source lists")

    def gone(self, kind: Kind) -> None:
        raise AssertionError("a source lists")


def source(*found: Mapping[str, Any], error: Exception | None = None, name: str = "runs") -> Source:
    async def ask(server: Server) -> Sequence[Mapping[str, Any]]:
        assert server is HERE
        if error is not None:
            raise error
        return found

    return Source(name=name, kinds=(KIND,), ask=ask)


def registry(*sources: Source) -> Registry:
    return Registry(adapters={}, sources={}, asked=tuple((each, HERE) for each in sources))


async def test_answers_are_a_listing_of_what_is_promised() -> None:
    sunk = Sunk()
    other = {**RUN, "kind": "Other"}
    (health,) = await Asking(registry(source(RUN, other)), sunk).once()
    assert sunk.lists == [(Kind.parse(KIND), ["a"])]
    assert (health.well, health.objects) == (True, 1)


async def test_no_answers_are_an_empty_listing() -> None:
    sunk = Sunk()
    await Asking(registry(source()), sunk).once()
    assert sunk.lists == [(Kind.parse(KIND), [])]


@pytest.mark.parametrize(
    "broken",
    [source(error=HubError("it refuses; set a token")), source(error=KeyError("state")), source({"kind": 3})],
)
async def test_one_that_fails_is_told_of_and_costs_no_other(broken: Source) -> None:
    sunk = Sunk()
    health = await Asking(registry(broken, source(RUN)), sunk).once()
    assert [each.well for each in health] == [False, True]
    assert health[0].error
    assert len(sunk.lists) == 1


async def test_one_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async def ask(server: Server) -> Sequence[Mapping[str, Any]]:
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(asking, "PATIENCE", 0.01)
    (health,) = await Asking(registry(Source(name="runs", kinds=(KIND,), ask=ask)), Sunk()).once()
    assert "http://runs.example.org did not answer" in health.error


async def test_a_recording_holds_the_answers() -> None:
    assert await answers(registry(source(RUN), source(RUN, name="more"))) == [RUN, RUN]


def test_a_server_that_nobody_asks_is_an_error() -> None:
    with pytest.raises(Usage, match="no source 'arflow'"):
        load({"arflow": HERE})


def test_what_sources_answer_is_not_looked_for_in_the_cluster() -> None:
    found = load({"airflow": HERE})
    assert [server for _, server in found.asked] == [HERE]
    dagrun = Kind.parse("airflow.apache.org/DagRun")
    assert dagrun in found.parts
    assert dagrun not in found.kinds


def test_a_server_without_an_address_is_not_asked() -> None:
    assert load({"airflow": Server(user="ada")}).asked == ()
