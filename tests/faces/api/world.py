"""A hub on a board that tests change at will, and the real server in front of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from hub.core.keep import Keep
from hub.core.things import thing
from hub.faces.api.served import Install, Way, serve
from hub.faces.api.serving import Serving
from hub.model import Change, Workload
from hub.registry import load
from hub.service import Hub
from hub.service.feed import Feed
from hub.settings import Settings

Manifest = dict[str, Any]


def blank() -> Hub:
    """A hub that has seen nothing yet."""
    return Hub(load(), Settings(), "a test")


def see(hub: Hub, *objects: Manifest) -> list[Change]:
    """As the cluster would tell of them."""
    keep = Keep(hub.registry.annotations, hub.registry.identity)
    for each in objects:
        hub.board.seen("MODIFIED", thing(each, keep))
    return hub.board.flush(hub.now)


def put(feed: Feed, *workloads: Workload) -> None:
    """Rows as they are now, whatever they were read from."""
    board = feed.hub.board.workloads
    changes = []
    for one in workloads:
        changes.append(Change(board.get(one.uid), one))
        board[one.uid] = one
    feed.note(changes)


def drop(feed: Feed, *workloads: Workload) -> None:
    """Rows that go."""
    feed.note([Change(feed.hub.board.workloads.pop(one.uid), None) for one in workloads])


@dataclass
class Site:
    """A server that runs, and a client that is known to it."""

    url: str
    token: str
    http: aiohttp.ClientSession
    here: Serving = field(repr=False)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:
        """The status and the JSON at a path of the API."""
        async with self.http.get(f"{self.url}/api/v1{path}", headers=self.bearer, **more) as answer:
            return answer.status, await answer.json(content_type=None)

    async def post(self, path: str, **more: Any) -> tuple[int, Any]:
        async with self.http.post(f"{self.url}/api/v1{path}", headers=self.bearer, **more) as answer:
            return answer.status, await answer.json(content_type=None)


@asynccontextmanager
async def site(hub: Hub, install: Install | None = None, **way: Any) -> AsyncIterator[Site]:
    """`hub serve` in this process, at a free port."""
    told: asyncio.Queue[str] = asyncio.Queue()
    held: list[Serving] = []

    def installed(app: Any, here: Serving, doors: Any) -> None:
        held.append(here)
        if install is not None:
            install(app, here, doors)

    serving = asyncio.create_task(serve(hub, Way(**way), told.put_nowait, installed))
    waiting = asyncio.create_task(told.get())
    await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
    url, _, token = (await waiting).partition("/?token=")
    try:
        async with aiohttp.ClientSession() as http:
            yield Site(url.rstrip("/"), token, http, held[0])
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
