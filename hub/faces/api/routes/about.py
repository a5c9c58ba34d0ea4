"""What there is besides workloads: what is installed, and how the server fares."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hub.errors import NotAllowed
from hub.registry import discover
from hub.service import installed

from .. import answers, measures
from ..problems import problem
from ..serving import Here, Looking

router = APIRouter(tags=["about"])
plain = APIRouter(tags=["about"])
"""Outside ``/api/v1``."""


@router.get("/adapters", summary="Which types are known, and what each can and cannot do")
async def adapters(request: Request, here: Here) -> Response:
    found = installed.adapters(here.feed.hub.registry)
    return answers.tagged(request, answers.encoded(answers.listed(found)))


@router.get("/plugins", summary="Which plugins are installed, and what each registers")
async def plugins(request: Request, here: Here) -> Response:
    found, wrong = discover()
    rows = installed.plugins(found, wrong)
    told = answers.listed(rows) | {"faults": list(dict.fromkeys(map(str, wrong)))}
    return answers.tagged(request, answers.encoded(told))


@plain.get("/healthz", summary="Whether the server answers")
async def healthz() -> Response:
    return Response("ok\n", media_type="text/plain")


@plain.get("/readyz", summary="Whether it shows what the cluster has now")
async def readyz(here: Here) -> Response:
    """503 while a kind cannot be followed that was read before. None is named: anybody may ask."""
    ailing = [one for one in here.feed.hub.health() if one.state == "retrying"]
    if ailing:
        return problem(503, f"{len(ailing)} kinds are not up to date; `hub doctor` says which and why")
    return Response("ok\n", media_type="text/plain")


@plain.get("/metrics", summary="For Prometheus")
async def metrics(here: Here, viewer: Looking) -> Response:
    """Whoever may `get` the path `/metrics` of the API server may read these, as there."""
    if not await viewer.may_path("/metrics"):
        raise NotAllowed("get on the nonResourceURL /metrics is needed; the ClusterRole hub-admin has it")
    return Response(here.measures.text(), media_type=measures.MEDIA)
