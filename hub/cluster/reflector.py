"""One kind in one namespace: list, then watch, for ever; whatever happens, the sink ends up with the truth.

Source: "Efficient detection of changes", kubernetes.io (API concepts): resume
by resourceVersion, list again on 410, bookmarks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from random import uniform
from time import monotonic
from typing import NamedTuple

import msgspec

from hub.core import things
from hub.core.keep import Keep
from hub.core.wire import Garbled
from hub.errors import HubError

from .failures import Answer, answered
from .health import STATES, Health, Pulse, State
from .lines import lines
from .listing import listing
from .pace import Backoff, Pace
from .resource import Resource
from .session import JSON, Session
from .sink import Sink

EVENTS = {"ADDED": 1, "MODIFIED": 0, "DELETED": -1}
"""What is seen, and what it does to the number of objects."""
WATCH_SECONDS = 300
"""How long the server is asked to keep one watch; it varies, so that many do not end at once."""
QUIET_SECONDS = 30.0
"""How long after that it may still say nothing before the connection counts as dead."""
LASTED_SECONDS = 0.5
"""A stream that lived this long, or brought anything, was no failure when it ends."""
ENOUGH = 3
"""Refusals in a row after which nobody waits for the first listing of this kind any more."""


class Form(NamedTuple):
    """What is asked for: the media types of a list and of a watch, which must fit exactly."""

    list: str
    watch: str


WHOLE = Form(JSON, JSON)
_METADATA = f"{JSON};g=meta.k8s.io;v=v1;as=PartialObjectMetadata"
METADATA = Form(f"{_METADATA}List", _METADATA)
"""For CRDs, whose schema is up to a megabyte that nobody here reads."""


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
        form: Form = WHOLE,
        told: Callable[[Reflector], None] = lambda _: None,
    ) -> None:
        self.resource, self.namespace = resource, namespace
        self.settled = asyncio.Event()
        """Set after the first listing, or when it is clear that there will be none soon."""
        self._session, self._sink, self._keep, self._form = session, sink, keep, form
        self._pace, self._backoff, self._told = pace, Backoff(pace), told
        self._pulse = Pulse(resource.kind, namespace)
        self._version = self._doubtful = ""
        self._refusals = 0

    @property
    def health(self) -> Health:
        return self._pulse.health

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
        found = await listing(self._session, self.resource, self.namespace, self._keep, self._form.list)
        self._sink.listed(self.resource.kind, self.namespace, found.things)
        self._version, self._refusals = found.version, 0
        self._pulse.objects = len(found.things)
        self._pulse.garbled += found.skipped
        self._now("listed")
        self.settled.set()

    async def _watch(self) -> None:
        path, begun, heard = self.resource.path(self.namespace), monotonic(), False
        seconds = WATCH_SECONDS * uniform(1, 2)
        params = {
            "watch": "1",
            "allowWatchBookmarks": "1",
            "resourceVersion": self._version,
            "timeoutSeconds": str(int(seconds)),
        }
        async with self._session.stream(path, params, seconds + QUIET_SECONDS, self._form.watch) as chunks:
            self._now("watching")
            async for whole in lines(chunks):
                self._take(whole)
                self._backoff.reset()
                heard = True
        if not heard and monotonic() - begun < LASTED_SECONDS:
            raise Answer("the server ends every watch at once; is something between it and us?")
        await asyncio.sleep(uniform(0, self._pace.first))

    def _take(self, whole: Iterable[bytes]) -> None:
        self._pulse.beat()
        for line in filter(None, whole):
            event = things.event(line, self.resource.kind, self._keep)
            if event.type == "ERROR":
                raise answered(event.code, msgspec.json.encode({"message": event.message}))
            if event.thing is not None:
                if event.type not in EVENTS:
                    raise Garbled(f"a watch line of type {event.type!r}")
                self._sink.seen(event.type, event.thing)
                self._pulse.objects += EVENTS[event.type]
            self._version = event.version or self._version

    def _failed(self, error: HubError | Garbled) -> float:
        """Remember it; how long to wait."""
        code = error.code if isinstance(error, Answer) else 0
        if isinstance(error, Garbled):
            self._distrust()
        if code in (404, 410):
            self._forget()
        self._refusals += isinstance(error, (Answer, Garbled))
        state = STATES.get(code, "retrying")
        self._now(state, str(error))
        if state != "retrying" or self._refusals >= ENOUGH:
            self.settled.set()
        return self._later() if state == "forbidden" else self._backoff.pause()

    def _later(self) -> float:
        """Soon at first, as a server that has just started refuses what it will allow; then rarely."""
        return uniform(0.5, 1) * min(self._pace.rarely, self._pace.first * 5.0**self._refusals)

    def _distrust(self) -> None:
        """A line was not readable: ask for it again; list everything if it comes like that twice."""
        self._pulse.garbled += 1
        if self._version == self._doubtful:
            self._forget()
        self._doubtful = self._version

    def _forget(self) -> None:
        self._pulse.relisted += bool(self._version)
        self._version = ""

    def _now(self, state: State, error: str = "") -> None:
        if self._pulse.move(state, error):
            self._told(self)
