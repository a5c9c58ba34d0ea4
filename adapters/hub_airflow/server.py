"""Airflow's own server (REST API v2) as a source of dag runs. The one module here that does I/O.

Each run that is queued or at work, or ended within the last hour, becomes an object of kind DagRun
with the labels by which its pods know it; the states of its tasks are counted in its status. What a
run was started with (``conf``) may be secret and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from hub.errors import HubError, NotAllowed
from hub.plugin import Server, Source

from .labels import safe
from .record import API_VERSION, KIND

RECENT = timedelta(hours=1)
PAGE = 100
MOST = 5000
"""Items of one listing; a larger one is cut off there rather than holding up everything else."""
ACTIVE, ENDED = ("queued", "running"), ("success", "failed")

Item = Mapping[str, Any]
Query = Sequence[tuple[str, str]]


async def ask(server: Server) -> list[dict[str, Any]]:
    """The dag runs worth knowing. Raises `HubError` when the server is not reached or refuses."""
    import aiohttp

    try:
        async with aiohttp.ClientSession() as http:
            return await _runs(Api(http, server, await _token(http, server)))
    except aiohttp.ClientError as error:
        raise HubError(f"Airflow at {server.url} is not reached ({error}); check HUB_AIRFLOW_URL") from None


async def _runs(api: Api) -> list[dict[str, Any]]:
    since = (datetime.now(UTC) - RECENT).isoformat()
    active = await api.all("dags/~/dagRuns", "dag_runs", [("state", word) for word in ACTIVE])
    over = [*(("state", word) for word in ENDED), ("end_date_gte", since), ("order_by", "-end_date")]
    found = [*active, *await api.all("dags/~/dagRuns", "dag_runs", over)]
    counts = await _tasks(api, found)
    queued = any(run["state"] == "queued" for run in active)
    paused = await api.all("dags", "dags", [("paused", "true")]) if queued else []
    held = {dag["dag_id"] for dag in paused}
    return [
        manifest(run, counts.get(_id(run), Counter()), run["dag_id"] in held, api.server) for run in found
    ]


async def _tasks(api: Api, runs: Sequence[Item]) -> dict[tuple[str, str], Counter[str]]:
    """How many tasks of each run are in which state; one that waits for others is in none."""
    if not runs:
        return {}
    first = min(run["run_after"] for run in runs)
    found: dict[tuple[str, str], Counter[str]] = {}
    query = [("run_after_gte", first), ("order_by", "-run_after")]
    for task in await api.all("dags/~/dagRuns/~/taskInstances", "task_instances", query):
        found.setdefault(_id(task), Counter())[task["state"] or "none"] += 1
    return found


def _id(item: Item) -> tuple[str, str]:
    return item["dag_id"], item["dag_run_id"]


def manifest(run: Item, tasks: Mapping[str, int], paused: bool, server: Server) -> dict[str, Any]:
    """One dag run of the API as an object."""
    dag, name = _id(run)
    page = f"{server.url.rstrip('/')}/dags/{quote(dag)}/runs/{quote(name, safe='')}"
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "metadata": {
            "name": f"{safe(dag)}.{safe(name)}",
            "namespace": server.namespace,
            "uid": f"airflow:{dag}/{name}",
            "labels": {"dag_id": safe(dag), "run_id": safe(name)},
            "creationTimestamp": run["queued_at"] or run["run_after"],
        },
        "spec": {
            "dagId": dag,
            "runId": name,
            "runType": run["run_type"],
            "user": run["triggering_user_name"],
            "paused": paused,
            "page": page,
        },
        "status": {
            "state": run["state"],
            "startTime": run["start_date"],
            "endTime": run["end_date"],
            "tasks": dict(sorted(tasks.items())),
        },
    }


class Api:
    """Listings of one server, whole."""

    def __init__(self, http: Any, server: Server, token: str) -> None:
        self.server = server
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def all(self, path: str, items: str, query: Query) -> list[Item]:
        found: list[Item] = []
        while len(found) < MOST:
            page = [*query, ("limit", str(PAGE)), ("offset", str(len(found)))]
            body = await self._get(f"{_base(self.server)}/api/v2/{path}", page)
            found += body[items]
            if len(body[items]) < PAGE:
                break
        return found

    async def _get(self, url: str, query: Query) -> Any:
        async with self._http.get(url, params=query, headers=self._headers) as answer:
            await _accepted(answer, self.server)
            return await answer.json()


async def _token(http: Any, server: Server) -> str:
    """The token given, or one for the user given; the simple auth manager may let in whoever asks."""
    if server.token:
        return server.token
    url = f"{_base(server)}/auth/token"
    if not server.user:
        async with http.get(url) as answer:
            return (await answer.json())["access_token"] if answer.status in (200, 201) else ""
    login = {"username": server.user, "password": server.password}
    async with http.post(url, json=login) as answer:
        await _accepted(answer, server)
        token: str = (await answer.json())["access_token"]
        return token


async def _accepted(answer: Any, server: Server) -> None:
    if answer.status in (401, 403):
        which = "HUB_AIRFLOW_TOKEN, or HUB_AIRFLOW_USER and HUB_AIRFLOW_PASSWORD"
        raise NotAllowed(f"Airflow at {server.url} refuses ({answer.status}); set {which}")
    if answer.status >= 400:
        raise HubError(f"Airflow at {server.url} answers {answer.status} to {answer.url.path}; see its log")


def _base(server: Server) -> str:
    return server.url.rstrip("/")


AIRFLOW = Source(name="airflow", kinds=(f"{API_VERSION.partition('/')[0]}/{KIND}",), ask=ask)
