"""``hub.Client``: a server asked by a program that waits for its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import sleep
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


class Client:
    """A `hub serve`. Every method raises `HubError` with the sentence that `hub` would print.

    ``url`` and ``token`` may be left out where ``HUB_SERVER`` and ``HUB_TOKEN`` are set; the address that
    `hub serve` prints has its token in it.
    """

    def __init__(self, url: str = "", token: str = "") -> None:
        self._where = problems.where(url, token)
        self._http = httpx.Client(**self._where.http)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def list(self, **which: Unpack[Which]) -> tuple[Workload, ...]:
        """All workloads that you may see: ``types``, ``namespaces``, ``phases``, ``filter``, ``search``,
        ``sort``, ``selector``, as `hub ls` takes them."""
        question, cursor = calls.Question(**which), ""
        found: list_[Workload] = []
        while True:
            page = self._ask(question.page(cursor))
            found += page.items
            if not (cursor := page.next or ""):
                return tuple(found)

    def show(self, key: str) -> Workload:
        return self._ask(calls.show(key))

    def explain(self, key: str) -> Explanation:
        return self._ask(calls.explain(key))

    def pods(self, key: str) -> tuple[dict[str, Any], ...]:
        return self._ask(calls.pods(key)).items

    def history(self, key: str) -> tuple[Told, ...]:
        return self._ask(calls.history(key)).items

    def events(self, key: str, search: str = "", warnings: bool = False) -> tuple[Event, ...]:
        return self._ask(calls.events(key, search, warnings)).items

    def metrics(self, key: str, since: str = "2h", until: str = "", points: int = 200) -> Curve:
        return self._ask(calls.metrics(key, since, until, points))

    def logs(self, key: str, **asked: Unpack[Lines]) -> Iterator[str]:
        """Its lines; ``follow``, ``previous``, ``pod``, ``container``, ``since``, ``grep`` as `hub logs`."""
        call, patience = calls.logs(key, **asked), problems.patience(asked)
        try:
            with self._http.stream("GET", call.path, params=call.query, timeout=patience) as answer:
                if answer.status_code >= 400:
                    problems.checked(answer.status_code, answer.read())
                yield from answer.iter_lines()
        except httpx.HTTPError as error:
            raise problems.away(self._where, error) from None

    def act(self, verb: str, key: str, replicas: int | None = None, dry_run: bool = False) -> tuple[str, ...]:
        """stop, run, restart, scale or delete; what was done, or would be, in words."""
        return self._ask(calls.act(verb, key, replicas, dry_run)).done

    def plan(self, what: Mapping[str, Any] | str | bytes) -> tuple[Made, ...]:
        """What `submit` would create. The cluster checks it and creates nothing."""
        return self._ask(calls.submit(what, True)).items

    def submit(self, what: Mapping[str, Any] | str | bytes) -> Handle:
        """A manifest (a mapping, YAML), or a form: ``{"submission": …, "namespace": …, "fields": {…}}``."""
        made = self._ask(calls.submit(what, False)).items
        key = next((one.key for one in made if one.key), None)
        if key is None:
            raise HubError(f"no workload is among what was created: {'; '.join(one.text for one in made)}")
        return Handle(self, key)

    def _ask(self, call: Call[T]) -> T:
        try:
            answer = self._http.request(call.method, call.path, **call.how)
        except httpx.HTTPError as error:
            raise problems.away(self._where, error) from None
        return call.read(problems.checked(answer.status_code, answer.content))


class Handle:
    """A workload that was submitted."""

    def __init__(self, client: Client, key: str) -> None:
        self.client, self.key = client, key
        self._new = waiting.Newness()

    def __repr__(self) -> str:
        return f"Handle({self.key})"

    @property
    def phase(self) -> Phase:
        return self.show().phase

    def show(self) -> Workload:
        """The workload as it is now."""
        while True:
            try:
                found = self.client.show(self.key)
            except NotFound as error:
                self._new.forgive(error)
                sleep(waiting.PACE / 4)
            else:
                self._new.seen()
                return found

    def wait(self, timeout: float | None = None) -> Workload:
        """Until it has ended, or, where it is a service, runs. Raises `HubError` after so many seconds."""
        clock = waiting.Clock(self.key, timeout)
        while not waiting.over(found := self.show()):
            clock.check(found)
            sleep(waiting.PACE)
        return found

    def logs(self, **asked: Unpack[Lines]) -> Iterator[str]:
        """As `Client.logs`; with ``follow`` it waits until there is something to follow."""
        while waiting.early(self.show()) and asked.get("follow"):
            sleep(waiting.PACE / 4)
        return self.client.logs(self.key, **asked)

    def stop(self) -> tuple[str, ...]:
        self.show()
        return self.client.act("stop", self.key)

    def delete(self) -> tuple[str, ...]:
        self.show()
        return self.client.act("delete", self.key)
