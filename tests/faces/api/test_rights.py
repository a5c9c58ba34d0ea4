"""On a real API server with RBAC: two users see exactly their own, and do what they may, and no more."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.cluster.reviews import Act, Person, allowed
from hub.cluster.session import Session
from hub.registry import load
from hub.service import Hub
from hub.service.roles import roles
from hub.settings import Settings
from tests.cluster.conftest import plane, session
from tests.cluster.plane import Plane

from .world import Site, site

__all__ = ["plane", "session"]

TEAMS = {"ada": ("red", "hub-user"), "bo": ("blue", "hub-viewer")}
RBAC = "/apis/rbac.authorization.k8s.io/v1"


def job(name: str, namespace: str) -> dict[str, Any]:
    inner = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "python:3.11"}]}
    meta = {"name": name, "namespace": namespace, "labels": {"secret-of": namespace}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": {"template": {"spec": inner}}}


def lone_pod(name: str, namespace: str) -> dict[str, Any]:
    """What labels alone hold together: plain spark-submit's driver."""
    labels = {"spark-app-selector": f"spark-{name}", "spark-role": "driver"}
    spec = {"containers": [{"name": "main", "image": "python:3.11"}]}
    meta = {"name": name, "namespace": namespace, "labels": labels}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}


async def prepare(session: Session) -> None:
    for role in roles(load()):
        await session.post(f"{RBAC}/clusterroles", role)
    for user, (team, role) in TEAMS.items():
        await session.post("/api/v1/namespaces", {"metadata": {"name": team}})
        binding = {
            "metadata": {"name": user},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            "subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": user}],
        }
        await session.post(f"{RBAC}/namespaces/{team}/rolebindings", binding)
        await session.post(f"/apis/batch/v1/namespaces/{team}/jobs", job(f"train-{team}", team))
        await session.post(f"/api/v1/namespaces/{team}/pods", lone_pod(f"driver-{team}", team))
        await settled(session, user, Act("list", "batch", "jobs", team))


async def settled(session: Session, user: str, act: Act) -> None:
    """The server's authorizer hears of a new role by a watch."""
    while not await allowed(session, Person(user), act):
        await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
def ready() -> dict[str, bool]:
    return {}


@pytest.fixture
async def team(plane: Plane, session: Session, ready: dict[str, bool], tmp_path: Path) -> AsyncIterator[Site]:
    """`hub serve --auth cluster`, for everybody that the API server knows."""
    if not ready:
        await prepare(session)
        ready["yes"] = True
    settings = Settings(kubeconfig=plane.kubeconfig, context="admin", all_namespaces=True)
    audit = str(tmp_path / "audit")
    async with Hub.open(settings, False) as hub, site(hub, auth="cluster", audit=audit) as served:
        assert served.token == ""
        yield served


def as_user(served: Site, plane: Plane, user: str) -> Site:
    return Site(served.url, plane.tokens()[user], served.http, served.here)


async def keys(user: Site, path: str = "/workloads?columns=key") -> set[str]:
    status, found = await user.get(path)
    assert status == 200
    assert found["total"] == len(found["items"])
    return {row["key"] for row in found["items"]}


@pytest.mark.parametrize("user", TEAMS)
async def test_each_sees_exactly_their_own(team: Site, plane: Plane, user: str) -> None:
    mine = TEAMS[user][0]
    me, other = as_user(team, plane, user), "blue" if mine == "red" else "red"
    assert await keys(me) == {f"job/{mine}/train-{mine}", f"spark/{mine}/spark-driver-{mine}"}
    _, sums = await me.get("/summary?by=namespace")
    assert [group["value"] for group in sums["groups"]] == [mine]
    async with team.http.get(f"{team.url}/api/v1/workloads.csv", headers=me.bearer) as answer:
        rows = list(csv.DictReader(io.StringIO(await answer.text())))
    assert {row["namespace"] for row in rows} == {mine}
    _, labelled = await me.get("/workloads?selector=secret-of")
    assert labelled["total"] == 1
    for path in ("", "/pods", "/events", "/logs", "/explain", "/manifest", "/history", "/metrics"):
        status, problem = await me.get(f"/workloads/job/{other}/train-{other}{path}")
        assert status == 404
        assert f"did you mean 'job/{mine}/train-{mine}'" in problem["detail"]


async def test_the_administrator_sees_all(team: Site, plane: Plane) -> None:
    assert {key.split("/")[1] for key in await keys(as_user(team, plane, "admin"))} >= {"red", "blue"}


async def test_nobody_else_sees_anything(team: Site) -> None:
    for token in ("", "wrong"):
        status, _ = await Site(team.url, token, team.http, team.here).get("/workloads")
        assert status == 401


