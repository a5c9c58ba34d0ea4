"""One connection pool to one API server: requests in, bytes or one clear error out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from .credentials import Certificate, credentials
from .failures import answered, unreached
from .kubeconfig import Target, target

if TYPE_CHECKING:
    import aiohttp

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
"""How long a request may be silent; the API server's own limit for one that is no watch."""
CHUNK = 1 << 20
JSON = "application/json"


def connect(kubeconfig: str | None = None, context: str | None = None) -> Session:
    """A session with the cluster that kubeconfig and context name. Nothing is sent yet. Raises `HubError`."""
    return Session(target(kubeconfig, context))


class Session:
    """HTTP with one API server, as one user. Use it as an async context manager, in one event loop."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.namespace = target.namespace
        self._credentials = credentials(target)
        self._http: aiohttp.ClientSession | None = None
        self._pair: Certificate | None = None
        self._way: dict[str, Any] = {}

    async def __aenter__(self) -> Session:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.close()
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
        return await self._whole("PATCH", path, params, body, content=f"application/{kind}+json")

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
            response = await self._send("GET", path, params, silence=silence, accept=accept)
            try:
                yield response.content.iter_any()
            finally:
                _drop(response)

    async def _whole(self, method: str, path: str, *args: Any, **more: Any) -> bytes:
        found = b""
        with _translated(self.target.server):
            async with await self._send(method, path, *args, **more) as response:
                found = await response.read()
        return found

    async def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Any = None,
        *,
        accept: str = JSON,
        content: str = JSON,
        silence: float | None = ANSWER_SECONDS,
    ) -> aiohttp.ClientResponse:
        """A response below 400. After a 401 it tries once more with renewed credentials."""
        import aiohttp
        from yarl import URL

        url = URL(self.target.server + path, encoded=True).with_query(dict(params or {}))
        sent = b"" if body is None else msgspec.json.encode(body)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=silence)
        # identity: the server would gzip a large list, which costs both sides more than it saves
        headers = {"Accept": accept, "Accept-Encoding": "identity", "Content-Type": content}
        for renewed in (False, True):
            http = await self._client()
            if header := await self._credentials.header():
                headers["Authorization"] = header
            data = (
                BytesIO(sent) if sent else None
            )  # sent in pieces: a megabyte at once would hold up the loop
            response = await http.request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False, **self._way
            )
            if response.status < 300:
                return response
            said = await response.read()
            if response.status != 401 or renewed or not await self._credentials.renew(header):
                break
        raise answered(response.status, said, self.target.who)

    async def _client(self) -> aiohttp.ClientSession:
        """The pool; a new one where the client certificate changed."""
        pair = await self._credentials.certificate()
        if self._http is None or pair != self._pair:
            old, self._pair = self._http, pair
            self._http = self._opened(pair)
            if old is not None:
                await old.close()
        return self._http

    def _opened(self, pair: Certificate | None) -> aiohttp.ClientSession:
        import aiohttp

        from .way import keepalive, proxy, tls

        secure = self.target.server.startswith("https:")
        self._way = {"ssl": tls(self.target.cluster, pair) if secure else False, "proxy": proxy(self.target)}
        if name := self.target.cluster.get("tls-server-name"):
            self._way["server_hostname"] = name
        connector = aiohttp.TCPConnector(limit=0, socket_factory=keepalive)
        return aiohttp.ClientSession(connector=connector, read_bufsize=CHUNK, auto_decompress=False)


def _drop(response: aiohttp.ClientResponse) -> None:
    """End it, at once: a polite end of TLS would wait for what is left of an endless body."""
    connection = response.connection  # none where the body came whole
    if connection is not None and connection.transport is not None:
        connection.transport.abort()
    response.close()


@contextmanager
def _translated(server: str) -> Iterator[None]:
    """What the client library raises inside leaves as `Unreachable`."""
    import aiohttp

    try:
        yield
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise unreached(error, server) from error
