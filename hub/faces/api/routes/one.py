"""One workload: itself, its pods, events, manifest, and why it is as it is."""

from __future__ import annotations

from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from hub.core.podview import view
from hub.errors import NotAllowed
from hub.model.pods import POD
from hub.service import asking, lives, manifests
from hub.service.scopes import scopes
from hub.service.viewers import Viewer, find, known

from .. import answers, shapes
from ..asked import Key
from ..serving import Here, Looking

router = APIRouter(tags=["one workload"])
ONE = "/workloads/{type}/{namespace}/{name}"


@router.get(ONE, responses=shapes.ONE, summary="One workload")
async def workload(request: Request, here: Here, viewer: Looking, key: Key) -> Response:
    found = await find(viewer, here.feed, key)
    return answers.tagged(request, answers.encoded(here.feed.meter.row(found)))


@router.get(f"{ONE}/pods", responses=shapes.NO_SUCH, summary="Its pods, and what ails them")
async def pods(request: Request, here: Here, viewer: Looking, key: Key) -> Response:
    found = await find(viewer, here.feed, key)
    placed = viewer.hub.pods(_exact(found.key, found.uid, key))
    await _may_read({pod.namespace for pod, _ in placed}, viewer)
    rows = [{"workload": found.key} | view(pod, lambda _, role=role: role) for pod, role in placed]  # type: ignore[misc]
    return answers.tagged(request, answers.encoded(answers.listed(rows)))


@router.get(f"{ONE}/events", responses=shapes.EVENTS, summary="What Kubernetes noted about it, oldest first")
async def events(
    here: Here,
    viewer: Looking,
    key: Key,
    search: Annotated[str, Query(max_length=1000, description="Only what mentions this.")] = "",
    warnings: Annotated[bool, Query(description="Only warnings.")] = False,
) -> Response:
    found = await find(viewer, here.feed, key)
    told = await asking.events(viewer.hub, _exact(found.key, found.uid, key))
    low = search.casefold()
    kept = [
        one
        for one in told
        if (not warnings or one.type == "Warning")
        and low in f"{one.reason} {one.message} {one.object}".casefold()
    ]
    return answers.json(answers.listed(kept))


@router.get(
    f"{ONE}/explain", responses=shapes.EXPLAIN, summary="Why it is in its phase, and what it waits for"
)
async def explain(here: Here, viewer: Looking, key: Key) -> Response:
    """Also of what is gone and was recorded."""
    found, sees = await known(viewer, here.feed, key), await viewer.sees()
    told = await asking.explain(
        viewer.hub, _exact(found.key, found.uid, key), lambda one: sees(scopes(viewer.hub, one))
    )
    return answers.json(told)


@router.get(f"{ONE}/history", responses=shapes.HISTORY, summary="What it has been through, oldest first")
async def history(here: Here, viewer: Looking, key: Key) -> Response:
    """Phases and why, actions, and gaps in which nobody recorded; without a record, what its objects tell.

    Also of what is gone and was recorded.
    """
    found = await known(viewer, here.feed, key)
    return answers.json(answers.listed(await lives.life(here.feed.hub, found)))


@router.get(f"{ONE}/manifest", responses=shapes.MANIFEST, summary="Its root object, without secrets")
async def manifest(request: Request, here: Here, viewer: Looking, key: Key) -> Response:
    """YAML, or JSON where `Accept` asks for it. Values of variables and what sounds secret are masked."""
    found = await find(viewer, here.feed, key)
    root = await manifests.masked(viewer.hub, found)
    if "json" in request.headers.get("Accept", ""):
        return answers.tagged(request, answers.encoded(root))
    return answers.tagged(request, yaml(root).encode(), "application/yaml")


def yaml(*documents: Any) -> str:
    """One document, or several."""
    from hub.cluster.record import write

    out = StringIO()
    write(documents, out)
    return out.getvalue().removeprefix("---\n")


async def _may_read(namespaces: set[str], viewer: Viewer) -> None:
    for namespace in sorted(namespaces):
        if not await viewer.may("get", POD, namespace):
            raise NotAllowed(f"{viewer.name} may not read pods in {namespace}; ask for a role that allows it")


def _exact(key: str, uid: str, asked: str) -> str:
    """The key with the uid, where somebody named one of several of the same name."""
    return f"{key}@{uid}" if "@" in asked else key
