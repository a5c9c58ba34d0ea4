"""Changes as they come: gathered per row, resumed, and what a reader who is too slow is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from hub.model import Phase
from hub.service import feed as feeds
from hub.service import streaming
from tests.workloads import workload

from .world import Site, blank, drop, put, site

Event = dict[str, Any]


@pytest.fixture
async def served() -> AsyncIterator[Site]:
    async with site(blank()) as found:
        yield found


@asynccontextmanager
async def reading(served: Site, path: str = "/stream", **headers: str) -> AsyncIterator[asyncio.Queue[Event]]:
    """The events of a stream: their id, name and data."""
    came: asyncio.Queue[Event] = asyncio.Queue()

    async def read(lines: Any) -> None:
        event: Event = {}
        async for raw in lines:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name:
                event.setdefault(name, []).append(value)
            elif "event" in event:
                for data in event["data"]:
                    came.put_nowait(
                        {"event": event["event"][-1], "id": event.get("id"), **msgspec.json.decode(data)}
                    )
                event = {}

    url = f"{served.url}/api/v1{path}"
    async with served.http.get(url, headers=served.bearer | headers) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/event-stream"
        task = asyncio.create_task(read(answer.content))
        yield came
        task.cancel()


async def test_each_change_is_told_once(served: Site) -> None:
    feed = served.here.feed
    async with reading(served) as came:
        put(feed, workload("job/a/one", phase=Phase.PENDING))
        first = await came.get()
        assert (first["event"], first["type"], first["object"]["phase"]) == ("change", "ADDED", "Pending")
        put(feed, workload("job/a/one"))
        assert (await came.get())["type"] == "MODIFIED"
        drop(feed, workload("job/a/one"))
        last = await came.get()
        assert (last["type"], last["object"]["key"]) == ("DELETED", "job/a/one")


async def test_a_row_that_changes_often_is_told_seldom(served: Site) -> None:
    async with reading(served) as came:
        for number in range(100):
            put(served.here.feed, workload("job/a/one", message=str(number)))
        assert (await came.get())["object"]["message"] == "99"
        assert came.empty()


async def test_rows_enter_and_leave_a_filter(served: Site) -> None:
    feed = served.here.feed
    async with reading(served, "/stream?filter=phase%3DFailed&columns=key") as came:
        put(feed, workload("job/a/one"), workload("job/a/other", uid="other"))
        await asyncio.sleep(2 * streaming.TICK)
        put(feed, workload("job/a/one", phase=Phase.FAILED))
        entered = await came.get()
        assert (entered["type"], entered["object"]) == ("ADDED", {"key": "job/a/one", "uid": "uid-one"})
        put(feed, workload("job/a/one"))
        assert (await came.get())["type"] == "DELETED"


@pytest.mark.parametrize("by", ["from", "Last-Event-ID"])
async def test_it_goes_on_where_somebody_was(served: Site, by: str) -> None:
    feed = served.here.feed
    put(feed, workload("job/a/one"))
    async with served.http.get(f"{served.url}/api/v1/workloads", headers=served.bearer) as answer:
        position = answer.headers["Stream-Position"]
    put(feed, workload("job/a/two", uid="two"))
    path = f"/stream?from={position}" if by == "from" else "/stream"
    headers = {} if by == "from" else {by: position}
    async with reading(served, path, **headers) as came:
        assert (await came.get())["object"]["key"] == "job/a/two"


@pytest.mark.parametrize("position", ["00000000-1", "nonsense", "-", "{epoch}-99"])
async def test_a_place_that_is_not_known_any_more_is_listed_again(served: Site, position: str) -> None:
    path = f"/stream?from={position.format(epoch=served.here.feed.epoch)}"
    async with reading(served, path) as came:
        assert (await came.get())["event"] == "relist"
        put(served.here.feed, workload("job/a/one"))
        assert (await came.get())["event"] == "change"


async def test_who_is_too_slow_is_told_to_list_again(served: Site) -> None:
    feed = served.here.feed
    put(feed, workload("job/a/w"))
    begin = feed.position
    for number in range(feeds.KEPT + 1):
        put(feed, workload("job/a/w", message=str(number)))
    async with reading(served, f"/stream?from={begin}") as came:
        assert (await came.get())["event"] == "relist"
        assert served.here.measures.text().count(b"hub_stream_relists_total 1.0") == 1
