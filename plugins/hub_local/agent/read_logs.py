"""``/containerLogs``: what ``kubectl logs`` asks for, from the files that ``logs`` writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import web

from hub_local.agent import logs

POLL = 0.1


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of ``kubectl logs``. ``limit`` in bytes, ``tail`` in lines."""

    follow: bool = False
    previous: bool = False
    stamps: bool = False
    tail: int | None = None
    limit: int | None = None
    since: datetime | None = None


def wish(request: web.Request) -> Wish:
    """Read the query. ``HTTPBadRequest`` for a number that is none."""
    query = request.query

    def flag(name: str) -> bool:
        return query.get(name, "") in ("true", "1")

    def number(name: str) -> int | None:
        return int(query[name]) if name in query else None

    try:
        begin = logs.since(number("sinceSeconds"), query.get("sinceTime"))
        return Wish(flag("follow"), flag("previous"), flag("timestamps"), number("tailLines"),
                    number("limitBytes"), begin)  # fmt: skip
    except ValueError as error:
        raise web.HTTPBadRequest(text=f"log options: {error}") from error


async def lines(path: Path, asked: Wish, alive: Callable[[], bool]) -> AsyncIterator[bytes]:
    """What to print, piece by piece. ``alive`` says whether more may be written."""
    with open(path, "rb") as log:
        log.seek(logs.tail(log, asked.tail) if asked.tail is not None else 0)
        rest = b""
        while True:
            going_on = alive()
            block = log.read(logs.CHUNK)
            if block:
                *whole, rest = (rest + block).split(b"\n")
                yield b"".join(_shown(line + b"\n", asked) for line in whole)
            elif not asked.follow or not going_on:
                return
            else:
                await asyncio.sleep(POLL)


def _shown(line: bytes, asked: Wish) -> bytes:
    if asked.since is not None and logs.stamp_of(line) < asked.since:
        return b""
    return logs.show(line, asked.stamps)


async def send(
    request: web.Request, path: Path, asked: Wish, alive: Callable[[], bool]
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/plain"})
    await response.prepare(request)
    left = asked.limit if asked.limit is not None else 1 << 62
    async for text in lines(path, asked, alive):
        if text:
            await response.write(text[:left])
            left -= min(left, len(text))
        if left <= 0:
            break
    return response
