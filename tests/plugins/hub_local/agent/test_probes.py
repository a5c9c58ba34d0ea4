"""Probes, against real listeners on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from hub_local.agent.probes import Outcome, Prober, watch


@dataclass
class Seen:
    """What a container's probes led to, in order."""

    events: list[str] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    until: str = ""

    def add(self, event: str) -> None:
        if not self.events or self.events[-1] != event:
            self.events.append(event)
        if event == self.until:
            self.enough.set()

    def outcome(self) -> Outcome:
        return Outcome(
            lambda: self.add("started"), lambda ready: self.add("ready" if ready else "unready"),
            lambda kind, problem: self.add(f"{kind}: {problem}"), lambda kind: self.add(f"kill {kind}"),
        )  # fmt: skip


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield session


@pytest.fixture
async def server() -> AsyncIterator[tuple[int, list[int]]]:
    """A port, and the HTTP codes it will answer with; the last one for ever."""
    codes = [200]

    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=codes.pop(0) if len(codes) > 1 else codes[0])

    application = web.Application()
    application.router.add_get("/healthz", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    port = unused_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield port, codes
    await runner.cleanup()


async def command(words: list[str], seconds: float) -> tuple[int, str]:
    if words[0] == "hang":
        await asyncio.sleep(60)
    return (0, "fine") if words[0] == "true" else (1, "not fine")


def prober(client: aiohttp.ClientSession, container: dict[str, Any] | None = None) -> Prober:
    return Prober(container or {"name": "main"}, "127.0.0.1", client, command)


async def test_one_check_of_each_kind(client: aiohttp.ClientSession, server: tuple[int, list[int]]) -> None:
    port, codes = server
    free = unused_port()
    get = {"port": port, "path": "/healthz"}
    subject = prober(client, {"name": "main", "ports": [{"name": "http", "containerPort": port}]})

    async def problem(**probe: Any) -> str:
        return await subject.problem(probe) or "none"

    assert await problem(httpGet=get) == "none"
    assert await problem(httpGet=get | {"port": "http"}) == "none"
    assert "no port named 'web'" in await problem(httpGet=get | {"port": "web"})
    assert await problem(tcpSocket={"port": port}) == "none"
    assert "connect" in (await problem(tcpSocket={"port": free})).lower()
    assert "connect" in (await problem(httpGet={"port": free})).lower()
    assert await problem(exec={"command": ["true"]}) == "none"
    assert await problem(exec={"command": ["false"]}) == "not fine"
    assert "no answer within" in await problem(exec={"command": ["hang"]}, timeoutSeconds=0.05)
    codes[:] = [500]
    assert await problem(httpGet=get) == "HTTP probe failed with statuscode: 500"


async def follow(client: aiohttp.ClientSession, container: dict[str, Any], until: str) -> list[str]:
    seen = Seen(until=until)
    task = asyncio.create_task(watch(prober(client, {"name": "main", **container}), seen.outcome()))
    await asyncio.wait_for(seen.enough.wait(), 20)
    task.cancel()
    return seen.events


BAD, GOOD = {"exec": {"command": ["false"]}}, {"exec": {"command": ["true"]}}
SOON = {"periodSeconds": 0.01, "failureThreshold": 2}


async def test_without_probes_a_container_is_ready_at_once(client: aiohttp.ClientSession) -> None:
    assert await follow(client, {}, "ready") == ["started", "ready"]


async def test_startup_holds_the_others_back(
    client: aiohttp.ClientSession, server: tuple[int, list[int]]
) -> None:
    port, codes = server
    codes[:] = [503, 503, 200]
    get = {"httpGet": {"port": port, "path": "/healthz"}, "periodSeconds": 0.01, "failureThreshold": 9}
    events = await follow(client, {"startupProbe": get, "readinessProbe": GOOD}, "ready")
    assert events == ["Startup: HTTP probe failed with statuscode: 503", "started", "ready"]


@pytest.mark.parametrize("kind", ["startup", "liveness"])
async def test_too_many_failures_kill(client: aiohttp.ClientSession, kind: str) -> None:
    events = await follow(client, {f"{kind}Probe": BAD | SOON}, f"kill {kind}")
    assert events[-2:] == [f"{kind.capitalize()}: not fine", f"kill {kind}"]


async def test_readiness_comes_and_goes(client: aiohttp.ClientSession, server: tuple[int, list[int]]) -> None:
    port, codes = server
    codes[:] = [200, 500, 500, 200]
    get = {"httpGet": {"port": port, "path": "/healthz"}, **SOON}
    seen = Seen(until="unready")
    task = asyncio.create_task(watch(prober(client, {"name": "main", "readinessProbe": get}), seen.outcome()))
    await asyncio.wait_for(seen.enough.wait(), 20)
    seen.enough.clear()
    seen.until = "ready"
    await asyncio.wait_for(seen.enough.wait(), 20)
    task.cancel()
    assert [event for event in seen.events if "dy" in event and ":" not in event] == [
        "ready",
        "unready",
        "ready",
    ]
