"""Whatever happens between the hub and the API server, in the end the sink holds what a fresh listing has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from random import Random

import pytest

from hub.cluster.failures import Answer
from hub.cluster.follow import Follow
from hub.cluster.health import Health
from hub.cluster.pace import Pace
from hub.cluster.session import Session, connect

from .bodies import pod
from .faults import closing, cutting, expiring, garbling, refusing, short
from .memory import POD, Memory, registry, same, until
from .plane import Plane
from .proxy import Proxy

pytestmark = pytest.mark.cluster
QUICK = Pace(first=0.02, most=0.2, rarely=0.5)


@pytest.fixture
async def proxy(plane: Plane) -> AsyncIterator[Proxy]:
    async with Proxy(plane).serving() as made:
        yield made


@pytest.fixture
async def through(proxy: Proxy, tmp_path: Path) -> AsyncIterator[Session]:
    """A session that goes through the proxy."""
    async with connect(proxy.kubeconfig(tmp_path), "admin") as made:
        yield made


async def churn(session: Session, namespace: str, rounds: int, seed: int = 7) -> None:
    """Create, change and delete pods, in an order that is the same each time."""
    pods, random, alive = f"/api/v1/namespaces/{namespace}/pods", Random(seed), set[str]()
    for number in range(rounds):
        if alive and random.random() < 0.3:
            await session.delete(f"{pods}/{alive.pop()}", {"gracePeriodSeconds": 0})
        elif alive and random.random() < 0.5:
            name = random.choice(sorted(alive))
            await session.patch(f"{pods}/{name}", {"metadata": {"labels": {"n": str(number)}}})
        else:
            await session.post(pods, pod(f"pod-{seed}-{number}"))
            alive.add(f"pod-{seed}-{number}")
        await asyncio.sleep(0.005)


def pods_of(follow: Follow) -> Health:
    return next(health for health in follow.health if health.kind == POD)


FAULTS = {
    "closing every second": lambda: closing(1.0),
    "closing at once": lambda: closing(0.02),
    "cut in the middle of a line": lambda: cutting(3000),
    "garbage": lambda: garbling(b"\x00\xff{", 3),
    "a line cut short": lambda: garbling(b'{"type":"MODIFIED","object":{"kind":"Pod","meta', 3),
    "not an event": lambda: garbling(b'{"a":1}', 3),
    "not an object": lambda: garbling(b"[]", 3),
    "an unknown event": lambda: garbling(b'{"type":"MOVED","object":{"metadata":{"name":"x","uid":"y"}}}', 3),
    "an error event": lambda: garbling(
        b'{"type":"ERROR","object":{"code":500,"message":"etcd leader changed"}}', 3
    ),
    "garbage for ever at one place": lambda: garbling(b"garbage", 6),
    "a storm of 410 as answers": lambda: expiring(8, inside=False),
    "a storm of 410 as events": lambda: expiring(8, inside=True),
    "lists cut short": lambda: short(3),
    "too many requests": lambda: refusing(429, "/pods", 4),
    "internal errors": lambda: refusing(500, "/pods", 4),
    "forbidden for a moment": lambda: refusing(403, "/pods", 2),
    "not found for a moment": lambda: refusing(404, "/pods", 2),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_after_the_fault_all_is_as_in_a_fresh_listing(
    session: Session, through: Session, proxy: Proxy, namespace: str, name: str
) -> None:
    await churn(session, namespace, 10, seed=1)
    memory = Memory()
    proxy.fault = FAULTS[name]()
    async with Follow(through, registry(), memory, [namespace], pace=QUICK) as follow:
        await follow.settled()
        await churn(session, namespace, 60)
        await asyncio.sleep(1.2 if name == "closing every second" else 0.2)  # so that it happens at rest too
        await churn(session, namespace, 20, seed=3)
        await same(session, memory, POD, namespace)
        proxy.fault = None
        await churn(session, namespace, 10, seed=4)
        await same(session, memory, POD, namespace)
        await until(lambda: pods_of(follow).state == "watching")


async def test_garbage_is_counted_and_costs_no_listing(
    session: Session, through: Session, proxy: Proxy, namespace: str
) -> None:
    memory = Memory()
    proxy.fault = garbling(b"garbage", 1)
    async with Follow(through, registry(), memory, [namespace], pace=QUICK) as follow:
        await follow.settled()
        for number in range(3):
            await session.post(f"/api/v1/namespaces/{namespace}/pods", pod(f"p{number}"))
            await until(lambda wanted=f"p{number}": wanted in memory.names(POD))
        assert pods_of(follow).garbled == 1
        assert pods_of(follow).relisted == 0
        assert memory.events == 3


async def test_a_line_that_stays_garbled_is_passed_by_listing(
    session: Session, through: Session, proxy: Proxy, namespace: str
) -> None:
    memory = Memory()
    proxy.fault = garbling(b"garbage", 1000)
    async with Follow(through, registry(), memory, [namespace], pace=QUICK) as follow:
        await follow.settled()
        await session.post(f"/api/v1/namespaces/{namespace}/pods", pod("one"))
        await until(lambda: memory.names(POD) == {"one"})
        assert pods_of(follow).relisted >= 1
        await same(session, memory, POD, namespace)


async def test_a_server_that_closes_is_asked_no_more_than_needed(
    session: Session, through: Session, proxy: Proxy, namespace: str
) -> None:
    proxy.fault = closing(0.02)
    async with Follow(through, registry(), Memory(), [namespace]) as follow:
        await follow.settled()
        before = len(proxy.requests)
        await asyncio.sleep(2)
        # 0.2, 0.4, 0.8 … apart, for the pods and for the CRDs
        assert len(proxy.requests) - before < 16
        assert pods_of(follow).relisted == 0


async def test_one_kind_that_fails_holds_up_nobody(
    session: Session, through: Session, proxy: Proxy, namespace: str
) -> None:
    await churn(session, namespace, 10)
    memory = Memory()
    proxy.fault = refusing(500, "/jobs", 1 << 30)
    async with Follow(through, registry("batch/Job"), memory, [namespace], pace=QUICK) as follow:
        async with asyncio.timeout(10):
            await follow.settled()
        assert memory.names(POD)
        broken = next(health for health in follow.health if str(health.kind) == "batch/Job")
        assert broken.state == "retrying"
        assert broken.error == "HTTP 500"


async def test_the_api_server_is_killed_and_started_again(
    plane: Plane, session: Session, namespace: str
) -> None:
    await churn(session, namespace, 10, seed=1)
    memory, numbers = Memory(), count()

    async def change() -> None:
        for number in numbers:
            try:
                await session.post(f"/api/v1/namespaces/{namespace}/pods", pod(f"late-{number}"))
            except (Answer, Exception):
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.05)

    async with Follow(session, registry("batch/Job"), memory, [namespace], pace=QUICK) as follow:
        await follow.settled()
        changing = asyncio.create_task(change())
        await until(lambda: "late-3" in memory.names(POD))
        before = memory.names(POD)
        await asyncio.to_thread(plane.kill_server)
        await until(lambda: pods_of(follow).state == "retrying")
        assert pods_of(follow).error.startswith(("nothing answers at https://127.0.0.1", "no connection to"))
        assert pods_of(follow).lag > 0
        assert memory.names(POD) >= before
        await asyncio.to_thread(plane.start_server)
        await until(lambda: pods_of(follow).state == "watching", 60)
        known = len(memory.names(POD))
        await until(lambda: len(memory.names(POD)) > known + 3, 60)
        changing.cancel()
        await asyncio.gather(changing, return_exceptions=True)
        await same(session, memory, POD, namespace)
        assert memory.names(POD) >= before
