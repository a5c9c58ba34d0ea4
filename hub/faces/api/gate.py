"""What every request passes first: host, origin, who it is, its size; and what every answer carries."""

from __future__ import annotations

from collections.abc import Collection, MutableMapping
from time import perf_counter
from typing import Any

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.errors import HubError

from .doors import Doors
from .measures import Measures
from .origins import strange_host, strange_origin
from .problems import TooLarge, problem, status

OPEN = ("/healthz", "/readyz", "/login", "/logout")
"""Paths that need no name."""
API = "/api/v1/"
LARGEST = 3 * 2**20
"""Bytes of a body: an object of the API server has 1.5 MB at most, and several may come together."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = "default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page: nothing in it is run or loaded."""


class Gate:
    """ASGI middleware. ``names`` are the hosts that are served; none means all."""

    def __init__(self, app: ASGIApp, doors: Doors, measures: Measures, names: Collection[str]) -> None:
        self._app, self._doors, self._measures, self._names = app, doors, measures, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(f"{API}workloads/"):
            # parts of a key stay encoded, so that one may have a slash in it
            scope["path"] = scope["raw_path"].decode("ascii", "replace")
        answer = _Answer(scope, send, self._measures)
        try:
            refused = await self._checked(scope)
        except HubError as error:
            refused = problem(status(error), str(error), scope["path"])
        if refused is None:
            await self._app(scope, _Body(scope, receive), answer)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refused(scope, receive, answer)

    async def _checked(self, scope: Scope) -> Response | None:
        """The refusal, or a cookie; ``None`` lets it through, with ``scope["viewer"]`` set."""
        headers, path = Headers(scope=scope), scope["path"]
        if why := strange_host(headers, self._names):
            return problem(421, why, path)
        if _length(headers) > LARGEST:
            return problem(413, f"a body has at most {LARGEST // 2**20} MiB", path)
        upgrade = scope["type"] == "websocket"
        viewer, by_cookie = await self._doors.viewer(headers)
        if why := strange_origin(headers, scope.get("method", "GET"), by_cookie, upgrade):
            return problem(403, why, path)
        scope["viewer"], scope["doors"] = viewer, self._doors
        if viewer is not None or path in OPEN:
            return await self._entered(scope) if "token=" in scope["query_string"].decode("latin-1") else None
        return await self._entered(scope) or _stopped(headers, path)

    async def _entered(self, scope: Scope) -> Response | None:
        """Somebody with the token in the address gets a cookie, and an address without it."""
        asked = QueryParams(scope["query_string"])
        token = asked.get("token", "")
        if scope["path"] != "/" or not token or await self._doors.known(token) is None:
            return None
        return RedirectResponse(
            "/", 303, {"Set-Cookie": self._doors.cookie(token), "Cache-Control": "no-store"}
        )


def _stopped(headers: Headers, path: str) -> Response:
    if "text/html" in headers.get("accept", "") and not path.startswith(API):
        return RedirectResponse("/login", 303)
    return problem(
        401, "say who you are: send `Authorization: Bearer TOKEN`, or open the printed address", path
    )


def _length(headers: Headers) -> int:
    told = headers.get("content-length", "0")
    return int(told) if told.isdecimal() else 0


class _Body:
    """What is received, and no more of it than is allowed."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive, self._left = receive, LARGEST if scope["type"] == "http" else None

    async def __call__(self) -> Message:
        message = await self._receive()
        if self._left is not None:
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise TooLarge(f"a body has at most {LARGEST // 2**20} MiB")
        return message


class _Answer:
    """What is sent, with the headers that everything has; its first byte ends the clock."""

    def __init__(self, scope: Scope, send: Send, measures: Measures) -> None:
        self._scope, self._send, self._measures, self._began = scope, send, measures, perf_counter()

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", CLOSED)
            route = getattr(self._scope.get("route"), "path", "other")
            took = perf_counter() - self._began
            self._measures.request(self._scope["method"], route, message["status"], took)
        await self._send(message)
