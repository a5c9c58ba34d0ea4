"""Lists of workloads: pages of JSON, all of them as CSV, and their sums."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from hub.core.fields import ALIASES, FIELDS
from hub.errors import Usage
from hub.service.standing import Page, Question
from hub.service.summing import summary
from hub.service.viewers import Sees

from .. import answers, asked, cursors, rows, shapes
from ..serving import Here, Looking, Serving

router = APIRouter(tags=["workloads"])
MOST = 1000

Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows of one page.")]
Cursor = Annotated[str, Query(max_length=20_000, description="`next` of the page before.")]
Skip = Annotated[
    int,
    Query(
        ge=0, le=10_000_000, alias="offset", description="Rows to pass over; a cursor is stable, this is not."
    ),
]
By = Annotated[str, Query(max_length=100, description="A field to group by.", examples=["queue"])]


@router.get("/workloads", responses=shapes.LIST, summary="The workloads that you may see")
async def workloads(
    request: Request,
    here: Here,
    viewer: Looking,
    question: asked.Asked,
    columns: asked.Columns = "",
    limit: Limit = 50,
    cursor: Cursor = "",
    offset: Skip = 0,
) -> Response:
    """Filtered, searched and sorted. `Accept: text/csv` gives all of them as CSV.

    The header `Stream-Position` is where `/stream?from=` goes on without missing a change.
    """
    if _wants_csv(request):
        return await csv(here, viewer, question, columns)
    chosen = rows.Columns(columns)
    position = here.feed.position
    page = await _page(here, await viewer.sees(), question, limit, cursor, offset)
    items: list[Any] = [here.feed.meter.row(one) for one in page.items]
    if chosen:
        now = here.feed.hub.now
        items = [chosen.row(one, now) for one in items]
    found = {"items": items, "next": cursors.written(question, page.next), "total": page.total}
    return answers.tagged(request, answers.encoded(found), **{"Stream-Position": position})


@router.get("/workloads.csv", responses=shapes.CSV, summary="All of them as CSV, without a limit")
async def csv(here: Here, viewer: Looking, question: asked.Asked, columns: asked.Columns = "") -> Response:
    rows.Columns(columns)  # what is wrong is said before the first line
    standing = await here.lists.of(question)
    found = map(here.feed.meter.row, standing.all(await viewer.sees()))
    lines = rows.lines(found, columns, here.feed.hub.now)
    named = {"Content-Disposition": 'attachment; filename="workloads.csv"', **answers.PRIVATE}
    return StreamingResponse(lines, headers=named, media_type=answers.CSV)


@router.get("/summary", responses=shapes.SUMMARY, summary="How many in which phase, and what they hold")
async def sums(request: Request, here: Here, viewer: Looking, question: asked.Asked, by: By = "") -> Response:
    """Of the workloads that a filter leaves; by a field, where one is named."""
    standing = await here.lists.of(question)
    found = summary(standing.all(await viewer.sees()), by, here.feed.hub.now)
    return answers.tagged(request, answers.encoded(found))


@router.get("/fields", summary="The fields of filters, sorting and columns")
async def known(request: Request) -> Response:
    """Each with its sort of value, and its words where it can have no others."""
    aliases = {
        name: [alias for alias, of in ALIASES.items() if of == name] for name in (f.name for f in FIELDS)
    }
    found = [{"name": f.name, "sort": f.sort, "words": f.words, "aliases": aliases[f.name]} for f in FIELDS]
    return answers.tagged(request, answers.encoded(answers.listed(found)))


async def _page(here: Serving, sees: Sees, question: Question, limit: int, cursor: str, offset: int) -> Page:
    after = cursors.read(question, cursor)
    if cursor and offset:
        raise Usage("a cursor and an offset say two things about where to begin; leave one out")
    standing = await here.lists.of(question)
    try:
        return standing.page(sees, limit, after, offset)
    except TypeError:
        if after is None:
            raise
        raise cursors.wrong() from None


def _wants_csv(request: Request) -> bool:
    return request.headers.get("Accept", "").startswith("text/csv")
