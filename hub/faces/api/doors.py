"""How people come in: the printed token once in an address, then a cookie; or a bearer token each time.

A cookie holds a random number that means something to this process alone; the token it stands for is
never written anywhere.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe

from starlette.datastructures import Headers

from hub.service.people import People
from hub.service.viewers import Owner, Viewer

COOKIE = "hub"
LONGEST = 12 * 3600
"""Seconds for which a browser stays known."""
MOST = 10_000
"""Browsers that are remembered; the one that came longest ago is forgotten first."""


class Doors:
    """Who may come in. ``token`` empty: only those whom the API server knows."""

    def __init__(self, people: People, owner: Owner, token: str, secure: bool) -> None:
        self._people, self._owner, self._token, self._secure = people, owner, token, secure
        self._browsers: OrderedDict[str, str] = OrderedDict()

    async def viewer(self, headers: Headers) -> tuple[Viewer | None, bool]:
        """Who asks, and whether a cookie says so, which other sites' pages could make a browser send."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self.known(token.strip()), False
        kept = self._browsers.get(_cookie(headers))
        return (await self.known(kept) if kept else None), True

    async def known(self, token: str) -> Viewer | None:
        """Whose token this is. Raises `HubError` when the API server cannot be asked."""
        if self._token and hmac.compare_digest(token.encode(), self._token.encode()):
            return self._owner
        return await self._people.of(token) if token else None

    def cookie(self, token: str) -> str:
        """A ``Set-Cookie`` for a token that is known: not for other sites' pages, nor for scripts."""
        number = token_urlsafe(32)
        self._browsers[number] = token
        while len(self._browsers) > MOST:
            self._browsers.popitem(last=False)
        return f"{COOKIE}={number}; Max-Age={LONGEST}; Path=/; HttpOnly; SameSite=Strict{self._mark}"

    def forget(self, headers: Headers) -> str:
        """A ``Set-Cookie`` that removes it."""
        self._browsers.pop(_cookie(headers), None)
        return f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict{self._mark}"

    @property
    def _mark(self) -> str:
        return "; Secure" if self._secure else ""


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
