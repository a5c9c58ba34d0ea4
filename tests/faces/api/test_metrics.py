"""What a workload used over time: recorded samples, asked for through a server on a real API server."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from hub.cluster.session import Session
from hub.core.chronicle import identity, steps
from hub.core.samples import Sample
from hub.history.journal import Journal
from hub.history.records import millis
from hub.history.writing import Entry
from hub.service import Hub
from hub.settings import Settings
from tests.cluster.conftest import plane, session
from tests.cluster.plane import Plane

from .test_one import first
from .test_rights import TEAMS, as_user, prepare
from .world import Site, site

__all__ = ["plane", "session"]
KEY, GONE = "job/red/train-red", "job/red/past"
AGO = 600
"""Seconds ago somebody looked for 100 seconds, and then no more."""


def record(hub: Hub, url: str) -> Journal:
    """As a server records. While it is open another one finds the seat taken, and only reads."""
    journal = Journal(url, "uid", hub.live().target.server)
    workload, now = hub.find(KEY), hub.now
    assert journal.open(now) == {}
    journal.write([Entry(workload, workload.uid, None, millis(now))], [], {})
    begin = int(now.timestamp()) // 10 * 10 - AGO
    usual = {"cpu": 1.5, "cpu_held": 2.0, "memory": 2.0**30, "memory_held": 2.0**31}
    looks = [Sample(at=begin + n, seconds=10, pods=1, **usual) for n in range(0, 100, 10)]
    past = msgspec.structs.replace(
        workload, key=GONE, uid="past", root={**(workload.root or {}), "name": "past"}
    )
    told = [(identity(past), step) for step in steps(past, None, now)]
    journal.write([Entry(past, past.uid, None, millis(now))], told, {})
    journal.sample(10, [(identity(each), one) for each in (workload, past) for one in looks], now)
    journal.write([], [], {identity(past): now})
    return journal


@asynccontextmanager
async def serving(plane: Plane, tmp_path: Path) -> AsyncIterator[Site]:
    url = f"sqlite:///{tmp_path}/history.db"
    settings = Settings(kubeconfig=plane.kubeconfig, context="admin", all_namespaces=True, history_url=url)
    async with Hub.open(settings) as hub:
        journal = await asyncio.to_thread(record, hub, url)
    audit = str(tmp_path / "audit")
    async with Hub.open(settings, False) as hub, site(hub, auth="cluster", audit=audit) as served:
        try:
            yield served
        finally:
            journal.close()


async def test_who_may_see_it_gets_its_measures_and_nobody_else(
    plane: Plane, session: Session, tmp_path: Path
) -> None:
    await prepare(session)
    async with serving(plane, tmp_path) as served:
        ada, bo = (as_user(served, plane, user) for user in TEAMS)
        status, found = await ada.get(f"/workloads/{KEY}/metrics?since=15m&points=50")
        assert (status, found["key"], found["step"], found["message"]) == (200, KEY, 20, None)
        assert len(found["items"]) <= 50
        known = [one for one in found["items"] if one["seconds"] is not None]
        assert sum(one["seconds"] for one in known) == 100
        assert {(one["cpuCores"], one["cpuHeldCores"], one["memoryBytes"]) for one in known} == {
            (1.5, 2.0, 2**30)
        }
        gaps = [one for one in found["items"] if one["seconds"] is None]
        assert gaps
        assert {value for one in gaps for name, value in one.items() if name != "time"} == {None}
        _, day = await ada.get(f"/workloads/{KEY}/metrics?since=1d&points=2")
        assert len(day["items"]) <= 2
        assert sum(one["seconds"] or 0 for one in day["items"]) == 100
        _, never = await ada.get(f"/workloads/{KEY}/metrics?since={quote('2020-01-01T00:00:00Z')}&until=1d")
        assert "nothing was recorded" in never["message"]
        async with served.http.get(
            f"{served.url}/api/v1/workloads/{KEY}/metrics.csv?since=15m", headers=ada.bearer
        ) as answer:
            rows = list(csv.DictReader((await answer.text()).splitlines()))
        assert sum(int(row["seconds"] or 0) for row in rows) == 100
        assert {row["cpuCores"] for row in rows} == {"", "1.5"}
        for path in ("metrics", "metrics.csv"):
            status, problem = await bo.get(f"/workloads/{KEY}/{path}")
            assert (status, KEY in problem["detail"]) == (404, True)
            assert "1.5" not in str(problem)


async def test_what_is_gone_is_told_of_to_who_might_have_seen_it(
    plane: Plane, session: Session, tmp_path: Path
) -> None:
    async with serving(plane, tmp_path) as served:
        ada, bo = (as_user(served, plane, user) for user in TEAMS)
        _, story = await ada.get(f"/workloads/{GONE}/history")
        assert {one["key"] for one in story["items"] if one["kind"] == "phase"} == {GONE}
        _, why = await ada.get(f"/workloads/{GONE}/explain")
        assert "is gone since" in why["summary"]
        _, used = await ada.get(f"/workloads/{GONE}/metrics?since=15m")
        assert sum(one["seconds"] or 0 for one in used["items"]) == 100
        for part in ("history", "explain", "metrics"):
            status, problem = await bo.get(f"/workloads/{GONE}/{part}")
            assert (status, "it may be gone, or not yours to see" in problem["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("since=yesterday", 400, "'yesterday' is no time; write 2h, 3d or"),
        ("since=1h&until=2h", 400, "is not before until"),
        ("points=1", 422, "points"),
        ("points=1000000", 422, "points"),
    ],
)
async def test_a_wrong_span_is_said(served: Site, asked: str, status: int, said: str) -> None:
    key = await first(served, "rayjob")
    code, problem = await served.get(f"/workloads/{key}/metrics?{asked}")
    assert (code, said in problem["detail"]) == (status, True)


@pytest.mark.parametrize("since", ["2h", "99999999999y", "0001-01-01T00:00:00Z", "1970-01-01"])
async def test_a_recording_says_that_it_has_none(served: Site, since: str) -> None:
    key = await first(served, "rayjob")
    status, found = await served.get(f"/workloads/{key}/metrics?since={since}")
    assert (status, "no measurements" in found["message"]) == (200, True)
    assert 0 < len(found["items"]) <= 200
    assert all(one["seconds"] is None for one in found["items"])


async def test_the_same_curve_is_not_sent_twice(served: Site) -> None:
    key = await first(served, "rayjob")
    path = f"{served.url}/api/v1/workloads/{key}/metrics"
    async with served.http.get(path, headers=served.bearer) as answer:
        tag = answer.headers["ETag"]
    async with served.http.get(path, headers={**served.bearer, "If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with served.http.get(path, headers={**served.bearer, "Accept": "text/csv"}) as answer:
        assert (await answer.text()).startswith("time,seconds,pods,cpuCores,")
