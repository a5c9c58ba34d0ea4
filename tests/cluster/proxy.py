"""Trouble between the hub and a real API server: a proxy that passes all on but what a fault changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import yaml
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web

from hub.cluster.way import tls

from .plane import Plane

Fault = Callable[["web.Request", AsyncIterator[bytes]], AsyncIterator[bytes]]
"""Given request and real body: the body to pass on. Raise `Cut` to drop the connection, `Say` to answer."""


class Cut(Exception):
    """Close the connection in the middle."""


class Say(Exception):
    """Answer this status in place of the server."""

    def __init__(self, status: int, body: bytes = b"{}") -> None:
        super().__init__(status)
        self.status, self.body = status, body


def watching(request: web.Request) -> bool:
    return request.query.get("watch") == "1"


class Proxy:
    """Speaks plain HTTP to the hub. ``requests`` are those that came, as path and query."""

    def __init__(self, plane: Plane) -> None:
        self.fault: Fault | None = None
        self.requests: list[str] = []
        self.port = 0
        self._plane = plane

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Proxy]:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{rest:.*}", self._pass)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        secure = tls({"certificate-authority": self._plane.pki("ca.crt")}, None)
        connector = TCPConnector(ssl=secure, limit=0)
        async with ClientSession(connector=connector, timeout=ClientTimeout(total=None)) as self._client:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.port = runner.addresses[0][1]
            try:
                yield self
            finally:
                await runner.cleanup()
        await asyncio.sleep(0.05)  # lets the transports end before the loop does

    def kubeconfig(self, folder: Path) -> str:
        """The plane's, through this proxy."""
        content = yaml.safe_load(Path(self._plane.kubeconfig).read_text())
        content["clusters"][0]["cluster"] = {"server": f"http://127.0.0.1:{self.port}"}
        (folder / "through").write_text(yaml.safe_dump(content))
        return str(folder / "through")

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path_qs)
        url = f"{self._plane.server}{request.path_qs}"
        headers = {k: v for k, v in request.headers.items() if k not in ("Host", "Content-Length")}
        try:
            async with self._client.request(
                request.method, url, headers=headers, data=await request.read() or None
            ) as real:
                try:
                    return await self._body(request, real.status, real.content_type, real.content.iter_any())
                finally:  # a watch has no end: its connection is not closed politely
                    if real.connection is not None and real.connection.transport is not None:
                        real.connection.transport.abort()
        except Say as said:
            return web.Response(status=said.status, body=said.body, content_type="application/json")
        except (ClientError, ConnectionError):
            self._drop(request)
            return web.Response(status=502)

    async def _body(
        self, request: web.Request, status: int, kind: str, chunks: AsyncIterator[bytes]
    ) -> web.StreamResponse:
        body = self.fault(request, chunks) if self.fault else chunks
        answer = web.StreamResponse(status=status, headers={"Content-Type": kind})
        try:
            started = False
            async for chunk in _at_once(body):
                if not started:
                    await answer.prepare(request)
                    started = True
                await answer.write(chunk)
            if not started:
                await answer.prepare(request)
            await answer.write_eof()
        except Cut:
            self._drop(request)
        return answer

    def _drop(self, request: web.Request) -> None:
        if request.transport is not None:
            request.transport.abort()


async def _at_once(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """An empty chunk first: a watch's headers must not wait for its first event."""
    first = asyncio.ensure_future(anext(body, None))
    done, _ = await asyncio.wait([first], timeout=0.05)
    if not done:
        yield b""
    if (chunk := await first) is not None:
        yield chunk
        async for chunk in body:
            yield chunk
