"""What the cluster side says, on its way to the board.

Until `release` everything is held, because nothing may be published before the
first full listing; then roots and parts go in before pods, so that each pod
finds its home at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from hub.core.board import Board
from hub.core.things import Thing
from hub.model import Kind
from hub.model.pods import POD


class Inbox:
    """A sink in front of a board. ``news`` is set whenever something came."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._held: list[tuple[bool, Callable[[], None]]] | None = []
        self.news = asyncio.Event()

    def listed(self, kind: Kind, namespace: str, things: Sequence[Thing]) -> None:
        self._take(kind != POD, lambda: self._board.listed(kind, namespace, things))

    def seen(self, type_: str, thing: Thing) -> None:
        self._take(False, lambda: self._board.seen(type_, thing))

    def gone(self, kind: Kind) -> None:
        self._take(False, lambda: self._board.listed(kind, "", ()))

    def release(self) -> None:
        """Let everything in, what pods hang on first."""
        held, self._held = self._held or [], None
        for _, step in sorted(held, key=lambda pair: not pair[0]):
            step()

    def _take(self, early: bool, step: Callable[[], None]) -> None:
        if self._held is not None:
            self._held.append((early, step))
        else:
            step()
        self.news.set()
