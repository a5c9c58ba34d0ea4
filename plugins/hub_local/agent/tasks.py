"""Work in the background that nobody waits for, kept alive until it is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)
_going_on: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, Any]) -> None:
    """Start it. The event loop itself holds tasks only weakly. What it raises is logged."""
    task = asyncio.ensure_future(work)
    _going_on.add(task)
    task.add_done_callback(_done)


def _done(task: asyncio.Task[Any]) -> None:
    _going_on.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("in the background: %r", error, exc_info=error)
