"""One connection pool to one API server: requests in, bytes or one clear error out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlencode

import msgspec

from hub import __version__
from hub.errors import Usage

from .connection import Connection, request
from .credentials import Certificate, credentials
from .failures import answered, unreached
from .kubeconfig import Target, target
from .pool import Pool
from .way import Way, way

ANSWER_SECONDS = 60.0
"""How long a request may be silent; the API server's own limit for one that is no watch."""
JSON = "application/json"
AGENT = f"workload-hub/{__version__}"


def connect(kubeconfig: str | None = None, context: str | None = None) -> Session:
    """A session with the cluster that kubeconfig and context name. Nothing is sent yet. Raises `HubError`."""
    return Session(target(kubeconfig, context))


class Session:
    """HTTP with one API server, as one user. Use it as an async context manager, in one event loop."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.namespace = target.namespace
        self._credentials = credentials(target)
        self._pool: Pool | None = None
        self._pair: Certificate | None = None

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()
            await asyncio.sleep(0)  # lets the transports end before the loop does

    async def get(self, path: str, params: Mapping[str, str] | None = None, accept: str = JSON) -> bytes:
        """The body at ``path``. Raises `Forbidden`, `Absent`, `Answer` or `Unreachable`, like all here."""
        return await self._whole("GET", path, params, accept=accept)

    async def post(self, path: str, body: Any, params: Mapping[str, str] | None = None) -> bytes:
        return await self._whole("POST", path, params, body)

    async def patch(
        self, path: str, body: Any, params: Mapping[str, str] | None = None, kind: str = "merge-patch"
    ) -> bytes:
        """A merge patch (RFC 7386), or another ``kind`` that Kubernetes knows."""
        form = "yaml" if kind == "apply-patch" else "json"  # JSON is YAML, and that is what it is called
        return await self._whole("PATCH", path, params, body, content=f"application/{kind}+{form}")

    async def delete(self, path: str, body: Any = None, params: Mapping[str, str] | None = None) -> bytes:
        return await self._whole("DELETE", path, params, body)

    async def request(self, method: str, path: str, body: Any = None) -> bytes:
        """Any other method, for what is behind the API server's proxies."""
        return await self._whole(method, path, None, body)

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        silence: float | None = ANSWER_SECONDS,
        accept: str = JSON,
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """The body at ``path`` in chunks as they come; `Unreachable` after ``silence`` seconds without."""
        with _translated(self.target.server):
            async with self._asked("GET", path, params, silence=silence, accept=accept) as answer:
                yield answer.chunks(silence)

    async def introduced(self) -> tuple[Way, dict[str, str]]:
        """The way to the server, and the headers that say who we are: for another protocol than HTTP."""
        header = await self._credentials.header()
        pair = await self._credentials.certificate()
        return way(self.target, pair), {"User-Agent": AGENT} | ({"Authorization": header} if header else {})

    async def _whole(self, method: str, path: str, *args: Any, **more: Any) -> bytes:
        found = b""
        with _translated(self.target.server):
            async with self._asked(method, path, *args, **more) as answer:
                found = await answer.body(ANSWER_SECONDS)
        return found

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Any = None,
        *,
        accept: str = JSON,
        content: str = JSON,
        silence: float | None = ANSWER_SECONDS,
    ) -> AsyncIterator[Connection]:
        """An answer below 300, its body unread. After a 401 it asks once more with renewed credentials."""
        query = f"?{urlencode(params)}" if params else ""
        sent = b"" if body is None else msgspec.json.encode(body)
        # identity: the server would gzip a large list, which costs both sides more than it saves
        headers = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "identity"}
        headers |= {"Content-Type": content} if sent else {}
        for renewed in (False, True):
            pool = await self._open()
            if header := await self._credentials.header():
                headers["Authorization"] = header
            asked = _request(method, pool.way.target(path + query), pool.way.headers | headers, sent)
            answer = await pool.ask(asked, method == "GET", silence)
            try:
                if answer.status < 300:
                    yield answer
                    return
                said = await answer.body(silence)
            finally:
                pool.give(answer)
            if answer.status != 401 or renewed or not await self._credentials.renew(header):
                raise answered(answer.status, said, self.target.who)

    async def _open(self) -> Pool:
        """The pool; a new one where the client certificate changed."""
        pair = await self._credentials.certificate()
        if self._pool is None or pair != self._pair:
            old, self._pair = self._pool, pair
            self._pool = Pool(way(self.target, pair))
            if old is not None:
                old.close()
        return self._pool


def _request(method: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    try:
        return request(method, target, headers, body)
    except ValueError as error:  # only credentials come from outside
        raise Usage(f"the kubeconfig's credentials have {error}; repair it") from None


@contextmanager
def _translated(server: str) -> Iterator[None]:
    """What a connection raises leaves as `Unreachable`."""
    try:
        yield
    except OSError as error:  # TLS and time-outs, too
        raise unreached(error, server) from error
