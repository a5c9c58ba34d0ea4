"""What one workload used over time, as JSON or CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response

from hub.core.curves import Point
from hub.service.curves import Curve, measured, span
from hub.service.viewers import Viewer, known

from .. import answers, shapes
from ..asked import Key
from ..serving import Here, Looking, Serving
from .one import ONE

router = APIRouter(tags=["one workload"])

When = Annotated[
    str, Query(max_length=40, description="A time, or how long ago.", examples=["2h", "2026-11-28T10:00:00Z"])
]
Most = Annotated[int, Query(ge=2, le=5000, description="Points at most; each is a mean of what it covers.")]


@router.get(f"{ONE}/metrics", responses=shapes.METRICS, summary="What it used and held over time")
async def metrics(
    request: Request,
    here: Here,
    viewer: Looking,
    key: Key,
    since: When = "2h",
    until: When = "",
    points: Most = 200,
) -> Response:
    """Also of what is gone. A gap is a point without values. `Accept: text/csv` gives the points as CSV."""
    found = await _curve(here, viewer, key, since, until, points)
    if request.headers.get("Accept", "").startswith("text/csv"):
        return _csv(request, found)
    return answers.tagged(request, answers.encoded(found))


@router.get(f"{ONE}/metrics.csv", responses=shapes.CSV_OF_ONE, summary="The same as CSV")
async def table(
    request: Request,
    here: Here,
    viewer: Looking,
    key: Key,
    since: When = "2h",
    until: When = "",
    points: Most = 200,
) -> Response:
    return _csv(request, await _curve(here, viewer, key, since, until, points))


async def _curve(here: Serving, viewer: Viewer, key: str, since: str, until: str, points: int) -> Curve:
    begin, end = span(since, until, here.feed.hub.now)
    return await measured(here.feed.hub, await known(viewer, here.feed, key), begin, end, points)


def _csv(request: Request, found: Curve) -> Response:
    out = StringIO()
    rows = [msgspec.to_builtins(point) for point in found.items]
    writer = csv.DictWriter(out, Point.__struct_encode_fields__, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    name = found.key.replace("/", "_")
    named = {"Content-Disposition": f'attachment; filename="{name}_metrics.csv"'}
    return answers.tagged(request, out.getvalue().encode(), answers.CSV, **named)
