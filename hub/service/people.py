"""Whose token is whose: each is shown to the API server once in a while, and its viewer kept meanwhile."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from time import monotonic
from typing import NamedTuple

from hub.cluster.reviews import person

from .feed import Feed
from .viewers import Reviewed

LASTING = 30.0
"""Seconds for which a token that was accepted is not shown again."""
REFUSED = 5.0
"""The same for one that was refused."""
MOST = 1000
"""Tokens that are remembered; nobody can fill the memory with wrong ones."""
LONGEST = 16_384
"""Letters of a token; a longer one is none."""


class _Known(NamedTuple):
    viewer: Reviewed | None
    until: float


class People:
    """Viewers by their token, of which only a digest is kept here."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    async def of(self, token: str) -> Reviewed | None:
        """Who this is; nobody for a token that the API server does not accept. Raises `HubError`."""
        if self._feed.hub.session is None or len(token) > LONGEST:
            return None
        mark = sha256(token.encode()).digest()
        known = self._known.get(mark)
        if known is None or known.until < monotonic():
            known = await self._asked(token, known)
            self._known[mark] = known
            while len(self._known) > MOST:
                await _close(self._known.popitem(last=False)[1].viewer)
        self._known.move_to_end(mark)
        return known.viewer

    async def close(self) -> None:
        for known in self._known.values():
            await _close(known.viewer)
        self._known.clear()

    async def _asked(self, token: str, before: _Known | None) -> _Known:
        found = await person(self._feed.hub.live(), token)
        if found is None:
            await _close(before.viewer if before else None)
            return _Known(None, monotonic() + REFUSED)
        viewer = before.viewer if before else None
        if viewer is None or viewer.person != found:  # groups may have changed, too
            await _close(viewer)
            viewer = Reviewed(self._feed, found, token)
        return _Known(viewer, monotonic() + LASTING)


async def _close(viewer: Reviewed | None) -> None:
    if viewer is not None:
        await viewer.close()
