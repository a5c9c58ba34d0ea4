"""What the containers of a workload wrote: as text, as a file, or live."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from hub.cluster.merged import Line
from hub.core.spans import seconds
from hub.errors import NotAllowed, Usage
from hub.model.pods import POD
from hub.service import reading
from hub.service.reading import Wanted
from hub.service.viewers import Viewer, known

from .. import shapes
from ..asked import Key
from ..serving import Here, Looking
from .one import ONE

router = APIRouter(tags=["one workload"])

Pattern = Annotated[
    str, Query(max_length=500, description="Only lines in which this regular expression is found.")
]
Since = Annotated[str, Query(max_length=40, description="Only the last 10m, 2h, 3d.", examples=["10m"])]
Write = Callable[[Line], bytes]


@router.get(f"{ONE}/logs", responses=shapes.LOGS, summary="What its containers wrote, merged")
async def logs(
    request: Request,
    here: Here,
    viewer: Looking,
    key: Key,
    pod: Annotated[str, Query(max_length=253)] = "",
    container: Annotated[str, Query(max_length=253)] = "",
    follow: Annotated[bool, Query(description="Keep sending what comes.")] = False,
    previous: Annotated[bool, Query(description="Of the containers before the last restart.")] = False,
    since: Since = "",
    grep: Pattern = "",
    download: Annotated[bool, Query(description="As a file.")] = False,
) -> Response:
    """Text, each line after its pod's name where there are several; or with `Accept: text/event-stream`
    one event a line: `{"pod", "container", "text"}`.
    """
    workload = await known(viewer, here.feed, key)
    await _may_read(viewer, workload.namespace)
    begin = here.feed.hub.now - timedelta(seconds=_length(since)) if since else None
    lines = reading.logs(viewer.hub, key, Wanted(pod, container, follow, previous, begin))
    events = "text/event-stream" in request.headers.get("Accept", "")
    many = not pod and reading.several(viewer.hub, key)
    chunks = _written(lines, _pattern(grep), _event if events else _prefixed if many else _plain)
    first = await anext(chunks, b"")  # what is refused is said with a status, not in the middle of a text
    name = f"{workload.name}{f'_{pod}' if pod else ''}.log"
    headers = {"Content-Disposition": f'attachment; filename="{_safe(name)}"'} if download else {}
    media = "text/event-stream" if events else "text/plain; charset=utf-8"
    headers["Cache-Control"] = "no-store"
    return StreamingResponse(_on(first, chunks), headers=headers, media_type=media)


async def _may_read(viewer: Viewer, namespace: str) -> None:
    """What is kept here Kubernetes does not guard: who may read it is asked as for a pod's log."""
    if not await viewer.may("get", POD, namespace, "log"):
        raise NotAllowed(f"{viewer.name} may not get pods/log in {namespace}; ask for a role that allows it")


async def _written(
    lines: AsyncGenerator[Line], wanted: re.Pattern[str] | None, write: Write
) -> AsyncGenerator[bytes]:
    async with aclosing(lines):
        async for line in lines:
            if wanted is None or wanted.search(line.text):
                yield write(line)


async def _on(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    async with aclosing(rest):
        if first:
            yield first
        async for chunk in rest:
            yield chunk


def _plain(line: Line) -> bytes:
    return f"{line.text}\n".encode(errors="replace")


def _prefixed(line: Line) -> bytes:
    return f"{line.pod}  {line.text}\n".encode(errors="replace")


def _event(line: Line) -> bytes:
    return b"data: " + msgspec.json.encode(line._asdict()) + b"\n\n"


def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise Usage(f"grep {text!r} is no regular expression: {error}") from None


def _length(text: str) -> float:
    length = seconds(text)
    if length is None or length > 10**9:
        raise Usage(f"since {text!r} is no length of time; write 30s, 10m, 2h or 3d")
    return length


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)
