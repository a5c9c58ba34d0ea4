"""One kind in one namespace: list, then watch, for ever; whatever happens, the sink ends up with the truth.

Source: "Efficient detection of changes", kubernetes.io (API concepts): resume
by resourceVersion, list again on 410, bookmarks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from random import uniform
from time import monotonic

import msgspec

from hub.core import things
from hub.core.pods import Keep
from hub.core.wire import Garbled
from hub.errors import HubError

from .failures import Answer, answered
from .health import Health, State, begun, moved
from .listing import listing
from .lines import lines
from .pace import Backoff, Pace
from .resource import Resource
from .session import JSON, Session
from .sink import Sink

EVENTS = frozenset({"ADDED", "MODIFIED", "DELETED"})
WATCH_SECONDS = 300
"""How long the server is asked to keep one watch; it varies, so that many do not end at once."""
QUIET_SECONDS = 30.0
"""How long after that it may still say nothing before the connection counts as dead."""
LASTED_SECONDS = 0.5
"""A stream that lived this long, or brought anything, was no failure when it ends."""
ENOUGH = 3
"""Refusals in a row after which nobody waits for the first listing of this kind any more."""


class Reflector:
    """Keeps a sink equal to what the API server has. ``run`` ends only by cancellation."""

    def __init__(
        self,
        session: Session,
        resource: Resource,
        namespace: str,
        sink: Sink,
        *,
        keep: Keep,
        pace: Pace,
        accept: str = JSON,
        told: Callable[[Reflector], None] = lambda _: None,
    ) -> None:
        self.resource, self.namespace = resource, namespace
        self.settled = asyncio.Event()
        """Set after the first listing, or when it is clear that there will be none soon."""
        self._session, self._sink, self._keep, self._accept = session, sink, keep, accept
        self._pace, self._backoff, self._told = pace, Backoff(pace), told
        self._health = begun(resource.kind, namespace)
        self._version = self._doubtful = ""
        self._heard = monotonic()
        self._refusals = 0

    @property
    def health(self) -> Health:
        well = self._health.well
        return self._health if well else msgspec.structs.replace(self._health, lag=monotonic() - self._heard)

    async def run(self) -> None:
        """List and watch until cancelled."""
        while True:
            try:
                if not self._version:
                    await self._list()
                await self._watch()
            except (HubError, Garbled) as error:
                await asyncio.sleep(self._failed(error))

    async def _list(self) -> None:
        found = await listing(self._session, self.resource, self.namespace, self._keep, self._accept)
        self._sink.listed(self.resource.kind, self.namespace, found.things)
        self._version, self._refusals = found.version, 0
        self._count(len(found.things), found.skipped)
        self._now("listed")
        self.settled.set()

    async def _watch(self) -> None:
        path, begun = self.resource.path(self.namespace), monotonic()
        seconds = WATCH_SECONDS * uniform(1, 2)
        params = {
            "watch": "1",
            "allowWatchBookmarks": "1",
            "resourceVersion": self._version,
            "timeoutSeconds": str(int(seconds)),
        }
        heard = False
        async with self._session.stream(path, params, seconds + QUIET_SECONDS, self._accept) as chunks:
            self._now("watching")
            async for whole in lines(chunks):
                self._take(whole)
                self._backoff.reset()
                heard = True
        if not heard and monotonic() - begun < LASTED_SECONDS:
            raise Answer("the server ends the watch at once")

    def _take(self, whole: Iterable[bytes]) -> None:
        self._heard = monotonic()
        for line in whole:
            event = things.event(line, self.resource.kind, self._keep)
            if event.type == "ERROR":
                raise answered(event.code, msgspec.json.encode({"message": event.message}))
            if event.thing is not None:
                if event.type not in EVENTS:
                    raise Garbled(f"a watch line of type {event.type!r}")
                self._sink.seen(event.type, event.thing)
                self._count({"ADDED": 1, "DELETED": -1}.get(event.type, 0))
            self._version = event.version or self._version

    def _failed(self, error: HubError | Garbled) -> float:
        """Remember it; how long to wait."""
        code = error.code if isinstance(error, Answer) else 0
        if isinstance(error, Garbled):
            self._distrust()
        if code in (404, 410):
            self._forget()
        self._refusals += isinstance(error, (Answer, Garbled))
        state: State = {401: "forbidden", 403: "forbidden", 404: "missing"}.get(code, "retrying")  # type: ignore[assignment]
        self._now(state, str(error))
        if state != "retrying" or self._refusals >= ENOUGH:
            self.settled.set()
        return uniform(0.5, 1) * self._pace.rarely if state == "forbidden" else self._backoff.pause()

    def _distrust(self) -> None:
        """A line was not readable: ask for it again; list everything if it comes like that twice."""
        self._count(0, 1)
        if self._version == self._doubtful:
            self._forget()
        self._doubtful = self._version

    def _forget(self) -> None:
        if self._version:
            self._health = msgspec.structs.replace(self._health, relisted=self._health.relisted + 1)
        self._version = ""

    def _count(self, objects: int, garbled: int = 0) -> None:
        health = self._health
        total = objects if not self._version else health.objects + objects
        self._health = msgspec.structs.replace(health, objects=total, garbled=health.garbled + garbled)

    def _now(self, state: State, error: str = "") -> None:
        self._heard = monotonic() if state in ("listed", "watching") else self._heard
        if (state, error) != (self._health.state, self._health.error):
            self._health = moved(self._health, state, error)
            self._told(self)
