"""Server-sent events: each change of the listed workloads, in the form that browsers and curl read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from hub.model import Workload
from hub.service.feed import KEPT, Noted
from hub.service.streaming import Told, stream

from .. import answers, asked, rows, shapes
from ..serving import Here, Looking, Serving

router = APIRouter(tags=["workloads"])
RETRY = b"retry: 2000\n\n"
From = Annotated[str, Query(alias="from", max_length=40, description="`Stream-Position` of a list.")]
LastId = Annotated[str, Header(alias="Last-Event-ID", max_length=40)]


@router.get("/stream", responses=shapes.STREAM, summary="The changes of a list, as they come")
async def changes(
    here: Here,
    viewer: Looking,
    question: asked.Asked,
    columns: asked.Columns = "",
    position: From = "",
    last: LastId = "",
) -> StreamingResponse:
    """`change` with `{"type": "ADDED" | "MODIFIED" | "DELETED", "object": …}`; `relist` where changes were
    missed: read the list again, and go on from there. `Last-Event-ID` resumes.
    """
    listing = (await here.lists.of(question)).listing
    write = _Writer(here, rows.Columns(columns))
    asked_for = last or position
    start = here.feed.number(asked_for) if asked_for else here.feed.last
    told = stream(here.feed, viewer, listing, start)

    begin = RETRY + f"id: {asked_for if start and asked_for else here.feed.position}\n\n".encode()

    async def body() -> AsyncIterator[bytes]:
        here.measures.streams.inc()
        try:
            yield begin
            async with aclosing(told):
                async for each in told:
                    yield write.events(each)
        finally:
            here.measures.streams.dec()

    return StreamingResponse(body(), headers={"Cache-Control": "no-store"}, media_type="text/event-stream")


class _Writer:
    """Whole rows are written once for all readers; chosen columns for each."""

    def __init__(self, here: Serving, columns: rows.Columns) -> None:
        self._here, self._columns = here, columns

    def events(self, told: Told) -> bytes:
        if told.kind == "idle":
            return b": still here\n\n"
        if told.kind == "relist":
            self._here.measures.relists.inc()
            return b"event: relist\nid: " + told.position.encode() + b"\ndata: {}\n\n"
        self._here.measures.delivered.inc(len(told.changes))
        found = [
            b'event: change\ndata: {"type":"%s","object":%s}\n' % (t.encode(), self._row(n, w))
            for t, n, w in told.changes
        ]
        # one id for all: who was cut off in the middle gets the whole batch again
        return b"\n".join(found) + b"id: " + told.position.encode() + b"\n\n"

    def _row(self, noted: Noted, workload: Workload) -> bytes:
        if self._columns:
            row = self._columns.row(self._here.feed.meter.row(workload), self._here.feed.hub.now)
            return answers.encoded({"key": workload.key, "uid": workload.uid} | row)
        return _whole(noted.number, self._here.feed.meter.row(workload), self._here.feed.epoch)


_WRITTEN: dict[tuple[str, int], bytes] = {}


def _whole(number: int, workload: Workload, epoch: str) -> bytes:
    body = _WRITTEN.get((epoch, number))
    if body is None:
        if len(_WRITTEN) > KEPT // 4:
            _WRITTEN.clear()
        body = _WRITTEN[epoch, number] = answers.encoded(workload)
    return body
