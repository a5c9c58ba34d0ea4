"""How metric sources ask: through the API server, or their own server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from hub.errors import HubError
from hub.plugin import Server

from .session import Session

PATIENCE = 10.0
"""Seconds for an answer: what is late is of no use to a look every ten seconds."""


class Asker:
    """What one source may ask."""

    def __init__(self, name: str, session: Session, server: Server, namespaces: Sequence[str]) -> None:
        self.namespaces: Sequence[str] = namespaces
        self.server = server
        self._name, self._session = name, session

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        return await self._session.get(path, params)

    async def fetch(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        """Raises `HubError` in one line that names the setting."""
        import aiohttp

        server = self.server
        basic = aiohttp.BasicAuth(server.user, server.password) if server.user else None
        headers = {"Authorization": f"Bearer {server.token}"} if server.token else {}
        url = f"{server.url.rstrip('/')}{path}{f'?{urlencode(params)}' if params else ''}"
        limit = aiohttp.ClientTimeout(total=PATIENCE)
        setting = f"HUB_{self._name.upper()}_URL"
        try:
            async with (
                aiohttp.ClientSession(auth=basic, headers=headers, timeout=limit) as http,
                http.get(url) as answer,
            ):
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            said = str(error) or type(error).__name__
            raise HubError(
                f"{self._name} does not answer at {server.url} ({said}); check {setting}"
            ) from None
        if answer.status >= 500 or answer.status in (401, 403, 404):
            raise HubError(f"{self._name} at {server.url} answers {answer.status}; check {setting}")
        return body
