"""What these tests share: an operator in this process, over a real API server that asks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import msgspec
import pytest

from hub.cluster.session import Session
from hub.errors import HubError, NotFound
from hub.faces.operator.operating import Operator, Wish
from hub.faces.operator.registering import WEBHOOKS
from hub.service import Hub
from hub.settings import Settings
from tests.cluster.conftest import namespace, plane, session
from tests.cluster.plane import Plane

__all__ = ["namespace", "plane", "session"]
JOBS = "/apis/batch/v1/namespaces/{}/jobs"
PODS = "/api/v1/namespaces/{}/pods"
GROUPS = "/apis/scheduling.k8s.io/v1beta1/namespaces/{}/podgroups"
EVENTS = "/api/v1/namespaces/{}/events"


@dataclass
class Running:
    """An operator, and what it said."""

    operator: Operator
    task: asyncio.Task[None]
    said: list[str] = field(default_factory=list)


@asynccontextmanager
async def operating(plane: Plane, seat: str, user: str = "admin", **more: Any) -> AsyncIterator[Running]:
    """Until it leads, and then until it has ended in order."""
    settings = Settings(
        kubeconfig=plane.kubeconfig, context=user, all_namespaces=True, operator_namespace=seat
    )
    async with Hub.open(settings, read=False) as hub:
        said: list[str] = []
        operator = Operator(hub, Wish(**more), said.append)
        running = Running(operator, asyncio.create_task(operator.run()), said)
        try:
            await until(lambda: _ready(running), "the operator leads")
            yield running
        finally:
            running.task.cancel()
            await asyncio.gather(running.task, return_exceptions=True)


async def _ready(running: Running) -> bool:
    if running.task.done():
        await running.task
    words = ("stamps", "minds")
    return all(any(line.startswith(word) for line in running.said) for word in words)


async def until(look: Callable[[], Awaitable[Any]], what: str, seconds: float = 60) -> Any:
    """What ``look`` gives once that is something."""
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        if found := await look():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


@pytest.fixture
async def running(plane: Plane, session: Session, namespace: str) -> AsyncIterator[Running]:
    async with operating(plane, namespace) as made:
        await reviewed(session, namespace)
        yield made


async def reviewed(session: Session, namespace: str) -> None:
    """Wait until the API server asks: it hears of a configuration a moment after that was written."""

    async def asks() -> bool:
        probe = {"metadata": {"name": "probe", "namespace": namespace}} | job_spec(1)
        made = await post(session, f"{JOBS.format(namespace)}?dryRun=All", probe)
        return "workloadhub.dev/submitted-by" in made["metadata"].get("annotations", {})

    await until(asks, "the API server asks")


def job_spec(size: int) -> dict[str, Any]:
    pod = {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a"}]}
    return {"spec": {"parallelism": size, "completions": size, "template": {"spec": pod}}}


def job(name: str, size: int = 3, **annotations: str) -> dict[str, Any]:
    """A Job whose pods start together, unless it says otherwise."""
    told = {"workloadhub.dev/gang": "on"} | {f"workloadhub.dev/{k}": v for k, v in annotations.items()}
    return {"metadata": {"name": name, "annotations": told}} | job_spec(size)


def pod_of(owner: dict[str, Any], name: str, **spec: Any) -> dict[str, Any]:
    """What the Job controller would make of it."""
    meta = owner["metadata"]
    ref = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
    }
    labels = {"job-name": meta["name"], "controller-uid": meta["uid"]}
    told = {"containers": [{"name": "a", "image": "a"}], "restartPolicy": "Never"} | spec
    return {"metadata": {"name": name, "labels": labels, "ownerReferences": [ref]}, "spec": told}


async def post(session: Session, path: str, body: Any) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.json.decode(await session.post(path, body))
    return made


async def items(session: Session, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.json.decode(await session.get(path))["items"]
    return found


async def group_of(session: Session, made: dict[str, Any], minimum: int) -> dict[str, Any]:
    """The group object of a Job, once it is there with this floor."""
    meta = made["metadata"]

    async def look() -> dict[str, Any] | None:
        found = await items(session, GROUPS.format(meta["namespace"]))
        mine = [one for one in found if one["metadata"]["ownerReferences"][0]["uid"] == meta["uid"]]
        return next(
            (one for one in mine if one["spec"]["schedulingPolicy"]["gang"]["minCount"] == minimum), None
        )

    found: dict[str, Any] = await until(look, f"a group of {meta['name']} with floor {minimum}")
    return found


async def registered(session: Session) -> bool:
    try:
        await session.get(WEBHOOKS.path("", "workload-hub"))
    except NotFound:
        return False
    return True


async def installed(session: Session, group: str, kind: str, version: str) -> None:
    """A CRD of another scheduler, so that its backend is found; it takes whatever it is given."""
    plural = f"{kind.lower()}s"
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": anything, "status": anything}}}
    spec = {
        "group": group,
        "scope": "Namespaced",
        "names": {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": f"{kind}List"},
        "versions": [{"name": version, "served": True, "storage": True, "schema": schema}],
    }
    meta = {"name": f"{plural}.{group}", "annotations": {"api-approved.kubernetes.io": "unapproved, a test"}}
    await session.post(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {"metadata": meta, "spec": spec}
    )

    async def served() -> bool:
        try:
            await session.get(f"/apis/{group}/{version}/{plural}")
        except HubError:  # not there yet, or its storage is not ready
            return False
        return True

    await until(served, f"the server has {kind}")


async def removed(session: Session, group: str, kind: str) -> None:
    name = f"{kind.lower()}s.{group}"
    await session.delete(f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}")
