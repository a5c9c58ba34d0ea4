"""Talking to the API server: single requests, and requests that are tried until they are answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec

from hub_local.agent.kubeconfig import Access

Object = dict[str, Any]
JSON = "application/json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)
log = logging.getLogger(__name__)


class ApiError(Exception):
    """The API server refused. ``status`` is the HTTP code, ``reason`` the ``metav1.Status`` reason."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status, self.reason = status, reason

    @property
    def passing(self) -> bool:
        """Worth trying again: the server is overloaded, starting or stopping."""
        return self.status >= 500 or self.status == 429


class Api:
    def __init__(self, access: Access) -> None:
        self.access = access
        self._connector: aiohttp.TCPConnector | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._connector = aiohttp.TCPConnector(ssl=self.access.ssl or False, limit=48)
        self._session = aiohttp.ClientSession(connector=self._connector, headers=self.access.headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is used outside its `async with`")
        return self._session

    async def request(
        self, method: str, path: str, body: Object | None = None, content: str = JSON, timeout: float = 30
    ) -> Any:
        """The decoded answer. ``ApiError`` for a refusal, ``UNREACHABLE`` when there is no answer."""
        data = None if body is None else msgspec.json.encode(body)
        async with self.session.request(
            method, self.access.server + path, data=data, headers={"Content-Type": content},
            timeout=aiohttp.ClientTimeout(total=timeout), server_hostname=self.access.server_name,
        ) as response:  # fmt: skip
            raw = await response.read()
        if response.status >= 300:
            raise refusal(response.status, raw)
        return msgspec.json.decode(raw) if raw else None

    async def get(self, path: str) -> Any:
        """The object, or ``None`` where there is none."""
        return await absent_as_none(self.request("GET", path))

    async def create(self, path: str, body: Object) -> Any:
        """The created object, or ``None`` when it is there already."""
        try:
            return await self.request("POST", path, body)
        except ApiError as error:
            if error.status == 409:
                return None
            raise

    async def patch(self, path: str, body: Object, content: str = MERGE) -> Any:
        return await self.request("PATCH", path, body, content)

    async def delete(self, path: str, options: Object | None = None) -> Any:
        """The deleted object, or ``None`` where there is none."""
        return await absent_as_none(self.request("DELETE", path, options))


async def absent_as_none(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except ApiError as error:
        if error.status == 404:
            return None
        raise


async def insist(call: Callable[[], Awaitable[Any]]) -> Any:
    """Try until the API server answers. A refusal that will not pass is raised as ``ApiError``."""
    pause = 0.2
    while True:
        try:
            return await call()
        except (ApiError, *UNREACHABLE) as error:
            if isinstance(error, ApiError) and not error.passing:
                raise
            log.warning("trying again in %.1f s: %s", pause, error or type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(pause * 2, 5)


def refusal(status: int, raw: bytes) -> ApiError:
    try:
        answer = msgspec.json.decode(raw)
        return ApiError(status, answer.get("reason", ""), answer.get("message", ""))
    except (msgspec.DecodeError, AttributeError):
        return ApiError(status, "", raw[:300].decode(errors="replace"))
