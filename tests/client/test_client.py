"""What a program gets from a server, and what it is told when that cannot be."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import hub
from hub.client import Client
from hub.errors import HubError, NoCluster, NotAllowed, NotFound, Refused, Usage
from tests.faces.page.conftest import recorded, rows
from tests.faces.page.server import BIN, serving
from tests.faces.page.test_live import live
from tests.faces.page.world import jobs, written

__all__ = ["live", "recorded", "rows"]
KEY = "rayjob/language/reward-model"
HELLO = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: hello, namespace: default}\n"
HELLO += "spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: main, "
HELLO += "image: 'busybox:1.36', command: [sh, -c, COMMAND]}]}}}\n"


@pytest.fixture
def client(recorded: str) -> Iterator[Client]:
    with hub.Client(recorded) as made:
        yield made


def test_it_lists_what_the_command_line_lists(client: Client, rows: dict[str, object]) -> None:
    assert {one.key for one in client.list()} == set(rows)
    failed = client.list(phases=["Failed"], sort="-created")
    assert failed
    assert {one.phase for one in failed} == {"Failed"}
    assert client.list(filter=f'key="{KEY}"', types=["rayjob", "job"]) == (client.show(KEY),)


def test_long_lists_come_whole(tmp_path: Path) -> None:
    file = str(written(tmp_path / "many.json", [], *jobs(2500)))
    with serving(tmp_path, "--from", file) as address, Client(address) as client:
        assert len({one.key for one in client.list()}) == 2500


def test_one_is_told_of_from_all_sides(client: Client) -> None:
    assert client.show(KEY).key == KEY
    assert "Why this phase" in {section.title for section in client.explain(KEY).sections}
    assert {pod["name"] for pod in client.pods(KEY)} == set(client.show(KEY).pods)
    assert client.history(KEY)[-1].phase == "Failed"
    assert isinstance(client.events(KEY, warnings=True), tuple)
    assert "no measurements" in (client.metrics(KEY, points=5).message or "")


def test_what_goes_wrong_is_the_commands_own_sentence(client: Client, recorded: str) -> None:
    with pytest.raises(NotFound, match=f"did you mean '{KEY}'"):
        client.show(KEY + "x")
    with pytest.raises(Usage, match="did you mean 'phase'"):
        client.list(filter="phas=Failed")
    with pytest.raises(Refused, match="cannot scale"):
        client.act("scale", KEY, 3)
    with pytest.raises(Usage, match="a recording cannot be changed"):
        client.act("delete", KEY, dry_run=True)
    with pytest.raises(Usage, match="there is no action 'explode'"):
        client.act("explode", KEY)
    with pytest.raises(Usage, match="TYPE/NAMESPACE/NAME"):
        client.show("nonsense")
    with pytest.raises(TypeError, match="folow"):
        next(client.logs(KEY, folow=True))  # type: ignore[call-arg]
    place = urlsplit(recorded)
    with Client(f"http://{place.netloc}", "wrong") as other, pytest.raises(NotAllowed, match="HUB_TOKEN"):
        other.list()


def test_a_server_that_is_away_is_said_to_be() -> None:
    with Client("http://127.0.0.1:9", "t") as client, pytest.raises(NoCluster, match="does not answer"):
        client.list()


@pytest.mark.parametrize("url", ["", "localhost:80", "ftp://x", "http://", "http://[x", "http://h:70000"])
def test_an_address_that_is_none_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUB_SERVER", raising=False)
    with pytest.raises(Usage, match="`hub serve` prints"):
        Client(url)


def test_the_environment_names_it(recorded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address, _, token = recorded.partition("/?token=")
    monkeypatch.setenv("HUB_SERVER", address)
    monkeypatch.setenv("HUB_TOKEN", token)
    with hub.Client() as client:
        assert client.show(KEY).key == KEY


async def test_programs_with_a_loop_ask_the_same(recorded: str) -> None:
    async with hub.AsyncClient(recorded) as client:
        found, told = await asyncio.gather(client.list(), client.explain(KEY))
        assert told.key == KEY
        assert KEY in {one.key for one in found}
        with pytest.raises(NotFound):
            await client.show(KEY + "x")


def test_naming_the_hub_imports_nothing() -> None:
    code = "import hub, sys; assert 'httpx' not in sys.modules; hub.Client; assert 'httpx' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.cluster
def test_what_is_submitted_is_waited_for_read_and_stopped(live: str) -> None:
    with hub.Client(live) as client:
        text = HELLO.replace("COMMAND", "'echo well met; exit 3'")
        assert "would" in client.plan(text)[0].text
        first = client.submit(text)
        assert (first.key, first.wait(120).phase, first.phase) == ("job/default/hello", "Failed", "Failed")
        assert list(first.logs()) == ["well met"]
        with pytest.raises(HubError, match="already"):
            client.submit(text)
        first.delete()
        second = client.submit(HELLO.replace("COMMAND", "'echo on; sleep 900'").replace("hello", "long"))
        assert next(iter(second.logs(follow=True))) == "on"
        with pytest.raises(HubError, match="is still Running after"):
            second.wait(0.1)
        assert second.stop()
        asyncio.run(stopped(live, second.key))
        hub_there = [BIN / "hub", "run", second.key, "--wait", "--server", live]
        ran = subprocess.run(hub_there, capture_output=True, text=True, check=True)
        assert ran.stdout == f"{second.key}: changed Job/long\n"
        assert second.phase == "Running"
        second.delete()


async def stopped(address: str, key: str) -> None:
    async with hub.AsyncClient(address) as client, asyncio.timeout(60):
        while (await client.show(key)).phase != "Stopped":
            await asyncio.sleep(0.2)
