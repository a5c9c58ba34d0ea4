"""List and watch: a resource followed for as long as the agent runs."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from typing import Protocol

import aiohttp
import msgspec

from hub_local.agent.api import UNREACHABLE, Api, ApiError, Object

METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
METADATA_EVENT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
log = logging.getLogger(__name__)


class Sink(Protocol):
    """Who is told. ``listed`` replaces everything known; ``changed`` is one event after it."""

    def listed(self, objects: list[Object]) -> None: ...
    def changed(self, kind: str, obj: Object) -> None: ...


class Event(msgspec.Struct):
    type: str
    object: Object


class _Relist(Exception):
    """The server forgot our resourceVersion (410), or said ERROR."""


decode = msgspec.json.Decoder(Event).decode


async def follow(api: Api, path: str, sink: Sink, partial: bool = False) -> None:
    """List, then watch for ever, and begin again with a list after every break.

    ``partial`` asks for metadata only (the API's ``PartialObjectMetadata``).
    """
    while True:
        try:
            version = await _list(api, path, sink, partial)
            while True:
                version = await _watch(api, path, version, sink, partial)
        except _Relist as error:
            log.info("listing %s again: %s", path, error)
        except (ApiError, msgspec.DecodeError, *UNREACHABLE) as error:
            log.warning("watch of %s broke: %s", path, error or type(error).__name__)
        await asyncio.sleep(random.uniform(0.3, 1.2))


async def _list(api: Api, path: str, sink: Sink, partial: bool) -> str:
    accept = METADATA_ONLY if partial else "application/json"
    async with api.session.get(
        api.access.server + path, headers={"Accept": accept}, server_hostname=api.access.server_name
    ) as response:
        raw = await response.read()
        if response.status >= 300:
            raise ApiError(response.status, "", raw[:300].decode(errors="replace"))
    answer = msgspec.json.decode(raw)
    sink.listed(answer["items"] or [])  # an empty list of metadata is null
    version: str = answer["metadata"]["resourceVersion"]
    return version


async def _watch(api: Api, path: str, version: str, sink: Sink, partial: bool) -> str:
    """One watch request, until the server ends it. The last resourceVersion seen."""
    query = f"watch=1&resourceVersion={version}&allowWatchBookmarks=true&timeoutSeconds=300"
    url = f"{api.access.server}{path}{'&' if '?' in path else '?'}{query}"
    async with api.session.get(
        url, headers={"Accept": METADATA_EVENT if partial else "application/json"},
        timeout=aiohttp.ClientTimeout(total=None, sock_read=330), server_hostname=api.access.server_name,
    ) as response:  # fmt: skip
        if response.status >= 300:
            raise _Relist(f"HTTP {response.status}")
        async for line in _lines(response.content):
            event = decode(line)
            if event.type == "ERROR":
                raise _Relist(event.object.get("message", "ERROR"))
            version = event.object["metadata"]["resourceVersion"]
            if event.type != "BOOKMARK":
                sink.changed(event.type, event.object)
    return version


async def _lines(content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    # readline() of the stream refuses lines above its buffer; an object may have 1.5 MB.
    rest: list[bytes] = []
    async for chunk in content.iter_any():
        first, *more = chunk.split(b"\n")
        rest.append(first)
        for line in more:
            if whole := b"".join(rest):
                yield whole
            rest = [line]