async def test_who_may_only_look_changes_nothing(team: Site, plane: Plane, session: Session) -> None:
    bo, key = as_user(team, plane, "bo"), "job/blue/train-blue"
    status, problem = await bo.post(f"/workloads/{key}/actions/delete")
    assert status == 403
    assert 'User "bo" cannot delete resource "jobs"' in problem["detail"]
    status, _ = await bo.post("/workloads", json=job("mine", "blue"))
    assert status == 403
    assert json.loads(await session.get("/apis/batch/v1/namespaces/blue/jobs/train-blue"))


async def test_who_may_work_works_in_their_namespace_alone(team: Site, plane: Plane, tmp_path: Path) -> None:
    ada = as_user(team, plane, "ada")
    status, problem = await ada.post("/workloads", json=job("sly", "blue"))
    assert (status, "cannot create" in problem["detail"]) == (403, True)
    status, made = await ada.post("/workloads", json=job("fresh", "red"))
    assert (status, made["items"][0]["key"]) == (201, "job/red/fresh")
    async with asyncio.timeout(10):
        while "job/red/fresh" not in await keys(ada):
            await asyncio.sleep(0.05)
    status, done = await ada.post("/actions/delete", json={"keys": ["job/red/fresh", "job/blue/train-blue"]})
    assert [one["status"] for one in done["items"]] == [200, 404]
    noted = [json.loads(line) for line in (tmp_path / "audit").read_text().splitlines()]
    assert [(each["user"], each["verb"], each["key"], each["outcome"]) for each in noted] == [
        ("ada", "submit", "", "refused"),
        ("ada", "submit", "job/red/fresh", "done"),
        ("ada", "delete", "job/red/fresh", "done"),
        ("ada", "delete", "job/blue/train-blue", "refused"),
    ]


async def test_a_stream_tells_only_what_its_reader_may_see(
    team: Site, plane: Plane, session: Session
) -> None:
    bo = as_user(team, plane, "bo")
    async with team.http.get(f"{team.url}/api/v1/stream?columns=key", headers=bo.bearer) as answer:
        for namespace in ("red", "blue"):
            body = {"metadata": {"labels": {"touched": "yes"}}, "spec": {"suspend": True}}
            path = f"/apis/batch/v1/namespaces/{namespace}/jobs/train-{namespace}"
            await session.patch(path, body)
        async with asyncio.timeout(10):
            async for line in answer.content:
                if line.startswith(b"data:"):
                    assert json.loads(line[5:])["object"]["key"] == "job/blue/train-blue"
                    break


async def test_what_is_taken_away_is_gone_within_seconds(
    team: Site, plane: Plane, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("verdicts.LASTING", 0.2), ("verdicts.AGING", 0.1), ("viewers.GLANCE", 0.1)):
        monkeypatch.setattr(f"hub.service.{name}", value)
    ada = as_user(team, plane, "ada")
    path = f"{RBAC}/namespaces/red/rolebindings/ada"
    binding = json.loads(await session.get(path))
    assert await keys(ada)
    await session.delete(path)
    async with asyncio.timeout(10):
        while await keys(ada):
            await asyncio.sleep(0.05)
    del binding["metadata"]["resourceVersion"], binding["metadata"]["uid"]
    await session.post(f"{RBAC}/namespaces/red/rolebindings", binding)


async def test_the_servers_own_numbers_are_for_who_may_read_them(team: Site, plane: Plane) -> None:
    for user, status in (("ada", 403), ("admin", 200)):
        headers = as_user(team, plane, user).bearer
        async with team.http.get(f"{team.url}/metrics", headers=headers) as answer:
            assert answer.status == status


async def test_the_servers_role_is_enough_for_it(plane: Plane, session: Session) -> None:
    """`hub-server` reads the board and asks who may see it, and nothing else."""
    binding = {
        "metadata": {"name": "hub-server-bo"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "hub-server"},
        "subjects": [{"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "bo"}],
    }
    await session.post(f"{RBAC}/clusterrolebindings", binding)
    await settled(session, "bo", Act("list", "", "pods"))
    try:
        settings = Settings(kubeconfig=plane.kubeconfig, context="bo", all_namespaces=True)
        async with Hub.open(settings, False) as hub, site(hub, auth="cluster") as served:
            assert {key.split("/")[1] for key in await keys(as_user(served, plane, "ada"))} == {"red"}
    finally:
        await session.delete(f"{RBAC}/clusterrolebindings/hub-server-bo")


async def test_a_token_is_in_no_log_and_no_file(team: Site, plane: Plane, tmp_path: Path) -> None:
    ada = as_user(team, plane, "ada")
    await ada.post("/workloads/job/red/train-red/actions/stop?dryRun=true")
    assert ada.token not in (tmp_path / "audit").read_text()
