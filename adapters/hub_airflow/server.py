"""Airflow's own server (REST API v2) as a source of dag runs, and what steers them. The I/O of this package.

Each run that is queued or at work, or ended within the last hour, becomes an object of kind DagRun
with the labels by which its pods know it; the states of its tasks are counted in its status. What a
run was started with (``conf``) may be secret and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from hub.errors import HubError, NotAllowed, NotFound
from hub.plugin import Server, Source

from .labels import safe
from .record import API_VERSION, KIND, UNFINISHED

RECENT = timedelta(hours=1)
PAGE = 100
MOST = 5000
"""Items of one listing; a larger one is cut off there rather than holding up everything else."""
MOST_UNFINISHED = 500
"""Tasks of one run that are looked at for what is left of it."""
ACTIVE, ENDED = ("queued", "running"), ("success", "failed")
NOTHING = 204
"""The status of an answer without a body (``DELETE``)."""

Item = Mapping[str, Any]
Query = Sequence[tuple[str, str]]


async def ask(server: Server) -> list[dict[str, Any]]:
    """The dag runs worth knowing. Raises `HubError` when the server is not reached or refuses."""
    async with _reached(server) as api:
        return await _runs(api)


async def call(server: Server, method: str, path: str, body: Item | None) -> None:
    """Do what an intent wants done. Raises `HubError` when the server is not reached or refuses."""
    async with _reached(server) as api:
        await api.send(method, path, body)


@asynccontextmanager
async def _reached(server: Server) -> AsyncIterator[Api]:
    import aiohttp

    try:
        async with aiohttp.ClientSession() as http:
            yield Api(http, server, await _token(http, server))
    except aiohttp.ClientError as error:
        raise HubError(
            f"Airflow at {server.address} is not reached ({error}); check HUB_AIRFLOW_URL"
        ) from None


async def _runs(api: Api) -> list[dict[str, Any]]:
    since = (datetime.now(UTC) - RECENT).isoformat()
    active = await api.all("dags/~/dagRuns", "dag_runs", [("state", word) for word in ACTIVE])
    over = [*(("state", word) for word in ENDED), ("end_date_gte", since), ("order_by", "-end_date")]
    found = [*active, *await api.all("dags/~/dagRuns", "dag_runs", over)]
    tasks = await _tasks(api, found)
    queued = any(run["state"] == "queued" for run in active)
    paused = await api.all("dags", "dags", [("paused", "true")]) if queued else []
    held = {dag["dag_id"] for dag in paused}
    return [manifest(run, tasks.get(_id(run), ()), run["dag_id"] in held, api.server) for run in found]


async def _tasks(api: Api, runs: Sequence[Item]) -> dict[tuple[str, str], list[Item]]:
    """The task instances of each run."""
    if not runs:
        return {}
    first = min(run["run_after"] for run in runs)
    found: dict[tuple[str, str], list[Item]] = {}
    query = [("run_after_gte", first), ("order_by", "-run_after")]
    for task in await api.all("dags/~/dagRuns/~/taskInstances", "task_instances", query):
        found.setdefault(_id(task), []).append(task)
    return found


def _id(item: Item) -> tuple[str, str]:
    return item["dag_id"], item["dag_run_id"]


def manifest(run: Item, tasks: Sequence[Item], paused: bool, server: Server) -> dict[str, Any]:
    """One dag run of the API as an object. A task that waits for others is in no state: ``none``."""
    dag, name = _id(run)
    page = f"{server.address}/dags/{quote(dag)}/runs/{quote(name, safe='')}"
    counts = Counter(task["state"] or "none" for task in tasks)
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
            "note": run["note"] or "",
            "page": page,
        },
        "status": {
            "state": run["state"],
            "queuedTime": run["queued_at"],
            "startTime": run["start_date"],
            "endTime": run["end_date"],
            "tasks": dict(sorted(counts.items())),
            "unfinished": list(_unfinished(tasks)) if run["state"] == "failed" else [],
        },
    }


def _unfinished(tasks: Sequence[Item]) -> Iterator[list[Any]]:
    """Name and map index of what is to be run when the run goes on; in the API's order."""
    for task in tasks[:MOST_UNFINISHED]:
        if task["state"] in UNFINISHED:
            yield [task["task_id"], task["map_index"]]


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
            body = await self._answer("GET", f"/api/v2/{path}", params=page)
            found += body[items]
            if len(body[items]) < PAGE:
                break
        return found

    async def send(self, method: str, path: str, body: Item | None) -> None:
        await self._answer(method, path, json=body)

    async def _answer(self, method: str, path: str, **asked: Any) -> Any:
        url = f"{_base(self.server)}{path}"
        async with self._http.request(method, url, headers=self._headers, **asked) as answer:
            await _accepted(answer, self.server)
            return await answer.json() if answer.status != NOTHING else None


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
        raise NotAllowed(f"Airflow at {server.address} refuses ({answer.status}); set {which}")
    if answer.status == 404:
        raise NotFound(f"Airflow at {server.address} does not know that{await _why(answer)}")
    if answer.status == 409 and answer.method == "POST":
        raise HubError(f"Airflow at {server.address} has a run of that name already; choose another --name")
    if answer.status >= 400:
        said = f"answers {answer.status} to {answer.method} {answer.url.path}{await _why(answer)}"
        raise HubError(f"Airflow at {server.address} {said}; see its log")


async def _why(answer: Any) -> str:
    """Its own words, where it says any (``detail`` of its errors)."""
    if "json" not in answer.headers.get("Content-Type", ""):
        return ""
    body = await answer.json()
    detail = body.get("detail") if isinstance(body, Mapping) else None
    return f": {detail}" if isinstance(detail, str) else ""


def _base(server: Server) -> str:
    return server.url.rstrip("/")


AIRFLOW = Source(name="airflow", kinds=(f"{API_VERSION.partition('/')[0]}/{KIND}",), ask=ask, call=call)
