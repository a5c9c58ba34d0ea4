"""``hub.AsyncClient``: the same as ``hub.Client``, for a program with an event loop."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, TypeVar, Unpack

import httpx

from hub.cluster.events import Event
from hub.core.explaining import Explanation
from hub.errors import HubError, NotFound
from hub.history.records import Told
from hub.model import Phase, Workload
from hub.service.curves import Curve

from . import calls, problems, waiting
from .calls import Call, Lines, Made, Which

T = TypeVar("T")
list_ = list
"""The type: in the class the name is the method's."""


class AsyncClient:
    """A `hub serve`. Every method raises `HubError` with the sentence that `hub` would print.

    ``url`` and ``token`` may be left out where ``HUB_SERVER`` and ``HUB_TOKEN`` are set; the address that
    `hub serve` prints has its token in it.
    """

    def __init__(self, url: str = "", token: str = "") -> None:
        self._where = problems.where(url, token)
        self._http = httpx.AsyncClient(**self._where.http)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def list(self, **which: Unpack[Which]) -> tuple[Workload, ...]:
        """All workloads that you may see: ``types``, ``namespaces``, ``phases``, ``filter``, ``search``,
        ``sort``, ``selector``, as `hub ls` takes them."""
        question, cursor = calls.Question(**which), ""
        found: list_[Workload] = []
        while True:
            page = await self._ask(question.page(cursor))
            found += page.items
            if not (cursor := page.next or ""):
                return tuple(found)

    async def show(self, key: str) -> Workload:
        return await self._ask(calls.show(key))

    async def explain(self, key: str) -> Explanation:
        return await self._ask(calls.explain(key))

    async def pods(self, key: str) -> tuple[dict[str, Any], ...]:
        return (await self._ask(calls.pods(key))).items

    async def history(self, key: str) -> tuple[Told, ...]:
        return (await self._ask(calls.history(key))).items

    async def events(self, key: str, search: str = "", warnings: bool = False) -> tuple[Event, ...]:
        return (await self._ask(calls.events(key, search, warnings))).items

    async def metrics(self, key: str, since: str = "2h", until: str = "", points: int = 200) -> Curve:
        return await self._ask(calls.metrics(key, since, until, points))

    async def logs(self, key: str, **asked: Unpack[Lines]) -> AsyncIterator[str]:
        """Its lines; ``follow``, ``previous``, ``pod``, ``container``, ``since``, ``grep`` as `hub logs`."""
        call, patience = calls.logs(key, **asked), problems.patience(asked)
        try:
            async with self._http.stream("GET", call.path, params=call.query, timeout=patience) as answer:
                if answer.status_code >= 400:
                    problems.checked(answer.status_code, await answer.aread())
                async for line in answer.aiter_lines():
                    yield line
        except httpx.HTTPError as error:
            raise problems.away(self._where, error) from None

    async def act(
        self, verb: str, key: str, replicas: int | None = None, dry_run: bool = False
    ) -> tuple[str, ...]:
        """stop, run, restart, scale or delete; what was done, or would be, in words."""
        return (await self._ask(calls.act(verb, key, replicas, dry_run))).done

    async def plan(self, what: Mapping[str, Any] | str | bytes) -> tuple[Made, ...]:
        """What `submit` would create. The cluster checks it and creates nothing."""
        return (await self._ask(calls.submit(what, True))).items

    async def submit(self, what: Mapping[str, Any] | str | bytes) -> AsyncHandle:
        """A manifest (a mapping, YAML), or a form: ``{"submission": …, "namespace": …, "fields": {…}}``."""
        made = (await self._ask(calls.submit(what, False))).items
        key = next((one.key for one in made if one.key), None)
        if key is None:
            raise HubError(f"no workload is among what was created: {'; '.join(one.text for one in made)}")
        return AsyncHandle(self, key)

    async def _ask(self, call: Call[T]) -> T:
        try:
            answer = await self._http.request(call.method, call.path, **call.how)
        except httpx.HTTPError as error:
            raise problems.away(self._where, error) from None
        return call.read(problems.checked(answer.status_code, answer.content))


class AsyncHandle:
    """A workload that was submitted."""

    def __init__(self, client: AsyncClient, key: str) -> None:
        self.client, self.key = client, key
        self._new = waiting.Newness()

    def __repr__(self) -> str:
        return f"AsyncHandle({self.key})"

    async def phase(self) -> Phase:
        return (await self.show()).phase

    async def show(self) -> Workload:
        """The workload as it is now."""
        while True:
            try:
                found = await self.client.show(self.key)
            except NotFound as error:
                self._new.forgive(error)
                await sleep(waiting.PACE / 4)
            else:
                self._new.seen()
                return found

    async def wait(self, timeout: float | None = None) -> Workload:
        """Until it has ended, or, where it is a service, runs. Raises `HubError` after so many seconds."""
        clock = waiting.Clock(self.key, timeout)
        while not waiting.over(found := await self.show()):
            clock.check(found)
            await sleep(waiting.PACE)
        return found

    async def logs(self, **asked: Unpack[Lines]) -> AsyncIterator[str]:
        """As `AsyncClient.logs`; with ``follow`` it waits until there is something to follow."""
        while waiting.early(await self.show()) and asked.get("follow"):
            await sleep(waiting.PACE / 4)
        async for line in self.client.logs(self.key, **asked):
            yield line

    async def stop(self) -> tuple[str, ...]:
        await self.show()
        return await self.client.act("stop", self.key)

    async def delete(self) -> tuple[str, ...]:
        await self.show()
        return await self.client.act("delete", self.key)
