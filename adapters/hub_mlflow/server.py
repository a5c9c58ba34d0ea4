"""MLflow's tracking server (REST API 2.0) as a source of runs. The one module here that does I/O.

Each run that is not over, or ended within the last day, becomes an object of kind Run, with its params
and the last value of its metrics; so do the parents of these. The label of its object is its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.errors import HubError, NotAllowed
from hub.plugin import Server, Source

from .record import API_VERSION, KIND, LABEL

RECENT = timedelta(days=1)
PAGE = 1000
MOST = 2000
"""Runs of one question; of more the newest, rather than holding up everything else."""
KEPT = 100
"""Params, and metrics, of one run; the first by name."""
LONGEST = 250
"""Letters of a param. MLflow allows 6000 (``MAX_PARAM_VAL_LENGTH``)."""
PARENT = "mlflow.parentRunId"

Item = Mapping[str, Any]


async def ask(server: Server) -> list[dict[str, Any]]:
    """The runs worth knowing. Raises `HubError` when the server is not reached or refuses."""
    import aiohttp

    login = aiohttp.BasicAuth(server.user, server.password) if server.user else None
    headers = {"Authorization": f"Bearer {server.token}"} if server.token else None
    try:
        async with aiohttp.ClientSession(auth=login, headers=headers) as http:
            return await _runs(Api(http, server))
    except aiohttp.ClientError as error:
        raise HubError(f"MLflow at {server.address} is not reached ({error}); check HUB_MLFLOW_URL") from None


async def _runs(api: Api) -> list[dict[str, Any]]:
    experiments = await api.all("experiments", {})
    since = int((datetime.now(UTC) - RECENT).timestamp() * 1000)
    wanted = ("status = 'RUNNING'", "status = 'SCHEDULED'", f"end_time >= {since}")
    found: dict[str, Item] = {}
    for rule in wanted if experiments else ():
        ids = [experiment["experiment_id"] for experiment in experiments]
        asked = {"experiment_ids": ids, "filter": f"attributes.{rule}"}
        asked["order_by"] = ["attributes.start_time DESC"]
        found |= {_id(run): run for run in await api.all("runs", asked)}
    await _add_parents(api, found)
    return [manifest(run, api.server) for run in found.values()]


async def _add_parents(api: Api, found: dict[str, Item]) -> None:
    """Those above the runs that were found, which may have ended long before them."""
    missing = {parent for run in found.values() if (parent := _tag(run, PARENT))} - found.keys()
    tried: set[str] = set()
    while missing and len(tried) < PAGE:
        run_id = missing.pop()
        tried.add(run_id)
        if run := await api.run(run_id):
            found[run_id] = run
            if (above := _tag(run, PARENT)) and above not in found.keys() | tried:
                missing.add(above)


def manifest(run: Item, server: Server) -> dict[str, Any]:
    """One run of the API as an object."""
    info, data, name = run["info"], run.get("data", {}), _id(run)
    parent = _tag(run, PARENT)
    page = f"{server.address}/#/experiments/{info['experiment_id']}/runs/{name}"
    return {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "metadata": {
            "name": name,
            "namespace": server.namespace,
            "uid": f"mlflow:{name}",
            "labels": {LABEL: name},
            "creationTimestamp": _time(info.get("start_time")),
        },
        "spec": {
            "runName": info.get("run_name", ""),
            "experimentId": info["experiment_id"],
            "user": _tag(run, "mlflow.user") or info.get("user_id", ""),
            "page": page,
            "parent": {LABEL: parent} if parent else {},
            "params": _first(data.get("params", ())),
        },
        "status": {
            "status": info["status"],
            "endTime": _time(info.get("end_time")),
            "metrics": _first(data.get("metrics", ())),
        },
    }


def _id(run: Item) -> str:
    found: str = run["info"]["run_id"]
    return found


def _tag(run: Item, name: str) -> str:
    return next((tag["value"] for tag in run.get("data", {}).get("tags", ()) if tag["key"] == name), "")


def _first(items: Sequence[Item]) -> dict[str, Any]:
    """Names and values. A metric that is no number is a text already (``"NaN"``)."""
    kept = sorted(items, key=lambda item: str(item["key"]))[:KEPT]
    return {item["key"]: _short(item["value"]) for item in kept}


def _short(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value


def _time(milliseconds: int | None) -> str | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat() if milliseconds else None


class Api:
    """Questions to one server."""

    def __init__(self, http: Any, server: Server) -> None:
        self.server = server
        self._http = http
        self._root = f"{server.url.rstrip('/')}/api/2.0/mlflow"

    async def all(self, what: str, asked: Item) -> list[Item]:
        """A search, page by page."""
        found: list[Item] = []
        token = ""
        while len(found) < MOST:
            page = {**asked, "max_results": PAGE} | ({"page_token": token} if token else {})
            body = await self._answer(self._http.post(f"{self._root}/{what}/search", json=page))
            found += body.get(what, ())
            if not (token := body.get("next_page_token", "")):
                break
        return found

    async def run(self, run_id: str) -> Item | None:
        """One run, if there is any of this id."""
        body = await self._answer(self._http.get(f"{self._root}/runs/get", params={"run_id": run_id}))
        run: Item | None = body.get("run")
        return run

    async def _answer(self, request: Any) -> Any:
        async with request as answer:
            if answer.status in (401, 403):
                which = "HUB_MLFLOW_TOKEN, or HUB_MLFLOW_USER and HUB_MLFLOW_PASSWORD"
                raise NotAllowed(f"MLflow at {self.server.address} refuses ({answer.status}); set {which}")
            if answer.status == 404 and "RESOURCE_DOES_NOT_EXIST" in await answer.text():
                return {}
            if answer.status >= 400:
                path, code = answer.url.path, answer.status
                raise HubError(f"MLflow at {self.server.address} answers {code} to {path}; see its log")
            return await answer.json()


MLFLOW = Source(name="mlflow", kinds=(f"{API_VERSION.partition('/')[0]}/{KIND}",), ask=ask, every=15.0)
