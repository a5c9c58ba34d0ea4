"""What may happen to a body on its way, as values for `proxy.Proxy.fault`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count

from aiohttp import web

from .proxy import Cut, Fault, Say, watching

EXPIRED = b'{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}\n'


def closing(seconds: float) -> Fault:
    """Every watch ends, properly, after this time."""

    async def fault(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        if not watching(request):
            async for chunk in body:
                yield chunk
            return
        try:
            async with asyncio.timeout(seconds):
                async for chunk in body:
                    yield chunk
        except TimeoutError:
            return

    return fault


def cutting(every: int) -> Fault:
    """The connection is dropped after this many bytes of a watch, which is in the middle of a line."""

    async def fault(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        left = every if watching(request) else 1 << 62
        async for chunk in body:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                await asyncio.sleep(0.01)
                raise Cut

    return fault


def garbling(bad: bytes, times: int) -> Fault:
    """The first lines of so many watches of pods are replaced; the watch then goes on as if nothing were."""
    watches = count()

    async def fault(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        spoil = watching(request) and request.path.endswith("/pods") and next(watches) < times
        async for chunk in body:
            if spoil and b"\n" in chunk:
                _, _, rest = chunk.partition(b"\n")
                chunk, spoil = bad + b"\n" + rest, False
            yield chunk

    return fault


def expiring(times: int, inside: bool) -> Fault:
    """So many watches are answered with 410, as a status or as the first event."""
    watches = count()

    async def fault(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        if watching(request) and next(watches) < times:
            if not inside:
                raise Say(410, b'{"kind":"Status","code":410,"reason":"Expired","message":"too old"}')
            yield EXPIRED
            return
        async for chunk in body:
            yield chunk

    return fault


def short(times: int) -> Fault:
    """So many lists end in the middle."""
    lists = count()

    async def fault(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        cut = not watching(request) and request.path.endswith("/pods") and next(lists) < times
        async for chunk in body:
            if cut:
                yield chunk[: len(chunk) // 2]
                raise Cut
            yield chunk

    return fault


def refusing(status: int, path: str, times: int) -> Fault:
    """So many requests for a path are answered with this status."""
    requests = count()

    async def fault(request: web.Request, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        if request.path.endswith(path) and next(requests) < times:
            raise Say(status)
        async for chunk in body:
            yield chunk

    return fault
